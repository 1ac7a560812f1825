"""The rounds of the demonstration, one at least for each state: what is selected, by whom, and how far it has come."""

from dataclasses import dataclass
from enum import IntEnum

from brands.demo.texts import CURRENT, EARLIER
from brands.enums import HonourLevel as Level
from brands.enums import OpinionStatus as S


class Stage(IntEnum):
    """How far a round goes; each includes the ones before."""

    PREPARED = 0
    OPEN = 1
    SCORING = 2
    SCORED = 3
    SHORTLISTED = 4
    DRAFTED = 5
    REDRAFTED = 6
    IN_NOTICE = 7
    DECIDED = 8
    NAMED = 9


@dataclass(frozen=True)
class Said:
    """An opinion that came in during the notice, and what became of it."""

    about: str
    text: str
    outcome: S
    finding: str = ""
    reply: str = ""
    name: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Plan:
    """`opened` is days before today, `year` years before this one; `nominees` stand as the judges rank them."""

    name: str
    level: Level
    year: int
    quota: int
    opened: int
    nominees: tuple[str, ...]
    stage: Stage
    program: str = CURRENT
    judges: int = 5
    rejected: str = ""
    withdrawn: str = ""
    waiting: tuple[str, ...] = ()
    opinions: tuple[Said, ...] = ()
    # Recuses by declaration: judge and nominee; comes to belong to a department once the sheets are dealt out.
    declared: tuple[str, str] | None = None
    moved: tuple[str, str] | None = None
    cancelled: str = ""


WINDOW_FINDING = (
    "经走访六户企业并调阅窗口叫号记录：上月一个周五下午因系统切换停办两小时，未按承诺事先告知，反映情况属实；"
    "支部已公开致歉并补办全部业务，建议本批次不予命名，整改后可再次参评。"
)

ON_LAST_YEAR = (
    Said(
        "gk1a",
        "公示名单里的“GPS”是英文缩写，很多老职工看不懂，建议改成中文名。",
        S.DISMISSED,
        "该名称经职工大会讨论，内涵已有中文说明，属建议类意见，不影响命名。",
        "感谢您的建议。支部已在茶水间和展板上加注“目标、精准、平安”的中文说明。",
    ),
)
ON_RUNNING = (
    Said("cg1a", "三十七处驿站我走过一半，有两处晚上七点就锁门，夜班清洗队的人喝不上水，希望查一查。", S.RECEIVED),
    Said(
        "sl1a",
        "公示材料说连续安全运行六千八百余天，前年夏天下游停过一次水，算不算安全运行，请说明。",
        S.UNDER_INQUIRY,
        name="陆怀远",
        contact="0000-8860123",
    ),
    Said(
        "jy2",
        "特殊教育学校的老师很辛苦，支持命名！另外校门口的坡道太陡，轮椅不好推。",
        S.DISMISSED,
        "属肯定和建议类意见，坡道改造已转教育局安排，不影响命名。",
        "感谢支持。坡道改造已列入学校假期工程，完工后请您来看看。",
    ),
)
ON_WINDOWS = (
    Said(
        "sc1",
        "上个月的一个下午，登记窗口没有任何通知就停办，我和几位同行白等了两个小时。",
        S.UPHELD,
        WINDOW_FINDING,
        "您反映的情况属实，窗口已公开致歉并建立停办预告制度，感谢监督。",
        name="范启舟",
        contact="0000-8861207",
    ),
    Said(
        "fy1",
        "导诉员讲方言这一条真管用，我八十岁的父亲头一回自己立上了案。",
        S.DISMISSED,
        "属肯定意见。",
        "感谢您的肯定，祝老人家身体健康。",
    ),
)

ROUNDS = (
    Plan(
        "{year}年度优秀品牌评选", Level.EXCELLENT, 2, 2, 802, ("gwb", "sl2", "fy3"), Stage.NAMED, EARLIER, judges=3,
    ),
    Plan(
        "{year}年度优秀品牌评选", Level.EXCELLENT, 1, 6, 445,
        ("mz1a", "gk1a", "sw1a", "gk3", "gk2", "jt1b", "dag", "cg2"), Stage.NAMED,
        opinions=ON_LAST_YEAR,
    ),
    Plan(
        "{year}年度示范品牌评选", Level.DEMONSTRATION, 0, 4, 80,
        ("ws1a", "mz1a", "gk1a", "zwfw", "sw1a", "wl1", "qxj"), Stage.NAMED, judges=7,
        declared=("judge6", "wl1"),
    ),
    Plan(
        "{year}年度培育品牌评选", Level.CULTIVATED, 0, 4, 22,
        ("cg1a", "jy2", "sl1a", "mz1b", "jt2", "gk4"), Stage.IN_NOTICE,
        opinions=ON_RUNNING,
    ),
    Plan(
        "{year}年度窗口服务专项优秀品牌评选", Level.EXCELLENT, 0, 3, 52,
        ("fy1", "sc1", "gjj", "ybj"), Stage.DECIDED,
        opinions=ON_WINDOWS,
    ),
    Plan(
        "{year}年度基层治理专项优秀品牌评选", Level.EXCELLENT, 0, 2, 30, ("dag", "sl2", "cg2"), Stage.DRAFTED, judges=3,
    ),
    Plan(
        "{year}年度平安守护专项优秀品牌评选", Level.EXCELLENT, 0, 2, 40, ("jt1a", "fy2", "qxj"), Stage.REDRAFTED,
        judges=3,
    ),
    Plan(
        "{year}年度科教文卫专项优秀品牌评选", Level.EXCELLENT, 0, 2, 27, ("jy1", "wl1", "ws2"), Stage.SCORED,
    ),
    Plan(
        "{year}年度岗位建功专项示范品牌评选", Level.DEMONSTRATION, 0, 2, 24,
        ("gk2", "sc2", "gk3", "gk5", "mz2"), Stage.SCORING, judges=6,
        declared=("judge1", "gk3"), moved=("judge7", "mz"),
    ),
    Plan(
        "{year}年度示范品牌补充评选", Level.DEMONSTRATION, 0, 2, 9, ("dag", "fy1"), Stage.OPEN,
        rejected="gk4", withdrawn="qxj", waiting=("wl1", "jy1"),
    ),
    Plan("{next}年度优秀品牌评选", Level.EXCELLENT, 0, 6, 3, (), Stage.PREPARED),
    Plan(
        "{year}年度品牌展演评选", Level.CULTIVATED, 0, 5, 120, ("zwfw",), Stage.OPEN,
        cancelled="展演与年度评选内容重复，且需要基层另行排演、拍摄，按照为基层减负的要求予以取消。",
    ),
)  # fmt: skip

# What the office says of the brand that does not take part.
REJECTION = "品牌进入深化不足一年，材料中的数据尚不能反映成效，建议参加下一年度评选。"
# Judges' remarks from the best to the last.
REMARKS = (
    "做法实、变化大，服务对象说得清楚，可以给别的支部照着学。",
    "抓住了本职里最难的一件事，数据和故事对得上。",
    "有特色、有坚持，若能再讲清与业务指标的关系会更好。",
    "载体丰富，建议减少名目，把一两件事做深。",
    "方向好，起步晚了些，再跑一年会更有说服力。",
    "口号响亮，群众感受的部分还需补充。",
    "内容扎实，但与同类品牌区别不够明显。",
)
NOTES = {
    "政治性": "党员在急难处站在前面",
    "服务性": "群众评价有据可查",
    "差异性": "一看就知道是哪个岗位",
    "示范性": "做法写得清，学得会",
}

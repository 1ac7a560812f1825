"""Names and texts by number, for a whole country's worth of filings: all different, the same every time."""

from functools import cache
from itertools import pairwise
from random import Random

from core.similarity import bands, normalised, signature


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = words(
    "清泉 春雨 金桥 红帆 星火 蓝盾 暖阳 赤诚 匠人 磐石 青松 灯塔 飞鸿 沃土 朝霞 晨曦 稻香 远山 长风 新竹 "
    "明镜 归雁 江畔 山海 银杏 白杨 云帆 雪松 丰碑 春蚕 孺子 渡口 窗口 车间 田埂 港湾 枢纽 驿站 基石 年轮"
)
SECOND = words(
    "护航 领航 先锋 同行 连心 筑梦 惠民 争先 攻坚 守望 温情 赋能 兴业 护苗 安澜 畅行 铸魂 聚力 致远 润心 "
    "织网 点灯 架桥 搭台 探路 补位 提速 扎根 传薪 守正 出新 问需 解难 送暖 把关 护绿 强基 亮剑 耕耘 奋楫"
)
THIRD = words("行动 工程 之家 小屋 快车 课堂 哨所 方阵 联盟 热线 小站 班组 岗亭 书屋 码头 广场 院落 长廊 平台 车队")
OTHER = words(
    "党员 群众 支部 岗位 服务 回访 夜间 值守 清单 承诺 师徒 带教 检查 整改 公开 评议 走访 社区 学校 工地 "
    "医院 水库 公路 图书 档案 政策 材料 时间 数据 质量 安全 老人 孩子 青年 骨干 雨季 节日 乡镇 企业 街道"
)
POOL, CLAUSES, CLAUSE = 64, 5, 4  # sentences for each part; clauses in a sentence; words in a clause


@cache
def sentences(part: int) -> tuple[str, ...]:
    """Word salad: what counts for measuring is that any two are as unlike as texts on different things."""
    random = Random(part)  # noqa: S311
    vocabulary = (*FIRST, *SECOND, *THIRD, *OTHER)
    clauses = [["".join(random.sample(vocabulary, CLAUSE)) for _ in range(CLAUSES)] for _ in range(POOL)]
    return tuple("，".join(clause) for clause in clauses)


def name_of(number: int) -> str:
    """The first 33,600 names hold no figure."""
    rest, first = divmod(number, len(FIRST))
    rest, second = divmod(rest, len(SECOND))
    rest, third = divmod(rest, len(THIRD) + 1)
    return FIRST[first] + SECOND[second] + ("", *THIRD)[third] + (str(rest) if rest else "")


def parts_of(number: int) -> tuple[str, ...]:
    """Opening, middle and close of the connotation, and the goals; 16.8 million combinations."""
    mixed = number * 2_654_435_761 % 2**32  # neighbours share no sentence
    return tuple(sentences(part)[mixed // POOL**part % POOL] for part in range(4))


def connotation_of(parts: tuple[str, ...]) -> str:
    return "。".join(parts[:3]) + "。"


def goals_of(parts: tuple[str, ...]) -> str:
    return f"{parts[3]}。"


def text_keys_of(parts: tuple[str, ...]) -> set[int]:
    """The same as `text_keys` of the whole text, put together from its parts and the seams between them."""
    plain = [normalised(part) for part in parts]
    seams = [left[-1] + right[0] for left, right in pairwise(plain)]
    return bands(list(map(min, *(_signature(text) for text in (*plain, *seams)))))


@cache
def _signature(text: str) -> list[int]:
    return signature(text)

"""The tree of 云岭市: a city that is on no map, its organs, a hospital, a port."""

from dataclasses import dataclass
from datetime import date, timedelta

from branches import tree
from branches.enums import OrganizationKind as Kind
from branches.models import Line, Organization, Region

CITY = "云岭市"
ROOT_CODE = "YL"
REGIONS = ("中心城区片区", "江北新区片区", "港区片区")
LINES = ("党政综合", "政法执法", "财经监管", "民生服务", "科教文卫", "城建水务")
KINDS = {"w": Kind.WORKING_COMMITTEE, "c": Kind.COMMITTEE, "g": Kind.GENERAL_BRANCH, "b": Kind.BRANCH}

# key, superior, kind, short name (after “市”), region, line, formal members
ROWS = """
gw    -    w  直机关工委                          1 1  0
dag   gw   b  档案馆党支部                        1 1 14
qxj   gw   b  气象局党支部                        2 6 23
gjj   gw   b  住房公积金管理中心党支部            1 4 33
ybj   gw   b  医疗保障局党支部                    1 4 23
zwfw  gw   b  政务服务管理局党支部                2 1 33
rmt   gw   b  融媒体中心党支部                    2 5 15
tjj   gw   b  统计局党支部                        1 3 11
gwb   gw   b  直机关工委机关党支部                1 1  8
sw    gw   c  税务局机关党委                      1 3  0
sw1   sw   g  税务局第一税务分局党总支            2 3  0
sw1a  sw1  b  税务局办税服务厅党支部              2 3 18
sw1b  sw1  b  税务局纳税服务党支部                2 3 16
sw1c  sw1  b  税务局税源管理党支部                2 3 14
sw2   sw   b  税务局征管科技党支部                1 3 12
sw3   sw   b  税务局离退休干部党支部              1 3 55
mz    gw   c  民政局机关党委                      1 4  0
mz1   mz   g  社会福利院党总支                    2 4  0
mz1a  mz1  b  社会福利院康养照护党支部            2 4 17
mz1b  mz1  b  社会福利院儿童福利党支部            2 4 15
mz2   mz   b  婚姻登记中心党支部                  1 4 10
mz3   mz   b  救助管理站党支部                    1 4 14
jt    gw   c  交通运输局机关党委                  1 6  0
jt1   jt   g  公共交通公司党总支                  1 6  0
jt1a  jt1  b  公共交通公司一路公交党支部          1 6 28
jt1b  jt1  b  公共交通公司轮渡党支部              3 6 16
jt2   jt   b  公路养护中心党支部                  2 6 24
ws    gw   c  卫生健康委机关党委                  1 5  0
ws1   ws   g  第二人民医院党总支                  1 5  0
ws1a  ws1  b  第二人民医院急诊党支部              1 5 39
ws1b  ws1  b  第二人民医院护理党支部              1 5 29
ws2   ws   b  疾病预防控制中心党支部              2 5 37
jy    gw   c  教育局机关党委                      1 5  0
jy1   jy   b  实验中学党支部                      2 5 34
jy2   jy   b  特殊教育学校党支部                  2 5 18
jy3   jy   b  教育考试院党支部                    1 5  2
fy    gw   c  中级人民法院机关党委                1 2  0
fy1   fy   b  中级人民法院立案庭党支部            1 2 26
fy2   fy   b  中级人民法院执行局党支部            1 2 23
fy3   fy   b  中级人民法院少年家事审判庭党支部    1 2 11
sl    gw   c  水务局党组                          2 6  0
sl1   sl   g  云岭水库管理处党总支                2 6  0
sl1a  sl1  b  云岭水库管理处大坝运行党支部        2 6 23
sl1b  sl1  b  云岭水库管理处水文监测党支部        2 6 11
sl2   sl   b  供水服务中心党支部                  1 6 22
cg    gw   c  城市管理局机关党委                  1 2  0
cg1   cg   g  环境卫生管理处党总支                1 2  0
cg1a  cg1  b  环境卫生管理处清扫保洁党支部        1 2 32
cg1b  cg1  b  环境卫生管理处垃圾分类党支部        2 2 20
cg2   cg   b  路灯管理所党支部                    1 6 12
sc    gw   c  市场监督管理局机关党委              1 3  0
sc1   sc   b  市场监督管理局登记注册党支部        1 3 14
sc2   sc   b  市场监督管理局食品安全监管党支部    1 2 26
sc3   sc   b  计量检定所党支部                    2 3  8
wl    gw   c  文化和旅游局机关党委                1 5  0
wl1   wl   b  图书馆党支部                        1 5 24
wl2   wl   b  博物馆党支部                        2 5 13
gk    gw   c  港务集团党委                        3 3  0
gk1   gk   g  港务集团营运操作部党总支            3 3  0
gk1a  gk1  b  港务集团营运操作第一党支部          3 3 48
gk1b  gk1  b  港务集团营运操作第二党支部          3 3 19
gk2   gk   b  港务集团经营开发部党支部            3 3 15
gk3   gk   b  港务集团机关第二党支部              3 1 12
gk4   gk   b  港务集团工程技术部党支部            3 6 18
gk5   gk   b  港务集团后勤服务部党支部            3 4 25
"""
EXCEPTIONS = {"sw3": "离退休党员集中管理，经市税务局机关党委批准设一个支部。"}


@dataclass(frozen=True)
class Row:
    key: str
    superior: str
    kind: Kind
    short_name: str
    region: int
    line: int
    formal: int

    @property
    def name(self) -> str:
        """In full, as it stands in documents."""
        if self.kind == Kind.WORKING_COMMITTEE:
            return f"中共{CITY}直属机关工作委员会"
        return f"{CITY}{self.short_name[1:]}"


def rows() -> list[Row]:
    parts = [line.split() for line in ROWS.strip().splitlines()]
    return [
        Row(key, superior, KINDS[kind], f"市{name}", int(region), int(line), int(formal))
        for key, superior, kind, name, region, line, formal in parts
    ]


def make_tree(today: date) -> dict[str, Organization]:
    """The organisations by their keys, superiors first, each at its place in the tree."""
    regions = [Region.objects.get_or_create(name=name, defaults={"order": i})[0] for i, name in enumerate(REGIONS, 1)]
    lines = [Line.objects.get_or_create(name=name, defaults={"order": i})[0] for i, name in enumerate(LINES, 1)]
    first_root = _next_root()
    made: dict[str, Organization] = {}
    children: dict[str, int] = {}
    for number, row in enumerate(rows()):
        superior = made.get(row.superior)
        children[row.superior] = children.get(row.superior, 0) + 1
        place = superior.path + tree.segment(children[row.superior]) if superior else tree.segment(first_root)
        made[row.key] = Organization.objects.create(
            name=row.name,
            short_name=row.short_name,
            code=ROOT_CODE if superior is None else f"{ROOT_CODE}-{row.key.upper()}",
            kind=row.kind,
            parent=superior,
            path=place,
            region=regions[row.region - 1],
            line=lines[row.line - 1],
            founded_on=today.replace(month=7, day=1) - timedelta(days=365 * (8 + number % 17) + 30),
            exception_note=EXCEPTIONS.get(row.key, ""),
        )
    return made


def _next_root() -> int:
    last = Organization.objects.filter(parent=None).order_by("-path").values_list("path", flat=True).first()
    return int(last, 36) + 1 if last else 1

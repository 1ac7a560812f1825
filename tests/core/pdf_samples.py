"""Contexts of the PDF templates: made-up organisations, people and texts."""

from datetime import date
from typing import Any

import segno

TEXT = (
    "各单位要把品牌创建同中心工作结合起来，坚持“围绕中心、建设队伍、服务群众”，把“一支部一品牌”做实做细，"
    "推动机关党建与业务工作深度融合，以高质量党建引领保障高质量发展。"
)
RARE_NAMES = ["王翀", "李㛃", "张䶮", "赵𫖯", "陈堃", "喆烜玥珺"]
BRANDS = ["红色龙头", "先锋护航", "“三心”服务", "魅力GPS"]

RESOLUTION = [
    ("会议", "支部党员大会"),
    ("日期", "2026年3月1日"),
    ("应到", "23人"),
    ("实到", "21人"),
    ("赞成", "20票"),
    ("反对", "0票"),
    ("弃权", "1票"),
    ("征求意见", "已征求党员群众意见32条，采纳9条"),
]
OPINIONS = [
    {
        "organization": "中共云岭市数据局机关委员会",
        "label": "机关党委审核意见",
        "person": "李㛃",
        "date": date(2026, 3, 9),
        "comment": "经审核，该支部品牌定位准确、载体扎实，同意推荐。",
    },
    {"organization": "", "label": "机关工委审核意见", "person": "", "date": None, "comment": ""},
]


def check() -> dict[str, str]:
    address = "https://brand.example.cn/check"
    qr = segno.make(f"{address}/7F3A9C").png_data_uri(scale=4)
    return {"check_code": "YP-2026-0005-7F3A9C", "check_url": address, "qr": qr}


def naming(**changes: Any) -> dict[str, Any]:
    """A naming document of two pages of text and one of a list."""
    rows = [
        [str(n + 1), BRANDS[n % 4], f"中共云岭市第{n + 1}局机关党委第{n % 7 + 1}党支部", RARE_NAMES[n % 6]]
        for n in range(10)
    ]
    lead = (
        "按照《云岭市机关党建品牌三年创建规划》安排，经支部申报、逐级审核、评委评分、公示并报工委会议研究，"
        "决定命名“红色龙头”等10个品牌为2026年度机关党建示范品牌。现将有关事项通知如下。"
    )
    context = {
        "organ": "中共云岭市直属机关工作委员会文件",
        "number": "云机工发〔2026〕5号",
        "title": "中共云岭市直属机关工作委员会关于命名2026年度机关党建示范品牌的决定",
        "addressee": "各机关党委、党总支、党支部：",
        "paragraphs": [
            ("p", lead),
            ("h1", "一、总体要求"),
            ("p", TEXT),
            ("h2", "（一）巩固成果"),
            ("p", TEXT),
            ("h1", "二、工作安排"),
            ("p", TEXT + "1.每年一月报送年度深化计划；2.每季度开展一次结对共建；3.有效期为3年，期满复核。"),
        ],
        "attachments": ["2026年度机关党建示范品牌名单"],
        "signer": "中共云岭市直属机关工作委员会",
        "date": date(2026, 5, 8),
        "cc": "中共云岭市委组织部，中共云岭市委宣传部，各县（区）直属机关工作委员会",
        "printed_by": "中共云岭市直属机关工作委员会办公室",
        "printed_on": date(2026, 5, 9),
        "annexes": [
            {"title": "2026年度机关党建示范品牌名单", "columns": ["序号", "品牌名称", "党组织", "负责人"], "rows": rows}
        ],
        "keywords": ["党建品牌", "命名"],
        **check(),
    }
    return context | changes


def application_form(**changes: Any) -> dict[str, Any]:
    """A filled application with two levels' opinions."""
    context = {
        "title": "党建品牌申报表",
        "program": "云岭市机关党建品牌三年创建规划（2026—2028年）",
        "organ": "中共云岭市数据局第一支部委员会",
        "organization": [
            ("品牌名称", "红色龙头"),
            ("申报党组织", "中共云岭市数据局第一支部委员会"),
            ("上级党组织", "中共云岭市数据局机关委员会"),
            ("党支部书记", "王翀"),
            ("党员人数", "23名（预备党员2名）"),
            ("联系电话", "138****1234"),
            ("申报日期", "2026年3月5日"),
        ],
        "fields": [
            ("品牌口号", "数聚云岭　为民先行"),
            ("品牌理念", TEXT),
            ("品牌内涵", TEXT * 2 + "\n" + TEXT),
        ],
        "goals": TEXT * 2,
        "logo": "",
        "logo_meaning": "以红色飘带与数据流构成“龙头”之形，寓意党建引领、数据赋能。\n标识不含党徽图案。",
        "facets": [("政治引领", TEXT), ("数据赋能", TEXT), ("为民服务", TEXT)],
        "carriers": [
            {"kind": "阵地", "name": "“龙头”党员活动室", "description": TEXT},
            {"kind": "队伍", "name": "数据先锋突击队", "description": TEXT},
            {"kind": "工作法", "name": "“一听二查三办四回”工作法", "description": TEXT},
        ],
        "plans": [
            {"phase": "宣传发动", "period": "2026年1月至3月", "text": TEXT},
            {"phase": "创建培育", "period": "2026年4月至12月", "text": TEXT},
            {"phase": "巩固深化", "period": "2027年", "text": TEXT},
            {"phase": "总结提升", "period": "2028年", "text": TEXT},
        ],
        "resolution": RESOLUTION,
        "opinions": OPINIONS,
        **check(),
    }
    return context | changes


def score_table(judges: int = 7, rows: int = 25, **changes: Any) -> dict[str, Any]:
    """A round's scores; the highest and the lowest of each row are dropped."""
    weights = {"政治性": 20, "时代性": 15, "服务性": 20, "创新性": 15, "示范性": 15, "差异性": 15}
    context = {
        "title": "云岭市2026年度机关党建示范品牌评审得分表",
        "subtitle": "2026年度评选",
        "organ": "中共云岭市直属机关工作委员会",
        "criteria": [{"name": name, "weight": f"{weight}%", "note": TEXT[:30]} for name, weight in weights.items()],
        "judges": [f"评委{n + 1}" for n in range(judges)],
        "rows": [
            {
                "rank": str(n + 1),
                "brand": BRANDS[n % 4],
                "organization": f"中共云岭市第{n + 1}局机关党委第{n % 7 + 1}党支部",
                "scores": [{"text": f"{80 + n * j % 17}.{j % 10}0", "dropped": j in (1, 3)} for j in range(judges)],
                "total": f"{95 - n % 40}.25",
                "chosen": n < 10,
                "note": "入围" if n < 10 else "",
            }
            for n in range(rows)
        ],
        "arithmetic": ["评委满五名时去掉一个最高分和一个最低分，其余取平均，保留两位小数。"],
        "signs": ["计分人", "监督人", "工委办公室负责人"],
        "made_on": date(2026, 4, 28),
    }
    return context | changes


def notice(**changes: Any) -> dict[str, Any]:
    """A public notice of a shortlist of ten."""
    context = {
        "organ": "中共云岭市直属机关工作委员会",
        "title": "关于2026年度机关党建示范品牌拟命名名单的公示",
        "paragraphs": [
            ("p", "经支部申报、逐级审核和评委评审，拟命名“红色龙头”等10个品牌为示范品牌，现予公示。"),
            ("p", "公示期间，任何单位和个人对公示对象有异议的，可通过来信、来电或网上留言方式反映。"),
        ],
        "columns": ["序号", "品牌名称", "党组织"],
        "rows": [[str(n + 1), BRANDS[n % 4], f"中共云岭市第{n + 1}局机关党委第一党支部"] for n in range(10)],
        "period": "2026年5月8日至5月14日（5个工作日）",
        "contact": ["联系电话：0800-1234567", "通信地址：云岭市人民路1号市直机关工委办公室"],
        "signer": "中共云岭市直属机关工作委员会",
        "date": date(2026, 5, 7),
        **check(),
    }
    return context | changes

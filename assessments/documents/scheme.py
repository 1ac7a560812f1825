"""Rubrics as spreadsheets: the template to fill in, and a scheme in the same layout."""

from collections.abc import Sequence

from assessments.enums.scheme import IndicatorKind
from assessments.imports.scheme import LABELS
from assessments.models import Scheme
from assessments.selectors.scheme import arithmetic_words, grade_table, rubric
from core.spreadsheet import Column, Sheet, write_xlsx

WIDTHS = {"category": 16, "name": 24, "responsible": 18, "content": 40, "points": 20, "mechanism": 40, "method": 12,
          "kind": 10, "note": 24}  # fmt: skip
EXAMPLES = (
    (
        "组织生活",
        "“三会一课”按期召开",
        "支部委员会",
        "按规定的次数和主题召开，有记录。",
        "20分",
        "每少1次扣2分，扣完为止。",
        "查阅资料",
        "扣分项",
        "",
    ),
    (
        "组织生活",
        "主题党日有实效",
        "全体党员",
        "结合业务解决实际问题。",
        "20分",
        "按完成情况和效果计分。",
        "实地查看",
        "计分项",
        "",
    ),
    (
        "服务群众",
        "承诺事项兑现",
        "全体党员",
        "公开承诺的事项按期办结。",
        "60分",
        "按兑现比例计分。",
        "系统记录",
        "计分项",
        "系统自动带出",
    ),
    (
        "加分",
        "做法在全市推广",
        "支部委员会",
        "形成可复制的做法并被采用。",
        "最高5分",
        "每项加2分，最高加5分。",
        "查阅资料",
        "加分项",
        "",
    ),
    (
        "否决",
        "发生严重违纪违法案件",
        "支部委员会",
        "",
        "一票否决",
        "发生的，评为最低等次。",
        "查阅资料",
        "一票否决",
        "",
    ),
)
GUIDE = (
    ("类别", "同一类别可以合并单元格，也可以只在第一行填写。"),
    ("考评项目", "一项指标一行，名称简短。"),
    ("责任对象", "由谁负责，可不填。"),
    ("责任内容", "要做到什么，可不填。"),
    ("分值", "如 10、10分、最高5分、每次扣2分；加分不封顶的写“不封顶”。"),
    ("评分标准", "怎样得分、扣分；“每次扣2分，扣完为止”会读作每次2分的扣分项。"),
    ("考评方式", "查阅资料、实地查看、访谈、测评、系统记录。"),
    ("类型", "计分项、加分项、扣分项、一票否决；不填的按其他各列推断，并请您核对。"),
    ("备注", "可不填。"),
    ("减负要求", "不以媒体报道、领导批示、照片数量、学习笔记、投票点赞、打卡登录等计分；涉及的会逐项提示。"),
)


def scheme_template() -> bytes:
    """Example rows that may be overwritten, and what each column takes."""
    guide = Sheet("填写说明", [Column("列名", 14), Column("怎样填写", 80)], GUIDE)
    return write_xlsx([Sheet("考核细则", _columns(), EXAMPLES), guide])


def scheme_workbook(scheme: Scheme) -> bytes:
    """The scheme as it can be read in again, with its grades and arithmetic beside; needs `with_parts`."""
    rows: list[Sequence[str]] = []
    for part in rubric(scheme):
        for line in part.lines:
            indicator = line.indicator
            points = "一票否决" if indicator.kind == IndicatorKind.VETO else line.worth
            rows.append((
                part.group.name, indicator.name, indicator.responsible, indicator.content, points,
                indicator.mechanism, indicator.get_method_display(), indicator.get_kind_display(), indicator.note,
            ))  # fmt: skip
    return write_xlsx(
        [
            Sheet("考核细则", _columns(), rows),
            Sheet("等次", [Column("等次", 14), Column("条件", 60)], grade_table(scheme)),
            Sheet("计分规则", [Column("项目", 22), Column("规则", 60)], arithmetic_words(scheme)),
        ]
    )


def _columns() -> list[Column]:
    return [Column(label, WIDTHS[name]) for name, label in LABELS.items()]

"""A round's score table and its public notice."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from brands.enums import HonourLevel, NominationStatus
from brands.models import Nomination, PublicNotice, SelectionRound
from brands.scoring import DROP_FROM, HIGHEST, LOWEST
from core.pdf import render_pdf
from core.spreadsheet import Column, Sheet, write_xlsx

RULES = [
    "一份评分表的得分为各项分数乘以权重之和；一个品牌的得分为有效评分表得分的平均数，保留三位小数，第四位四舍五入。",
    f"有效评分表达到{DROP_FROM}份的，去掉一个最高分和一个最低分后计算平均数。",
    "未提交和已回避的评分表不计入，不按零分处理。",
    "得分相同的，依次比较权重较高的单项标准的平均分（不去掉最高最低分）；全部相同的，名次并列。",
    "评委以编号代替姓名；同一编号在不同品牌中不代表同一人。",
]
CHOSEN = (NominationStatus.SHORTLISTED, NominationStatus.NAMED, NominationStatus.NOT_NAMED)
DROPPED_WORDS = {HIGHEST: "去掉最高分", LOWEST: "去掉最低分"}


def scored_nominations(round: SelectionRound) -> list[Nomination]:
    """Everybody whose scores were summed up, best first."""
    rows = round.nominations.exclude(rank=None).select_related("brand__organization")
    return list(rows.order_by("rank", "pk"))


def score_rows(nominations: Sequence[Nomination]) -> list[dict[str, Any]]:
    """The rows of the score table, as page, PDF and spreadsheet show them."""
    width = most_judges(nominations)
    return [
        {
            "nomination": nomination,
            "rank": nomination.rank,
            "brand": nomination.brand.name,
            "organization": nomination.brand.organization.name,
            "scores": _cells(nomination.arithmetic, width),
            "total": f"{nomination.score:f}",
            "chosen": nomination.status in CHOSEN,
            "note": remark_of(nomination),
            "line": nomination.arithmetic["line"],
            "sheets": [s | {"words": DROPPED_WORDS.get(s["dropped"], "")} for s in nomination.arithmetic["sheets"]],
            "tie_breakers": nomination.arithmetic["tie_breakers"],
        }
        for nomination in nominations
    ]


def most_judges(nominations: Sequence[Nomination]) -> int:
    return max((len(nomination.arithmetic["sheets"]) for nomination in nominations), default=0)


def _cells(arithmetic: dict[str, Any], width: int) -> list[dict[str, Any]]:
    cells = [{"text": sheet["total"], "dropped": bool(sheet["dropped"])} for sheet in arithmetic["sheets"]]
    return cells + [{"text": "—", "dropped": False}] * (width - len(cells))


def remark_of(nomination: Nomination) -> str:
    """What a reader of the table should know of this row's sheets."""
    parts = []
    if nomination.arithmetic["recused"]:
        parts.append(f"回避{nomination.arithmetic['recused']}")
    if nomination.arithmetic["missing"]:
        parts.append(f"未评{nomination.arithmetic['missing']}")
    return "，".join(parts)


def score_table_pdf(round: SelectionRound) -> bytes:
    nominations = scored_nominations(round)
    context = {
        "title": f"{round.name}评分表",
        "subtitle": f"{round.program}　{round.year}年度{HonourLevel(round.level).label}　名额{round.quota}个",
        "organ": round.program.organizer.name,
        "criteria": [{"name": c.name, "weight": f"{c.weight}%", "note": c.description} for c in round.criteria.all()],
        "judges": [f"评委{number}" for number in range(1, most_judges(nominations) + 1)],
        "rows": score_rows(nominations),
        "arithmetic": RULES,
        "signs": ["计分人", "复核人", "监督人"],
        "made_on": timezone.localdate(),
    }
    return render_pdf("pdf/score_table.html", context)


def score_table_xlsx(round: SelectionRound) -> bytes:
    """Three sheets: the result, each judge's points, how it was reckoned."""
    nominations = scored_nominations(round)
    rows = score_rows(nominations)
    criteria = nominations[0].arithmetic["criteria"] if nominations else []
    result = Sheet(
        "评分结果",
        [
            Column("名次", kind="integer"), Column("品牌"), Column("党组织"), Column("得分"),
            Column("计分过程", 60), Column("备注"), Column("状态"),
        ],
        [
            [r["rank"], r["brand"], r["organization"], r["total"], r["line"], r["note"],
             r["nomination"].get_status_display()]
            for r in rows
        ],
    )  # fmt: skip
    weights = [Column(f"{name}（{weight}%）", kind="number") for name, weight in criteria]
    points = Sheet(
        "分项评分",
        [Column("品牌"), Column("评委"), *weights, Column("得分"), Column("说明")],
        [
            [r["brand"], s["label"], *map(Decimal, s["points"]), s["total"], s["words"]]
            for r in rows
            for s in r["sheets"]
        ],
    )
    return write_xlsx([result, points, Sheet("计分办法", [Column("计分办法", 100)], [[rule] for rule in RULES])])


def draft_notice_text(round: SelectionRound) -> dict[str, str]:
    """Title, text and contact that could be published as they stand."""
    level = HonourLevel(round.level).label
    organizer = round.program.organizer
    return {
        "title": f"{round.year}年度{level}拟命名名单公示",
        "body": (
            f"根据《{round.program}》的安排，经党组织推荐、资格审查和评委评审，拟命名下列品牌为{round.year}年度{level}。"
            "现将名单予以公示，接受党员和群众监督。\n"
            "公示期间，对名单有异议的，可以通过本公示页面或者来信、来访、电话等方式向受理部门反映。反映情况应当实事求是，"
            "提倡实名；受理部门将对反映人和反映内容严格保密，并按规定调查核实。"
        ),
        "contact": f"{organizer.name}办公室",
    }


def notice_pdf(notice: PublicNotice) -> bytes:
    entries = notice.entries or notice_entries(notice.round)
    start, end = notice.starts_on, notice.ends_on
    context = {
        "title": notice.title,
        "organ": notice.organization.name,
        "paragraphs": [("p", line) for line in notice.body.splitlines() if line.strip()],
        "columns": [("序号", 2), ("品牌名称", 5), ("创建党组织", 11)],
        "rows": [[str(n), row["brand"], row["organization"]] for n, row in enumerate(entries, start=1)],
        "period": f"{_day(start)}至{_day(end)}" if start and end else f"自发布之日起{notice.working_days}个工作日",
        "contact": [f"受理部门：{notice.contact}"],
        "signer": notice.organization.name,
        "date": start or timezone.localdate(),
    }
    return render_pdf("pdf/notice.html", context)


def notice_entries(round: SelectionRound) -> list[dict[str, Any]]:
    """The shortlist in the order of the tree, which says nothing of scores."""
    rows = round.nominations.filter(status__in=CHOSEN).select_related("brand__organization")
    return [
        {"nomination": n.pk, "brand": n.brand.name, "organization": n.brand.organization.name}
        for n in rows.order_by("organization_path", "pk")
    ]


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

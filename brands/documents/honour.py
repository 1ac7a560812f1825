"""The naming document: its draft, its frozen snapshot, its PDF."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from branches.models import Organization
from brands.enums import HonourLevel, NominationStatus
from brands.models import Nomination, OfficialDocument, SelectionRound
from core.pdf import render_pdf

NUMERALS = frozenset("一二三四五六七八九十")
MOST_NAMED = 5  # so many brands are named in the body's first sentence


@dataclass(frozen=True)
class DocumentText:
    """What a person may change in a naming document before it is issued; the list of brands is not among it."""

    title: str
    addressee: str
    body: str
    cc: str = ""
    printed_by: str = ""


def draft_text(round: SelectionRound, named: Sequence[Nomination]) -> DocumentText:
    """A text that could be issued as it stands."""
    level = HonourLevel(round.level).label
    organizer = round.program.organizer
    first = "".join(f"“{nomination.brand}”" for nomination in named[:MOST_NAMED])
    more = "等" if len(named) > 1 else ""
    body = [
        f"根据《{round.program}》的安排，{organizer}组织开展了{round.year}年度{level}评选。经党组织推荐、资格审查、评委评审、"
        f"公示等程序，现决定命名{first}{more}{len(named)}个品牌为{round.year}年度{level}（名单见附件，排名不分先后），"
        f"称号有效期{round.valid_years}年。",
        "希望受到命名的党组织珍惜荣誉，持续深化品牌内涵，按年度制订深化计划，把品牌建在服务群众、推动工作的第一线，发挥示范带动作用。",
        "各级党组织要以命名的品牌为参照，结合实际学习借鉴，防止照搬照抄和形式主义，推动本单位党建工作与业务工作深度融合。",
    ]
    return DocumentText(
        title=f"关于命名{round.year}年度{level}的决定",
        addressee="各有关党组织：",
        body="\n".join(body),
        printed_by=f"{organizer.short_name}办公室",
    )


def paragraphs_of(body: str) -> list[tuple[str, str]]:
    """Lines as (level, text): 一、 opens a first-level heading, （一） a second-level one when the line is short."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return [(_level(line), line) for line in lines]


def _level(line: str) -> str:
    is_short = len(line) <= 30 and not line.endswith("。")
    number, mark, _ = line.partition("、")
    if is_short and mark and number and set(number) <= NUMERALS:
        return "h1"
    inner, close, _ = line.removeprefix("（").partition("）")
    if is_short and line.startswith("（") and close and inner and set(inner) <= NUMERALS:
        return "h2"
    return "p"


def named_in(round: SelectionRound) -> list[Nomination]:
    """Who has been named, in the order of the tree: the list says nothing of scores."""
    rows = round.nominations.filter(status=NominationStatus.NAMED).select_related("brand__organization")
    return list(rows.order_by("organization_path", "pk"))


def annex_of(round: SelectionRound, named: Iterable[Nomination]) -> dict[str, Any]:
    rows = [
        [str(number), nomination.brand.name, nomination.brand.organization.name]
        for number, nomination in enumerate(named, start=1)
    ]
    return {
        "title": f"{round.year}年度{HonourLevel(round.level).label}名单",
        "columns": [["序号", 2], ["品牌名称", 5], ["创建党组织", 11]],
        "rows": rows,
    }


def snapshot_of(
    round: SelectionRound, named: Sequence[Nomination], text: DocumentText, *, reference: str, issued_on: date
) -> dict[str, Any]:
    """All that the printed document says, frozen: later changes of names do not reach it."""
    annex = annex_of(round, named)
    return frozen(text, round.program.organizer, [annex], reference=reference, issued_on=issued_on)


def frozen(
    text: DocumentText,
    organizer: Organization,
    annexes: Sequence[Mapping[str, Any]],
    *,
    reference: str,
    issued_on: date,
) -> dict[str, Any]:
    return {
        **asdict(text),
        # The template ends the line itself.
        "cc": text.cc.strip().rstrip("。；;，, "),
        "organ": f"{organizer.name}文件",
        "number": reference,
        "paragraphs": paragraphs_of(text.body),
        "attachments": [annex["title"] for annex in annexes],
        "annexes": list(annexes),
        "signer": organizer.name,
        "date": issued_on.isoformat(),
        "printed_on": issued_on.isoformat(),
    }


def check_address(code: str) -> str:
    """The public page that says whether a printed document is genuine."""
    return f"{settings.SITE_URL}{reverse('boards:document_check')}?code={code}"


def qr_code(text: str) -> str:
    """A QR code as a data URI (png)."""
    return segno.make(text, error="m").png_data_uri(scale=6, border=2)


def naming_context(snapshot: Mapping[str, Any], check_code: str) -> dict[str, Any]:
    """What the template of the naming document takes; an empty code for a draft."""
    address = check_address(check_code) if check_code else ""
    return {
        **snapshot,
        "keywords": snapshot.get("keywords", ["命名", "品牌"]),
        "created": date.fromisoformat(snapshot["date"]),
        "date": date.fromisoformat(snapshot["date"]),
        "printed_on": date.fromisoformat(snapshot["printed_on"]),
        "check_code": check_code,
        "check_url": address,
        "qr": qr_code(address) if address else "",
    }


def naming_pdf(document: OfficialDocument) -> bytes:
    return render_pdf("pdf/naming.html", naming_context(document.snapshot, document.check_code))


def draft_pdf(
    round: SelectionRound, named: Sequence[Nomination], text: DocumentText, *, reference: str, on: date
) -> bytes:
    """How the document will look; without a check code it proves nothing."""
    snapshot = snapshot_of(round, named, text, reference=reference, issued_on=on)
    return render_pdf("pdf/naming.html", naming_context(snapshot, ""))

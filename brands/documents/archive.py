"""创建档案: everything that happened to a brand, as a PDF and as a workbook."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone

from brands.models import Brand
from brands.selectors.archive import Entry, archive_entries, kind_labels
from core.errors import BusinessError
from core.pdf import join_pdfs, render_pdf
from core.spreadsheet import Column, Sheet, write_xlsx

PART = 600  # entries laid out together: beyond it layout takes more memory than a document should
NOTE_MOST = 300  # characters of a note on paper; the source has the rest
ENTRIES_MOST = 20_000
AT_ONCE = 200  # entries that a page waits for; more is a job
TOO_LONG = f"档案超过{ENTRIES_MOST}条，请按类别分别生成。"


def archive_pdf(brand: Brand, user: Any, *, kind: str = "", told: Callable[[int, int], None] | None = None) -> bytes:
    """The archive as this person may see it, oldest first; `told(done, total)` hears of each part."""
    entries = _entries(brand, user, kind)
    parts = [entries[start : start + PART] for start in range(0, len(entries), PART)] or [[]]
    pages = []
    for number, part in enumerate(parts):
        pages.append(render_pdf("pdf/archive.html", _context(brand, user, kind, entries, part, is_first=number == 0)))
        if told:
            told(number + 1, len(parts))
    return pages[0] if len(pages) == 1 else join_pdfs(pages)


def archive_xlsx(brand: Brand, user: Any, *, kind: str = "") -> bytes:
    columns = [Column("日期", kind="date"), Column("类别"), Column("事项", 50), Column("说明", 60), Column("办理人")]
    rows = [[timezone.localtime(e.at), e.label, e.title, e.note, e.who] for e in _entries(brand, user, kind)]
    return write_xlsx([Sheet("创建档案", columns, rows)])


def _entries(brand: Brand, user: Any, kind: str) -> list[Entry]:
    entries = archive_entries(user, brand, kind=kind, limit=ENTRIES_MOST + 1, newest_first=False)
    if len(entries) > ENTRIES_MOST:
        raise BusinessError(TOO_LONG)
    return entries


def _context(
    brand: Brand, user: Any, kind: str, entries: Sequence[Entry], part: Sequence[Entry], *, is_first: bool
) -> dict[str, Any]:
    counts = Counter(entry.source.kind for entry in entries)
    labels = kind_labels()
    return {
        "title": "品牌创建档案",
        "name": brand.name,
        "organ": brand.organization.name,
        "subtitle": labels.get(kind, "全部内容"),
        "is_first": is_first,
        "facts": [
            ("创建党组织", brand.organization.name),
            ("创建活动", brand.program.name),
            ("同意创建日期", f"{brand.accepted_on:%Y-%m-%d}"),
            ("当前状态", brand.get_status_display()),
            ("称号", brand.get_honour_level_display()),
            ("收录", "，".join(f"{labels[key]}{counts[key]}条" for key in labels if counts[key]) or "暂无"),
        ]
        if is_first
        else [],
        "years": [
            {"year": year, "rows": [_row(entry) for entry in rows]}
            for year, rows in groupby(part, key=lambda entry: timezone.localtime(entry.at).year)
        ],
        "made_on": timezone.localdate(),
        "made_by": str(user),
    }


def _row(entry: Entry) -> list[str]:
    note = entry.note if len(entry.note) <= NOTE_MOST else f"{entry.note[:NOTE_MOST]}……"
    return [f"{timezone.localtime(entry.at):%m-%d}", entry.label, entry.title, note, entry.who]

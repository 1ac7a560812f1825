"""The published results as a workbook: what this reader may know, in the order of the units."""

from typing import Any

from assessments.models import LedgerPublication
from assessments.permissions.ledger import may_run_scheme
from assessments.selectors.result import ResultRow, in_range, results_for
from core.spreadsheet import Column, Sheet, write_xlsx


def results_xlsx(publication: LedgerPublication, user: Any) -> bytes:
    rows = in_range(publication, user).select_related("organization__parent").order_by("organization_path", "pk")
    found = results_for(publication, list(rows), user)
    shows = publication.shows_totals or may_run_scheme(user, publication.scheme) or any(row.is_own for row in found)
    figures = [Column("总分", 10, "number"), Column("名次", 8, "integer")] if shows else []
    heads = [Column("党组织"), Column("等次"), *figures]
    lines = [[row.ledger.organization.name, row.grade, *(_told(row) if shows else [])] for row in found]
    return write_xlsx([Sheet("考核结果", heads, lines)])


def _told(row: ResultRow) -> list[Any]:
    """Total and rank as numbers, where this reader is told them."""
    ledger = row.ledger
    return [ledger.total if row.total else None, ledger.rank if row.rank else None]

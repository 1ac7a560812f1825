"""The published results as a workbook: what this reader may know, in the order of the units."""

from typing import Any

from assessments.models import LedgerPublication
from assessments.permissions.ledger import may_run_scheme
from assessments.selectors.result import in_range, results_for
from core.spreadsheet import Column, Sheet, write_xlsx


def results_xlsx(publication: LedgerPublication, user: Any) -> bytes:
    rows = in_range(publication, user).select_related("organization__parent").order_by("organization_path", "pk")
    found = results_for(publication, list(rows), user)
    shows = publication.shows_totals or may_run_scheme(user, publication.scheme) or any(row.is_own for row in found)
    heads = [Column("党组织"), Column("等次"), *([Column("总分"), Column("名次")] if shows else [])]
    lines = [[row.ledger.organization.name, row.grade, *([row.total, row.rank] if shows else [])] for row in found]
    return write_xlsx([Sheet("考核结果", heads, lines)])

"""Points as spreadsheets: a branch's year with its members, a superior's figures without names."""

from collections.abc import Sequence

from assessments.selectors.point import BranchFigures, MemberYear
from branches.models import Organization
from core.spreadsheet import Column, Sheet, write_xlsx

WITHHELD = "人数少或过于集中，不显示"


def year_xlsx(branch: Organization, lines: Sequence[MemberYear], year: int) -> bytes:
    columns = [Column("党员", 14), Column("党小组", 14)]
    columns += [Column(f"{number}月", 8, "number") for number in range(1, 13)]
    columns += [Column("全年", 10, "number"), Column("档次", 12)]
    rows = [
        [line.member.name, line.member.group, *line.monthly, None if line.is_exempt else line.total, _band(line)]
        for line in lines
    ]
    return write_xlsx([Sheet(f"{year}年党员积分", columns, rows)])


def _band(line: MemberYear) -> str:
    return "免于积分" if line.is_exempt else line.band


def _bands(figures: BranchFigures) -> str:
    return WITHHELD if figures.is_withheld else "，".join(f"{name} {count}人" for name, count in figures.bands)


def figures_xlsx(figures: Sequence[BranchFigures], year: int) -> bytes:
    columns = [
        Column("党支部", 32),
        Column("已审定月份", 12, "integer"),
        Column("登记中月份", 12, "integer"),
        Column("有积分的党员", 14, "integer"),
        Column("各档人数", 40),
    ]
    rows = [[f.organization.name, f.closed, f.opened, f.members, _bands(f)] for f in figures]
    return write_xlsx([Sheet(f"{year}年积分登记情况", columns, rows)])

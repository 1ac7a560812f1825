"""The table of a democratic appraisal, as PDF and as a spreadsheet."""

from collections import Counter
from typing import Any

from assessments.enums.point import AppraisalGrade
from assessments.models import Appraisal
from assessments.rules.point import excellent_most
from assessments.selectors.point import rows_for
from core.pdf import render_pdf
from core.spreadsheet import Column, Sheet, write_xlsx


def appraisal_pdf(appraisal: Appraisal, reader: Any) -> bytes:
    rows = rows_for(reader, appraisal)
    counts = Counter(row.grade for row in rows)
    context = {
        "appraisal": appraisal,
        "rows": rows,
        "excellent_most": excellent_most(rows),
        "counts": [(grade.label, counts[grade]) for grade in AppraisalGrade if counts[grade]],
        "approval": appraisal.events.filter(step="approve").order_by("-at").first(),
    }
    return render_pdf("pdf/appraisal.html", context)


def appraisal_xlsx(appraisal: Appraisal, reader: Any) -> bytes:
    columns = [
        Column("序号", 6, "integer"), Column("党员", 14), Column("类别", 12), Column("年度积分", 10, "number"),
        Column("积分档次", 12), Column("评议等次", 12), Column("说明", 40),
    ]  # fmt: skip
    rows = [
        [n, r.member.name, r.get_member_status_display(), r.points, r.band, r.get_grade_display(), r.reason]
        for n, r in enumerate(rows_for(reader, appraisal), start=1)
    ]
    return write_xlsx([Sheet(str(appraisal), columns, rows)])

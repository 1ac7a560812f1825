"""The report of an inspection, as far as its reader may see it."""

from collections.abc import Mapping
from typing import Any

from core.pdf import render_pdf


def report_pdf(context: Mapping[str, Any]) -> bytes:
    """`context`: inspection, targets with their findings, is_superior, today."""
    inspection = context["inspection"]
    days = f"{inspection.starts_on:%Y年%-m月%-d日}至{inspection.ends_on:%Y年%-m月%-d日}"
    facts = [("督查单位", inspection.organizer.name), ("督查时间", days), ("带队人", inspection.leader or "—")]
    return render_pdf(
        "pdf/inspection_report.html",
        {
            "title": f"{inspection.title}情况报告",
            "subtitle": inspection.organizer.name,
            "organ": inspection.organizer.name,
            "facts": facts,
            "focus": inspection.focus,
            "conclusion": inspection.conclusion if context["is_superior"] else "",
            "targets": [_target(target) for target in context["targets"]],
            "made_on": context["today"],
        },
    )


def _target(target: Any) -> dict[str, Any]:
    return {
        "name": target.organization.name,
        "brand": target.brand.name if target.brand else "",
        "visited_on": f"{target.visited_on:%Y-%m-%d}" if target.visited_on else "未填写",
        "impression": target.impression,
        "findings": [
            {
                "problem": finding.problem,
                "measure": finding.measure,
                "due_on": f"{finding.due_on:%Y-%m-%d}",
                "answer": finding.answer,
                "status": finding.get_status_display(),
            }
            for finding in target.findings.all()
        ],
    }

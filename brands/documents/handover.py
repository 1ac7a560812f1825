"""The hand-over sheet, as rows for the page and as a PDF."""

from typing import Any

from django.utils import timezone

from brands.models import Brand
from brands.selectors.handover import Handover
from brands.selectors.reminder import shown
from core.pdf import render_pdf


def standing(brand: Brand) -> list[tuple[str, str]]:
    """Where a brand stands, in words."""
    ledger = "还没有考核结果"
    if brand.last_ledger_year:
        ledger = f"{brand.last_ledger_year}年度 {brand.last_ledger_score or ''}分 {brand.last_ledger_grade}".strip()
    guidance = brand.get_guidance_class_display() or "尚未分类"
    return [
        ("创建活动", brand.program.name),
        ("状态", brand.get_status_display()),
        ("当前阶段", brand.phase.name if brand.phase else "—"),
        ("称号", brand.get_honour_level_display()),
        ("最近考核", ledger),
        ("分类指导", guidance),
    ]


def handover_pdf(sheet: Handover, user: Any) -> bytes:
    today = timezone.localdate()
    context = {
        "title": "支部工作交接清单",
        "organ": sheet.organization.name,
        "tasks": [[task.label, f"{task.count}项"] for task in sheet.tasks]
        + [[f"正在审核的申报：{row}", row.held_by.short_name if row.held_by else ""] for row in sheet.under_review],
        "dates": [[f"{row['due_on']:%Y-%m-%d}", row["label"], row["title"], row["left"]] for row in shown(sheet.dates)],
        "brands": [(brand.name, standing(brand)) for brand in sheet.brands],
        "posts": [[post.get_kind_display(), post.member.name, f"{post.term.ends_on:%Y-%m-%d}"] for post in sheet.posts],
        "roles": [[row.get_role_display(), row.user.name, row.organization.name] for row in sheet.roles],
        "decisions": [
            [f"{timezone.localtime(row.at):%Y-%m-%d}", row.title, row.note[:200], row.who] for row in sheet.decisions
        ],
        "signs": ["移交人", "接收人", "监交人"],
        "made_on": today,
        "made_by": str(user),
    }
    return render_pdf("pdf/handover.html", context)

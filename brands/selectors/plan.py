"""What stands on the pages of yearly plans: how late one is in words, who has not been asked, what waits."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from branches.enums import Ability, OrganizationKind
from branches.models import Organization
from branches.roles import scope_of
from brands.enums import AnnualPlanStatus, ProgramStatus
from brands.models import AnnualPlan, Highlight, Program
from brands.selectors.workbench import NEXT, Due, Source

TABS = (
    ("missing", "待报送"),
    ("late", "已逾期"),
    ("submitted", "已报送"),
    ("read", "已阅"),
)


def plan_rows(plans: QuerySet[AnnualPlan], tab: str) -> QuerySet[AnnualPlan]:
    if tab == "late":
        return plans.late()  # type: ignore[attr-defined]
    status = {"missing": AnnualPlanStatus.DRAFT, "submitted": AnnualPlanStatus.SUBMITTED, "read": AnnualPlanStatus.READ}
    return plans.filter(status=status[tab]) if tab in status else plans


def in_words(plan: AnnualPlan, on: date | None = None) -> str:
    """Where the plan stands, as the list and the spreadsheet say it."""
    if plan.status != AnnualPlanStatus.DRAFT:
        day = f"{plan.submitted_on:%Y-%m-%d}" if plan.submitted_on else ""
        return f"{day}报送" + ("，已阅" if plan.status == AnnualPlanStatus.READ else "，待阅")
    days = ((on or timezone.localdate()) - plan.due_on).days
    if days > 0:
        return f"未报送，已逾期{days}天"
    return "未报送，今天到期" if days == 0 else f"未报送，还有{-days}天"


def years_of(plans: QuerySet[AnnualPlan]) -> list[int]:
    return list(plans.order_by("-year").values_list("year", flat=True).distinct())


def former_plan(plan: AnnualPlan) -> AnnualPlan | None:
    """The latest earlier year's, to be read beside and copied."""
    return AnnualPlan.objects.filter(brand=plan.brand_id, year__lt=plan.year).order_by("-year").first()


def programs_run_by(user: Any) -> list[Program]:
    nodes = sorted(scope_of(user, Ability.ORGANIZE).nodes)
    begun = Program.objects.exclude(status=ProgramStatus.PREPARING)
    return list(begun.filter(organizer__path__in=nodes).select_related("organizer").order_by("-pk"))


def unfilled_places(program: Program, user: Any) -> QuerySet:
    """The organisations of the program's part of the tree that have not filled the survey, as far as the user reads."""
    inside = (
        Organization.objects.visible_to(user)
        .active()
        .filter(path__startswith=program.organizer.path, kind=OrganizationKind.BRANCH)
    )
    return inside.exclude(highlights__program=program)


def sheets_of(program: Program, user: Any) -> QuerySet[Highlight]:
    return Highlight.objects.visible_to(user).filter(program=program).select_related("organization", "filled_by")


def _next_plans(rows: QuerySet[AnnualPlan]) -> list[Due]:
    found: Iterable[AnnualPlan] = rows.select_related("brand__organization").order_by("due_on", "pk")[:NEXT]
    return [
        Due(f"{p.brand}（{p.year}年）", "brands:plan_detail", p.pk, f"{p.due_on:%m月%d日}前报送", p.created_at)
        for p in found
    ]


SOURCES = [
    Source(
        key="plans_to_write",
        label="待报送年度计划",
        icon="calendar-check",
        url_name="brands:plan_list",
        query="tab=missing",
        abilities=(Ability.EDIT,),
        rows=lambda user: AnnualPlan.objects.written_by(user).missing(),
        next_rows=_next_plans,
        menu="plans",
    ),
    Source(
        key="plans_to_read",
        label="待阅年度计划",
        icon="calendar-check",
        url_name="brands:plan_list",
        query="tab=submitted",
        abilities=(Ability.ORGANIZE,),
        rows=lambda user: AnnualPlan.objects.handled_by(user).handed_in(),
        next_rows=_next_plans,
        menu="plans",
    ),
]

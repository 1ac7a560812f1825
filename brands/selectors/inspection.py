"""What the pages of inspections show: tabs, one inspection's targets, the report, the table of findings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from branches.enums import Ability
from branches.models import Organization
from branches.roles import scope_of
from brands.enums import FindingStatus
from brands.models import Activity, Finding, Inspection, InspectionTarget
from brands.querysets.inspection import UNSETTLED
from brands.rules.inspection import due_in_words, due_tone
from brands.selectors.workbench import NEXT, Due, Source
from core.spreadsheet import Column, Sheet

EXPORTED_MOST = 5000
ACTIVITIES_SHOWN = 30


@dataclass(frozen=True)
class FindingTab:
    key: str
    label: str
    rows: QuerySet


def finding_tabs(user: Any, today: date) -> list[FindingTab]:
    """What is not closed comes first."""
    told = Finding.objects.visible_to(user).told()
    return [
        FindingTab("unsettled", "未销号", told.unsettled()),
        FindingTab("overdue", "逾期未整改", told.overdue(today)),
        FindingTab("open", "待整改", told.filter(status=FindingStatus.OPEN)),
        FindingTab("answered", "已报整改", told.filter(status=FindingStatus.ANSWERED)),
        FindingTab("closed", "已销号", told.filter(status=FindingStatus.CLOSED)),
    ]


def due_words(finding: Finding, today: date) -> str:
    """For those that still have to be answered."""
    return due_in_words(finding.due_on, today) if finding.status == FindingStatus.OPEN else ""


@dataclass(frozen=True)
class FindingRow:
    """A finding in a list, with its due date in words and their colour."""

    finding: Finding
    words: str
    tone: str


def finding_rows(findings: Iterable[Finding], today: date) -> list[FindingRow]:
    return [FindingRow(row, due_words(row, today), due_tone(row.due_on, today)) for row in findings]


def finding_sheet(rows: Iterable[Finding], today: date) -> Sheet:
    """In the fixed order of the tree, then by due date."""
    columns = [
        Column("党组织", 30), Column("片区", 12), Column("品牌", 16), Column("督查", 24),
        Column("发现日期", 12, "date"),
        Column("问题", 40), Column("整改要求", 40), Column("整改期限", 12, "date"), Column("期限情况", 12),
        Column("整改情况", 40), Column("反馈日期", 12, "date"), Column("销号日期", 12, "date"), Column("状态", 10),
    ]  # fmt: skip
    return Sheet("督查问题", columns, [_finding_line(row, today) for row in rows])


def _finding_line(row: Finding, today: date) -> list[Any]:
    region = row.organization.region
    return [
        row.organization.name, region.name if region else "", row.brand.name if row.brand else "",
        row.target.inspection.title, row.found_on, row.problem, row.measure, row.due_on, due_words(row, today),
        row.answer, row.answered_on, row.closed_on, row.get_status_display(),
    ]  # fmt: skip


def organizers_for(user: Any) -> QuerySet[Organization]:
    """In whose name this person may inspect; a branch inspects nobody."""
    paths = sorted(scope_of(user, Ability.REVIEW).nodes)
    return Organization.objects.active().filter(path__in=paths).order_by("path")


def targets_for(user: Any, inspection: Inspection) -> QuerySet:
    """With how much was found and how much of it is left; everybody sees the own part."""
    rows = InspectionTarget.objects.visible_to(user).filter(inspection=inspection)
    rows = rows.select_related("organization__region", "brand")
    left = Q(findings__status__in=UNSETTLED)
    counted = rows.annotate(found=Count("findings"), left=Count("findings", filter=left))
    return counted.order_by("organization_path", "pk")


def report_targets(user: Any, inspection: Inspection) -> list[InspectionTarget]:
    findings = Finding.objects.visible_to(user).order_by("due_on", "pk")
    rows = InspectionTarget.objects.visible_to(user).filter(inspection=inspection)
    rows = rows.select_related("organization", "brand").prefetch_related(Prefetch("findings", findings))
    return list(rows.order_by("organization_path", "pk"))


def figures_of(targets: Iterable[Any]) -> dict[str, int]:
    targets = list(targets)
    return {
        "targets": len(targets),
        "visited": sum(target.visited_on is not None for target in targets),
        "found": sum(target.found for target in targets),
        "left": sum(target.left for target in targets),
    }


def activities_since(finding: Finding) -> QuerySet[Activity]:
    """What the branch has entered since the finding; the newest first."""
    rows = Activity.objects.filter(organization=finding.organization_id, is_void=False, held_on__gte=finding.found_on)
    rows = rows.filter(held_on__lte=timezone.localdate())
    return rows.order_by("-held_on", "-pk")[:ACTIVITIES_SHOWN]


def earlier_findings(target: InspectionTarget) -> QuerySet[Finding]:
    """What an earlier inspection left open there."""
    rows = Finding.objects.filter(organization=target.organization_id).unsettled().exclude(target=target)
    return rows.select_related("target__inspection").order_by("due_on", "pk")[:10]


def next_findings(rows: QuerySet[Finding]) -> list[Due]:
    """The next due first."""
    today = timezone.localdate()
    found = rows.select_related("organization").order_by("due_on", "pk")[:NEXT]
    return [
        Due(str(row), "brands:finding_detail", row.pk, due_in_words(row.due_on, today), row.updated_at)
        for row in found
    ]  # fmt: skip


def next_answers(rows: QuerySet[Finding]) -> list[Due]:
    """Whoever has waited longest comes first."""
    found = rows.select_related("organization").order_by("answered_on", "pk")[:NEXT]
    return [
        Due(str(row), "brands:finding_detail", row.pk, row.organization.short_name, row.updated_at) for row in found
    ]


def next_inspections(rows: QuerySet[Inspection]) -> list[Due]:
    found = rows.order_by("starts_on", "pk")[:NEXT]
    return [
        Due(row.title, "brands:inspection_detail", row.pk, f"{row.ends_on:%Y-%m-%d}前", row.updated_at)
        for row in found
    ]  # fmt: skip


SOURCES = (
    Source(
        key="findings_to_answer",
        label="待整改问题",
        icon="exclamation-diamond",
        url_name="brands:finding_list",
        query="tab=open",
        abilities=(Ability.SUBMIT,),
        rows=lambda user: Finding.objects.to_answer(user),
        next_rows=next_findings,
        menu="findings",
    ),
    Source(
        key="findings_to_check",
        label="待核对的整改",
        icon="clipboard-check",
        url_name="brands:finding_list",
        query="tab=answered",
        abilities=(Ability.REVIEW,),
        rows=lambda user: Finding.objects.to_check(user),
        next_rows=next_answers,
        menu="findings",
    ),
    Source(
        key="inspections_to_tell",
        label="待告知结果的督查",
        icon="search",
        url_name="brands:inspection_list",
        query="status=planned",
        abilities=(Ability.REVIEW,),
        rows=lambda user: Inspection.objects.to_carry_out(user, timezone.localdate()),
        next_rows=next_inspections,
        menu="findings",
    ),
)

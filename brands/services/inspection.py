"""An inspection: planned for branches, written up one by one, told, closed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from branches.models import Organization, Region
from brands.enums import BrandStatus, InspectionStatus
from brands.limits import INSPECTION_TARGETS_MOST, TARGET_FINDINGS_MOST
from brands.models import Brand, Finding, Inspection, InspectionTarget
from brands.permissions.inspection import may_inspect_from, may_run_inspection
from brands.rules.inspection import check_dates, check_findings
from brands.services.consequences import follow
from brands.services.guidance import lock_brands_of
from brands.services.taken import Taken
from brands.workflow.inspection import INSPECTION_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend

WRITABLE = ("title", "region", "focus", "starts_on", "ends_on", "leader")
INSPECTORS_ONLY = "只有督查单位的审核员或工委办公室可以办理。"


@dataclass(frozen=True)
class FindingDraft:
    """What is written of one problem; `pk` of one that is drafted already."""

    problem: str
    measure: str
    due_on: date
    pk: int | None = None


def plan_inspection(organizer: Organization, *, actor: Any, values: Mapping[str, Any], key: str) -> Inspection:
    """With a region its branches are taken in at once; a form sent twice finds the first."""
    with transaction.atomic():
        if earlier := spend(key, actor=actor, purpose="inspection"):
            return remembered(Inspection, earlier)
        if not may_inspect_from(actor, organizer):
            raise StepRefused(INSPECTORS_ONLY)
        inspection = Inspection(organizer=organizer, organizer_path=organizer.path, created_by=actor)
        _assign(inspection, values)
        inspection.save(force_insert=True)
        if inspection.region_id:
            _take_in(inspection, branches_of(organizer, inspection.region))
        remember(key, inspection.pk)
        record(AuditKind.CHANGE, "安排督查", actor=actor, subject=inspection)
    return inspection


def update_inspection(inspection: Inspection, *, actor: Any, values: Mapping[str, Any], seen: int) -> Inspection:
    """While it is planned; `seen` is the version of the copy that was edited."""
    with transaction.atomic():
        fresh = _locked(inspection, actor)
        if fresh.edit_version != seen:
            raise StaleCopy("该督查刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        _assign(fresh, values)
        fresh.edit_version += 1
        fresh.save()
        record(AuditKind.CHANGE, "修改督查安排", actor=actor, subject=fresh)
    return fresh


def _assign(inspection: Inspection, values: Mapping[str, Any]) -> None:
    for name in WRITABLE:
        if name in values:
            setattr(inspection, name, values[name])
    check_dates(inspection)


def branches_of(organizer: Organization, region: Region | None = None) -> list[Organization]:
    """The branches in being below the organiser (of one region), in the tree's order."""
    rows = Organization.objects.below(organizer).branches().active()
    rows = rows.filter(region=region) if region else rows
    return list(rows.order_by("path")[: INSPECTION_TARGETS_MOST + 1])


def take_region(inspection: Inspection, region: Region, *, actor: Any) -> int:
    """Every branch of the region below the organiser that is not among the targets yet; how many came in."""
    with transaction.atomic():
        fresh = _locked(inspection, actor)
        count = _take_in(fresh, branches_of(fresh.organizer, region))
        record(AuditKind.CHANGE, "选入督查对象", actor=actor, subject=fresh, details={"count": count})
    return count


def add_targets(inspection: Inspection, organizations: Iterable[int], *, actor: Any) -> int:
    """The branches ticked in the list; whoever does not lie below the organiser is refused."""
    wanted = set(organizations)
    with transaction.atomic():
        fresh = _locked(inspection, actor)
        rows = Organization.objects.below(fresh.organizer).branches().active().filter(pk__in=wanted)
        found = list(rows.order_by("path"))
        if len(found) != len(wanted):
            raise BusinessError("所选党支部中有的不在本单位之下或已撤销，请刷新页面重新选择。")
        count = _take_in(fresh, found)
        record(AuditKind.CHANGE, "选入督查对象", actor=actor, subject=fresh, details={"count": count})
    return count


def _take_in(inspection: Inspection, organizations: Sequence[Organization]) -> int:
    present = set(inspection.targets.values_list("organization", flat=True))
    new = [organization for organization in organizations if organization.pk not in present]
    if len(present) + len(new) > INSPECTION_TARGETS_MOST:
        raise BusinessError(f"一次督查不超过{INSPECTION_TARGETS_MOST}个党支部，请按片区分次安排。")
    newest = Brand.objects.filter(organization__in=[o.pk for o in new]).exclude(status=BrandStatus.CLOSED)
    brands = dict(newest.order_by("accepted_on", "pk").values_list("organization", "pk"))
    # A move of an organisation waits for this, or this for the move.
    places = Organization.objects.select_for_update(no_key=True).filter(pk__in=[o.pk for o in new])
    paths = dict(places.order_by("pk").values_list("pk", "path"))
    InspectionTarget.objects.bulk_create(
        InspectionTarget(
            inspection=inspection, organization=o, organization_path=paths[o.pk], brand_id=brands.get(o.pk)
        )
        for o in new
    )  # fmt: skip
    return len(new)


def remove_target(target: InspectionTarget, *, actor: Any) -> None:
    """Not visited after all; what has been written about it would be lost, so that must go first."""
    with transaction.atomic():
        fresh = _locked(target.inspection, actor)
        row = fresh.targets.filter(pk=target.pk).first()
        if row is None:
            return
        if row.findings.exists():
            raise BusinessError("该党支部已有问题记录，请先删除问题，再移出督查对象。")
        record(AuditKind.CHANGE, f"移出督查对象：{row.organization.short_name}"[:80], actor=actor, subject=fresh)
        row.delete()


def target_token(target: InspectionTarget) -> str:
    """What somebody saw who writes up one branch."""
    rows = target.findings.order_by("pk").values_list("pk", "updated_at")
    text = f"{target.visited_on}|{target.impression}|{list(rows)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def record_target(
    target: InspectionTarget,
    *,
    actor: Any,
    visited_on: date | None,
    impression: str,
    findings: Sequence[FindingDraft],
    seen: str,
) -> InspectionTarget:
    """What was seen at one branch: all its findings as they stand on the form, drafts until they are told."""
    with transaction.atomic():
        _locked(target.inspection, actor)
        fresh = InspectionTarget.objects.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
        if target_token(fresh) != seen:
            raise StaleCopy("该党支部的督查记录刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        check_findings(visited_on, findings, most=TARGET_FINDINGS_MOST)
        fresh.visited_on, fresh.impression = visited_on, impression.strip()
        fresh.save()
        _write_findings(fresh, findings)
        subject = fresh.inspection
        record(AuditKind.CHANGE, f"记录督查情况：{fresh.organization.short_name}"[:80], actor=actor, subject=subject)
    return fresh


def _write_findings(target: InspectionTarget, drafts: Sequence[FindingDraft]) -> None:
    present = {finding.pk: finding for finding in target.findings.all()}
    kept = []
    for draft in drafts:
        finding = present.get(draft.pk or 0) or Finding(target=target)
        finding.organization, finding.organization_path = target.organization, target.organization_path
        finding.brand = target.brand
        finding.problem, finding.measure, finding.due_on = draft.problem, draft.measure, draft.due_on
        finding.found_on = target.visited_on  # type: ignore[assignment]  # checked before
        finding.save()
        kept.append(finding.pk)
    target.findings.exclude(pk__in=kept).delete()


def advance_inspection(
    inspection: Inspection, step: str, *, actor: Any, comment: str = "", conclusion: str = "", seen: str | None = None
) -> Inspection:
    """Told to the branches, closed, cancelled; the conclusion is written when the findings are told."""
    with transaction.atomic():
        if step == "carry_out":
            # First the inspection, so that nobody writes on; then the brands whose class will change.
            Inspection.objects.select_for_update(of=("self",), no_key=True).get(pk=inspection.pk)
            lock_brands_of(inspection.targets.values_list("organization", flat=True))
        changes: dict[str, Any] = {"conclusion": conclusion.strip()} if step == "carry_out" else {}
        expect = {"status": seen} if seen else None
        inspection = INSPECTION_FLOW.take(step, inspection, actor=actor, comment=comment, expect=expect, **changes)
        follow("inspection", step, Taken(inspection, actor))
    return inspection


def _locked(inspection: Inspection, actor: Any) -> Inspection:
    """Still planned, and the actor inspects."""
    fresh = Inspection.objects.select_for_update(of=("self",), no_key=True).get(pk=inspection.pk)
    if not may_run_inspection(actor, fresh):
        raise StepRefused(INSPECTORS_ONLY)
    if fresh.status != InspectionStatus.PLANNED:
        raise BusinessError(f"该督查{fresh.get_status_display()}，不能再修改。")
    return fresh

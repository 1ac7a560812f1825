"""The yearly democratic appraisal: its list of members, grades, and the steps to the superior's approval."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.point import AppraisalGrade, AppraisalStatus
from assessments.models import Appraisal, AppraisalRow
from assessments.permissions.appraisal import may_edit_appraisal
from assessments.permissions.point import may_keep_accounts
from assessments.selectors.point import plan_of_year, year_table
from assessments.workflow.point import APPRAISAL_FLOW
from branches.enums import MemberStatus, OrganizationKind
from branches.models import Member, Organization
from branches.paths import current_path
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused

KEEPERS_ONLY = "只有本支部的填报员或书记可以办理。"
CHANGED = "民主评议表刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。"


@dataclass(frozen=True)
class Verdict:
    grade: str
    reason: str = ""


def begin_appraisal(organization: Organization, year: int, *, actor: Any) -> Appraisal:
    """The year's table with every member; asked for again it finds the one that is there."""
    if not may_keep_accounts(actor, organization):
        raise StepRefused(KEEPERS_ONLY)
    if organization.kind != OrganizationKind.BRANCH:
        raise BusinessError("民主评议由党支部开展。")
    if not 2000 <= year <= timezone.localdate().year:
        raise BusinessError("只能开展当年和以往年度的民主评议。")
    with transaction.atomic():
        appraisal, is_new = Appraisal.objects.get_or_create(
            organization=organization, year=year, defaults={"organization_path": current_path(organization)}
        )
        if is_new:
            record(AuditKind.CHANGE, "开展民主评议", actor=actor, subject=appraisal)
            _sync_rows(appraisal)
    return appraisal


def refresh_rows(appraisal: Appraisal, *, actor: Any) -> Appraisal:
    """Members who have come or gone, and the points as they stand now; grades that were given stay."""
    with transaction.atomic():
        fresh = _locked(appraisal, actor, None)
        _sync_rows(fresh)
        _touch(fresh)
    return fresh


def _sync_rows(appraisal: Appraisal) -> None:
    plan = plan_of_year(appraisal.organization, appraisal.year)
    lines = {line.member.pk: line for line in year_table(appraisal.organization, appraisal.year, plan)}
    present = {row.member_id: row for row in appraisal.rows.all()}
    members = Member.objects.filter(organization=appraisal.organization_id, is_active=True).order_by("group", "pk")
    wanted = {member.pk: member for member in members}
    appraisal.rows.exclude(member__in=wanted).delete()
    for pk, member in wanted.items():
        row = present.get(pk) or AppraisalRow(appraisal=appraisal, member=member)
        row.member_status = member.status
        line = lines.get(pk)
        counts = plan is not None and line is not None and not line.is_exempt
        row.points, row.band = (line.total, line.band) if counts and line else (None, "")
        if member.status == MemberStatus.PROBATIONARY:
            row.grade = row.grade if row.grade == AppraisalGrade.ABSENT else AppraisalGrade.NONE
        elif row.grade == AppraisalGrade.NONE:
            row.grade = ""
        row.save()


def write_appraisal(
    appraisal: Appraisal,
    *,
    actor: Any,
    held_on: date | None,
    expected: int | None,
    present: int | None,
    verdicts: Mapping[int, Verdict],
    seen: int,
) -> Appraisal:
    """The meeting and the grades so far; `verdicts` by the row's key, what is not named stays as it was."""
    with transaction.atomic():
        fresh = _locked(appraisal, actor, seen)
        fresh.held_on, fresh.expected, fresh.present = held_on, expected, present
        for row in fresh.rows.filter(pk__in=verdicts):
            verdict = verdicts[row.pk]
            if row.member_status == MemberStatus.PROBATIONARY and verdict.grade != AppraisalGrade.ABSENT:
                verdict = Verdict(AppraisalGrade.NONE, verdict.reason)
            row.grade, row.reason = verdict.grade, verdict.reason
            row.save(update_fields=["grade", "reason"])
        _touch(fresh)
        record(AuditKind.CHANGE, "填写民主评议", actor=actor, subject=fresh, details={"rows": len(verdicts)})
    return fresh


def advance_appraisal(
    appraisal: Appraisal,
    step: str,
    *,
    actor: Any,
    comment: str = "",
    seen: str | None = None,
    version: int | None = None,
) -> Appraisal:
    """`seen` is the state and `version` the copy of the table that the actor has read."""
    expect: dict[str, Any] = {"edit_version": version} if version is not None else {}
    expect |= {"status": seen} if seen else {}
    return APPRAISAL_FLOW.take(step, appraisal, actor=actor, comment=comment, expect=expect)


def _locked(appraisal: Appraisal, actor: Any, seen: int | None) -> Appraisal:
    fresh = Appraisal.objects.select_for_update(of=("self",)).select_related("organization").get(pk=appraisal.pk)
    if not may_edit_appraisal(actor, fresh):
        raise StepRefused(KEEPERS_ONLY)
    if fresh.status != AppraisalStatus.DRAFT:
        raise BusinessError(f"民主评议{fresh.get_status_display()}，不能修改。")
    if seen is not None and fresh.edit_version != seen:
        raise StaleCopy(CHANGED)
    return fresh


def _touch(appraisal: Appraisal) -> None:
    appraisal.edit_version += 1
    appraisal.save()

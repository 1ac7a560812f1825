"""One phase of a brand: what to do, what to hand in, what was written, how it went."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from branches.menu import address
from brands.enums import BrandStatus, PhaseRecordStatus
from brands.models import PhaseRecord, PhaseRecordEvent, Supervision
from brands.permissions.creation import may_reapply
from brands.permissions.phase import may_write_closing
from brands.rules.phase import resting_words
from brands.selectors.phase import demand_of, done_in, lateness_for
from brands.services.creation import revisable
from brands.views.creation import brand_tabs
from brands.views.phase.common import get_phase
from brands.workflow.phase import PHASE_FLOW

PROGRESS = {PhaseRecordStatus.ACCEPTED: "done", PhaseRecordStatus.UPCOMING: "todo"}
REPORT = ("summary", "problems", "measures")
LOOK_BACK = ("looked_back_plan", "looked_back_do", "looked_back_check", "looked_back_improve")


@login_required
@require_safe
def phase_detail(request: HttpRequest, pk: int) -> HttpResponse:
    record, user = get_phase(request, pk), request.user
    brand = record.brand
    siblings = (
        brand.phase_records.select_related("phase").order_by("phase__order").only("status", "phase__name", "brand")
    )
    may_write = may_write_closing(user, record)
    events = list(record.events.all())
    context = {
        "record": record,
        "brand": brand,
        "tabs": brand_tabs(user, brand, "brands:phase_list"),
        "progress": [(row.phase.name, PROGRESS.get(PhaseRecordStatus(row.status), "current")) for row in siblings],
        "facts": facts_of(record),
        "lateness": lateness_for(user, record),
        # A text that is being written is the branch's own until it is handed in.
        "report": texts_of(record, REPORT) if may_write or is_told(record) else [],
        "look_back": texts_of(record, LOOK_BACK) if may_write or is_told(record) else [],
        "done": done_in(record, user),
        "activities_url": activities_url(record),
        "resting": resting_words(brand),
        "demand": demand_of(brand) if brand.status == BrandStatus.REAPPLYING else None,
        "may_reapply": may_reapply(user, brand) and revisable(brand),
        "supervisions": Supervision.objects.visible_to(user).filter(records=record).select_related("addressee"),
        "events": events,
        "returned": returned_of(record, events),
        "may_write": may_write,
        "steps": PHASE_FLOW.open_steps(user, record),
        "step_url": reverse("brands:phase_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/phase/phase_detail.html", context)


def is_told(record: PhaseRecord) -> bool:
    return record.status in (PhaseRecordStatus.SUBMITTED, PhaseRecordStatus.ACCEPTED)


def facts_of(record: PhaseRecord) -> list[tuple[str, Any]]:
    due = f"{record.due_on:%Y-%m-%d}"
    if record.first_due_on:
        due += f"（已延期，原定{record.first_due_on:%Y-%m-%d}）"
    rows = [
        ("品牌", record.brand.name),
        ("创建党组织", record.brand.organization.name),
        ("创建活动", record.brand.program.name),
        ("开始日期", f"{record.starts_on:%Y-%m-%d}"),
        ("截止日期", due),
    ]
    if record.handed_in_on:
        rows.append(("提交日期", f"{record.handed_in_on:%Y-%m-%d}"))
    if record.status == PhaseRecordStatus.SUBMITTED and record.held_by:
        rows.append(("验收单位", record.held_by.name))
    if record.accepted_on:
        rows.append(("验收日期", f"{record.accepted_on:%Y-%m-%d}"))
    return rows


def texts_of(record: PhaseRecord, names: tuple[str, ...]) -> list[tuple[str, str]]:
    rows = [
        (record._meta.get_field(name).verbose_name.removeprefix("回头看："), getattr(record, name)) for name in names
    ]
    return rows if any(text for _, text in rows) else []


def activities_url(record: PhaseRecord) -> str | None:
    """The brand's activities; None where an installation lacks the page."""
    listed = address("brands:activity_list")
    return f"{listed}?brand={record.brand_id}&phase={record.pk}" if listed else None


def returned_of(record: PhaseRecord, events: Iterable[PhaseRecordEvent]) -> PhaseRecordEvent | None:
    """Why it came back."""
    turned_back = [event for event in events if event.step == "return"]
    return turned_back[-1] if turned_back and record.is_returned else None

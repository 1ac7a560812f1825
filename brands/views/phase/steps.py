"""One step of a phase: what will happen, the words that go with it, and the act."""

from typing import Any, NoReturn

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from brands.enums import PhaseRecordStatus
from brands.forms.phase import ExtensionForm
from brands.forms.selection import StepForm
from brands.models import PhaseRecord
from brands.permissions.phase import superior_of
from brands.rules.phase import check_goes_on, check_ready_to_close
from brands.services.phase import advance_phase
from brands.views.phase.common import get_phase, read_seen, seen_token
from brands.workflow.phase import PHASE_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.forms import add_error
from core.workflow import Step

TONES = {"warning": "outline-danger", "danger": "danger"}


@login_required
def phase_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    record, row = get_phase(request, pk), PHASE_FLOW[step]
    if not row.is_open(request.user, record):
        _refuse(record, row)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            advance_phase(
                record,
                step,
                actor=request.user,
                comment=form.cleaned_data["comment"],
                seen=read_seen(request.POST.get("seen", "")),
                until=form.cleaned_data.get("until"),
            )
        except StaleCopy:
            raise  # what stands on this page is no longer so: back to the phase
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect("brands:phase_detail", pk)
    return _page(request, record, row, form)


def _refuse(record: PhaseRecord, row: Step) -> NoReturn:
    """The brand rests or the time has passed, or has not come: 409. Not this person's to take: 403."""
    if record.status not in row.sources:
        raise StepRefused(f"当前状态为“{record.get_status_display()}”，不能“{row.label}”。可能已有其他同志先行处理。")
    check_goes_on(record.brand)
    if row.name == "accept" and record.submitted_by_id:
        raise PermissionDenied("该阶段由验收单位的其他审核员验收；提交人本人不能验收。")
    raise PermissionDenied(f"您没有“{row.label}”的权限。")


def _form(request: HttpRequest, row: Step) -> Any:
    posted = request.POST if request.method == "POST" else None
    kind = ExtensionForm if row.name == "extend" else StepForm
    label = "理由" if row.needs_comment else "意见" if row.name == "accept" else "说明"
    return kind(posted, label=label, required=row.needs_comment)


def _page(request: HttpRequest, record: PhaseRecord, row: Step, form: Any) -> HttpResponse:
    context = {
        "record": record,
        "title": row.label,
        "lines": effects(record, row.name),
        "form": form,
        "tone": TONES.get(row.tone, "primary"),
        "hidden": {"seen": seen_token(record)},
        "cancel_url": reverse("brands:phase_detail", args=[record.pk]),
        "missing": _missing(record) if row.name == "submit" else [],
    }
    return render(request, "brands/phase/phase_step.html", context, status=400 if form.errors else 200)


def _missing(record: PhaseRecord) -> list[str]:
    """What stands in the way of handing in, told before the button is pressed."""
    try:
        check_ready_to_close(record)
    except BusinessError as error:
        return error.details or [error.message]
    return []


def effects(record: PhaseRecord, step: str) -> list[str]:
    """What will happen, in the words of the confirming page."""
    organization = record.brand.organization.short_name
    if step == "submit":
        desk = superior_of(record.brand.organization, record.brand.program.organizer)
        name = (desk or record.brand.program.organizer).short_name
        return [f"阶段小结送{name}验收。", "验收之前不能修改，可以撤回。"]
    if step == "withdraw":
        return ["阶段小结撤回，可以继续修改。", "截止日期不变，请在截止日期之前重新提交。"]
    if step == "accept":
        following = (
            record.brand.phase_records.filter(status=PhaseRecordStatus.UPCOMING).order_by("phase__order").first()
        )
        after = f"开始“{following.phase.name}”阶段。" if following else "各阶段全部完成，品牌创建完成。"
        return ["本阶段验收通过，小结固定。", after]
    if step == "return":
        return [f"阶段小结退回{organization}修改后重新提交。", "截止日期不变；确有需要的，可以另行同意延期。"]
    if step == "take_over":
        return [f"改由{record.brand.program.organizer.short_name}验收。", "原因记入办理过程。"]
    return [
        f"本阶段的截止日期由{record.due_on:%Y年%-m月%-d日}改为所填日期，其他阶段的日期不变。",
        "延期理由记入办理过程，党组织和各级都能看到。",
    ]

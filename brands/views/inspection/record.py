"""One inspection: as it stands, its steps, its report; and one branch written up."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from brands.documents.inspection import report_pdf
from brands.enums import InspectionStatus
from brands.forms.inspection import ConclusionForm, FindingSet, TargetForm, finding_initial
from brands.models import Inspection, InspectionTarget
from brands.permissions.inspection import may_run_inspection, oversees
from brands.selectors.inspection import earlier_findings, figures_of, report_targets, targets_for
from brands.services.inspection import advance_inspection, record_target, target_token
from brands.views.inspection.common import get_inspection, require_inspector, require_planned
from brands.views.stepping import step_page, words_form
from brands.workflow.inspection import INSPECTION_FLOW
from core.answers import download
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.posted import one_more
from core.workflow import Step

EFFECTS = {
    "carry_out": [
        "各党支部看到督查中属于自己的情况和问题，按期报送整改情况。",
        "督查记录固定，之后不能再增加或修改问题。",
    ],
    "close": ["督查办结，记录保留。"],
    "cancel": ["督查取消，已记录的情况不告知党支部。"],
}


@login_required
@require_safe
def inspection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who inspect and for superiors everything; for a branch its own part."""
    inspection = get_inspection(request, pk)
    user, is_superior = request.user, oversees(request.user, inspection.organizer)
    targets = list(targets_for(user, inspection))
    context = {
        "inspection": inspection,
        "targets": targets,
        "figures": figures_of(targets),
        "is_superior": is_superior,
        "may_write": may_run_inspection(user, inspection) and inspection.status == InspectionStatus.PLANNED,
        "events": inspection.events.all() if is_superior else None,
        "steps": INSPECTION_FLOW.open_steps(user, inspection),
        "step_url": reverse("brands:inspection_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/inspection/inspection_detail.html", context)


@login_required
def inspection_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    inspection = get_inspection(request, pk)

    def act(data: dict[str, Any], seen: str | None) -> Inspection:
        conclusion = data.get("conclusion", "")
        return advance_inspection(
            inspection, step, actor=request.user, comment=data["comment"], conclusion=conclusion, seen=seen
        )

    def make_form(posted: Any, row: Step) -> Any:
        return ConclusionForm(posted, label="说明") if row.name == "carry_out" else words_form(posted, row)

    back = reverse("brands:inspection_detail", args=[pk])
    return step_page(
        request, INSPECTION_FLOW, inspection, step, back=back, effects=EFFECTS, act=act, make_form=make_form
    )


def _report(request: HttpRequest, pk: int) -> dict[str, Any]:
    inspection = get_inspection(request, pk)
    return {
        "inspection": inspection,
        "targets": report_targets(request.user, inspection),
        "is_superior": oversees(request.user, inspection.organizer),
        "today": timezone.localdate(),
    }


@login_required
@require_safe
def inspection_report(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "brands/inspection/report.html", _report(request, pk))


@login_required
@require_safe
def inspection_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    context = _report(request, pk)
    inspection = context["inspection"]
    return download(request, report_pdf(context), f"{inspection.title}督查报告.pdf", inspection)


@login_required
def target_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What was seen at one branch, and what was found."""
    rows = InspectionTarget.objects.visible_to(request.user)
    rows = rows.select_related("inspection__organizer", "organization__region", "brand")
    target = get_object_or_404(rows, pk=pk)
    require_inspector(request.user, target.inspection)
    require_planned(target.inspection)
    posted = request.POST if request.method == "POST" else None
    if posted is not None and "add_row" in posted:
        return _target_page(request, target, *_with_row(request))
    initial = {"visited_on": target.visited_on or timezone.localdate(), "impression": target.impression}
    form = TargetForm(posted, initial=initial)
    findings = FindingSet(posted, initial=finding_initial(target) if posted is None else None, prefix="findings")
    if posted is None or not (form.is_valid() & findings.is_valid()):
        return _target_page(request, target, form, findings)
    try:
        data, seen = form.cleaned_data, request.POST.get("seen", "")
        record_target(target, actor=request.user, **data, findings=findings.drafts(), seen=seen)
    except BusinessError as error:
        add_error(form, error)
        return _target_page(request, target, form, findings, error)
    messages.success(request, f"已保存{target.organization.short_name}的督查情况；告知之前党支部看不到。")
    return redirect("brands:inspection_detail", target.inspection_id)


def _with_row(request: HttpRequest) -> tuple[Any, Any]:
    """One more row, without JavaScript; nothing is judged or lost."""
    data = request.POST
    count = one_more(data, "findings", FindingSet)
    names = ("pk", "problem", "measure", "due_on", "DELETE")
    rows = [{name: data.get(f"findings-{n}-{name}", "") for name in names} for n in range(count)]
    rows[-1] = {name: value for name, value in rows[-1].items() if value}
    return TargetForm(initial=data.dict()), FindingSet(initial=rows, prefix="findings")


def _target_page(
    request: HttpRequest, target: InspectionTarget, form: Any, findings: Any, refused: BusinessError | None = None
) -> HttpResponse:
    context = {
        "target": target,
        "inspection": target.inspection,
        "form": form,
        "findings": findings,
        "earlier": earlier_findings(target),
        "today": timezone.localdate(),
        # Whoever lost a race saves over the newer copy only after having seen the message.
        "seen": copy_shown(request.POST, target_token(target), refused),
    }
    return render(request, "brands/inspection/target_form.html", context, status=400 if form.is_bound else 200)

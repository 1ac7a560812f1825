"""督办: choosing what is late, one note to each responsible level, its answer, its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from branches.enums import Ability
from branches.roles import holds_any
from brands.enums import SupervisionStatus
from brands.filters.selection import tabs_of
from brands.filters.supervision import SupervisionFilter
from brands.forms.selection import StepForm
from brands.forms.supervision import SupervisionForm
from brands.limits import SUPERVISED_MOST, SUPERVISION_TEXT_MOST
from brands.models import PhaseRecord, Supervision
from brands.permissions.supervision import may_answer_supervision
from brands.selectors.phase import rows_for
from brands.services.supervision import advance_supervision, plan_supervision, send_supervisions
from brands.workflow.supervision import SUPERVISION_FLOW
from core.answers import confirm_page
from core.errors import BusinessError, StepRefused
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import ids_of

EFFECTS = {
    "answer": ["办理情况反馈给发出督办的工委办公室。", "工委办公室认可后办结，也可能退回重办。"],
    "close": ["督办办结，不再要求反馈。"],
    "send_back": ["督办退回承办单位重新办理，反馈期限不变。"],
    "withdraw": ["督办撤回，承办单位不必再反馈；撤回原因承办单位可以看到。"],
}


@login_required
@require_safe
def supervision_list(request: HttpRequest) -> HttpResponse:
    visible = Supervision.objects.visible_to(request.user)
    chosen = SupervisionFilter(request.GET, queryset=visible)
    status = request.GET.get("status", "")
    status = status if status in SupervisionStatus.values else ""
    counts = dict(chosen.qs.order_by().values_list("status").annotate(n=Count("pk")))
    rows = chosen.qs.filter(status=status) if status else chosen.qs
    readable = PhaseRecord.objects.visible_to(request.user)
    rows = rows.select_related("sender", "addressee").annotate(
        concerned=Count("records", filter=Q(records__in=readable), distinct=True)
    )
    page = paginate(request, rows, order=("-created_at", "-pk"))
    context = {
        "page": page,
        "rows": [(row, late_words(request.user, row)) for row in page.rows],
        "filter": chosen,
        "tabs": tabs_of(counts, SupervisionStatus.choices, status),
    }
    return render(request, "brands/supervision/supervision_list.html", context)


def late_words(user: Any, supervision: Supervision) -> str:
    """For those who must answer, and the office that asked."""
    days = (timezone.localdate() - supervision.due_on).days
    if supervision.status != SupervisionStatus.SENT or days <= 0:
        return ""
    acts = any(step.name in ("answer", "withdraw") for step in SUPERVISION_FLOW.open_steps(user, supervision))
    return f"已逾期{days}天" if acts else ""


@login_required
@require_POST
def supervision_create(request: HttpRequest) -> HttpResponse:
    """First what goes to whom, then, once confirmed, the notes."""
    if not holds_any(request.user, (Ability.ORGANIZE,)):
        raise PermissionDenied("只有组织单位的工委办公室可以发出督办。")
    ids = ids_of(request, "selected", SUPERVISED_MOST)
    rows = PhaseRecord.objects.visible_to(request.user).filter(pk__in=ids)
    records = list(rows.select_related("brand__organization", "brand__program__organizer", "phase", "held_by"))
    if not records:
        messages.warning(request, "请先勾选要督办的阶段。")
        return redirect(f"{reverse('brands:phase_list')}?tab=overdue")
    records.sort(key=lambda record: ids.index(record.pk))
    plan = plan_supervision(records, actor=request.user)
    posted = request.POST if "confirmed" in request.POST else None
    form = SupervisionForm(posted, initial={"title": "尽快完成创建阶段任务"})
    if form.is_bound and form.is_valid():
        try:
            made = send_supervisions(records, **form.cleaned_data, actor=request.user, key=request.POST.get("key", ""))
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已向{len(made)}个党组织发出督办。")
            return redirect("brands:supervision_list")
    context = {
        "groups": [(addressee, rows_for(request.user, found)) for addressee, found in plan.groups.items()],
        "direct": rows_for(request.user, plan.direct),
        "records": records,
        "form": form,
        "key": form_key(request.POST),
    }
    return render(request, "brands/supervision/supervision_form.html", context, status=400 if form.errors else 200)


def _get(request: HttpRequest, pk: int) -> Supervision:
    rows = Supervision.objects.visible_to(request.user).select_related("sender", "addressee", "created_by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def supervision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    supervision = _get(request, pk)
    # A committee's own people see those of its phases that they may read.
    readable = PhaseRecord.objects.visible_to(request.user).filter(supervisions=supervision)
    context = {
        "supervision": supervision,
        "facts": [
            ("督办单位", supervision.sender.name),
            ("承办单位", supervision.addressee.name),
            ("发出人", str(supervision.created_by)),
            ("发出时间", f"{timezone.localtime(supervision.created_at):%Y-%m-%d %H:%M}"),
            ("反馈期限", f"{supervision.due_on:%Y-%m-%d}"),
        ],
        "late": late_words(request.user, supervision),
        "rows": rows_for(request.user, list(readable.for_list().order_by("due_on", "pk"))),
        "events": supervision.events.all(),
        "steps": SUPERVISION_FLOW.open_steps(request.user, supervision),
        "step_url": reverse("brands:supervision_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/supervision/supervision_detail.html", context)


@login_required
def supervision_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    supervision, row = _get(request, pk), SUPERVISION_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, supervision):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    if supervision.status not in row.sources:
        raise StepRefused(f"督办{supervision.get_status_display()}，不能“{row.label}”。可能已有其他同志先行处理。")
    posted = request.POST if request.method == "POST" else None
    label = "办理情况" if step == "answer" else "理由" if row.needs_comment else "说明"
    limit = SUPERVISION_TEXT_MOST if step == "answer" else 500
    form = StepForm(posted, label=label, required=row.needs_comment, limit=limit)
    if form.is_bound and form.is_valid():
        try:
            seen = {"status": request.POST.get("seen", "")}
            advance_supervision(supervision, step, actor=request.user, comment=form.cleaned_data["comment"], seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect("brands:supervision_detail", pk)
    context = {
        "title": row.label,
        "subject": supervision.title,
        "trail": [("督办", reverse("brands:supervision_list"))],
        "parent_url": reverse("brands:supervision_detail", args=[pk]),
        "lines": EFFECTS[step],
        "form": form,
        "hidden": {"seen": supervision.status},
        "tone": "outline-danger" if row.tone == "warning" else "primary",
        "subjects": [supervision.text] if may_answer_supervision(request.user, supervision) else [],
    }
    return confirm_page(request, context, status=400 if form.errors else 200)

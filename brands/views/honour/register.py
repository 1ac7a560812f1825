"""Honours with the way that led to them and all that was decided since."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from brands.enums import HonourStatus
from brands.filters.honour import HonourFilter
from brands.filters.selection import tabs_of
from brands.forms.selection import StepForm
from brands.models import Honour
from brands.permissions.honour import may_open_recheck
from brands.querysets.honour import IN_FORCE
from brands.selectors.honour import chain_of, recheck_in_words
from brands.services.honour import Verdict
from brands.views.honour.decisions import decide_page
from brands.workflow.honour import HONOUR_FLOW
from core.paging import paginate

# What is decided without a recheck.
DIRECT = {
    "revoke": ["该称号自文件印发之日起失效，展示墙上不再显示；历史记录保留。", "正在进行的复核同时终止。"],
    "restore": ["该称号恢复有效，有效期不变。"],
}


@login_required
@require_safe
def honour_list(request: HttpRequest) -> HttpResponse:
    visible = Honour.objects.visible_to(request.user)
    chosen = HonourFilter(request.GET, queryset=visible)
    status = request.GET.get("status", "")
    status = status if status in HonourStatus.values else ""
    counts = dict(chosen.qs.order_by().values_list("status").annotate(n=Count("pk")))
    rows = chosen.qs.filter(status=status) if status else chosen.qs
    context = {
        "page": paginate(request, rows.select_related("brand__organization", "document"), order=("-granted_on", "-pk")),
        "filter": chosen,
        "tabs": [
            *tabs_of(counts, HonourStatus.choices, status),
            {"label": "称号复核", "url": reverse("brands:recheck_list"), "active": False, "count": None},
        ],
    }
    return render(request, "brands/honour/honour_list.html", context)


def get_honour(request: HttpRequest, pk: int) -> Honour:
    rows = Honour.objects.visible_to(request.user).select_related(
        "brand__organization", "document__organization", "round__program"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def honour_detail(request: HttpRequest, pk: int) -> HttpResponse:
    honour = get_honour(request, pk)
    rechecks = list(honour.rechecks.order_by("-pk"))
    today = timezone.localdate()
    is_held = honour.status in IN_FORCE and honour.expires_on >= today
    is_idle = not any(recheck.status in ("open", "submitted") for recheck in rechecks)
    sees_advice = may_open_recheck(request.user, honour)
    context = {
        "honour": honour,
        "chain": chain_of(honour),
        "rechecks": [(recheck, recheck_in_words(recheck, sees_advice=sees_advice)) for recheck in rechecks],
        "events": honour.events.select_related("document"),
        "may_recheck": is_held and is_idle and sees_advice,
        "days_left": (honour.expires_on - today).days if is_held else None,
        "steps": [step for step in HONOUR_FLOW.open_steps(request.user, honour) if step.name in DIRECT],
        "step_url": reverse("brands:honour_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/honour/honour_detail.html", context)


@login_required
def honour_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Revoked or restored by a document; the other decisions follow a recheck and are taken there."""
    honour, row = get_honour(request, pk), HONOUR_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, honour):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    if step not in DIRECT:
        messages.info(request, "该决定在称号复核中办理。")
        return redirect("brands:recheck_list")
    form = StepForm(request.POST if request.method == "POST" else None, label="理由", required=True)

    def verdicts() -> list[Verdict]:
        seen = request.POST.get("seen") or None
        return [Verdict(honour, step, form.cleaned_data["comment"], seen=seen)]

    context = {
        "title": row.label,
        "subject": honour,
        "fields": list(form),
        "lines": DIRECT[step],
        "hidden": {"seen": honour.status},
        "cancel_url": reverse("brands:honour_detail", args=[pk]),
        "warning": ""
        if honour.status in row.sources
        else f"当前状态为“{honour.get_status_display()}”，不能“{row.label}”。",
    }
    return decide_page(request, form, verdicts, context)

"""Regions and lines: two short lists of the whole installation, kept by the system administrator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.forms.organization import LineForm, RegionForm
from branches.models import Line, Region
from branches.permissions import may_manage_settings
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError

KINDS: dict[str, tuple[Any, Any]] = {"region": (Region, RegionForm), "line": (Line, LineForm)}


@login_required
@require_GET
def region_list(request: HttpRequest) -> HttpResponse:
    _refuse_unless_keeper(request)
    lists = [
        (kind, model._meta.verbose_name, model.objects.annotate(used=Count("organization")).order_by("order", "pk"))
        for kind, (model, _) in KINDS.items()
    ]
    return render(request, "branches/region/list.html", {"lists": lists})


@login_required
@require_http_methods(["GET", "POST"])
def region_edit(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """A new region or line, or the name and order of one that is there."""
    _refuse_unless_keeper(request)
    model, form_class = KINDS[kind]
    instance = get_object_or_404(model, pk=pk) if pk else None
    form = form_class(request.POST if request.method == "POST" else None, instance=instance)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        action = ("修改" if instance else "新增") + model._meta.verbose_name
        record(AuditKind.CHANGE, action, actor=request.user, subject=saved)
        messages.success(request, "已保存。")
        return redirect("branches:region_list")
    context = {"form": form, "kind": kind, "label": model._meta.verbose_name, "pk": pk}
    return render(request, "branches/region/form.html", context)


@login_required
@require_POST
def region_delete(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    _refuse_unless_keeper(request)
    model, _ = KINDS[kind]
    found = get_object_or_404(model, pk=pk)
    try:
        record(AuditKind.CHANGE, f"删除{model._meta.verbose_name}", actor=request.user, subject=found)
        found.delete()
    except ProtectedError:
        raise BusinessError(f"“{found.name}”还有党组织在使用，请先调整这些党组织。") from None
    messages.success(request, f"已删除“{found.name}”。")
    return redirect("branches:region_list")


def _refuse_unless_keeper(request: HttpRequest) -> None:
    if not may_manage_settings(request.user):
        raise PermissionDenied

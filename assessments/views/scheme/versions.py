"""Copies, what is comparable between versions, and flags that are kept with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.enums.scheme import SchemeStatus
from assessments.forms.scheme import ComparableForm, CopyForm, FlagForm
from assessments.models import Indicator, Scheme, SchemeFlag
from assessments.permissions.scheme import may_organize_scheme
from assessments.rules.scheme import check_is_draft
from assessments.rules.scheme.formalism import GUARDS
from assessments.selectors.scheme import differences
from assessments.services.scheme import copy_scheme, judge_comparable, overrule_flag, reopen_flag
from assessments.views.scheme.common import above, find, own_organizers, require_office
from core.answers import confirm_page
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key


@login_required
def scheme_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Next year's scheme, or a later version of this one."""
    scheme, organizers = find(request, pk), own_organizers(request)
    is_own = may_organize_scheme(request.user, scheme)
    is_version = request.GET.get("as") == "version"
    initial = {
        "organizer": scheme.organizer_id if is_own else organizers[0].pk,
        "name": scheme.name,
        "year": scheme.year if is_version else max(scheme.year + 1, timezone.localdate().year),
    }
    form = CopyForm(request.POST if request.method == "POST" else None, initial=initial, organizers=organizers)
    if form.is_bound and form.is_valid():
        try:
            copy = copy_scheme(scheme, actor=request.user, key=request.POST.get("key", ""), **form.cleaned_data)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已复制为草稿，请修改后开始考核。")
            return redirect("assessments:scheme_detail", copy.pk)
    lines = ["复制全部类别、指标、等次和计分规则，作为一份新的草稿。", "减负提示须逐项重新核对。"]
    if is_own:
        lines.append("每项指标都记住与原细则的对应关系；没有改动含义的，两年得分可以比较。")
    context = {
        **above(scheme),
        "title": "复制细则",
        "lines": lines,
        "form": form,
        "hidden": {"key": form_key(request.POST)},
        "cancel_url": reverse("assessments:scheme_detail", args=[pk]),
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_safe
def scheme_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Line by line beside the former version: what changed, what is comparable."""
    scheme = find(request, pk)
    former = scheme.former if scheme.former_id else None
    if former is not None and not Scheme.objects.visible_to(request.user).filter(pk=former.pk).exists():
        former = None
    rows = differences(scheme) if former else []
    context = {
        "scheme": scheme,
        "former": former,
        "rows": rows,
        "comparable": sum(row.is_comparable for row in rows),
        "changed": sum(bool(row.changes) for row in rows),
        "added": sum(row.before is None for row in rows),
        "gone": sum(row.now is None for row in rows),
        "may_edit": may_organize_scheme(request.user, scheme) and scheme.status == SchemeStatus.DRAFT,
    }
    return render(request, "assessments/scheme/scheme_compare.html", context)


@login_required
def scheme_comparable(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Indicator.objects.filter(group__scheme__in=Scheme.objects.visible_to(request.user))
    indicator = get_object_or_404(rows.select_related("group__scheme__organizer"), pk=pk)
    scheme = require_office(request, indicator.group.scheme)
    check_is_draft(scheme)
    initial = {"is_comparable": "1" if indicator.is_comparable else "0", "reason": indicator.comparable_reason}
    form = ComparableForm(request.POST if request.method == "POST" else None, initial=initial)
    back = reverse("assessments:scheme_compare", args=[scheme.pk])
    if form.is_bound and form.is_valid():
        try:
            judge_comparable(indicator, actor=request.user, **form.cleaned_data)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect(back)
    context = {
        **above(scheme),
        "title": "认定可比性",
        "intro": f"指标“{indicator.name}”：两个版本的得分能否放在一起比较，由经办人认定，理由一并留存。",
        "form": form,
        "submit_label": "保存",
        "cancel_url": back,
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _flag(request: HttpRequest, pk: int) -> SchemeFlag:
    rows = SchemeFlag.objects.filter(indicator__group__scheme__in=Scheme.objects.visible_to(request.user))
    flag = get_object_or_404(rows.select_related("indicator__group__scheme__organizer"), pk=pk)
    check_is_draft(require_office(request, flag.indicator.group.scheme))
    return flag


@login_required
def scheme_flag_overrule(request: HttpRequest, pk: int) -> HttpResponse:
    flag = _flag(request, pk)
    scheme, guard = flag.indicator.group.scheme, GUARDS[flag.rule]
    form = FlagForm(request.POST if request.method == "POST" else None, initial={"reason": flag.reason})
    if form.is_bound and form.is_valid():
        try:
            overrule_flag(flag, actor=request.user, reason=form.cleaned_data["reason"])
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已保留该指标，理由已记录。")
            return redirect(f"{reverse('assessments:scheme_detail', args=[scheme.pk])}#flags")
    context = {
        **above(scheme),
        "title": "确认保留指标",
        "intro": f"指标“{flag.indicator.name}”中的表述：{flag.found}",
        "warning": f"{guard.source}：{guard.rule}{guard.advice}",
        "lines": ["该指标照原样计分。", "保留理由和经办人记入审计记录。"],
        "form": form,
        "submit_label": "确认保留",
        "tone": "danger",
        "cancel_url": reverse("assessments:scheme_detail", args=[scheme.pk]),
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_POST
def scheme_flag_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    flag = _flag(request, pk)
    reopen_flag(flag, actor=request.user)
    messages.success(request, "已撤回保留，请修改该指标。")
    return redirect("assessments:scheme_detail", flag.indicator.group.scheme_id)

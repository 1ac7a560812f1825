"""Schemes: the list, one scheme as a table, its steps, its spreadsheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.documents.scheme import scheme_workbook
from assessments.enums.scheme import SchemeStatus
from assessments.forms.scheme import DatesForm
from assessments.models import Scheme
from assessments.permissions.scheme import may_organize_scheme
from assessments.rules.scheme.formalism import GUARDS
from assessments.selectors.scheme import arithmetic_words, date_table, findings_of, grade_table, rubric
from assessments.services.scheme import advance_scheme, set_dates
from assessments.views.scheme.common import above, find, require_office, seen_of
from assessments.workflow.scheme import SCHEME_FLOW
from branches.enums import Ability
from branches.roles import scope_of
from brands.forms.selection import StepForm
from core.answers import as_file, confirm_page
from core.audit import record
from core.copies import copy_shown
from core.enums import AuditKind
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate

EFFECTS = {
    "start": [
        "细则定稿：类别、指标、等次和计分规则不能再修改；需要调整的，以它为基础建立新版本。",
        "本单位及所属党组织都可以查看。",
        "各单位的考核台账自动建立，可以开始自评；也可以开展群众评价。",
    ],
    "close": ["该细则不再用于新的台账；已有的台账和结果全部保留。"],
    "discard": ["草稿不再使用，仍保留在“已作废”中备查。"],
}


@login_required
@require_safe
def scheme_list(request: HttpRequest) -> HttpResponse:
    rows = Scheme.objects.visible_to(request.user).select_related("organizer")
    status = request.GET.get("status", "")
    if status not in SchemeStatus.values:
        status = ""
    context = {
        "page": paginate(request, rows.filter(status=status) if status else rows, order=("-year", "-pk")),
        "tabs": [
            {"label": label, "url": f"?status={value}", "active": status == value, "count": None}
            for value, label in (("", "全部"), *SchemeStatus.choices)
        ],
        "may_create": bool(scope_of(request.user, Ability.ORGANIZE).nodes),
    }
    return render(request, "assessments/scheme/scheme_list.html", context)


@login_required
@require_safe
def scheme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = find(request, pk, with_parts=True)
    is_office = may_organize_scheme(request.user, scheme)
    is_draft = scheme.status == SchemeStatus.DRAFT
    findings = findings_of(scheme)
    context = {
        "scheme": scheme,
        "parts": rubric(scheme),
        "grades": grade_table(scheme),
        "rules": arithmetic_words(scheme),
        "dates": date_table(scheme),
        "findings": findings if is_draft else None,
        "flags": [(flag, GUARDS[flag.rule]) for flag in findings.flags] if is_office else [],
        "later": scheme.later.visible_to(request.user).order_by("pk"),
        "events": scheme.events.all() if is_office else [],
        "steps": SCHEME_FLOW.open_steps(request.user, scheme),
        "may_edit": is_office and is_draft,
        "may_date": is_office and scheme.status == SchemeStatus.IN_FORCE,
        "is_office": is_office,
    }
    return render(request, "assessments/scheme/scheme_detail.html", context)


@login_required
@require_safe
def scheme_export(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = find(request, pk, with_parts=True)
    record(AuditKind.EXPORT, "导出考核细则", actor=request.user, subject=scheme)
    return as_file(scheme_workbook(scheme), f"{scheme.name}（{scheme.year}年第{scheme.version}版）.xlsx")


@login_required
def scheme_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """By when, while the year is under way."""
    scheme = require_office(request, find(request, pk))
    stored = scheme.edit_version
    refused: BusinessError | None = None
    form = DatesForm(request.POST if request.method == "POST" else None, instance=scheme)
    back = reverse("assessments:scheme_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            set_dates(scheme, actor=request.user, values=form.cleaned_data, seen=seen_of(request))
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "时间安排已保存。")
            return redirect(back)
    context = {
        **above(scheme),
        "title": "调整时间安排",
        "lines": [
            "各单位、上级和考核单位按新的日期办理；临近截止时只提醒当时须办理的同志。",
            "原来的日期记入审计记录。",
        ],
        "form": form,
        "hidden": {"seen": copy_shown(request.POST, stored, refused)},
        "submit_label": "保存",
        "cancel_url": back,
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
def scheme_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    scheme, row = find(request, pk), SCHEME_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, scheme):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    form = StepForm(request.POST if request.method == "POST" else None, label="说明", required=row.needs_comment)
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_scheme(scheme, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect("assessments:scheme_detail", pk)
    context = {
        **above(scheme),
        "title": row.label,
        "lines": EFFECTS[step],
        "warning": "" if form.is_bound else row.hindrance(scheme) + (_beside(scheme) if step == "start" else ""),
        "form": form,
        "hidden": {"seen": seen_token(scheme)},
        "cancel_url": reverse("assessments:scheme_detail", args=[pk]),
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _beside(scheme: Scheme) -> str:
    """Starting a second scheme of a year gives every unit a second ledger."""
    others = Scheme.objects.in_force().filter(
        organizer_id=scheme.organizer_id, year=scheme.year, assesses=scheme.assesses
    )
    names = "、".join(f"“{name}”" for name in others.exclude(pk=scheme.pk).values_list("name", flat=True)[:3])
    return f"本年度已有正在考核的细则{names}，开始后各单位须另填一本台账。" if names else ""


def seen_token(scheme: Scheme) -> str:
    """The state and the edit version on the page."""
    return f"{scheme.status}/{scheme.edit_version}"

"""Writing a scheme: its arithmetic and grades on one page, each group on a page of its own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments.forms.scheme import GradeSet, GroupForm, IndicatorSet, SchemeForm, grade_initial, indicator_initial
from assessments.forms.scheme.scheme import indicator_choices
from assessments.models import Group, Scheme
from assessments.rules.scheme import check_is_draft
from assessments.services.scheme import (
    create_scheme,
    delete_group,
    update_scheme,
    usual_grades,
    write_group,
)
from assessments.views.scheme.common import above, find, own_organizers, require_office, seen_of
from brands.forms.program import organizers_of
from core.answers import confirm_page
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.posted import with_row


@login_required
def scheme_create(request: HttpRequest) -> HttpResponse:
    organizers = own_organizers(request)
    return _edit(request, Scheme(organizer=organizers[0], year=timezone.localdate().year), organizers)


@login_required
def scheme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = require_office(request, find(request, pk))
    check_is_draft(scheme)
    return _edit(request, scheme, organizers_of(frozenset({scheme.organizer.path})))


def _edit(request: HttpRequest, scheme: Scheme, organizers: Any) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    is_checked = posted is not None and "add_row" not in posted
    if posted is not None and not is_checked:
        posted = with_row(posted, grades=GradeSet)
    # A form writes on its instance; titles and addresses go on showing what is stored.
    shown = Scheme.objects.get(pk=scheme.pk) if scheme.pk and posted is not None else scheme
    form = SchemeForm(posted, instance=scheme, organizers=organizers)
    grades = _grades(scheme, posted)
    refused: BusinessError | None = None
    if is_checked and form.is_valid() & grades.is_valid():
        try:
            saved = _save(request, scheme, form, grades)
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("assessments:scheme_detail", saved.pk)
    context = {
        "scheme": shown,
        "form": form,
        "grades": grades,
        "is_checked": is_checked,
        "key": form_key(request.POST),
        "seen": copy_shown(request.POST, shown.edit_version, refused) if shown.pk else "",
        "cancel_url": _back(shown),
    }
    return render(request, "assessments/scheme/scheme_form.html", context, status=400 if is_checked else 200)


def _grades(scheme: Scheme, posted: Any) -> Any:
    rows = grade_initial(scheme.grades.all()) if scheme.pk else [dict(draft.values) for draft in usual_grades()]
    options = {"indicators": indicator_choices(scheme)}
    return GradeSet(posted, initial=rows, prefix="grades", form_kwargs=options)


def _save(request: HttpRequest, scheme: Scheme, form: SchemeForm, grades: Any) -> Scheme:
    values, drafts = form.values(), grades.drafts()
    if scheme.pk:
        return update_scheme(scheme, actor=request.user, values=values, grades=drafts, seen=seen_of(request))
    organizer, key = form.cleaned_data["organizer"], request.POST.get("key", "")
    return create_scheme(organizer, actor=request.user, values=values, grades=drafts, key=key)


def _back(scheme: Scheme) -> str:
    if scheme.pk:
        return reverse("assessments:scheme_detail", args=[scheme.pk])
    return reverse("assessments:scheme_list")


@login_required
def scheme_group_create(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = require_office(request, find(request, pk))
    last = scheme.groups.aggregate(last=Max("order"))["last"] or 0
    return _group_page(request, scheme, Group(scheme=scheme, order=last + 1))


@login_required
def scheme_group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    group = _group(request, pk)
    return _group_page(request, group.scheme, group)


def _group(request: HttpRequest, pk: int) -> Group:
    rows = Group.objects.select_related("scheme__organizer")
    group = get_object_or_404(rows.filter(scheme__in=Scheme.objects.visible_to(request.user)), pk=pk)
    require_office(request, group.scheme)
    return group


def _group_page(request: HttpRequest, scheme: Scheme, group: Group) -> HttpResponse:
    check_is_draft(scheme)
    posted = request.POST if request.method == "POST" else None
    is_checked = posted is not None and "add_row" not in posted
    if posted is not None and not is_checked:
        posted = with_row(posted, indicators=IndicatorSet)
    title = group.name
    form = GroupForm(posted, instance=group)
    rows = indicator_initial(group.indicators.all()) if group.pk else [{}]
    options = {"grades": list(scheme.grades.values_list("pk", "name"))}
    lines = IndicatorSet(posted, initial=rows, prefix="indicators", form_kwargs=options)
    refused: BusinessError | None = None
    if is_checked and form.is_valid() & lines.is_valid():
        drafts = {"values": form.values(), "indicators": lines.drafts(), "seen": seen_of(request)}
        try:
            write_group(scheme, group if group.pk else None, actor=request.user, **drafts)
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect(f"{reverse('assessments:scheme_detail', args=[scheme.pk])}#rubric")
    context = {
        "scheme": scheme,
        "group": group,
        "title": title,
        "form": form,
        "lines": lines,
        "is_checked": is_checked,
        "seen": copy_shown(request.POST, scheme.edit_version, refused),
        "cancel_url": _back(scheme),
    }
    return render(request, "assessments/scheme/group_form.html", context, status=400 if is_checked else 200)


@login_required
def scheme_group_delete(request: HttpRequest, pk: int) -> HttpResponse:
    group = _group(request, pk)
    check_is_draft(group.scheme)
    if request.method == "POST":
        delete_group(group, actor=request.user, seen=seen_of(request))
        messages.success(request, f"已删除类别“{group.name}”。")
        return redirect("assessments:scheme_detail", group.scheme_id)
    context = {
        **above(group.scheme),
        "title": "删除类别",
        "lines": [f"删除类别“{group.name}”及其{group.indicators.count()}项指标，不能恢复。"],
        "hidden": {"seen": group.scheme.edit_version},
        "tone": "danger",
        "cancel_url": _back(group.scheme),
    }
    return confirm_page(request, context)

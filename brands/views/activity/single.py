"""One activity: entered, read, changed, declared void; its evidence."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from branches.models import Organization
from brands.forms.activity import ActivityForm, likely, stored
from brands.forms.selection import StepForm
from brands.models import Activity, Evidence
from brands.permissions.activity import may_edit_activity
from brands.services.activity import (
    WRITERS_ONLY,
    ActivityConflict,
    KeptFile,
    enter_activity,
    update_activity,
    void_activity,
)
from brands.views.activity.common import chosen_organization, get_activity, take_files, token_of
from core.answers import confirm_page
from core.errors import BusinessError
from core.files import serve_private
from core.forms import add_error
from core.onetime import form_key
from core.posted import ids_of, version_of, whole


@login_required
def activity_create(request: HttpRequest) -> HttpResponse:
    organization, organizations = chosen_organization(request)
    extra: dict[str, Any] = {"organizations": organizations}
    if request.method != "POST":
        model = _model(request, organization)
        initial = likely(organization, like=model)
        if day := _day(request):
            initial["held_on"] = day
        form = ActivityForm(initial=initial, organization=organization)
        return _page(request, organization, form, source=str(model or ""), **extra)
    form = ActivityForm(request.POST, request.FILES, organization=organization)
    files, errors = take_files(request)
    if not form.is_valid() or errors:
        return _page(request, organization, form, files=files, file_errors=errors, status=400, **extra)
    try:
        key = request.POST.get("key", "")
        activity = enter_activity(organization, draft=form.draft(), files=files, actor=request.user, key=key)
    except BusinessError as error:
        add_error(form, error)
        return _page(request, organization, form, files=files, status=400, **extra)
    messages.success(request, f"已填报“{activity.title}”。")
    if "another" in request.POST:
        return redirect(f"{reverse('brands:activity_create')}?organization={organization.pk}")
    return redirect("brands:activity_detail", activity.pk)


def _model(request: HttpRequest, organization: Organization) -> Activity | None:
    """The activity to copy; an address that names none is not worth an error."""
    copied = whole(request.GET.get("copy"))
    if copied is None:
        return None
    rows = Activity.objects.visible_to(request.user).filter(organization=organization)
    return rows.select_related("kind", "brand", "carrier").filter(pk=copied).first()


def _day(request: HttpRequest) -> Any:
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None


@login_required
@require_safe
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_activity(request, pk)
    context = {
        "activity": activity,
        "facts": _facts(activity),
        "evidence": list(activity.evidence.all()),
        "is_editable": not activity.is_void and may_edit_activity(request.user, activity),
        "may_copy": may_edit_activity(request.user, activity),
    }
    return render(request, "brands/activity/activity_detail.html", context)


def _facts(activity: Activity) -> list[tuple[str, Any]]:
    record = activity.phase_record
    return [
        ("日期", f"{activity.held_on:%Y-%m-%d}"),
        ("类型", activity.kind.name),
        ("地点", activity.place),
        ("参加人数", activity.people),
        ("党组织", activity.organization.name),
        ("工作主线", activity.get_strand_display()),
        ("品牌", activity.brand.name if activity.brand else "不关联品牌"),
        ("创建阶段", record.phase.name if record else "—"),
        ("载体", str(activity.carrier or "—")),
        ("填报", f"{activity.created_by or '—'}，{activity.created_at:%Y-%m-%d}"),
    ]


@login_required
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _editable(request, pk)
    if request.method != "POST":
        form = ActivityForm(initial=stored(activity), organization=activity.organization, activity=activity)
        return _page(request, activity.organization, form, activity=activity)
    form = ActivityForm(request.POST, request.FILES, organization=activity.organization, activity=activity)
    files, errors = take_files(request)
    removed = ids_of(request, "remove_file")
    given: dict[str, Any] = {"activity": activity, "files": files, "removed": removed}
    if not form.is_valid() or errors:
        return _page(request, activity.organization, form, file_errors=errors, status=400, **given)
    try:
        update_activity(
            activity, draft=form.draft(), actor=request.user, version=version_of(request), files=files, removed=removed
        )
    except ActivityConflict as conflict:
        return _page(request, activity.organization, form, conflict=conflict, status=409, **given)
    except BusinessError as error:
        add_error(form, error)
        return _page(request, activity.organization, form, status=400, **given)
    messages.success(request, "已保存。")
    return redirect("brands:activity_detail", pk)


def _editable(request: HttpRequest, pk: int) -> Activity:
    activity = get_activity(request, pk)
    if not may_edit_activity(request.user, activity):
        raise PermissionDenied(WRITERS_ONLY)
    if activity.is_void:
        raise BusinessError("这项活动已作废，不能再修改；需要时请重新填报。")
    return activity


@login_required
def activity_void(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _editable(request, pk)
    detail = reverse("brands:activity_detail", args=[pk])
    form = StepForm(request.POST if request.method == "POST" else None, label="作废原因", required=True, limit=200)
    if form.is_bound and form.is_valid():
        try:
            void_activity(
                activity, reason=form.cleaned_data["comment"], actor=request.user, version=version_of(request)
            )
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"“{activity.title}”已作废。")
            return redirect(detail)
    context: dict[str, Any] = {
        "title": "作废活动",
        "subject": activity,
        "parent_url": detail,
        "lines": ["该活动不再计入任何统计，也不能再修改。", "记录和原因保留，可在列表的“已作废”中查到。"],
        "submit_label": "确认作废",
        "cancel_url": detail,
        "form": form,
        "tone": "danger",
        "hidden": {"version": activity.edit_version},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_safe
def activity_evidence(request: HttpRequest, pk: int, evidence: int) -> FileResponse:
    subject = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    file = get_object_or_404(Evidence, activity=subject, pk=evidence)
    return serve_private(request, file.file, file.name)


def _page(
    request: HttpRequest,
    organization: Organization,
    form: ActivityForm,
    *,
    activity: Activity | None = None,
    organizations: Sequence[Organization] = (),
    files: Sequence[KeptFile] = (),
    removed: Sequence[int] = (),
    file_errors: Sequence[str] = (),
    conflict: ActivityConflict | None = None,
    source: str = "",
    status: int = 200,
) -> HttpResponse:
    version = version_of(request) if request.method == "POST" else activity.edit_version if activity else 0
    context = {
        "form": form,
        "organization": organization,
        "organizations": organizations,
        "activity": activity,
        "evidence": list(activity.evidence.all()) if activity else [],
        "removed": removed,
        "kept_files": [(token_of(request.user, file), file) for file in files],
        "file_errors": file_errors,
        "conflict": conflict,
        "version": conflict.version if conflict else version,
        "key": form_key(request.POST),
        "source": source,
    }
    return render(request, "brands/activity/activity_form.html", context, status=status)

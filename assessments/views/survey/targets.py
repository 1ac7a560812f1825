"""About whom a survey asks, and the codes for it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assessments.enums.survey import SurveyStatus
from assessments.filters.survey import CandidateFilter, TargetFilter
from assessments.forms.survey import CodesForm
from assessments.models import Survey, SurveyTarget
from assessments.permissions.survey import may_organize_survey, may_run_survey
from assessments.selectors.survey import candidates, told
from assessments.services.survey import (
    add_all_branches,
    add_targets,
    destroy_sheets,
    order_codes,
    remove_targets,
)
from assessments.services.survey.codes import sheets_of
from assessments.views.survey.common import confirm_page, get_survey, require_office, require_runner
from branches.models import Organization
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate
from core.posted import ids_of, texts_of

PICKED_MOST = 5000  # organisations ticked at once
TAKES_CODES = (SurveyStatus.DRAFT, SurveyStatus.OPEN)


@login_required
def survey_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """Every organisation in the order of the tree: its codes, and after the count its score."""
    survey = get_survey(request, pk)
    if request.method == "POST":
        return _bulk(request, survey)
    rows = survey.targets.visible_to(request.user).select_related("organization", "box")
    chosen = TargetFilter(request.GET, queryset=rows.defer("box__ballots", "box__texts", "box__receipts", "tally"))
    page = paginate(request, chosen.qs, order=("organization_path", "pk"), per_page=50)
    is_office = may_organize_survey(request.user, survey)
    context = {
        "survey": survey,
        "page": page,
        "rows": [(target, _received(survey, target)) for target in page.rows],
        "filter": chosen,
        "is_run": may_run_survey(request.user, survey),
        "is_counted": survey.status == SurveyStatus.CLOSED,
        "may_add": is_office and survey.status == SurveyStatus.DRAFT,
        "bulk_actions": _actions(survey) if is_office else None,
        "bulk_url": reverse("assessments:survey_targets", args=[pk]),
    }
    return render(request, "assessments/survey/targets.html", context)


def _received(survey: Survey, target: SurveyTarget) -> str:
    """How many ballots, as far as that may be told."""
    if survey.status != SurveyStatus.CLOSED:
        return f"约{told(survey, target.box.received)}" if target.box.received else "0"
    return str(target.received) if target.is_shown else f"不足{survey.minimum_ballots}"


def _actions(survey: Survey) -> list[tuple[str, str]] | None:
    if survey.status == SurveyStatus.DRAFT:
        return [("codes", "制作评价码"), ("remove", "移出评价对象")]
    return [("codes", "重新制作评价码")] if survey.status == SurveyStatus.OPEN else None


def _bulk(request: HttpRequest, survey: Survey) -> HttpResponse:
    require_office(request.user, survey)
    targets = list(survey.targets.filter(pk__in=ids_of(request, most=PICKED_MOST)).select_related("organization"))
    here = reverse("assessments:survey_targets", args=[survey.pk])
    action = request.POST.get("action")
    if action not in ("codes", "remove"):
        raise BusinessError("没有这个操作，请返回页面重新选择。")
    if not targets:
        messages.warning(request, "请先勾选党组织。")
        return redirect(here)
    if action == "codes":
        return _codes_page(request, survey, targets, CodesForm(survey=survey))
    if "confirmed" in request.POST:
        count = remove_targets(survey, targets=targets, actor=request.user)
        messages.success(request, f"已移出{count}个党组织。")
        return redirect(here)
    context = {
        "title": "移出评价对象",
        "subject": survey,
        "parent_url": reverse("assessments:survey_detail", args=[survey.pk]),
        "intro": f"共{len(targets)}个党组织：",
        "subjects": [target.organization.name for target in targets],
        "lines": ["不再评价这些党组织；已为其制作的评价码立即作废。"],
        "submit_label": "确认移出",
        "cancel_url": here,
        "hidden": {"action": "remove", "selected": ",".join(str(t.pk) for t in targets), "confirmed": "1"},
    }
    return confirm_page(request, context)


@login_required
def survey_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Organisations below the organiser that are not asked about yet: some, or all branches."""
    survey = get_survey(request, pk)
    require_office(request.user, survey)
    if survey.status != SurveyStatus.DRAFT:
        raise BusinessError(f"该评价{survey.get_status_display()}，题目和评价对象已经固定，不能再修改。")
    here = reverse("assessments:survey_targets", args=[pk])
    if request.method == "POST":
        if request.POST.get("action") == "all":
            count = add_all_branches(survey, actor=request.user)
        else:
            wanted = ids_of(request, most=PICKED_MOST)
            organizations = Organization.objects.filter(pk__in=wanted)
            count = add_targets(survey, organizations=organizations, actor=request.user)
        messages.success(request, f"已增加{count}个评价对象。")
        return redirect(here)
    chosen = CandidateFilter(request.GET, queryset=candidates(survey))
    context = {
        "survey": survey,
        "page": paginate(request, chosen.qs, order=("path", "pk"), per_page=50),
        "filter": chosen,
        "bulk_actions": [("add", "增加为评价对象")],
        "bulk_url": reverse("assessments:survey_add", args=[pk]),
    }
    return render(request, "assessments/survey/add.html", context)


@login_required
def survey_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Codes for the organisations named, or for all; made by a job of the maker's own."""
    survey = get_survey(request, pk)
    require_office(request.user, survey)
    if survey.status not in TAKES_CODES:
        raise BusinessError(f"该评价{survey.get_status_display()}，不能再制作评价码。")
    rows = survey.targets.select_related("organization")
    chosen = ids_of(request, most=PICKED_MOST) if request.method == "POST" else []
    targets = list(rows.filter(pk__in=chosen)) if chosen else list(rows)
    form = CodesForm(request.POST if request.method == "POST" else None, survey=survey)
    if form.is_bound and form.is_valid():
        try:
            job = order_codes(survey, targets=targets, size=form.cleaned_data["size"], actor=request.user)
        except BusinessError as error:
            add_error(form, error)
        else:
            return redirect("core:job", job.pk)
    return _codes_page(request, survey, targets if chosen else [], form, count=len(targets))


def _codes_page(
    request: HttpRequest, survey: Survey, targets: list[SurveyTarget], form: CodesForm, *, count: int = 0
) -> HttpResponse:
    count = count or len(targets)
    context: dict[str, Any] = {
        "survey": survey,
        "form": form,
        "count": count,
        "is_all": not targets,
        "names": [target.organization.name for target in targets[:50]],
        "selected": ",".join(str(target.pk) for target in targets),
        "cancel_url": reverse("assessments:survey_targets", args=[survey.pk]),
    }
    return render(request, "assessments/survey/codes.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def survey_destroy(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets are printed; their file goes at once instead of within a day."""
    survey = get_survey(request, pk)
    require_office(request.user, survey)
    wanted = texts_of(request, "job", most=1)
    require_runner(request.user, survey)
    rows = [job for job in sheets_of(survey) if str(job.pk) in wanted]
    if not rows:
        messages.info(request, "文件已经销毁。")
    else:
        destroy_sheets(survey, job=rows[0], actor=request.user)
        messages.success(request, "评价码文件已销毁。")
    return redirect("assessments:survey_detail", pk)


def get_target(request: HttpRequest, pk: int) -> SurveyTarget:
    rows = SurveyTarget.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("survey__organizer", "survey__scheme", "organization"), pk=pk)

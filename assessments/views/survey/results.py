"""What came of a survey: all together, one organisation, the workbook, what was written freely."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.charts import SVG_TYPE, bar_chart
from assessments.documents.survey import results_xlsx
from assessments.enums.survey import RemarkStatus
from assessments.forms.survey import SurveyStepForm
from assessments.models import Remark, Survey
from assessments.permissions.survey import may_organize_survey, may_run_survey
from assessments.selectors.survey import distribution, means_chart
from assessments.services.survey import advance_remark, approve_remarks
from assessments.views.survey.common import confirm_page, get_survey, require_counted, require_office, require_runner
from assessments.views.survey.targets import get_target
from assessments.workflow.survey import REMARK_FLOW
from core.answers import download
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate
from core.posted import texts_of

EFFECTS = {
    "approve": ["这条意见向评价对象及其上级党组织显示，只显示内容，不显示时间。"],
    "withhold": ["这条意见只有工委办公室可以看到，理由记入办理过程。"],
}
READERS_REMARKS = 50


@login_required
@require_safe
def survey_results(request: HttpRequest, pk: int) -> HttpResponse:
    """All organisations together; the single ones stand in the list."""
    survey = get_survey(request, pk)
    require_counted(survey)
    context = {
        "survey": survey,
        "rows": distribution(list(survey.questions.all()), survey.tally.get("questions", {})),
        "score": survey.tally.get("score"),
        "received": survey.tally.get("received", 0),
        "shown": survey.tally.get("shown", 0),
        "targets": survey.tally.get("targets", 0),
        "is_run": may_run_survey(request.user, survey),
    }
    return render(request, "assessments/survey/results.html", context)


@login_required
@require_safe
def survey_result(request: HttpRequest, pk: int) -> HttpResponse:
    target = get_target(request, pk)
    survey = target.survey
    require_counted(survey)
    remarks = target.remarks.visible_to(request.user).approved().select_related("question")
    context = {
        "survey": survey,
        "target": target,
        "rows": distribution(list(survey.questions.all()), target.tally) if target.is_shown else [],
        "remarks": list(remarks.order_by("question__order", "pk")[: READERS_REMARKS + 1]),
        "most": READERS_REMARKS,
    }
    return render(request, "assessments/survey/result.html", context)


@login_required
@require_safe
def survey_chart(request: HttpRequest, pk: int) -> HttpResponse:
    """Mean points by question, beside those of all together; its table stands on the page."""
    target = get_target(request, pk)
    require_counted(target.survey)
    chart = means_chart(target.survey, target, list(target.survey.questions.all()))
    return HttpResponse(bar_chart(chart), content_type=SVG_TYPE)


@login_required
@require_safe
def survey_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_survey(request, pk)
    require_runner(request.user, survey)
    require_counted(survey)
    rows = [_line(survey, t) for t in survey.targets.select_related("organization").order_by("organization_path")]
    questions = distribution(list(survey.questions.all()), survey.tally.get("questions", {}))
    content = results_xlsx(f"{survey.year}", rows, questions)
    return download(request, content, f"{survey}结果.xlsx", survey)


def _line(survey: Survey, target: Any) -> dict[str, Any]:
    few = f"不足{survey.minimum_ballots}"
    return {
        "name": target.organization.name,
        "issued": target.issued,
        "received": target.received if target.is_shown else few,
        "score": target.score if target.score is not None else "—",
    }


@login_required
def survey_remarks(request: HttpRequest, pk: int) -> HttpResponse:
    """The office: everything, to be approved or withheld. Everybody else: what has been approved for them."""
    survey = get_survey(request, pk)
    require_counted(survey)
    is_office = may_organize_survey(request.user, survey)
    if request.method == "POST":
        return _bulk(request, survey)
    rows = Remark.objects.filter(target__survey=survey).visible_to(request.user)
    status, tabs = "", None
    if is_office:
        counts = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
        status = request.GET.get("status", "waiting" if counts.get("waiting") else "")
        status = status if status in RemarkStatus.values else ""
        tabs = _tabs(counts, status)
        rows = rows.filter(status=status) if status else rows
    rows = rows.select_related("target__organization", "question")
    context = {
        "survey": survey,
        "page": paginate(request, rows, order=("pk",)),
        "tabs": tabs,
        "is_office": is_office,
        "bulk_actions": [("approve", "通过")] if is_office and status == RemarkStatus.WAITING else None,
        "bulk_url": reverse("assessments:survey_remarks", args=[pk]),
    }
    return render(request, "assessments/survey/remarks.html", context)


def _tabs(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    tabs = [{"label": "全部", "url": "?status=all", "active": not current, "count": sum(counts.values())}]
    tabs += [
        {"label": label, "url": f"?status={value}", "active": value == current, "count": counts.get(value, 0)}
        for value, label in RemarkStatus.choices
    ]
    return tabs


def _bulk(request: HttpRequest, survey: Survey) -> HttpResponse:
    require_office(request.user, survey)
    here = reverse("assessments:survey_remarks", args=[survey.pk])
    if request.POST.get("action") != "approve":
        raise BusinessError("没有这个操作，请返回页面重新选择。")
    wanted = [key for text in texts_of(request, "selected") if (key := _uuid(text))]
    remarks = list(Remark.objects.filter(target__survey=survey, pk__in=wanted).waiting())
    if not remarks:
        messages.warning(request, "请先勾选意见。")
        return redirect(here)
    count = approve_remarks(remarks, actor=request.user)
    messages.success(request, f"已通过{count}条意见。")
    return redirect(here)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@login_required
def survey_remark_step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    rows = Remark.objects.visible_to(request.user).select_related("target__survey__organizer", "target__organization")
    remark = get_object_or_404(rows, pk=pk)
    row = REMARK_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, remark):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    survey = remark.target.survey
    form = SurveyStepForm(request.POST if request.method == "POST" else None, required=row.needs_comment)
    here = reverse("assessments:survey_remarks", args=[survey.pk])
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_remark(remark, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(here)
    context = {
        "title": f"意见{row.label}",
        "subject": survey,
        "parent_url": here,
        "intro": f"对“{remark.target.organization}”：",
        "subjects": [remark.text],
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": here,
        "form": form,
        "hidden": {"seen": remark.status},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)

"""Surveys: the list, the overview, writing one, its steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.documents.survey import public_address
from assessments.enums.survey import Publicity, SurveyStatus
from assessments.filters.survey import SurveyFilter
from assessments.forms.survey import ExtendForm, QuestionSet, SurveyForm, SurveyStepForm, question_initial
from assessments.models import Survey
from assessments.permissions.survey import may_organize_survey, may_run_survey
from assessments.rules.survey import PUBLICITY, may_be_closed, opening_missing
from assessments.selectors.survey import default_questions, figures, questions_of
from assessments.services.survey import advance_survey, create_survey, extend_survey, update_survey
from assessments.services.survey.codes import sheets_of
from assessments.views.survey.common import confirm_page, get_survey, require_office
from assessments.workflow.survey import SURVEY_FLOW
from branches.enums import Ability
from branches.models import Organization
from branches.roles import scope_of
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import one_more, whole
from core.workflow import Step

EFFECTS = {
    "open": [
        "在起止日期内，持评价码的群众可以评价；题目和评价对象固定，不能再修改。",
        "计票之前任何人看不到评价内容，只看到大致票数。",
    ],
    "extend": ["持评价码的群众可以评价至新的截止日期。"],
    "close": [
        "停止接收，未使用的评价码全部作废。",
        "计票并把全部评价票打乱重写；不足最低票数的党组织，其评价票和意见随即销毁。",
        "结果向评价对象及其上级党组织显示；文字意见经工委办公室审核后转送。",
    ],
    "close_early": ["立即停止接收并计票，未使用的评价码全部作废。", "不能恢复。"],
    "propose": [
        "请先看“汇总分布”，确认不涉密、不能推知个人意见，再写明审查意见。",
        "工委负责人批准后，群众在“群众评价”公开页面看到全部党组织合计的各题分布；不公开单个党组织的结果，也不公开文字意见。",
    ],
    "publish": ["“群众评价”公开页面显示全部党组织合计的各题分布和平均分。", "可以随时撤下。"],
    "retract": ["公开页面不再显示这次评价的结果；已经提请的一并退回。"],
    "cancel": ["评价停止，已收到的评价票和评价码全部销毁，不产生结果。", "不能恢复。"],
}


@login_required
@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    visible = Survey.objects.visible_to(request.user)
    chosen = SurveyFilter(request.GET, queryset=visible.select_related("organizer", "scheme"))
    status = request.GET.get("status", "")
    status = status if status in SurveyStatus.values else ""
    counts = dict(chosen.qs.order_by().values_list("status").annotate(n=Count("pk")))
    rows = chosen.qs.filter(status=status) if status else chosen.qs
    context = {
        "page": paginate(request, rows, order=("-year", "-pk")),
        "filter": chosen,
        "tabs": _tabs(counts, status),
        "may_create": bool(_organizers(request.user)),
    }
    return render(request, "assessments/survey/list.html", context)


def _tabs(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    tabs = [{"label": "全部", "url": "?status=all", "active": not current, "count": sum(counts.values())}]
    for value, label in SurveyStatus.choices:
        if counts.get(value) or value == current:
            tabs.append(
                {
                    "label": label,
                    "url": f"?status={value}",
                    "active": value == current,
                    "count": counts.get(value, 0),
                }
            )
    return tabs


def _organizers(user: Any) -> list[Organization]:
    nodes = sorted(scope_of(user, Ability.ORGANIZE).nodes)
    return list(Organization.objects.filter(path__in=nodes).order_by("path"))


@login_required
def survey_create(request: HttpRequest) -> HttpResponse:
    """From the template, or (`copy`) from an earlier survey with its organisations."""
    organizers = _organizers(request.user)
    if not organizers:
        raise PermissionDenied("只有工委办公室可以建立群众评价。")
    former = None
    if copied := whole(request.GET.get("copy")):
        earlier = Survey.objects.visible_to(request.user).filter(organizer__in=organizers)
        former = get_object_or_404(earlier.select_related("organizer"), pk=copied)
    wanted = request.GET.get("organizer", "")
    named = [o for o in organizers if str(o.pk) == wanted]
    organizer = former.organizer if former else (named or organizers)[0]
    return _edit(request, organizer, None, former, organizers)


@login_required
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_survey(request, pk)
    require_office(request.user, survey)
    if survey.status != SurveyStatus.DRAFT:
        raise BusinessError(f"该评价{survey.get_status_display()}，题目和评价对象已经固定，不能再修改。")
    return _edit(request, survey.organizer, survey, None, [])


def _edit(
    request: HttpRequest,
    organizer: Organization,
    survey: Survey | None,
    former: Survey | None,
    organizers: list[Organization],
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    page = {"organizer": organizer, "survey": survey, "former": former, "organizers": organizers}
    source = questions_of(survey or former) if survey or former else default_questions()
    if posted is not None and "add_row" in posted:
        form, questions = _with_row(request, organizer, survey)
        return _edit_page(request, page, form, questions)
    form = SurveyForm(posted, instance=survey or Survey(), initial=_start(former), organizer=organizer)
    questions = QuestionSet(posted, initial=question_initial(source), prefix="questions")
    if posted is None or not (form.is_valid() & questions.is_valid()):
        return _edit_page(request, page, form, questions)
    try:
        saved = _save(request, page, form, questions)
    except BusinessError as error:
        add_error(form, error)
        return _edit_page(request, page, form, questions, error)
    messages.success(request, "已保存。")
    return redirect("assessments:survey_detail", saved.pk)


def _start(former: Survey | None) -> dict[str, Any]:
    """What a new survey's form says at first."""
    year = timezone.localdate().year
    if former is None:
        return {"year": year, "title": f"{year}年度党支部工作群众评价"}
    title = former.title.replace(str(former.year), str(year))
    return {
        "year": year,
        "title": title,
        "introduction": former.introduction,
        "minimum_ballots": former.minimum_ballots,
    }


def _save(request: HttpRequest, page: dict[str, Any], form: Any, questions: Any) -> Survey:
    values, drafts = form.values(), questions.drafts()
    if page["survey"] is None:
        return create_survey(
            page["organizer"],
            actor=request.user,
            values=values,
            questions=drafts,
            former=page["former"],
            key=request.POST.get("key"),
        )
    seen = request.POST.get("seen", "")
    return update_survey(page["survey"], actor=request.user, values=values, questions=drafts, seen=seen)


def _with_row(request: HttpRequest, organizer: Organization, survey: Survey | None) -> tuple[Any, Any]:
    """One more question without JavaScript; nothing is judged or lost."""
    data = request.POST
    count = one_more(data, "questions", QuestionSet)
    form = SurveyForm(instance=survey or Survey(), organizer=organizer, initial=data.dict())
    names = ("kind", "text", "options", "is_required")
    rows = [{name: data.get(f"questions-{n}-{name}", "") for name in names} for n in range(count)]
    return form, QuestionSet(initial=rows, prefix="questions")


def _edit_page(
    request: HttpRequest, page: dict[str, Any], form: Any, questions: Any, refused: BusinessError | None = None
) -> HttpResponse:
    survey = page["survey"]
    context = page | {
        "form": form,
        "questions": questions,
        "key": form_key(request.POST),
        # A copy that lost a race is saved over the newer one only after its author has seen the message.
        "seen": copy_shown(request.POST, survey.updated_at.isoformat(), refused) if survey else "",
        "cancel_url": reverse("assessments:survey_detail", args=[survey.pk])
        if survey
        else reverse("assessments:survey_list"),
    }
    return render(request, "assessments/survey/form.html", context, status=400 if form.is_bound else 200)


@login_required
@require_safe
def survey_detail(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_survey(request, pk)
    is_run = may_run_survey(request.user, survey)
    context: dict[str, Any] = {
        "survey": survey,
        "questions": survey.questions.all(),
        "is_run": is_run,
        "is_office": may_organize_survey(request.user, survey),
        "is_counted": survey.status == SurveyStatus.CLOSED,
        "stages": _stages(survey),
    }
    if is_run:
        is_draft = survey.status == SurveyStatus.DRAFT
        context |= {
            "figures": figures(survey),
            "steps": _offered(request.user, survey),
            "public_results": _public_results(survey),
            "step_url": reverse("assessments:survey_step", args=[pk, "STEP"]),
            "events": survey.events.all(),
            "missing": opening_missing(survey) if is_draft else [],
            "sheets": sheets_of(survey).select_related("actor") if context["is_office"] else [],
            "takes_codes": context["is_office"] and survey.status in (SurveyStatus.DRAFT, SurveyStatus.OPEN),
            "address": public_address(survey),
        }
    return render(request, "assessments/survey/detail.html", context)


def _offered(user: Any, survey: Survey) -> list[Step]:
    """Of the steps towards the public those that lead on from where the results are; the count once it may be held."""
    steps = SURVEY_FLOW.open_steps(user, survey)
    if survey.status == SurveyStatus.OPEN and not may_be_closed(survey):
        steps = [step for step in steps if step.name != "close"]
    return [step for step in steps if survey.publicity in PUBLICITY.get(step.name, (survey.publicity,))]


def _public_results(survey: Survey) -> str:
    is_public = survey.publicity == Publicity.PUBLIC
    return reverse("boards:survey_results", args=[survey.pk]) if is_public else ""


def _stages(survey: Survey) -> list[tuple[str, str]]:
    if survey.status == SurveyStatus.CANCELLED:
        return [("筹备", "done"), ("已取消", "current")]
    order = [SurveyStatus.DRAFT, SurveyStatus.OPEN, SurveyStatus.CLOSED]
    at = order.index(SurveyStatus(survey.status))
    labels = ("筹备、制作评价码", "群众评价", "计票、审核意见")
    return [
        (label, "done" if place < at else "current" if place == at else "todo") for place, label in enumerate(labels)
    ]


@login_required
def survey_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    survey = get_survey(request, pk)
    row = SURVEY_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, survey):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    form_class = ExtendForm if step == "extend" else SurveyStepForm
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, required=row.needs_comment, label="审查意见" if step == "propose" else "理由")
    detail = reverse("assessments:survey_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            _take(request, survey, step, form)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    fits = survey.status in row.sources
    context = {
        "title": row.label,
        "subject": survey,
        "parent_url": detail,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": detail,
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": survey.status},
        "is_blocked": not fits,
        "warning": "" if fits else f"当前状态为“{survey.get_status_display()}”，不能“{row.label}”。",
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _take(request: HttpRequest, survey: Survey, step: str, form: Any) -> None:
    comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
    if step == "extend":
        until = form.cleaned_data["until"]
        extend_survey(survey, until=until, actor=request.user, comment=comment, seen=seen)
    else:
        advance_survey(survey, step, actor=request.user, comment=comment, seen=seen)

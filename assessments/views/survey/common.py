"""What the pages of surveys share: finding the subject, refusing politely, confirmation."""

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from assessments.enums.survey import SurveyStatus
from assessments.models import Survey
from assessments.permissions.survey import may_organize_survey, may_run_survey
from core.errors import BusinessError

OFFICE_ONLY = "只有组织单位的工委办公室可以办理。"
RUN_ONLY = "只有组织单位的工委办公室和工委负责人可以查看。"


def get_survey(request: HttpRequest, pk: int) -> Survey:
    rows = Survey.objects.visible_to(request.user).select_related("organizer", "scheme")
    return get_object_or_404(rows, pk=pk)


def require_office(user: Any, survey: Survey) -> None:
    if not may_organize_survey(user, survey):
        raise PermissionDenied(OFFICE_ONLY)


def require_runner(user: Any, survey: Survey) -> None:
    if not may_run_survey(user, survey):
        raise PermissionDenied(RUN_ONLY)


def require_counted(survey: Survey) -> None:
    """Nothing is shown before the count, to nobody."""
    if survey.status != SurveyStatus.CLOSED:
        raise BusinessError(f"计票之后才有结果，这次评价现在是“{survey.get_status_display()}”。")


def add_error(form: Form, error: BusinessError) -> None:
    form.add_error(None, [error.message, *error.details])


def ids_of(request: HttpRequest, name: str = "selected", most: int = 5000) -> list[str]:
    """Keys posted several times under one name, or once with commas; 400 for anything else."""
    texts = [part for value in request.POST.getlist(name) for part in value.split(",") if part]
    if len(texts) > most or not all(len(text) <= 36 and text.isascii() for text in texts):
        raise BadRequest("所选项目无效，请从页面上重新选择。")
    return list(dict.fromkeys(texts))


def numbers_of(request: HttpRequest) -> list[int]:
    texts = ids_of(request)
    if not all(text.isdigit() and len(text) <= 18 for text in texts):
        raise BadRequest("所选项目无效，请从页面上重新选择。")
    return [int(text) for text in texts]


def confirm_page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "assessments/survey/confirm.html", context, status=status)

"""What the pages of surveys share: finding the subject, refusing politely, confirmation."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessments.enums.survey import SurveyStatus
from assessments.models import Survey
from assessments.permissions.survey import may_organize_survey, may_run_survey
from core import answers
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


def confirm_page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Below the list of surveys."""
    trail = [("群众评价", reverse("assessments:survey_list"))]
    return answers.confirm_page(request, {"trail": trail} | context, status=status)

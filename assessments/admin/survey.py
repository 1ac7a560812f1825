"""Surveys and the organisations they ask about; ballots, boxes, codes and remarks are not shown here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from assessments.models import Survey, SurveyEvent, SurveyQuestion, SurveyTarget
from assessments.querysets.survey import running_paths
from assessments.workflow.survey import SURVEY_FLOW
from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from branches.enums import Ability


class SurveyQuestionInline(ReadOnlyInline):
    model = SurveyQuestion
    fields = ("order", "kind", "text", "is_required")


class SurveyEventInline(ReadOnlyInline):
    model = SurveyEvent
    fields = ("at", "label", "actor_name", "comment")


class RunHere(ReadOnlyAdmin):
    """Rows of surveys that the user organises or decides."""

    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    path_field = "organizer__path"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{f"{self.path_field}__in": running_paths(request.user)})


@admin.register(Survey)
class SurveyAdmin(StepActions, RunHere):
    flow = SURVEY_FLOW
    step_url = "assessments:survey_step"
    list_display = ("title", "organizer", "year", "status", "opens_on", "closes_on", "minimum_ballots")
    list_filter = ("status", "year")
    list_select_related = ("organizer",)
    search_fields = ("title",)
    exclude = ("tally",)
    inlines = (SurveyQuestionInline, SurveyEventInline)


@admin.register(SurveyTarget)
class SurveyTargetAdmin(RunHere):
    """How many ballots came in stands here after the count only, and only where they were enough."""

    path_field = "survey__organizer__path"
    fields = ("survey", "organization", "issued", "is_shown", "score")
    list_display = ("organization", "survey", "issued", "is_shown", "score")
    list_filter = (("survey", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("organization", "survey")
    search_fields = ("organization__name", "survey__title")

"""Rounds, nominations, judges, score sheets, notices and opinions."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from branches.enums import Ability
from brands.models import (
    Judge,
    Nomination,
    NoticeEvent,
    Opinion,
    PublicNotice,
    RoundCriterion,
    RoundEvent,
    ScoreSheet,
    SelectionRound,
)
from brands.querysets.selection import organizing_paths
from brands.workflow.selection import NOMINATION_FLOW, NOTICE_FLOW, OPINION_FLOW, ROUND_FLOW


class Organized(ReadOnlyAdmin):
    """Rows of rounds that the user organises or decides."""

    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    path_field = "round__program__organizer__path"

    def get_queryset(self, request):
        organized = {f"{self.path_field}__in": organizing_paths(request.user)}
        return self.model._default_manager.filter(**organized)


class RoundCriterionInline(ReadOnlyInline):
    model = RoundCriterion
    fields = ("order", "name", "weight", "description")


class RoundEventInline(ReadOnlyInline):
    model = RoundEvent
    fields = ("at", "label", "actor_name", "comment")


class NoticeEventInline(ReadOnlyInline):
    model = NoticeEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(SelectionRound)
class SelectionRoundAdmin(StepActions, Organized):
    flow = ROUND_FLOW
    step_url = "brands:round_step"
    path_field = "program__organizer__path"
    list_display = ("name", "program", "year", "level", "quota", "status", "nominations_until", "scoring_until")
    list_filter = ("status", "level", "year")
    list_select_related = ("program",)
    search_fields = ("name",)
    inlines = (RoundCriterionInline, RoundEventInline)


@admin.register(Nomination)
class NominationAdmin(StepActions, Organized):
    """Scores are null until scoring has closed, so nothing shows before."""

    flow = NOMINATION_FLOW
    step_url = "brands:nomination_step"
    list_display = ("brand", "round", "status", "by_office", "score", "rank")
    list_filter = ("status", ("round", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("brand", "round")
    search_fields = ("brand__name", "round__name")


@admin.register(Judge)
class JudgeAdmin(Organized):
    list_display = ("user", "round", "organization")
    list_filter = (("round", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("user", "round", "organization")
    search_fields = ("user__name", "user__username")


@admin.register(ScoreSheet)
class ScoreSheetAdmin(ReadOnlyAdmin):
    """Only what the same person may open on the pages: a sheet after scoring has closed."""

    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    list_display = ("nomination", "status", "updated_at")
    list_filter = ("status", ("nomination__round", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("nomination__brand", "nomination__round")
    search_fields = ("nomination__brand__name",)
    exclude = ("judge",)

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in self.opts.fields if field.name not in self.exclude]


@admin.register(PublicNotice)
class PublicNoticeAdmin(StepActions, Organized):
    flow = NOTICE_FLOW
    step_url = "brands:notice_step"
    path_field = "organization__path"
    list_display = ("title", "round", "status", "starts_on", "ends_on")
    list_filter = ("status",)
    list_select_related = ("round",)
    search_fields = ("title",)
    inlines = (NoticeEventInline,)


@admin.register(Opinion)
class OpinionAdmin(StepActions, Organized):
    flow = OPINION_FLOW
    step_url = "brands:opinion_step"
    path_field = "notice__organization__path"
    list_display = ("code", "notice", "nomination", "is_anonymous", "status", "received_at", "handled_at")
    list_filter = ("status", "is_anonymous")
    list_select_related = ("notice", "nomination__brand", "nomination__round")
    search_fields = ("code", "text")

"""Yearly plans and the survey of highlights."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from brands.models import AnnualPlan, AnnualPlanEvent, Highlight
from brands.workflow.plan import PLAN_FLOW


class PlanEventInline(ReadOnlyInline):
    model = AnnualPlanEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(AnnualPlan)
class AnnualPlanAdmin(StepActions, ReadOnlyAdmin):
    flow = PLAN_FLOW
    step_url = "brands:plan_step"
    list_display = ("brand", "year", "due_on", "submitted_on", "submitted_by", "status")
    list_filter = ("status", "year")
    list_select_related = ("brand", "submitted_by")
    search_fields = ("brand__name",)
    inlines = (PlanEventInline,)


@admin.register(Highlight)
class HighlightAdmin(ReadOnlyAdmin):
    list_display = ("organization", "program", "idea", "filled_by", "filled_on")
    list_filter = (("program", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("organization", "program", "filled_by")
    search_fields = ("organization__name",)

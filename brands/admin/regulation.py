"""The register of rules, and awards from outside."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from brands.models import Award, Regulation, RegulationEvent
from brands.workflow.regulation import REGULATION_FLOW


class RegulationEventInline(ReadOnlyInline):
    model = RegulationEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(Regulation)
class RegulationAdmin(StepActions, ReadOnlyAdmin):
    flow = REGULATION_FLOW
    step_url = "brands:regulation_step"
    list_display = ("title", "reference", "version", "organization", "effective_on", "status")
    list_filter = ("status",)
    list_select_related = ("organization",)
    search_fields = ("title", "reference")
    inlines = (RegulationEventInline,)


@admin.register(Award)
class AwardAdmin(ReadOnlyAdmin):
    list_display = ("title", "organization", "awarded_by", "level", "awarded_on", "is_void")
    list_filter = ("level", "is_void", "awarded_on")
    list_select_related = ("organization",)
    search_fields = ("title", "organization__name")

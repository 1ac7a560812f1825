"""Programs with their phases and criteria."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from brands.models import Criterion, Phase, Program
from brands.workflow.program import PROGRAM_FLOW


class PhaseInline(ReadOnlyInline):
    model = Phase
    fields = ("order", "name", "starts_on", "ends_on")


class CriterionInline(ReadOnlyInline):
    model = Criterion
    fields = ("order", "name", "weight", "description")


@admin.register(Program)
class ProgramAdmin(StepActions, ReadOnlyAdmin):
    flow = PROGRAM_FLOW
    step_url = "brands:program_step"
    list_display = ("name", "organizer", "nature", "status", "starts_on", "ends_on")
    list_filter = ("status", "nature")
    list_select_related = ("organizer",)
    search_fields = ("name", "organizer__name")
    inlines = (PhaseInline, CriterionInline)

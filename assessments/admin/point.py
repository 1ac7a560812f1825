"""Plans of points and approved appraisals; nobody's account is shown here."""

from django.contrib import admin

from assessments.models import Appraisal, PointBand, PointPlan, PointRule
from assessments.workflow.point import APPRAISAL_FLOW, POINT_PLAN_FLOW
from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions


class RuleInline(ReadOnlyInline):
    model = PointRule
    fields = ("order", "category", "item", "points", "cap", "cap_period", "needs_activity")


class BandInline(ReadOnlyInline):
    model = PointBand
    fields = ("name", "at_least")


@admin.register(PointPlan)
class PointPlanAdmin(StepActions, ReadOnlyAdmin):
    flow = POINT_PLAN_FLOW
    step_url = "assessments:point_plan_step"
    list_display = ("name", "organizer", "base_points", "status")
    list_filter = ("status",)
    list_select_related = ("organizer",)
    search_fields = ("name", "organizer__name")
    inlines = (RuleInline, BandInline)


@admin.register(Appraisal)
class AppraisalAdmin(StepActions, ReadOnlyAdmin):
    """Without the members' rows: who may read those has a page of their own."""

    flow = APPRAISAL_FLOW
    step_url = "assessments:appraisal_step"
    list_display = ("organization", "year", "held_on", "status")
    list_filter = ("status", "year")
    list_select_related = ("organization",)
    search_fields = ("organization__name",)

"""Schemes with their groups and grades."""

from django.contrib import admin

from assessments.models import GradeRule, Group, Scheme
from assessments.workflow.scheme import SCHEME_FLOW
from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions


class GroupInline(ReadOnlyInline):
    model = Group
    fields = ("order", "name", "weight", "maximum", "is_pool")


class GradeInline(ReadOnlyInline):
    model = GradeRule
    fields = ("order", "name", "threshold", "quota", "seats")


@admin.register(Scheme)
class SchemeAdmin(StepActions, ReadOnlyAdmin):
    flow = SCHEME_FLOW
    step_url = "assessments:scheme_step"
    list_display = ("name", "organizer", "year", "version", "status")
    list_filter = ("status", "year")
    list_select_related = ("organizer",)
    search_fields = ("name", "organizer__name")
    inlines = (GroupInline, GradeInline)

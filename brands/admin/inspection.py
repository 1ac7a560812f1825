"""Inspections with what they looked at, and findings."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline
from brands.models import Finding, FindingEvent, Inspection, InspectionEvent, InspectionTarget


class InspectionTargetInline(ReadOnlyInline):
    model = InspectionTarget
    fields = ("organization", "brand", "visited_on")


class InspectionEventInline(ReadOnlyInline):
    model = InspectionEvent
    fields = ("at", "label", "actor_name", "comment")


class FindingEventInline(ReadOnlyInline):
    model = FindingEvent
    fields = ("at", "label", "actor_name", "comment", "due_before", "due_after")


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin):
    list_display = ("title", "organizer", "region", "starts_on", "ends_on", "status")
    list_filter = ("status", "region", "starts_on")
    list_select_related = ("organizer", "region")
    search_fields = ("title",)
    inlines = (InspectionTargetInline, InspectionEventInline)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "organization", "found_on", "due_on", "status")
    list_filter = ("status", "due_on")
    list_select_related = ("organization",)
    search_fields = ("problem", "organization__name")
    inlines = (FindingEventInline,)

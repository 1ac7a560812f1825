"""Rules of guidance, pairs, demonstration sites and visits."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline
from branches.roles import reading_scope
from brands.models import DemonstrationSite, GuidanceRule, Pairing, PairingEvent, SiteEvent, Visit, VisitEvent


class PairingEventInline(ReadOnlyInline):
    model = PairingEvent
    fields = ("at", "label", "actor_name", "comment")


class SiteEventInline(ReadOnlyInline):
    model = SiteEvent
    fields = ("at", "label", "actor_name", "comment")


class VisitEventInline(ReadOnlyInline):
    model = VisitEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(GuidanceRule)
class GuidanceRuleAdmin(ReadOnlyAdmin):
    list_display = ("program", "order", "guidance_class", "fact", "at_least", "at_most")
    list_filter = ("guidance_class", "fact")
    list_select_related = ("program",)

    def get_queryset(self, request):
        return GuidanceRule.objects.filter(reading_scope(request.user).condition("program__organizer__path"))


@admin.register(Pairing)
class PairingAdmin(ReadOnlyAdmin):
    list_display = ("strong", "weak", "starts_on", "ends_on", "status")
    list_filter = ("status", "starts_on")
    list_select_related = ("strong", "weak")
    search_fields = ("strong__name", "weak__name")
    inlines = (PairingEventInline,)


@admin.register(DemonstrationSite)
class SiteAdmin(ReadOnlyAdmin):
    list_display = ("brand", "place", "capacity", "marked_on", "status")
    list_filter = ("status", "marked_on")
    list_select_related = ("brand",)
    search_fields = ("brand__name",)
    inlines = (SiteEventInline,)


@admin.register(Visit)
class VisitAdmin(ReadOnlyAdmin):
    list_display = ("organization", "site", "visit_on", "half", "people", "status")
    list_filter = ("status", "visit_on")
    list_select_related = ("organization", "site__brand")
    search_fields = ("organization__name", "site__brand__name")
    inlines = (VisitEventInline,)

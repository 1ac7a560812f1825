"""Applications with their versions, resolution and opinions."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline
from branches.roles import reading_scope
from brands.models import Application, ApplicationEvent, ApplicationVersion, Attachment, Resolution


class EventInline(ReadOnlyInline):
    model = ApplicationEvent
    fields = ("at", "label", "actor_name", "organization", "comment")


class ResolutionInline(ReadOnlyInline):
    model = Resolution
    fields = ("kind", "held_on", "expected", "present", "votes_for", "votes_against", "abstained")


class AttachmentInline(ReadOnlyInline):
    model = Attachment
    fields = ("name", "size", "uploaded_at")


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "organization", "program", "kind", "status", "held_by", "version_number", "submitted_at")
    list_filter = ("status", "kind", "program", "is_screened")
    list_select_related = ("organization", "program", "held_by")
    search_fields = ("name", "organization__name")
    inlines = (ResolutionInline, AttachmentInline, EventInline)


@admin.register(ApplicationVersion)
class ApplicationVersionAdmin(ReadOnlyAdmin):
    list_display = ("application", "number", "submitted_by", "submitted_at")
    list_filter = ("submitted_at",)
    list_select_related = ("application", "submitted_by")
    search_fields = ("application__name", "application__organization__name")

    def get_queryset(self, request):
        visible = reading_scope(request.user).condition("application__organization_path")
        return ApplicationVersion.objects.filter(visible)

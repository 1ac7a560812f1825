"""The system's own records: holidays, jobs, number series, the audit trail."""

from django.contrib import admin

from branches.administration import EditableAdmin, ReadOnlyAdmin
from branches.enums import Ability
from branches.selectors import audit_visible_to
from core.models import AuditEntry, Holiday, Job, NumberSeries


@admin.register(Holiday)
class HolidayAdmin(EditableAdmin):
    abilities = (Ability.MANAGE_SETTINGS,)
    list_display = ("day", "name", "is_working")
    list_filter = ("is_working", "day")
    search_fields = ("name",)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """How jobs go, for whoever keeps the system going; what they are about is for those who asked for them."""

    abilities = (Ability.MANAGE_SETTINGS,)
    list_display = ("kind", "status", "done", "total", "attempts", "created_at", "heartbeat_at", "finished_at")
    list_display_links = None
    list_filter = ("status", "kind")
    search_fields = ("kind",)

    def get_queryset(self, request):
        return Job.objects.all()

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnlyAdmin):
    abilities = (Ability.MANAGE_SETTINGS,)
    list_display = ("key", "last")
    search_fields = ("key",)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    abilities = (Ability.READ_AUDIT,)
    list_display = ("number", "at", "kind", "action", "actor_name", "object_label", "address")
    list_filter = ("kind", "at")
    search_fields = ("action", "actor_name", "object_label")

    def get_queryset(self, request):
        return audit_visible_to(request.user)

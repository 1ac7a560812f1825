"""The system's own records: holidays, jobs, number series, the audit trail."""

from django.contrib import admin

from branches.administration import EditableAdmin, ReadOnlyAdmin
from branches.enums import Ability
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
    """All jobs, for whoever keeps the system going; results stay with those who asked for them."""

    abilities = (Ability.MANAGE_SETTINGS,)
    list_display = ("label", "kind", "status", "done", "total", "attempts", "actor", "created_at", "finished_at")
    list_filter = ("status", "kind")
    list_select_related = ("actor",)
    search_fields = ("label",)
    exclude = ("result", "params")

    def get_queryset(self, request):
        return Job.objects.all()

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in self.opts.fields if field.name not in self.exclude]


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

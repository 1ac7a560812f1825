"""The administration site reads what the process has written; what it changes goes through the process's own pages."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import DataError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from branches.enums import Ability
from branches.roles import holds_any
from core.audit import address_of, record
from core.enums import AuditKind
from core.models import AuditEntry

HISTORY_ENTRIES = 200
# What the filters beside a list ask of their column.
OFFERED = ("exact", "in", "isnull", "gte", "lt", "id__exact")


class ReadOnly:
    """Nobody adds, changes or deletes here; whoever holds one of `abilities` reads what is visible to them."""

    abilities: ClassVar[tuple[Ability, ...]] = (Ability.ORGANIZE,)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return holds_any(request.user, self.abilities)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return holds_any(request.user, self.abilities)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A list with search and filters, a page of every field, and the history of what was done.

    Models whose queryset knows `visible_to` show what the user may see anyway.
    """

    list_per_page = 50
    show_full_result_count = False
    actions_on_bottom = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request)
        return queryset.visible_to(request.user) if hasattr(queryset, "visible_to") else queryset

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return [field.name for field in self.opts.fields]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What the page does not show could be guessed letter by letter from what a filter finds."""
        return self.offers(lookup) and super().lookup_allowed(lookup, value, request)

    def offers(self, lookup: str) -> bool:
        names = [spec if isinstance(spec, str) else spec[0] for spec in self.list_filter]
        return any(lookup == f"{name}__{asked}" for name in names for asked in OFFERED)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
            return super().changelist_view(request, extra_context)
        # What is no key, and a number or a day that no database knows.
        except (ValidationError, OverflowError, DataError) as error:
            raise BadRequest("所选内容或筛选条件无效，请从页面上重新选择。") from error

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The steps taken and the audit trail of one object, instead of Django's log of admin forms."""
        subject = self.get_object(request, unquote(object_id))
        if subject is None:
            raise Http404
        if not self.has_view_permission(request, subject):
            raise PermissionDenied
        entries = AuditEntry.objects.filter(object_key=f"{self.opts.label_lower}:{subject.pk}")
        context = {
            **self.admin_site.each_context(request),
            "title": f"办理记录：{subject}",
            "subject": subject,
            "opts": self.opts,
            "events": subject.events.all() if hasattr(subject, "events") else [],
            "entries": entries.order_by("-number")[:HISTORY_ENTRIES],
        }
        return render(request, "admin/process_history.html", context)


class EditableAdmin(ReadOnlyAdmin):
    """Plain data without a process: whoever holds one of `abilities` keeps it, deletions excepted."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return holds_any(request.user, self.abilities)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return holds_any(request.user, self.abilities)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return []

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            self._record(request, "新增", obj)
        elif form.changed_data:
            labels = [str(self.opts.get_field(name).verbose_name) for name in form.changed_data]
            self._record(request, "修改", obj, {"fields": labels})

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self._record(request, "删除", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)

    def _record(self, request: HttpRequest, verb: str, obj: models.Model, details: Any = None) -> None:
        """In the transaction of the form: no line, no act."""
        action = f"{verb}{self.opts.verbose_name}"
        address = address_of(request)
        record(AuditKind.CHANGE, action, actor=request.user, subject=obj, details=details, address=address)


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0
    can_delete = False
    show_change_link = False

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return self.fields or [field.name for field in self.opts.fields]


class StepActions:
    """The steps of a process as actions: each leads to the process's own page of confirmation, for one row at a time.

    Subclasses name the `flow` and the address `step_url` (arguments: key, step).
    """

    flow: ClassVar[Any]
    step_url: ClassVar[str]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_actions(request)  # type: ignore[misc]
        for step in self.flow.steps.values():
            found[f"step_{step.name}"] = (_lead_to(step.name), f"step_{step.name}", f"{step.label}…")
        return found


def _lead_to(step: str) -> Any:
    def action(model_admin: Any, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        rows = list(queryset[:2])
        label = model_admin.flow[step].label
        if len(rows) != 1:
            messages.warning(request, f"“{label}”须逐件办理，请只选择一行。")
        elif not model_admin.flow[step].is_open(request.user, rows[0]):
            messages.warning(request, f"“{rows[0]}”当前状态下，您不能“{label}”。")
        else:
            return redirect(model_admin.step_url, rows[0].pk, step)
        return None

    return action

"""The administration site reads what the process has written; what it changes goes through the process's own pages."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from branches.enums import Ability
from branches.roles import holds_any
from core.models import AuditEntry

HISTORY_ENTRIES = 200


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

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The steps taken and the audit trail of one object, instead of Django's log of admin forms."""
        subject = get_object_or_404(self.get_queryset(request), pk=object_id)
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

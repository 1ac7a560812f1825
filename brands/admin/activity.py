"""Kinds of activities and their checklists, which the office keeps; activities, commitments and deeds to be read."""

from typing import Any

from django import forms
from django.contrib import admin

from branches.administration import EditableAdmin, ReadOnlyAdmin, ReadOnlyInline, StepActions
from branches.enums import Ability
from brands.models import Activity, ActivityKind, Checklist, Commitment, CommitmentEvent, Deed, DeedEvent
from brands.workflow.commitment import COMMITMENT_FLOW
from brands.workflow.deed import DEED_FLOW

KEEPERS = (Ability.MANAGE_SETTINGS, Ability.ORGANIZE)
POINTS_MOST, POINT_MOST = 12, 30


class ChecklistForm(forms.ModelForm):
    """The points one a line, as a person writes a list."""

    points = forms.CharField(
        label="要点", widget=forms.Textarea(attrs={"rows": 8}), help_text="每行一个要点；修改只影响以后填报的活动。"
    )

    class Meta:
        model = Checklist
        fields = ("name", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].initial = "\n".join(self.instance.items)

    def clean_points(self) -> list[str]:
        points = [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]
        if len(points) > POINTS_MOST or any(len(point) > POINT_MOST for point in points):
            raise forms.ValidationError(f"最多{POINTS_MOST}个要点，每个不超过{POINT_MOST}字。")
        if len(set(points)) != len(points):
            raise forms.ValidationError("要点不能重复。")
        return points

    def save(self, commit: bool = True) -> Any:
        self.instance.items = self.cleaned_data["points"]
        return super().save(commit)


@admin.register(Checklist)
class ChecklistAdmin(EditableAdmin):
    abilities = KEEPERS
    form = ChecklistForm
    fields = ("name", "points", "is_active")
    list_display = ("name", "is_active")
    search_fields = ("name",)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        # The points are no column of the form's own: the trail names the column they are kept in.
        form.changed_data = ["items" if name == "points" else name for name in form.changed_data]
        super().save_model(request, obj, form, change)


@admin.register(ActivityKind)
class ActivityKindAdmin(EditableAdmin):
    abilities = KEEPERS
    fields = ("name", "code", "checklist", "strand", "words", "order", "is_active")
    list_display = ("name", "checklist", "strand", "order", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("checklist",)
    search_fields = ("name",)


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ("title", "held_on", "kind", "organization", "brand", "people", "is_void")
    list_filter = ("kind", "strand", "is_void", "held_on")
    list_select_related = ("kind", "organization", "brand")
    search_fields = ("title", "organization__name")


class CommitmentEventInline(ReadOnlyInline):
    model = CommitmentEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(Commitment)
class CommitmentAdmin(StepActions, ReadOnlyAdmin):
    flow = COMMITMENT_FLOW
    step_url = "brands:commitment_step"
    list_display = ("text", "organization", "made_on", "due_on", "status")
    list_filter = ("status", "due_on")
    list_select_related = ("organization",)
    search_fields = ("text", "organization__name")
    inlines = (CommitmentEventInline,)


class DeedEventInline(ReadOnlyInline):
    model = DeedEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(Deed)
class DeedAdmin(StepActions, ReadOnlyAdmin):
    flow = DEED_FLOW
    step_url = "brands:deed_step"
    list_display = ("title", "organization", "happened_on", "consent_until", "status")
    list_filter = ("status", "consent_until")
    list_select_related = ("organization",)
    search_fields = ("title", "organization__name")
    inlines = (DeedEventInline,)

"""Phase records with their steps, and supervision notes; what a branch is still writing stays its own."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from branches.enums import Ability
from brands.models import PhaseRecord, PhaseRecordEvent, Supervision, SupervisionEvent
from brands.workflow.phase import PHASE_FLOW
from brands.workflow.supervision import SUPERVISION_FLOW


class PhaseRecordEventInline(ReadOnlyInline):
    model = PhaseRecordEvent
    fields = ("at", "label", "actor_name", "comment", "due_before", "due_after")


class SupervisionEventInline(ReadOnlyInline):
    model = SupervisionEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(PhaseRecord)
class PhaseRecordAdmin(StepActions, ReadOnlyAdmin):
    flow = PHASE_FLOW
    step_url = "brands:phase_step"
    list_display = ("brand", "phase", "starts_on", "due_on", "status")
    list_filter = ("status", "due_on")
    list_select_related = ("brand", "phase")
    search_fields = ("brand__name",)
    fields = (
        "brand", "phase", "starts_on", "due_on", "first_due_on", "plan", "submitted_by", "submitted_at",
        "handed_in_on", "held_by", "accepted_on", "status",
    )  # fmt: skip
    inlines = (PhaseRecordEventInline,)


@admin.register(Supervision)
class SupervisionAdmin(StepActions, ReadOnlyAdmin):
    flow = SUPERVISION_FLOW
    step_url = "brands:supervision_step"
    abilities = (Ability.ORGANIZE,)
    list_display = ("title", "sender", "addressee", "due_on", "status")
    list_filter = ("status", "due_on")
    list_select_related = ("sender", "addressee")
    search_fields = ("title", "addressee__name")
    inlines = (SupervisionEventInline,)

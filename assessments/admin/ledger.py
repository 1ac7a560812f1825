"""Ledgers, their publication, appeals and proposals: read, and led on to the process's own pages."""

from django.contrib import admin

from assessments.models import (
    Appeal,
    Ledger,
    LedgerEvent,
    LedgerProposal,
    LedgerPublication,
    PublicationEvent,
)
from assessments.querysets.result import running_nodes
from assessments.workflow.result import APPEAL_FLOW, PROPOSAL_FLOW, PUBLICATION_FLOW
from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from branches.enums import Ability


class Organized(ReadOnlyAdmin):
    """Rows of schemes that the user organises or decides: who runs a scheme may see all of its scores."""

    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    path_field = "scheme__organizer__path"

    def get_queryset(self, request):
        return self.model._default_manager.filter(**{f"{self.path_field}__in": running_nodes(request.user)})


class LedgerEventInline(ReadOnlyInline):
    model = LedgerEvent
    fields = ("at", "label", "actor_name", "comment")


class PublicationEventInline(ReadOnlyInline):
    model = PublicationEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(Ledger)
class LedgerAdmin(Organized):
    """Without what a branch or a superior is still writing."""

    list_display = ("organization", "scheme", "year", "status", "total", "grade")
    list_filter = ("status", "year")
    list_select_related = ("organization", "scheme")
    search_fields = ("organization__name",)
    inlines = (LedgerEventInline,)


@admin.register(LedgerPublication)
class LedgerPublicationAdmin(StepActions, Organized):
    flow = PUBLICATION_FLOW
    step_url = "assessments:publication_step"
    list_display = ("title", "scheme", "status", "publication_range", "appeals_until")
    list_filter = ("status",)
    list_select_related = ("scheme",)
    search_fields = ("title",)
    inlines = (PublicationEventInline,)


@admin.register(Appeal)
class AppealAdmin(StepActions, Organized):
    flow = APPEAL_FLOW
    step_url = "assessments:appeal_step"
    path_field = "ledger__scheme__organizer__path"
    list_display = ("ledger", "status", "filed_at", "answered_at")
    list_filter = ("status",)
    list_select_related = ("ledger__organization", "ledger__scheme")
    search_fields = ("text",)


@admin.register(LedgerProposal)
class LedgerProposalAdmin(StepActions, Organized):
    flow = PROPOSAL_FLOW
    step_url = "assessments:proposal_step"
    path_field = "ledger__scheme__organizer__path"
    list_display = ("brand", "kind", "ledger", "status")
    list_filter = ("kind", "status")
    list_select_related = ("brand", "ledger__organization", "ledger__scheme")
    search_fields = ("brand__name",)

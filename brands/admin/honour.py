"""Naming documents and honours: written by the naming, never by hand."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from branches.enums import Ability
from brands.models import DocumentEvent, Honour, HonourEvent, OfficialDocument, Recheck, RecheckEvent
from brands.workflow.honour import DOCUMENT_FLOW, HONOUR_FLOW, RECHECK_FLOW


class HonourEventInline(ReadOnlyInline):
    model = HonourEvent
    fields = ("at", "label", "actor_name", "document", "comment")


class DocumentEventInline(ReadOnlyInline):
    model = DocumentEvent
    fields = ("at", "label", "actor_name", "comment")


class RecheckEventInline(ReadOnlyInline):
    model = RecheckEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(OfficialDocument)
class OfficialDocumentAdmin(StepActions, ReadOnlyAdmin):
    flow = DOCUMENT_FLOW
    step_url = "brands:document_step"
    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    list_display = ("reference", "kind", "title", "organization", "issued_on", "issued_by", "status")
    list_filter = ("status", "kind", "year")
    list_select_related = ("organization", "issued_by")
    search_fields = ("title", "check_code")
    actions = ("export_pdf",)
    inlines = (DocumentEventInline,)

    @admin.action(description="导出PDF")
    def export_pdf(self, request: HttpRequest, queryset) -> HttpResponse | None:
        if len(rows := list(queryset[:2])) != 1:
            self.message_user(request, "请只选择一份文件。")
            return None
        return redirect("brands:document_pdf", rows[0].pk)


@admin.register(Honour)
class HonourAdmin(StepActions, ReadOnlyAdmin):
    flow = HONOUR_FLOW
    step_url = "brands:honour_step"
    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    list_display = ("brand", "level", "round", "document", "granted_on", "expires_on", "status")
    list_filter = ("status", "level", "granted_on")
    list_select_related = ("brand", "round", "document")
    search_fields = ("brand__name", "document__title")
    inlines = (HonourEventInline,)


@admin.register(Recheck)
class RecheckAdmin(StepActions, ReadOnlyAdmin):
    flow = RECHECK_FLOW
    step_url = "brands:recheck_step"
    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    list_display = ("honour", "opened_on", "due_on", "submitted_on", "advice", "result", "status")
    list_filter = ("status", "result", "due_on")
    list_select_related = ("honour__brand",)
    search_fields = ("honour__brand__name",)
    inlines = (RecheckEventInline,)

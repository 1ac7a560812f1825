"""Naming documents and honours: written by the naming, never by hand."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline
from branches.enums import Ability
from brands.models import Honour, HonourEvent, OfficialDocument


class HonourEventInline(ReadOnlyInline):
    model = HonourEvent
    fields = ("at", "label", "actor_name", "comment")


@admin.register(OfficialDocument)
class OfficialDocumentAdmin(ReadOnlyAdmin):
    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    list_display = ("reference", "title", "organization", "issued_on", "issued_by", "status")
    list_filter = ("status", "year")
    list_select_related = ("organization", "issued_by")
    search_fields = ("title", "check_code")


@admin.register(Honour)
class HonourAdmin(ReadOnlyAdmin):
    abilities = (Ability.ORGANIZE, Ability.DECIDE)
    list_display = ("brand", "level", "round", "document", "granted_on", "expires_on", "status")
    list_filter = ("status", "level", "granted_on")
    list_select_related = ("brand", "round", "document")
    search_fields = ("brand__name", "document__title")
    inlines = (HonourEventInline,)

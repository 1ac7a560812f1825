"""Brands and what carries them."""

from django.contrib import admin

from branches.administration import ReadOnlyAdmin, ReadOnlyInline
from branches.roles import reading_scope
from brands.models import Brand, Carrier, PhaseRecord


class CarrierInline(ReadOnlyInline):
    model = Carrier
    fields = ("kind", "name", "is_active")


class PhaseRecordInline(ReadOnlyInline):
    model = PhaseRecord
    fields = ("phase", "starts_on", "due_on", "status")


@admin.register(Brand)
class BrandAdmin(ReadOnlyAdmin):
    list_display = ("name", "organization", "program", "status", "phase", "honour_level", "publication_range")
    list_filter = ("status", "honour_level", "named_year", "region", "line", "publication_range")
    list_select_related = ("organization", "program", "phase")
    search_fields = ("name", "organization__name")
    inlines = (CarrierInline, PhaseRecordInline)


@admin.register(Carrier)
class CarrierAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "brand", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("brand",)
    search_fields = ("name", "brand__name")

    def get_queryset(self, request):
        return Carrier.objects.filter(reading_scope(request.user).condition("brand__organization_path"))

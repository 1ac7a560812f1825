"""Addresses of the hand-over sheet."""

from django.urls import path

from brands.views import handover

urlpatterns = [
    path("organizations/<int:pk>/handover/", handover.handover, name="handover"),
    path("organizations/<int:pk>/handover/pdf/", handover.handover_print, name="handover_pdf"),
]

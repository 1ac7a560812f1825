"""Addresses of a brand's archive."""

from django.urls import path

from brands.views import archive

urlpatterns = [
    path("brands/<int:pk>/archive/", archive.archive, name="archive"),
    path("brands/<int:pk>/archive/pdf/", archive.archive_print, name="archive_pdf"),
    path("brands/<int:pk>/archive/xlsx/", archive.archive_workbook, name="archive_xlsx"),
]

"""Addresses of inspections and findings."""

from django.urls import path

from brands.views.inspection import findings, planning, record

urlpatterns = [
    path("inspections/", planning.inspection_list, name="inspection_list"),
    path("inspections/new/", planning.inspection_create, name="inspection_create"),
    path("inspections/<int:pk>/", record.inspection_detail, name="inspection_detail"),
    path("inspections/<int:pk>/edit/", planning.inspection_edit, name="inspection_edit"),
    path("inspections/<int:pk>/targets/", planning.inspection_targets, name="inspection_targets"),
    path("inspections/<int:pk>/steps/<slug:step>/", record.inspection_step, name="inspection_step"),
    path("inspections/<int:pk>/report/", record.inspection_report, name="inspection_report"),
    path("inspections/<int:pk>/report.pdf", record.inspection_pdf, name="inspection_pdf"),
    path("inspection-targets/<int:pk>/", record.target_edit, name="inspection_target"),
    path("inspection-targets/<int:pk>/remove/", planning.target_remove, name="inspection_target_remove"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/export/", findings.finding_export, name="finding_export"),
    path("findings/<int:pk>/", findings.finding_detail, name="finding_detail"),
    path("findings/<int:pk>/steps/<slug:step>/", findings.finding_step, name="finding_step"),
]

"""Addresses of democratic appraisals."""

from django.urls import path

from assessments.views import appraisal

urlpatterns = [
    path("appraisals/", appraisal.appraisal_list, name="appraisal_list"),
    path("appraisals/begin/<int:pk>/<int:year>/", appraisal.appraisal_begin, name="appraisal_begin"),
    path("appraisals/<int:pk>/", appraisal.appraisal_detail, name="appraisal_detail"),
    path("appraisals/<int:pk>/edit/", appraisal.appraisal_edit, name="appraisal_edit"),
    path("appraisals/<int:pk>/refresh/", appraisal.appraisal_refresh, name="appraisal_refresh"),
    path("appraisals/<int:pk>/steps/<slug:step>/", appraisal.appraisal_step, name="appraisal_step"),
    path("appraisals/<int:pk>/table.pdf", appraisal.appraisal_table_pdf, name="appraisal_pdf"),
    path("appraisals/<int:pk>/table.xlsx", appraisal.appraisal_table_xlsx, name="appraisal_xlsx"),
]

"""Addresses of surveys, for who is logged in; casting a ballot is public and therefore in boards."""

from django.urls import path

from assessments.views.survey import results, surveys, targets

urlpatterns = [
    path("surveys/", surveys.survey_list, name="survey_list"),
    path("surveys/new/", surveys.survey_create, name="survey_create"),
    path("surveys/<int:pk>/", surveys.survey_detail, name="survey_detail"),
    path("surveys/<int:pk>/edit/", surveys.survey_edit, name="survey_edit"),
    path("surveys/<int:pk>/steps/<slug:step>/", surveys.survey_step, name="survey_step"),
    path("surveys/<int:pk>/targets/", targets.survey_targets, name="survey_targets"),
    path("surveys/<int:pk>/targets/add/", targets.survey_add, name="survey_add"),
    path("surveys/<int:pk>/codes/", targets.survey_codes, name="survey_codes"),
    path("surveys/<int:pk>/codes/destroy/", targets.survey_destroy, name="survey_destroy"),
    path("surveys/<int:pk>/results/", results.survey_results, name="survey_results"),
    path("surveys/<int:pk>/results.xlsx", results.survey_xlsx, name="survey_xlsx"),
    path("surveys/<int:pk>/remarks/", results.survey_remarks, name="survey_remarks"),
    path("surveys/remarks/<uuid:pk>/<slug:step>/", results.survey_remark_step, name="survey_remark_step"),
    path("surveys/targets/<int:pk>/", results.survey_result, name="survey_result"),
    path("surveys/targets/<int:pk>/chart.svg", results.survey_chart, name="survey_chart"),
]

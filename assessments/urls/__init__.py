"""Addresses inside the application; surveys by code are public and therefore in boards."""

from assessments.urls import appraisal, ledger, point, result, scheme, survey

app_name = "assessments"

urlpatterns: list = [
    *scheme.urlpatterns,
    *ledger.urlpatterns,
    *result.urlpatterns,
    *survey.urlpatterns,
    *point.urlpatterns,
    *appraisal.urlpatterns,
]

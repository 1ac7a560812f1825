"""Addresses inside the application; surveys by code are public and therefore in boards."""

from assessments.urls import scheme, survey

app_name = "assessments"

urlpatterns: list = [
    *scheme.urlpatterns,
    *survey.urlpatterns,
]

"""Addresses inside the application; surveys by code are public and therefore in boards."""

from assessments.urls import survey

app_name = "assessments"

urlpatterns: list = [
    *survey.urlpatterns,
]

"""Addresses inside the application; surveys by code are public and therefore in boards."""

app_name = "assessments"

urlpatterns: list = []

"""Addresses inside the application; what the public may open is in boards."""

from brands.urls import (
    activity,
    application,
    archive,
    creation,
    guidance,
    handover,
    honour,
    inspection,
    phase,
    plan,
    program,
    regulation,
    reminder,
    selection,
    supervision,
)

app_name = "brands"

urlpatterns = [
    *creation.urlpatterns,
    *phase.urlpatterns,
    *supervision.urlpatterns,
    *program.urlpatterns,
    *application.urlpatterns,
    *selection.urlpatterns,
    *honour.urlpatterns,
    *plan.urlpatterns,
    *regulation.urlpatterns,
    *activity.urlpatterns,
    *archive.urlpatterns,
    *handover.urlpatterns,
    *reminder.urlpatterns,
    *inspection.urlpatterns,
    *guidance.urlpatterns,
]

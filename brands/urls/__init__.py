"""Addresses inside the application; what the public may open is in boards."""

from brands.urls import application, archive, creation, honour, phase, program, reminder, selection, supervision

app_name = "brands"

urlpatterns = [
    *creation.urlpatterns,
    *phase.urlpatterns,
    *supervision.urlpatterns,
    *program.urlpatterns,
    *application.urlpatterns,
    *selection.urlpatterns,
    *honour.urlpatterns,
    *archive.urlpatterns,
    *reminder.urlpatterns,
]

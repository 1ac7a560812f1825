"""Addresses inside the application; what the public may open is in boards."""

from brands.urls import application, creation, honour, program, reminder, selection

app_name = "brands"

urlpatterns = [
    *creation.urlpatterns,
    *program.urlpatterns,
    *application.urlpatterns,
    *selection.urlpatterns,
    *honour.urlpatterns,
    *reminder.urlpatterns,
]

"""Addresses inside the application; what the public may open is in boards."""

from brands.urls import honour, program, selection

app_name = "brands"

urlpatterns = [*program.urlpatterns, *selection.urlpatterns, *honour.urlpatterns]

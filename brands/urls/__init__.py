"""Addresses inside the application; what the public may open is in boards."""

from brands.urls import honour, selection

app_name = "brands"

urlpatterns = [*selection.urlpatterns, *honour.urlpatterns]

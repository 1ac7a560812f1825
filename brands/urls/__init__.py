"""Addresses inside the application; what the public may open is in boards."""

app_name = "brands"

urlpatterns: list = []

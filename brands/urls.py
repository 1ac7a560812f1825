"""The addresses of brands."""

from django.urls import URLPattern, URLResolver

app_name = "brands"
urlpatterns: list[URLPattern | URLResolver] = []

"""The whole site with the pages of the tests beside it."""

from django.urls import include, path

from config.urls import urlpatterns as site

urlpatterns = [path("test/", include("tests.core.urls")), *site]

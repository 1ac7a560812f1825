"""Addresses of supervision notes."""

from django.urls import path

from brands.views import supervision

urlpatterns = [
    path("supervisions/", supervision.supervision_list, name="supervision_list"),
    path("supervisions/new/", supervision.supervision_create, name="supervision_create"),
    path("supervisions/<int:pk>/", supervision.supervision_detail, name="supervision_detail"),
    path("supervisions/<int:pk>/steps/<slug:step>/", supervision.supervision_step, name="supervision_step"),
]

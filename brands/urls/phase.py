"""Addresses of phases."""

from django.urls import path

from brands.views.phase import closing, detail, lists, steps

urlpatterns = [
    path("phases/", lists.phase_list, name="phase_list"),
    path("phases/export/", lists.phase_export, name="phase_export"),
    path("phases/<int:pk>/", detail.phase_detail, name="phase_detail"),
    path("phases/<int:pk>/edit/", closing.phase_edit, name="phase_edit"),
    path("phases/<int:pk>/autosave/", closing.phase_autosave, name="phase_autosave"),
    path("phases/<int:pk>/steps/<slug:step>/", steps.phase_step, name="phase_step"),
]

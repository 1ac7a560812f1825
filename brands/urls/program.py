"""Addresses of programs."""

from django.urls import path

from brands.views import program

urlpatterns = [
    path("programs/", program.program_list, name="program_list"),
    path("programs/new/", program.program_create, name="program_create"),
    path("programs/<int:pk>/", program.program_detail, name="program_detail"),
    path("programs/<int:pk>/edit/", program.program_edit, name="program_edit"),
    path("programs/<int:pk>/steps/<slug:step>/", program.program_step, name="program_step"),
]

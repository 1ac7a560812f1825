"""Addresses of yearly plans and of the survey of highlights."""

from django.urls import path

from brands.views import highlight, plan

urlpatterns = [
    path("plans/", plan.plan_list, name="plan_list"),
    path("plans/xlsx/", plan.plan_export, name="plan_export"),
    path("plans/read/", plan.plan_read, name="plan_read"),
    path("plans/ask/", plan.plan_ask, name="plan_ask"),
    path("plans/<int:pk>/", plan.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/edit/", plan.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/steps/<slug:step>/", plan.plan_step, name="plan_step"),
    path("highlights/", highlight.highlight_list, name="highlight_list"),
    path("programs/<int:pk>/highlights/xlsx/", highlight.highlight_export, name="highlight_export"),
    path("highlights/<int:pk>/", highlight.highlight_edit, name="highlight_edit"),
    path("programs/<int:pk>/highlight/", highlight.highlight_create, name="highlight_create"),
]

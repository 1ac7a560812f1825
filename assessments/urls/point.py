"""Addresses of member points."""

from django.urls import path

from assessments.views.point import accounts, plans, sheets

MONTH = "points/<int:pk>/<int:year>/<int:month>/"

urlpatterns = [
    path("points/", accounts.point_list, name="point_list"),
    path("points/figures.xlsx", accounts.point_xlsx, name="point_xlsx"),
    path("points/plans/", plans.point_plan_list, name="point_plan_list"),
    path("points/plans/new/", plans.point_plan_create, name="point_plan_create"),
    path("points/plans/<int:pk>/", plans.point_plan_detail, name="point_plan_detail"),
    path("points/plans/<int:pk>/edit/", plans.point_plan_edit, name="point_plan_edit"),
    path("points/plans/<int:pk>/copy/", plans.point_plan_copy, name="point_plan_copy"),
    path("points/plans/<int:pk>/steps/<slug:step>/", plans.point_plan_step, name="point_plan_step"),
    path("points/members/<int:pk>/", accounts.point_account, name="point_account"),
    path("points/entries/<int:pk>/reverse/", sheets.point_reverse, name="point_reverse"),
    path("points/<int:pk>/", accounts.point_year, name="point_year"),
    path("points/<int:pk>/year.xlsx", accounts.point_year_xlsx, name="point_year_xlsx"),
    path(MONTH, sheets.point_month, name="point_month"),
    path(f"{MONTH}entry/", sheets.point_entry_create, name="point_entry_create"),
    path(f"{MONTH}table/", sheets.point_table, name="point_table"),
    path(f"{MONTH}close/", sheets.point_close, name="point_close"),
]

"""Addresses of schemes."""

from django.urls import path

from assessments.views import scheme

urlpatterns = [
    path("schemes/", scheme.scheme_list, name="scheme_list"),
    path("schemes/new/", scheme.scheme_create, name="scheme_create"),
    path("schemes/template/", scheme.scheme_template, name="scheme_template"),
    path("schemes/imports/", scheme.scheme_import_list, name="scheme_import_list"),
    path("schemes/imports/<int:pk>/", scheme.scheme_import_detail, name="scheme_import_detail"),
    path("schemes/imports/<int:pk>/discard/", scheme.scheme_import_discard, name="scheme_import_discard"),
    path("schemes/groups/<int:pk>/", scheme.scheme_group_edit, name="scheme_group_edit"),
    path("schemes/groups/<int:pk>/delete/", scheme.scheme_group_delete, name="scheme_group_delete"),
    path("schemes/indicators/<int:pk>/comparable/", scheme.scheme_comparable, name="scheme_comparable"),
    path("schemes/flags/<int:pk>/", scheme.scheme_flag_overrule, name="scheme_flag_overrule"),
    path("schemes/flags/<int:pk>/reopen/", scheme.scheme_flag_reopen, name="scheme_flag_reopen"),
    path("schemes/<int:pk>/", scheme.scheme_detail, name="scheme_detail"),
    path("schemes/<int:pk>/edit/", scheme.scheme_edit, name="scheme_edit"),
    path("schemes/<int:pk>/dates/", scheme.scheme_dates, name="scheme_dates"),
    path("schemes/<int:pk>/groups/new/", scheme.scheme_group_create, name="scheme_group_create"),
    path("schemes/<int:pk>/copy/", scheme.scheme_copy, name="scheme_copy"),
    path("schemes/<int:pk>/compare/", scheme.scheme_compare, name="scheme_compare"),
    path("schemes/<int:pk>/export/", scheme.scheme_export, name="scheme_export"),
    path("schemes/<int:pk>/steps/<slug:step>/", scheme.scheme_step, name="scheme_step"),
]

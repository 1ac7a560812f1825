"""Addresses of applications."""

from django.urls import path

from brands.views.application import detail, forms, lists, steps

urlpatterns = [
    path("applications/", lists.application_list, name="application_list"),
    path("applications/new/", lists.application_create, name="application_create"),
    path("applications/bulk/", lists.application_bulk, name="application_bulk"),
    path("applications/export/", lists.application_export, name="application_export"),
    path("applications/<int:pk>/", detail.application_detail, name="application_detail"),
    path("applications/<int:pk>/edit/", forms.application_edit, name="application_edit"),
    path("applications/<int:pk>/autosave/", forms.application_autosave, name="application_autosave"),
    path("applications/<int:pk>/similar/", forms.application_similar, name="application_similar"),
    path("applications/<int:pk>/steps/<slug:step>/", steps.application_step, name="application_step"),
    path("applications/<int:pk>/versions/<int:number>/", detail.application_version, name="application_version"),
    path("applications/<int:pk>/compare/", detail.application_compare, name="application_compare"),
    path("applications/<int:pk>/logo/", detail.application_logo, name="application_logo"),
    path("applications/<int:pk>/files/<int:attachment>/", detail.application_attachment, name="application_file"),
    path("applications/<int:pk>/form.pdf", detail.application_pdf_view, name="application_pdf"),
]

"""Addresses of honours, rechecks and official documents."""

from django.urls import path

from brands.views.honour import decisions, documents, rechecks, register

urlpatterns = [
    path("honours/", register.honour_list, name="honour_list"),
    path("honours/<int:pk>/", register.honour_detail, name="honour_detail"),
    path("honours/<int:pk>/steps/<slug:step>/", register.honour_step, name="honour_step"),
    path("honours/<int:pk>/recheck/", rechecks.recheck_open, name="recheck_open"),
    path("rechecks/", rechecks.recheck_list, name="recheck_list"),
    path("rechecks/decide/", decisions.recheck_decide, name="recheck_decide"),
    path("rechecks/<int:pk>/", rechecks.recheck_detail, name="recheck_detail"),
    path("rechecks/<int:pk>/edit/", rechecks.recheck_edit, name="recheck_edit"),
    path("rechecks/<int:pk>/steps/<slug:step>/", rechecks.recheck_step, name="recheck_step"),
    path("documents/", documents.document_list, name="document_list"),
    path("documents/<int:pk>/", documents.document_detail, name="document_detail"),
    path("documents/<int:pk>/pdf/", documents.document_pdf, name="document_pdf"),
    path("documents/<int:pk>/steps/<slug:step>/", documents.document_step, name="document_step"),
]

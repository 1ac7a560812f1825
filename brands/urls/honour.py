"""Addresses of honours and naming documents."""

from django.urls import path

from brands.views import honour

urlpatterns = [
    path("honours/", honour.honour_list, name="honour_list"),
    path("honours/<int:pk>/", honour.honour_detail, name="honour_detail"),
    path("honours/<int:pk>/steps/<slug:step>/", honour.honour_step, name="honour_step"),
    path("documents/", honour.document_list, name="document_list"),
    path("documents/<int:pk>/", honour.document_detail, name="document_detail"),
    path("documents/<int:pk>/pdf/", honour.document_pdf, name="document_pdf"),
]

"""Addresses of a scheme's results: publication, appeals, proposals."""

from django.urls import path

from assessments.views.result import appeals, publications

urlpatterns = [
    path("schemes/<int:pk>/publication/new/", publications.publication_create, name="publication_create"),
    path("publications/<int:pk>/", publications.publication_detail, name="publication_detail"),
    path("publications/<int:pk>/edit/", publications.publication_edit, name="publication_edit"),
    path("publications/<int:pk>/xlsx/", publications.publication_sheet, name="publication_xlsx"),
    path("publications/<int:pk>/resume/", publications.publication_resume, name="publication_resume"),
    path("publications/<int:pk>/steps/<slug:step>/", publications.publication_step, name="publication_step"),
    path("ledgers/<int:pk>/appeals/new/", appeals.appeal_create, name="appeal_create"),
    path("appeals/", appeals.appeal_list, name="appeal_list"),
    path("appeals/<int:pk>/", appeals.appeal_detail, name="appeal_detail"),
    path("appeals/<int:pk>/steps/<slug:step>/", appeals.appeal_step, name="appeal_step"),
    path("proposals/", appeals.proposal_list, name="proposal_list"),
    path("proposals/<int:pk>/steps/<slug:step>/", appeals.proposal_step, name="proposal_step"),
]

"""Addresses of ledgers and of a scheme's table of them."""

from django.urls import path

from assessments.views.ledger import detail, lists, scoring, steps

urlpatterns = [
    path("ledgers/", lists.ledger_list, name="ledger_list"),
    path("ledgers/<int:pk>/", detail.ledger_detail, name="ledger_detail"),
    path("ledgers/<int:pk>/compare/", detail.ledger_compare, name="ledger_compare"),
    path("ledgers/<int:pk>/charts/<slug:name>/", detail.ledger_chart, name="ledger_chart"),
    path("ledgers/<int:pk>/pdf/", detail.ledger_print, name="ledger_pdf"),
    path("ledgers/<int:pk>/xlsx/", detail.ledger_sheet, name="ledger_xlsx"),
    path("ledgers/<int:pk>/score/", scoring.ledger_score, name="ledger_score"),
    path("ledgers/<int:pk>/score/autosave/", scoring.ledger_autosave, name="ledger_autosave"),
    path("ledgers/<int:pk>/evidence/<int:indicator>/", scoring.ledger_evidence, name="ledger_evidence"),
    path("ledgers/<int:pk>/steps/<slug:step>/", steps.ledger_step, name="ledger_step"),
    path("schemes/<int:pk>/ledgers/", lists.scheme_ledgers, name="scheme_ledgers"),
    path("schemes/<int:pk>/ledgers/open/", steps.scheme_open, name="scheme_ledgers_open"),
    path("schemes/<int:pk>/ledgers/settle/", steps.scheme_settle, name="scheme_ledgers_settle"),
    path("schemes/<int:pk>/ledgers/ties/", steps.scheme_ties, name="scheme_ledgers_ties"),
    path("schemes/<int:pk>/ledgers/charts/<slug:name>/", steps.scheme_chart, name="scheme_ledgers_chart"),
    path("schemes/<int:pk>/ledgers/pdf/", steps.scheme_print, name="scheme_ledgers_pdf"),
    path("schemes/<int:pk>/ledgers/xlsx/", steps.scheme_sheet, name="scheme_ledgers_xlsx"),
]

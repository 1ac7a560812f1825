"""Addresses of selection and naming."""

from django.urls import path

from brands.views.selection import judging, naming, nominations, notices, rounds, scores, sheets

urlpatterns = [
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/new/", rounds.round_create, name="round_create"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("rounds/<int:pk>/steps/<slug:step>/", rounds.round_step, name="round_step"),
    path("rounds/<int:pk>/forms/", rounds.round_forms, name="round_forms"),
    path("rounds/<int:pk>/nominations/", nominations.nomination_list, name="nomination_list"),
    path("rounds/<int:pk>/nominations/new/", nominations.nomination_create, name="nomination_create"),
    path("nominations/<int:pk>/", nominations.nomination_detail, name="nomination_detail"),
    path("nominations/<int:pk>/steps/<slug:step>/", nominations.nomination_step, name="nomination_step"),
    path("rounds/<int:pk>/judges/", judging.judge_list, name="judge_list"),
    path("rounds/<int:pk>/judges/new/", judging.judge_add, name="judge_add"),
    path("rounds/<int:pk>/judges/assign/", judging.judge_assign, name="judge_assign"),
    path("judges/<int:pk>/remove/", judging.judge_remove, name="judge_remove"),
    path("sheets/", sheets.sheet_list, name="sheet_list"),
    path("sheets/<int:pk>/", sheets.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/reopen/", sheets.sheet_reopen, name="sheet_reopen"),
    path("sheets/<int:pk>/recuse/", sheets.sheet_recuse, name="sheet_recuse"),
    path("sheets/<int:pk>/logo/", sheets.sheet_logo, name="sheet_logo"),
    path("rounds/<int:pk>/scores/", scores.round_scores, name="round_scores"),
    path("rounds/<int:pk>/scores/pdf/", scores.round_scores_pdf, name="round_scores_pdf"),
    path("rounds/<int:pk>/scores/xlsx/", scores.round_scores_xlsx, name="round_scores_xlsx"),
    path("rounds/<int:pk>/shortlist/", scores.round_shortlist, name="round_shortlist"),
    path("rounds/<int:pk>/notice/new/", notices.notice_create, name="notice_create"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice_detail"),
    path("notices/<int:pk>/edit/", notices.notice_edit, name="notice_edit"),
    path("notices/<int:pk>/pdf/", notices.notice_print, name="notice_pdf"),
    path("notices/<int:pk>/steps/<slug:step>/", notices.notice_step, name="notice_step"),
    path("opinions/", notices.opinion_list, name="opinion_list"),
    path("opinions/<int:pk>/", notices.opinion_detail, name="opinion_detail"),
    path("opinions/<int:pk>/steps/<slug:step>/", notices.opinion_step, name="opinion_step"),
    path("rounds/<int:pk>/decide/", naming.round_decide, name="round_decide"),
    path("rounds/<int:pk>/issue/", naming.round_issue, name="round_issue"),
]

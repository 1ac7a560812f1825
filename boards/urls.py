"""Every address that somebody without an account may open (log-in aside)."""

from django.urls import path

from boards import views
from boards.result import views as results
from boards.survey import views as surveys

app_name = "boards"

urlpatterns = [
    path("", views.wall, name="wall"),
    path("wall/<int:pk>/", views.brand, name="brand"),
    path("wall/<int:pk>/logo", views.brand_logo, name="brand_logo"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/<int:pk>/", views.notice, name="notice"),
    path("notices/<int:pk>/opinion/", views.opinion, name="opinion"),
    path("opinions/", views.opinion_status, name="opinion_status"),
    path("documents/", views.document_list, name="document_list"),
    path("documents/<int:pk>/", views.document, name="document"),
    path("check/", views.document_check, name="document_check"),
    path("results/", results.result_list, name="result_list"),
    path("results/<int:pk>/", results.result, name="result"),
    path("surveys/", surveys.survey_list, name="survey_list"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/results/", surveys.survey_results, name="survey_results"),
    path("surveys/<int:pk>/receipts/", surveys.survey_receipt, name="survey_receipt"),
]

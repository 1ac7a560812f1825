from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("", views.job_list, name="jobs"),
    path("<uuid:job_id>/", views.job_detail, name="job"),
    path("<uuid:job_id>/progress/", views.job_progress, name="job_progress"),
    path("<uuid:job_id>/cancel/", views.job_cancel, name="job_cancel"),
    path("<uuid:job_id>/download/", views.job_download, name="job_download"),
]

"""Addresses of the register of rules and of awards from outside."""

from django.urls import path

from brands.views import award, regulation

urlpatterns = [
    path("regulations/", regulation.regulation_list, name="regulation_list"),
    path("regulations/new/", regulation.regulation_create, name="regulation_create"),
    path("regulations/<int:pk>/", regulation.regulation_detail, name="regulation_detail"),
    path("regulations/<int:pk>/edit/", regulation.regulation_edit, name="regulation_edit"),
    path("regulations/<int:pk>/revise/", regulation.regulation_revise, name="regulation_revise"),
    path("regulations/<int:pk>/file/", regulation.regulation_file, name="regulation_file"),
    path("regulations/<int:pk>/steps/<slug:step>/", regulation.regulation_step, name="regulation_step"),
    path("awards/", award.award_list, name="award_list"),
    path("awards/counts/", award.award_counts, name="award_counts"),
    path("awards/xlsx/", award.award_export, name="award_export"),
    path("awards/new/", award.award_create, name="award_create"),
    path("awards/<int:pk>/void/", award.award_void, name="award_void"),
]

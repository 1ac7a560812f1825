"""Addresses of brands and of the workbench."""

from django.urls import path

from brands.views import creation, workbench

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("brands/", creation.brand_list, name="brand_list"),
    path("brands/<int:pk>/", creation.brand_detail, name="brand_detail"),
    path("brands/<int:pk>/logo/", creation.brand_logo, name="brand_logo"),
    path("brands/<int:pk>/revise/", creation.brand_revise, name="brand_revise"),
    path("brands/<int:pk>/steps/<slug:step>/", creation.brand_step, name="brand_step"),
]

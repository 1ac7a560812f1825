"""All addresses. 400, 403, 404 and 500 are Django's own views with our templates of these names."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("accounts.urls")),
    path("branches/", include("branches.urls")),
    path("brands/", include("brands.urls")),
    path("assessments/", include("assessments.urls")),
    path("jobs/", include("core.urls")),
    path("admin/", admin.site.urls),
    # Last: whatever is public has the short addresses.
    path("", include("boards.urls")),
]

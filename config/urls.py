"""All addresses. 400, 403, 404 and 500 are shown by our templates of these names."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz

handler400 = "config.refusals.bad_request"
handler403 = "config.refusals.forbidden"
handler404 = "config.refusals.not_found"

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

"""Pages that do what the middleware is tested for."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.urls import path

from core.errors import BusinessError


def echo(request):
    return HttpResponse("".join(request.POST.values()) + "".join(file.name for file in request.FILES.values()))


def body(request):
    return HttpResponse(request.body)


def public(request):
    return HttpResponse("public", headers={"Cache-Control": "public, max-age=60"})


def rule(request):
    raise BusinessError("人数不足<三人>", details=["应到5人", "实到<2>人"])


def denied(request):
    raise PermissionDenied


def locked(request):
    """Fails as SQLite and PostgreSQL do when two wait for each other."""
    from django.db import OperationalError

    with transaction.atomic():
        raise OperationalError("database is locked")


urlpatterns = [
    path("echo/", echo),
    path("body/", body),
    path("public/", public),
    path("rule/", rule),
    path("denied/", denied),
    path("locked/", locked),
]

"""Answers that views of every app give: a made document as a file, and a page that says what will happen."""

from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from core.audit import address_of, record
from core.enums import AuditKind
from core.files import TYPES
from core.uploads import safe_name


def as_file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[PurePath(name).suffix])
    response["Content-Disposition"] = content_disposition_header(True, safe_name(name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def download(request: HttpRequest, content: bytes, name: str, subject: Any) -> HttpResponse:
    """A made document; taking it out is an act that is recorded."""
    record(AuditKind.EXPORT, f"导出{name}"[:80], actor=request.user, subject=subject, address=address_of(request))
    return as_file(content, name)


def confirm_page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page that says what will happen and asks; the context is that of templates/confirm.html."""
    return render(request, "confirm.html", {"subject": ""} | context, status=status)

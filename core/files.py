"""Stored files on their way to a browser: by a view that has checked the right to see them."""

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest

from core.uploads import safe_name

TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
# Only what we have drawn ourselves, see clean_image, may be shown in place.
SHOWN = {".png", ".jpg", ".webp"}


def serve_private(request: HttpRequest, file: FieldFile, name: str) -> FileResponse:
    """The file under that name: images in place, all else as a download, and no script in it ever runs."""
    suffix = PurePath(file.name or "").suffix.lower()
    try:
        content = file.open("rb")
    except (OSError, ValueError):
        raise Http404("文件不存在或已清理。") from None
    response = FileResponse(
        content,
        as_attachment=suffix not in SHOWN,
        filename=safe_name(name),
        content_type=TYPES.get(suffix, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response

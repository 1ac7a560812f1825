"""What the pages of activities share: where one writes, the tabs of the group, files that wait for their form."""

from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from branches.models import Organization
from brands.models import Activity
from brands.selectors.activity import writable_organizations
from brands.services.activity import WRITERS_ONLY, KeptFile, keep_evidence
from core.errors import BusinessError

SALT = "brands.kept_evidence"
KEPT_SECONDS = 24 * 3600
FILES_MOST = 20  # of one posting; the program's cap is smaller
SECTIONS = (
    ("activity_list", "活动"),
    ("activity_calendar", "月历"),
    ("activity_counts", "年度统计"),
    ("commitment_list", "公开承诺"),
    ("deed_list", "好人好事"),
)


def sections(current: str) -> list[dict[str, Any]]:
    """The pages that lie beside each other."""
    return [
        {"label": label, "url": reverse(f"brands:{name}"), "active": name == current, "count": None}
        for name, label in SECTIONS
    ]


def get_activity(request: HttpRequest, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.user).select_related(
        "organization", "kind__checklist", "brand__program", "phase_record__phase", "phase_record__brand", "carrier",
        "created_by", "edited_by", "voided_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def chosen_organization(request: HttpRequest, refusal: str = WRITERS_ONLY) -> tuple[Organization, list[Organization]]:
    """Where to write: the one the address or the form names, else the first; and all there are."""
    organizations = writable_organizations(request.user)
    if not organizations:
        raise PermissionDenied(refusal)
    wanted = request.POST.get("organization") or request.GET.get("organization", "")
    for organization in organizations:
        if str(organization.pk) == wanted:
            return organization, organizations
    return organizations[0], organizations


def take_files(request: HttpRequest) -> tuple[list[KeptFile], list[str]]:
    """Files posted now, and those kept from an attempt that could not be saved; what is wrong with the others."""
    files, errors = [], []
    for token in request.POST.getlist("kept_file")[:FILES_MOST]:
        try:
            owner, *values = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
        except signing.BadSignature:
            continue
        if owner == request.user.pk:
            files.append(KeptFile(*values))
    uploaded = request.FILES.getlist("files")
    if len(uploaded) > FILES_MOST:
        errors.append(f"一次最多上传{FILES_MOST}个文件，其余的没有收到。")
    for file in uploaded[:FILES_MOST]:
        try:
            files.append(keep_evidence(file))
        except BusinessError as error:
            errors.append(f"“{file.name}”：{error.message}")
    return files, errors


def token_of(user: Any, file: KeptFile) -> str:
    """What the page carries of a stored file until its form is saved."""
    return signing.dumps([user.pk, file.key, file.name, file.size, file.is_image], salt=SALT)

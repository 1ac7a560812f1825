"""Writing an application: one page that saves itself, for several hands at once."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from brands.enums import ApplicationStatus
from brands.forms.application import CarrierSet, FacetSet, FilingForms, filing_forms, with_stored
from brands.models import Application, Attachment
from brands.permissions.application import may_edit_application, may_submit_application
from brands.selectors.similarity import compared_text, similar, similar_to
from brands.services.drafts import EditConflict, attach, detach, keep_logo, save_draft
from brands.views.application.common import get_own_application
from core.errors import BusinessError
from core.posted import ids_of, version_of, with_row
from core.uploads import clean_document, clean_image

SALT = "brands.kept_logo"
KEPT_SECONDS = 24 * 3600
LOGO_SIDE = 800


@dataclass
class Files:
    """What came of the files posted with the form."""

    # A storage key to take over, "" to remove the logo, None to leave it.
    logo: str | None = None
    errors: list[str] = field(default_factory=list)


@login_required
def application_edit(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_own_application(request, pk)
    if not may_edit_application(request.user, application):
        messages.info(request, f"该申报{application.get_status_display()}，不能修改。")
        return redirect("brands:application_detail", pk)
    if request.method != "POST":
        return _page(request, application, filing_forms(application))
    if "add_row" in request.POST:
        files = _take_files(request, application)
        posted = with_row(request.POST, facets=FacetSet, carriers=CarrierSet)
        return _page(request, application, filing_forms(application, posted), files=files)
    forms = filing_forms(application, request.POST, request.FILES)
    files = _take_files(request, application)
    if not forms.are_valid() or files.errors:
        return _page(request, application, forms, files=files, status=400)
    try:
        saved = save_draft(
            application,
            draft=forms.draft(logo=files.logo),
            actor=request.user,
            version=version_of(request),
            take_theirs=_taken_theirs(request),
        )
    except EditConflict as conflict:
        fresh = get_own_application(request, pk)
        merged = with_stored(request.POST, fresh, [change.key for change in conflict.theirs_alone])
        return _page(request, fresh, filing_forms(fresh, merged), files=files, conflict=conflict, status=409)
    if "submit" in request.POST:
        return redirect("brands:application_step", saved.pk, "submit")
    messages.success(request, "已暂存。")
    return redirect("brands:application_edit", saved.pk)


@login_required
@require_POST
def application_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """The page saves itself; files come with the real submission only."""
    application = get_own_application(request, pk)
    forms = filing_forms(application, request.POST)
    if application.status != ApplicationStatus.DRAFT:
        return JsonResponse({"message": f"该申报{application.get_status_display()}，不能修改。"}, status=400)
    if not forms.are_valid():
        return JsonResponse({"message": " ".join(forms.errors())[:500]}, status=400)
    try:
        saved = save_draft(application, draft=forms.draft(), actor=request.user, version=version_of(request))
    except EditConflict as conflict:
        changes = [{"label": c.label, "by": c.by, "value": c.theirs or "（已清空）"} for c in conflict.changes]
        answer = {"message": conflict.message, "changes": changes, "by": conflict.by, "at": conflict.at.isoformat()}
        return JsonResponse(answer, status=409)
    except BusinessError as error:
        return JsonResponse({"message": error.message}, status=400)
    return JsonResponse({"version": saved.edit_version, "saved_at": timezone.now().isoformat()})


@login_required
@require_POST
def application_similar(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel beside the form, as the name and texts are being typed; nothing is saved."""
    application = get_own_application(request, pk)
    name = request.POST.get("name", "")[:100]
    text = compared_text(request.POST.get("connotation", "")[:20_000], request.POST.get("goals", "")[:20_000])
    found = similar(name, text, organization=application.organization)
    return render(request, "brands/application/similar.html", {"found": found, "name": name})


def _taken_theirs(request: HttpRequest) -> frozenset[str]:
    """Fields for which the other editor's text was chosen on the page that showed both."""
    chosen = (name for name, value in request.POST.items() if name.startswith("merge:") and value == "theirs")
    return frozenset(name.removeprefix("merge:") for name in chosen)


def _take_files(request: HttpRequest, application: Application) -> Files:
    """Attachments are stored at once; the logo waits for the save and is carried along if that fails."""
    result = Files(logo=_carried_logo(request, application))
    if "remove_logo" in request.POST:
        result.logo = ""
    if uploaded := request.FILES.get("logo"):
        try:
            result.logo = keep_logo(clean_image(uploaded, max_side=LOGO_SIDE))
        except BusinessError as error:
            result.errors.append(f"品牌标识：{error.message}")
    for file in request.FILES.getlist("files"):
        try:
            attach(application, content=clean_document(file), actor=request.user)
        except BusinessError as error:
            result.errors.append(f"附件“{file.name}”：{error.message}")
    ids = ids_of(request, "remove_file")
    if ids and (gone := list(Attachment.objects.filter(application=application, is_active=True, pk__in=ids))):
        detach(application, attachments=gone, actor=request.user)
    return result


def _carried_logo(request: HttpRequest, application: Application) -> str | None:
    """The logo that came with an attempt which could not be saved."""
    token = request.POST.get("kept_logo", "")
    if not token:
        return None
    try:
        pk, name = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return name if pk == application.pk else None


def _page(
    request: HttpRequest,
    application: Application,
    forms: FilingForms,
    *,
    files: Files | None = None,
    conflict: EditConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    files = files or Files()
    context = {
        "application": application,
        "forms": forms,
        "conflict": conflict,
        "version": conflict.version if conflict else _kept_version(request, application),
        "file_errors": files.errors,
        "kept_logo": signing.dumps([application.pk, files.logo], salt=SALT) if files.logo else "",
        "removes_logo": files.logo == "",
        "attachments": application.attachments.filter(is_active=True),
        "similar": similar_to(application),
        "may_submit": may_submit_application(request.user, application),
        "return_event": _return_event(application),
    }
    return render(request, "brands/application/application_form.html", context, status=status)


def _kept_version(request: HttpRequest, application: Application) -> int:
    """A page shown again goes on from the copy that its author had read."""
    return version_of(request) if request.method == "POST" else application.edit_version


def _return_event(application: Application) -> Any:
    """Why it came back, shown above the form."""
    if not application.is_in_revision:
        return None
    return application.events.filter(step="return").order_by("-at", "-pk").first()

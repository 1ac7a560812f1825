"""Writing the closing of a phase: one page that saves itself, for several hands at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from branches.enums import Ability
from branches.roles import has_ability
from brands.enums import PhaseRecordStatus
from brands.forms.phase import ClosingForm
from brands.models import PhaseRecord
from brands.permissions.phase import may_submit_phase
from brands.rules.phase import check_goes_on
from brands.selectors.phase import done_in, known_texts, lateness_for
from brands.services.drafts import EditConflict
from brands.services.phase import save_closing
from brands.views.phase.common import get_phase
from brands.views.phase.detail import activities_url, returned_of
from core.errors import BusinessError
from core.forms import add_error
from core.posted import version_of

WRITERS_ONLY = "只有本组织的填报员或书记可以填写阶段小结。"


@login_required
def phase_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = _get_own(request, pk)
    check_goes_on(record.brand)
    if record.status != PhaseRecordStatus.OPEN:
        messages.info(request, f"该阶段{record.get_status_display()}，不能修改。")
        return redirect("brands:phase_detail", pk)
    if request.method != "POST":
        known = known_texts(record, done_in(record, request.user))
        return _page(request, record, ClosingForm(record=record, known=known), known=known)
    form = ClosingForm(request.POST, record=record)
    if not form.is_valid():
        return _page(request, record, form, status=400)
    try:
        saved = save_closing(
            record,
            texts=form.cleaned_data,
            actor=request.user,
            version=version_of(request),
            take_theirs=_taken_theirs(request),
        )
    except EditConflict as conflict:
        fresh = _get_own(request, pk)
        merged = request.POST.copy()
        for change in conflict.theirs_alone:
            merged[change.key] = change.theirs
        return _page(request, fresh, ClosingForm(merged, record=fresh), conflict=conflict, status=409)
    except BusinessError as error:
        add_error(form, error)
        return _page(request, record, form, status=409)
    if "submit" in request.POST:
        return redirect("brands:phase_step", saved.pk, "submit")
    messages.success(request, "已暂存。")
    return redirect("brands:phase_edit", saved.pk)


@login_required
@require_POST
def phase_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """The page saves itself."""
    record = _get_own(request, pk)
    form = ClosingForm(request.POST, record=record)
    if not form.is_valid():
        texts = [text for errors in form.errors.values() for text in errors]
        return JsonResponse({"message": " ".join(texts)[:500]}, status=400)
    try:
        saved = save_closing(record, texts=form.cleaned_data, actor=request.user, version=version_of(request))
    except EditConflict as conflict:
        changes = [{"label": c.label, "by": c.by, "value": c.theirs or "（已清空）"} for c in conflict.changes]
        answer = {"message": conflict.message, "changes": changes, "by": conflict.by, "at": conflict.at.isoformat()}
        return JsonResponse(answer, status=409)
    except BusinessError as error:
        return JsonResponse({"message": error.message}, status=400)
    return JsonResponse({"version": saved.edit_version, "saved_at": timezone.now().isoformat()})


def _get_own(request: HttpRequest, pk: int) -> PhaseRecord:
    record = get_phase(request, pk)
    if not has_ability(request.user, Ability.EDIT, record.brand.organization):
        raise PermissionDenied(WRITERS_ONLY)
    return record


def _taken_theirs(request: HttpRequest) -> frozenset[str]:
    """Fields for which the other editor's text was chosen on the page that showed both."""
    chosen = (name for name, value in request.POST.items() if name.startswith("merge:") and value == "theirs")
    return frozenset(name.removeprefix("merge:") for name in chosen)


def _page(
    request: HttpRequest,
    record: PhaseRecord,
    form: ClosingForm,
    *,
    known: dict[str, str] | None = None,
    conflict: EditConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    version = version_of(request) if request.method == "POST" else record.edit_version
    context: dict[str, Any] = {
        "record": record,
        "form": form,
        "known": known,
        "conflict": conflict,
        "version": conflict.version if conflict else version,
        "done": done_in(record, request.user),
        "activities_url": activities_url(record),
        "lateness": lateness_for(request.user, record),
        "returned": returned_of(record, record.events.filter(step="return")),
        "saved_at": record.updated_at if record.edit_version else None,
        "may_submit": may_submit_phase(request.user, record),
    }
    return render(request, "brands/phase/phase_form.html", context, status=status)

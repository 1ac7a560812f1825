"""The form of a ledger: saves itself, several hands at once, nothing typed is lost; and picking evidence."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments.enums.ledger import Column
from assessments.forms.ledger import ColumnForm, EvidenceForm
from assessments.models import Indicator, Ledger
from assessments.permissions.ledger import column_to_fill, may_check, may_confirm, may_fill_confirmed, may_fill_self
from assessments.rules.ledger import missing_before_handing_on, recusal_words
from assessments.selectors.evidence import facts_of, found_in
from assessments.selectors.ledger import (
    blocks_of,
    due_words,
    entries_of,
    indicators_of,
    last_year,
    shown_columns,
    stand_in_words,
    words_of,
)
from assessments.services.ledger import pick_evidence, save_column
from assessments.services.ledger.filling import LedgerConflict, Said
from assessments.views.ledger.common import get_ledger
from core.errors import BusinessError
from core.forms import add_error
from core.posted import version_of, whole

HANDED_ON_BY = {Column.SELF: "submit", Column.SUPERIOR: "check", Column.CONFIRMED: "confirm"}
NOT_NOW = "台账{}，您现在不能填写。"
NO_RIGHT = "只有本单位的填报员和书记、直接上级审核员和考核单位可以填写台账。"


@login_required
def ledger_score(request: HttpRequest, pk: int) -> HttpResponse:
    ledger, column = _fillable(request, pk)
    if column is None:
        raise BusinessError(_not_now(request.user, ledger))
    if request.method != "POST":
        return _page(request, ledger, column, _form(ledger, column))
    form = _form(ledger, column, request.POST)
    if not form.is_valid():
        return _page(request, ledger, column, form, version=version_of(request), status=400)
    try:
        _save(request, ledger, column, form)
    except LedgerConflict as conflict:
        add_error(form, conflict)
        return _page(request, ledger, column, form, conflict=conflict, version=conflict.version, status=409)
    except BusinessError as error:
        add_error(form, error)
        return _page(request, ledger, column, form, version=version_of(request), status=400)
    # Said here, where it can be filled in.
    if request.POST.get("action") == "submit" and (missing := missing_before_handing_on(ledger, column)):
        ledger, column = _fillable(request, pk)
        if column is not None:
            return _page(request, ledger, column, _form(ledger, column), missing=missing, status=400)
    return _onward(request, ledger, column)


def _not_now(user: Any, ledger: Ledger) -> str:
    return recusal_words(user, ledger) or NOT_NOW.format(ledger.get_status_display())


def _fillable(request: HttpRequest, pk: int) -> tuple[Ledger, Column | None]:
    """The ledger and the column that is this person's now; 403 for who never fills anything in."""
    ledger, user = get_ledger(request, pk, parts=True), request.user
    if not (may_fill_self(user, ledger) or may_check(user, ledger) or may_fill_confirmed(user, ledger)):
        raise PermissionDenied(NO_RIGHT)
    return ledger, column_to_fill(user, ledger)


def _form(ledger: Ledger, column: Column, data: Any = None) -> ColumnForm:
    indicators = indicators_of(ledger.scheme)
    return ColumnForm(data, column=column, indicators=indicators, entries=entries_of(ledger))


def _save(request: HttpRequest, ledger: Ledger, column: Column, form: ColumnForm) -> Ledger:
    said, base = form.touched(), form.base()
    return save_column(ledger, column, said=said, base=base, actor=request.user, version=version_of(request))


def _onward(request: HttpRequest, ledger: Ledger, column: Column) -> HttpResponse:
    action = request.POST.get("action", "save")
    if action == "submit":
        return redirect("assessments:ledger_step", ledger.pk, HANDED_ON_BY[column])
    indicator = whole(action.removeprefix("evidence-"))
    if action.startswith("evidence-") and indicator is not None:
        return redirect("assessments:ledger_evidence", ledger.pk, indicator)
    messages.success(request, "已暂存。")
    return redirect("assessments:ledger_score", ledger.pk)


def _page(
    request: HttpRequest,
    ledger: Ledger,
    column: Column,
    form: ColumnForm,
    *,
    conflict: LedgerConflict | None = None,
    missing: Sequence[tuple[int, str]] = (),
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    earlier = list(Column)[: list(Column).index(column)]
    columns = [c for c in shown_columns(request.user, ledger) if c in earlier]
    facts = facts_of(ledger.organization, ledger.year)
    blocks = blocks_of(ledger, [*columns, Column.SELF], entries=form.entries, facts=facts, last=last_year(ledger))
    if column == Column.SELF:
        columns = []
    context = {
        "ledger": ledger,
        "column": column,
        "columns": columns,
        "form": form,
        "rows": form.rows(),
        "blocks": blocks,
        "version": ledger.edit_version if version is None else version,
        "missing": missing,
        "disputed": _disputed(ledger, conflict),
        "submit_label": {"self": "提交自评", "superior": "审核通过", "confirmed": "审定"}[column.value],
        "may_submit": column != Column.CONFIRMED or may_confirm(request.user, ledger),
        "due": due_words(request.user, ledger),
        "duty": stand_in_words(request.user, ledger),
    }
    return render(request, "assessments/ledger/ledger_score.html", context, status=status)


def _disputed(ledger: Ledger, conflict: LedgerConflict | None) -> list[dict[str, str]]:
    if conflict is None:
        return []
    names = {indicator.pk: indicator for indicator in indicators_of(ledger.scheme)}
    return [_change(names[pk], said, conflict.by) for pk, said in conflict.disputed.items()]


def _change(indicator: Indicator, said: Said, by: str) -> dict[str, str]:
    reason = f"（{said.reason}）" if said.reason else ""
    return {"label": indicator.name, "by": by, "value": f"{words_of(indicator, said.given)}{reason}"}


@login_required
@require_POST
def ledger_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """The page saves itself."""
    ledger, column = _fillable(request, pk)
    if column is None:
        return JsonResponse({"message": _not_now(request.user, ledger), "changes": []}, status=409)
    form = _form(ledger, column, request.POST)
    if not form.is_valid():
        texts = [str(text) for errors in form.errors.values() for text in errors]
        return JsonResponse({"message": " ".join(texts)[:500]}, status=400)
    try:
        saved = _save(request, ledger, column, form)
    except LedgerConflict as conflict:
        answer = {"message": conflict.message, "changes": _disputed(ledger, conflict)}
        return JsonResponse(answer, status=409)
    except BusinessError as error:
        return JsonResponse({"message": error.message}, status=400)
    return JsonResponse({"version": saved.edit_version, "saved_at": timezone.now().isoformat()})


@login_required
def ledger_evidence(request: HttpRequest, pk: int, indicator: int) -> HttpResponse:
    """Tick what the line rests on, from what the unit has entered in the year already."""
    ledger, column = _fillable(request, pk)
    if not may_fill_self(request.user, ledger):
        raise PermissionDenied("只有本单位的填报员和书记可以关联佐证。")
    line = get_object_or_404(Indicator.objects.of(ledger.scheme_id), pk=indicator)
    if column != Column.SELF:
        raise BusinessError(f"台账{ledger.get_status_display()}，现在不能关联佐证。")
    found = found_in(ledger.organization, ledger.year)
    entry = ledger.entries.filter(indicator=line).prefetch_related("evidence").first()
    present = [f"{row.kind}:{row.object_id}" for row in entry.evidence.all()] if entry else []
    choices = [(one.key, f"{one.kind.label}　{one.day or ''}　{one.label}") for one in found]
    known = {key for key, _ in choices}
    if entry:
        kept = [row for row in entry.evidence.all() if f"{row.kind}:{row.object_id}" not in known]
        choices += [(f"{row.kind}:{row.object_id}", f"{row.get_kind_display()}　{row.label}") for row in kept]
    form = EvidenceForm(
        request.POST if request.method == "POST" else None, choices=choices, initial={"chosen": present}
    )
    back = reverse("assessments:ledger_score", args=[pk]) + f"#indicator-{line.pk}"
    if form.is_bound and form.is_valid():
        pick_evidence(ledger, line, keys=form.cleaned_data["chosen"], actor=request.user)
        messages.success(request, f"“{line.name}”已关联{len(form.cleaned_data['chosen'])}条佐证。")
        return redirect(back)
    context = {"ledger": ledger, "indicator": line, "form": form, "found": found, "back": back}
    return render(request, "assessments/ledger/ledger_evidence.html", context, status=400 if form.errors else 200)


__all__ = ["Http404", "ledger_autosave", "ledger_evidence", "ledger_score"]

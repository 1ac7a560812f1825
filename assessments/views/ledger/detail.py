"""One ledger: its lines in three columns, the arithmetic, the timeline, the steps; beside last year; as a document."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.documents.ledger import ledger_pdf, ledger_xlsx
from assessments.enums.ledger import Column, LedgerStatus
from assessments.models import Ledger
from assessments.permissions.ledger import column_to_fill, is_released, may_run_scheme, may_self_score, sees_result
from assessments.rules.ledger import recusal_words
from assessments.rules.result import is_open_to_appeal
from assessments.selectors.evidence import facts_of
from assessments.selectors.ledger import (
    blocks_of,
    due_words,
    earlier_years,
    entries_of,
    figures_of,
    groups_chart,
    is_comparable,
    last_year,
    result_of,
    shown_columns,
    shown_events,
    stages,
    stand_in_words,
    years_chart,
)
from assessments.views.ledger.common import get_ledger, svg
from assessments.workflow.ledger import LEDGER_FLOW, SINGLE_STEPS
from core.answers import download


@login_required
@require_safe
def ledger_detail(request: HttpRequest, pk: int) -> HttpResponse:
    ledger = get_ledger(request, pk, parts=True)
    user, columns, entries = request.user, shown_columns(request.user, ledger), entries_of(ledger)
    context = {
        "ledger": ledger,
        "scheme": ledger.scheme,
        "stages": stages(ledger),
        "columns": columns,
        "blocks": blocks_of(ledger, columns, entries=entries, last=last_year(ledger)),
        "figures": figures_of(user, ledger),
        "arithmetic": arithmetic_of(user, ledger, columns, entries),
        "column_to_fill": column_to_fill(user, ledger),
        "steps": [s for s in LEDGER_FLOW.open_steps(user, ledger) if s.name in SINGLE_STEPS],
        "step_url": reverse("assessments:ledger_step", args=[pk, "STEP"]),
        "events": shown_events(user, ledger),
        "due": due_words(user, ledger),
        "duty": recusal_words(user, ledger) or stand_in_words(user, ledger),
        "appeals": ledger.appeals.all() if is_released(ledger) and may_see_appeals(user, ledger) else [],
        "may_appeal": ledger.status == LedgerStatus.PUBLISHED
        and may_self_score(user, ledger)
        and is_open_to_appeal(ledger),
        "may_run": may_run_scheme(user, ledger.scheme),
    }
    return render(request, "assessments/ledger/ledger_detail.html", context)


def may_see_appeals(user: Any, ledger: Ledger) -> bool:
    from assessments.models import Appeal
    from assessments.permissions.result import may_read_appeal

    return may_read_appeal(user, Appeal(ledger=ledger))


def arithmetic_of(user: Any, ledger: Ledger, columns: list[Column], entries: dict) -> dict[str, Any]:
    """The lines that lead to the total: as they were settled, or of the latest column that may be seen."""
    if sees_result(user, ledger) and ledger.arithmetic:
        lines = ledger.arithmetic["lines"]
        return {"title": "计分过程", "lines": lines, "note": ledger.grade_note, "is_final": True}
    if not columns or not entries:
        return {}
    column = columns[-1] if ledger.status != LedgerStatus.SELF_SCORED else Column.SELF
    result = result_of(ledger, entries, column)
    missing = len(result.missing)
    note = f"还有{missing}项未评分，以下为已填部分的试算。" if missing else "试算，不含群众评价；以审定后的核算为准。"
    return {"title": f"计分过程（{column.label}试算）", "lines": list(result.words), "note": note, "is_final": False}


@login_required
@require_safe
def ledger_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Beside last year, line by line, and year on year; what the system counted of the year."""
    ledger = get_ledger(request, pk, parts=True)
    columns, entries = shown_columns(request.user, ledger), entries_of(ledger)
    earlier = earlier_years(ledger)
    context = {
        "ledger": ledger,
        "columns": columns,
        "blocks": blocks_of(ledger, columns, entries=entries, last=last_year(ledger)),
        "earlier": earlier,
        "years": years_chart(ledger, earlier, shows_this=sees_result(request.user, ledger)),
        "groups": groups_chart(ledger, entries, columns),
        "is_comparable": is_comparable(ledger),
        "facts": facts_of(ledger.organization, ledger.year).values(),
    }
    return render(request, "assessments/ledger/ledger_compare.html", context)


@login_required
@require_safe
def ledger_chart(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    ledger = get_ledger(request, pk, parts=True)
    if name == "groups":
        return svg(groups_chart(ledger, entries_of(ledger), shown_columns(request.user, ledger)))
    if name == "years":
        return svg(years_chart(ledger, earlier_years(ledger), shows_this=sees_result(request.user, ledger)))
    raise Http404


@login_required
@require_safe
def ledger_print(request: HttpRequest, pk: int) -> HttpResponse:
    ledger = get_ledger(request, pk, parts=True)
    return download(request, ledger_pdf(ledger, request.user), f"{ledger}.pdf", ledger)


@login_required
@require_safe
def ledger_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    ledger = get_ledger(request, pk, parts=True)
    return download(request, ledger_xlsx(ledger, request.user), f"{ledger}.xlsx", ledger)

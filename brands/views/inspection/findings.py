"""The table of findings, one finding, its answer and its steps."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from brands.filters.inspection import FindingFilter
from brands.forms.inspection import AnswerForm, ExtendFindingForm
from brands.models import Finding
from brands.permissions.inspection import may_read_inspection
from brands.selectors.inspection import (
    EXPORTED_MOST,
    FindingTab,
    activities_since,
    due_words,
    finding_rows,
    finding_sheet,
    finding_tabs,
    organizers_for,
)
from brands.selectors.workbench import bounded_counts
from brands.services.finding import advance_finding, answer_finding, seen_of
from brands.views.stepping import step_page, words_form
from brands.workflow.inspection import FINDING_FLOW
from core.answers import download
from core.paging import paginate
from core.spreadsheet import write_xlsx
from core.workflow import Step

EFFECTS = {
    "answer": ["整改情况报送督查单位核对；销号前仍可能退回补充。"],
    "close": ["问题销号，不再列入未销号清单。"],
    "send_back": ["问题退回党支部重新整改，原来填写的内容保留。", "整改期限不变；需要延长的，请另行办理。"],
    "extend": ["整改期限改为新的日期，原期限和理由留有记录。"],
    "settle": ["问题直接销号，理由留有记录。"],
}


def _tab(request: HttpRequest) -> tuple[list[FindingTab], FindingTab]:
    tabs = finding_tabs(request.user, timezone.localdate())
    wanted = request.GET.get("tab", "")
    return tabs, next((tab for tab in tabs if tab.key == wanted), tabs[0])


def _tab_url(request: HttpRequest, key: str) -> str:
    query = request.GET.copy()
    for name in ("page", "after"):
        query.pop(name, None)
    query["tab"] = key
    return f"?{query.urlencode()}"


@login_required
@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    tabs, tab = _tab(request)
    today = timezone.localdate()
    chosen = FindingFilter(request.GET, queryset=tab.rows, user=request.user)
    rows = chosen.qs.select_related("organization", "target__inspection", "brand")
    page = paginate(request, rows, order=("due_on", "pk"))
    counts = bounded_counts(request.user, {t.key: t.rows for t in tabs})
    context = {
        "page": page,
        "rows": finding_rows(page.rows, today),
        "filter": chosen,
        "tabs": [
            {"label": t.label, "url": _tab_url(request, t.key), "active": t is tab, "count": counts[t.key]}
            for t in tabs
        ],
        "export_url": f"{reverse('brands:finding_export')}?{request.GET.urlencode()}",
        "may_plan": organizers_for(request.user).exists(),
    }
    return render(request, "brands/inspection/finding_list.html", context)


@login_required
@require_safe
def finding_export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed now, in the tree's order."""
    _, tab = _tab(request)
    chosen = FindingFilter(request.GET, queryset=tab.rows, user=request.user)
    rows = chosen.qs.select_related("organization__region", "target__inspection", "brand")
    rows = rows.order_by("organization_path", "due_on", "pk")[:EXPORTED_MOST]
    content = write_xlsx([finding_sheet(rows, timezone.localdate())])
    return download(request, content, f"督查问题（{tab.label}）.xlsx", None)


def _get(request: HttpRequest, pk: int) -> Finding:
    rows = Finding.objects.visible_to(request.user).select_related(
        "organization", "target__inspection__organizer", "brand"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def finding_detail(request: HttpRequest, pk: int) -> HttpResponse:
    finding = _get(request, pk)
    events = list(finding.events.all())
    context = {
        "finding": finding,
        "inspection": finding.target.inspection,
        "reads_inspection": may_read_inspection(request.user, finding.target.inspection),
        "due_words": due_words(finding, timezone.localdate()),
        "activities": finding.activities.order_by("held_on", "pk"),
        "events": events,
        "extensions": [event for event in events if event.due_after],
        "steps": [step for step in FINDING_FLOW.open_steps(request.user, finding) if step.name in EFFECTS],
        "step_url": reverse("brands:finding_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/inspection/finding_detail.html", context)


def seen_token(finding: Finding) -> str:
    """The state and the due date that the page shows."""
    return "|".join(str(value) for value in seen_of(finding).values())


def read_seen(token: str | None) -> dict[str, Any] | None:
    """What seen_token wrote; 400 for what no page of ours made."""
    status, _, day = (token or "").partition("|")
    if not day:
        return {"status": status} if status else None
    try:
        return {"status": status, "due_on": date.fromisoformat(day)}
    except ValueError as error:
        raise BadRequest("页面已失效，请返回后重新打开。") from error


@login_required
def finding_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    finding = _get(request, pk)

    def act(data: dict[str, Any], token: str | None) -> Finding:
        seen = read_seen(token)
        if step == "answer":
            chosen = data.get("activities") or ()
            return answer_finding(finding, answer=data["answer"], activities=chosen, actor=request.user, seen=seen)
        until = data.get("until")
        return advance_finding(finding, step, actor=request.user, comment=data["comment"], until=until, seen=seen)

    def make_form(posted: Any, row: Step) -> Any:
        if row.name == "answer":
            return AnswerForm(posted, finding=finding, activities=activities_since(finding))
        if row.name == "extend":
            return ExtendFindingForm(posted, finding=finding, label="理由", required=True)
        return words_form(posted, row)

    back = reverse("brands:finding_detail", args=[pk])
    return step_page(
        request,
        FINDING_FLOW,
        finding,
        step,
        back=back,
        effects=EFFECTS,
        act=act,
        make_form=make_form,
        seen_of=seen_token,
    )

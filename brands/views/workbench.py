"""The first page after log-in: what waits, what one has begun, what one has done."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.roles import has_ability_somewhere, holds_any
from brands.models import Application, PublicNotice
from brands.querysets.selection import line_of
from brands.selectors.reminder import dates_for, shown
from brands.selectors.workbench import (
    REVIEWING,
    Count,
    bounded_counts,
    sources_for,
    todo_counts,
    unread_messages,
)

NOTICES = 5
DATES = 8
LISTS = 4  # each is a query; what is left is counted above and leads to its list
LONG_WAIT_DAYS = 7


@login_required
@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    user = request.user
    waiting = todo_counts(user)
    sources = sources_for(user)
    context = {
        "todo": [_card(source, waiting[source.key]) for source in sources],
        "todo_waiting": [_card(source, waiting[source.key]) for source in sources if waiting[source.key]],
        "todo_idle": [_card(source, waiting[source.key]) for source in sources if not waiting[source.key]],
        "own": _own(user),
        "lists": [
            {"label": source.label, "url": _url(source), "rows": _marked(source.next_rows(source.rows(user)))}
            for source in [source for source in sources if source.next_rows and waiting[source.key]][:LISTS]
        ],
        "shortcuts": _shortcuts(user),
        "notices": PublicNotice.objects.running()
        .public()
        .filter(organization__path__in=line_of(user))
        .order_by("ends_on", "pk")[:NOTICES],
        "nothing_waits": not any(waiting.values()),
        "unread": unread_messages(user),
        "dates": shown(dates_for(user, DATES)),
    }
    return render(request, "brands/workbench.html", context)


def _url(source: Any) -> str:
    return reverse(source.url_name) + (f"?{source.query}" if source.query else "")


def _card(source: Any, count: Count) -> dict[str, Any]:
    return {"label": source.label, "value": str(count), "url": _url(source), "icon": source.icon}


def _own(user: Any) -> list[dict[str, Any]]:
    """What the person has begun and has done, as headed groups of figures; one query for all the counts."""
    url = reverse("brands:application_list")
    rows: dict[str, Any] = {}
    groups: list[tuple] = []
    if has_ability_somewhere(user, Ability.EDIT):
        written = Application.objects.written_by(user)
        rows |= {"in_review": written.in_review(), "returned": written.returned(), "accepted": written.accepted()}
        begun = [("in_review", "审核中", "send"), ("returned", "退回", "arrow-return-left")]
        groups.append(("我发起的", [*begun, ("accepted", "已同意", "check2-circle")]))
    if holds_any(user, REVIEWING):
        rows["handled"] = Application.objects.visible_to(user).handled_by(user)
        groups.append(("我已办的", [("handled", "审核", "check2-all")]))
    counts = bounded_counts(user, rows)
    return [
        {
            "title": title,
            "stats": [
                {"label": label, "value": str(counts[key]), "url": f"{url}?tab={key}", "icon": icon}
                for key, label, icon in cards
            ],
        }
        for title, cards in groups
    ]


def _marked(rows: list[Any]) -> list[dict[str, Any]]:
    """With the days that each has been waiting."""
    today = timezone.localdate()
    return [
        {
            "label": row.label,
            "url": reverse(row.url_name, args=[row.pk]),
            "note": row.note,
            "at": row.at,
            "days": (today - timezone.localtime(row.at).date()).days if row.at else 0,
            "is_long": bool(row.at) and (today - timezone.localtime(row.at).date()).days >= LONG_WAIT_DAYS,
        }
        for row in rows
    ]


def _shortcuts(user: Any) -> list[tuple[str, str, str]]:
    """(label, address, icon) of what this person begins most often."""
    found = []
    if has_ability_somewhere(user, Ability.EDIT):
        found.append(("发起申报", reverse("brands:application_create"), "plus-lg"))
    if has_ability_somewhere(user, Ability.ORGANIZE):
        found.append(("新建创建活动", reverse("brands:program_create"), "flag"))
    if has_ability_somewhere(user, Ability.READ):
        found.append(("品牌", reverse("brands:brand_list"), "award"))
        found.append(("创建活动", reverse("brands:program_list"), "list-check"))
    return found

"""What the pages of applications show: lists by tab, one application as a person may see it, two versions compared."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from branches.enums import Ability
from branches.roles import has_ability_somewhere, holds_any, scope_of
from brands.enums import ApplicationStatus
from brands.models import Application
from brands.selectors.climbing import way_of
from brands.selectors.content import Content, as_text, flat, label_of
from brands.selectors.workbench import REVIEWING, Count, bounded_counts
from core.errors import BusinessError

# A text longer than this is compared line by line; by character it would take too long.
FINE_MOST = 4000


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    rows: QuerySet
    # Order of the list; never-null columns within the tab, ending in pk.
    order: tuple[str, ...]


NEWEST = ("-updated_at", "-pk")


def tabs_for(user: Any) -> list[Tab]:
    """The tabs of the list: what waits first for who reviews, the own drafts for who writes."""
    visible = Application.objects.visible_to(user)
    tabs = []
    if holds_any(user, REVIEWING):
        tabs.append(Tab("waiting", "待我处理", visible.waiting_for(user), ("held_since", "pk")))
    if has_ability_somewhere(user, Ability.EDIT):
        tabs.append(Tab("drafts", "待提交", Application.objects.written_by(user).drafts(), NEWEST))
    tabs += [
        Tab("in_review", "审核中", visible.in_review(), NEWEST),
        Tab("accepted", "已同意", visible.accepted(), NEWEST),
        Tab("returned", "退回", visible.returned(), NEWEST),
    ]
    if holds_any(user, REVIEWING):
        tabs.append(Tab("handled", "我已办", visible.handled_by(user), NEWEST))
    return [*tabs, Tab("all", "全部", visible, NEWEST)]


def tab_counts(user: Any, tabs: Iterable[Tab]) -> dict[str, Count]:
    return bounded_counts(user, {tab.key: tab.rows for tab in tabs})


@dataclass(frozen=True)
class Row:
    """An application in a list, with the name this person may know: drafts' names are the branch's own."""

    application: Application
    name: str


def rows_for(user: Any, applications: Iterable[Application]) -> list[Row]:
    own = scope_of(user, Ability.EDIT)
    return [
        Row(row, (row.name if own.covers(row.organization_path) else row.submitted_name) or "（未命名的申报）")
        for row in applications
    ]


def progress_of(application: Application) -> list[tuple[str, str]]:
    """The steps bar: filing, each level on the way, the organiser's office and director."""
    status, names = application.status, ["填报"]
    try:
        levels = way_of(application)
    except BusinessError:  # the branch has left the organiser's part of the tree
        levels = [application.program.organizer]
    names += [f"{level.short_name}审核" for level in levels[:-1]] + ["工委办公室初审", "工委同意创建"]
    if status == ApplicationStatus.ACCEPTED:
        return [(name, "done") for name in names]
    at = 0
    if status == ApplicationStatus.IN_REVIEW:
        places = [level.pk for level in levels]
        at = 1 + (places.index(application.held_by_id) if application.held_by_id in places else 0)
        at += application.is_screened
    return [(name, "done" if place < at else "current" if place == at else "todo") for place, name in enumerate(names)]


@dataclass(frozen=True)
class Difference:
    """A field that two versions say differently."""

    label: str
    before: SafeString
    after: SafeString


def differences(before: Content, after: Content) -> list[Difference]:
    """Field by field, in the order of the form; what is the same stays out."""
    phases = {plan["phase"]: plan["name"] for content in (before, after) for plan in content["plans"]}
    old, new = flat(before), flat(after)
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) == new.get(key):
            continue
        left, right = as_text(key, old.get(key)), as_text(key, new.get(key))
        if key == "logo" and left and right:
            left, right = "原标识图片", "新标识图片"
        found.append(Difference(label_of(key, phases), *marked(left, right)))
    return found


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both texts, escaped, with what is gone in <del> and what is new in <ins>."""
    units = list if len(before) + len(after) <= FINE_MOST else _lines
    left, right = units(before), units(after)
    old, new = [], []
    for kind, i, j, k, m in difflib.SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes():
        gone, come = "".join(left[i:j]), "".join(right[k:m])
        old.append(("", gone, "") if kind == "equal" else ("del", gone, "del"))
        new.append(("", come, "") if kind == "equal" else ("ins", come, "ins"))
    return _html(old), _html(new)


def _html(parts: list[tuple[str, str, str]]) -> SafeString:
    pieces = [(part[1],) for part in parts]
    joined = SafeString("")
    for (tag, _, _), (text,) in zip(parts, pieces, strict=True):
        if text:
            form = f"<{tag}>{{}}</{tag}>" if tag else "{}"
            joined += format_html_join("", form, [(text,)])
    return joined


def _lines(text: str) -> list[str]:
    return re.findall(r"[^。；\n]*[。；\n]|[^。；\n]+", text)

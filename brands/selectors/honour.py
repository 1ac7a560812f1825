"""The way of an honour: from the filing to the document, and every decision since; what waits for whom."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from branches.enums import Ability
from brands.enums import ApplicationStatus, HonourLevel, HonourStatus, NoticeStatus, RecheckResult, RecheckStatus
from brands.models import Honour, HonourEvent, Recheck
from brands.selectors.workbench import NEXT, Due, Source

# A step of an honour as a word on its line of dates.
WORDS = {
    "keep": "保留",
    "lower": "降级",
    "correct": "限期整改",
    "revoke": "撤销",
    "restore": "恢复",
    "expire": "期满",
}


def chain_of(honour: Honour) -> list[dict[str, Any]]:
    """In order of time: {label, on, text}; what is not on record is left out."""
    brand, round = honour.brand, honour.round
    application = brand.applications.filter(status=ApplicationStatus.ACCEPTED).order_by("pk").first()
    nomination = round.nominations.filter(brand=brand).first()
    notice = round.notices.filter(status=NoticeStatus.CLOSED).first()
    chain: list[dict[str, Any]] = []
    if application and application.submitted_at:
        chain.append({"label": "申报", "on": application.submitted_at, "text": application.organization.name})
    chain.append({"label": "同意创建", "on": brand.accepted_on, "text": ""})
    if nomination:
        chain.append({"label": "参评", "on": nomination.created_at, "text": round.name})
    if notice:
        chain.append({"label": "公示", "on": notice.starts_on, "text": f"至{notice.ends_on}"})
    chain.append({"label": "命名", "on": honour.granted_on, "text": honour.document.reference})
    chain += _since(honour)
    chain.append({"label": "有效期至", "on": honour.expires_on, "text": _standing(honour)})
    return chain


def _since(honour: Honour) -> list[dict[str, Any]]:
    """Rechecks and decisions, with the documents that say so."""
    points: list[dict[str, Any]] = [
        {
            "label": WORDS.get(event.step, event.label),
            "at": event.at,
            "on": timezone.localdate(event.at),
            "text": _outcome(event),
        }
        for event in honour.events.select_related("document")
    ]
    # A decision comes before the recheck that it leads to.
    points += [
        {"label": "启动复核", "at": recheck.created_at, "on": recheck.opened_on, "text": recheck.get_status_display()}
        for recheck in honour.rechecks.all()
    ]
    points.sort(key=lambda point: point["at"])
    return [{name: point[name] for name in ("label", "on", "text")} for point in points]


def _outcome(event: HonourEvent) -> str:
    parts = [event.document.reference] if event.document else []
    if event.level_after and event.level_after != event.level_before:
        parts.append(f"降为{HonourLevel(event.level_after).label}")
    if event.expires_after and event.expires_after != event.expires_before:
        parts.append(f"有效期延至{event.expires_after:%Y-%m-%d}")
    return "，".join(parts)


def _standing(honour: Honour) -> str:
    text = honour.get_status_display()
    if honour.status == HonourStatus.CORRECTING and honour.correct_by:
        text += f"（至{honour.correct_by:%Y-%m-%d}）"
    return text


RECHECK_TABS = (
    ("open", "待填报"),
    ("advise", "待提出建议"),
    ("decide", "待决定"),
    ("decided", "已决定"),
    ("cancelled", "已取消"),
)


def recheck_rows(rechecks: QuerySet[Recheck], tab: str) -> QuerySet[Recheck]:
    alive = rechecks.alive()  # type: ignore[attr-defined]
    if tab == "open":
        return alive.filter(status=RecheckStatus.OPEN)
    if tab == "advise":
        return alive.filter(status=RecheckStatus.SUBMITTED, advice="")
    if tab == "decide":
        return alive.exclude(advice="")
    if tab in (RecheckStatus.DECIDED, RecheckStatus.CANCELLED):
        return rechecks.filter(status=tab)
    return rechecks


def recheck_in_words(recheck: Recheck, *, sees_advice: bool, on: date | None = None) -> str:
    """Where the recheck stands; the office's advice is not the branch's business before the decision."""
    if recheck.status == RecheckStatus.DECIDED:
        return f"{recheck.decided_on:%Y-%m-%d}决定：{recheck.get_result_display()}"
    if recheck.status == RecheckStatus.CANCELLED:
        return "已取消"
    if recheck.advice and sees_advice:
        return f"建议{RecheckResult(recheck.advice).label}，待工委负责人决定"
    if recheck.status == RecheckStatus.SUBMITTED:
        return f"{recheck.submitted_on:%Y-%m-%d}报送，待工委办理" if recheck.submitted_on else "待工委办理"
    days = ((on or timezone.localdate()) - recheck.due_on).days
    if days > 0:
        return f"未报送，已逾期{days}天"
    return "未报送，今天到期" if days == 0 else f"未报送，还有{-days}天"


def _next_rechecks(rows: QuerySet[Recheck]) -> list[Due]:
    found = rows.select_related("honour__brand__organization").order_by("due_on", "pk")[:NEXT]
    return [
        Due(str(r.honour.brand), "brands:recheck_detail", r.pk, r.honour.brand.organization.short_name, r.created_at)
        for r in found
    ]


SOURCES = [
    Source(
        key="rechecks_to_fill",
        label="待报送称号复核",
        icon="patch-question",
        url_name="brands:recheck_list",
        query="tab=open",
        abilities=(Ability.EDIT,),
        rows=lambda user: Recheck.objects.to_fill(user),
        next_rows=_next_rechecks,
        menu="honours",
    ),
    Source(
        key="rechecks_to_advise",
        label="待提出复核建议",
        icon="patch-question",
        url_name="brands:recheck_list",
        query="tab=advise",
        abilities=(Ability.ORGANIZE,),
        rows=lambda user: Recheck.objects.to_advise(user),
        next_rows=_next_rechecks,
        menu="honours",
    ),
    Source(
        key="rechecks_to_decide",
        label="待决定称号复核",
        icon="patch-question",
        url_name="brands:recheck_list",
        query="tab=decide",
        abilities=(Ability.DECIDE,),
        rows=lambda user: Recheck.objects.to_decide(user),
        next_rows=_next_rechecks,
        menu="honours",
    ),
]

"""Yearly plans, rechecks, the survey, rules and awards in every state, with texts that not everybody may read."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from brands.enums import RecheckResult, RecheckStatus, RegulationStatus
from brands.models import (
    AnnualPlan,
    Award,
    Brand,
    Highlight,
    Honour,
    OfficialDocument,
    Recheck,
    Regulation,
    SelectionRound,
)
from tests.factories.brands import BrandFactory, ProgramFactory
from tests.permissions.canaries import Canaries
from tests.permissions.people import ABOVE, ADMINISTRATORS, BRANCH, OWN, RUN

AUDITORS = ("auditor", "committee_auditor")
WRITERS = ("clerk", "secretary")
PLANS = ("draft", "submitted", "read")
RECHECKS = ("open", "submitted", "advised", "decided")


def fill(side: Any, canaries: Canaries) -> None:
    readers = side.names(*BRANCH, *ABOVE, *AUDITORS)
    program = ProgramFactory(organizer=side.places["top"])
    title = canaries.new("named brand: title", readers)
    brand = BrandFactory(program=program, organization=side.places["branch"], name=title)
    for place, state in enumerate(PLANS):
        _plan(side, canaries, brand, state, 2026 - place)
    for state in RECHECKS:
        _recheck(side, canaries, brand, state)
    side.things["held_honour"] = _honour(side, brand, "held")
    _highlight(side, canaries)
    for state in ("draft", "in_force"):
        _regulation(side, canaries, state)
    _award(side, canaries)


def _plan(side: Any, canaries: Canaries, brand: Brand, state: str, year: int) -> None:
    mark = canaries.new(f"plan {state}", side.names(*BRANCH, *ABOVE))
    side.things[f"{state}_plan"] = AnnualPlan.objects.create(
        brand=brand, organization_path=brand.organization_path, year=year, goals=f"{mark}目标", measures=f"{mark}措施",
        due_on=timezone.localdate() + timedelta(days=9), status=state,
        submitted_on=None if state == "draft" else timezone.localdate(),
    )  # fmt: skip


def _honour(side: Any, brand: Brand, name: str) -> Honour:
    """Each from a round of its own: a brand has one honour of a round."""
    today, top = timezone.localdate(), side.places["top"]
    round = SelectionRound.objects.create(
        program=brand.program, name=f"历年评选{name}", year=2025, level=2, quota=9, valid_years=3, status="named",
        nominations_until=today, scoring_until=today,
    )  # fmt: skip
    number = OfficialDocument.objects.filter(organization=top).count() + 500
    document = OfficialDocument.objects.create(
        organization=top, round=round, code="历机工发", year=2025, number=number, title="历年命名决定", snapshot={},
        issued_on=today, issued_by=side.people[f"{side.prefix}director"], check_code=f"{side.prefix[:3]}{name}{number}",
    )  # fmt: skip
    return Honour.objects.create(
        brand=brand, organization_path=brand.organization_path, level=2, round=round, document=document,
        granted_on=today - timedelta(days=300), expires_on=today + timedelta(days=60),
    )  # fmt: skip


def _recheck(side: Any, canaries: Canaries, brand: Brand, state: str) -> None:
    today, honour = timezone.localdate(), _honour(side, brand, state)
    mark = canaries.new(f"recheck {state}: report", side.names(*BRANCH, *ABOVE))
    is_advised = state in ("advised", "decided")
    # What the office advises is not the branch's business before the decision.
    heard = side.names(*RUN) if state == "advised" else side.names(*BRANCH, *ABOVE)
    advice = canaries.new(f"recheck {state}: advice", heard) if is_advised else ""
    recheck = Recheck.objects.create(
        honour=honour, organization_path=brand.organization_path, reason="期满复核。", opened_on=today,
        due_on=today + timedelta(days=9), achievements=f"{mark}做法", problems=f"{mark}问题", measures=f"{mark}措施",
        submitted_on=None if state == "open" else today,
        advice=RecheckResult.KEEP if is_advised else "", advice_reason=advice,
        result=RecheckResult.KEEP if state == "decided" else "", decided_on=today if state == "decided" else None,
        status={"open": RecheckStatus.OPEN, "decided": RecheckStatus.DECIDED}.get(state, RecheckStatus.SUBMITTED),
    )  # fmt: skip
    if is_advised:
        recheck.events.create(
            step="advise", label="提出建议", source="submitted", target="submitted", actor_name="办公室", comment=advice
        )
    side.things[f"{state}_recheck"] = recheck


def _highlight(side: Any, canaries: Canaries) -> None:
    mark = canaries.new("survey of highlights", side.names(*BRANCH, *ABOVE))
    branch = side.places["branch"]
    side.things["highlight"] = Highlight.objects.create(
        program=side.things["program"], organization=branch, organization_path=branch.path, strengths=f"{mark}亮点",
        difficulties=f"{mark}困难", filled_by=side.people[f"{side.prefix}clerk"], filled_on=timezone.localdate(),
    )  # fmt: skip


def _regulation(side: Any, canaries: Canaries, state: str) -> None:
    business = [name for name in OWN if name not in ADMINISTRATORS]
    readers = ["office"] if state == RegulationStatus.DRAFT else business
    title = canaries.new(f"rule {state}: title", side.names(*readers, *AUDITORS))
    mark = canaries.new(f"rule {state}: text", side.names(*readers))
    regulation = Regulation(
        organization=side.places["top"], title=f"{title}办法", text=f"{mark}内容", effective_on=timezone.localdate(),
        created_by=side.people[f"{side.prefix}office"], status=state, file_name=f"{mark}.pdf",
    )  # fmt: skip
    regulation.file.save("rule.pdf", ContentFile(f"{mark} attached".encode()), save=False)
    regulation.save()
    regulation.programs.add(side.things["program"])
    side.things[f"{state}_regulation"] = regulation


def _award(side: Any, canaries: Canaries) -> None:
    mark = canaries.new("award", side.names(*BRANCH, *ABOVE, *AUDITORS))
    branch = side.places["branch"]
    side.things["award"] = Award.objects.create(
        organization=branch, organization_path=branch.path, title=f"{mark}先进集体", awarded_by="市总工会", level=3,
        awarded_on=timezone.localdate() - timedelta(days=30), created_by=side.people[f"{side.prefix}clerk"],
    )  # fmt: skip

"""The filings of the synthetic country and the brands that came of them, as the steps would have left them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from branches.enums import Role
from branches.models import Organization
from brands.demo.country import BATCH, Country, write_rows
from brands.demo.country_brands import make_brands
from brands.demo.country_words import connotation_of, goals_of, name_of, parts_of, text_keys_of
from brands.enums import ApplicationStatus as S
from brands.enums import CarrierKind, ResolutionKind
from brands.models import (
    Application,
    ApplicationEvent,
    ApplicationVersion,
    Phase,
    Program,
    Resolution,
    SimilarityKey,
)
from brands.workflow.application import APPLICATION_FLOW
from core.similarity import name_keys

CYCLE = 20
SPREAD = 600  # days


@dataclass(frozen=True)
class Fate:
    """What became of one filing in twenty: the state, the level that holds it (-1: the organiser), the steps taken."""

    status: S
    level: int = 0
    is_screened: bool = False
    steps: tuple[str, ...] = ()

    @property
    def is_submitted(self) -> bool:
        return bool(self.steps)


UP = ("submit", "endorse")
FATES = (
    Fate(S.DRAFT),
    Fate(S.DRAFT, steps=("submit", "return")),
    *([Fate(S.IN_REVIEW, 0, steps=("submit",))] * 2),
    Fate(S.IN_REVIEW, 1, steps=UP),
    *([Fate(S.IN_REVIEW, -1, steps=UP)] * 2),
    Fate(S.IN_REVIEW, -1, is_screened=True, steps=(*UP, "screen")),
    Fate(S.DECLINED, steps=("submit", "decline")),
    Fate(S.WITHDRAWN, steps=("submit", "withdraw")),
    *([Fate(S.ACCEPTED, steps=(*UP, "screen", "accept"))] * 10),
)


def make_filings(country: Country, programs: Sequence[Program], count: int) -> int:
    """Number of brands made."""
    now = timezone.now()
    phases = {program.pk: list(program.phases.order_by("order")) for program in programs}
    brands = 0
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        filed = [_application(country, programs, phases, number, now) for number in numbers]
        Application.objects.bulk_create(filed, batch_size=BATCH)
        _write_around(country, filed, numbers, phases)
        accepted = [a for a, n in zip(filed, numbers, strict=True) if _fate(n).status == S.ACCEPTED]
        brands += make_brands(country, accepted, phases, start)
    # All rows were written now; lists are ordered by when something happened.
    Application.objects.filter(program__in=programs).update(
        created_at=Coalesce(F("submitted_at"), F("created_at")), updated_at=Coalesce(F("held_since"), F("updated_at"))
    )
    return brands


def _fate(number: int) -> Fate:
    # Branch and state have no common rhythm.
    return FATES[(number * 7 + number // CYCLE) % CYCLE]


def _holder(country: Country, organization: Organization, fate: Fate) -> Organization | None:
    chain = country.chains[organization.pk]
    if fate.status != S.IN_REVIEW:
        return None
    return country.root if fate.level < 0 else chain[min(fate.level, len(chain) - 1)]


def _application(
    country: Country, programs: Sequence[Program], phases: dict[int, list[Phase]], number: int, now: datetime
) -> Application:
    turn, place = divmod(number, len(country.branches))
    branch, program, fate = country.branches[place], programs[turn], _fate(number)
    secretary, parts, name = country.people[Role.SECRETARY], parts_of(number), name_of(number)
    at = now - timedelta(days=1 + number * 31 % SPREAD, minutes=number * 37 % 1440)
    submitted: dict[str, Any] = {}
    if fate.is_submitted:
        submitted = {"version_number": 1, "submitted_name": name, "submitted_by": secretary, "submitted_at": at}
    return Application(
        program=program,
        organization=branch,
        organization_path=branch.path,
        status=fate.status,
        held_by=_holder(country, branch, fate),
        is_screened=fate.is_screened,
        held_since=at + timedelta(hours=20) if fate.is_submitted else None,
        created_by=secretary,
        edited_by=secretary,
        edit_version=1,
        name=name,
        slogan=f"{name[:4]}，一件接着一件办",
        concept="把群众的小事当作支部的大事。",
        connotation=connotation_of(parts),
        goals=goals_of(parts),
        facets=[{"title": "实", "text": parts[0]}, {"title": "久", "text": parts[2]}],
        carriers=[
            {"kind": CarrierKind.POST, "name": f"{name[:4]}示范岗", "text": parts[1]},
            {"kind": CarrierKind.TEAM, "name": f"{name[:4]}小分队", "text": parts[0]},
        ],
        plans=[{"phase": phase.pk, "text": parts[phase.order % 4]} for phase in phases[program.pk]],
        **submitted,
    )


def _write_around(country: Country, filed: list[Application], numbers: range, phases: dict[int, list[Phase]]) -> None:
    """Resolution, version, events and fingerprints."""
    write_rows(Resolution, ({"application": a.pk, **_votes(a)} for a in filed))
    rows = [(a, n, _fate(n)) for a, n in zip(filed, numbers, strict=True) if _fate(n).is_submitted]
    secretary = country.people[Role.SECRETARY].pk
    write_rows(
        ApplicationVersion,
        (
            {
                "application": a.pk,
                "number": 1,
                "snapshot": _snapshot(a, phases[a.program_id]),
                "submitted_by": secretary,
                "submitted_at": a.submitted_at,
            }
            for a, _, _ in rows
        ),
    )
    write_rows(ApplicationEvent, (event for a, _, fate in rows for event in _events(country, a, fate)))
    # Withdrawn and declined ones warn nobody.
    alive = [(a, n) for a, n, fate in rows if fate.status not in (S.DECLINED, S.WITHDRAWN)]
    write_rows(SimilarityKey, _keys(alive))


def _keys(alive: list[tuple[Application, int]]) -> Iterator[dict[str, Any]]:
    for application, number in alive:
        for key in name_keys(application.name):
            yield {"application": application.pk, "is_text": False, "key": key}
        for key in text_keys_of(parts_of(number)):
            yield {"application": application.pk, "is_text": True, "key": key}


def _votes(application: Application) -> dict[str, Any]:
    day = (application.submitted_at or timezone.now()).date() - timedelta(days=2)
    return {
        "kind": ResolutionKind.ASSEMBLY,
        "held_on": day,
        "expected": 20,
        "present": 18,
        "votes_for": 17,
        "votes_against": 0,
        "abstained": 1,
        "opinions_asked": "已逐一征求党员意见。",
    }


def _snapshot(application: Application, phases: list[Phase]) -> dict[str, Any]:
    """As brands.selectors.content writes it."""
    votes = _votes(application)
    texts = ("name", "slogan", "logo_meaning", "concept", "connotation", "goals")
    names = {phase.pk: phase.name for phase in phases}
    return {
        **{field: getattr(application, field) for field in texts},
        "logo": "",
        "has_emblem": None,
        "facets": application.facets,
        "carriers": application.carriers,
        "plans": [{"phase": p["phase"], "name": names[p["phase"]], "text": p["text"]} for p in application.plans],
        "resolution": votes | {"held_on": votes["held_on"].isoformat()},
        "attachments": [],
    }


ACTORS = {"endorse": Role.REVIEWER, "screen": Role.OFFICE, "accept": Role.DIRECTOR, "return": Role.REVIEWER}
ACTORS |= {"decline": Role.REVIEWER}


def _events(country: Country, application: Application, fate: Fate) -> Iterator[dict[str, Any]]:
    """The steps on the way, a quarter of a day apart; `endorse` once for each level that was passed."""
    chain = country.chains[application.organization_id]
    passed = chain[:-1] if fate.level < 0 or fate.status == S.ACCEPTED else chain[: fate.level]
    steps: list[tuple[str, Organization]] = []
    for step in fate.steps:
        if step == "endorse":
            steps += [("endorse", level) for level in passed]
        else:
            at_organizer = step in ("screen", "accept")
            own = step in ("submit", "withdraw")
            steps.append((step, country.root if at_organizer else application.organization if own else chain[0]))
    for place, (step, organization) in enumerate(steps):
        actor = country.people[ACTORS.get(step, Role.SECRETARY)]
        definition = APPLICATION_FLOW[step]
        yield {
            "subject": application.pk,
            "step": step,
            "label": definition.label,
            "source": definition.sources[-1],
            "target": definition.target or definition.sources[-1],
            "actor": actor.pk,
            "actor_name": actor.name,
            "comment": "" if step == "submit" else "情况属实，意见如上。",
            "at": (application.submitted_at or timezone.now()) + timedelta(hours=6 * place),
            "organization": organization.pk,
            "version_number": 1,
        }

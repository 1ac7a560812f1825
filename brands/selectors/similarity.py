"""Which brands are too much alike (雷同): a warning for whoever writes and whoever reviews, never a block."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT

from branches.models import Organization
from brands.models import Application, ApplicationVersion, SimilarityKey
from core.similarity import SIMILAR_NAME, SIMILAR_TEXT, name_degree, name_keys, text_degree, text_keys

CANDIDATES = 200
SHOWN = 8
# Of many applications at once: candidates of each, and rows of equal keys of all.
CANDIDATES_EACH = 20
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Similar:
    """A brand that somebody else has filed, and how much it is alike (0 to 100; 0 where it is not)."""

    name: str
    organization: str
    status: str
    name_degree: int
    text_degree: int


def compared_text(connotation: str, goals: str) -> str:
    """What of an application's texts is compared."""
    return f"{connotation}\n{goals}"


def similar_to(application: Application, name: str | None = None, text: str | None = None) -> list[Similar]:
    """What others have submitted that is like the application (or like the name and text given), most alike first."""
    name = application.name if name is None else name
    text = compared_text(application.connotation, application.goals) if text is None else text
    return similar(name, text, organization=application.organization)


def similar(name: str, text: str, *, organization: Organization) -> list[Similar]:
    """Two queries: the owners of equal keys, then their submitted versions."""
    keys = Q(key__in=name_keys(name), is_text=False) | Q(key__in=text_keys(text), is_text=True)
    owners = SimilarityKey.objects.filter(keys).exclude(application__organization=organization)
    best = owners.values("application").annotate(n=Count("pk")).order_by("-n", "application")
    pks = list(best.values_list("application", flat=True)[:CANDIDATES])
    return _ranked(name, text, _submitted(pks)) if pks else []


def similar_to_each(applications: Iterable[Application]) -> dict[int, list[Similar]]:
    """What is like the submitted version of each of many applications: three queries for all."""
    subjects = {row.pk: row for row in _submitted([application.pk for application in applications])}
    keys: dict[tuple[int, bool], set[int]] = {}
    for pk, row in subjects.items():
        for found, is_text in ((name_keys(row.name), False), (text_keys(row.text), True)):
            for key in found:
                keys.setdefault((key, is_text), set()).add(pk)
    condition = Q(key__in={key for key, is_text in keys if not is_text}, is_text=False)
    condition |= Q(key__in={key for key, is_text in keys if is_text}, is_text=True)
    rows = SimilarityKey.objects.filter(condition).exclude(application__in=subjects)
    shared: dict[int, Counter[int]] = {pk: Counter() for pk in subjects}
    # The subjects are compared with one another, too: two of one list may be alike.
    among = [(key, is_text, pk) for (key, is_text), pks in keys.items() for pk in pks]
    for key, is_text, owner in [*rows.values_list("key", "is_text", "application")[:MOST_ROWS], *among]:
        for pk in keys.get((key, is_text), ()):
            if pk != owner:
                shared[pk][owner] += 1
    wanted = {pk: [owner for owner, _ in counted.most_common(CANDIDATES_EACH)] for pk, counted in shared.items()}
    others = subjects | {row.pk: row for row in _submitted({o for owners in wanted.values() for o in owners})}
    return {
        pk: _ranked(
            row.name,
            row.text,
            [others[o] for o in wanted[pk] if o in others and others[o].organization_id != row.organization_id],
        )
        for pk, row in subjects.items()
    }


@dataclass(frozen=True)
class Submitted:
    """What is compared of an application: its last submitted version, never a draft."""

    pk: int
    organization_id: int
    organization: str
    status: str
    name: str
    text: str


def _submitted(pks: Iterable[int]) -> list[Submitted]:
    """As texts (KT): a brand may be called 1010, which SQLite would read out of the snapshot as a number."""
    version = ApplicationVersion.objects.filter(application=OuterRef("pk"), number=OuterRef("version_number"))
    rows = Application.objects.filter(pk__in=list(pks), version_number__gt=0).annotate(
        their_name=Subquery(version.values(text=KT("snapshot__name"))[:1]),
        their_connotation=Subquery(version.values(text=KT("snapshot__connotation"))[:1]),
        their_goals=Subquery(version.values(text=KT("snapshot__goals"))[:1]),
        owner=F("organization__name"),
    )
    return [
        Submitted(
            pk=row.pk,
            organization_id=row.organization_id,
            organization=row.owner,
            status=row.get_status_display(),
            name=row.their_name or "",
            text=compared_text(row.their_connotation or "", row.their_goals or ""),
        )
        for row in rows.only("status", "organization")
    ]


def _ranked(name: str, text: str, candidates: Iterable[Submitted]) -> list[Similar]:
    """Those alike enough to be shown, most alike first."""
    found = []
    for other in candidates:
        by_name, by_text = name_degree(name, other.name), text_degree(text, other.text)
        if by_name >= SIMILAR_NAME or by_text >= SIMILAR_TEXT:
            found.append(
                Similar(
                    name=other.name,
                    organization=other.organization,
                    status=other.status,
                    name_degree=by_name if by_name >= SIMILAR_NAME else 0,
                    text_degree=by_text if by_text >= SIMILAR_TEXT else 0,
                )
            )
    return sorted(found, key=lambda s: (-max(s.name_degree, s.text_degree), s.organization))[:SHOWN]

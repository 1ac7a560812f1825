"""Which brands are too much alike (雷同): a warning for whoever writes and whoever reviews, never a block."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery

from branches.models import Organization
from brands.models import Application, ApplicationVersion, SimilarityKey
from core.similarity import SIMILAR_NAME, SIMILAR_TEXT, name_degree, name_keys, text_degree, text_keys

CANDIDATES = 200
SHOWN = 8


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
    if not pks:
        return []
    version = ApplicationVersion.objects.filter(application=OuterRef("pk"), number=OuterRef("version_number"))
    rows = (
        Application.objects.filter(pk__in=pks)
        .annotate(
            their_name=Subquery(version.values("snapshot__name")[:1]),
            their_connotation=Subquery(version.values("snapshot__connotation")[:1]),
            their_goals=Subquery(version.values("snapshot__goals")[:1]),
            owner=F("organization__name"),
        )
        .only("status")
    )
    found = []
    for row in rows:
        degree = name_degree(name, row.their_name or "")
        alike = text_degree(text, compared_text(row.their_connotation or "", row.their_goals or ""))
        if degree >= SIMILAR_NAME or alike >= SIMILAR_TEXT:
            found.append(
                Similar(
                    name=row.their_name,
                    organization=row.owner,
                    status=row.get_status_display(),
                    name_degree=degree if degree >= SIMILAR_NAME else 0,
                    text_degree=alike if alike >= SIMILAR_TEXT else 0,
                )
            )
    return sorted(found, key=lambda s: (-max(s.name_degree, s.text_degree), s.organization))[:SHOWN]

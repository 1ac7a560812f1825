"""What the system knows already of a unit's year: things that an entry may rest on, and how many there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, DateField, F, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Substr

from assessments.enums.ledger import EvidenceKind
from assessments.enums.scheme import Source
from branches.menu import address
from branches.models import Organization
from brands.enums import AnnualPlanStatus, CommitmentStatus, FindingStatus, PhaseRecordStatus
from brands.models import Activity, AnnualPlan, Award, Commitment, Finding, PhaseRecord

MOST_PICKED = 200
LABEL_SIZE = 60


@dataclass(frozen=True)
class EvidenceSource:
    """One kind of thing: `rows(organization, year)` with a text `label` and a `day`, `url_name` of its page."""

    kind: EvidenceKind
    rows: Callable[[Organization, int], QuerySet]
    label: str
    day: str
    url_name: str


def year_of(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _activities(organization: Organization, year: int) -> QuerySet:
    return Activity.objects.filter(organization=organization, held_on__range=year_of(year), is_void=False)


def _phases(organization: Organization, year: int) -> QuerySet:
    return PhaseRecord.objects.filter(brand__organization=organization, due_on__range=year_of(year))


def _handed_in(organization: Organization, year: int) -> QuerySet:
    return _phases(organization, year).filter(handed_in_on__isnull=False)


def _findings(organization: Organization, year: int) -> QuerySet:
    told = Finding.objects.exclude(status=FindingStatus.DRAFT)
    return told.filter(organization=organization, found_on__range=year_of(year))


def _plans(organization: Organization, year: int) -> QuerySet:
    return AnnualPlan.objects.filter(brand__organization=organization, year=year)


def _commitments(organization: Organization, year: int) -> QuerySet:
    rows = Commitment.objects.exclude(status=CommitmentStatus.WITHDRAWN)
    return rows.filter(organization=organization, due_on__range=year_of(year))


def _awards(organization: Organization, year: int) -> QuerySet:
    return Award.objects.filter(organization=organization, awarded_on__range=year_of(year), is_void=False)


K = EvidenceKind
EVIDENCE_SOURCES: Mapping[EvidenceKind, EvidenceSource] = {
    source.kind: source
    for source in (
        EvidenceSource(K.ACTIVITY, _activities, "title", "held_on", "brands:activity_detail"),
        EvidenceSource(K.PHASE_RECORD, _handed_in, "phase__name", "handed_in_on", "brands:phase_detail"),
        EvidenceSource(K.FINDING, _findings, "problem", "found_on", "brands:finding_detail"),
        EvidenceSource(K.ANNUAL_PLAN, _plans, "brand__name", "due_on", "brands:plan_detail"),
        EvidenceSource(K.COMMITMENT, _commitments, "text", "due_on", "brands:commitment_detail"),
        EvidenceSource(K.AWARD, _awards, "title", "awarded_on", "brands:award_list"),
    )
}
# What the office's indicator may name as its source → the kind that it counts.
KIND_OF_SOURCE = {
    Source.ACTIVITIES: K.ACTIVITY,
    Source.PHASES: K.PHASE_RECORD,
    Source.FINDINGS: K.FINDING,
    Source.PLANS: K.ANNUAL_PLAN,
    Source.COMMITMENTS: K.COMMITMENT,
}


@dataclass(frozen=True)
class Found:
    """One thing that may be picked."""

    kind: EvidenceKind
    object_id: int
    label: str
    day: date | None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.object_id}"


def found_in(organization: Organization, year: int, kinds: list[EvidenceKind] | None = None) -> list[Found]:
    """Everything of a unit's year that an entry may rest on, the latest first; one query."""
    parts = [_plain(EVIDENCE_SOURCES[kind], organization, year) for kind in kinds or list(EVIDENCE_SOURCES)]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found = [
        Found(EvidenceKind(kind), pk, label.replace("\n", " "), day)
        for kind, pk, label, day in rows.order_by("-e_day", "pk")[:MOST_PICKED]
    ]
    return found


def _plain(source: EvidenceSource, organization: Organization, year: int) -> QuerySet:
    rows = source.rows(organization, year).order_by()
    rows = rows.annotate(
        e_kind=Value(source.kind.value, output_field=CharField()),
        e_label=Cast(Substr(F(source.label), 1, LABEL_SIZE), CharField(max_length=LABEL_SIZE)),
        e_day=Cast(F(source.day), DateField()),
    )
    return rows.values_list("e_kind", "pk", "e_label", "e_day")


def address_of(kind: str, object_id: int) -> str | None:
    """The page of a picked thing, or the list on which it stands; None where the installation has neither."""
    name = EVIDENCE_SOURCES[EvidenceKind(kind)].url_name
    return address(name, object_id) or address(name)


# What is counted ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """A count of the year: so many of so many, with the words that say what was counted."""

    source: Source
    done: int
    total: int
    text: str

    @property
    def number(self) -> int:
        return self.done


class RowCount(Subquery):
    """How many rows a query has, as a column of another one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def facts_of(organization: Organization, year: int) -> dict[Source, Fact]:
    """What the system counted for the unit in the year; two queries."""
    phases, findings = _phases(organization, year), _findings(organization, year)
    plans, promises = _plans(organization, year), _commitments(organization, year)
    in_time = Q(handed_in_on__lte=F("due_on"), status=PhaseRecordStatus.ACCEPTED)
    counted = {
        "phases": phases, "phases_done": phases.filter(in_time),
        "findings": findings, "findings_done": findings.filter(status=FindingStatus.CLOSED),
        "plans": plans, "plans_done": plans.exclude(status=AnnualPlanStatus.DRAFT),
        "promises": promises, "promises_done": promises.filter(status=CommitmentStatus.KEPT),
    }  # fmt: skip
    columns = [RowCount(rows.order_by().values("pk")) for rows in counted.values()]
    numbers = Organization.objects.filter(pk=organization.pk).values_list(*columns).get()
    n = dict(zip(counted, numbers, strict=True))
    rows = _activities(organization, year).order_by().values_list("kind__name").annotate(n=Count("pk"))
    by_kind = list(rows.order_by("-n", "kind__name"))
    kinds = [f"{name}{number}次" for name, number in by_kind]
    held = sum(number for _, number in by_kind)
    activities = f"开展活动{held}次" + (f"（{'、'.join(kinds)}）" if kinds else "")
    return {
        Source.ACTIVITIES: Fact(Source.ACTIVITIES, held, held, activities),
        Source.PHASES: _share(Source.PHASES, n, "phases", "到期创建阶段{}个，按期验收{}个"),
        Source.FINDINGS: _share(Source.FINDINGS, n, "findings", "督查问题{}个，已销号{}个"),
        Source.PLANS: _share(Source.PLANS, n, "plans", "年度深化计划应报{}份，已报{}份"),
        Source.COMMITMENTS: _share(Source.COMMITMENTS, n, "promises", "到期公开承诺{}项，已兑现{}项"),
    }


def _share(source: Source, numbers: Mapping[str, int], name: str, words: str) -> Fact:
    total, done = numbers[name], numbers[f"{name}_done"]
    return Fact(source, done, total, words.format(total, done))

"""The committee's view of a whole scheme: its table, its charts, where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from assessments import charts
from assessments.enums.ledger import LedgerStatus
from assessments.models import Ledger, LedgerPublication, Scheme, Settlement
from assessments.rules.result import publish_missing
from branches.models import Organization

ORDERS = {"unit": ("organization_path", "pk"), "score": ("rank", "organization_path", "pk")}
GAP_LABELS = ("低报5分以上", "低报2至5分", "一致或低报2分以内", "高报2分以内", "高报2至5分", "高报5分以上")


def counts_by_status(rows: QuerySet[Ledger]) -> dict[str, int]:
    return dict(rows.order_by().values_list("status").annotate(n=Count("pk")))


def units_of(scheme: Scheme) -> list[tuple[str, str]]:
    """The organisations directly below the organiser, to narrow the table by."""
    rows = Organization.objects.filter(parent=scheme.organizer_id).exclude(kind=scheme.assesses)
    return list(rows.order_by("path").values_list("path", "short_name")[:200])


@dataclass(frozen=True)
class Standing:
    """Where a scheme stands: what is settled, what is published, what comes next."""

    settlement: Settlement | None
    publication: LedgerPublication | None
    counts: Mapping[str, int]

    @property
    def is_current(self) -> bool:
        return self.settlement is not None and self.settlement.is_current

    @property
    def open_cuts(self) -> list[dict[str, Any]]:
        return self.settlement.summary.get("open_cuts", []) if self.settlement else []

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        under_way = (LedgerStatus.OPEN, LedgerStatus.SELF_SCORED, LedgerStatus.CHECKED)
        return sum(self.counts.get(status, 0) for status in under_way)

    @property
    def is_ready(self) -> bool:
        """Everybody is confirmed and nothing is published yet."""
        return not self.waiting and self.counts.get(LedgerStatus.CONFIRMED, 0) > 0


def standing_of(scheme: Scheme, counts: Mapping[str, int]) -> Standing:
    """Two queries."""
    settlement = Settlement.objects.filter(scheme=scheme).first()
    publication = scheme.publications.alive().first()
    return Standing(settlement, publication, counts)


def missing_for_publication(scheme: Scheme) -> list[str]:
    return publish_missing(scheme)


def grades_chart(settlement: Settlement) -> charts.Chart:
    rows = settlement.summary.get("grades", [])
    return charts.Chart(
        "等次分布", [name for name, _ in rows], [charts.Series("单位数", [count for _, count in rows])], unit="个"
    )


def gaps_chart(settlement: Settlement) -> charts.Chart:
    """How far self scores were off the confirmed ones."""
    counts = settlement.summary.get("gaps", [])
    labels = GAP_LABELS[: len(counts)]
    return charts.Chart("自评与审定得分之差", labels, [charts.Series("单位数", counts)], unit="个")


def groups_chart(settlement: Settlement) -> charts.Chart:
    rows = settlement.summary.get("groups", [])
    return charts.Chart(
        "各类别平均得分",
        [name for name, _, _ in rows],
        [
            charts.Series("平均得分", [Decimal(points) for _, points, _ in rows]),
            charts.Series("平均满分", [Decimal(most) for _, _, most in rows]),
        ],
        unit="分",
    )


CHARTS = {"grades": grades_chart, "gaps": gaps_chart, "groups": groups_chart}

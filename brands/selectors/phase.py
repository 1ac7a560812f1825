"""What stands on the pages of phases: the tabs of the list, how late something is in words, what is known already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from branches.enums import Ability
from branches.roles import holds_any, scope_of
from brands.enums import FindingStatus, PhaseRecordStatus
from brands.limits import ACCEPTANCE_DAYS, DUE_SOON_DAYS
from brands.models import Activity, Brand, Finding, PhaseRecord, Supervision
from brands.permissions.phase import goes_on
from brands.querysets.application import desks_of
from brands.querysets.phase import PhaseRecordQuerySet
from brands.selectors.workbench import NEXT, Due, Source, bounded_counts
from brands.selectors.workbench import Count as Bounded

BY_DUE = ("due_on", "pk")
LATEST = 8


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    rows: PhaseRecordQuerySet
    order: tuple[str, ...] = BY_DUE


@dataclass(frozen=True)
class Lateness:
    """How late it is, in words; `tone` of the badge."""

    text: str
    tone: str


@dataclass(frozen=True)
class Row:
    record: PhaseRecord
    lateness: Lateness | None
    # Nobody at the desk could accept it, see PhaseRecordQuerySet.with_reviewer.
    is_stuck: bool


def waiting_records(user: Any) -> PhaseRecordQuerySet:
    """What waits for this person: the branch's phases that are due, and what lies at the person's desk."""
    visible = PhaseRecord.objects.visible_to(user)
    parts = []
    if holds_any(user, (Ability.EDIT,)):
        parts.append(visible.written_by(user).to_close())
    if holds_any(user, (Ability.REVIEW,)):
        parts.append(visible.waiting_for(user))
    if len(parts) == 2:
        return visible.filter(Q(pk__in=parts[0].values("pk")) | Q(pk__in=parts[1].values("pk")))
    return parts[0] if parts else visible.none()


def tabs_for(user: Any) -> list[Tab]:
    visible = PhaseRecord.objects.visible_to(user)
    tabs = []
    if holds_any(user, (Ability.EDIT, Ability.REVIEW)):
        tabs.append(Tab("waiting", "待我处理", waiting_records(user)))
    tabs.append(Tab("open", "进行中", visible.running()))
    if holds_any(user, (Ability.EDIT, Ability.ORGANIZE)):
        # Told to those who must act alone: the branch, and the office that runs the program.
        tabs.append(Tab("overdue", "逾期", visible.late_for(user)))
    tabs += [
        Tab("submitted", "待验收", visible.handed_in()),
        Tab("accepted", "已验收", visible.accepted(), ("-due_on", "-pk")),
        Tab("all", "全部", visible),
    ]
    return tabs


def tab_counts(user: Any, tabs: Iterable[Tab]) -> dict[str, Bounded]:
    """Of what may have to be done; how many there are in all is nobody's question."""
    return bounded_counts(user, {tab.key: tab.rows for tab in tabs if tab.key != "all"})


def rows_for(user: Any, records: list[PhaseRecord], today: date | None = None) -> list[Row]:
    """The records of one page, each with the words that this person is to read; no query."""
    on = today or timezone.localdate()
    own, desks = scope_of(user, Ability.EDIT), desks_of(user, Ability.REVIEW)
    offices = desks_of(user, Ability.ORGANIZE)

    def concerns(record: PhaseRecord) -> bool:
        if record.brand.program.organizer_id in offices:
            return True
        if record.status == PhaseRecordStatus.SUBMITTED:
            return record.held_by_id in desks and record.submitted_by_id != user.pk
        return own.covers(record.organization_path)

    return [
        Row(record, lateness_of(record, on) if concerns(record) else None, is_stuck(record, offices))
        for record in records
    ]


def is_stuck(record: PhaseRecord, offices: list[int]) -> bool:
    below = record.held_by_id is not None and record.held_by_id not in offices
    return below and getattr(record, "has_reviewer", True) is False


def lateness_for(user: Any, record: PhaseRecord, today: date | None = None) -> Lateness | None:
    """The same for one record."""
    return rows_for(user, [record], today)[0].lateness


def lateness_of(record: PhaseRecord, on: date) -> Lateness | None:
    """Until it is handed in the branch is late; afterwards it is the superior's turn."""
    if not goes_on(record.brand):
        return None
    if record.status == PhaseRecordStatus.SUBMITTED and record.submitted_at:
        days = (on - timezone.localtime(record.submitted_at).date()).days
        if days > ACCEPTANCE_DAYS:
            return Lateness(f"提交已{days}天，尚未验收", "danger")
        return None
    if record.status != PhaseRecordStatus.OPEN:
        return None
    left = (record.due_on - on).days
    if left < 0:
        return Lateness(f"已逾期{-left}天", "danger")
    if left == 0:
        return Lateness("今天截止", "warn")
    return Lateness(f"还有{left}天截止", "warn") if left <= DUE_SOON_DAYS else None


@dataclass(frozen=True)
class Done:
    """What is known already of a phase: its activities and what inspections have found."""

    total: int
    people: int
    kinds: list[tuple[str, int]]
    # Read where they are shown.
    latest: QuerySet[Activity]
    findings: QuerySet[Finding]

    @property
    def sentence(self) -> str:
        """For the look-back, to be gone on from."""
        if not self.total:
            return ""
        kinds = "、".join(f"{name}{number}次" for name, number in self.kinds)
        people = f"，累计参加{self.people}人次" if self.people else ""
        return f"本阶段开展活动{self.total}次：{kinds}{people}。"


def done_in(record: PhaseRecord, user: Any) -> Done:
    rows = Activity.objects.visible_to(user).filter(phase_record=record, is_void=False)
    counted = rows.order_by().values("kind__name", "kind__order").annotate(n=Count("pk"), people=Sum("people"))
    kinds = sorted(counted, key=lambda row: (row["kind__order"], row["kind__name"]))
    told = Finding.objects.visible_to(user).told().exclude(status=FindingStatus.CLOSED)
    findings = told.filter(organization=record.brand.organization_id)
    return Done(
        total=sum(row["n"] for row in kinds),
        people=sum(row["people"] or 0 for row in kinds),
        kinds=[(row["kind__name"], row["n"]) for row in kinds],
        latest=rows.select_related("kind").order_by("-held_on", "-pk")[:LATEST],
        findings=findings.order_by("due_on", "pk")[:LATEST],
    )


def known_texts(record: PhaseRecord, done: Done) -> dict[str, str]:
    """What the closing form is filled with before anybody has written in it."""
    if record.edit_version:
        return {}
    texts = {"looked_back_plan": record.plan, "looked_back_do": done.sentence}
    return {name: text for name, text in texts.items() if text and not getattr(record, name)}


def demand_of(brand: Brand) -> Any:
    """The office's word on what is wrong, while the brand must be filed anew."""
    return brand.events.filter(step="demand").order_by("-at", "-pk").first()


def next_phases(rows: Any) -> list[Due]:
    """What is due next comes first."""
    today = timezone.localdate()
    found = rows.for_list().order_by(*BY_DUE)[:NEXT]
    return [
        Due(f"{row.brand.name}：{row.phase.name}", "brands:phase_detail", row.pk, _note(row, today), None)
        for row in found
    ]


def _note(record: PhaseRecord, today: date) -> str:
    if record.is_returned:
        return "退回修改"
    late = lateness_of(record, today)
    return late.text if late else f"{record.due_on:%Y-%m-%d}截止"


def next_closings(rows: Any) -> list[Due]:
    """Whoever has waited longest comes first."""
    found = rows.for_list().order_by("submitted_at", "pk")[:NEXT]
    return [
        Due(
            f"{row.brand.name}：{row.phase.name}",
            "brands:phase_detail",
            row.pk,
            row.brand.organization.name,
            row.submitted_at,
        )
        for row in found
    ]


def next_reapplications(rows: QuerySet[Brand]) -> list[Due]:
    found = rows.select_related("organization").order_by("pk")[:NEXT]
    return [Due(row.name, "brands:brand_detail", row.pk, row.organization.short_name, row.updated_at) for row in found]


def next_supervisions(rows: QuerySet[Supervision]) -> list[Due]:
    found = rows.order_by("due_on", "pk")[:NEXT]
    return [
        Due(row.title, "brands:supervision_detail", row.pk, f"{row.due_on:%Y-%m-%d}前反馈", row.updated_at)
        for row in found
    ]


SOURCES = (
    Source(
        key="phase_tasks",
        label="待提交阶段小结",
        icon="signpost-split",
        url_name="brands:phase_list",
        query="tab=waiting",
        abilities=(Ability.EDIT,),
        rows=lambda user: PhaseRecord.objects.written_by(user).to_close(),
        next_rows=next_phases,
        menu="phases",
    ),
    Source(
        key="closings",
        label="待验收阶段",
        icon="clipboard-check",
        url_name="brands:phase_list",
        query="tab=waiting",
        abilities=(Ability.REVIEW,),
        rows=lambda user: PhaseRecord.objects.visible_to(user).waiting_for(user),
        next_rows=next_closings,
        menu="phases",
    ),
    Source(
        key="reapplications",
        label="须重新申报的品牌",
        icon="arrow-repeat",
        url_name="brands:brand_list",
        query="status=reapplying",
        abilities=(Ability.EDIT,),
        rows=lambda user: Brand.objects.to_reapply(user),
        next_rows=next_reapplications,
    ),
    Source(
        key="supervisions",
        label="待反馈督办",
        icon="envelope-exclamation",
        url_name="brands:supervision_list",
        query="status=sent",
        abilities=(Ability.REVIEW,),
        rows=lambda user: Supervision.objects.to_answer(user),
        next_rows=next_supervisions,
        menu="phases",
    ),
    Source(
        key="supervision_answers",
        label="待办结督办",
        icon="envelope-check",
        url_name="brands:supervision_list",
        query="status=answered",
        abilities=(Ability.ORGANIZE,),
        rows=lambda user: Supervision.objects.to_settle(user),
        menu="phases",
    ),
)

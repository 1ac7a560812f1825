"""A scheme in force over a small tree, with ledgers in any state, taken there by the services."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.enums.ledger import Column, LedgerStatus
from assessments.enums.scheme import IndicatorKind as K
from assessments.enums.scheme import SchemeStatus, Source
from assessments.models import GradeRule, Group, Indicator, Ledger, LedgerPublication, Scheme
from assessments.scoring import Given
from assessments.services import result
from assessments.services.ledger import Said, advance_ledger, open_ledgers, save_column, settle
from branches.enums import Role
from branches.models import Organization
from brands.models import Activity
from core.models import Job
from tests.factories.activities import ActivityFactory
from tests.factories.branches import OrganizationFactory, Tree, fresh, person, small_tree

YEAR = timezone.localdate().year
TODAY = timezone.localdate()


def D(text: str | int) -> Decimal:
    return Decimal(str(text))


@dataclass
class Office:
    """A working committee with its people, its branches and one scheme in force."""

    tree: Tree
    scheme: Scheme
    office: User
    second_office: User
    director: User
    second_director: User
    secretary: User
    clerk: User
    member: User
    reviewer: User
    committee_reviewer: User
    sibling_secretary: User
    direct_secretary: User
    foreign_office: User
    foreign_secretary: User
    outsider: User
    indicators: dict[str, Indicator]

    @property
    def people(self) -> dict[str, User]:
        return {name: fresh(value) for name, value in vars(self).items() if isinstance(value, User)}

    def ledger(self, organization: Organization | None = None) -> Ledger:
        return Ledger.objects.get(scheme=self.scheme, organization=organization or self.tree.branch)

    def secretary_of(self, organization: Organization) -> User:
        found = {
            self.tree.branch.pk: self.secretary,
            self.tree.sibling.pk: self.sibling_secretary,
            self.tree.direct.pk: self.direct_secretary,
        }
        return fresh(found[organization.pk])

    def checker_of(self, organization: Organization) -> User:
        return fresh(self.office if organization.parent_id == self.tree.top.pk else self.reviewer)


def scheme_of(organizer: Organization, **fields: Any) -> Scheme:
    """60 + 40 base points, a bonus, a deduction and a veto; 优秀 ≤ 1/3 from 90, 良好 from 80, 合格 from 60."""
    values = {"name": "党支部年度考核细则", "year": YEAR, "status": SchemeStatus.IN_FORCE} | fields
    scheme = Scheme.objects.create(organizer=organizer, frozen_at=timezone.now(), **values)
    rows = (("优秀", 90, "1/3"), ("良好", 80, ""), ("合格", 60, ""), ("不合格", None, ""))
    for order, (name, threshold, quota) in enumerate(rows, start=1):
        GradeRule.objects.create(scheme=scheme, order=order, name=name, threshold=threshold, quota=quota)
    first = Group.objects.create(scheme=scheme, order=1, name="组织建设")
    second = Group.objects.create(scheme=scheme, order=2, name="作用发挥")
    common = {"content": "按要求开展", "mechanism": "查阅记录"}
    Indicator.objects.create(
        group=first, order=1, name="组织生活", kind=K.BASE, maximum=60, source=Source.ACTIVITIES, **common
    )
    Indicator.objects.create(group=second, order=1, name="品牌创建", kind=K.BASE, maximum=40, **common)
    Indicator.objects.create(group=second, order=2, name="获得荣誉", kind=K.BONUS, maximum=5, **common)
    Indicator.objects.create(group=second, order=3, name="逾期未办", kind=K.DEDUCTION, per_event=1, floor=-5, **common)
    Indicator.objects.create(group=second, order=4, name="违纪违法", kind=K.VETO, **common)
    return scheme


def lines_of(scheme: Scheme) -> dict[str, Indicator]:
    return {indicator.name: indicator for indicator in Indicator.objects.of(scheme)}


def office(**fields: Any) -> Office:
    """Ledgers of three branches are open."""
    tree = small_tree()
    scheme = scheme_of(tree.top, **({"mass_share": 0, "organization_share": 100} | fields))
    stage = Office(
        tree=tree,
        scheme=scheme,
        office=person(Role.OFFICE, tree.top),
        second_office=person(Role.OFFICE, tree.top),
        director=person(Role.DIRECTOR, tree.top),
        second_director=person(Role.DIRECTOR, tree.top),
        secretary=person(Role.SECRETARY, tree.branch),
        clerk=person(Role.CLERK, tree.branch),
        member=person(Role.MEMBER, tree.branch),
        reviewer=person(Role.REVIEWER, tree.general),
        committee_reviewer=person(Role.REVIEWER, tree.committee),
        sibling_secretary=person(Role.SECRETARY, tree.sibling),
        direct_secretary=person(Role.SECRETARY, tree.direct),
        foreign_office=person(Role.OFFICE, tree.foreign_top),
        foreign_secretary=person(Role.SECRETARY, tree.foreign),
        outsider=person(Role.JUDGE, tree.top),
        indicators=lines_of(scheme),
    )
    open_ledgers(scheme)
    return stage


def said(stage: Office, life: Any = 50, brand: Any = 30, **others: Said) -> dict[int, Said]:
    """Points of the two base lines, and whatever else is named by the line's name."""
    rows = {"组织生活": Said(Given(points=D(life))), "品牌创建": Said(Given(points=D(brand)))} | others
    return {stage.indicators[name].pk: one for name, one in rows.items()}


def fill(ledger: Ledger, column: Column, marks: dict[int, Said], actor: Any) -> Ledger:
    return save_column(ledger, column, said=marks, actor=fresh(actor), version=ledger.edit_version)


def activity(organization: Organization, **fields: Any) -> Activity:
    """Evidence of this year, under a title by which pages are searched."""
    return ActivityFactory(organization=organization, **({"title": "清明祭扫", "held_on": TODAY} | fields))


def self_scored(stage: Office, organization: Organization | None = None, **marks: Any) -> Ledger:
    unit = organization or stage.tree.branch
    secretary = stage.secretary_of(unit)
    ledger = fill(stage.ledger(unit), Column.SELF, said(stage, **marks), secretary)
    return advance_ledger(ledger, "submit", actor=secretary)


def checked(stage: Office, organization: Organization | None = None, **marks: Any) -> Ledger:
    unit = organization or stage.tree.branch
    return advance_ledger(self_scored(stage, unit, **marks), "check", actor=stage.checker_of(unit))


def confirmed(stage: Office, organization: Organization | None = None, **marks: Any) -> Ledger:
    return advance_ledger(checked(stage, organization, **marks), "confirm", actor=fresh(stage.director))


POINTS = ((55, 38), (50, 35), (40, 25))


def all_confirmed(stage: Office, points: Any = POINTS) -> list[Ledger]:
    units = (stage.tree.branch, stage.tree.sibling, stage.tree.direct)
    return [confirmed(stage, unit, life=a, brand=b) for unit, (a, b) in zip(units, points, strict=True)]


def settled(stage: Office, points: Any = POINTS) -> list[Ledger]:
    ledgers = all_confirmed(stage, points)
    run_settlement(stage)
    return [Ledger.objects.get(pk=ledger.pk) for ledger in ledgers]


def run_settlement(stage: Office) -> str:
    scheme = Scheme.objects.get(pk=stage.scheme.pk)
    outcome = settle(scheme, actor=fresh(stage.office))
    # As the job does: with the mark that it is done.
    with transaction.atomic():
        outcome.effect()
    return outcome.message


def publication_values(**changes: Any) -> dict[str, Any]:
    return {
        "title": f"{YEAR}年度党支部考核结果", "body": "现将考核结果予以公布。", "contact": "工委办公室 0000-12345678",
        "wanted_range": "unit", "shows_totals": True, "appeal_days": 5,
    } | changes  # fmt: skip


def published(stage: Office, points: Any = POINTS, **changes: Any) -> LedgerPublication:
    if not Ledger.objects.filter(scheme=stage.scheme, status=LedgerStatus.CONFIRMED).exists():
        settled(stage, points)
    office_user, director = fresh(stage.office), fresh(stage.director)
    values = publication_values(**changes)
    publication = result.draft_publication(stage.scheme, values=values, actor=office_user)
    publication = result.advance_publication(publication, "check", actor=office_user, comment="已审查，无涉密内容。")
    publication = result.advance_publication(publication, "approve", actor=director)
    result.move_ledgers(publication, "approve", actor=director)
    return publication


def closed(stage: Office, points: Any = POINTS, **changes: Any) -> LedgerPublication:
    publication = published(stage, points, **changes)
    LedgerPublication.objects.filter(pk=publication.pk).update(appeals_until=TODAY - timedelta(days=1))
    director = fresh(stage.director)
    publication = result.advance_publication(publication, "close", actor=director)
    result.move_ledgers(publication, "close", actor=director)
    return publication


def jobs(kind: str) -> list[Job]:
    return list(Job.objects.filter(kind=kind))


def more_branches(stage: Office, count: int) -> list[Organization]:
    units = [OrganizationFactory(parent=stage.tree.general) for _ in range(count)]
    open_ledgers(stage.scheme)
    return units

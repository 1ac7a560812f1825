"""A branch with an accepted brand and a neighbour that lags behind, and the calendar that their years pass on."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from brands.models import Brand, Honour, PhaseRecord
from brands.services.application import advance
from tests.e2e.walking import Walk
from tests.factories.activities import kind
from tests.factories.branches import Cast, Tree, fresh, small_cast, small_tree
from tests.factories.brands import ApplicationFactory, BrandFactory, ProgramFactory

NAME, NEIGHBOUR = "红心筑路", "暖心驿站"
ACCEPTED_ON = "2026-01-12"
CLIMB = [
    ("submit", "secretary"),
    ("endorse", "general_reviewer"),
    ("endorse", "committee_reviewer"),
    ("screen", "office"),
]


@dataclass
class Life:
    """Whose years are walked; months can't be waited for, so the clock that all share is put forward."""

    walk: Walk
    clock: object
    tree: Tree
    cast: Cast
    brand: Brand
    neighbour: Brand

    def comes(self, day: str) -> None:
        """That day's morning: whoever was logged in has gone home since."""
        self.walk.close()
        turn(self.clock, day)

    def record(self, order: int) -> PhaseRecord:
        return self.brand.phase_records.get(phase__order=order)

    @property
    def honour(self) -> Honour:
        return self.brand.honours.get()

    def at(self, name: str, pk: int) -> str:
        return reverse(f"brands:{name}", args=[pk])


def turn(clock: object, day: str) -> None:
    clock.move_to(timezone.make_aware(datetime.fromisoformat(f"{day}T09:00")), tick=True)


def begin(walk: Walk, clock: object) -> Life:
    """The brand is filed and accepted as its people would, without their pages: that way is walked elsewhere."""
    turn(clock, ACCEPTED_ON)
    tree = small_tree()
    cast = small_cast(tree)
    kind()
    program = ProgramFactory(organizer=tree.top, name="云岭市直机关党建品牌创建活动")
    filed = ApplicationFactory(program=program, organization=tree.branch, name=NAME)
    for step, who in CLIMB:
        filed = advance(filed, step, actor=again(cast, who), comment="同意。")
    filed = advance(filed, "accept", actor=again(cast, "director"), publication_range="public")
    neighbour = BrandFactory(program=program, organization=tree.sibling, name=NEIGHBOUR)
    return Life(walk, clock, tree, cast, Brand.objects.get(pk=filed.brand_id), neighbour)


def again(cast: Cast, who: str) -> User:
    return fresh(getattr(cast, who))

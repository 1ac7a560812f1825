"""Brands in their phases, at every state of a closing, and supervision notes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from brands.enums import PhaseRecordStatus
from brands.limits import CLOSING_LIMITS
from brands.models import Brand, PhaseRecord, Supervision
from brands.services.phase import advance_phase, save_closing
from brands.services.supervision import send_supervisions
from core.onetime import new_key
from tests.factories.branches import Cast, Tree, fresh, small_cast, small_tree
from tests.factories.brands import BrandFactory, ProgramFactory


def closing_texts(**changes: str) -> dict[str, str]:
    """Complete and within every limit."""
    return {name: f"本阶段{name}：走访服务对象四十户，办成实事六件。" for name in CLOSING_LIMITS} | changes


@dataclass
class Passage:
    """One brand of `tree.branch` on its way through the phases."""

    tree: Tree
    cast: Cast
    brand: Brand

    @property
    def program(self) -> Any:
        return self.brand.program

    def record(self, order: int = 1) -> PhaseRecord:
        return PhaseRecord.objects.get(brand=self.brand, phase__order=order)

    def write(self, order: int = 1, **changes: str) -> PhaseRecord:
        record = self.record(order)
        texts = closing_texts(**changes)
        return save_closing(record, texts=texts, actor=fresh(self.cast.clerk), version=record.edit_version)

    def submit(self, order: int = 1, **changes: str) -> PhaseRecord:
        return advance_phase(self.write(order, **changes), "submit", actor=fresh(self.cast.secretary))

    def accept(self, order: int = 1) -> PhaseRecord:
        return advance_phase(self.record(order), "accept", actor=fresh(self.cast.general_reviewer), comment="同意。")

    def turn_back(self, order: int = 1, comment: str = "请补充数据") -> PhaseRecord:
        return advance_phase(self.record(order), "return", actor=fresh(self.cast.general_reviewer), comment=comment)

    def reload(self) -> Brand:
        self.brand = Brand.objects.select_related("program__organizer", "organization").get(pk=self.brand.pk)
        return self.brand


def passage(tree: Tree | None = None, cast: Cast | None = None, **brand: Any) -> Passage:
    """In creation, the first phase open until 30 days from today, three more to come."""
    tree = tree or small_tree()
    cast = cast or small_cast(tree)
    brand.setdefault("program", None)
    program = brand.pop("program") or ProgramFactory(organizer=tree.top)
    made = BrandFactory(program=program, **({"organization": tree.branch} | brand))
    begin_now(made)
    return Passage(tree, cast, Brand.objects.select_related("program__organizer", "organization").get(pk=made.pk))


def begin_now(brand: Brand, *, days: int = 30) -> None:
    """The first phase runs, with so many days left."""
    today = timezone.localdate()
    for place, record in enumerate(brand.phase_records.order_by("phase__order")):
        PhaseRecord.objects.filter(pk=record.pk).update(
            status=PhaseRecordStatus.UPCOMING if place else PhaseRecordStatus.OPEN,
            starts_on=today - timedelta(days=60),
            due_on=today + timedelta(days=days + 90 * place),
        )


def overdue_record(brand: Brand, *, days: int = 3) -> PhaseRecord:
    """Its open phase's last day was so many days ago."""
    day = timezone.localdate() - timedelta(days=days)
    brand.phase_records.filter(status=PhaseRecordStatus.OPEN).update(due_on=day, starts_on=day - timedelta(days=60))
    return brand.phase_records.select_related("brand__program__organizer", "brand__organization").get(
        status=PhaseRecordStatus.OPEN
    )


def supervision_of(stage: Passage, **changes: Any) -> Supervision:
    """The office has asked the branch's general branch about its overdue phase."""
    values = {"title": "尽快完成阶段任务", "text": "请督促所属党支部于期限前提交阶段小结。"}
    values |= {"due_on": timezone.localdate() + timedelta(days=7)} | changes
    record = overdue_record(stage.brand)
    (made,) = send_supervisions([record], **values, actor=fresh(stage.cast.office), key=new_key())
    return made

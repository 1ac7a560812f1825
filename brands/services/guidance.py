"""The class of a brand: applied from the rules, overruled by the office, told by the yearly ledger."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from branches.models import Organization
from brands.enums import GuidanceClass
from brands.models import Brand, GuidanceJudgement, GuidanceRule, Program
from brands.permissions.guidance import may_judge, may_write_rules
from brands.rules.guidance import check_rules, verdict
from brands.selectors.guidance import GUIDED, facts_of, rules_by_program, usual_rules
from core import jobs
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused

BATCH = 500
READ = ("pk", "program_id", "organization_id", "guidance_class", "guidance_reasons", "last_ledger_score", "status")


@dataclass(frozen=True)
class Applied:
    looked_at: int
    changed: int

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(self.looked_at + other.looked_at, self.changed + other.changed)


def lock_brands(brands: Iterable[int]) -> list[Brand]:
    """In one order, and before the trail's end is locked, as every act on brands does."""
    rows = Brand.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(brands))
    return list(rows.only(*READ).order_by("pk"))


def lock_brands_of(organizations: Iterable[int]) -> list[Brand]:
    rows = Brand.objects.select_for_update(of=("self",), no_key=True).filter(organization__in=list(organizations))
    return list(rows.only(*READ).order_by("pk"))


def reclassify(brands: Sequence[Brand], *, today: date | None = None, dry_run: bool = False) -> Applied:
    """Store class and reasons of brands that the caller has locked; the office's word in force comes first."""
    brands = [brand for brand in brands if brand.status in GUIDED]
    today = today or timezone.localdate()
    rules = rules_by_program({brand.program_id for brand in brands})
    facts = facts_of(brands, today)
    judged = dict(
        GuidanceJudgement.objects.filter(brand__in=[b.pk for b in brands], ended_at__isnull=True).values_list(
            "brand", "guidance_class"
        )
    )
    changed = []
    for brand in brands:
        found, reasons = verdict(rules[brand.program_id] or usual_rules(brand.program_id), facts[brand.pk])
        found = judged.get(brand.pk, found)
        if (brand.guidance_class, brand.guidance_reasons) != (found, reasons):
            brand.guidance_class, brand.guidance_reasons = found, reasons
            changed.append(brand)
    if changed and not dry_run:
        Brand.objects.bulk_update(changed, ["guidance_class", "guidance_reasons"])
    return Applied(len(brands), len(changed))


def ensure_rules(programs: set[int]) -> None:
    """A program that has no rules yet gets the usual ones.

    Done apart from the steps of brands: here a program is locked, and who writes rules locks programs, then the trail.
    """
    have = set(GuidanceRule.objects.filter(program__in=programs).values_list("program", flat=True))
    for program in sorted(programs - have):
        # Two at once: the second waits here and finds the rules of the first.
        Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program)
        if not GuidanceRule.objects.filter(program=program).exists():
            GuidanceRule.objects.bulk_create(usual_rules(program))


def classify(program: Program | None = None, *, today: date | None = None, dry_run: bool = False) -> Iterator[Applied]:
    """Apply the rules to every brand (of one program), batch by batch, each in a transaction of its own."""
    rows = Brand.objects.filter(status__in=GUIDED)
    rows = rows.filter(program=program) if program else rows
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            brands = lock_brands(batch)
            if not dry_run:
                ensure_rules({brand.program_id for brand in brands})
            applied = reclassify(brands, today=today, dry_run=dry_run)
        yield applied
        last = batch[-1]


def note_ledger(organization: Organization, *, year: int, score: Decimal | None, grade: str) -> None:
    """The organisation's ledger of the year is closed: its brands remember it and are classed anew.

    Inside the caller's transaction, and before the caller writes to the trail (`Flow.take`, `record`):
    every act on brands locks them first. An earlier year's ledger changes nothing.
    """
    with transaction.atomic():
        brands = lock_brands_of([organization.pk])
        rows = Brand.objects.filter(pk__in=[brand.pk for brand in brands])
        rows = rows.filter(Q(last_ledger_year__isnull=True) | Q(last_ledger_year__lte=year))
        rows.update(last_ledger_year=year, last_ledger_score=score, last_ledger_grade=grade[:20])
        reclassify(lock_brands_of([organization.pk]))


@dataclass(frozen=True)
class RuleDraft:
    guidance_class: str
    fact: str
    at_least: Decimal | None
    at_most: Decimal | None


def rules_token(rules: Iterable[GuidanceRule]) -> str:
    """What somebody saw who edits the rules."""
    text = "|".join(f"{r.order}:{r.guidance_class}:{r.fact}:{r.at_least}:{r.at_most}" for r in rules)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write_rules(program: Program, drafts: Sequence[RuleDraft], *, actor: Any, seen: str | None = None) -> None:
    """The rules of a program anew, in this order; its brands are classed again by a job."""
    if not may_write_rules(actor, program):
        raise StepRefused("只有组织单位的工委办公室可以修改分类规则。")
    check_rules(drafts)
    with transaction.atomic():
        Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
        present = list(program.guidance_rules.order_by("order", "pk"))
        if seen is not None and rules_token(present) != seen:
            raise StaleCopy("分类规则刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        program.guidance_rules.all().delete()
        GuidanceRule.objects.bulk_create(
            GuidanceRule(
                program=program, order=order, guidance_class=draft.guidance_class, fact=draft.fact,
                at_least=draft.at_least, at_most=draft.at_most,
            )
            for order, draft in enumerate(drafts, start=1)
        )  # fmt: skip
        record(AuditKind.CHANGE, "修改分类规则", actor=actor, subject=program, details={"rules": len(drafts)})
        jobs.enqueue("classify_program", f"{program.name}：按新规则分类", {"program": program.pk}, actor)


def judge(brand: Brand, guidance_class: str, *, reason: str, actor: Any) -> GuidanceJudgement:
    """The office's own word; it takes the place of an earlier one and holds until it is ended."""
    if not may_judge(actor, brand):
        raise StepRefused("只有组织单位的工委办公室可以判定类别。")
    if guidance_class not in GuidanceClass.values:
        raise BusinessError("请选择类别。")
    if not reason.strip():
        raise BusinessError("请写明判定理由。")
    with transaction.atomic():
        locked = lock_brands([brand.pk])
        _refuse_stopped(locked[0])
        _end(brand, actor)
        made = GuidanceJudgement.objects.create(
            brand=brand, guidance_class=guidance_class, reason=reason.strip(), made_by=actor
        )
        reclassify(locked)
        record(AuditKind.CHANGE, "判定分类指导类别", actor=actor, subject=brand, details={"class": guidance_class})
    return made


def end_judgement(brand: Brand, *, actor: Any) -> None:
    """From now on the rules decide again."""
    if not may_judge(actor, brand):
        raise StepRefused("只有组织单位的工委办公室可以结束判定。")
    with transaction.atomic():
        locked = lock_brands([brand.pk])
        if not _end(brand, actor):
            raise BusinessError("该品牌现在没有工委办公室的判定，类别已由规则确定。")
        reclassify(locked)
        record(AuditKind.CHANGE, "结束分类判定", actor=actor, subject=brand)


def _end(brand: Brand, actor: Any) -> int:
    rows = GuidanceJudgement.objects.filter(brand=brand, ended_at__isnull=True)
    return rows.update(ended_at=timezone.now(), ended_by=actor)


def _refuse_stopped(brand: Brand) -> None:
    if brand.status not in GUIDED:
        raise BusinessError(f"该品牌{brand.get_status_display()}，不再分类。")

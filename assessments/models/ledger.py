"""The yearly ledger of one unit: its entries in three columns, the evidence they rest on, what they came to."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.enums.ledger import Column, EvidenceKind, LedgerStatus, Mark
from assessments.models.scheme import Indicator, Scheme, points
from assessments.querysets.ledger import LedgerEntryQuerySet, LedgerQuerySet
from assessments.scoring import Given
from branches.models import Organization
from branches.tree import PATH_MAX
from core.models import StepEvent, TimeStamped

# Sorts after every rank: nothing has been settled yet.
UNRANKED = 2_000_000_000
LONGEST_REASON = 500


def total(label: str, **options: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=9, decimal_places=3, null=True, blank=True, **options)


class Ledger(TimeStamped):
    """One unit and one scheme; immutable once it is closed."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, verbose_name="考核细则", related_name="ledgers")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="ledgers")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField("状态", max_length=12, choices=LedgerStatus, default=LedgerStatus.OPEN)
    edit_version = models.PositiveIntegerField(default=0, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="最后填写人", null=True, blank=True, related_name="+"
    )
    # What each column comes to within the organisation's part; written when it is handed on.
    self_score = total("自评得分")
    superior_score = total("上级评分")
    organization_score = total("组织考核得分")
    # Written when the whole scheme is settled.
    mass_score = total("群众评价得分")
    total = total("总分")
    grade = models.CharField("等次", max_length=20, blank=True)
    rank = models.PositiveIntegerField("名次", default=UNRANKED)
    # The lines that lead to the total, and what led to the grade: {"lines": [...], "groups": [...], "vetoes": [...]}.
    arithmetic = models.JSONField("计分过程", default=dict, blank=True)
    grade_note = models.CharField("等次说明", max_length=300, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = "考核台账"
        verbose_name_plural = "考核台账"
        ordering = ["-year", "organization_path", "pk"]
        indexes = [
            models.Index(fields=["scheme", "status", "organization_path"]),
            models.Index(fields=["scheme", "organization_path", "id"]),
            models.Index(fields=["scheme", "rank", "organization_path"]),
            models.Index(fields=["organization_path", "status", "-year"]),
            models.Index(fields=["organization", "-year"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=LedgerStatus.values), name="ledger_status_known"),
            models.UniqueConstraint(fields=["scheme", "organization"], name="ledger_once_a_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}{self.year}年度考核台账"

    @property
    def is_ranked(self) -> bool:
        return self.rank != UNRANKED


class LedgerEvent(StepEvent):
    subject = models.ForeignKey(Ledger, models.CASCADE, related_name="events")


class LedgerEntry(models.Model):
    """One indicator of one ledger: points, a number of times or a mark in each column, and why they differ."""

    ledger = models.ForeignKey(Ledger, models.CASCADE, verbose_name="考核台账", related_name="entries")
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name="考核指标", related_name="entries")
    self_points = points("自评分", null=True, blank=True)
    self_times = models.PositiveSmallIntegerField("自评次数", null=True, blank=True)
    self_mark = models.CharField("自评标记", max_length=4, choices=Mark, blank=True)
    self_reason = models.CharField("自评说明", max_length=LONGEST_REASON, blank=True)
    superior_points = points("上级评分", null=True, blank=True)
    superior_times = models.PositiveSmallIntegerField("上级核实次数", null=True, blank=True)
    superior_mark = models.CharField("上级标记", max_length=4, choices=Mark, blank=True)
    superior_reason = models.CharField("上级评分说明", max_length=LONGEST_REASON, blank=True)
    confirmed_points = points("审定分", null=True, blank=True)
    confirmed_times = models.PositiveSmallIntegerField("审定次数", null=True, blank=True)
    confirmed_mark = models.CharField("审定标记", max_length=4, choices=Mark, blank=True)
    confirmed_reason = models.CharField("审定说明", max_length=LONGEST_REASON, blank=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "台账条目"
        verbose_name_plural = "台账条目"
        ordering = ["ledger", "indicator__group__order", "indicator__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ledger", "indicator"], name="ledger_entry_once"),
            *(
                models.CheckConstraint(condition=Q(**{f"{column}_mark__in": Mark.values}), name=f"ledger_{column}_mark")
                for column in Column.values
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.indicator}"

    def given(self, column: str) -> Given:
        """What one column says, for the arithmetic."""
        mark = getattr(self, f"{column}_mark")
        return Given(
            points=getattr(self, f"{column}_points"),
            times=getattr(self, f"{column}_times"),
            is_hit=mark == Mark.HIT,
            not_applicable=mark == Mark.NOT_APPLICABLE,
        )

    def reason(self, column: str) -> str:
        return getattr(self, f"{column}_reason")

    def put(self, column: str, given: Given, reason: str) -> None:
        """Set one column; saving is the caller's."""
        mark = Mark.NOT_APPLICABLE if given.not_applicable else Mark.HIT if given.is_hit else Mark.NONE
        for name, value in (("points", given.points), ("times", given.times), ("mark", mark), ("reason", reason)):
            setattr(self, f"{column}_{name}", value)


class LedgerEvidence(models.Model):
    """What an entry rests on: something that is in the system already, by kind and key, with its words as picked."""

    entry = models.ForeignKey(LedgerEntry, models.CASCADE, verbose_name="台账条目", related_name="evidence")
    kind = models.CharField("类别", max_length=16, choices=EvidenceKind)
    object_id = models.PositiveBigIntegerField("编号")
    label = models.CharField("名称", max_length=120)
    day = models.DateField("日期", null=True, blank=True)

    class Meta:
        verbose_name = "台账佐证"
        verbose_name_plural = "台账佐证"
        ordering = ["entry", "day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "object_id"], name="ledger_evidence_once"),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="ledger_evidence_kind_known"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def in_words(self) -> str:
        """With what it is and when it was."""
        day = f"，{self.day:%Y-%m-%d}" if self.day else ""
        return f"{self.label}（{self.get_kind_display()}{day}）"

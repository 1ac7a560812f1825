"""What becomes of a scheme's ledgers: settled together, published in a range, appealed, and what they lead to."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from assessments.enums.ledger import AppealStatus, ProposalKind, ProposalStatus, PublicationStatus
from assessments.models.ledger import Ledger, LedgerEntry
from assessments.models.scheme import Scheme
from assessments.querysets.result import AppealQuerySet, ProposalQuerySet, PublicationQuerySet
from branches.tree import PATH_MAX
from brands.models import Brand
from core.enums import PublicationRange
from core.models import Publishable, StepEvent, TimeStamped


class Settlement(TimeStamped):
    """The last reckoning of totals, ranks and grades over a whole scheme, and what it found."""

    scheme = models.OneToOneField(Scheme, models.PROTECT, verbose_name="考核细则", related_name="settlement")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核算人", null=True, related_name="+"
    )
    settled_at = models.DateTimeField("核算时间", null=True, blank=True)
    # Of equals at the cut of a quota, whom the committee chose: {grade's key: [organisation keys]}, with its reason.
    choices = models.JSONField("择定", default=dict, blank=True)
    choice_reason = models.CharField("择定理由", max_length=500, blank=True)
    # Counts by grade, the cuts, means by group and how far self scores were off; see services.ledger.settling.
    summary = models.JSONField("汇总", default=dict)
    # Confirmations, reopenings and corrections so far, and how many of them the reckoning has seen.
    changes = models.PositiveIntegerField("变动次数", default=0)
    changes_seen = models.PositiveIntegerField("已核算的变动", default=0)

    class Meta:
        verbose_name = "考核核算"
        verbose_name_plural = "考核核算"

    def __str__(self) -> str:
        return f"{self.scheme}核算"

    @property
    def is_current(self) -> bool:
        """Nothing has changed since the reckoning."""
        return self.settled_at is not None and self.changes == self.changes_seen


class LedgerPublication(Publishable, TimeStamped):
    """The results of a scheme shown in a range, with the days in which they may be appealed."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, verbose_name="考核细则", related_name="publications")
    title = models.CharField("标题", max_length=100)
    body = models.TextField("说明", max_length=2000, blank=True)
    contact = models.CharField("受理部门与联系方式", max_length=200)
    # What it is to be shown to once approved; publication_range says what it is shown to now.
    wanted_range = models.CharField(
        "公布范围",
        max_length=12,
        choices=[choice for choice in PublicationRange.choices if choice[0] != PublicationRange.NONE],
        default=PublicationRange.BRANCH,
    )
    # Within a unit and among units; the public sees grades alone.
    shows_totals = models.BooleanField("同时公布总分和名次", default=False)
    appeal_days = models.PositiveSmallIntegerField(
        "申诉期（工作日）", default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    appeals_until = models.DateField("申诉截止日期", null=True, blank=True)
    secrecy_note = models.CharField("保密与准确性审查意见", max_length=200, blank=True)
    status = models.CharField("状态", max_length=12, choices=PublicationStatus, default=PublicationStatus.DRAFT)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟稿人", null=True, related_name="+"
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "考核结果公布"
        verbose_name_plural = "考核结果公布"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["publication_range", "-published_from"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PublicationStatus.values), name="publication_status_known"),
            models.UniqueConstraint(
                fields=["scheme"], condition=~Q(status=PublicationStatus.WITHDRAWN), name="publication_one_alive"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PublicationEvent(StepEvent):
    subject = models.ForeignKey(LedgerPublication, models.CASCADE, related_name="events")


class Appeal(TimeStamped):
    """What a unit holds against its result, and the answer."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, verbose_name="考核台账", related_name="appeals")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, verbose_name="涉及指标", null=True, blank=True, related_name="appeals"
    )
    text = models.TextField("申诉理由", max_length=1000)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申诉人", related_name="+")
    filed_at = models.DateTimeField("申诉时间")
    answer = models.TextField("答复", blank=True, max_length=1000)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    # What an upheld appeal changed: [indicator, before, after].
    correction = models.JSONField("更正", default=list, blank=True)
    status = models.CharField("状态", max_length=12, choices=AppealStatus, default=AppealStatus.FILED)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = "考核申诉"
        verbose_name_plural = "考核申诉"
        ordering = ["-filed_at", "-pk"]
        indexes = [models.Index(fields=["organization_path", "status", "-filed_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AppealStatus.values), name="appeal_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger}申诉"


class AppealEvent(StepEvent):
    subject = models.ForeignKey(Appeal, models.CASCADE, related_name="events")


class LedgerProposal(TimeStamped):
    """What a closed year suggests for a brand: to be proposed for an honour, or a recheck; the office decides."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, verbose_name="考核台账", related_name="proposals")
    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name="品牌", related_name="+")
    kind = models.CharField("类别", max_length=12, choices=ProposalKind)
    reason = models.CharField("依据", max_length=300)
    status = models.CharField("状态", max_length=12, choices=ProposalStatus, default=ProposalStatus.OPEN)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "考核结果运用建议"
        verbose_name_plural = "考核结果运用建议"
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ProposalStatus.values), name="proposal_status_known"),
            models.CheckConstraint(condition=Q(kind__in=ProposalKind.values), name="proposal_kind_known"),
            models.UniqueConstraint(fields=["ledger", "brand", "kind"], name="proposal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.brand}：{self.get_kind_display()}"


class ProposalEvent(StepEvent):
    subject = models.ForeignKey(LedgerProposal, models.CASCADE, related_name="events")

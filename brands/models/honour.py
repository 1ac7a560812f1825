"""What a brand was granted, and the numbered document that says so."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from branches.models import Organization
from branches.tree import PATH_MAX
from brands.enums import DocumentKind, DocumentStatus, HonourLevel, HonourStatus, RecheckResult, RecheckStatus
from brands.models.creation import Brand
from brands.models.selection import SelectionRound
from brands.querysets.honour import HonourQuerySet, OfficialDocumentQuerySet, RecheckQuerySet
from core.models import Publishable, StepEvent, TimeStamped


class OfficialDocument(Publishable, TimeStamped):
    """A numbered, issued document; the PDF is drawn from the frozen snapshot."""

    kind = models.CharField("种类", max_length=10, choices=DocumentKind, default=DocumentKind.NAMING)
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="发文机关", related_name="documents")
    round = models.OneToOneField(
        SelectionRound, models.PROTECT, verbose_name="评选批次", null=True, blank=True, related_name="document"
    )
    code = models.CharField("发文代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("序号")
    title = models.CharField("标题", max_length=100)
    # What the document says, see brands.documents.naming_context.
    snapshot = models.JSONField("内容")
    issued_on = models.DateField("成文日期")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签发人", related_name="+")
    check_code = models.CharField("核验码", max_length=20, unique=True)
    status = models.CharField("状态", max_length=12, choices=DocumentStatus, default=DocumentStatus.ISSUED)

    objects = OfficialDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "公文"
        verbose_name_plural = "公文"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DocumentStatus.values), name="document_status_known"),
            models.UniqueConstraint(fields=["organization", "code", "year", "number"], name="document_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """发文字号: hexagonal brackets, full year, no leading zero, no 第."""
        return f"{self.code}〔{self.year}〕{self.number}号"


class Honour(TimeStamped):
    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name="品牌", related_name="honours")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    level = models.PositiveSmallIntegerField("称号", choices=HonourLevel)
    round = models.ForeignKey(SelectionRound, models.PROTECT, verbose_name="评选批次", related_name="honours")
    document = models.ForeignKey(OfficialDocument, models.PROTECT, verbose_name="命名文件", related_name="honours")
    granted_on = models.DateField("命名日期")
    expires_on = models.DateField("有效期至")
    # Only while in correction: by when it must be mended.
    correct_by = models.DateField("整改期限", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=HonourStatus, default=HonourStatus.VALID)

    objects = HonourQuerySet.as_manager()

    class Meta:
        verbose_name = "命名"
        verbose_name_plural = "命名"
        ordering = ["-granted_on", "-pk"]
        indexes = [models.Index(fields=["organization_path", "status", "expires_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=HonourStatus.values), name="honour_status_known"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("granted_on")), name="honour_expires_after_grant"),
            models.UniqueConstraint(fields=["brand", "round"], name="honour_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.get_level_display()}"


class HonourEvent(StepEvent):
    """A decision on an honour, with the document that says so and what it changed."""

    subject = models.ForeignKey(Honour, models.CASCADE, related_name="events")
    document = models.ForeignKey(OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+")
    level_before = models.PositiveSmallIntegerField(null=True, blank=True)
    level_after = models.PositiveSmallIntegerField(null=True, blank=True)
    expires_before = models.DateField(null=True, blank=True)
    expires_after = models.DateField(null=True, blank=True)


class DocumentEvent(StepEvent):
    subject = models.ForeignKey(OfficialDocument, models.CASCADE, related_name="events")


class Recheck(TimeStamped):
    """复核: before an honour runs out the branch says how it has kept it, and the committee decides."""

    honour = models.ForeignKey(Honour, models.PROTECT, verbose_name="称号", related_name="rechecks")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    reason = models.TextField("启动原因")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="启动人", null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField("启动日期")
    due_on = models.DateField("填报期限")
    achievements = models.TextField("巩固深化情况", blank=True)
    problems = models.TextField("存在问题", blank=True)
    measures = models.TextField("下一步措施", blank=True)
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    # The committee office's advice, on which the director decides.
    advice = models.CharField("复核建议", max_length=10, choices=RecheckResult, blank=True)
    advice_reason = models.TextField("建议理由", blank=True)
    result = models.CharField("复核结果", max_length=10, choices=RecheckResult, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=RecheckStatus, default=RecheckStatus.OPEN)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = "称号复核"
        verbose_name_plural = "称号复核"
        ordering = ["-opened_on", "-pk"]
        indexes = [models.Index(fields=["organization_path", "status", "due_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RecheckStatus.values), name="recheck_status_known"),
            models.UniqueConstraint(
                fields=["honour"],
                condition=Q(status__in=[RecheckStatus.OPEN, RecheckStatus.SUBMITTED]),
                name="recheck_one_alive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.honour}复核"


class RecheckEvent(StepEvent):
    subject = models.ForeignKey(Recheck, models.CASCADE, related_name="events")

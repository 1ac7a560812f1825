"""A filing on its way up the tree: its text, the branch's resolution, its versions and what was said of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from branches.models import Organization
from branches.tree import PATH_MAX
from brands.enums import ApplicationKind, ApplicationStatus, ResolutionKind
from brands.models.program import Program
from brands.querysets.application import ApplicationQuerySet
from core.models import StepEvent, TimeStamped


class BrandText(models.Model):
    """What a branch says of its brand; shared by the application and the brand that comes of it."""

    name = models.CharField("品牌名称", max_length=20, blank=True)
    logo = models.ImageField("品牌标识", upload_to="logos/%Y/%m", blank=True, max_length=200)
    logo_meaning = models.TextField("标识释义", blank=True)
    has_emblem = models.BooleanField("标识中含有党徽党旗图案", null=True, blank=True)
    slogan = models.CharField("品牌口号", max_length=80, blank=True)
    concept = models.TextField("品牌理念", blank=True)
    connotation = models.TextField("品牌内涵", blank=True)
    # Ordered parts of the connotation: [{"title": "P", "text": "..."}]
    facets = models.JSONField("内涵要点", default=list, blank=True)
    goals = models.TextField("品牌目标", blank=True)

    class Meta:
        abstract = True


class Application(BrandText, TimeStamped):
    program = models.ForeignKey(Program, models.PROTECT, verbose_name="创建活动", related_name="applications")
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="申报党组织", related_name="applications"
    )
    # The organisation's path, kept by the service that moves organisations: "mine and below" is a range here.
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    kind = models.CharField("申报类型", max_length=12, choices=ApplicationKind, default=ApplicationKind.FIRST)
    brand = models.ForeignKey(
        "brands.Brand", models.PROTECT, verbose_name="品牌", null=True, blank=True, related_name="applications"
    )
    status = models.CharField("状态", max_length=12, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    # In review: the organisation whose turn it is. Screened: the organiser's office has passed it to the director.
    held_by = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="当前审核单位",
        null=True,
        blank=True,
        related_name="held_applications",
    )
    is_screened = models.BooleanField("工委办公室已初审", default=False)
    # [{"kind": CarrierKind, "name": "...", "text": "..."}] and [{"phase": Phase.pk, "text": "..."}]
    carriers = models.JSONField("品牌载体", default=list, blank=True)
    plans = models.JSONField("分阶段计划", default=list, blank=True)
    version_number = models.PositiveSmallIntegerField("版本", default=0)
    # The name of the last version: what superiors see and search while the branch goes on writing.
    submitted_name = models.CharField("最近提交的名称", max_length=20, blank=True)
    # What a new form was filled with, shown beside it.
    prefilled_from = models.CharField("带入来源", max_length=100, blank=True)
    # Raised by every save of the form; the loser of a race is told and loses nothing.
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="最近编辑人", null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="建立人", null=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    # Since when the present holder has it.
    held_since = models.DateTimeField("送达时间", null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "品牌申报"
        verbose_name_plural = "品牌申报"
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "status", "-updated_at"]),
            # One desk, whoever has waited longest first.
            models.Index(fields=["held_by", "status", "held_since", "id"]),
            models.Index(fields=["program", "status"]),
            # Lists of a whole tree, newest first.
            models.Index(fields=["-updated_at", "-id"]),
            models.Index(fields=["status", "-updated_at", "-id"]),
            # The few that were turned back, see ApplicationQuerySet.returned.
            models.Index(
                fields=["-updated_at", "-id"],
                name="application_returned",
                condition=Q(status=ApplicationStatus.DRAFT, version_number__gt=0)
                | Q(status=ApplicationStatus.DECLINED),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ApplicationStatus.values), name="application_status_known"),
            models.CheckConstraint(
                condition=Q(status=ApplicationStatus.IN_REVIEW, held_by__isnull=False)
                | (~Q(status=ApplicationStatus.IN_REVIEW) & Q(held_by__isnull=True)),
                name="application_held_in_review_only",
            ),
            models.UniqueConstraint(
                fields=["program", "organization"],
                condition=Q(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.IN_REVIEW]),
                name="application_one_open",
            ),
        ]

    def __str__(self) -> str:
        return self.submitted_name or self.name or "（未命名的申报）"

    @property
    def is_in_revision(self) -> bool:
        """A draft that has been submitted before: returned, or taken back."""
        return self.status == ApplicationStatus.DRAFT and self.version_number > 0


class ApplicationEvent(StepEvent):
    subject = models.ForeignKey(Application, models.CASCADE, related_name="events")
    # The level that spoke; the version that it spoke of.
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    version_number = models.PositiveSmallIntegerField(default=0)


class ApplicationVersion(models.Model):
    """The text as it was submitted; never changed afterwards."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    snapshot = models.JSONField("内容")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("提交时间", default=timezone.now)

    class Meta:
        verbose_name = "申报版本"
        verbose_name_plural = "申报版本"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="application_version_once")]

    def __str__(self) -> str:
        return f"第{self.number}版"


class ApplicationEdit(models.Model):
    """What one save of a draft changed: tells a second editor who changed what meanwhile. Only the latest are kept."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField("编辑版次")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)
    # {field key: [before, after]}, see brands.services.drafts.
    changes = models.JSONField("变化")

    class Meta:
        verbose_name = "草稿修改"
        verbose_name_plural = "草稿修改"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["application", "version"], name="application_edit_once")]

    def __str__(self) -> str:
        return f"{self.application} {self.version}"


class Resolution(models.Model):
    """The meeting at which the branch decided; complete only when the application is submitted."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="resolution")
    kind = models.CharField("会议类型", max_length=12, choices=ResolutionKind, blank=True)
    held_on = models.DateField("会议日期", null=True, blank=True)
    expected = models.PositiveSmallIntegerField("应到人数", null=True, blank=True)
    present = models.PositiveSmallIntegerField("实到人数", null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField("赞成", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("反对", null=True, blank=True)
    abstained = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    opinions_asked = models.TextField("征求党员意见情况", blank=True)

    class Meta:
        verbose_name = "支部决议"
        verbose_name_plural = "支部决议"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"


class Attachment(models.Model):
    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    file = models.FileField("文件", upload_to="attachments/%Y/%m", max_length=200)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveIntegerField("大小（字节）")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    # Taken off the form after it had been submitted: the versions that name it still show it.
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SimilarityKey(models.Model):
    """Fingerprints of names and texts that have been submitted; an equal key makes a candidate."""

    key = models.BigIntegerField()
    is_text = models.BooleanField(default=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="similarity_keys")

    class Meta:
        indexes = [models.Index(fields=["key", "is_text", "application"])]
        constraints = [
            models.UniqueConstraint(fields=["application", "is_text", "key"], name="similarity_key_once"),
        ]

    def __str__(self) -> str:
        return str(self.key)

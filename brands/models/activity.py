"""What a branch has done: activities with their evidence, and the kinds and checklists they are entered by."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from branches.models import Organization
from branches.tree import PATH_MAX
from brands.enums import Strand
from brands.models.creation import Brand, Carrier
from brands.models.phase import PhaseRecord
from brands.querysets.activity import ActivityQuerySet
from core.models import TimeStamped


class Checklist(models.Model):
    """A template such as 六有 or 五定: what an activity should have."""

    name = models.CharField("名称", max_length=20, unique=True)
    # ["有方案", "有措施", ...]
    items = models.JSONField("要点", default=list)
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = "活动要点清单"
        verbose_name_plural = "活动要点清单"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ActivityKind(models.Model):
    """三会一课, 主题党日, 志愿服务 …: kinds are data."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    checklist = models.ForeignKey(
        Checklist, models.SET_NULL, verbose_name="要点清单", null=True, blank=True, related_name="kinds"
    )
    # What an activity of this kind counts for unless its author says otherwise.
    strand = models.CharField("默认工作主线", max_length=12, choices=Strand, default=Strand.EDUCATION)
    # Other words by which a pasted row is recognised as one of this kind, with spaces between.
    words = models.CharField("别名", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = "活动类型"
        verbose_name_plural = "活动类型"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Activity(TimeStamped):
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="activities")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    brand = models.ForeignKey(
        Brand, models.PROTECT, verbose_name="品牌", null=True, blank=True, related_name="activities"
    )
    phase_record = models.ForeignKey(
        PhaseRecord, models.PROTECT, verbose_name="创建阶段", null=True, blank=True, related_name="activities"
    )
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, verbose_name="载体", null=True, blank=True, related_name="activities"
    )
    kind = models.ForeignKey(ActivityKind, models.PROTECT, verbose_name="类型", related_name="activities")
    strand = models.CharField("工作主线", max_length=12, choices=Strand, default=Strand.EDUCATION)
    title = models.CharField("主题", max_length=60)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60, blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    summary = models.TextField("内容摘要", blank=True)
    link = models.URLField("相关链接", max_length=300, blank=True)
    # {item of the kind's checklist: True/False}, as it stood when the activity was written.
    checks = models.JSONField("要点", default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填报人", null=True, related_name="+"
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="最后修改人", null=True, related_name="+"
    )
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    # Entered by mistake: kept, counted nowhere.
    is_void = models.BooleanField("已作废", default=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="作废人", null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "活动"
        verbose_name_plural = "活动"
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "-held_on", "-id"]),
            models.Index(fields=["organization", "-held_on", "-id"]),
            models.Index(fields=["brand", "-held_on", "-id"]),
            # Lists and calendars of a whole tree.
            models.Index(fields=["-held_on", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(is_void=False) | ~Q(void_reason=""), name="activity_void_has_reason"),
            models.CheckConstraint(condition=Q(strand__in=Strand.values), name="activity_strand_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """A picture or a file that shows an activity; optional, and capped by the program."""

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="活动", related_name="evidence")
    file = models.FileField("文件", upload_to="evidence/%Y/%m", max_length=200)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveIntegerField("大小（字节）")
    is_image = models.BooleanField("图片", default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

"""A superior looks, finds, and follows it to its end."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from branches.models import Organization, Region
from branches.tree import PATH_MAX
from brands.enums import FindingStatus, InspectionStatus
from brands.models.activity import Activity
from brands.models.creation import Brand
from brands.querysets.inspection import FindingQuerySet, InspectionQuerySet, InspectionTargetQuerySet
from core.models import StepEvent, TimeStamped


class Inspection(TimeStamped):
    organizer = models.ForeignKey(Organization, models.PROTECT, verbose_name="督查单位", related_name="inspections")
    organizer_path = models.CharField(max_length=PATH_MAX, editable=False)
    title = models.CharField("督查主题", max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="片区", null=True, blank=True, related_name="+")
    focus = models.TextField("督查重点", blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    leader = models.CharField("带队人", max_length=40, blank=True)
    conclusion = models.TextField("总体情况", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="建立人", related_name="+")
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    status = models.CharField("状态", max_length=12, choices=InspectionStatus, default=InspectionStatus.PLANNED)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "督查"
        verbose_name_plural = "督查"
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["organizer_path", "status", "starts_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=InspectionStatus.values), name="inspection_status_known"),
        ]

    def __str__(self) -> str:
        return self.title


class InspectionEvent(StepEvent):
    subject = models.ForeignKey(Inspection, models.CASCADE, related_name="events")


class InspectionTarget(models.Model):
    """One branch that is looked at, and what was seen there."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, verbose_name="督查", related_name="targets")
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="被督查党组织", related_name="inspection_targets"
    )
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    brand = models.ForeignKey(
        Brand, models.PROTECT, verbose_name="品牌", null=True, blank=True, related_name="inspection_targets"
    )
    visited_on = models.DateField("督查日期", null=True, blank=True)
    impression = models.TextField("现场情况", blank=True)

    objects = InspectionTargetQuerySet.as_manager()

    class Meta:
        verbose_name = "督查对象"
        verbose_name_plural = "督查对象"
        ordering = ["organization_path", "pk"]
        constraints = [models.UniqueConstraint(fields=["inspection", "organization"], name="inspection_target_once")]

    def __str__(self) -> str:
        return f"{self.inspection} {self.organization}"


class Finding(TimeStamped):
    """One problem found, its measure, the day by which it is to be mended, and the branch's answer."""

    target = models.ForeignKey(InspectionTarget, models.PROTECT, verbose_name="督查对象", related_name="findings")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="findings")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    brand = models.ForeignKey(
        Brand, models.PROTECT, verbose_name="品牌", null=True, blank=True, related_name="findings"
    )
    found_on = models.DateField("发现日期")
    problem = models.TextField("问题")
    measure = models.TextField("整改要求")
    due_on = models.DateField("整改期限")
    answer = models.TextField("整改情况", blank=True)
    answered_on = models.DateField("反馈日期", null=True, blank=True)
    # What was done to mend it, as it was entered already.
    activities = models.ManyToManyField(Activity, verbose_name="相关活动", related_name="findings", blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=FindingStatus, default=FindingStatus.DRAFT)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "督查问题"
        verbose_name_plural = "督查问题"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["organization_path", "status", "due_on"]),
            models.Index(fields=["status", "due_on", "id"]),
            models.Index(fields=["brand", "found_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=FindingStatus.values), name="finding_status_known"),
        ]

    def __str__(self) -> str:
        return self.problem[:30]


class FindingEvent(StepEvent):
    subject = models.ForeignKey(Finding, models.CASCADE, related_name="events")
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(null=True, blank=True)

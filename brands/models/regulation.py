"""The register of rules (制度), and honours and awards from outside."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from branches.models import Organization
from branches.tree import PATH_MAX
from brands.enums import AwardLevel, RegulationStatus
from brands.models.creation import Brand
from brands.models.program import Program
from brands.querysets.regulation import AwardQuerySet, RegulationQuerySet
from core.models import StepEvent, TimeStamped


class Regulation(TimeStamped):
    """A committee's document with version and date; a new version supersedes the former one."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="制定单位", related_name="regulations")
    title = models.CharField("名称", max_length=100)
    reference = models.CharField("文号", max_length=40, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    former = models.OneToOneField(
        "self", models.PROTECT, verbose_name="前一版本", null=True, blank=True, related_name="successor"
    )
    effective_on = models.DateField("施行日期")
    text = models.TextField("主要内容", blank=True)
    file = models.FileField("文件", upload_to="regulations/%Y/%m", blank=True, max_length=200)
    file_name = models.CharField("文件名", max_length=120, blank=True)
    programs = models.ManyToManyField(Program, verbose_name="适用的创建活动", related_name="regulations", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+")
    status = models.CharField("状态", max_length=12, choices=RegulationStatus, default=RegulationStatus.DRAFT)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = "制度"
        verbose_name_plural = "制度"
        ordering = ["-effective_on", "-pk"]
        indexes = [models.Index(fields=["organization", "status", "-effective_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RegulationStatus.values), name="regulation_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.version}版）"


class RegulationEvent(StepEvent):
    subject = models.ForeignKey(Regulation, models.CASCADE, related_name="events")


class Award(TimeStamped):
    """What a branch was given by somebody outside; counted, never scored by the number of articles or photos."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="awards")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name="品牌", null=True, blank=True, related_name="awards")
    title = models.CharField("荣誉名称", max_length=80)
    awarded_by = models.CharField("授予单位", max_length=80)
    level = models.PositiveSmallIntegerField("级别", choices=AwardLevel)
    awarded_on = models.DateField("授予日期")
    note = models.CharField("说明", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填报人", null=True, related_name="+"
    )
    is_void = models.BooleanField("已作废", default=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = "所获荣誉"
        verbose_name_plural = "所获荣誉"
        ordering = ["-awarded_on", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "-awarded_on", "-id"]),
            models.Index(fields=["brand", "-awarded_on"]),
        ]
        constraints = [models.CheckConstraint(condition=Q(level__in=AwardLevel.values), name="award_level_known")]

    def __str__(self) -> str:
        return self.title

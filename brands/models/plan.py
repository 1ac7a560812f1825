"""The yearly plan of a named brand, and the survey of highlights before brands are chosen."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from branches.models import Organization
from branches.tree import PATH_MAX
from brands.enums import AnnualPlanStatus
from brands.models.creation import Brand
from brands.models.program import Program
from brands.querysets.plan import AnnualPlanQuerySet, HighlightQuerySet
from core.models import StepEvent, TimeStamped


class AnnualPlan(TimeStamped):
    """年度深化计划: what a named brand owes at the start of every year."""

    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name="品牌", related_name="annual_plans")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    goals = models.TextField("目标任务", blank=True)
    measures = models.TextField("工作措施", blank=True)
    due_on = models.DateField("报送期限")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报送人", null=True, blank=True, related_name="+"
    )
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    status = models.CharField("状态", max_length=12, choices=AnnualPlanStatus, default=AnnualPlanStatus.DRAFT)

    objects = AnnualPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "年度深化计划"
        verbose_name_plural = "年度深化计划"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "status", "due_on"]),
            models.Index(fields=["year", "status", "id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AnnualPlanStatus.values), name="annual_plan_status_known"),
            models.UniqueConstraint(fields=["brand", "year"], name="annual_plan_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.year}年"


class AnnualPlanEvent(StepEvent):
    subject = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="events")


class Highlight(TimeStamped):
    """亮点摸底: what a branch says of itself once, before it chooses its brand; its first form is filled from it."""

    program = models.ForeignKey(Program, models.PROTECT, verbose_name="创建活动", related_name="highlights")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="highlights")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    # Answers to the questions of brands.limits.HIGHLIGHT_QUESTIONS.
    strengths = models.TextField("特色亮点", blank=True)
    core_task = models.TextField("中心工作", blank=True)
    served = models.TextField("服务对象", blank=True)
    carriers = models.TextField("已有阵地、队伍、活动", blank=True)
    idea = models.CharField("品牌名称设想", max_length=20, blank=True)
    difficulties = models.TextField("困难与需求", blank=True)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填写人", null=True, related_name="+"
    )
    filled_on = models.DateField("填写日期", null=True, blank=True)
    edit_version = models.PositiveIntegerField("编辑版次", default=0)

    objects = HighlightQuerySet.as_manager()

    class Meta:
        verbose_name = "亮点摸底"
        verbose_name_plural = "亮点摸底"
        ordering = ["organization_path", "pk"]
        indexes = [models.Index(fields=["program", "organization_path"])]
        constraints = [models.UniqueConstraint(fields=["program", "organization"], name="highlight_once_a_program")]

    def __str__(self) -> str:
        return f"{self.organization.short_name} {self.program}"

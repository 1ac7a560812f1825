"""Member points: the plan with its rules, the months that a branch keeps, and entries that are never changed."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums.point import CapPeriod, PointMonthStatus, PointPlanStatus
from assessments.querysets.point import PointEntryQuerySet, PointMonthQuerySet, PointPlanQuerySet
from branches.models import Member, Organization
from branches.tree import PATH_MAX
from core.models import StepEvent, TimeStamped


def first_of_year() -> date:
    """Base points are for a year, and so is a plan unless it says otherwise."""
    return timezone.localdate().replace(month=1, day=1)


class PointPlan(TimeStamped):
    """积分办法: by which rules the branches below the organiser keep their members' points."""

    organizer = models.ForeignKey(Organization, models.PROTECT, verbose_name="制定单位", related_name="point_plans")
    name = models.CharField("名称", max_length=80)
    base_points = models.DecimalField("年度基础分", max_digits=6, decimal_places=2, default=0)
    # Values of branches.enums.ExemptClass whose members keep no account.
    exempt_classes = models.JSONField("免于积分的党员", default=list, blank=True)
    application = models.TextField("结果运用", blank=True, max_length=1000)
    # Months before and after are kept by another plan or not at all; the last day is set when it is closed.
    starts_on = models.DateField("执行起始日期", default=first_of_year)
    ends_on = models.DateField("执行截止日期", null=True, blank=True, editable=False)
    regulation = models.ForeignKey(
        "brands.Regulation", models.PROTECT, verbose_name="依据的制度", null=True, blank=True, related_name="+"
    )
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    status = models.CharField("状态", max_length=12, choices=PointPlanStatus, default=PointPlanStatus.DRAFT)

    objects = PointPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "积分办法"
        verbose_name_plural = "积分办法"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PointPlanStatus.values), name="point_plan_status_known"),
            models.UniqueConstraint(
                fields=["organizer"], condition=Q(status=PointPlanStatus.IN_FORCE), name="point_plan_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, year: int, month: int) -> bool:
        """Does the month fall into the plan's time, be it in part?"""
        if self.status not in (PointPlanStatus.IN_FORCE, PointPlanStatus.CLOSED):
            return False
        if (self.starts_on.year, self.starts_on.month) > (year, month):
            return False
        if self.status == PointPlanStatus.IN_FORCE:
            return True
        return self.ends_on is not None and (self.ends_on.year, self.ends_on.month) >= (year, month)


class PointPlanEvent(StepEvent):
    subject = models.ForeignKey(PointPlan, models.CASCADE, related_name="events")


class PointBand(models.Model):
    """A word for a year's total; the lowest band has no bound."""

    plan = models.ForeignKey(PointPlan, models.CASCADE, verbose_name="积分办法", related_name="bands")
    name = models.CharField("档次", max_length=20)
    at_least = models.DecimalField("不低于", max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "积分档次"
        verbose_name_plural = "积分档次"
        ordering = ["plan", models.F("at_least").desc(nulls_last=True), "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="point_band_once")]

    def __str__(self) -> str:
        return self.name


class PointRule(models.Model):
    """So many points, plus or minus, each time; perhaps capped in a period, perhaps for one campaign only."""

    plan = models.ForeignKey(PointPlan, models.CASCADE, verbose_name="积分办法", related_name="rules")
    order = models.PositiveSmallIntegerField("顺序", default=1)
    category = models.CharField("类别", max_length=20)
    item = models.CharField("积分事项", max_length=80)
    points = models.DecimalField("每次分值", max_digits=6, decimal_places=2)
    cap = models.DecimalField("上限", max_digits=6, decimal_places=2, null=True, blank=True)
    cap_period = models.CharField("上限周期", max_length=10, choices=CapPeriod, default=CapPeriod.NONE)
    # Both empty: always; both set: a campaign.
    starts_on = models.DateField("起始日期", null=True, blank=True)
    ends_on = models.DateField("截止日期", null=True, blank=True)
    needs_activity = models.BooleanField("须关联活动记录", default=False)

    class Meta:
        verbose_name = "积分规则"
        verbose_name_plural = "积分规则"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="point_rule_counts"),
            models.CheckConstraint(
                condition=Q(cap_period=CapPeriod.NONE, cap__isnull=True)
                | (~Q(cap_period=CapPeriod.NONE) & Q(cap__gt=0)),
                name="point_rule_cap_with_period",
            ),
            models.UniqueConstraint(fields=["plan", "category", "item"], name="point_rule_once"),
        ]

    def __str__(self) -> str:
        return self.item


class PointMonth(TimeStamped):
    """One branch's month: open for entries until the branch committee has closed it."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党支部", related_name="point_months")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    plan = models.ForeignKey(PointPlan, models.PROTECT, verbose_name="积分办法", related_name="months")
    year = models.PositiveSmallIntegerField("年份")
    month = models.PositiveSmallIntegerField("月份", validators=[MinValueValidator(1), MaxValueValidator(12)])
    met_on = models.DateField("支委会审定日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=PointMonthStatus, default=PointMonthStatus.OPEN)

    objects = PointMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "积分月份"
        verbose_name_plural = "积分月份"
        ordering = ["-year", "-month", "pk"]
        indexes = [models.Index(fields=["organization_path", "year", "month"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PointMonthStatus.values), name="point_month_status_known"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="point_month_in_year"),
            models.UniqueConstraint(fields=["organization", "year", "month"], name="point_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}{self.year}年{self.month}月积分"


class PointMonthEvent(StepEvent):
    subject = models.ForeignKey(PointMonth, models.CASCADE, related_name="events")


class PointEntry(models.Model):
    """Points of one member by one rule; never changed and never deleted, a mistake is reversed by another entry."""

    month = models.ForeignKey(PointMonth, models.PROTECT, verbose_name="月份", related_name="entries")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="党员", related_name="point_entries")
    rule = models.ForeignKey(PointRule, models.PROTECT, verbose_name="积分规则", related_name="entries")
    happened_on = models.DateField("日期")
    times = models.PositiveSmallIntegerField("次数", default=1)
    # What the rule gives for so many times, and what of it counts within the cap.
    full_points = models.DecimalField("应计分", max_digits=8, decimal_places=2)
    points = models.DecimalField("计入分", max_digits=8, decimal_places=2)
    note = models.CharField("说明", max_length=200, blank=True)
    activity = models.ForeignKey(
        "brands.Activity", models.PROTECT, verbose_name="关联活动", null=True, blank=True, related_name="+"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name="冲正的记录", null=True, blank=True, related_name="reversal"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = PointEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "积分记录"
        verbose_name_plural = "积分记录"
        ordering = ["happened_on", "pk"]
        indexes = [
            models.Index(fields=["member", "happened_on"]),
            models.Index(fields=["organization_path", "happened_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.rule} {self.points:+}"

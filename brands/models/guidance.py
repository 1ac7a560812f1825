"""Classified guidance: the rules, the office's own word, pairs of strong and weak, and models to be visited."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from branches.models import Organization
from branches.tree import PATH_MAX
from brands.enums import GuidanceClass, GuidanceFact, HalfDay, PairingStatus, SiteStatus, VisitStatus
from brands.models.activity import Activity
from brands.models.creation import Brand
from brands.models.program import Program
from brands.querysets.guidance import PairingQuerySet, SiteQuerySet, VisitQuerySet
from core.models import StepEvent, TimeStamped


class GuidanceRule(models.Model):
    """A brand falls into the class when the fact lies between the bounds (both included, either may be open).

    The first rule in order that fits decides; a brand that fits none is middling.
    """

    program = models.ForeignKey(Program, models.CASCADE, verbose_name="创建活动", related_name="guidance_rules")
    order = models.PositiveSmallIntegerField("顺序", default=1)
    guidance_class = models.CharField("类别", max_length=10, choices=GuidanceClass)
    fact = models.CharField("依据", max_length=20, choices=GuidanceFact)
    at_least = models.DecimalField("不低于", max_digits=7, decimal_places=2, null=True, blank=True)
    at_most = models.DecimalField("不高于", max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "分类规则"
        verbose_name_plural = "分类规则"
        ordering = ["program", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(at_least__isnull=False) | Q(at_most__isnull=False), name="guidance_rule_has_bound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_guidance_class_display()} {self.get_fact_display()}"


class GuidanceJudgement(models.Model):
    """The office's own classification with its reason; it holds until it is ended."""

    brand = models.ForeignKey(Brand, models.CASCADE, verbose_name="品牌", related_name="guidance_judgements")
    guidance_class = models.CharField("类别", max_length=10, choices=GuidanceClass)
    reason = models.TextField("理由")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="判定人", related_name="+")
    made_at = models.DateTimeField("判定时间", auto_now_add=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="结束人", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "分类判定"
        verbose_name_plural = "分类判定"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["brand"], condition=Q(ended_at__isnull=True), name="judgement_one_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.get_guidance_class_display()}"


class Pairing(TimeStamped):
    """结对共建: a strong brand helps a weak branch, with goals, joint activities and a result."""

    organizer = models.ForeignKey(Organization, models.PROTECT, verbose_name="组织单位", related_name="pairings")
    strong = models.ForeignKey(Brand, models.PROTECT, verbose_name="帮带品牌", related_name="pairings_led")
    strong_path = models.CharField(max_length=PATH_MAX, editable=False)
    weak = models.ForeignKey(Organization, models.PROTECT, verbose_name="结对党支部", related_name="pairings_joined")
    weak_path = models.CharField(max_length=PATH_MAX, editable=False)
    goals = models.TextField("共建目标")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    # Both sides agree before it begins.
    strong_agreed_on = models.DateField("帮带方确认日期", null=True, blank=True)
    weak_agreed_on = models.DateField("结对方确认日期", null=True, blank=True)
    activities = models.ManyToManyField(Activity, verbose_name="共建活动", related_name="pairings", blank=True)
    result = models.TextField("共建成效", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="建立人", related_name="+")
    status = models.CharField("状态", max_length=12, choices=PairingStatus, default=PairingStatus.PROPOSED)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = "结对共建"
        verbose_name_plural = "结对共建"
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["strong_path", "status"]),
            models.Index(fields=["weak_path", "status"]),
            models.Index(fields=["organizer", "status"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PairingStatus.values), name="pairing_status_known"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="pairing_ends_after_start"),
            models.UniqueConstraint(
                fields=["strong", "weak"],
                condition=Q(status__in=[PairingStatus.PROPOSED, PairingStatus.ACTIVE]),
                name="pairing_one_alive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strong}—{self.weak.short_name}"


class PairingEvent(StepEvent):
    subject = models.ForeignKey(Pairing, models.CASCADE, related_name="events")


class DemonstrationSite(TimeStamped):
    """示范点: a brand that others may visit."""

    brand = models.OneToOneField(Brand, models.PROTECT, verbose_name="品牌", related_name="site")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    organizer = models.ForeignKey(Organization, models.PROTECT, verbose_name="认定单位", related_name="sites")
    introduction = models.TextField("可看可学")
    place = models.CharField("地点", max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField("同时接待人数", default=30)
    marked_on = models.DateField("认定日期")
    status = models.CharField("状态", max_length=12, choices=SiteStatus, default=SiteStatus.ACTIVE)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = "示范点"
        verbose_name_plural = "示范点"
        ordering = ["-marked_on", "-pk"]
        indexes = [models.Index(fields=["organizer", "status", "-marked_on"])]
        constraints = [models.CheckConstraint(condition=Q(status__in=SiteStatus.values), name="site_status_known")]

    def __str__(self) -> str:
        return f"{self.brand}示范点"


class SiteEvent(StepEvent):
    subject = models.ForeignKey(DemonstrationSite, models.CASCADE, related_name="events")


class Visit(TimeStamped):
    """A branch's visit to a demonstration site: booked, confirmed, reported."""

    site = models.ForeignKey(DemonstrationSite, models.PROTECT, verbose_name="示范点", related_name="visits")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="来访党组织", related_name="visits")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    visit_on = models.DateField("来访日期")
    half = models.CharField("时段", max_length=2, choices=HalfDay, default=HalfDay.AM)
    people = models.PositiveSmallIntegerField("人数")
    purpose = models.CharField("学习内容", max_length=200, blank=True)
    report = models.TextField("学习收获", blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="预约人", related_name="+")
    status = models.CharField("状态", max_length=12, choices=VisitStatus, default=VisitStatus.BOOKED)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "参观学习"
        verbose_name_plural = "参观学习"
        ordering = ["-visit_on", "-half", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "status", "visit_on"]),
            models.Index(fields=["site", "status", "visit_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=VisitStatus.values), name="visit_status_known"),
            models.CheckConstraint(condition=Q(half__in=HalfDay.values), name="visit_half_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name} {self.visit_on} {self.get_half_display()}"


class VisitEvent(StepEvent):
    subject = models.ForeignKey(Visit, models.CASCADE, related_name="events")

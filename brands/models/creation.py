"""The lasting brand of a branch and what carries it."""

from django.db import models
from django.db.models import Q

from branches.models import Line, Organization, Region
from branches.tree import PATH_MAX
from brands.enums import BrandStatus, CarrierKind, GuidanceClass, HonourLevel
from brands.models.application import BrandText
from brands.models.program import Phase, Program
from brands.querysets.carrier import CarrierQuerySet
from brands.querysets.creation import BrandQuerySet
from core.models import Publishable, StepEvent, TimeStamped


class Brand(BrandText, Publishable, TimeStamped):
    program = models.ForeignKey(Program, models.PROTECT, verbose_name="创建活动", related_name="brands")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="创建党组织", related_name="brands")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    status = models.CharField("状态", max_length=12, choices=BrandStatus, default=BrandStatus.IN_CREATION)
    accepted_on = models.DateField("同意创建日期")
    phase = models.ForeignKey(
        Phase, models.PROTECT, verbose_name="当前阶段", null=True, blank=True, related_name="brands"
    )
    # Copied here, and kept by services, so that the wall filters one table.
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="片区", null=True, blank=True, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, verbose_name="业务条线", null=True, blank=True, related_name="+")
    # 0: none in force; never null, so that the wall can page by it.
    honour_level = models.PositiveSmallIntegerField("称号", choices=[(0, "未命名"), *HonourLevel.choices], default=0)
    named_year = models.PositiveSmallIntegerField("命名年度", null=True, blank=True)
    initials = models.CharField("拼音首字母", max_length=40, blank=True)
    # Stored when the rules are applied; see GuidanceJudgement for the office's own word.
    guidance_class = models.CharField("分类指导类别", max_length=10, choices=GuidanceClass, blank=True)
    guidance_reasons = models.JSONField("分类依据", default=list, blank=True)
    # The last closed yearly ledger of the organisation, told by whoever closes it.
    last_ledger_year = models.PositiveSmallIntegerField("最近考核年度", null=True, blank=True)
    last_ledger_score = models.DecimalField("最近考核得分", max_digits=7, decimal_places=2, null=True, blank=True)
    last_ledger_grade = models.CharField("最近考核等次", max_length=20, blank=True)

    objects = BrandQuerySet.as_manager()

    class Meta:
        verbose_name = "品牌"
        verbose_name_plural = "品牌"
        ordering = ["-accepted_on", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "status"]),
            models.Index(fields=["publication_range", "-honour_level", "-accepted_on", "-id"]),
            models.Index(fields=["initials"]),
            models.Index(fields=["organization_path", "guidance_class"]),
            # Lists of a whole tree, newest first.
            models.Index(fields=["-accepted_on", "-id"]),
            # All that the wall's counts read, so that counting touches no row.
            models.Index(
                fields=[
                    "region",
                    "line",
                    "honour_level",
                    "named_year",
                    "approved_at",
                    "published_from",
                    "published_until",
                ],
                name="brand_wall_counts",
                condition=Q(publication_range="public"),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=BrandStatus.values), name="brand_status_known"),
            models.CheckConstraint(
                condition=Q(guidance_class__in=["", *GuidanceClass.values]), name="brand_guidance_class_known"
            ),
            models.UniqueConstraint(fields=["program", "organization"], name="brand_one_a_program"),
        ]

    def __str__(self) -> str:
        return self.name


class BrandEvent(StepEvent):
    subject = models.ForeignKey(Brand, models.CASCADE, related_name="events")


class Carrier(models.Model):
    brand = models.ForeignKey(Brand, models.CASCADE, verbose_name="品牌", related_name="carriers")
    kind = models.CharField("类别", max_length=12, choices=CarrierKind)
    name = models.CharField("名称", max_length=40)
    text = models.TextField("说明", blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_active = models.BooleanField("使用中", default=True)

    objects = CarrierQuerySet.as_manager()

    class Meta:
        verbose_name = "品牌载体"
        verbose_name_plural = "品牌载体"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["brand", "kind", "name"], name="carrier_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name}"


class SearchGram(models.Model):
    """Two neighbouring characters of a published brand's name, slogan or organisation: search from two characters."""

    gram = models.CharField(max_length=2)
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="search_grams")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gram", "brand"], name="search_gram_once")]

    def __str__(self) -> str:
        return self.gram

"""A yearly scheme: groups and indicators, grades, flags, versions; frozen when scoring starts."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from assessments.enums.scheme import (
    CutRule,
    FormalismRule,
    GroupRule,
    ImportStage,
    IndicatorKind,
    Method,
    NotApplicableRule,
    Period,
    Rounding,
    SchemeStatus,
    SeatRounding,
    Source,
    TieRule,
)
from assessments.querysets.scheme import IndicatorQuerySet, SchemeImportQuerySet, SchemeQuerySet
from branches.enums import OrganizationKind
from branches.models import Organization
from core.models import StepEvent, TimeStamped

NOT_NEGATIVE = [MinValueValidator(Decimal(0))]
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def points(label: str, **options: Any) -> models.DecimalField:
    """Points with two places; up to 99,999.99."""
    return models.DecimalField(label, max_digits=7, decimal_places=2, **options)


class Scheme(TimeStamped):
    organizer = models.ForeignKey(Organization, models.PROTECT, verbose_name="考核单位", related_name="schemes")
    name = models.CharField("细则名称", max_length=80)
    year = models.PositiveSmallIntegerField("考核年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    # The version or the year's scheme that this one was copied from; what is comparable stands on its indicators.
    former = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上一版本", null=True, blank=True, editable=False, related_name="later"
    )
    assesses = models.CharField("考核对象", max_length=20, choices=OrganizationKind, default=OrganizationKind.BRANCH)
    basis = models.CharField("制定依据", max_length=200, blank=True)
    regulation = models.ForeignKey(
        "brands.Regulation", models.PROTECT, verbose_name="依据的制度", null=True, blank=True, related_name="schemes"
    )
    application = models.TextField("结果运用", blank=True, max_length=1000)
    full_score = points("满分", default=Decimal(100), validators=[MinValueValidator(Decimal(1))])
    base_score = points("基础分", default=Decimal(0), validators=NOT_NEGATIVE)
    group_rule = models.CharField("类别得分", max_length=10, choices=GroupRule, default=GroupRule.SUM)
    year_share = models.PositiveSmallIntegerField("平时占比（%）", null=True, blank=True, validators=PERCENT)
    bonus_cap = points("加分合计上限", null=True, blank=True, validators=NOT_NEGATIVE)
    total_floor = points("总分下限", null=True, blank=True, default=Decimal(0))
    total_cap = points("总分上限", null=True, blank=True, validators=NOT_NEGATIVE)
    organization_share = models.PositiveSmallIntegerField("组织考核占比（%）", default=80, validators=PERCENT)
    mass_share = models.PositiveSmallIntegerField("群众评价占比（%）", default=20, validators=PERCENT)
    extras_after_shares = models.BooleanField("加减分不折算，直接计入总分", default=False)
    satisfaction_floor = models.DecimalField(
        "满意度否决线", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    not_applicable = models.CharField(
        "不适用指标", max_length=10, choices=NotApplicableRule, default=NotApplicableRule.RESCALE
    )
    rounding = models.CharField("取舍方式", max_length=10, choices=Rounding, default=Rounding.HALF_UP)
    places = models.PositiveSmallIntegerField("保留小数位", default=2, validators=[MaxValueValidator(3)])
    tie_rule = models.CharField("总分相同", max_length=10, choices=TieRule, default=TieRule.SHARED)
    seat_rounding = models.CharField("名额取整", max_length=10, choices=SeatRounding, default=SeatRounding.DOWN)
    cut_rule = models.CharField("名额末位同分", max_length=10, choices=CutRule, default=CutRule.LEAVE_OUT)
    # By when the units, their superiors and the organiser are to be done; the day itself counts.
    self_due_on = models.DateField("自评截止日期", null=True, blank=True)
    check_due_on = models.DateField("上级审核截止日期", null=True, blank=True)
    confirm_due_on = models.DateField("审定截止日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=SchemeStatus, default=SchemeStatus.DRAFT)
    # When scoring started: from here nothing of it changes.
    frozen_at = models.DateTimeField("定稿时间", null=True, blank=True, editable=False)
    edit_version = models.PositiveIntegerField(default=0, editable=False)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "考核细则"
        verbose_name_plural = "考核细则"
        ordering = ["-year", "-pk"]
        indexes = [models.Index(fields=["organizer", "status", "-year"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SchemeStatus.values), name="scheme_status_known"),
            models.CheckConstraint(
                condition=Q(organization_share=100 - F("mass_share")), name="scheme_shares_sum_to_100"
            ),
            models.UniqueConstraint(fields=["organizer", "name", "year", "version"], name="scheme_version_once"),
            # A date that is not set stands in nobody's way: comparisons with NULL do not violate a check.
            models.CheckConstraint(
                condition=Q(check_due_on__gte=F("self_due_on"))
                & Q(confirm_due_on__gte=F("check_due_on"))
                & Q(confirm_due_on__gte=F("self_due_on")),
                name="scheme_dates_in_order",
                violation_error_message="自评、上级审核、审定的截止日期应依次不早于前一项。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）" if self.version > 1 else self.name


class SchemeEvent(StepEvent):
    subject = models.ForeignKey(Scheme, models.CASCADE, related_name="events")


class Group(models.Model):
    """Indicators under one heading; what is left empty does not limit anything."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, verbose_name="考核细则", related_name="groups")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("类别", max_length=60)
    # Percent; where groups are weighted.
    weight = models.DecimalField("权重（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT)
    # What the group is meant to come to, to check the sum by.
    maximum = points("类别满分", null=True, blank=True, validators=NOT_NEGATIVE)
    # The group starts at its maximum, and its deductions take off it.
    is_pool = models.BooleanField("从类别满分中扣分", default=False)
    bonus_cap = points("本类加分上限", null=True, blank=True, validators=NOT_NEGATIVE)
    deduction_cap = points("本类扣分上限", null=True, blank=True, validators=NOT_NEGATIVE)

    class Meta:
        verbose_name = "考核类别"
        verbose_name_plural = "考核类别"
        ordering = ["scheme", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["scheme", "name"], name="scheme_group_name_once")]

    def __str__(self) -> str:
        return self.name


class GradeRule(models.Model):
    """One grade, the best first; the last takes whoever got none of the others."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, verbose_name="考核细则", related_name="grades")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("等次", max_length=20)
    threshold = points("最低分", null=True, blank=True)
    # A share of all units: 10% or 1/3.
    quota = models.CharField(
        "比例上限",
        max_length=12,
        blank=True,
        validators=[
            RegexValidator(r"^(\d{1,3}(\.\d{1,2})?%|[1-9]\d{0,2}/[1-9]\d{0,3})\Z", "请写成百分数或分数，如 1/3。")
        ],
    )
    seats = models.PositiveSmallIntegerField("名额上限", null=True, blank=True)
    required = models.ForeignKey(
        "Indicator", models.SET_NULL, verbose_name="须达标的指标", null=True, blank=True, related_name="required_by"
    )
    required_points = points("须达到的得分", null=True, blank=True)

    class Meta:
        verbose_name = "等次"
        verbose_name_plural = "等次"
        ordering = ["scheme", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["scheme", "name"], name="scheme_grade_name_once")]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """One line of the rubric: who answers for what, how it is looked at, and what it is worth."""

    group = models.ForeignKey(Group, models.CASCADE, verbose_name="类别", related_name="indicators")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("考评项目", max_length=100)
    responsible = models.CharField("责任对象", max_length=100, blank=True)
    content = models.TextField("责任内容", blank=True, max_length=1000)
    mechanism = models.TextField("评分标准", blank=True, max_length=1000)
    method = models.CharField("考评方式", max_length=12, choices=Method, default=Method.DOCUMENTS)
    kind = models.CharField("类型", max_length=12, choices=IndicatorKind, default=IndicatorKind.BASE)
    # None: a bonus without end, a deduction that takes off the total or the pooled group.
    maximum = points("分值", null=True, blank=True, validators=NOT_NEGATIVE)
    # The lowest that is left (with a maximum) or, negative, the most that is taken off (without one).
    floor = points("下限", null=True, blank=True)
    per_event = points("每次分值", null=True, blank=True, validators=[MinValueValidator(Decimal("0.01"))])
    period = models.CharField("考核时段", max_length=12, choices=Period, default=Period.DURING_YEAR)
    # The best grade that is left after a hit; none: the lowest.
    veto_grade = models.ForeignKey(
        GradeRule, models.SET_NULL, verbose_name="否决后最高等次", null=True, blank=True, related_name="+"
    )
    source = models.CharField("系统已有数据", max_length=12, choices=Source, default=Source.NONE)
    needs_evidence = models.BooleanField("须关联佐证", default=False)
    note = models.CharField("备注", max_length=300, blank=True)
    # The same line of the former version, and whether its scores may be set beside this one's.
    predecessor = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="上一版本对应指标", null=True, blank=True, related_name="successors"
    )
    is_comparable = models.BooleanField("与上一版本可比", default=False)
    comparable_reason = models.CharField("可比性说明", max_length=200, blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "考核指标"
        verbose_name_plural = "考核指标"
        ordering = ["group", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IndicatorKind.values), name="indicator_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=IndicatorKind.BASE) | Q(maximum__gt=0), name="indicator_base_has_maximum"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchemeFlag(models.Model):
    """An indicator that seems to score what must not be scored; stays open until mended or overruled with a reason."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name="考核指标", related_name="flags")
    rule = models.CharField("情形", max_length=16, choices=FormalismRule)
    found = models.CharField("涉及表述", max_length=60)
    overruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认保留人", null=True, blank=True, related_name="+"
    )
    overruled_at = models.DateTimeField("确认保留时间", null=True, blank=True)
    reason = models.CharField("保留理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "减负提示"
        verbose_name_plural = "减负提示"
        ordering = ["indicator", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "rule"], name="scheme_flag_once"),
            models.CheckConstraint(
                condition=Q(overruled_at__isnull=True) | ~Q(reason=""), name="scheme_flag_overruled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}：{self.indicator}"


class SchemeImport(models.Model):
    """A spreadsheet that is being turned into a scheme: what was understood of each row, and what is doubtful."""

    organizer = models.ForeignKey(Organization, models.PROTECT, verbose_name="考核单位", related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="上传人", related_name="+")
    file_name = models.CharField("文件", max_length=120)
    title = models.CharField("表格标题", max_length=80, blank=True)
    # [{"number", "values": {column: text}, "doubts": [...], "notes": [...], "is_checked"}], see assessments.imports.
    rows = models.JSONField("内容", default=list)
    # {category: its maximum as the table states it}
    categories = models.JSONField("类别满分", default=dict, blank=True)
    # Rows that were left out on purpose, titles and sums: [[number, reason]]; and what else is to be said.
    left_out = models.JSONField("未采用的行", default=list, blank=True)
    remarks = models.JSONField("说明", default=list, blank=True)
    stage = models.CharField("状态", max_length=12, choices=ImportStage, default=ImportStage.OPEN)
    scheme = models.ForeignKey(
        Scheme, models.SET_NULL, verbose_name="生成的细则", null=True, blank=True, related_name="+"
    )
    edit_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = SchemeImportQuerySet.as_manager()

    class Meta:
        verbose_name = "细则导入"
        verbose_name_plural = "细则导入"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=ImportStage.values), name="scheme_import_stage_known")
        ]

    def __str__(self) -> str:
        return self.file_name

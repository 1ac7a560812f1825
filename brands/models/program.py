"""A creation program: who runs it by what right, its phases, criteria and limits."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from branches.models import Organization
from brands.enums import EndorsementRule, ProgramNature, ProgramStatus
from brands.limits import default_limits
from brands.querysets.program import ProgramQuerySet
from core.models import StepEvent, TimeStamped


class Program(TimeStamped):
    organizer = models.ForeignKey(Organization, models.PROTECT, verbose_name="组织单位", related_name="programs")
    name = models.CharField("名称", max_length=80)
    nature = models.CharField("活动性质", max_length=16, choices=ProgramNature, default=ProgramNature.INTERNAL)
    approval_basis = models.CharField("审批或备案依据", max_length=200, blank=True)
    approved_by = models.CharField("批准机关", max_length=100, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    applications_until = models.DateField("申报截止日期", null=True, blank=True)
    purpose = models.TextField("目标与要求", blank=True, max_length=2000)
    endorsement_rule = models.CharField(
        "审核方式", max_length=12, choices=EndorsementRule, default=EndorsementRule.EVERY_LEVEL
    )
    # Characters allowed in each text of the application form: {field name: number}, see brands.limits.
    limits = models.JSONField("字数上限", default=default_limits)
    evidence_cap = models.PositiveSmallIntegerField("每项活动佐证材料上限", default=3)
    # A named brand's yearly plan is due so many days after New Year (30: on 31 January).
    plan_days = models.PositiveSmallIntegerField(
        "年度计划报送天数", default=30, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    # A recheck is opened so many days before an honour runs out.
    recheck_days = models.PositiveSmallIntegerField(
        "复核提前天数", default=90, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    # 代字 of the documents that name brands, e.g. 云机工发.
    document_code = models.CharField("发文代字", max_length=20, blank=True)
    status = models.CharField("状态", max_length=12, choices=ProgramStatus, default=ProgramStatus.PREPARING)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = "创建活动"
        verbose_name_plural = "创建活动"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="program_ends_after_start"),
            models.CheckConstraint(condition=Q(status__in=ProgramStatus.values), name="program_status_known"),
        ]

    def __str__(self) -> str:
        return self.name


class ProgramEvent(StepEvent):
    subject = models.ForeignKey(Program, models.CASCADE, related_name="events")


class Phase(models.Model):
    """One row of a program's phase template; `order` begins at 1."""

    program = models.ForeignKey(Program, models.CASCADE, verbose_name="创建活动", related_name="phases")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("名称", max_length=20)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    tasks = models.TextField("工作任务", blank=True)
    deliverables = models.TextField("提交材料", blank=True)

    class Meta:
        verbose_name = "创建阶段"
        verbose_name_plural = "创建阶段"
        ordering = ["program", "order"]
        constraints = [
            models.UniqueConstraint(fields=["program", "order"], name="phase_order_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="phase_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class CriterionBase(models.Model):
    """A criterion with its weight in percent; the weights of one rubric sum to 100."""

    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("名称", max_length=20)
    description = models.CharField("评分要点", max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField("权重（%）", validators=[MinValueValidator(1), MaxValueValidator(100)])

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.weight}%）"


class Criterion(CriterionBase):
    """What a program's rounds start from; each round keeps its own copy, frozen when scoring begins."""

    program = models.ForeignKey(Program, models.CASCADE, verbose_name="创建活动", related_name="criteria")

    class Meta(CriterionBase.Meta):
        verbose_name = "评审标准"
        verbose_name_plural = "评审标准"
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="criterion_name_once")]

"""The yearly selection: round, nominations, judges and their score sheets, the public notice and its opinions."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from branches.models import Organization
from branches.tree import PATH_MAX
from brands.enums import (
    HonourLevel,
    NominationStatus,
    NoticeStatus,
    OpinionStatus,
    RoundStatus,
    ScoreSheetStatus,
)
from brands.models.creation import Brand
from brands.models.program import CriterionBase, Phase, Program
from brands.querysets.selection import (
    NominationQuerySet,
    OpinionQuerySet,
    PublicNoticeQuerySet,
    ScoreSheetQuerySet,
    SelectionRoundQuerySet,
)
from core.models import Publishable, StepEvent, TimeStamped


class SelectionRound(TimeStamped):
    program = models.ForeignKey(Program, models.PROTECT, verbose_name="创建活动", related_name="rounds")
    name = models.CharField("批次名称", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    level = models.PositiveSmallIntegerField("评选称号", choices=HonourLevel, default=HonourLevel.DEMONSTRATION)
    quota = models.PositiveSmallIntegerField("名额", default=10, validators=[MinValueValidator(1)])
    nominations_until = models.DateField("参评截止日期")
    scoring_until = models.DateField("评分截止日期")
    # A brand must have reached this phase; empty: any phase will do.
    earliest_phase = models.ForeignKey(
        Phase, models.PROTECT, verbose_name="须达到的创建阶段", null=True, blank=True, related_name="+"
    )
    judges_per_nomination = models.PositiveSmallIntegerField(
        "每个品牌评委数", default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    notice_days = models.PositiveSmallIntegerField("公示工作日", default=5, validators=[MinValueValidator(5)])
    valid_years = models.PositiveSmallIntegerField(
        "称号有效年数", default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    status = models.CharField("状态", max_length=12, choices=RoundStatus, default=RoundStatus.PREPARING)
    released_at = models.DateTimeField("结果发布时间", null=True, blank=True)
    # From which the judges were dealt out; the same seed and the same people give the same table again.
    assignment_seed = models.PositiveIntegerField("分配随机数", null=True, blank=True, editable=False)

    objects = SelectionRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "评选批次"
        verbose_name_plural = "评选批次"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RoundStatus.values), name="round_status_known"),
            models.UniqueConstraint(fields=["program", "name"], name="round_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RoundEvent(StepEvent):
    subject = models.ForeignKey(SelectionRound, models.CASCADE, related_name="events")


class RoundCriterion(CriterionBase):
    """The round's own copy of the rubric; frozen once scoring has begun."""

    round = models.ForeignKey(SelectionRound, models.CASCADE, verbose_name="评选批次", related_name="criteria")

    class Meta(CriterionBase.Meta):
        verbose_name = "评分标准"
        verbose_name_plural = "评分标准"
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="round_criterion_name_once")]


class Nomination(TimeStamped):
    round = models.ForeignKey(SelectionRound, models.PROTECT, verbose_name="评选批次", related_name="nominations")
    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name="品牌", related_name="nominations")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    statement = models.TextField("参评理由", blank=True, max_length=500)
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_office = models.BooleanField("由工委推荐", default=False)
    status = models.CharField("状态", max_length=16, choices=NominationStatus, default=NominationStatus.NOMINATED)
    # Written when scoring closes, with the arithmetic that led there; nobody below the office sees them
    # before the round is released.
    score = models.DecimalField("得分", max_digits=6, decimal_places=3, null=True, blank=True)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    arithmetic = models.JSONField("计分过程", default=dict, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "参评"
        verbose_name_plural = "参评"
        ordering = ["round", "pk"]
        indexes = [
            models.Index(fields=["round", "status", "rank"]),
            models.Index(fields=["organization_path", "status"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=NominationStatus.values), name="nomination_status_known"),
            models.UniqueConstraint(fields=["round", "brand"], name="nomination_once"),
        ]

    def __str__(self) -> str:
        return f"{self.brand}（{self.round}）"


class NominationEvent(StepEvent):
    subject = models.ForeignKey(Nomination, models.CASCADE, related_name="events")


class Judge(models.Model):
    round = models.ForeignKey(SelectionRound, models.CASCADE, verbose_name="评选批次", related_name="judges")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="评委", related_name="judgeships")
    # Where the judge belongs to: nominations of this part of the tree are recused (回避). Kept as it was
    # when the judge was named, and compared with today's tree as well.
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="所在单位", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "评委"
        verbose_name_plural = "评委"
        ordering = ["round", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="judge_once")]

    def __str__(self) -> str:
        return str(self.user)


class ScoreSheet(TimeStamped):
    nomination = models.ForeignKey(Nomination, models.CASCADE, verbose_name="参评", related_name="sheets")
    judge = models.ForeignKey(Judge, models.PROTECT, verbose_name="评委", related_name="sheets")
    status = models.CharField("状态", max_length=12, choices=ScoreSheetStatus, default=ScoreSheetStatus.ASSIGNED)
    comment = models.TextField("总评", blank=True, max_length=500)
    recusal_reason = models.CharField("回避事由", max_length=200, blank=True)
    edit_version = models.PositiveIntegerField(default=0)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "评分表"
        verbose_name_plural = "评分表"
        ordering = ["judge", "pk"]
        indexes = [models.Index(fields=["judge", "status"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ScoreSheetStatus.values), name="score_sheet_status_known"),
            models.UniqueConstraint(fields=["nomination", "judge"], name="score_sheet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.judge} → {self.nomination}"


class ScoreSheetEvent(StepEvent):
    subject = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="events")


class Score(models.Model):
    """Points of one sheet for one criterion, 0 to 100; the weight is the criterion's."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(RoundCriterion, models.PROTECT, related_name="scores")
    points = models.DecimalField(
        "分数", max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "分项得分"
        verbose_name_plural = "分项得分"
        ordering = ["criterion__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=100), name="score_within_0_and_100"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class PublicNotice(Publishable, TimeStamped):
    """A round's shortlist shown for working days; anybody concerned may object."""

    round = models.ForeignKey(SelectionRound, models.PROTECT, verbose_name="评选批次", related_name="notices")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="公示单位", related_name="+")
    title = models.CharField("标题", max_length=100)
    body = models.TextField("正文", max_length=2000)
    contact = models.CharField("受理部门与联系方式", max_length=200)
    working_days = models.PositiveSmallIntegerField("公示工作日", default=5, validators=[MinValueValidator(5)])
    # Both included; set when the notice is published. The list is frozen then:
    # [{"nomination": pk, "brand": "...", "organization": "..."}]
    starts_on = models.DateField("公示开始", null=True, blank=True)
    ends_on = models.DateField("公示结束", null=True, blank=True)
    entries = models.JSONField("名单", default=list, blank=True)
    secrecy_note = models.CharField("保密与准确性审查意见", max_length=200, blank=True)
    status = models.CharField("状态", max_length=12, choices=NoticeStatus, default=NoticeStatus.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=NoticeStatus.values), name="notice_status_known"),
            models.UniqueConstraint(
                fields=["round"],
                condition=~Q(status=NoticeStatus.WITHDRAWN),
                name="notice_one_alive_a_round",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_running(self) -> bool:
        """Opinions are taken from the first day to the end of the last."""
        today = timezone.localdate()
        return (
            self.status == NoticeStatus.PUBLISHED
            and self.starts_on is not None
            and self.ends_on is not None
            and self.starts_on <= today <= self.ends_on
        )


class NoticeEvent(StepEvent):
    subject = models.ForeignKey(PublicNotice, models.CASCADE, related_name="events")


class Opinion(models.Model):
    """What somebody objects to, named or anonymous; naming is blocked while one is open."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, verbose_name="公示", related_name="opinions")
    nomination = models.ForeignKey(
        Nomination, models.PROTECT, verbose_name="涉及品牌", null=True, blank=True, related_name="opinions"
    )
    code = models.CharField("回执编号", max_length=20, unique=True)
    is_anonymous = models.BooleanField("匿名", default=False)
    name = models.CharField("姓名", max_length=40, blank=True)
    contact = models.CharField("联系方式", max_length=60, blank=True)
    text = models.TextField("意见内容", max_length=1000)
    status = models.CharField("状态", max_length=16, choices=OpinionStatus, default=OpinionStatus.RECEIVED)
    # What the sender finds with the code of the receipt; written by the office, free of personal data.
    reply = models.TextField("答复", blank=True, max_length=1000)
    received_at = models.DateTimeField("收到时间", default=timezone.now)
    handled_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "公示意见"
        verbose_name_plural = "公示意见"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=OpinionStatus.values), name="opinion_status_known")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.notice}"


class OpinionEvent(StepEvent):
    subject = models.ForeignKey(Opinion, models.CASCADE, related_name="events")

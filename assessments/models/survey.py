"""Mass evaluation: surveys with sealed codes.

Nothing here says who was given a code, and a spent code leaves no row. While a survey is open, all ballots about an
organisation lie in one row that every ballot shuffles and rewrites, so that neither order nor xmin nor ctid tells them
apart; at close they become rows in random order. docs/architecture.md says what that does and does not hide.
"""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessments.enums.survey import Publicity, QuestionKind, RemarkStatus, SurveyStatus
from assessments.limits import DEFAULT_MINIMUM, LEAST_MINIMUM, LONGEST_REMARK, MOST_MINIMUM
from assessments.querysets.survey import (
    RemarkQuerySet,
    SurveyQuerySet,
    SurveyQuestionQuerySet,
    SurveyTargetQuerySet,
)
from branches.models import Organization
from branches.tree import PATH_MAX
from core.models import Job, StepEvent, TimeStamped


class Survey(TimeStamped):
    organizer = models.ForeignKey(Organization, models.PROTECT, verbose_name="组织单位", related_name="+")
    scheme = models.ForeignKey(
        "assessments.Scheme", models.PROTECT, verbose_name="计入考核细则", null=True, blank=True, related_name="surveys"
    )
    title = models.CharField("名称", max_length=60)
    year = models.PositiveSmallIntegerField("年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    introduction = models.TextField("填写说明", max_length=300, blank=True)
    minimum_ballots = models.PositiveSmallIntegerField(
        "最低票数",
        default=DEFAULT_MINIMUM,
        validators=[MinValueValidator(LEAST_MINIMUM), MaxValueValidator(MOST_MINIMUM)],
    )
    # Both included.
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    status = models.CharField("状态", max_length=12, choices=SurveyStatus, default=SurveyStatus.DRAFT)
    # Written at close, see assessments.scoring.survey: what all organisations together were told.
    tally = models.JSONField("汇总", default=dict, blank=True, editable=False)
    closed_at = models.DateTimeField("计票时间", null=True, blank=True, editable=False)
    publicity = models.CharField("结果公开", max_length=12, choices=Publicity, default=Publicity.NONE, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "群众评价"
        verbose_name_plural = "群众评价"
        ordering = ["-year", "-pk"]
        indexes = [models.Index(fields=["organizer", "status", "-year"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SurveyStatus.values), name="survey_status_known"),
            models.CheckConstraint(
                condition=Q(minimum_ballots__gte=LEAST_MINIMUM), name="survey_minimum_protects_people"
            ),
            models.CheckConstraint(condition=Q(publicity__in=Publicity.values), name="survey_publicity_known"),
            models.CheckConstraint(
                condition=Q(publicity=Publicity.NONE) | Q(status=SurveyStatus.CLOSED), name="survey_public_once_counted"
            ),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_closes_after_opening"),
            models.UniqueConstraint(fields=["organizer", "year", "title"], name="survey_title_once_a_year"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_running(self) -> bool:
        """Twin of querysets.running for today."""
        return self.status == SurveyStatus.OPEN and self.opens_on <= timezone.localdate() <= self.closes_on


class SurveyEvent(StepEvent):
    subject = models.ForeignKey(Survey, models.CASCADE, related_name="events")


class SurveyQuestion(models.Model):
    survey = models.ForeignKey(Survey, models.CASCADE, verbose_name="群众评价", related_name="questions")
    order = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("题型", max_length=10, choices=QuestionKind, default=QuestionKind.SCALE)
    text = models.CharField("题目", max_length=100)
    # In order: [{"label": "满意", "points": "100"}]; points as text, None where the answer does not count (不了解).
    options = models.JSONField("选项", default=list, blank=True)
    is_required = models.BooleanField("必答", default=True)

    objects = SurveyQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "题目"
        verbose_name_plural = "题目"
        ordering = ["survey", "order", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known")]

    def __str__(self) -> str:
        return self.text

    @property
    def points(self) -> list[Decimal | None]:
        return [None if option["points"] is None else Decimal(option["points"]) for option in self.options]

    @property
    def labels(self) -> list[str]:
        return [option["label"] for option in self.options]


class SurveyTarget(models.Model):
    """An organisation that the survey asks about, and at close what was said of it."""

    survey = models.ForeignKey(Survey, models.CASCADE, verbose_name="群众评价", related_name="targets")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="+")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    # Begins the receipts, so that a receipt is looked for in one box.
    number = models.PositiveIntegerField("序号")
    # Codes in force, spent ones included; annulled ones are not.
    issued = models.PositiveIntegerField("发出评价码", default=0)
    # From here on written at close.
    received = models.PositiveIntegerField("收回票数", default=0)
    is_shown = models.BooleanField("达到最低票数", default=False)
    score = models.DecimalField("群众评价得分", max_digits=5, decimal_places=2, null=True, blank=True)
    tally = models.JSONField("统计", default=dict, blank=True, editable=False)

    objects = SurveyTargetQuerySet.as_manager()

    class Meta:
        verbose_name = "评价对象"
        verbose_name_plural = "评价对象"
        ordering = ["survey", "organization_path"]
        indexes = [models.Index(fields=["organization_path", "survey"])]
        constraints = [
            models.UniqueConstraint(fields=["survey", "organization"], name="survey_target_once"),
            models.UniqueConstraint(fields=["survey", "number"], name="survey_target_number_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="survey_score_within_0_and_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}（{self.survey}）"


class BallotBox(models.Model):
    """What has been cast about one organisation: shuffled with every ballot, emptied at close but for the receipts."""

    target = models.OneToOneField(SurveyTarget, models.CASCADE, primary_key=True, related_name="box")
    received = models.PositiveIntegerField(default=0)
    # [{"question": option or [options]}], and apart from them {"question": ["text"]}: a text is tied to no answers.
    ballots = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    # In alphabetical order; say nothing but that a ballot was counted.
    receipts = models.JSONField(default=list)

    class Meta:
        verbose_name = "票箱"
        verbose_name_plural = "票箱"

    def __str__(self) -> str:
        return str(self.target_id)


class CodeLot(models.Model):
    """Codes made for an organisation in one go; what they are stands on the printed sheets alone."""

    target = models.ForeignKey(SurveyTarget, models.CASCADE, verbose_name="评价对象", related_name="lots")
    size = models.PositiveIntegerField("数量")
    made_at = models.DateTimeField("制作时间", default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="制作人", related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    # When a later lot took its place: how many had not been spent by then.
    annulled_at = models.DateTimeField("作废时间", null=True, blank=True)
    annulled = models.PositiveIntegerField("作废数量", default=0)

    class Meta:
        verbose_name = "评价码批次"
        verbose_name_plural = "评价码批次"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.target} {self.size}个"


class SealedCode(models.Model):
    """A code that may still be spent; spending deletes the row, so that nothing of it is left beside the ballot."""

    digest = models.CharField(max_length=64, primary_key=True)
    target = models.ForeignKey(SurveyTarget, models.CASCADE, related_name="codes")

    def __str__(self) -> str:
        return "评价码"


class Ballot(models.Model):
    """One ballot after the close: in random order, under a random key, without its texts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(SurveyTarget, models.CASCADE, verbose_name="评价对象", related_name="ballots")
    answers = models.JSONField("答案", default=dict)

    class Meta:
        verbose_name = "评价票"
        verbose_name_plural = "评价票"
        ordering = ["pk"]

    def __str__(self) -> str:
        return "评价票"


class Remark(models.Model):
    """What somebody wrote freely; the office alone reads it until it is approved. It knows no ballot and no time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(SurveyTarget, models.CASCADE, verbose_name="评价对象", related_name="remarks")
    question = models.ForeignKey(SurveyQuestion, models.PROTECT, verbose_name="题目", related_name="+")
    text = models.TextField("内容", max_length=LONGEST_REMARK)
    status = models.CharField("状态", max_length=12, choices=RemarkStatus, default=RemarkStatus.WAITING)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "群众意见"
        verbose_name_plural = "群众意见"
        ordering = ["pk"]
        indexes = [models.Index(fields=["target", "status"])]
        constraints = [models.CheckConstraint(condition=Q(status__in=RemarkStatus.values), name="remark_status_known")]

    def __str__(self) -> str:
        return f"对{self.target.organization}的意见"


class RemarkEvent(StepEvent):
    subject = models.ForeignKey(Remark, models.CASCADE, related_name="events")

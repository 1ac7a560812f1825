"""A brand's passage through the phases, and the notes that urge what is late."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from branches.models import Organization
from branches.tree import PATH_MAX
from brands.enums import PhaseRecordStatus, SupervisionStatus
from brands.models.creation import Brand
from brands.models.program import Phase
from brands.querysets.phase import PhaseRecordQuerySet, SupervisionQuerySet
from core.models import StepEvent, TimeStamped


class PhaseRecord(TimeStamped):
    """One brand's passage through one phase; the due date is stored once and moves only by a granted extension."""

    brand = models.ForeignKey(Brand, models.CASCADE, verbose_name="品牌", related_name="phase_records")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    phase = models.ForeignKey(Phase, models.PROTECT, verbose_name="创建阶段", related_name="records")
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("截止日期")
    # As the program set it, once a granted extension has moved due_on.
    first_due_on = models.DateField("原定截止日期", null=True, blank=True)
    plan = models.TextField("阶段计划", blank=True)
    summary = models.TextField("阶段小结", blank=True)
    problems = models.TextField("存在问题", blank=True)
    measures = models.TextField("下一步措施", blank=True)
    # The look-back: what was planned, done, found, improved.
    looked_back_plan = models.TextField("回头看：计划", blank=True)
    looked_back_do = models.TextField("回头看：执行", blank=True)
    looked_back_check = models.TextField("回头看：检查", blank=True)
    looked_back_improve = models.TextField("回头看：改进", blank=True)
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    # Who is to accept it: set when it is handed in, as the tree and the reviewers stand then.
    held_by = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="验收单位", null=True, blank=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    # The day of the first submission that was accepted in the end: "in time" is judged by it.
    handed_in_on = models.DateField("提交日期", null=True, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=PhaseRecordStatus, default=PhaseRecordStatus.UPCOMING)

    objects = PhaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "阶段记录"
        verbose_name_plural = "阶段记录"
        ordering = ["brand", "phase__order"]
        indexes = [
            models.Index(fields=["organization_path", "status", "due_on"]),
            # The office's list of what is late, over a whole tree.
            models.Index(fields=["status", "due_on", "id"]),
            # What waits at one desk, the longest waiting first.
            models.Index(fields=["held_by", "status", "submitted_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PhaseRecordStatus.values), name="phase_record_status_known"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="phase_record_due_after_start"),
            models.UniqueConstraint(fields=["brand", "phase"], name="phase_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.phase}"

    @property
    def is_returned(self) -> bool:
        """Handed in once and turned back with reasons."""
        return self.status == PhaseRecordStatus.OPEN and self.submitted_at is not None


class PhaseRecordEdit(models.Model):
    """What one save of the closing form changed: tells a second editor who changed what meanwhile."""

    record = models.ForeignKey(PhaseRecord, models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField("编辑版次")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)
    # {field: [before, after]}
    changes = models.JSONField("变化")

    class Meta:
        verbose_name = "阶段小结修改"
        verbose_name_plural = "阶段小结修改"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["record", "version"], name="phase_record_edit_once")]

    def __str__(self) -> str:
        return f"{self.record} {self.version}"


class PhaseRecordEvent(StepEvent):
    subject = models.ForeignKey(PhaseRecord, models.CASCADE, related_name="events")
    # Only an extension moves the date.
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(null=True, blank=True)


class Supervision(TimeStamped):
    """督办: the office asks a superior level to see to something late, and is answered."""

    sender = models.ForeignKey(Organization, models.PROTECT, verbose_name="督办单位", related_name="supervisions_sent")
    addressee = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="承办单位", related_name="supervisions_received"
    )
    addressee_path = models.CharField(max_length=PATH_MAX, editable=False)
    title = models.CharField("事项", max_length=80)
    text = models.TextField("要求")
    due_on = models.DateField("反馈期限")
    records = models.ManyToManyField(PhaseRecord, verbose_name="涉及的阶段", related_name="supervisions", blank=True)
    answer = models.TextField("办理情况", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发出人", related_name="+")
    status = models.CharField("状态", max_length=12, choices=SupervisionStatus, default=SupervisionStatus.SENT)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = "督办"
        verbose_name_plural = "督办"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["addressee_path", "status", "due_on"]),
            models.Index(fields=["sender", "status", "due_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SupervisionStatus.values), name="supervision_status_known"),
        ]

    def __str__(self) -> str:
        return self.title


class SupervisionEvent(StepEvent):
    subject = models.ForeignKey(Supervision, models.CASCADE, related_name="events")

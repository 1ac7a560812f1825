"""What every app builds on: time stamps, events, publication, jobs, the audit trail, number series."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.enums import AuditKind, JobStatus, PublicationRange


class TimeStamped(models.Model):
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True


class StepEvent(models.Model):
    """One step taken: who, when, from where to where, and why. Subclasses add `subject`."""

    step = models.CharField("操作", max_length=40)
    label = models.CharField("操作名称", max_length=40)
    source = models.CharField("原状态", max_length=20)
    target = models.CharField("新状态", max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人", null=True, related_name="+"
    )
    # Kept as written then: people change names and posts.
    actor_name = models.CharField("操作人姓名", max_length=80)
    comment = models.TextField("意见", blank=True)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.actor_name} {self.at:%Y-%m-%d %H:%M}"


class PublishableQuerySet(models.QuerySet):
    def public(self, on=None):
        """What anybody may read at that moment: approved for the public, begun and not ended."""
        at = on or timezone.now()
        return self.filter(
            Q(published_until__isnull=True) | Q(published_until__gt=at),
            publication_range=PublicationRange.PUBLIC,
            approved_at__isnull=False,
            published_from__lte=at,
        )


class Publishable(models.Model):
    """Something that is shown beyond those who work on it: proposed, reviewed for secrecy and accuracy,
    approved, published in a range and for a time (党务公开条例 Art. 15)."""

    publication_range = models.CharField(
        "公开范围", max_length=12, choices=PublicationRange, default=PublicationRange.NONE
    )
    secrecy_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="保密审查人", null=True, blank=True, related_name="+"
    )
    secrecy_checked_at = models.DateTimeField("保密审查时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="批准人", null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    published_from = models.DateTimeField("公开起始", null=True, blank=True)
    published_until = models.DateTimeField("公开截止", null=True, blank=True)

    class Meta:
        abstract = True


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own: what a job made may hold what only its starter may read."""
        return self.filter(actor_id=user.pk) if user.is_authenticated else self.none()

    def due(self, at):
        """What a worker may take now: waiting and not put off, or left by a worker without a sign of life."""
        waiting = Q(status=JobStatus.QUEUED) & (Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lte=at))
        return self.filter(waiting | Q(status=JobStatus.RUNNING, heartbeat_at__lt=at - Job.SILENCE))


class Job(models.Model):
    """Work that is slow or outside: written in the act's transaction, carried out later, exactly once in effect."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类型", max_length=60)
    label = models.CharField("说明", max_length=200)
    params = models.JSONField("参数", default=dict)
    status = models.CharField("状态", max_length=12, choices=JobStatus, default=JobStatus.QUEUED)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    result = models.FileField("结果文件", upload_to="jobs/%Y/%m", blank=True, max_length=200)
    result_name = models.CharField("文件名", max_length=200, blank=True)
    message = models.TextField("结果说明", blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", null=True, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField("执行次数", default=0)
    cancel_requested = models.BooleanField("已请求取消", default=False)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    # Running: the worker's last sign of life; without a recent one the job is taken over.
    # Queued: not before this moment, after an attempt that failed.
    heartbeat_at = models.DateTimeField("最近心跳", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    # A handler reports progress more often than this.
    SILENCE = timedelta(seconds=90)
    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["status", "heartbeat_at"]), models.Index(fields=["actor", "-created_at"])]
        constraints = [models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_known")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_over(self) -> bool:
        return self.status in (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED)


class AuditHead(models.Model):
    """The end of the audit chain: one row, locked by every entry, so that numbers and hashes have no gap."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"


class AuditEntry(models.Model):
    """One line of the audit trail, written in the act's own transaction and chained by hash."""

    number = models.PositiveBigIntegerField("序号", unique=True)
    kind = models.CharField("类别", max_length=20, choices=AuditKind)
    action = models.CharField("行为", max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人", null=True, related_name="+"
    )
    actor_name = models.CharField("操作人姓名", max_length=80)
    object_label = models.CharField("对象", max_length=200, blank=True)
    object_key = models.CharField("对象标识", max_length=80, blank=True)
    details = models.JSONField("详情", default=dict)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    at = models.DateTimeField("时间")
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-number"]
        indexes = [models.Index(fields=["kind", "-number"]), models.Index(fields=["object_key", "-number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class NumberSeries(models.Model):
    """The last number given in a series (one organ's code in one year); gapless because the row is locked."""

    key = models.CharField("序列", max_length=120, unique=True)
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class OneTimeKey(models.Model):
    """Spent by a form that creates: the same form sent twice finds what the first one made."""

    key = models.UUIDField(primary_key=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    # The process word of the form that spent it: no other form finds its result.
    purpose = models.CharField(max_length=80, blank=True)
    # What was made: the number of it, or of all of them.
    result = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.key)


class Holiday(models.Model):
    """A day whose nature differs from its weekday: a holiday on a weekday, or a working Saturday or Sunday."""

    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "节假日安排"
        verbose_name_plural = "节假日安排"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}{'（上班）' if self.is_working else ''}"

"""What the application tells a person: one message a day at most, and each person's own settings."""

from django.conf import settings
from django.db import models

from brands.querysets.reminder import MessageQuerySet
from core.models import TimeStamped


class Message(models.Model):
    """All reminders of one person and day; written once, so that a second run adds nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="收件人", related_name="messages")
    day = models.DateField("日期")
    title = models.CharField("标题", max_length=80)
    # [{"key": "phase:12:2026-11-30:before", "text": "...", "url": "/brands/...", "due_on": "2026-11-30"}]
    items = models.JSONField("内容", default=list)
    mailed_at = models.DateTimeField("邮件发出时间", null=True, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["user", "read_at"])]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="message_once_a_day")]

    def __str__(self) -> str:
        return self.title


class ReminderSetting(TimeStamped):
    """How one person wants to be reminded; without a row the defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="账号", related_name="reminder_setting"
    )
    by_mail = models.BooleanField("同时发送邮件", default=True)
    days_before = models.PositiveSmallIntegerField("提前天数", default=7)
    # Keys of brands.selectors.reminder.REMINDER_SOURCES that this person does not want.
    muted = models.JSONField("不再提醒的事项", default=list, blank=True)

    class Meta:
        verbose_name = "提醒设置"
        verbose_name_plural = "提醒设置"

    def __str__(self) -> str:
        return str(self.user)

"""What a branch has done: activities with their evidence, members' promises, pioneer posts and teams, good deeds."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from branches.models import Member, Organization
from branches.tree import PATH_MAX
from brands.enums import CommitmentStatus, Strand
from brands.models.creation import Brand, Carrier
from brands.models.phase import PhaseRecord
from brands.querysets.activity import ActivityQuerySet, CommitmentQuerySet, DeedQuerySet
from core.models import Publishable, StepEvent, TimeStamped


class Checklist(models.Model):
    """A template such as 六有 or 五定: what an activity should have."""

    name = models.CharField("名称", max_length=20, unique=True)
    # ["有方案", "有措施", ...]
    items = models.JSONField("要点", default=list)
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = "活动要点清单"
        verbose_name_plural = "活动要点清单"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ActivityKind(models.Model):
    """三会一课, 主题党日, 志愿服务 …: kinds are data."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    checklist = models.ForeignKey(
        Checklist, models.SET_NULL, verbose_name="要点清单", null=True, blank=True, related_name="kinds"
    )
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = "活动类型"
        verbose_name_plural = "活动类型"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Activity(TimeStamped):
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="activities")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    brand = models.ForeignKey(
        Brand, models.PROTECT, verbose_name="品牌", null=True, blank=True, related_name="activities"
    )
    phase_record = models.ForeignKey(
        PhaseRecord, models.PROTECT, verbose_name="创建阶段", null=True, blank=True, related_name="activities"
    )
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, verbose_name="载体", null=True, blank=True, related_name="activities"
    )
    kind = models.ForeignKey(ActivityKind, models.PROTECT, verbose_name="类型", related_name="activities")
    strand = models.CharField("工作主线", max_length=12, choices=Strand, default=Strand.EDUCATION)
    title = models.CharField("主题", max_length=60)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60, blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    summary = models.TextField("内容摘要", blank=True)
    link = models.URLField("相关链接", max_length=300, blank=True)
    # {item of the kind's checklist: True/False}, as it stood when the activity was written.
    checks = models.JSONField("要点", default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填报人", null=True, related_name="+"
    )
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    # Entered by mistake: kept, counted nowhere.
    is_void = models.BooleanField("已作废", default=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "活动"
        verbose_name_plural = "活动"
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "-held_on", "-id"]),
            models.Index(fields=["organization", "-held_on", "-id"]),
            models.Index(fields=["brand", "-held_on", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(strand__in=Strand.values), name="activity_strand_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """A picture or a file that shows an activity; optional, and capped by the program."""

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="活动", related_name="evidence")
    file = models.FileField("文件", upload_to="evidence/%Y/%m", max_length=200)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveIntegerField("大小（字节）")
    is_image = models.BooleanField("图片", default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Commitment(TimeStamped):
    """A member's public promise and whether it was kept (承诺—践诺—评诺)."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="commitments")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    brand = models.ForeignKey(
        Brand, models.PROTECT, verbose_name="品牌", null=True, blank=True, related_name="commitments"
    )
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="党员", related_name="commitments")
    text = models.CharField("承诺内容", max_length=200)
    made_on = models.DateField("承诺日期")
    due_on = models.DateField("兑现期限")
    outcome = models.CharField("践诺情况", max_length=200, blank=True)
    status = models.CharField("状态", max_length=12, choices=CommitmentStatus, default=CommitmentStatus.MADE)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "公开承诺"
        verbose_name_plural = "公开承诺"
        ordering = ["-made_on", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "status", "due_on"]),
            models.Index(fields=["brand", "-made_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CommitmentStatus.values), name="commitment_status_known"),
        ]

    def __str__(self) -> str:
        return self.text


class CommitmentEvent(StepEvent):
    subject = models.ForeignKey(Commitment, models.CASCADE, related_name="events")


class CarrierMember(models.Model):
    """Who mans a pioneer post or belongs to a team, from a day and perhaps to a day."""

    carrier = models.ForeignKey(Carrier, models.CASCADE, verbose_name="载体", related_name="members")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="党员", related_name="carriers")
    duty = models.CharField("分工", max_length=40, blank=True)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)

    class Meta:
        verbose_name = "载体成员"
        verbose_name_plural = "载体成员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "member"], condition=Q(until__isnull=True), name="carrier_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.member}"


class Deed(Publishable, TimeStamped):
    """A member's good deed; shown only with that person's recorded consent, and until it ends."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党组织", related_name="deeds")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name="品牌", null=True, blank=True, related_name="deeds")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="党员", related_name="deeds")
    title = models.CharField("标题", max_length=60)
    text = models.TextField("事迹")
    happened_on = models.DateField("日期")
    consented_on = models.DateField("本人同意日期", null=True, blank=True)
    consent_until = models.DateField("同意公开至", null=True, blank=True)
    consent_note = models.CharField("同意方式", max_length=100, blank=True)
    consent_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="记录人", null=True, blank=True, related_name="+"
    )
    consent_withdrawn_on = models.DateField("撤回同意日期", null=True, blank=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name = "好人好事"
        verbose_name_plural = "好人好事"
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "-happened_on", "-id"]),
            models.Index(fields=["brand", "-happened_on"]),
        ]

    def __str__(self) -> str:
        return self.title

"""The Party's organisation tree, who sits on its committees, its members, and who may act for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from branches.enums import (
    ExemptClass,
    ImportSheet,
    ImportStage,
    MemberStatus,
    OrganizationKind,
    PostKind,
    Role,
    RowAction,
    TermYears,
)
from branches.querysets import (
    ImportBatchQuerySet,
    MemberQuerySet,
    OrganizationQuerySet,
    RoleAssignmentQuerySet,
    TermQuerySet,
)
from branches.tree import PATH_MAX, PATH_STEP
from core.models import Job, TimeStamped


class Region(models.Model):
    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "片区"
        verbose_name_plural = "片区"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "业务条线"
        verbose_name_plural = "业务条线"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Organization(TimeStamped):
    """A node of the Party's tree. `path` is the parent's path and four base-36 characters more."""

    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    code = models.CharField("组织代码", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=20, choices=OrganizationKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级党组织", null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=PATH_MAX, unique=True, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="片区", null=True, blank=True)
    line = models.ForeignKey(Line, models.PROTECT, verbose_name="业务条线", null=True, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    # How long a committee sits: three years, five in villages and communities.
    term_years = models.PositiveSmallIntegerField("任期", choices=TermYears, default=TermYears.THREE)
    # Silences the warnings about place, size and committee: the superior has agreed to the exception.
    exception_note = models.CharField("特殊情况说明（经批准）", max_length=200, blank=True)
    is_active = models.BooleanField("在册", default=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "党组织"
        verbose_name_plural = "党组织"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OrganizationKind.values), name="organization_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """1 for a root."""
        return len(self.path) // PATH_STEP

    def is_within(self, other: "Organization") -> bool:
        """True for the organisation itself and all below it."""
        return self.path.startswith(other.path)


class Term(TimeStamped):
    """One committee's time in office, from its election to the next."""

    organization = models.ForeignKey(Organization, models.CASCADE, verbose_name="党组织", related_name="terms")
    number = models.PositiveSmallIntegerField("届次", default=1)
    elected_on = models.DateField("选举日期")
    ends_on = models.DateField("届满日期")
    exception_note = models.CharField("延期说明（经批准）", max_length=200, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "届次"
        verbose_name_plural = "届次"
        ordering = ["-elected_on", "-pk"]
        indexes = [models.Index(fields=["ends_on"])]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="term_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("elected_on")), name="term_ends_after_election"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}第{self.number}届"


class Member(TimeStamped):
    """A Party member of a branch; no identity number, no birthday."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="所在党支部", related_name="members")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="账号", null=True, blank=True, related_name="member"
    )
    name = models.CharField("姓名", max_length=40)
    code = models.CharField("党员编号", max_length=40, unique=True)
    joined_on = models.DateField("入党日期", null=True, blank=True)
    status = models.CharField("党员类别", max_length=12, choices=MemberStatus, default=MemberStatus.FORMAL)
    group = models.CharField("党小组", max_length=40, blank=True)
    exempt_class = models.CharField("免于积分类别", max_length=12, choices=ExemptClass, default=ExemptClass.NONE)
    is_active = models.BooleanField("在册", default=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "党员"
        verbose_name_plural = "党员"
        ordering = ["organization__path", "pk"]
        indexes = [models.Index(fields=["organization", "is_active"])]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    term = models.ForeignKey(Term, models.CASCADE, verbose_name="届次", related_name="posts")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="党员", related_name="posts")
    kind = models.CharField("职务", max_length=20, choices=PostKind)

    class Meta:
        verbose_name = "职务"
        verbose_name_plural = "职务"
        ordering = ["term", "pk"]
        constraints = [models.UniqueConstraint(fields=["term", "member", "kind"], name="post_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.member}"


class RoleAssignment(TimeStamped):
    """A user holds a role at an organisation, from a day and perhaps to a day (both included)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="账号", related_name="role_assignments"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="党组织", related_name="role_assignments"
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    starts_on = models.DateField("起始日期", default=timezone.localdate)
    ends_on = models.DateField("截止日期", null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "授权"
        verbose_name_plural = "授权"
        ordering = ["user", "organization__path", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organization", "role"], name="role_assigned_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}（{self.organization.short_name}）"


class ImportBatch(TimeStamped):
    """One workbook of organisations, members and accounts on its way in: checked, shown, then taken over whole.

    Where it stands follows from its marks, see `stage`.
    """

    file = models.FileField("文件", upload_to="imports/%Y/%m", max_length=200)
    file_name = models.CharField("文件名", max_length=120)
    digest = models.CharField("文件摘要", max_length=64)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导入人", related_name="+")
    expires_at = models.DateTimeField("失效时间")
    # The job that checks it, and after the confirmation the one that takes it over.
    job = models.ForeignKey(Job, models.SET_NULL, verbose_name="任务", null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField("检查完成时间", null=True, blank=True)
    counts = models.JSONField("统计", default=dict)
    problems = models.JSONField("文件问题", default=list)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    imported_at = models.DateTimeField("导入时间", null=True, blank=True)
    # The temporary passwords follow from it and from the server's key; emptied when they are handed out.
    password_seed = models.CharField(max_length=64, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "批量导入"
        verbose_name_plural = "批量导入"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["actor", "-created_at"])]

    def __str__(self) -> str:
        return self.file_name

    @property
    def stage(self) -> ImportStage:
        if self.imported_at:
            return ImportStage.DONE
        if self.expires_at <= timezone.now():
            return ImportStage.EXPIRED
        if self.job is None or (self.job.is_over and not (self.checked_at and not self.confirmed_at)):
            return ImportStage.STOPPED
        if self.confirmed_at:
            return ImportStage.IMPORTING
        if not self.checked_at:
            return ImportStage.CHECKING
        if self.problems or self.total(RowAction.FAULTY):
            return ImportStage.FAULTY
        ready = self.total(RowAction.CREATE) + self.total(RowAction.UPDATE)
        return ImportStage.READY if ready else ImportStage.EMPTY

    def total(self, action: RowAction) -> int:
        """How many rows of all sheets are to be treated so."""
        return sum(sheet.get(action.value, 0) for sheet in self.counts.values())


class ImportRow(models.Model):
    """One row of a workbook and what becomes of it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    sheet = models.CharField("工作表", max_length=16, choices=ImportSheet)
    number = models.PositiveIntegerField("行号")
    data = models.JSONField("内容")
    action = models.CharField("处理", max_length=12, choices=RowAction)
    # (column label, text); what is to be mended, and what is worth a look.
    errors = models.JSONField("错误", default=list)
    notes = models.JSONField("说明", default=list)

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        ordering = ["batch", "sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "action", "sheet", "number"])]

    def __str__(self) -> str:
        return f"{self.get_sheet_display()}第{self.number}行"

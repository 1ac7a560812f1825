"""The yearly democratic appraisal of a branch's members."""

from django.db import models
from django.db.models import Q

from assessments.enums.point import AppraisalGrade, AppraisalStatus
from assessments.querysets.appraisal import AppraisalQuerySet
from branches.enums import MemberStatus
from branches.models import Member, Organization
from branches.tree import PATH_MAX
from core.models import StepEvent, TimeStamped


class Appraisal(TimeStamped):
    """民主评议党员: decided at a meeting of the branch, approved by the superior directly above."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="党支部", related_name="appraisals")
    organization_path = models.CharField(max_length=PATH_MAX, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    held_on = models.DateField("评议会议日期", null=True, blank=True)
    expected = models.PositiveSmallIntegerField("应到党员", null=True, blank=True)
    present = models.PositiveSmallIntegerField("实到党员", null=True, blank=True)
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    status = models.CharField("状态", max_length=12, choices=AppraisalStatus, default=AppraisalStatus.DRAFT)

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = "民主评议"
        verbose_name_plural = "民主评议"
        ordering = ["-year", "organization_path"]
        indexes = [models.Index(fields=["organization_path", "status", "year"])]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AppraisalStatus.values), name="appraisal_status_known"),
            models.UniqueConstraint(fields=["organization", "year"], name="appraisal_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}{self.year}年民主评议"


class AppraisalEvent(StepEvent):
    subject = models.ForeignKey(Appraisal, models.CASCADE, related_name="events")


class AppraisalRow(models.Model):
    """One member's grade, beside what the account of points said when the table was made."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, verbose_name="民主评议", related_name="rows")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="党员", related_name="appraisals")
    member_status = models.CharField("党员类别", max_length=12, choices=MemberStatus)
    points = models.DecimalField("年度积分", max_digits=12, decimal_places=2, null=True, blank=True)
    band = models.CharField("积分档次", max_length=20, blank=True)
    grade = models.CharField("评议等次", max_length=12, choices=AppraisalGrade, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "评议结果"
        verbose_name_plural = "评议结果"
        ordering = ["appraisal", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "member"], name="appraisal_member_once"),
            # Probationary members take part and get no grade.
            models.CheckConstraint(
                condition=~Q(member_status=MemberStatus.PROBATIONARY)
                | Q(grade__in=["", AppraisalGrade.NONE, AppraisalGrade.ABSENT]),
                name="appraisal_probationary_ungraded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_grade_display()}"

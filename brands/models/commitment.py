"""Members' public promises."""

from django.db import models
from django.db.models import F, Q

from branches.models import Member, Organization
from branches.tree import PATH_MAX
from brands.enums import CommitmentStatus
from brands.models.creation import Brand
from brands.querysets.commitment import CommitmentQuerySet
from core.models import StepEvent, TimeStamped


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
            # Lists of a whole tree, newest first.
            models.Index(fields=["-made_on", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CommitmentStatus.values), name="commitment_status_known"),
            models.CheckConstraint(condition=Q(due_on__gte=F("made_on")), name="commitment_due_after_made"),
        ]

    def __str__(self) -> str:
        return self.text


class CommitmentEvent(StepEvent):
    subject = models.ForeignKey(Commitment, models.CASCADE, related_name="events")

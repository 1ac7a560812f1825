"""Who mans the carriers of a brand."""

from django.db import models
from django.db.models import F, Q

from branches.models import Member
from brands.models.creation import Carrier
from brands.querysets.carrier import CarrierMemberQuerySet


class CarrierMember(models.Model):
    """Who mans a pioneer post or belongs to a team, from a day and perhaps to a day."""

    carrier = models.ForeignKey(Carrier, models.CASCADE, verbose_name="载体", related_name="members")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="党员", related_name="carriers")
    duty = models.CharField("分工", max_length=40, blank=True)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)

    objects = CarrierMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "载体成员"
        verbose_name_plural = "载体成员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "member"], condition=Q(until__isnull=True), name="carrier_member_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="carrier_member_until_after_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.member}"

"""Good deeds, and the consent without which nobody else reads of them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from branches.models import Member, Organization
from branches.tree import PATH_MAX
from brands.enums import DeedStatus
from brands.models.creation import Brand
from brands.querysets.deed import DeedQuerySet
from core.models import Publishable, StepEvent, TimeStamped

_PAIRS = (
    "欧阳太史上官端木司马东方独孤南宫夏侯诸葛尉迟皇甫公孙慕容长孙宇文司徒轩辕令狐百里呼延东郭"
    "西门申屠公冶淳于单于太叔仲孙钟离闾丘司空赫连澹台濮阳宗政公羊鲜于第五拓跋完颜"
)
COMPOUND_SURNAMES = frozenset(_PAIRS[start : start + 2] for start in range(0, len(_PAIRS), 2))


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
    # Without it the public reads 王同志, never the whole name.
    consent_full_name = models.BooleanField("同意公开全名", default=False)
    consent_withdrawn_on = models.DateField("撤回同意日期", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填报人", null=True, related_name="+"
    )
    edit_version = models.PositiveIntegerField("编辑版次", default=0)
    status = models.CharField("状态", max_length=12, choices=DeedStatus, default=DeedStatus.RECORDED)

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name = "好人好事"
        verbose_name_plural = "好人好事"
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["organization_path", "-happened_on", "-id"]),
            models.Index(fields=["brand", "-happened_on"]),
            # Lists of a whole tree, newest first.
            models.Index(fields=["-happened_on", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DeedStatus.values), name="deed_status_known"),
            models.CheckConstraint(
                condition=Q(consented_on__isnull=True)
                | Q(consent_until__isnull=False, consent_until__gte=F("consented_on")),
                name="deed_consent_has_end",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def has_consent(self, on: date | None = None) -> bool:
        """Twin of querysets.deed.consent_in_force."""
        day = on or timezone.localdate()
        if self.consented_on is None or self.consent_until is None or self.consent_withdrawn_on is not None:
            return False
        return self.consented_on <= day <= self.consent_until

    @property
    def public_name(self) -> str:
        """What the public reads of the person: as much as was agreed to."""
        return self.member.name if self.consent_full_name else f"{surname_of(self.member.name)}同志"


def surname_of(name: str) -> str:
    """The first character, or the first two of a name that begins with a compound surname."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


class DeedEvent(StepEvent):
    subject = models.ForeignKey(Deed, models.CASCADE, related_name="events")

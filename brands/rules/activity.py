"""What an activity must keep to besides who enters it."""

from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from branches.models import Organization
from brands.limits import AHEAD_MOST_DAYS, EVIDENCE_CAP, EVIDENCE_QUOTA
from brands.models import ActivityKind, Brand, Carrier, Evidence, PhaseRecord
from core.days import EARLIEST
from core.errors import BusinessError


def evidence_cap(brand: Brand | None) -> int:
    """How many files an activity may have: the program's number, or the usual one without a brand."""
    return brand.program.evidence_cap if brand else EVIDENCE_CAP


def check_evidence(organization: Organization, brand: Brand | None, *, kept: int, added: list[int]) -> None:
    """Within the cap of the activity and the organisation's quota; `added`: sizes in bytes of the new files."""
    cap = evidence_cap(brand)
    if added and kept + len(added) > cap:
        raise BusinessError(f"每项活动的佐证材料最多{cap}个，现有{kept + len(added)}个，请去掉一些，或改填相关链接。")
    used = Evidence.objects.filter(activity__organization=organization).aggregate(n=Sum("size"))["n"] or 0
    if added and used + sum(added) > EVIDENCE_QUOTA:
        limit = EVIDENCE_QUOTA // 1024 // 1024
        raise BusinessError(f"本组织的佐证材料合计不能超过{limit}MB，请改填相关链接，或先清理不需要的材料。")


def check_place(
    organization: Organization, *, brand: Brand | None, record: PhaseRecord | None, carrier: Carrier | None
) -> None:
    """Brand, phase and carrier are the organisation's own and belong together."""
    if brand and brand.organization_id != organization.pk:
        raise BusinessError("所选品牌不是本组织的品牌，请重新选择。")
    for part, label in ((record, "创建阶段"), (carrier, "载体")):
        if part and (brand is None or part.brand_id != brand.pk):
            raise BusinessError(f"所选{label}不属于所选品牌，请重新选择。")


def check_day(day: object) -> None:
    """Neither before all memory nor further ahead than a year's plan."""
    latest = timezone.localdate() + timedelta(days=AHEAD_MOST_DAYS)
    if not EARLIEST <= day <= latest:  # type: ignore[operator]
        raise BusinessError(f"活动日期应在{EARLIEST.year}年至{latest:%Y年%-m月%-d日}之间。")


def checks_of(kind: ActivityKind, ticked: set[str], former: dict[str, bool] | None = None) -> dict[str, bool]:
    """The kind's checklist as it stands, or as it stood when the activity was first written."""
    items = list(former) if former else list(kind.checklist.items) if kind.checklist else []
    return {item: item in ticked for item in items}

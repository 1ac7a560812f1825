"""What a demonstration site and a visit need, and what is worth a second look before a brand becomes a site."""

from datetime import date

from django.db.models import Sum
from django.utils import timezone

from branches.models import Organization
from brands.enums import BrandStatus, GuidanceClass, HalfDay, SiteStatus, VisitStatus
from brands.models import Brand, DemonstrationSite, Visit
from core.errors import BusinessError

# These visitors come, as far as is known today.
COMING = (VisitStatus.BOOKED, VisitStatus.CONFIRMED)
CAPACITY_MOST = 500


def warnings_of(brand: Brand) -> list[str]:
    """Reasons to think twice; none of them forbids anything."""
    found = []
    if not brand.honour_level and brand.guidance_class != GuidanceClass.GOOD:
        found.append("该品牌目前没有有效的称号，分类指导类别也不是“较好”，请确认确有示范价值。")
    if brand.status == BrandStatus.REAPPLYING:
        found.append("该品牌已被要求重新申报。")
    return found


def check_markable(brand: Brand) -> None:
    if brand.status == BrandStatus.CLOSED:
        raise BusinessError("该品牌已停止创建，不能认定为示范点。")
    if DemonstrationSite.objects.filter(brand=brand).exists():
        raise BusinessError("该品牌已认定为示范点，请在示范点页面办理。")


def check_capacity(capacity: int) -> None:
    if not 1 <= capacity <= CAPACITY_MOST:
        raise BusinessError(f"同时接待人数应为1至{CAPACITY_MOST}人。")


def places_left(site: DemonstrationSite, day: date, half: str) -> int:
    """How many more people the site can receive at once in that half of the day."""
    rows = site.visits.filter(visit_on=day, half=half, status__in=COMING)
    return max(0, site.capacity - (rows.aggregate(n=Sum("people"))["n"] or 0))


def check_bookable(site: DemonstrationSite, visitors: Organization, *, visit_on: date, half: str, people: int) -> None:
    """The site is open, lies on the visitors' line, and has room in that half of the day."""
    if site.status != SiteStatus.ACTIVE:
        raise BusinessError(f"该示范点{site.get_status_display()}，暂时不能预约。")
    if visitors.pk == site.brand.organization_id:
        raise BusinessError("不需要预约参观本支部的示范点。")
    if not visitors.is_within(site.organizer):
        raise BusinessError(f"该示范点面向“{site.organizer.short_name}”所属党组织开放。")
    if visit_on < timezone.localdate():
        raise BusinessError("来访日期不能早于今天。")
    if people < 1:
        raise BusinessError("请填写来访人数。")
    if site.visits.filter(organization=visitors, visit_on=visit_on, status__in=COMING).exists():
        raise BusinessError("本党支部当天已有预约，请勿重复预约；人数有变的，请取消后重新预约。")
    if half not in HalfDay.values:
        raise BusinessError("请选择上午或下午。")
    left = places_left(site, visit_on, half)
    if people > left:
        when = HalfDay(half).label
        words = f"当天{when}还可接待{left}人" if left else f"当天{when}已约满"
        raise BusinessError(f"{words}（同时接待{site.capacity}人），请减少人数，或改约其他时段。")


def check_receivable(visit: Visit) -> None:
    if visit.visit_on < timezone.localdate():
        raise BusinessError("来访日期已过，不能再确认；请选择“不能接待”并说明情况。")


def check_visited(visit: Visit) -> None:
    if visit.visit_on > timezone.localdate():
        raise BusinessError("来访当天起可以填写学习收获。")

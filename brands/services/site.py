"""Demonstration sites and the visits to them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from branches.enums import Ability
from branches.models import Organization
from branches.paths import current_path
from branches.roles import has_ability
from brands.enums import HalfDay
from brands.limits import WORDS_MOST
from brands.models import Brand, DemonstrationSite, Visit
from brands.permissions.guidance import may_pair_from
from brands.permissions.site import may_keep_site
from brands.rules.site import check_bookable, check_capacity, check_markable
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.workflow.site import SITE_FLOW, VISIT_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend


def mark_site(brand: Brand, *, introduction: str, place: str, capacity: int, actor: Any, key: str) -> DemonstrationSite:
    """By the office of the brand's organiser; once a brand, ended ones are marked again."""
    organizer = brand.program.organizer
    with transaction.atomic():
        if earlier := spend(key, actor=actor, purpose="site"):
            return remembered(DemonstrationSite, earlier)
        if not may_pair_from(actor, organizer):
            raise StepRefused("只有组织单位的工委办公室可以认定示范点。")
        # As it is now: a move of the organisation waits for this, or this for the move.
        brand = Brand.objects.select_for_update(of=("self",), no_key=True).get(pk=brand.pk)
        check_markable(brand)
        check_capacity(capacity)
        site = DemonstrationSite.objects.create(
            brand=brand,
            organization_path=brand.organization_path,
            organizer=organizer,
            introduction=introduction.strip(),
            place=place.strip(),
            capacity=capacity,
            marked_on=timezone.localdate(),
        )
        remember(key, site.pk)
        record(AuditKind.CHANGE, "认定示范点", actor=actor, subject=site)
    return site


def update_site(
    site: DemonstrationSite, *, introduction: str, place: str, capacity: int, actor: Any, seen: str
) -> DemonstrationSite:
    """By the host or the office; `seen` is the time stamp of the copy that was edited (isoformat)."""
    with transaction.atomic():
        fresh = _locked(site)
        if not may_keep_site(actor, fresh):
            raise StepRefused("只有示范点所在党支部书记和工委办公室可以修改。")
        if fresh.updated_at.isoformat() != seen:
            raise StaleCopy("该示范点刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        check_capacity(capacity)
        fresh.introduction, fresh.place, fresh.capacity = introduction.strip(), place.strip(), capacity
        fresh.save()
        record(AuditKind.CHANGE, "修改示范点", actor=actor, subject=fresh)
    return fresh


def advance_site(
    site: DemonstrationSite, step: str, *, actor: Any, comment: str = "", seen: str | None = None
) -> DemonstrationSite:
    """Suspended, resumed, ended, marked again; visits ahead are called off with it."""
    changes: dict[str, Any] = {"marked_on": timezone.localdate()} if step == "mark_again" else {}
    with transaction.atomic():
        expect = {"status": seen} if seen else None
        site = SITE_FLOW.take(step, site, actor=actor, comment=comment, expect=expect, **changes)
        follow("site", step, Taken(site, actor, {"comment": comment.strip()}))
    return site


def book_visit(
    site: DemonstrationSite,
    visitors: Organization,
    *,
    visit_on: date,
    half: str = HalfDay.AM,
    people: int,
    purpose: str = "",
    actor: Any,
    key: str,
) -> Visit:
    """By the visiting branch's secretary; the site's row is locked, so that no half day is booked twice over."""
    with transaction.atomic():
        if earlier := spend(key, actor=actor, purpose="visit"):
            return remembered(Visit, earlier)
        if not has_ability(actor, Ability.SUBMIT, visitors):
            raise StepRefused("只有来访党支部的书记可以预约。")
        path = current_path(visitors)
        fresh = _locked(site)
        check_bookable(fresh, visitors, visit_on=visit_on, half=half, people=people)
        visit = Visit.objects.create(
            site=fresh,
            organization=visitors,
            organization_path=path,
            visit_on=visit_on,
            half=half,
            people=people,
            purpose=purpose.strip(),
            booked_by=actor,
        )
        remember(key, visit.pk)
        record(AuditKind.CHANGE, "预约参观示范点", actor=actor, subject=visit)
    return visit


def advance_visit(
    visit: Visit, step: str, *, actor: Any, comment: str = "", report: str = "", seen: str | None = None
) -> Visit:
    """Confirmed or declined by the host, cancelled or reported by the visitors."""
    changes: dict[str, Any] = {}
    if step == "report":
        if not report.strip():
            raise BusinessError("请填写学习收获。")
        if len(report.strip()) > WORDS_MOST:
            raise BusinessError(f"学习收获不超过{WORDS_MOST}字。")
        changes = {"report": report.strip()}
    with transaction.atomic():
        # In the order in which a site that closes takes them: first the site, then its visits.
        _locked(visit.site)
        expect = {"status": seen} if seen else None
        return VISIT_FLOW.take(step, visit, actor=actor, comment=comment, expect=expect, **changes)


def _locked(site: DemonstrationSite) -> DemonstrationSite:
    return DemonstrationSite.objects.select_for_update(of=("self",), no_key=True).get(pk=site.pk)

"""What follows from the steps of inspections, pairs and sites; which from which stands in consequences.py."""

from django.utils import timezone

from brands.enums import FindingStatus, VisitStatus
from brands.models import Finding
from brands.services.guidance import lock_brands, lock_brands_of, reclassify
from brands.services.taken import Taken
from brands.workflow.inspection import FINDING_FLOW
from brands.workflow.pairing import PAIRING_FLOW
from brands.workflow.site import VISIT_FLOW


def tell_findings(taken: Taken) -> None:
    """The inspection is told: its findings are the branches' to mend."""
    drafts = Finding.objects.filter(target__inspection=taken.subject, status=FindingStatus.DRAFT)
    for finding in drafts.order_by("pk"):
        FINDING_FLOW.take("tell", finding, actor=taken.actor)


def reclass_inspected(taken: Taken) -> None:
    """Open findings weigh on the class of the brands concerned."""
    reclassify(lock_brands_of(taken.subject.targets.values_list("organization", flat=True)))


def reclass_found(taken: Taken) -> None:
    reclassify(lock_brands_of([taken.subject.organization_id]))


def reclass_own(taken: Taken) -> None:
    """A phase or a yearly plan: late, handed in, turned back, put off."""
    reclassify(lock_brands([taken.subject.brand_id]))


def reclass_shown(taken: Taken) -> None:
    """An activity counts for the brand it shows, and no longer for the one it showed before."""
    reclassify(lock_brands(taken.extra["brands"]))


def reclass_filed(taken: Taken) -> None:
    """The brand that has come of the application, or goes on with it."""
    reclassify(lock_brands([taken.subject.brand_id]))


def reclass_resumed(taken: Taken) -> None:
    """While it was stopped, its class stood still."""
    reclassify(lock_brands([taken.subject.pk]))


def begin_pairing(taken: Taken) -> None:
    """Both sides have agreed: the pair is at work."""
    pairing = taken.subject
    if pairing.strong_agreed_on and pairing.weak_agreed_on:
        PAIRING_FLOW.take("begin", pairing, actor=taken.actor)


def call_visits_off(taken: Taken) -> None:
    """The site receives nobody any more: visits that lie ahead are declined, with its reason."""
    site = taken.subject
    ahead = site.visits.filter(
        status__in=[VisitStatus.BOOKED, VisitStatus.CONFIRMED], visit_on__gte=timezone.localdate()
    )
    for visit in ahead.order_by("pk"):
        words = f"示范点{site.get_status_display()}：{taken.extra['comment']}"
        VISIT_FLOW.take("decline", visit, actor=taken.actor, comment=words)

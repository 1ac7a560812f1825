"""An organisation has another superior: what waited above it goes on with those who are above it now."""

from typing import Any

from django.utils import timezone

from branches.moves import Moved
from branches.tree import below
from brands.enums import ApplicationStatus, PhaseRecordStatus
from brands.models import Application, PhaseRecord
from brands.selectors.climbing import holder_now, is_on_the_way
from brands.services.consequences import follow
from brands.services.phase.steps import desk_of
from brands.services.taken import Taken
from brands.workflow.application import APPLICATION_FLOW
from brands.workflow.phase import PHASE_FLOW


def go_along(moved: Moved) -> None:
    """Within the move's transaction, which has locked and rewritten every row that is looked at here."""
    inside = below([moved.organization.path], "organization_path")
    applications = Application.objects.filter(inside, status=ApplicationStatus.IN_REVIEW)
    for application in applications.select_related("organization", "program__organizer", "held_by").order_by("pk"):
        _send_on(application, moved)
    records = PhaseRecord.objects.filter(inside, status=PhaseRecordStatus.SUBMITTED, held_by__isnull=False)
    rows = records.select_related("brand__organization", "brand__program__organizer", "held_by", "submitted_by")
    for record in rows.order_by("pk"):
        _hand_over(record, moved)


def _send_on(application: Application, moved: Moved) -> None:
    organizer = application.program.organizer
    spoke = {"organization": application.held_by, "version_number": application.version_number}
    if not is_on_the_way(application):
        words = f"{moved}，不再属于“{organizer.name}”，申报退回党支部。"
        changes: dict[str, Any] = {"held_by": None, "is_screened": False}
        application = APPLICATION_FLOW.take("recall", application, actor=None, comment=words, event=spoke, **changes)
        follow("application", "recall", Taken(application, None))
        return
    holder = holder_now(application)
    if holder.pk != application.held_by_id:
        words = f"{moved}，改由“{holder.name}”审核。"
        changes = {"held_by": holder, "held_since": timezone.now(), "is_screened": False}
        application = APPLICATION_FLOW.take("reroute", application, actor=None, comment=words, event=spoke, **changes)
        follow("application", "reroute", Taken(application, None))


def _hand_over(record: PhaseRecord, moved: Moved) -> None:
    organization, organizer = record.brand.organization, record.brand.program.organizer
    if not organization.is_within(organizer):
        words = f"{moved}，不再属于“{organizer.name}”，验收申请退回党支部。"
        record = PHASE_FLOW.take("recall", record, actor=None, comment=words, held_by=None)
        follow("phase", "recall", Taken(record, None))
        return
    if record.held_by is not None and not organization.is_within(record.held_by):
        desk = desk_of(record, record.submitted_by)
        words = f"{moved}，改由“{desk.name}”验收。"
        record = PHASE_FLOW.take("reroute", record, actor=None, comment=words, held_by=desk)
        follow("phase", "reroute", Taken(record, None))

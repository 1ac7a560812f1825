"""How a brand goes on: to the next phase, to its conclusion, and again after it has been filed anew."""

from brands.enums import BrandStatus, PhaseRecordStatus
from brands.models import Brand, PhaseRecord
from brands.services.shown import brand_changed
from brands.services.taken import Taken
from brands.workflow.creation import BRAND_FLOW
from brands.workflow.phase import PHASE_FLOW


def begin_next_phase(taken: Taken) -> None:
    """Accepted: the next phase begins, on the dates that are stored; after the last one the brand is concluded."""
    record: PhaseRecord = taken.subject
    brand = Brand.objects.select_for_update(of=("self",)).get(pk=record.brand_id)
    open_records = brand.phase_records.exclude(status=PhaseRecordStatus.ACCEPTED).select_related("phase")
    left = list(open_records.order_by("phase__order"))
    if not left:
        BRAND_FLOW.take("conclude", brand, actor=None, comment=f"“{record.phase}”阶段验收通过，各阶段全部完成。")
        brand_changed(brand)
        return
    following = left[0]
    if following.status == PhaseRecordStatus.UPCOMING:
        PHASE_FLOW.take("begin", following, actor=None, comment=f"“{record.phase}”阶段验收通过。")
    brand.phase = following.phase
    brand.save(update_fields=["phase", "updated_at"])
    brand_changed(brand)


def go_on_as_filed_anew(taken: Taken) -> None:
    """The revision that the office asked for has been accepted: the phases go on."""
    application = taken.subject
    brand = Brand.objects.get(pk=application.brand_id)
    if brand.status == BrandStatus.REAPPLYING:
        BRAND_FLOW.take("go_on", brand, actor=None, comment="修订申报已同意，各阶段继续办理。")

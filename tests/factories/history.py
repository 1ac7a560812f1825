"""A brand with a long life: rows of many kinds, written in bulk, for tests of what reads them together."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from brands.enums import FindingStatus, InspectionStatus
from brands.models import (
    Activity,
    ActivityKind,
    AnnualPlan,
    AnnualPlanEvent,
    Award,
    Brand,
    BrandEvent,
    Commitment,
    Deed,
    Finding,
    GuidanceJudgement,
    Inspection,
    InspectionTarget,
    PhaseRecordEvent,
)
from tests.factories.branches import MemberFactory

START = date(2024, 1, 5)


def kind_of_activity() -> ActivityKind:
    kind, _ = ActivityKind.objects.get_or_create(name="主题党日", defaults={"code": "party_day"})
    return kind


def make_history(brand: Brand, actor: User, entries: int, *, mark: str = "") -> int:
    """So many entries at least, a few of each kind and activities for the rest; how many it became."""
    organization, path = brand.organization, brand.organization_path
    member = MemberFactory(organization=organization)
    own = {"organization": organization, "organization_path": path, "brand": brand}
    days = [START + timedelta(days=number % 900) for number in range(entries)]
    Commitment.objects.create(**own, member=member, text=f"{mark}承诺", made_on=days[0], due_on=days[0])
    Deed.objects.create(**own, member=member, title=f"{mark}好事", text="扶危助困", happened_on=days[0])
    Award.objects.create(**own, title=f"{mark}荣誉", awarded_by="市级机关", level=3, awarded_on=days[0])
    GuidanceJudgement.objects.create(brand=brand, guidance_class="good", reason=f"{mark}工作扎实", made_by=actor)
    BrandEvent.objects.create(**_event(brand, actor, f"{mark}停止公开"))
    record = brand.phase_records.first()
    if record:
        PhaseRecordEvent.objects.create(**_event(record, actor, f"{mark}验收"))
    plan = AnnualPlan.objects.create(
        brand=brand, organization_path=path, year=2025, due_on=date(2025, 1, 31), goals=f"{mark}目标"
    )
    AnnualPlanEvent.objects.create(**_event(plan, actor, f"{mark}报送"))
    make_finding(brand, actor, mark=mark)
    made = 8 + bool(record)
    kind = kind_of_activity()
    rows = [
        Activity(**own, kind=kind, title=f"{mark}活动{number}", held_on=day, summary="按计划开展。", created_by=actor)
        for number, day in enumerate(days[: max(0, entries - made)])
    ]
    Activity.objects.bulk_create(rows, batch_size=500)
    return made + len(rows)


def make_finding(brand: Brand, actor: User, *, mark: str = "", due_on: date = date(2025, 7, 1), **fields) -> Finding:
    """Told to the branch by an inspection of its superior, unless the fields say otherwise."""
    organizer = brand.organization.parent or brand.organization
    told = fields.get("status", FindingStatus.OPEN) != FindingStatus.DRAFT
    inspection = Inspection.objects.create(
        organizer=organizer,
        organizer_path=organizer.path,
        title=f"{mark}督查",
        starts_on=date(2025, 6, 1),
        ends_on=date(2025, 6, 5),
        created_by=actor,
        status=InspectionStatus.CARRIED_OUT if told else InspectionStatus.PLANNED,
    )
    own = {"organization": brand.organization, "organization_path": brand.organization_path, "brand": brand}
    target = InspectionTarget.objects.create(**own, inspection=inspection, impression=f"{mark}现场")
    texts = {"problem": f"{mark}台账不全", "measure": f"{mark}补齐台账"}
    return Finding.objects.create(
        **own | texts | {"status": FindingStatus.OPEN} | fields, target=target, found_on=date(2025, 6, 3), due_on=due_on
    )


def _event(subject, actor: User, label: str) -> dict:
    at = timezone.make_aware(datetime(2025, 3, 1, 9, 30))
    return {
        "subject": subject, "step": "step", "label": label, "source": "a", "target": "b", "actor": actor,
        "actor_name": actor.name, "comment": "同意", "at": at,
    }  # fmt: skip

"""The brand that comes of an accepted application: made, or revised."""

from typing import Any

from django.utils import timezone

from brands.enums import ApplicationKind, PhaseRecordStatus
from brands.models import Application, ApplicationEvent, Brand, Carrier, Phase, PhaseRecord
from brands.selectors.content import TEXT_FIELDS
from brands.services.shown import brand_changed, refresh_search
from brands.services.taken import Taken
from core.enums import PublicationRange
from core.errors import BusinessError, StepRefused


def create_brand(taken: Taken) -> None:
    """Accepted: a brand comes into being, or the revised one takes over the new text."""
    application: Application = taken.subject
    today = timezone.localdate()
    if application.kind == ApplicationKind.REVISION and application.brand:
        brand = application.brand
    else:
        brand = Brand(program=application.program, organization=application.organization, accepted_on=today)
        if Brand.objects.filter(program=application.program_id, organization=application.organization_id).exists():
            raise BusinessError("该党组织在本创建活动中已有品牌，不能再同意一份首次申报，请退回并请其发起修订。")
    for name in (*TEXT_FIELDS, "has_emblem", "facets"):
        setattr(brand, name, getattr(application, name))
    brand.logo = application.logo.name
    brand.organization_path = application.organization_path
    brand.region, brand.line = application.organization.region, application.organization.line
    _mark_secrecy_check(brand, application)
    publish(brand, taken.extra.get("publication_range") or PublicationRange.NONE, taken.actor)
    brand.phase = brand.phase or _phase_on(application, today)
    brand.save()
    _sync_carriers(brand, application)
    _sync_phase_records(brand, application)
    if application.brand_id != brand.pk:
        application.brand = brand
        application.save(update_fields=["brand", "updated_at"])
    refresh_search(brand)
    brand_changed(brand)


def _mark_secrecy_check(brand: Brand, application: Application) -> None:
    """Who screened for the organiser's office also checked for secrecy, see the reviewer's checklist."""
    events = ApplicationEvent.objects.filter(
        subject=application, step="screen", version_number=application.version_number
    )
    screened = events.order_by("-at", "-pk").select_related("actor").first()
    if screened is None:
        raise StepRefused("该申报尚未经工委办公室初审，不能同意创建。")
    brand.secrecy_checked_by, brand.secrecy_checked_at = screened.actor, screened.at


def publish(brand: Brand, publication_range: str, actor: Any) -> None:
    if publication_range == PublicationRange.NONE:
        brand.publication_range = PublicationRange.NONE
        brand.approved_by = brand.approved_at = brand.published_from = None
        return
    if brand.secrecy_checked_by_id == actor.pk:
        raise StepRefused("保密审查人与批准人不能是同一人。")
    now = timezone.now()
    brand.publication_range = publication_range
    brand.approved_by, brand.approved_at, brand.published_from = actor, now, now


def _phase_on(application: Application, today: Any) -> Phase | None:
    """The phase in whose time the brand is accepted; the last one when all are over."""
    phases = list(application.program.phases.order_by("order"))
    return next((phase for phase in phases if phase.ends_on >= today), phases[-1] if phases else None)


def _sync_carriers(brand: Brand, application: Application) -> None:
    """By kind and name: what stays keeps its row, what is gone is kept as no longer in use."""
    present = {(carrier.kind, carrier.name): carrier for carrier in brand.carriers.all()}
    wanted = {(row["kind"], row["name"]): row for row in application.carriers}
    for order, (key, row) in enumerate(wanted.items(), start=1):
        carrier = present.get(key) or Carrier(brand=brand, kind=key[0], name=key[1])
        carrier.text, carrier.order, carrier.is_active = row["text"], order, True
        carrier.save()
    gone = [carrier.pk for key, carrier in present.items() if key not in wanted]
    Carrier.objects.filter(pk__in=gone).update(is_active=False)


def _sync_phase_records(brand: Brand, application: Application) -> None:
    """A record of the present phase and of each to come; a revision rewrites the plans of what is not over."""
    plans = {plan["phase"]: plan["text"] for plan in application.plans}
    present = {record.phase_id: record for record in brand.phase_records.all()}
    for phase in application.program.phases.order_by("order"):
        plan = plans.get(phase.pk, "")
        if record := present.get(phase.pk):
            if record.status != PhaseRecordStatus.ACCEPTED:
                PhaseRecord.objects.filter(pk=record.pk).update(plan=plan)
        elif brand.phase and phase.order >= brand.phase.order:
            PhaseRecord.objects.create(
                brand=brand,
                organization_path=brand.organization_path,
                phase=phase,
                starts_on=phase.starts_on,
                due_on=phase.ends_on,
                plan=plan,
                status=PhaseRecordStatus.OPEN if phase == brand.phase else PhaseRecordStatus.UPCOMING,
            )

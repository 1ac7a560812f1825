"""The brands of the synthetic country, most of them on the wall, some of them named."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from branches.enums import Role
from brands.demo.country import BATCH, Country, write_rows
from brands.enums import HonourLevel, NominationStatus, PhaseRecordStatus, RoundStatus
from brands.models import (
    Application,
    Brand,
    Carrier,
    Honour,
    Nomination,
    OfficialDocument,
    Phase,
    PhaseRecord,
    SearchGram,
    SelectionRound,
)
from core.enums import PublicationRange
from core.models import NumberSeries
from core.similarity import bigrams, initials

INITIALS_MOST = 40
PUBLISHED, NAMED = (8, 10), (2, 10)  # so many of so many


def make_brands(country: Country, accepted: list[Application], phases: dict[int, list[Phase]], start: int) -> int:
    brands = Brand.objects.bulk_create(
        [_brand(country, application, phases, number) for number, application in enumerate(accepted)], batch_size=BATCH
    )
    brand_of = Brand.objects.filter(program=OuterRef("program"), organization=OuterRef("organization"))
    own = Application.objects.filter(pk__in=[application.pk for application in accepted])
    own.update(brand=Subquery(brand_of.values("pk")[:1]))
    pairs = list(zip(accepted, brands, strict=True))
    write_rows(Carrier, (row for a, b in pairs for row in _carriers(a, b)))
    write_rows(PhaseRecord, (row for a, b in pairs for row in _records(a, b, phases[a.program_id])))
    write_rows(SearchGram, (row for a, b in pairs for row in _grams(a, b)))
    _name(country, [b for number, b in enumerate(brands) if number % NAMED[1] < NAMED[0]], start)
    return len(brands)


def _brand(country: Country, application: Application, phases: dict[int, list[Phase]], number: int) -> Brand:
    at = (application.held_since or timezone.now()) + timedelta(hours=2)
    organization = application.organization
    shown = {}
    if number % PUBLISHED[1] < PUBLISHED[0]:
        shown = {
            "publication_range": PublicationRange.PUBLIC,
            "approved_by": country.people[Role.DIRECTOR],
            "approved_at": at,
            "published_from": at,
        }
    texts = ("name", "slogan", "concept", "connotation", "facets", "goals")
    return Brand(
        **{name: getattr(application, name) for name in texts},
        program=application.program,
        organization=organization,
        organization_path=organization.path,
        accepted_on=timezone.localdate(at),
        phase=phases[application.program_id][0],
        region_id=organization.region_id,
        line_id=organization.line_id,
        initials=initials(application.name)[:INITIALS_MOST],
        secrecy_checked_by=country.people[Role.OFFICE],
        secrecy_checked_at=at,
        **shown,
    )


def _carriers(application: Application, brand: Brand) -> Iterator[dict[str, Any]]:
    for order, row in enumerate(application.carriers, start=1):
        yield {"brand": brand.pk, **row, "order": order, "is_active": True}


def _records(application: Application, brand: Brand, phases: list[Phase]) -> Iterator[dict[str, Any]]:
    plans = {plan["phase"]: plan["text"] for plan in application.plans}
    now = timezone.now()
    for phase in phases:
        yield {
            "created_at": now,
            "updated_at": now,
            "brand": brand.pk,
            "organization_path": brand.organization_path,
            "phase": phase.pk,
            "starts_on": phase.starts_on,
            "due_on": phase.ends_on,
            "plan": plans.get(phase.pk, ""),
            "status": PhaseRecordStatus.OPEN if phase.order == 1 else PhaseRecordStatus.UPCOMING,
        }


def _grams(application: Application, brand: Brand) -> Iterator[dict[str, Any]]:
    texts = (brand.name, brand.slogan, application.organization.short_name)
    for gram in {gram for text in texts for gram in bigrams(text) if len(gram) == 2}:
        yield {"gram": gram, "brand": brand.pk}


def _name(country: Country, brands: list[Brand], start: int) -> None:
    """A round of each program with its document, and an honour for each of the brands."""
    today = timezone.localdate()
    for program in sorted({brand.program for brand in brands}, key=lambda program: program.pk):
        chosen = [brand for brand in brands if brand.program_id == program.pk]
        round = SelectionRound.objects.create(
            program=program,
            name=f"第{start + 1}号评选",
            year=today.year,
            level=HonourLevel.EXCELLENT,
            quota=len(chosen),
            nominations_until=today,
            scoring_until=today,
            status=RoundStatus.NAMED,
            released_at=timezone.now(),
        )
        document = _document(country, round)
        paths = {brand.pk: brand.organization_path for brand in chosen}
        Nomination.objects.bulk_create(
            [
                Nomination(
                    round=round,
                    brand=brand,
                    organization_path=paths[brand.pk],
                    status=NominationStatus.NAMED,
                    score="90.000",
                    rank=place,
                )
                for place, brand in enumerate(chosen, start=1)
            ],
            batch_size=BATCH,
        )
        Honour.objects.bulk_create(
            [
                Honour(
                    brand=brand,
                    organization_path=paths[brand.pk],
                    level=round.level,
                    round=round,
                    document=document,
                    granted_on=today,
                    expires_on=today + timedelta(days=1095),
                )
                for brand in chosen
            ],
            batch_size=BATCH,
        )
        keys = [brand.pk for brand in chosen]
        Brand.objects.filter(pk__in=keys).update(honour_level=round.level, named_year=round.year)


def _document(country: Country, round: SelectionRound) -> OfficialDocument:
    """Numbered like every other; its text says that it is a test's."""
    today, organ = timezone.localdate(), country.root
    code = round.program.document_code
    rows = OfficialDocument.objects.filter(organization=organ, code=code, year=today.year)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    series, _ = NumberSeries.objects.get_or_create(key=f"{organ.pk}:{code}:{today.year}")
    NumberSeries.objects.filter(pk=series.pk).update(last=number)
    return OfficialDocument.objects.create(
        organization=organ,
        round=round,
        code=code,
        year=today.year,
        number=number,
        title=f"关于{round.name}的决定",
        snapshot={"title": f"关于{round.name}的决定", "date": today.isoformat()},
        issued_on=today,
        issued_by=country.people[Role.DIRECTOR],
        check_code=f"SC{round.pk:08d}",
    )

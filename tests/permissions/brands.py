"""Brands with marked texts, and the filings they came of: of the branch, of the one beside it, known to everybody."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from brands.enums import ApplicationStatus
from brands.models import Application, ApplicationVersion, Brand, Program
from brands.selectors.content import content_of
from tests.factories.brands import ApplicationFactory, BrandFactory, CarrierFactory, PublicBrandFactory
from tests.permissions.canaries import EVERYBODY, Canaries
from tests.permissions.people import ABOVE, BRANCH
from tests.permissions.side import Side


def picture() -> ContentFile:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return ContentFile(stream.getvalue(), name="logo.png")


def marked(mark: str) -> dict[str, Any]:
    """Texts that carry the mark in every field of a brand."""
    return {
        "slogan": f"{mark}口号",
        "concept": f"{mark}理念",
        "connotation": f"{mark}内涵",
        "goals": f"{mark}目标",
        "logo_meaning": f"{mark}释义",
        "facets": [{"title": "要点", "text": f"{mark}要点"}],
    }


def marked_brand(side: Side, canaries: Canaries, program: Program, place: str, readers: tuple[str, ...]) -> Brand:
    mark = canaries.new(f"brand of {place}", readers)
    title = canaries.new(f"brand of {place}: title", [*readers, *side.names("auditor", "committee_auditor")])
    brand = BrandFactory(program=program, organization=side.places[place], name=title, logo=picture(), **marked(mark))
    CarrierFactory(brand=brand, name=f"{mark}载体")
    return brand


def accepted_filing(brand: Brand) -> Application:
    """The filing that the brand came of, in its only version."""
    application = ApplicationFactory(
        program=brand.program, organization=brand.organization, brand=brand, status=ApplicationStatus.ACCEPTED,
        version_number=1, submitted_name=brand.name, name=brand.name, concept=brand.concept, slogan=brand.slogan,
    )  # fmt: skip
    ApplicationVersion.objects.create(application=application, number=1, snapshot=content_of(application))
    return application


def fill(side: Side, canaries: Canaries) -> None:
    program: Program = side.things["program"]
    readers = side.names(*BRANCH, *ABOVE)
    side.things["brand"] = marked_brand(side, canaries, program, "branch", readers)
    side.things["accepted"] = accepted_filing(side.things["brand"])
    near = side.names("sibling_secretary", *ABOVE)
    side.things["sibling_brand"] = marked_brand(side, canaries, program, "sibling", near)
    public = canaries.new("public brand", [EVERYBODY])
    side.things["public_brand"] = PublicBrandFactory(
        program=program, organization=side.places["direct"], name=public, logo=picture(), **marked(public)
    )

"""Which levels an application passes on its way to the organiser."""

from branches.models import Organization
from brands.enums import EndorsementRule
from brands.models import Application
from core.errors import BusinessError

# Steps by which a level lets it go on upwards.
PASSED_ON = ("endorse", "forward")


def way_of(application: Application) -> list[Organization]:
    """The organisations that hold it one after the other, as the tree stands now; the organiser is the last."""
    organizer = application.program.organizer
    organization = application.organization
    if not is_on_the_way(application):
        raise BusinessError(f"“{organization.name}”不在“{organizer.name}”之下，无法送审，请联系工委办公室。")
    if application.program.endorsement_rule == EndorsementRule.DIRECT:
        return [organizer]
    above = Organization.objects.ancestors_of(organization).filter(path__gt=organizer.path, is_active=True)
    levels = list(above.order_by("-path"))
    if application.program.endorsement_rule == EndorsementRule.NEXT_ONLY:
        levels = levels[:1]
    return [*levels, organizer]


def is_on_the_way(application: Application) -> bool:
    """The branch lies below the organiser."""
    organizer = application.program.organizer
    return application.organization.is_within(organizer) and application.organization_id != organizer.pk


def holder_now(application: Application) -> Organization:
    """Whose turn it is as the tree stands now: the present holder while it lies on the way.

    Otherwise the level after the last one that has agreed to this version, or the first.
    """
    way = way_of(application)
    held = next((level for level in way if level.pk == application.held_by_id), None)
    if held is not None:
        return held
    agreed = application.events.filter(version_number=application.version_number, step__in=PASSED_ON)
    heard = set(agreed.values_list("organization", flat=True))
    last = max((place for place, level in enumerate(way) if level.pk in heard), default=-1)
    return way[min(last + 1, len(way) - 1)]


def next_holder(application: Application) -> Organization:
    """Whose turn it is after the present holder; the first level for what is being submitted.

    A level that has dropped out of the way (the branch has moved) is followed by the first level of the new way.
    """
    way = way_of(application)
    places = [level.pk for level in way]
    if application.held_by_id not in places:
        return way[0]
    return way[min(places.index(application.held_by_id) + 1, len(way) - 1)]

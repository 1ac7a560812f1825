"""Who closes a phase, who accepts it, who moves its date."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from branches.enums import Ability
from branches.models import Organization, RoleAssignment
from branches.roles import has_ability, has_ability_somewhere
from brands.enums import BrandStatus, PhaseRecordStatus
from brands.models import Brand, PhaseRecord


def superior_of(organization: Organization, organizer: Organization, *, besides: Any = None) -> Organization | None:
    """The nearest level above, up to the organiser, with somebody who may review; `besides`: a user, or users' keys."""
    above = Organization.objects.ancestors_of(organization).filter(path__gte=organizer.path, is_active=True)
    there = RoleAssignment.objects.lending(Ability.REVIEW).filter(organization=OuterRef("pk"))
    if besides is not None:
        there = there.exclude(user__in=besides if isinstance(besides, QuerySet) else [besides])
    return above.filter(Exists(there)).order_by("-path").first()


def by_system(user: Any, subject: Any) -> bool:
    """What follows from another step is nobody's button."""
    return user is None


def goes_on(brand: Brand) -> bool:
    """Otherwise its phases rest: it must be filed anew, is finished, or has been stopped."""
    return brand.status == BrandStatus.IN_CREATION


def may_read_phase(user: Any, record: PhaseRecord) -> bool:
    return has_ability(user, Ability.READ, record.brand.organization)


def may_write_closing(user: Any, record: PhaseRecord) -> bool:
    """The branch's writers, while the phase is open."""
    is_open = record.status == PhaseRecordStatus.OPEN and goes_on(record.brand)
    return is_open and has_ability(user, Ability.EDIT, record.brand.organization)


def may_submit_phase(user: Any, record: PhaseRecord) -> bool:
    """The branch's secretary."""
    return goes_on(record.brand) and has_ability(user, Ability.SUBMIT, record.brand.organization)


def may_accept_phase(user: Any, record: PhaseRecord) -> bool:
    """At the desk on which it lies; nobody accepts what the same person has handed in."""
    return (
        goes_on(record.brand)
        and record.held_by is not None
        and has_ability(user, Ability.REVIEW, record.held_by)
        and record.submitted_by_id != user.pk
    )


def may_extend_phase(user: Any, record: PhaseRecord) -> bool:
    """The nearest superior where somebody reviews who does not write for the branch: nobody grants it to oneself."""
    organization = record.brand.organization
    if not goes_on(record.brand) or not has_ability_somewhere(user, Ability.REVIEW):
        return False
    if has_ability(user, Ability.EDIT, organization):
        return False
    writers = RoleAssignment.objects.lending(Ability.EDIT).filter(organization=organization).values("user")
    superior = superior_of(organization, record.brand.program.organizer, besides=writers)
    return superior is not None and has_ability(user, Ability.REVIEW, superior)


def may_take_over(user: Any, record: PhaseRecord) -> bool:
    """The organiser's office, for a desk where nobody is left, or from which the branch has been moved away."""
    return (
        goes_on(record.brand)
        and may_oversee(user, record)
        and record.held_by_id not in (None, record.brand.program.organizer_id)
        and not is_at_a_desk(record)
    )


def may_oversee(user: Any, record: PhaseRecord) -> bool:
    """The office that runs the program."""
    return has_ability(user, Ability.ORGANIZE, record.brand.program.organizer)


def is_at_a_desk(record: PhaseRecord) -> bool:
    """Somebody other than the submitter may accept it where it lies, above the branch."""
    if record.held_by is None or not record.brand.organization.is_within(record.held_by):
        return False
    able = RoleAssignment.objects.lending(Ability.REVIEW).filter(organization=record.held_by)
    return able.exclude(user=record.submitted_by_id).exists()

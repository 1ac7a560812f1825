"""Who may read and keep a brand."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability
from brands.enums import BrandStatus, ScoreSheetStatus
from brands.models import Brand, ScoreSheet


def may_read_brand(user: Any, brand: Brand) -> bool:
    if has_ability(user, Ability.READ, brand.organization):
        return True
    sheets = ScoreSheet.objects.filter(nomination__brand=brand, judge__user=user.pk)
    alive = sheets.exclude(status=ScoreSheetStatus.RECUSED).select_related("nomination__round__program__organizer")
    return any(has_ability(user, Ability.SCORE, sheet.nomination.round.program.organizer) for sheet in alive)


def may_file_for(user: Any, brand: Brand) -> bool:
    """Begin a revision, nominate."""
    return has_ability(user, Ability.EDIT, brand.organization)


def may_publish_brand(user: Any, brand: Brand) -> bool:
    """Approve the brand's entry on the public wall."""
    return has_ability(user, Ability.DECIDE, brand.program.organizer)


def may_demand_reapplication(user: Any, brand: Brand) -> bool:
    """The organiser's office."""
    return has_ability(user, Ability.ORGANIZE, brand.program.organizer)


def may_stop_brand(user: Any, brand: Brand) -> bool:
    """The organiser's director, who also lets it go on."""
    return has_ability(user, Ability.DECIDE, brand.program.organizer)


def may_reapply(user: Any, brand: Brand) -> bool:
    """The branch's writers, when the office has asked for it."""
    return brand.status == BrandStatus.REAPPLYING and may_file_for(user, brand)

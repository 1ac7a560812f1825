"""Who marks demonstration sites, visits them and receives visitors."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability, line_of
from brands.models import DemonstrationSite, Visit


def may_read_site(user: Any, site: DemonstrationSite) -> bool:
    """Everybody at work below the organisation that marked it, and whoever reads the brand's organisation."""
    return site.organizer.path in line_of(user) or has_ability(user, Ability.READ, site.brand.organization)


def may_mark_site(user: Any, site: DemonstrationSite) -> bool:
    return has_ability(user, Ability.ORGANIZE, site.organizer)


def may_host(user: Any, site: DemonstrationSite) -> bool:
    """The branch's secretary."""
    return has_ability(user, Ability.SUBMIT, site.brand.organization)


def may_keep_site(user: Any, site: DemonstrationSite) -> bool:
    return may_host(user, site) or may_mark_site(user, site)


def may_read_visit(user: Any, visit: Visit) -> bool:
    places = (visit.organization, visit.site.brand.organization)
    return any(has_ability(user, Ability.READ, place) for place in places)


def may_receive(user: Any, visit: Visit) -> bool:
    return may_host(user, visit.site)


def may_turn_down(user: Any, visit: Visit) -> bool:
    """The host; the office too, when the site closes."""
    return may_keep_site(user, visit.site)


def may_cancel_visit(user: Any, visit: Visit) -> bool:
    return has_ability(user, Ability.SUBMIT, visit.organization)


def may_report_visit(user: Any, visit: Visit) -> bool:
    """Whoever writes for the visiting branch."""
    return has_ability(user, Ability.EDIT, visit.organization)

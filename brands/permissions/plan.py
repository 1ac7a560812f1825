"""Who may write, submit and read a named brand's yearly plan, and fill the survey of highlights."""

from typing import Any

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from brands.models import AnnualPlan, Highlight
from brands.permissions.program import may_organize


def may_read_plan(user: Any, plan: AnnualPlan) -> bool:
    return has_ability(user, Ability.READ, plan.brand.organization)


def may_write_plan(user: Any, plan: AnnualPlan) -> bool:
    return has_ability(user, Ability.EDIT, plan.brand.organization)


def may_submit_plan(user: Any, plan: AnnualPlan) -> bool:
    return has_ability(user, Ability.SUBMIT, plan.brand.organization)


def may_handle_plan(user: Any, plan: AnnualPlan) -> bool:
    """The office that runs the program reads plans and sends them back."""
    return may_organize(user, plan.brand.program)


def may_read_highlight(user: Any, highlight: Highlight) -> bool:
    return has_ability(user, Ability.READ, highlight.organization)


def may_fill_highlight(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.EDIT, organization)

"""Who writes the rules of points, who keeps a branch's accounts, and who reads them: each member the own only."""

from typing import Any

from assessments.models import PointEntry, PointMonth, PointPlan
from assessments.querysets.point import SHOWN
from branches.enums import Ability
from branches.models import Member, Organization
from branches.roles import has_ability, line_of


def may_organize_plan(user: Any, plan: PointPlan) -> bool:
    return has_ability(user, Ability.ORGANIZE, plan.organizer)


def may_read_plan(user: Any, plan: PointPlan) -> bool:
    return may_organize_plan(user, plan) or (plan.status in SHOWN and plan.organizer.path in line_of(user))


def may_keep_accounts(user: Any, organization: Organization) -> bool:
    """Clerk and secretary of the branch."""
    return has_ability(user, Ability.EDIT, organization)


def may_keep_month(user: Any, month: PointMonth) -> bool:
    return may_keep_accounts(user, month.organization)


def may_close_month(user: Any, month: PointMonth) -> bool:
    """The secretary, for the branch committee."""
    return has_ability(user, Ability.SUBMIT, month.organization)


def may_read_account(user: Any, member: Member) -> bool:
    is_own = bool(user.is_authenticated) and member.user_id == user.pk
    return is_own or may_keep_accounts(user, member.organization)


def may_read_entry(user: Any, entry: PointEntry) -> bool:
    is_own = bool(user.is_authenticated) and entry.member.user_id == user.pk
    return is_own or may_keep_accounts(user, entry.month.organization)

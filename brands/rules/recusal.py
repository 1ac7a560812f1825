"""Recusal (回避): nobody scores a brand of the own part of the tree, as the tree stands today."""

from collections.abc import Iterable

from branches.enums import Role
from branches.models import Member, RoleAssignment
from brands.models import Judge, Nomination, ScoreSheet
from brands.permissions.selection import is_own_part_of_tree
from core.errors import BusinessError


def belonging(judges: Iterable[Judge]) -> dict[int, frozenset[str]]:
    """Judge → paths of every organisation the person belongs to or acts for, besides judging; one query.

    The organisation recorded when the judge was named, where the person is a member, and where any role is held.
    """
    judges = list(judges)
    users = [judge.user_id for judge in judges]
    roles = RoleAssignment.objects.in_force().filter(user__in=users).exclude(role=Role.JUDGE)
    members = Member.objects.active().filter(user__in=users)
    fields = ("user_id", "organization__path")
    rows = list(roles.order_by().values_list(*fields).union(members.order_by().values_list(*fields)))
    paths = {judge.pk: {path for user, path in rows if user == judge.user_id} for judge in judges}
    for judge in judges:
        if judge.organization:
            paths[judge.pk].add(judge.organization.path)
    return {pk: frozenset(found) for pk, found in paths.items()}


def conflicts(paths: Iterable[str], nomination: Nomination) -> bool:
    """Compared with where the branch is now and with where it was when it was nominated."""
    where = {nomination.brand.organization.path, nomination.organization_path}
    return any(is_own_part_of_tree(path, place) for path in paths for place in where)


def must_recuse(sheet: ScoreSheet) -> bool:
    return conflicts(belonging([sheet.judge])[sheet.judge_id], sheet.nomination)


def check_no_conflict(sheet: ScoreSheet) -> None:
    """Also holds for what was assigned before a branch or a judge moved."""
    if must_recuse(sheet):
        raise BusinessError("该品牌所在党组织与您所在党组织属同一系统，按规定应当回避，不能评分。请申请回避。")


def check_conflict(sheet: ScoreSheet) -> None:
    """The office excludes nobody's sheet but for the tree's reason."""
    if not must_recuse(sheet):
        raise BusinessError("评委与参评品牌没有须回避的组织关系。")

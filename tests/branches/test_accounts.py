"""Who gives which role to whom; the three administrators stay apart; sessions die at once."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import timezone

from branches.enums import Role
from branches.models import RoleAssignment
from branches.permissions import may_manage_account
from branches.roles import ADMINISTRATORS
from branches.rules import separation_fault
from branches.selectors import accounts_visible_to
from branches.services import account as services
from core.errors import BusinessError
from core.models import AuditEntry
from tests.core.parallel import together
from tests.factories.accounts import UserFactory
from tests.factories.branches import MemberFactory, RoleAssignmentFactory, fresh, person, small_tree


def roles_of(user):
    return list(RoleAssignment.objects.filter(user=user).not_over().values_list("role", flat=True).order_by("role"))


def test_an_account_opens_with_a_role_and_a_password_shown_once(tree, keeper):
    user, password = services.open_account(
        tree.branch, actor=keeper, username="lin", name="林某", role=Role.CLERK, ends_on=date(2030, 1, 1)
    )
    assert user.check_password(password)
    assert (user.must_change_password, len(password)) == (True, 12)
    assert roles_of(user) == ["clerk"]
    assert not AuditEntry.objects.filter(details__icontains=password).exists()


def test_nothing_is_kept_of_an_account_whose_role_is_refused(tree, local):
    with pytest.raises(BusinessError, match="没有维护"):
        services.open_account(tree.direct, actor=local, username="lin", name="林某", role=Role.CLERK)
    from accounts.models import User

    assert not User.objects.filter(username="lin").exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("held", "given"), list(product(Role.values, Role.values)))
def test_administrators_hold_nothing_else(tree, keeper, held, given):
    user = person(held, tree.branch)
    apart = held in ADMINISTRATORS or given in ADMINISTRATORS
    if apart and held != given:
        with pytest.raises(BusinessError, match="不同的人"):
            services.assign_role(user, organization=tree.sibling, role=given, actor=keeper)
        assert roles_of(user) == [held]
    else:
        services.assign_role(user, organization=tree.sibling, role=given, actor=keeper)
        assert roles_of(user) == sorted([held, given])


def test_the_fault_names_both_roles():
    text = separation_fault(Role.AUDITOR, [Role.CLERK])
    assert "“填报员”" in text
    assert "“审计管理员”" in text


def test_apart_in_time_is_apart(tree, keeper):
    user = UserFactory()
    today = timezone.localdate()
    services.assign_role(
        user, organization=tree.branch, role=Role.CLERK, actor=keeper, ends_on=today + timedelta(days=9)
    )
    services.assign_role(
        user, organization=tree.top, role=Role.AUDITOR, actor=keeper, starts_on=today + timedelta(days=10)
    )
    with pytest.raises(BusinessError, match="不同的人"):
        services.assign_role(
            user, organization=tree.top, role=Role.OFFICE, actor=keeper, starts_on=today + timedelta(days=20)
        )


@pytest.mark.django_db(transaction=True)
def test_two_administrators_giving_half_of_a_forbidden_pair_each():
    tree = small_tree()
    keepers = [person(Role.SECURITY_ADMIN, tree.top) for _ in range(2)]
    user = UserFactory()
    given = [Role.AUDITOR, Role.SYSTEM_ADMIN]
    results = together(lambda n: services.assign_role(user, organization=tree.top, role=given[n], actor=keepers[n]), 2)
    assert sorted(isinstance(r, BusinessError) for r in results) == [False, True]
    assert len(roles_of(user)) == 1


def test_nobody_gives_or_takes_a_role_of_oneself(tree, keeper):
    with pytest.raises(BusinessError, match="给自己"):
        services.assign_role(keeper, organization=tree.top, role=Role.SECURITY_ADMIN, actor=keeper)
    with pytest.raises(BusinessError, match="自己"):
        services.end_role(keeper.role_assignments.get(), actor=keeper)
    for act in (services.disable, services.enable, services.reset_password, services.unlock):
        with pytest.raises(BusinessError, match="自己"):
            act(keeper, actor=keeper)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SECURITY_ADMIN])
def test_only_security_administrators_give_roles(tree, role):
    actor, user = person(role, tree.top), UserFactory()
    with pytest.raises(BusinessError, match="没有维护"):
        services.assign_role(user, organization=tree.branch, role=Role.CLERK, actor=actor)


def test_sessions_die_when_a_role_is_given_or_taken(tree, keeper):
    user = UserFactory()
    row = services.assign_role(user, organization=tree.branch, role=Role.CLERK, actor=keeper)
    assert fresh(user).session_generation == 1
    services.end_role(row, actor=keeper)
    assert fresh(user).session_generation == 2
    assert roles_of(user) == []


def test_a_role_ends_after_a_last_day_or_at_once(tree, keeper):
    today = timezone.localdate()
    row = RoleAssignmentFactory(organization=tree.branch)
    with pytest.raises(BusinessError, match="不能早于今天"):
        services.end_role(row, actor=keeper, last_day=today - timedelta(days=1))
    row = services.end_role(row, actor=keeper, last_day=today)
    assert RoleAssignment.objects.in_force().filter(pk=row.pk).exists()
    row = services.end_role(row, actor=keeper)
    assert not RoleAssignment.objects.in_force().filter(pk=row.pk).exists()
    with pytest.raises(BusinessError, match="已经终止"):
        services.end_role(row, actor=keeper)


def test_a_role_that_ended_is_given_again_in_the_same_row(tree, keeper):
    row = services.end_role(RoleAssignmentFactory(organization=tree.branch), actor=keeper)
    again = services.assign_role(row.user, organization=tree.branch, role=row.role, actor=keeper)
    assert (again.pk, again.ends_on) == (row.pk, None)
    with pytest.raises(BusinessError, match="已有"):
        services.assign_role(row.user, organization=tree.branch, role=row.role, actor=keeper)


def test_a_local_keeper_does_not_take_over_who_holds_a_role_elsewhere(tree, local):
    user = person(Role.SECRETARY, tree.branch)
    assert may_manage_account(fresh(local), user)
    elsewhere = RoleAssignmentFactory(user=user, organization=tree.top, role=Role.DIRECTOR)
    assert not may_manage_account(fresh(local), user)
    for act in (services.disable, services.reset_password):
        with pytest.raises(BusinessError, match="上级安全管理员"):
            act(user, actor=fresh(local))
    with pytest.raises(BusinessError, match="没有维护"):
        services.end_role(elsewhere, actor=fresh(local))


def test_whose_accounts_are_seen(tree, keeper, local):
    mine, past = person(Role.CLERK, tree.branch), person(Role.CLERK, tree.general)
    past.role_assignments.update(ends_on=date(2021, 1, 1))
    above, foreign, bare = person(Role.OFFICE, tree.top), person(Role.CLERK, tree.foreign), UserFactory()
    assert set(accounts_visible_to(local)) == {local, mine, past}
    assert set(accounts_visible_to(keeper)) == {keeper, local, mine, past, above, bare}
    assert not accounts_visible_to(above).exists()
    assert foreign not in accounts_visible_to(keeper)


def test_a_member_has_one_account_and_an_account_one_member(tree, keeper):
    member, other = MemberFactory(organization=tree.branch), MemberFactory(organization=tree.branch)
    user = person(Role.MEMBER, tree.branch)
    services.link_member(user, member=member, actor=keeper)
    with pytest.raises(BusinessError, match="其他党员"):
        services.link_member(user, member=other, actor=keeper)
    with pytest.raises(BusinessError, match="其他账号"):
        services.link_member(UserFactory(), member=member, actor=keeper)
    with pytest.raises(BusinessError, match="范围"):
        services.link_member(UserFactory(), member=MemberFactory(organization=tree.foreign), actor=keeper)


def test_a_disabled_account_gets_no_role(tree, keeper):
    user = person(Role.CLERK, tree.branch)
    services.disable(user, actor=keeper)
    with pytest.raises(BusinessError, match="已停用"):
        services.assign_role(user, organization=tree.branch, role=Role.SECRETARY, actor=keeper)
    services.enable(user, actor=keeper)
    services.assign_role(user, organization=tree.branch, role=Role.SECRETARY, actor=keeper)
    assert fresh(user).is_active

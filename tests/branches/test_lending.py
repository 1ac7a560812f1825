"""By whom an ability is held at an organisation: the same answer, asked of the person and of the place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from branches.enums import Ability, Role
from branches.models import RoleAssignment
from branches.roles import ROLE_TABLE, has_ability
from tests.factories.branches import OrganizationFactory, RoleAssignmentFactory, fresh

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ability", Ability)
@pytest.mark.parametrize("state", ["in force", "over", "to come", "account disabled", "organisation closed"])
def test_the_place_names_whom_the_person_is(ability, state):
    today, day = timezone.localdate(), timedelta(days=1)
    place = OrganizationFactory(is_active=state != "organisation closed")
    held = [RoleAssignmentFactory(role=role, organization=place, starts_on=today - 9 * day) for role in Role]
    if state == "over":
        RoleAssignment.objects.update(ends_on=today - day)
    if state == "to come":
        RoleAssignment.objects.update(starts_on=today + day)
    for one in held:
        one.user.is_active = state != "account disabled"
        one.user.save()
    lent = set(RoleAssignment.objects.lending(ability).values_list("role", flat=True))
    assert lent == {one.role for one in held if has_ability(fresh(one.user), ability, place)}
    own = {role for role, grant in ROLE_TABLE.items() if ability in grant.own}
    assert lent == (own if state == "in force" else set())

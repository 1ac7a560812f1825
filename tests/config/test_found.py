"""The first step of an empty installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from branches.models import Organization, RoleAssignment

pytestmark = pytest.mark.django_db


def test_it_makes_the_top_and_three_separate_administrators_who_can_log_in(client: Client):
    said = StringIO()
    call_command("found", "海岳市直机关工委", stdout=said)
    assert list(Organization.objects.values_list("name", "kind")) == [("海岳市直机关工委", "working_committee")]
    assert sorted(RoleAssignment.objects.values_list("user__username", "role")) == [
        ("auditor", "auditor"),
        ("security", "security_admin"),
        ("system", "system_admin"),
    ]
    username, password = said.getvalue().splitlines()[1].split()
    response = client.post("/accounts/login/", {"username": username, "password": password})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username=username).pk)


def test_it_refuses_where_anything_exists():
    call_command("found", "海岳市直机关工委", stdout=StringIO())
    with pytest.raises(CommandError, match="already"):
        call_command("found", "另一个工委", stdout=StringIO())
    assert Organization.objects.count() == 1
    assert User.objects.count() == 3


def test_what_it_cannot_make_leaves_nothing_behind():
    with pytest.raises(CommandError):
        call_command("found", "工" * 500, stdout=StringIO())
    assert Organization.objects.count() == 0

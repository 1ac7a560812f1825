"""Commands of branches: the beginning of an installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from branches.models import Organization, RoleAssignment


def run(*arguments):
    output = StringIO()
    call_command("establish", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_an_installation_begins_with_a_top_and_three_administrators(db):
    lines = run("云岭市直属机关工作委员会", "--short-name", "市直机关工委")
    top = Organization.objects.get()
    assert (top.path, top.kind, top.short_name) == ("0001", "working_committee", "市直机关工委")
    held = RoleAssignment.objects.order_by("pk").values_list("role", "user__username", "organization")
    assert list(held) == [
        ("security_admin", "security", top.pk),
        ("system_admin", "system", top.pk),
        ("auditor", "audit", top.pk),
    ]
    for line in lines[1:]:
        _, username, password = line.split()
        user = User.objects.get(username=username)
        assert (user.check_password(password), user.must_change_password) == (True, True)


def test_a_second_beginning_changes_nothing(db):
    run("云岭市直属机关工作委员会")
    with pytest.raises(CommandError, match="already"):
        run("云岭市直属机关工作委员会")
    with pytest.raises(CommandError, match="已存在"):
        run("青川市直属机关工作委员会", "--code", "0002")
    assert (Organization.objects.count(), User.objects.count()) == (1, 3)
    run("青川市直属机关工作委员会", "--code", "0002", "--prefix", "qc-")
    assert User.objects.filter(username="qc-audit").exists()


@pytest.mark.parametrize("name", ["", " ", "长" * 101])
def test_a_name_that_is_none(db, name):
    with pytest.raises(CommandError, match="characters"):
        run(name)
    assert not Organization.objects.exists()

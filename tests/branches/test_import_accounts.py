"""Accounts from a workbook: their roles, their passwords, the trail they leave."""

from datetime import date

import pytest

from accounts import services as accounts
from accounts.models import User
from branches.enums import ImportStage, Role
from branches.models import ImportBatch, ImportRow
from branches.services import importing
from core.errors import BusinessError
from core.models import AuditEntry, Job
from tests.branches.workbooks import account, checked, imported, workbook
from tests.factories.branches import MemberFactory, RoleAssignmentFactory, person


def test_accounts_with_several_roles_and_their_member(tree, keeper):
    held = MemberFactory(organization=tree.branch, code="M1")
    rows = [
        account("lin", tree.branch.code, "支部书记", member="M1", ends_on="2030-12-31"),
        account("lin", tree.general.code, "上级审核员"),
        account("wu", tree.direct.code),
    ]
    batch = imported(workbook(accounts=rows), keeper)
    lin = User.objects.get(username="lin")
    assert list(lin.role_assignments.order_by("role").values_list("role", "organization__code", "ends_on")) == [
        ("reviewer", tree.general.code, None),
        ("secretary", tree.branch.code, date(2030, 12, 31)),
    ]
    held.refresh_from_db()
    assert held.user == lin
    lines = {line[0]: line for line in importing.hand_out_passwords(batch, actor=keeper)}
    assert set(lines) == {"lin", "wu"}
    for username, line in lines.items():
        user = User.objects.get(username=username)
        assert (user.check_password(line[3]), user.must_change_password) == (True, True)
    with pytest.raises(BusinessError, match="已经下载过"):
        importing.hand_out_passwords(batch, actor=keeper)


def test_the_passwords_lie_nowhere_and_differ(tree, keeper):
    batch = imported(workbook(accounts=[account(f"u{n}", tree.branch.code) for n in range(5)]), keeper)
    passwords = [line[3] for line in importing.hand_out_passwords(batch, actor=keeper)]
    assert len(set(passwords)) == 5
    batch.refresh_from_db()
    assert batch.password_seed == ""
    kept = [str(list(model.objects.values())) for model in (ImportBatch, ImportRow, Job, AuditEntry, User)]
    assert not any(password in text for password in passwords for text in kept)


def test_a_password_changed_meanwhile_is_not_handed_out(tree, keeper):
    batch = imported(workbook(accounts=[account(u, tree.branch.code) for u in ("lin", "wu")]), keeper)
    accounts.reset_password(User.objects.get(username="wu"), actor=keeper)
    assert [line[0] for line in importing.hand_out_passwords(batch, actor=keeper)] == ["lin"]


def test_sessions_of_accounts_that_got_a_role_die(tree, keeper):
    user = person(Role.CLERK, tree.branch, username="known", name="已有人")
    imported(workbook(accounts=[account("known", tree.direct.code, name="已有人")]), keeper)
    user.refresh_from_db()
    assert user.session_generation == 1


def test_an_assignment_keeps_its_days_unless_the_file_names_others(tree, keeper):
    row = RoleAssignmentFactory(organization=tree.branch, role=Role.CLERK, ends_on=date(2030, 1, 1))
    same = account(row.user.username, tree.branch.code, name=row.user.name)
    assert checked(workbook(accounts=[same]), keeper).stage == ImportStage.EMPTY
    imported(workbook(accounts=[same | {"ends_on": "2031-01-01"}]), keeper)
    row.refresh_from_db()
    assert (row.starts_on, row.ends_on) == (date(2020, 1, 1), date(2031, 1, 1))


def test_the_trail_names_file_counts_and_grants(tree, keeper):
    imported(workbook(accounts=[account("lin", tree.branch.code)]), keeper)
    one, grants = AuditEntry.objects.filter(action__startswith="批量").order_by("number")
    assert (one.details["counts"], one.actor) == ({"accounts": {"create": 1}}, keeper)
    assert grants.details["grants"] == [["lin", "clerk", tree.branch.code]]

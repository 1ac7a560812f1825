"""The audit trail: no act without its line, no line without its act, and no change unnoticed."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from core import audit
from core.enums import AuditKind
from core.models import AuditEntry, AuditHead
from tests.core.parallel import together

pytestmark = pytest.mark.django_db


def lines(count: int) -> list[AuditEntry]:
    return [audit.record(AuditKind.CHANGE, f"act {i}") for i in range(count)]


def tamper(sql: str, *values) -> None:
    """What somebody with the database's keys could do: the guard is switched off first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER USER")


def test_a_line_says_who_did_what_to_which_object():
    user = User.objects.create_user("clerk", name="填报员")
    entry = audit.record(AuditKind.CHANGE, "修改", actor=user, subject=user, details={"a": 1}, address="10.0.0.9")
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name, entry.object_label) == (user, "填报员", "填报员")
    assert entry.object_key == f"accounts.user:{user.pk}"
    assert (entry.details, entry.address, entry.number) == ({"a": 1}, "10.0.0.9", 1)


def test_the_system_and_strangers_are_named_as_such():
    names = [audit.record(AuditKind.ACCESS, "x", actor=actor).actor_name for actor in (None, AnonymousUser())]
    assert names == ["系统", "未登录"]


def test_the_trail_is_whole_after_values_that_engines_write_differently():
    details = {"z": 1, "a": [1e16, 0.1, Decimal("1.50"), float("inf"), None, True], "中": {"文": "“”𠮷"}}
    audit.record(AuditKind.CHANGE, "x", details=details, address="::ffff:10.0.0.1")
    assert audit.verify() is None


def test_an_act_undone_leaves_no_line():
    lines(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        lines(1)
        raise RuntimeError
    assert AuditEntry.objects.count() == 1
    assert audit.verify() is None


@pytest.mark.parametrize(
    ("sql", "bad"),
    [
        ("UPDATE core_auditentry SET action = 'other' WHERE number = 3", 3),
        ("UPDATE core_auditentry SET actor_name = 'other' WHERE number = 1", 1),
        ("DELETE FROM core_auditentry WHERE number = 2", 2),
        ("DELETE FROM core_auditentry WHERE number = 5", 5),
        ("UPDATE core_auditentry SET number = 7 WHERE number = 5", 5),
        ("UPDATE core_audithead SET number = 4", 5),
        ("DELETE FROM core_auditentry", 1),
    ],
)
def test_the_first_bad_line_is_named(sql, bad):
    lines(5)
    tamper(sql)
    assert audit.verify() == bad
    with pytest.raises(CommandError, match=f"row {bad} ") as caught:
        call_command("verify_audit")
    assert caught.value.returncode == 1


def test_a_rewritten_line_breaks_the_chain_behind_it():
    second = lines(3)[1]
    second.action = "other"
    tamper("UPDATE core_auditentry SET action = 'other', digest = %s WHERE number = 2", audit.digest_of(second))
    assert audit.verify() == 3


def test_the_command_says_the_end_of_the_chain():
    last = lines(2)[1]
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == f"audit trail whole: 2 rows, head {last.digest}\n"


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_make_one_chain():
    def write(index: int) -> None:
        for i in range(10):
            with transaction.atomic():
                audit.record(AuditKind.CHANGE, f"{index} {i}")

    assert together(write, 6) == [None] * 6
    assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 61))
    assert AuditHead.objects.get().number == 60
    assert audit.verify() is None


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_auditentry SET action = 'other'",
        "DELETE FROM core_auditentry",
        "SET LOCAL yipin.guard_truncate = 'on'; TRUNCATE core_auditentry",
    ],
)
def test_postgresql_refuses_to_alter_or_remove_a_line(sql):
    lines(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)
    assert audit.verify() is None


def test_the_digest_is_over_what_the_line_says():
    """The formula is fixed: a trail must stay verifiable by whoever reads its export."""
    entry = AuditEntry(number=1, kind="step", action="提交", actor_name="系统", details={"b": 1, "a": "中"})
    entry.at = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    entry.previous_digest = "0" * 64
    text = (
        '{"action":"提交","actor_id":null,"actor_name":"系统","address":null,'
        '"at":"2026-11-21T08:00:00.000000+00:00","details":{"a":"中","b":1},"kind":"step","number":1,'
        f'"object_key":"","object_label":"","previous":"{"0" * 64}"}}'
    )
    assert audit.digest_of(entry) == hashlib.sha256(text.encode()).hexdigest()

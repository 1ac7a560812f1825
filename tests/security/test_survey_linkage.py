"""Nobody who holds the whole database, its files and the logs can tell whose a ballot is."""

import hashlib
import logging
import re
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from assessments.models import Ballot, BallotBox, CodeLot, Remark, SealedCode, SurveyTarget
from assessments.services.survey import cast, seal_storage, sealing
from assessments.services.survey.codes import digest_of
from boards.models import VisitorCount
from core.models import OneTimeKey
from tests.factories.surveys import Poll, opened
from tests.security.linkage import (
    changed,
    correlation,
    full_dump,
    hits,
    linked_by_transaction,
    sequences,
    sorting,
    text_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 50
# Chance gives one hit; ten or more come once in ten million times.
MOST_HITS = 9
MOST_CORRELATION = 0.75


def remarks() -> list[str]:
    """What marks a voter's ballot where texts are looked for."""
    return [f"意见{hashlib.sha256(str(n).encode()).hexdigest()[:12]}" for n in range(VOTERS)]


def vote_all(poll: Poll) -> tuple[list[str], list[str]]:
    """Everybody casts a ballot of their own over the public page; codes and receipts in that order."""
    codes, client, receipts = list(poll.codes[poll.target().pk]), Client(), []
    for n, (code, remark) in enumerate(zip(codes, remarks(), strict=True)):
        data = {f"q-{key}": value for key, value in different(poll, n).items()}
        data |= {f"q-{q.pk}": remark for q in poll.questions() if q.kind == "text"}
        data |= {"code": code, "action": "cast", "receipt": ""}
        # By way of the public list, as whoever has no scanner would.
        client.get(reverse("boards:survey_list"))
        assert client.post(reverse("boards:survey_list"), {"code": code}).status_code == 200
        answer = client.post(reverse("boards:survey", args=[poll.survey.pk]), data)
        receipts.append(re.search(r'ballot-receipt">([^<]+)<', answer.content.decode())[1])
        assert not client.cookies
    return codes, receipts


def different(poll: Poll, n: int) -> dict:
    """Fifty ballots no two of which are alike: two scales of five and two of the plain options."""
    scales = [q for q in poll.questions() if q.kind == "scale"]
    choice = next(q for q in poll.questions() if q.kind == "choice")
    choices = next(q for q in poll.questions() if q.kind == "choices")
    return {
        str(scales[0].pk): n % 5,
        str(scales[1].pk): n // 5 % 5,
        str(choice.pk): n // 25,
        str(choices.pk): [n % 3],
    }


def answer_orders(rows: list[dict], poll: Poll) -> list[int]:
    """Which voters' answers the rows hold, in the rows' order."""
    known = [different(poll, n) for n in range(VOTERS)]
    return [known.index(dict(row)) for row in rows]


def judge(order: list[int], what: str) -> list[str]:
    faults = [f"{what}: {hits(order)} of {len(order)}"] if hits(order) > MOST_HITS else []
    return faults + ([f"{what}: order {correlation(order):.2f}"] if abs(correlation(order)) > MOST_CORRELATION else [])


def attack(poll: Poll, receipts: list[str]) -> list[str]:
    """All that the dump gives away of who wrote what."""
    dump, faults = full_dump(), []
    for marks, name in ((remarks(), "remark"), (receipts, "receipt")):
        for where, order in sequences(dump, marks).items():
            faults += judge(order, f"{name}: {where}") if len(order) == VOTERS else [f"{name}: some alone in {where}"]
    if shared := linked_by_transaction(dump, remarks(), receipts):
        faults.append(f"{shared} remarks share a transaction with their receipt")
    rows = dump["assessments_ballot"]
    for column in rows[0] if rows else ():
        if column != "answers":
            faults += judge(ballot_order(rows, column, poll), f"ballots by {column}")
    return faults


def ballot_order(rows: list[dict], column: str, poll: Poll) -> list[int]:
    ordered = sorted(rows, key=lambda row: sorting(row[column]))
    return answer_orders([row["answers"] for row in ordered], poll)


def test_while_ballots_come_in_nothing_but_the_box_changes(caplog):
    poll = opened(branches=1, codes=VOTERS)
    Client().get(reverse("boards:survey_list"))
    before, kept = full_dump(), cached()
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.db.backends").setLevel(logging.WARNING)
        codes, receipts = vote_all(poll)
    after = full_dump()
    # One row for all ballots, rewritten; fifty codes gone. No other table has a new, a lost or a changed row.
    assert changed(before, after) == {
        "assessments_ballotbox": (1, 1),
        "assessments_sealedcode": (VOTERS, 0),
    }
    everything = text_of(after)
    assert [code for code in codes if code in everything or digest_of(code) in everything] == []
    assert not VisitorCount.objects.exists()
    assert not OneTimeKey.objects.exists()
    assert cached() == kept
    said = caplog.text
    assert [mark for mark in (*codes, *receipts, *remarks()) if mark in said or mark.replace("-", "") in said] == []
    box = BallotBox.objects.get()
    assert judge(answer_orders(box.ballots, poll), "ballots in the box") == []
    assert box.receipts == sorted(receipts)
    assert attack(poll, receipts) == []


def test_after_the_count_no_pair_beyond_chance():
    poll = opened(branches=1, codes=VOTERS)
    codes, receipts = vote_all(poll)
    poll.advance("close")
    assert Ballot.objects.count() == Remark.objects.count() == VOTERS
    assert attack(poll, receipts) == []
    dump = full_dump()
    everything = text_of(dump)
    assert [code for code in codes if digest_of(code) in everything] == []
    # A remark leads to no ballot either: neither beside it nor in the same order.
    order = [n for row in dump["assessments_remark"] for n, mark in enumerate(remarks()) if mark == row["text"]]
    ballots = ballot_order(dump["assessments_ballot"], "id", poll)
    assert hits(order, ballots) <= MOST_HITS
    if connection.vendor == "postgresql":
        assert len({row["sys_xmin"] for row in dump["assessments_ballot"]}) == 1


def test_two_dumps_tell_how_many_and_not_which():
    """Between two dumps with several ballots between them a ballot is one of those: the codes are gone from both."""
    poll = opened(branches=1, codes=VOTERS)
    codes = list(poll.codes[poll.target().pk])
    first = full_dump()
    for n in range(10):
        cast(poll.survey, code=codes[n], answers=different(poll, n), texts={})
    second = full_dump()
    assert changed(first, second) == {"assessments_ballotbox": (1, 1), "assessments_sealedcode": (10, 0)}
    spent = {row["digest"] for row in first["assessments_sealedcode"]} - {
        row["digest"] for row in second["assessments_sealedcode"]
    }
    # Whoever holds the sheets as well knows which codes were spent, and still no ballot of any of them.
    assert spent == {digest_of(code) for code in codes[:10]}
    assert sorted(answer_orders(BallotBox.objects.get().ballots, poll)) == list(range(10))


def test_the_files_hold_no_spent_code_after_sealing():
    poll = opened(branches=1, codes=VOTERS)
    spent = [digest_of(code) for code in poll.codes[poll.target().pk][:20]]
    for n in range(20):
        poll.vote(text=remarks()[n], code=poll.codes[poll.target().pk][n])
    assert seal_storage()
    raw = raw_files()
    kept = digest_of(poll.codes[poll.target().pk][30])
    assert kept.encode() in raw, "the test looks into the wrong files"
    assert [digest for digest in spent if digest.encode() in raw] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such lock")
def test_sealing_does_not_keep_voters_behind_a_long_reader(monkeypatch):
    poll = opened(branches=1, codes=VOTERS)
    monkeypatch.setattr(sealing, "PATIENCE", 1)
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE assessments_ballotbox IN ACCESS SHARE MODE")
            reading.set()
            done.wait(20)
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(20)
    try:
        with pytest.raises(OperationalError, match="lock timeout"):
            seal_storage()
        poll.vote()
    finally:
        done.set()
        reader.join()
    assert seal_storage()


def cached() -> list:
    """What the cache holds: Redis's keys, or those of this process."""
    if settings.REDIS_URL:
        return sorted(cache._cache.get_client().keys())
    return sorted(cache._cache)


def raw_files() -> bytes:
    """The bytes in which the table of codes lies, free space included."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('assessments_sealedcode'))")
            return bytes(cursor.fetchone()[0])
    name = Path(connection.settings_dict["NAME"])
    files = [name, name.with_name(f"{name.name}-wal")]
    return b"".join(path.read_bytes() for path in files if path.exists())


def test_nothing_is_sealed_where_no_survey_runs():
    assert seal_storage() is False
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        seal_storage()


def test_the_attack_works_on_a_naive_design():
    """Random keys and no times, a row for each ballot, the code marked in the same transaction: all are linked."""
    poll = opened(branches=1, codes=VOTERS)
    target, codes = poll.target(), list(poll.codes[poll.target().pk])
    for n, code in enumerate(codes):
        with transaction.atomic():
            Ballot.objects.create(target=target, answers=different(poll, n))
            Remark.objects.create(target=target, question=poll.questions()[-1], text=remarks()[n])
            CodeLot.objects.create(target=target, size=n, made_by=poll.office, job=None)
            SealedCode.objects.filter(digest=digest_of(code)).update(target=target)
    dump = full_dump()
    found = sequences(dump, remarks())
    place = "sys_ctid" if connection.vendor == "postgresql" else "sys_rowid"
    assert hits(found[f"assessments_remark by {place}"]) == VOTERS
    assert hits(ballot_order(dump["assessments_ballot"], place, poll)) == VOTERS
    if connection.vendor == "postgresql":
        assert linked_by_transaction(dump, remarks(), [digest_of(code) for code in codes]) == VOTERS
    assert judge(list(range(VOTERS)), "naive") != []


def test_no_table_has_a_place_for_the_pair():
    """Neither the box, a ballot nor a remark refers to a code, a person, a time or an address; a code to no person."""
    for model in (BallotBox, Ballot, Remark, SealedCode):
        fields = model._meta.concrete_fields
        kinds = (models.DateTimeField, models.DateField, models.GenericIPAddressField, models.AutoField)
        assert [f.name for f in fields if isinstance(f, kinds)] == []
        related = {f.related_model._meta.label for f in fields if f.is_relation}
        assert related <= {"assessments.SurveyTarget", "assessments.SurveyQuestion"}
    assert not [f for f in SurveyTarget._meta.concrete_fields if f.is_relation and f.related_model.__name__ == "User"]

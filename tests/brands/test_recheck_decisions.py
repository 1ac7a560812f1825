"""Decisions on honours: kept, lowered, given time, revoked, restored, with one document for all."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from brands.enums import DocumentKind, HonourStatus, RecheckResult, RecheckStatus
from brands.models import Honour, OfficialDocument, Recheck
from brands.rules.honour import renewed_until
from brands.selectors.honour import chain_of
from brands.services.honour import (
    Verdict,
    advance_honour,
    advance_recheck,
    advise,
    decide_honours,
    expire_honours,
    save_recheck,
)
from brands.workflow.honour import HONOUR_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry, NumberSeries
from core.onetime import new_key
from tests.brands.clock import midnight
from tests.brands.matrix import check_matrix
from tests.factories import honours as named_of

pytestmark = pytest.mark.django_db


def decide(cast, *verdicts, **changes) -> OfficialDocument:
    return decide_honours(list(verdicts), **({"text": named_of.TEXT, "actor": cast.director} | changes))


def verdict(recheck, step: str, **fields) -> Verdict:
    honour = Honour.objects.get(pk=recheck.honour_id)
    return Verdict(honour, step, fields.pop("reason", "经复核。"), **fields)


def test_honour_matrix():
    cast = named_of.ending(30)
    held, ended = ("valid", "correcting"), ("valid", "correcting", "expired")
    expected = {
        "keep": (ended, ("director",)),
        "lower": (ended, ("director",)),
        "correct": (held, ("director",)),
        "revoke": (ended, ("director",)),
        "restore": (("revoked",), ("director",)),
        "expire": (held, ()),
    }
    assert check_matrix(HONOUR_FLOW, cast.honour, cast.everybody(), expected) > 100


class TestDecision:
    def test_kept_it_goes_on_from_where_it_ended(self):
        cast = named_of.ending(30)
        recheck = named_of.advised(cast)
        before = cast.honour
        document = decide(cast, verdict(recheck, "keep"))
        honour, recheck = cast.honour, Recheck.objects.get()
        assert (honour.status, honour.level) == (HonourStatus.VALID, 3)
        first = before.expires_on + timedelta(days=1)
        assert honour.expires_on + timedelta(days=1) == date(first.year + 3, first.month, first.day)
        assert (recheck.status, recheck.result, recheck.decided_on) == ("decided", "keep", timezone.localdate())
        event = honour.events.get()
        assert (event.document, event.expires_before, event.expires_after, event.level_before, event.level_after) == (
            document, before.expires_on, honour.expires_on, 3, 3,
        )  # fmt: skip

    def test_in_mid_term_a_decision_leaves_the_end(self):
        cast = named_of.ending(400)
        recheck = named_of.advised(cast)
        before = cast.honour.expires_on
        decide(cast, verdict(recheck, "keep"))
        assert cast.honour.expires_on == before

    @pytest.mark.parametrize(
        ("expires_on", "years", "until"),
        [
            (date(2028, 2, 28), 3, date(2031, 2, 28)),  # from 29 February: to the last of February
            (date(2027, 2, 28), 1, date(2028, 2, 29)),
            (date(2026, 12, 31), 3, date(2029, 12, 31)),
        ],
    )
    def test_the_new_end_is_whole_years_later(self, expires_on, years, until):
        cast = named_of.named(years=years, granted_on=date(2024, 1, 1))
        honour = cast.honour
        honour.expires_on = expires_on
        assert renewed_until(honour, expires_on) == until

    @pytest.mark.parametrize(("days", "is_renewed"), [(90, True), (91, False)])
    def test_the_programs_days_say_when_it_is_near(self, days, is_renewed):
        cast = named_of.ending(days)
        assert (renewed_until(cast.honour, timezone.localdate()) > cast.honour.expires_on) is is_renewed

    def test_lowered_the_brand_shows_the_lower_level(self):
        cast = named_of.ending(30)
        recheck = named_of.advised(cast, advice="lower")
        decide(cast, verdict(recheck, "lower"))
        assert (cast.honour.level, cast.honour.status, cast.brand.honour_level) == (2, HonourStatus.VALID, 2)
        event = cast.honour.events.get()
        assert (event.level_before, event.level_after) == (3, 2)

    def test_the_lowest_level_is_not_lowered(self):
        cast = named_of.ending(30, level=1)
        recheck = named_of.advised(cast)
        with pytest.raises(BusinessError, match="最低一级"):
            decide(cast, verdict(recheck, "lower"))
        assert (OfficialDocument.objects.filter(kind="decision").count(), cast.honour.status) == (0, "valid")

    def test_given_time_it_is_looked_at_again(self):
        cast = named_of.ending(60)
        recheck = named_of.advised(cast, advice="correct")
        day = timezone.localdate() + timedelta(days=30)
        decide(cast, verdict(recheck, "correct", correct_by=day))
        honour = cast.honour
        assert (honour.status, honour.correct_by, cast.brand.honour_level) == (HonourStatus.CORRECTING, day, 3)
        again = Recheck.objects.alive().get()
        assert (again.due_on, again.status) == (day, RecheckStatus.OPEN)
        again = save_recheck(again, actor=cast.clerk, texts=named_of.REPORT, version=0)
        again = advance_recheck(again, "submit", actor=cast.secretary)
        again = advise(again, advice="keep", reason="整改到位。", actor=cast.office)
        decide(cast, verdict(again, "keep"))
        assert (cast.honour.status, cast.honour.correct_by) == (HonourStatus.VALID, None)
        assert [e.step for e in cast.honour.events.all()] == ["correct", "keep"]

    def test_the_day_of_a_correction_lies_ahead_and_within(self):
        cast = named_of.ending(60)
        recheck, today = named_of.advised(cast), timezone.localdate()
        for day in (None, today, today + timedelta(days=61)):
            with pytest.raises(BusinessError, match="整改期限"):
                decide(cast, verdict(recheck, "correct", correct_by=day))
        decide(cast, verdict(recheck, "correct", correct_by=today + timedelta(days=60)))

    def test_revoked_and_restored_by_documents(self):
        cast = named_of.ending(200)
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
        assert (cast.honour.status, cast.brand.honour_level, cast.brand.named_year) == ("revoked", 0, None)
        advance_honour(cast.honour, "restore", actor=cast.director, comment="申诉成立")
        assert (cast.honour.status, cast.brand.honour_level) == ("valid", 3)
        documents = OfficialDocument.objects.filter(kind=DocumentKind.DECISION).order_by("number")
        assert [d.title for d in documents] == [
            f"关于撤销“{cast.brand}”品牌示范品牌称号的决定",
            f"关于恢复“{cast.brand}”品牌示范品牌称号的决定",
        ]
        assert [e.document for e in cast.honour.events.all()] == list(documents)

    def test_a_revocation_ends_the_recheck(self):
        cast = named_of.ending(60)
        named_of.opened(cast)
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
        assert Recheck.objects.get().status == RecheckStatus.CANCELLED
        other = named_of.ending(60)
        named_of.advised(other)
        advance_honour(other.honour, "revoke", actor=other.director, comment="弄虚作假")
        recheck = Recheck.objects.get(honour=other.honour)
        assert (recheck.status, recheck.result) == (RecheckStatus.DECIDED, RecheckResult.REVOKE)

    def test_without_the_offices_word_nothing_is_decided(self):
        cast = named_of.ending(30)
        recheck = named_of.reported(cast)
        for step in ("keep", "lower"):
            with pytest.raises(BusinessError, match="尚未提出复核建议"):
                decide(cast, verdict(recheck, step))
        with pytest.raises(BusinessError, match="没有正在进行的复核"):
            other = named_of.ending(30)
            decide(other, Verdict(other.honour, "keep", "好。"))

    def test_only_the_director_decides_and_with_a_reason(self):
        cast = named_of.ending(30)
        recheck = named_of.advised(cast)
        for name in ("office", "secretary", "outsider"):
            with pytest.raises(StepRefused):
                decide(cast, verdict(recheck, "keep"), actor=getattr(cast, name))
        with pytest.raises(StepRefused, match="理由"):
            decide(cast, verdict(recheck, "keep", reason=" "))
        with pytest.raises(StepRefused):
            decide(cast, verdict(recheck, "expire"))
        assert not OfficialDocument.objects.filter(kind="decision").exists()
        assert NumberSeries.objects.get(key__endswith=str(cast.document.year)).last == 1

    def test_what_the_director_saw_must_still_hold(self):
        cast = named_of.ending(200)
        with pytest.raises(StaleCopy):
            advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假", seen="correcting")

    def test_what_ran_out_while_it_was_looked_at_may_still_be_kept(self):
        with time_machine.travel(midnight(date(2027, 5, 1)), tick=False):
            cast = named_of.ending(20)
            recheck = named_of.advised(cast)
        with time_machine.travel(midnight(date(2027, 5, 25)), tick=False):
            assert expire_honours() == 1
            decide(cast, verdict(recheck, "keep"))
            assert (cast.honour.status, cast.honour.expires_on) == ("valid", date(2030, 5, 21))

    def test_one_document_for_several(self):
        cast = named_of.ending(60, count=3)
        rechecks = [named_of.advised(cast, n, advice) for n, advice in enumerate(("keep", "lower", "keep"))]
        document = decide(cast, *(verdict(r, r.advice) for r in rechecks))
        assert [row[0] for row in document.snapshot["decisions"]] == [b.name for b in cast.brands]
        assert document.snapshot["attachments"] == ["称号处理决定名单"]
        assert {e.document_id for h in Honour.objects.all() for e in h.events.all()} == {document.pk}
        assert sorted(Honour.objects.values_list("level", flat=True)) == [2, 3, 3]

    def test_all_or_nothing(self):
        cast = named_of.ending(60, count=2)
        rechecks = [named_of.advised(cast, n) for n in range(2)]
        advance_recheck(rechecks[1], "cancel", actor=cast.office, comment="另行安排。")
        with pytest.raises(BusinessError):
            decide(cast, *(verdict(r, "keep") for r in rechecks))
        assert Recheck.objects.get(pk=rechecks[0].pk).status == RecheckStatus.SUBMITTED
        assert not OfficialDocument.objects.filter(kind="decision").exists()

    def test_one_committee_one_document(self):
        cast, other = named_of.ending(60), named_of.ending(60)
        first, second = named_of.advised(cast), named_of.advised(other)
        with pytest.raises(StepRefused):
            decide(cast, verdict(first, "keep"), verdict(second, "keep"))
        with pytest.raises(BusinessError, match="两次"):
            decide(cast, verdict(first, "keep"), verdict(first, "keep"))

    def test_a_form_sent_twice_finds_the_first_document(self):
        cast, key = named_of.ending(60), new_key()
        recheck = named_of.advised(cast)
        assert decide(cast, verdict(recheck, "keep"), key=key) == decide(cast, verdict(recheck, "keep"), key=key)
        assert OfficialDocument.objects.filter(kind="decision").count() == 1

    def test_it_is_numbered_after_the_naming(self):
        cast = named_of.ending(60, granted_on=timezone.localdate())
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
        assert list(OfficialDocument.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
        assert not OfficialDocument.objects.public().filter(kind="decision").exists()

    def test_every_decision_stands_in_the_trail(self):
        cast = named_of.ending(60)
        decide(cast, verdict(named_of.advised(cast), "keep"))
        actions = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"启动称号复核", "签发称号处理决定", "命名：保留称号", "称号复核：决定"} <= actions


def test_the_chain_is_one_line_of_dates():
    cast = named_of.ending(60)
    decide(cast, verdict(named_of.advised(cast, advice="lower"), "lower"))
    advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
    advance_honour(cast.honour, "restore", actor=cast.director, comment="申诉成立")
    chain = chain_of(Honour.objects.select_related("brand", "round", "document").get())
    assert [p["label"] for p in chain] == ["同意创建", "命名", "启动复核", "降级", "撤销", "恢复", "有效期至"]
    assert "降为优秀品牌" in chain[3]["text"] and "有效期延至" in chain[3]["text"]

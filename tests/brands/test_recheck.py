"""Rechecks and the decisions that follow: kept, lowered, given time, revoked, restored, run out."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from branches.services.organization import move_organization
from brands.enums import DocumentKind, DocumentStatus, HonourStatus, RecheckResult, RecheckStatus
from brands.models import Honour, OfficialDocument, Recheck
from brands.rules.honour import renewed_until
from brands.selectors.honour import chain_of
from brands.services.honour import (
    Verdict,
    advance_honour,
    advance_recheck,
    advise,
    annul_document,
    decide_honours,
    expire_honours,
    open_due_rechecks,
    save_recheck,
)
from brands.services.texts import ChangedMeanwhile
from brands.workflow.honour import DOCUMENT_FLOW, HONOUR_FLOW, RECHECK_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry, NumberSeries
from tests.brands.matrix import check_matrix
from tests.brands.test_honour import TEXT
from tests.factories import honours as named_of
from tests.factories.branches import OrganizationFactory, fresh

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: date, seconds: int = 0) -> datetime:
    """The midnight with which that day begins, and so many seconds."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(seconds=seconds)


def decide(cast, *verdicts, **changes) -> OfficialDocument:
    return decide_honours(list(verdicts), **({"text": TEXT, "actor": cast.director} | changes))


def verdict(recheck, step: str, **fields) -> Verdict:
    honour = Honour.objects.get(pk=recheck.honour_id)
    return Verdict(honour, step, fields.pop("reason", "经复核。"), **fields)


def everybody(cast) -> dict:
    return {name: getattr(cast, name) for name in cast.people}


def test_recheck_matrix():
    cast = named_of.ending(30)
    recheck = named_of.opened(cast)
    expected = {
        "submit": (("open",), ("secretary",)),
        "advise": (("open", "submitted"), ("office",)),
        "return": (("submitted",), ("office",)),
        "decide": (("open", "submitted"), ("director",)),
        "cancel": (("open", "submitted"), ("office", "director")),
    }
    assert check_matrix(RECHECK_FLOW, recheck, everybody(cast), expected) > 80


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
    assert check_matrix(HONOUR_FLOW, cast.honour, everybody(cast), expected) > 100


def test_document_matrix():
    cast = named_of.named()
    expected = {"annul": (("issued",), ("director",))}
    assert check_matrix(DOCUMENT_FLOW, cast.document, everybody(cast), expected) > 8


class TestOpening:
    def test_one_at_a_time_with_a_reason_and_a_day_ahead(self):
        cast = named_of.ending(30)
        today = timezone.localdate()
        for reason, due_on in (("", today), ("期满。", today - timedelta(days=1))):
            with pytest.raises(BusinessError, match="还不能启动"):
                named_of.opened(cast, reason=reason, due_on=due_on)
        recheck = named_of.opened(cast)
        assert (recheck.status, recheck.opened_by, recheck.opened_on) == (RecheckStatus.OPEN, cast.office, today)
        with pytest.raises(BusinessError, match="正在进行"):
            named_of.opened(cast)

    def test_only_office_and_director_open_by_hand(self):
        cast = named_of.ending(30)
        for name in ("clerk", "secretary", "member", "outsider"):
            with pytest.raises(StepRefused):
                named_of.opened(cast, actor=getattr(cast, name))
        assert named_of.opened(cast, actor=cast.director)

    def test_what_has_run_out_or_is_revoked_is_not_rechecked(self):
        cast = named_of.ending(-1)
        with pytest.raises(BusinessError, match="不在有效期内"):
            named_of.opened(cast)
        Honour.objects.update(expires_on=timezone.localdate() + timedelta(days=9), status="revoked")
        with pytest.raises(BusinessError, match="不在有效期内"):
            named_of.opened(cast)

    def test_a_correcting_honour_is_in_force(self):
        named_of.ending(9)
        Honour.objects.update(status=HonourStatus.CORRECTING)
        assert Honour.objects.valid().count() == 1


class TestReport:
    def test_the_branch_writes_the_secretary_hands_in(self):
        cast = named_of.ending(30)
        recheck = named_of.opened(cast)
        recheck = save_recheck(recheck, actor=cast.clerk, texts={"achievements": "有成效。"}, version=0)
        with pytest.raises(BusinessError) as refused:
            advance_recheck(recheck, "submit", actor=cast.secretary)
        assert refused.value.details == ["请填写存在问题。", "请填写下一步措施。"]
        recheck = save_recheck(recheck, actor=cast.clerk, texts=named_of.REPORT, version=1)
        with pytest.raises(StepRefused):
            advance_recheck(recheck, "submit", actor=cast.clerk)
        recheck = advance_recheck(recheck, "submit", actor=cast.secretary)
        assert (recheck.status, recheck.submitted_on) == (RecheckStatus.SUBMITTED, timezone.localdate())
        with pytest.raises(StepRefused, match="不能修改"):
            save_recheck(recheck, actor=cast.clerk, texts={"problems": "另外"}, version=2)

    def test_the_loser_of_a_race_keeps_what_was_typed(self):
        cast = named_of.ending(30)
        recheck = named_of.opened(cast)
        save_recheck(recheck, actor=cast.clerk, texts={"problems": "先"}, version=0)
        with pytest.raises(ChangedMeanwhile) as lost:
            save_recheck(recheck, actor=cast.secretary, texts={"problems": "后"}, version=0)
        assert lost.value.theirs == [("存在问题", "先")]
        assert lost.value.stored.edit_version == 1

    def test_others_do_not_write(self):
        cast = named_of.ending(30)
        recheck = named_of.opened(cast)
        for name in ("member", "office", "director", "outsider"):
            with pytest.raises(StepRefused):
                save_recheck(recheck, actor=getattr(cast, name), texts=named_of.REPORT, version=0)

    def test_returned_it_loses_the_advice(self):
        cast = named_of.ending(30)
        recheck = named_of.advised(cast)
        recheck = advance_recheck(recheck, "return", actor=cast.office, comment="请补充数据。")
        assert (recheck.status, recheck.advice, recheck.advice_reason) == (RecheckStatus.OPEN, "", "")


class TestAdvice:
    @pytest.mark.parametrize(("seconds", "may"), [(-1, False), (0, True), (1, True)])
    def test_without_a_report_only_after_its_day(self, seconds, may):
        due = date(2027, 2, 28)
        with time_machine.travel(at(date(2027, 2, 1)), tick=False):
            cast = named_of.ending(60)
            recheck = named_of.opened(cast, due_on=due)
        with time_machine.travel(at(date(2027, 3, 1), seconds), tick=False):
            if may:
                assert advise(recheck, advice="revoke", reason="未按期报送。", actor=cast.office).advice == "revoke"
            else:
                with pytest.raises(BusinessError, match="期满后才能"):
                    advise(recheck, advice="revoke", reason="未按期报送。", actor=cast.office)

    def test_it_needs_a_reason_and_a_known_result(self):
        cast = named_of.ending(30)
        recheck = named_of.reported(cast)
        with pytest.raises(StepRefused, match="理由"):
            advise(recheck, advice="keep", reason=" ", actor=cast.office)
        with pytest.raises(BusinessError, match="选择"):
            advise(recheck, advice="nonsense", reason="好。", actor=cast.office)


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
        with time_machine.travel(at(date(2027, 5, 1)), tick=False):
            cast = named_of.ending(20)
            recheck = named_of.advised(cast)
        with time_machine.travel(at(date(2027, 5, 25)), tick=False):
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
        from core.onetime import new_key

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


class TestClock:
    @pytest.mark.parametrize(
        "last", [date(2026, 12, 31), date(2028, 2, 28), date(2028, 2, 29), date(2027, 6, 30)], ids=str
    )
    @pytest.mark.parametrize(("seconds", "count"), [(-1, 0), (0, 1), (1, 1)])
    def test_the_last_day_is_whole(self, last, seconds, count):
        with time_machine.travel(at(last - timedelta(days=20)), tick=False):
            cast = named_of.ending(20)
        with time_machine.travel(at(last + timedelta(days=1), seconds), tick=False):
            assert expire_honours(dry_run=True) == count
            assert cast.honour.status == HonourStatus.VALID
            assert expire_honours() == count
            assert cast.honour.status == ("expired" if count else "valid")
            assert cast.brand.honour_level == (0 if count else 3)
            assert expire_honours() == 0

    @pytest.mark.parametrize(("seconds", "count"), [(-1, 0), (0, 1), (1, 1)])
    def test_a_recheck_is_opened_the_programs_days_before(self, seconds, count):
        """Ends on 29 May 2028; ninety days before that is 29 February."""
        with time_machine.travel(at(date(2028, 1, 1)), tick=False):
            cast = named_of.named()
            Honour.objects.update(expires_on=date(2028, 5, 29))
        with time_machine.travel(at(date(2028, 2, 29), seconds), tick=False):
            assert open_due_rechecks(dry_run=True) == count
            assert not Recheck.objects.exists()
            assert open_due_rechecks() == count
            assert open_due_rechecks() == 0
        if count:
            recheck = Recheck.objects.get()
            assert (recheck.opened_by, recheck.due_on) == (None, date(2028, 3, 30))
            assert "2028年5月29日期满" in recheck.reason
            assert cast.honour.status == "valid"

    def test_the_report_is_never_due_after_the_honours_end(self):
        named_of.ending(10)
        assert open_due_rechecks() == 1
        assert Recheck.objects.get().due_on == timezone.localdate() + timedelta(days=10)

    def test_called_off_it_stays_called_off(self):
        cast = named_of.ending(50)
        open_due_rechecks()
        advance_recheck(Recheck.objects.get(), "cancel", actor=cast.office, comment="统一另行安排。")
        assert open_due_rechecks() == 0

    def test_each_program_has_days_of_its_own(self):
        named_of.ending(100, recheck_days=90)
        assert open_due_rechecks() == 0
        soon = named_of.named(recheck_days=120)
        Honour.objects.filter(pk=soon.honour.pk).update(expires_on=timezone.localdate() + timedelta(days=100))
        assert open_due_rechecks() == 1

    def test_the_commands_say_how_many(self):
        cast = named_of.ending(5)
        said = io.StringIO()
        call_command("open_rechecks", "--dry-run", stdout=said)
        call_command("open_rechecks", stdout=said)
        Honour.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
        call_command("expire_honours", "--dry-run", stdout=said)
        call_command("expire_honours", stdout=said)
        call_command("expire_honours", stdout=said)
        assert said.getvalue().splitlines() == [
            "1 recheck(s) would be opened",
            "1 recheck(s) opened",
            "1 honour(s) would be expired",
            "1 honour(s) expired",
            "0 honour(s) expired",
        ]
        assert cast.honour.events.get().actor_name == "系统"

    def test_many_are_taken_some_at_a_time(self, monkeypatch):
        from brands.services.honour import clock

        monkeypatch.setattr(clock, "BATCH", 2)
        named_of.ending(-1, count=5)
        assert expire_honours() == 5
        assert not Honour.objects.exclude(status="expired").exists()


class TestAnnulling:
    def test_a_decision_rests_until_it_is_decided_anew(self):
        cast = named_of.ending(200)
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
        first = OfficialDocument.objects.get(kind="decision")
        with pytest.raises(BusinessError, match="仍按该文件执行"):
            annul_document(first, actor=cast.director, reason="文字有误")
        advance_honour(cast.honour, "restore", actor=cast.director, comment="申诉成立")
        first = annul_document(first, actor=cast.director, reason="依据不足")
        assert (first.status, first.events.get().comment) == (DocumentStatus.ANNULLED, "依据不足")
        with pytest.raises(StepRefused):
            annul_document(first, actor=cast.director, reason="再次")

    def test_a_naming_rests_while_its_honours_are_held(self):
        cast = named_of.ending(200)
        with pytest.raises(BusinessError, match="仍然有效"):
            annul_document(cast.document, actor=cast.director, reason="程序不符")
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="程序不符")
        assert annul_document(cast.document, actor=cast.director, reason="程序不符").status == "annulled"

    def test_the_check_page_says_so(self, client):
        from django.urls import reverse

        cast = named_of.ending(200)
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
        document = OfficialDocument.objects.get(kind="decision")
        address = f"{reverse('boards:document_check')}?code={document.check_code}"
        page = client.get(address).content.decode()
        assert "核验通过" in page and "撤销称号" in page and cast.brand.name in page
        advance_honour(cast.honour, "restore", actor=cast.director, comment="申诉成立")
        annul_document(document, actor=cast.director, reason="依据不足，予以作废")
        page = client.get(address).content.decode()
        assert "此文已经作废" in page and "依据不足，予以作废" in page


def test_the_chain_is_one_line_of_dates():
    cast = named_of.ending(60)
    decide(cast, verdict(named_of.advised(cast, advice="lower"), "lower"))
    advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
    advance_honour(cast.honour, "restore", actor=cast.director, comment="申诉成立")
    chain = chain_of(Honour.objects.select_related("brand", "round", "document").get())
    assert [p["label"] for p in chain] == ["同意创建", "命名", "启动复核", "降级", "撤销", "恢复", "有效期至"]
    assert "降为优秀品牌" in chain[3]["text"] and "有效期延至" in chain[3]["text"]


def test_rechecks_move_with_their_organization():
    cast = named_of.ending(60)
    recheck = named_of.opened(cast)
    other = OrganizationFactory(parent=cast.top, kind="committee")
    system = named_of.person("system_admin", cast.top)
    move_organization(cast.brand.organization, new_parent=other, actor=fresh(system))
    assert Recheck.objects.get(pk=recheck.pk).organization_path.startswith(other.path)

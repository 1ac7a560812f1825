"""Surveys: the machine, drafting, codes, casting, the count and what it shows."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from assessments.enums.survey import RemarkStatus
from assessments.models import Ballot, BallotBox, Remark, Scheme, SealedCode, Settlement, Survey
from assessments.selectors.survey import distribution, mass_scores
from assessments.services.survey import (
    CodeRefused,
    add_all_branches,
    add_targets,
    advance_remark,
    cast,
    create_survey,
    destroy_sheets,
    extend_survey,
    forget_sheets,
    is_counted,
    look_up,
    order_codes,
    remove_targets,
    update_survey,
)
from assessments.services.survey.casting import RECEIPT, counted_for
from assessments.services.survey.codes import ALPHABET, digest_of, sheets_of
from assessments.workflow.survey import REMARK_FLOW, SURVEY_FLOW
from branches.enums import OrganizationKind, Role
from core.errors import BusinessError, StaleCopy, StepRefused
from core.jobs import run_job
from core.models import AuditEntry, Job
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.branches import OrganizationFactory, fresh, person
from tests.factories.ledgers import scheme_of
from tests.factories.surveys import answers_at, counted, drafted, drafts, opened, survey_values

pytestmark = pytest.mark.django_db


def everybody(poll) -> dict:
    foreign = OrganizationFactory(kind=OrganizationKind.WORKING_COMMITTEE)
    return {
        "office": poll.office,
        "director": poll.director,
        "secretary": poll.secretaries[0],
        "clerk": person(Role.CLERK, poll.branches[0]),
        "member": person(Role.MEMBER, poll.branches[0]),
        "foreign_office": person(Role.OFFICE, foreign),
    }


def test_survey_matrix():
    poll = drafted()
    expected = {
        "open": (("draft",), ("office",)),
        "extend": (("open",), ("office",)),
        "close": (("open",), ("office",)),
        "close_early": (("open",), ("director",)),
        "propose": (("closed",), ("office",)),
        "publish": (("closed",), ("director",)),
        "retract": (("closed",), ("office", "director")),
        "cancel": (("draft", "open"), ("director",)),
    }
    assert check_matrix(SURVEY_FLOW, poll.survey, everybody(poll), expected) > 100


def test_remark_matrix():
    poll = counted(text="希望多开放日。")
    expected = {
        "approve": (("waiting", "withheld"), ("office",)),
        "withhold": (("waiting", "approved"), ("office",)),
    }
    assert check_matrix(REMARK_FLOW, Remark.objects.first(), everybody(poll), expected) > 25


class TestDrafting:
    def test_a_form_sent_twice_makes_one(self):
        poll, key = drafted(), new_key()
        values = survey_values(title="第二次评价")
        made = {
            create_survey(poll.top, actor=poll.office, values=values, questions=drafts(), key=key).pk for _ in range(2)
        }
        assert len(made) == 1

    def test_nobody_but_the_office(self):
        poll = drafted()
        with pytest.raises(StepRefused):
            create_survey(poll.top, actor=poll.director, values=survey_values(title="另一次"), questions=drafts())
        with pytest.raises(StepRefused):
            update_survey(poll.survey, actor=poll.secretaries[0], values={}, questions=drafts())

    def test_one_title_a_year(self):
        poll = drafted()
        with pytest.raises(BusinessError, match="换一个名称"):
            create_survey(poll.top, actor=poll.office, values=survey_values(), questions=drafts())

    def test_a_copy_asks_about_the_same_organisations_that_still_are(self):
        poll = drafted(branches=3)
        poll.branches[2].is_active = False
        poll.branches[2].save()
        values = survey_values(year=poll.survey.year + 1)
        copy = create_survey(poll.top, actor=poll.office, values=values, questions=drafts(), former=poll.survey)
        assert [t.organization for t in copy.targets.order_by("number")] == poll.branches[:2]
        assert BallotBox.objects.filter(target__survey=copy).count() == 2

    def test_all_branches_and_nothing_else(self):
        poll = drafted(branches=1)
        general = OrganizationFactory(parent=poll.top, kind=OrganizationKind.GENERAL_BRANCH)
        inside = OrganizationFactory(parent=general)
        OrganizationFactory(parent=poll.top, is_active=False)
        outside = OrganizationFactory()
        assert add_all_branches(poll.survey, actor=poll.office) == 1
        assert add_targets(poll.survey, organizations=[general, outside, poll.top], actor=poll.office) == 1
        paths = list(poll.survey.targets.values_list("organization_path", flat=True))
        assert paths == [poll.branches[0].path, general.path, inside.path]

    def test_the_loser_of_a_race_is_told(self):
        poll = drafted()
        seen = poll.survey.updated_at.isoformat()
        update_survey(poll.survey, actor=poll.office, values=survey_values(title="甲"), questions=drafts(), seen=seen)
        with pytest.raises(StaleCopy):
            update_survey(poll.survey, actor=poll.office, values=survey_values(), questions=drafts(), seen=seen)

    def test_fixed_once_open(self):
        poll = opened()
        for act in (
            lambda: update_survey(poll.survey, actor=poll.office, values={}, questions=drafts()),
            lambda: add_all_branches(poll.survey, actor=poll.office),
            lambda: remove_targets(poll.survey, targets=[poll.target()], actor=poll.office),
        ):
            with pytest.raises(BusinessError, match="已经固定"):
                act()

    def test_opening_says_everything_that_is_missing(self):
        poll = drafted(closes_on=timezone.localdate() - timedelta(days=1), opens_on=timezone.localdate() - timedelta(2))
        with pytest.raises(BusinessError) as refused:
            poll.advance("open")
        assert len(refused.value.details) == 2
        assert "截止日期已过" in refused.value.details[0]
        assert poll.branches[0].name in refused.value.details[1]


class TestCodes:
    def test_the_job_prints_and_keeps_hashes_only(self, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.MEDIA_ROOT = tmp_path
        poll = drafted(branches=2)
        job = order_codes(poll.survey, targets=[poll.target(0), poll.target(1)], size=11, actor=poll.office)
        assert run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, job.done) == ("done", 22)
        assert SealedCode.objects.count() == 22
        codes = printed(job.result.read())
        assert len(codes) == 22
        assert {digest_of(code) for code in codes} == set(SealedCode.objects.values_list("digest", flat=True))
        assert [poll.target(n).issued for n in range(2)] == [11, 11]
        # In clear they stand on the sheets alone.
        assert not [row for row in everything_written() if any(code in row for code in codes)]
        with django_capture_on_commit_callbacks(execute=True):
            destroy_sheets(poll.survey, job=job, actor=poll.office)
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]
        assert not sheets_of(poll.survey).exists()

    def test_sheets_are_gone_after_a_day(self, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.MEDIA_ROOT = tmp_path
        poll = drafted(branches=1)
        run_job(order_codes(poll.survey, targets=[poll.target()], size=5, actor=poll.office).pk)
        assert forget_sheets() == 0
        with (
            time_machine.travel(timezone.now() + timedelta(hours=25)),
            django_capture_on_commit_callbacks(execute=True),
        ):
            assert (forget_sheets(dry_run=True), forget_sheets(), forget_sheets()) == (1, 1, 0)
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]

    def test_a_new_lot_voids_the_old_one_and_keeps_what_was_cast(self):
        poll = opened(branches=1, codes=8)
        poll.vote()
        old = poll.codes[poll.target().pk]
        poll.print_codes(6)
        assert (poll.target().issued, SealedCode.objects.count()) == (7, 6)
        assert [lot.annulled for lot in poll.target().lots.order_by("pk")] == [7, 0]
        for code in old:
            with pytest.raises(CodeRefused):
                poll.vote(code=code)
        poll.vote()
        assert BallotBox.objects.get().received == 2

    def test_limits_and_rights(self):
        poll = drafted(branches=1)
        with pytest.raises(StepRefused):
            order_codes(poll.survey, targets=[poll.target()], size=10, actor=poll.director)
        for size in (0, 2001):
            with pytest.raises(BusinessError):
                order_codes(poll.survey, targets=[poll.target()], size=size, actor=poll.office)
        with pytest.raises(BusinessError):
            order_codes(poll.survey, targets=[], size=10, actor=poll.office)
        closed = counted()
        with pytest.raises(BusinessError, match="不能再制作"):
            order_codes(closed.survey, targets=[closed.target()], size=10, actor=closed.office)

    def test_codes_are_easy_to_read_and_hard_to_guess(self):
        assert len(set(ALPHABET)) == 30
        assert not set(ALPHABET) & set("01ILOU")
        assert digest_of("ab2cd-ef3gh") == digest_of(" AB2CDEF3GH ")

    def test_codes_lie_in_no_order(self):
        poll = opened(branches=1, codes=200)
        stored = list(SealedCode.objects.values_list("digest", flat=True))
        assert sorted(stored) == sorted(digest_of(code) for code in poll.codes[poll.target().pk])


def printed(pdf: bytes) -> list[str]:
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.findall(rf"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", text)


def everything_written() -> list[str]:
    return [str(row) for model in apps.get_models() for row in model._default_manager.values()]


class TestCasting:
    def test_a_code_counts_once(self):
        poll = opened(branches=1)
        code = poll.codes[poll.target().pk][0]
        receipt = poll.vote(code=code, place=1)
        assert RECEIPT.fullmatch(receipt)
        with pytest.raises(CodeRefused):
            poll.vote(code=code, place=2)
        assert BallotBox.objects.get().received == 1
        assert is_counted(poll.survey, receipt)

    def test_a_form_sent_again_gets_its_receipt_and_counts_once(self):
        poll = opened(branches=1)
        code = poll.codes[poll.target().pk][0]
        receipt = poll.vote(code=code, receipt="1-松涛晨光-000001")
        assert receipt == "1-松涛晨光-000001"
        assert poll.vote(code=code, receipt=receipt) == receipt
        assert BallotBox.objects.get().received == 1

    @pytest.mark.parametrize("offered", ["", "x", "2-松涛晨光-000001", "1-松涛晨光-12345", "1-<b>晨光-123456"])
    def test_a_made_up_receipt_is_replaced(self, offered):
        poll = opened(branches=1)
        receipt = poll.vote(receipt=offered)
        assert receipt != offered
        assert counted_for(poll.survey, receipt) == poll.target()

    def test_nobody_gets_somebody_elses_receipt(self):
        poll = opened(branches=1)
        first = poll.vote(receipt="1-松涛晨光-000001")
        assert poll.vote(receipt=first) != first
        assert len(set(BallotBox.objects.get().receipts)) == 2

    def test_unknown_spent_early_and_late_say_the_same(self):
        poll = opened(branches=1, codes=6)
        codes = poll.codes[poll.target().pk]
        poll.vote(code=codes[0])
        words = set()
        for code, days in (("AAAAA-AAAAA", 0), (codes[0], 0), (codes[1], -1), (codes[1], 8)):
            with time_machine.travel(timezone.now() + timedelta(days=days)):
                assert look_up(poll.survey, code) is None
                with pytest.raises(CodeRefused) as refused:
                    poll.vote(code=code)
                words.add((refused.value.message, *refused.value.details))
        assert len(words) == 1
        assert BallotBox.objects.get().received == 1

    def test_a_code_of_another_survey_is_none(self):
        one, other = opened(branches=1), opened(branches=1)
        code = one.codes[one.target().pk][0]
        answers, texts = answers_at(other.questions(), 0)
        with pytest.raises(CodeRefused):
            cast(other.survey, code=code, answers=answers, texts=texts)
        assert look_up(one.survey, code) == one.target()

    def test_the_trail_knows_nothing_of_a_ballot(self):
        poll = opened(branches=1)
        before = AuditEntry.objects.count(), Job.objects.count(), Survey.objects.get().updated_at
        poll.vote()
        assert (AuditEntry.objects.count(), Job.objects.count(), Survey.objects.get().updated_at) == before

    def test_texts_lie_apart_from_the_answers(self):
        poll = opened(branches=1)
        poll.vote(text="请公开值班电话。")
        box = BallotBox.objects.get()
        assert "值班电话" not in str(box.ballots)
        assert list(box.texts.values()) == [["请公开值班电话。"]]


class TestCount:
    def test_scores_and_distribution(self):
        poll = opened(branches=2, codes=10)
        for place in (0, 0, 0, 1, 2, 4):
            poll.vote(0, place=place)
        for place in (3,) * 5:
            poll.vote(1, place=place)
        poll.advance("close_early", "全部收回。")
        first, second = poll.target(0), poll.target(1)
        assert (first.received, first.is_shown, first.score) == (6, True, Decimal("88.00"))
        assert (second.received, second.is_shown, second.score) == (5, True, Decimal("0.00"))
        row = distribution(poll.questions(), first.tally)[0]
        assert [option["count"] for option in row["options"]] == [3, 1, 1, 0, 1]
        assert [str(option["share"]) for option in row["options"]] == ["50.0", "16.7", "16.7", "0.0", "16.7"]
        assert (row["answers"], row["mean"]) == (6, Decimal("88.00"))
        assert poll.reload().tally["score"] == "44.00"
        assert (Ballot.objects.count(), SealedCode.objects.count()) == (11, 0)

    def test_too_few_ballots_leave_nothing(self):
        poll = opened(branches=3, codes=10)
        for number, count in enumerate((7, 4, 6)):
            for _ in range(count):
                poll.vote(number, place=0 if number != 1 else 3, text=f"第{number}个支部的意见")
        poll.advance("close_early", "全部收回。")
        hidden = poll.target(1)
        assert (hidden.received, hidden.is_shown, hidden.score, hidden.tally) == (4, False, None, {})
        assert not Ballot.objects.filter(target=hidden).exists()
        assert not Remark.objects.filter(target=hidden).exists()
        box = BallotBox.objects.get(target=hidden)
        assert (box.ballots, box.texts, len(box.receipts)) == ([], {}, 4)
        # All minus the others would be the hidden one: it is left out of all.
        question = str(poll.questions()[0].pk)
        assert poll.reload().tally["questions"][question] == {"answers": 13, "counts": [13, 0, 0, 0, 0]}

    def test_small_ones_join_when_together_they_are_enough(self):
        poll = opened(branches=3, codes=10)
        for number, count in enumerate((7, 3, 4)):
            for _ in range(count):
                poll.vote(number, place=0)
        poll.advance("close_early", "全部收回。")
        question = str(poll.questions()[0].pk)
        assert poll.reload().tally["questions"][question]["answers"] == 14

    def test_a_question_that_few_answered_is_hidden_too(self):
        poll = opened(branches=1, codes=8)
        several = next(q for q in poll.questions() if q.kind == "choices")
        for number in range(8):
            answers, _ = answers_at(poll.questions(), 0)
            if number < 4:
                answers[str(several.pk)] = [0, 2]
            cast(poll.survey, code=poll.codes[poll.target().pk].pop(), answers=answers, texts={})
        poll.advance("close", "")
        assert str(several.pk) not in poll.target().tally
        assert str(several.pk) not in poll.reload().tally["questions"]
        assert len(poll.target().tally) == 3

    def test_closing_waits_for_the_last_day_or_the_last_code(self):
        poll = opened(branches=1, codes=5)
        with pytest.raises(BusinessError, match="次日起"):
            poll.advance("close")
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            assert poll.advance("close").status == "closed"
        other = opened(branches=1, codes=5)
        for _ in range(5):
            other.vote()
        assert other.advance("close").status == "closed"

    def test_extending_is_later_than_before(self):
        poll = opened(branches=1)
        today = timezone.localdate()
        with pytest.raises(BusinessError):
            extend_survey(poll.survey, until=today + timedelta(days=7), actor=poll.office, comment="延期")
        later = extend_survey(poll.survey, until=today + timedelta(days=9), actor=poll.office, comment="延期")
        assert later.closes_on == today + timedelta(days=9)

    def test_a_cancelled_survey_leaves_no_answers(self):
        poll = opened(branches=1)
        receipt = poll.vote(text="意见")
        poll.advance("cancel", "另行组织。")
        box = BallotBox.objects.get()
        assert (box.received, box.ballots, box.texts, box.receipts) == (0, [], {}, [])
        assert not SealedCode.objects.exists()
        assert not is_counted(poll.survey, receipt)

    def test_receipts_outlive_the_count(self):
        poll = opened(branches=1, codes=6)
        receipts = [poll.vote() for _ in range(6)]
        poll.advance("close")
        assert [counted_for(poll.survey, receipt) for receipt in receipts] == [poll.target()] * 6
        assert counted_for(poll.survey, "1-松涛晨光-999999") is None

    def test_mass_scores_for_the_ledger(self):
        poll = drafted(branches=3)
        scheme = Scheme.objects.create(organizer=poll.top, name="考核细则", year=poll.survey.year)
        Survey.objects.filter(pk=poll.survey.pk).update(scheme=scheme)
        poll.print_codes(6)
        assert mass_scores(scheme) == {}
        poll.advance("open")
        for _ in range(6):
            poll.vote(0, place=1)
            poll.vote(1, place=4)
        assert mass_scores(scheme) == {}
        poll.advance("close_early", "全部收回。")
        # 较满意; all said 不了解; nobody said anything.
        wanted = [Decimal("80.00"), None, None]
        assert mass_scores(scheme) == {b.pk: score for b, score in zip(poll.branches, wanted, strict=True)}


def test_a_withheld_remark_says_why_and_may_be_approved_after_all():
    poll = counted(branches=1, text="意见")
    remark = Remark.objects.first()
    with pytest.raises(StepRefused, match="理由"):
        advance_remark(remark, "withhold", actor=poll.office)
    remark = advance_remark(remark, "withhold", actor=fresh(poll.office), comment="涉及个人隐私。")
    assert remark.events.get().comment == "涉及个人隐私。"
    assert advance_remark(remark, "approve", actor=poll.office).status == RemarkStatus.APPROVED
    # The trail names the act, never the words.
    assert not AuditEntry.objects.filter(object_label__contains="意见。").exists()


def test_what_closing_returns_is_what_was_stored():
    poll = counted(branches=2)
    assert poll.survey.tally == Survey.objects.get(pk=poll.survey.pk).tally


def test_closing_touches_the_reckoning_before_the_trail():
    """As a confirmation does; in the other order each of the two would wait for the other."""
    poll = opened(branches=1)
    scheme = scheme_of(poll.top)
    Survey.objects.filter(pk=poll.survey.pk).update(scheme=scheme)
    with CaptureQueriesContext(connection) as queries:
        poll.advance("close_early", "全部收回。")
    touched = [name for q in queries for name in ("assessments_settlement", "core_audithead") if name in q["sql"]]
    assert touched[0] == "assessments_settlement"
    assert Settlement.objects.get(scheme=scheme).changes == 1

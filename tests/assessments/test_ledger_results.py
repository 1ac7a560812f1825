"""Published in a range, appealed, closed, and what a closed year leads to."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.enums.ledger import Column, LedgerStatus, PublicationStatus
from assessments.models import Appeal, Ledger, LedgerProposal, LedgerPublication, Settlement
from assessments.scoring import Given
from assessments.selectors.result import in_range, public_rows, results_for
from assessments.services import result
from assessments.services.ledger import Said, advance_ledger
from assessments.services.ledger.settling import SETTLE_JOB
from assessments.services.result.moving import MOVE_JOB
from assessments.services.result.publishing import is_moving, left_behind
from assessments.workflow.result import APPEAL_FLOW, PROPOSAL_FLOW, PUBLICATION_FLOW
from branches.enums import Role
from brands.enums import HonourLevel
from brands.models import Brand, OfficialDocument, Recheck
from core.enums import JobStatus
from core.errors import BusinessError, StaleCopy, StepRefused
from core.jobs import page_of, run_job
from core.models import Job
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories import ledgers as made
from tests.factories.branches import RoleAssignmentFactory, fresh
from tests.factories.brands import BrandFactory

pytestmark = pytest.mark.django_db


def draft(stage: made.Office, **changes) -> LedgerPublication:
    return result.draft_publication(stage.scheme, values=made.publication_values(**changes), actor=fresh(stage.office))


def appeal_of(stage: made.Office, **fields) -> Appeal:
    values = {"text": "荣誉加分未计入。", "indicator": stage.indicators["获得荣誉"], "actor": fresh(stage.secretary)}
    return result.file_appeal(stage.ledger(), **(values | fields))


def test_publication_matrix(stage):
    directors, offices = ("director", "second_director"), ("office", "second_office")
    expected = {
        "check": (("draft",), offices),
        "approve": (("checked",), directors),
        "send_back": (("checked",), directors),
        "withdraw": (("published",), directors),
        "close": (("published",), directors),
    }
    assert check_matrix(PUBLICATION_FLOW, draft(stage), stage.people, expected) > 300


def test_appeal_matrix(stage):
    made.published(stage)
    directors = ("director", "second_director")
    expected = {
        "uphold": (("filed",), directors),
        "dismiss": (("filed",), directors),
        "withdraw": (("filed",), ("secretary",)),
    }
    assert check_matrix(APPEAL_FLOW, appeal_of(stage), stage.people, expected) > 150


def test_proposal_matrix(stage):
    BrandFactory(organization=stage.tree.branch)
    made.closed(stage)
    expected = {"adopt": (("open",), ("office", "second_office")), "leave": (("open",), ("office", "second_office"))}
    assert check_matrix(PROPOSAL_FLOW, LedgerProposal.objects.get(), stage.people, expected) > 50


# Publication -------------------------------------------------------------------------------------------------------


def test_one_publication_a_scheme_and_one_for_a_form_sent_twice(stage):
    key, values = new_key(), made.publication_values()
    pks = {
        result.draft_publication(stage.scheme, values=values, actor=fresh(stage.office), key=key).pk for _ in range(2)
    }
    assert len(pks) == 1
    with pytest.raises(BusinessError, match="已有公布件"):
        draft(stage)
    with pytest.raises(StepRefused):
        result.draft_publication(stage.scheme, values=values, actor=fresh(stage.director))


def test_nothing_goes_out_before_everything_is_settled(stage):
    made.confirmed(stage)
    office, director = fresh(stage.office), fresh(stage.director)
    publication = result.advance_publication(draft(stage), "check", actor=office, comment="无误")
    with pytest.raises(BusinessError) as refused:
        result.advance_publication(publication, "approve", actor=director)
    assert refused.value.details == [
        "还有2个单位的台账未审定。", "总分、名次和等次尚未核算，或核算后又有变动，请先核算。",
    ]  # fmt: skip


def test_who_checked_does_not_approve(stage):
    made.settled(stage)
    RoleAssignmentFactory(user=stage.director, organization=stage.tree.top, role=Role.OFFICE)
    director = fresh(stage.director)
    publication = result.advance_publication(draft(stage), "check", actor=director, comment="无误")
    with pytest.raises(StepRefused):
        result.advance_publication(publication, "approve", actor=director)
    assert result.advance_publication(publication, "approve", actor=fresh(stage.second_director)).approved_by


def test_an_old_copy_of_the_draft_is_refused(stage):
    publication = draft(stage)
    seen = publication.updated_at.isoformat()
    office = fresh(stage.office)
    result.update_publication(publication, values={"title": "改"}, actor=office, seen=seen)
    with pytest.raises(StaleCopy):
        result.update_publication(publication, values={"title": "又改"}, actor=office, seen=seen)


def test_all_ledgers_follow_by_a_job(stage):
    made.settled(stage)
    office, director = fresh(stage.office), fresh(stage.director)
    publication = result.advance_publication(draft(stage), "check", actor=office, comment="无误")
    result.advance_publication(publication, "approve", actor=director)
    assert set(Ledger.objects.values_list("status", flat=True)) == {LedgerStatus.CONFIRMED}
    job = made.jobs(MOVE_JOB)[-1]
    assert run_job(job.pk)
    assert set(Ledger.objects.values_list("status", flat=True)) == {LedgerStatus.PUBLISHED}
    assert not run_job(job.pk)


def test_withdrawn_results_are_nobodys_and_may_be_mended(stage):
    publication = made.published(stage)
    director = fresh(stage.director)
    result.advance_publication(publication, "withdraw", actor=director, comment="名称有误")
    assert not Ledger.objects.released().exists()
    result.move_ledgers(publication, "withdraw", actor=director, comment="名称有误")
    ledger = advance_ledger(stage.ledger(), "reopen", actor=director, comment="更正")
    advance_ledger(ledger, "confirm", actor=director)
    made.run_settlement(stage)
    assert made.published(stage).status == PublicationStatus.PUBLISHED


@pytest.mark.parametrize(
    ("wanted", "reader", "seen"),
    [
        ("branch", "secretary", 1), ("branch", "member", 1), ("branch", "reviewer", 2), ("branch", "office", 3),
        ("unit", "secretary", 2), ("unit", "member", 2), ("unit", "direct_secretary", 1),
        ("all_units", "member", 3), ("all_units", "direct_secretary", 3), ("public", "secretary", 3),
    ],
)  # fmt: skip
def test_the_range_says_whose_results_are_seen(stage, wanted, reader, seen):
    publication = made.published(stage, wanted_range=wanted)
    user = stage.people[reader]
    assert LedgerPublication.objects.visible_to(user).get() == publication
    assert in_range(publication, user).count() == seen


@pytest.mark.parametrize("reader", ["foreign_office", "foreign_secretary"])
def test_a_foreign_side_sees_no_publication(stage, reader):
    made.published(stage, wanted_range="public")
    assert not LedgerPublication.objects.visible_to(stage.people[reader]).exists()


def test_totals_of_others_are_shown_only_when_the_publication_says_so(stage):
    publication = made.published(stage, wanted_range="all_units", shows_totals=False)
    rows = results_for(
        publication, list(in_range(publication, fresh(stage.secretary)).order_by("pk")), fresh(stage.secretary)
    )
    assert [(row.is_own, row.total, row.rank, row.grade) for row in rows] == [
        (True, "93", "1", "优秀"), (False, "", "", "良好"), (False, "", "", "合格"),
    ]  # fmt: skip


def test_the_public_reads_grades_alone(stage):
    publication = made.published(stage, wanted_range="public")
    assert LedgerPublication.objects.public().get() == publication
    assert public_rows(publication) == [
        ("优秀", [stage.tree.branch.name]), ("良好", [stage.tree.sibling.name]), ("合格", [stage.tree.direct.name]),
    ]  # fmt: skip


@pytest.mark.parametrize("wanted", ["branch", "unit", "all_units"])
def test_what_is_not_for_the_public_is_not_public(stage, wanted):
    made.published(stage, wanted_range=wanted)
    assert not LedgerPublication.objects.public().exists()


# Appeals -----------------------------------------------------------------------------------------------------------


def test_an_appeal_is_filed_once_within_the_days(stage):
    with pytest.raises(BusinessError, match="公布之后"):
        appeal_of(stage)
    publication = made.published(stage)
    for actor in (stage.clerk, stage.sibling_secretary, stage.reviewer, stage.member):
        with pytest.raises(StepRefused):
            appeal_of(stage, actor=fresh(actor))
    with pytest.raises(BusinessError, match="理由"):
        appeal_of(stage, text="  ")
    appeal = appeal_of(stage)
    with pytest.raises(BusinessError, match="已有一件"):
        appeal_of(stage)
    result.withdraw_appeal(appeal, actor=fresh(stage.secretary))
    yesterday = timezone.localdate() - timedelta(days=1)
    LedgerPublication.objects.filter(pk=publication.pk).update(appeals_until=yesterday)
    with pytest.raises(BusinessError, match="截止"):
        appeal_of(stage)


def test_a_dismissed_appeal_is_answered_in_words(stage):
    made.published(stage)
    appeal, director = appeal_of(stage), fresh(stage.director)
    with pytest.raises(BusinessError, match="答复"):
        result.answer_appeal(appeal, "dismiss", answer=" ", comment="查无", actor=director)
    with pytest.raises(StepRefused, match="理由"):
        result.answer_appeal(appeal, "dismiss", answer="维持", comment=" ", actor=director)
    appeal = result.answer_appeal(
        appeal, "dismiss", answer="荣誉授予时间不在本年度。", comment="已核对证书", actor=director
    )
    assert (appeal.status, appeal.answer, appeal.correction) == ("dismissed", "荣誉授予时间不在本年度。", [])
    assert Settlement.objects.get().is_current


def test_an_upheld_appeal_corrects_and_everything_is_reckoned_anew(stage):
    made.published(stage, ((50, 35), (55, 33), (40, 25)))
    assert stage.ledger().rank == 2
    appeal, director = appeal_of(stage), fresh(stage.director)
    with pytest.raises(BusinessError, match="至少一项"):
        result.answer_appeal(appeal, "uphold", answer="成立", comment="核实", actor=director)
    line = stage.indicators["获得荣誉"].pk
    corrections = {line: Said(Given(points=Decimal(5)))}
    appeal = result.answer_appeal(
        appeal, "uphold", answer="补计荣誉加分5分。", comment="证书属实", corrections=corrections, actor=director
    )
    assert appeal.correction == [["获得荣誉", "—", "＋5"]]
    assert not Settlement.objects.get().is_current
    assert run_job(made.jobs(SETTLE_JOB)[-1].pk)
    ledger = stage.ledger()
    assert (ledger.total, ledger.rank, ledger.grade) == (Decimal("90.000"), 1, "优秀")
    assert stage.ledger(stage.tree.sibling).rank == 2
    assert ledger.status == LedgerStatus.PUBLISHED
    assert [event.step for event in ledger.events.all()][-2:] == ["publish", "correct"]
    entry = ledger.entries.get(indicator=line)
    # The unit reads the answer; how it was looked into stays with the organiser.
    assert entry.confirmed_reason == "补计荣誉加分5分。"
    assert "证书属实" not in [event.comment for event in ledger.events.all()]


def test_only_the_director_answers(stage):
    made.published(stage)
    appeal, line = appeal_of(stage), stage.indicators["获得荣誉"].pk
    for actor in (stage.office, stage.reviewer, stage.secretary, stage.foreign_office):
        with pytest.raises(StepRefused):
            result.answer_appeal(
                appeal, "uphold", answer="成立", comment="核实", actor=fresh(actor),
                corrections={line: Said(Given(points=Decimal(5)))},
            )  # fmt: skip
    assert stage.ledger().entries.filter(indicator=line).count() == 0


# Closing -----------------------------------------------------------------------------------------------------------


def test_closing_waits_for_the_days_and_the_answers(stage):
    publication = made.published(stage)
    appeal_of(stage)
    with pytest.raises(BusinessError) as refused:
        result.advance_publication(publication, "close", actor=fresh(stage.director))
    until = LedgerPublication.objects.get().appeals_until
    assert refused.value.details == [f"申诉期至{until}，期满次日方可归档。", "还有1件申诉未答复。"]


def test_a_closed_year_leads_on(stage):
    best = BrandFactory(organization=stage.tree.branch)
    worst = BrandFactory(organization=stage.tree.direct)
    made.closed(stage, ((55, 38), (50, 35), (20, 10)))
    best.refresh_from_db()
    assert (best.last_ledger_year, best.last_ledger_score, best.last_ledger_grade) == (made.YEAR, 93, "优秀")
    worst = Brand.objects.get(pk=worst.pk)
    assert (worst.last_ledger_score, worst.last_ledger_grade) == (30, "不合格")
    proposal = LedgerProposal.objects.get()
    assert (proposal.brand, proposal.kind) == (best, "honour")
    assert proposal.reason == f"{made.YEAR}年度考核总分93，等次“优秀”"


def test_a_low_grade_or_a_veto_proposes_a_recheck_which_the_office_opens():
    from tests.factories import selection as stages_of

    named = stages_of.stage_in("named")
    honour = named.round.honours.get(brand=named.brands[0])
    stage = made.office()
    Brand.objects.filter(pk=honour.brand_id).update(
        organization=stage.tree.direct, organization_path=stage.tree.direct.path
    )
    type(honour).objects.filter(pk=honour.pk).update(organization_path=stage.tree.direct.path)
    OfficialDocument.objects.filter(pk=honour.document_id).update(organization=stage.tree.top)
    made.closed(stage, ((55, 38), (50, 35), (20, 10)))
    proposal = LedgerProposal.objects.get(kind="recheck")
    assert proposal.reason == f"{made.YEAR}年度考核等次“不合格”"
    assert honour.level >= HonourLevel.CULTIVATED
    with pytest.raises(StepRefused):
        result.advance_proposal(proposal, "adopt", actor=fresh(stage.director))
    with pytest.raises(StepRefused):
        result.advance_proposal(proposal, "adopt", actor=fresh(stage.foreign_office))
    assert Recheck.objects.count() == 0
    assert result.advance_proposal(proposal, "adopt", actor=fresh(stage.office)).status == "taken"
    assert (Recheck.objects.get().honour, Recheck.objects.get().reason) == (honour, proposal.reason)


def test_moving_again_moves_nothing(stage):
    publication = made.closed(stage)
    assert result.move_ledgers(publication, "close", actor=fresh(stage.director)) == 0
    with pytest.raises(BusinessError, match="没有需要"):
        result.resume_publication(publication, actor=fresh(stage.director))


def test_a_lost_move_is_resumed_by_the_director(stage):
    made.settled(stage)
    office, director = fresh(stage.office), fresh(stage.director)
    publication = result.advance_publication(draft(stage), "check", actor=office, comment="无误")
    publication = result.advance_publication(publication, "approve", actor=director)
    with pytest.raises(StepRefused):
        result.resume_publication(publication, actor=office)
    assert left_behind(publication)
    assert is_moving(publication)
    # What was to move them was given up.
    Job.objects.update(status=JobStatus.FAILED)
    assert not is_moving(publication)
    job = result.resume_publication(publication, actor=director)
    assert is_moving(publication)
    assert page_of(job) == f"/assessments/publications/{publication.pk}/"
    assert run_job(job.pk)
    assert not left_behind(publication)
    assert set(Ledger.objects.values_list("status", flat=True)) == {LedgerStatus.PUBLISHED}


def test_columns_are_seen_when_they_have_been_handed_on(stage):
    from assessments.permissions.ledger import sees_column, sees_result

    letters = {Column.SELF: "s", Column.SUPERIOR: "S", Column.CONFIRMED: "c"}

    def told(ledger: Ledger) -> dict[str, str]:
        found = {}
        for name in ("secretary", "reviewer", "committee_reviewer", "office", "director"):
            user = stage.people[name]
            columns = "".join(letters[column] for column in Column if sees_column(user, ledger, column))
            found[name] = columns + ("r" if sees_result(user, ledger) else "")
        return found

    people = ("reviewer", "committee_reviewer")
    made.fill(stage.ledger(), Column.SELF, made.said(stage), stage.secretary)
    assert told(stage.ledger()) == {"secretary": "s", **dict.fromkeys(people, ""), "office": "c", "director": "c"}
    ledger = advance_ledger(stage.ledger(), "submit", actor=fresh(stage.secretary))
    assert told(ledger) == {
        "secretary": "s", "reviewer": "sS", "committee_reviewer": "s", "office": "sc", "director": "sc",
    }  # fmt: skip
    ledger = advance_ledger(ledger, "check", actor=fresh(stage.reviewer))
    assert told(ledger) == {"secretary": "sS", **dict.fromkeys(people, "sS"), "office": "sSc", "director": "sSc"}
    ledger = advance_ledger(ledger, "confirm", actor=fresh(stage.director))
    assert told(ledger) == {"secretary": "sS", **dict.fromkeys(people, "sS"), "office": "sScr", "director": "sScr"}
    for unit in (stage.tree.sibling, stage.tree.direct):
        made.confirmed(stage, unit)
    made.run_settlement(stage)
    made.published(stage)
    everybody = dict.fromkeys(("secretary", *people, "office", "director"), "sScr")
    assert told(stage.ledger()) == everybody

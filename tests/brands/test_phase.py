"""A brand's phases: closed, accepted, extended, filed anew, stopped; who may do what in which state."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from branches.enums import Role
from brands.enums import BrandStatus, PhaseRecordStatus
from brands.limits import CLOSING_LIMITS
from brands.models import Application, Brand, PhaseRecord, Program, Resolution
from brands.services.application import advance
from brands.services.creation import advance_brand
from brands.services.drafts import EditConflict, start_revision
from brands.services.phase import advance_phase, save_closing, seen_of
from brands.services.program import adjust_program
from brands.workflow.creation import BRAND_FLOW
from brands.workflow.phase import PHASE_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.branches import RoleAssignmentFactory, fresh, person
from tests.factories.phases import Passage, closing_texts, passage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Passage:
    return passage()


def everybody(stage: Passage) -> dict:
    return {name: fresh(user) for name, user in vars(stage.cast).items()}


def due(stage: Passage) -> list[date]:
    return list(stage.brand.phase_records.order_by("phase__order").values_list("due_on", flat=True))


# Who may do what ----------------------------------------------------------------------------------------------------


def test_phase_matrix(stage):
    record = stage.submit()
    expected = {
        "begin": (("upcoming",), ()),
        "submit": (("open",), ("secretary",)),
        "withdraw": (("submitted",), ("secretary",)),
        "accept": (("submitted",), ("general_reviewer",)),
        "return": (("submitted",), ("general_reviewer",)),
        # With a move of the branch, by nobody's button.
        "reroute": (("submitted",), ()),
        "recall": (("submitted",), ()),
        "take_over": (("submitted",), ()),
        "extend": (("upcoming", "open"), ("general_reviewer",)),
    }
    assert check_matrix(PHASE_FLOW, record, everybody(stage), expected) > 250


@pytest.mark.parametrize("status", [s for s in BrandStatus if s != BrandStatus.IN_CREATION])
def test_the_phases_of_a_brand_that_rests_are_closed_to_everybody(stage, status):
    record = stage.submit()
    Brand.objects.filter(pk=stage.brand.pk).update(status=status)
    expected = dict.fromkeys(PHASE_FLOW.steps, ((), ()))
    assert check_matrix(PHASE_FLOW, record, everybody(stage), expected) > 250
    with pytest.raises(BusinessError) as refused:
        advance_phase(record, "accept", actor=fresh(stage.cast.general_reviewer))
    assert "阶段" in refused.value.message
    assert not isinstance(refused.value, StepRefused)
    with pytest.raises(BusinessError):
        save_closing(stage.record(2), texts={}, actor=fresh(stage.cast.clerk), version=0)


def test_brand_matrix(stage):
    expected = {
        "publish": (("in_creation", "concluded"), ("director",)),
        "unpublish": (tuple(BrandStatus.values), ("director",)),
        "demand": (("in_creation",), ("office",)),
        "lift": (("reapplying",), ("office",)),
        "go_on": (("reapplying",), ()),
        "conclude": (("in_creation",), ()),
        "stop": (("in_creation", "reapplying"), ("director",)),
        "resume": (("closed",), ("director",)),
    }
    assert check_matrix(BRAND_FLOW, stage.brand, everybody(stage), expected) > 250


# The way through the phases -----------------------------------------------------------------------------------------


def test_four_phases_one_after_the_other_conclude_the_brand(stage):
    for order in (1, 2, 3, 4):
        assert stage.reload().phase.order == order
        assert stage.record(order).status == PhaseRecordStatus.OPEN
        submitted = stage.submit(order)
        assert (submitted.held_by, submitted.handed_in_on) == (stage.tree.general, timezone.localdate())
        accepted = stage.accept(order)
        assert (accepted.status, accepted.accepted_on) == (PhaseRecordStatus.ACCEPTED, timezone.localdate())
    brand = stage.reload()
    assert (brand.status, brand.phase.order) == (BrandStatus.CONCLUDED, 4)
    assert [event.step for event in brand.events.all()] == ["conclude"]
    assert [event.step for event in stage.record(2).events.all()] == ["begin", "submit", "accept"]
    assert stage.record(2).events.first().actor_name == "系统"


def test_a_brand_that_came_later_has_no_earlier_phases(stage):
    stage.brand.phase_records.filter(phase__order__lt=3).delete()
    stage.brand.phase_records.filter(phase__order=3).update(status=PhaseRecordStatus.OPEN)
    stage.submit(3)
    stage.accept(3)
    assert stage.reload().phase.order == 4
    stage.submit(4)
    stage.accept(4)
    assert stage.reload().status == BrandStatus.CONCLUDED


def test_what_is_missing_is_all_told_at_once(stage):
    stage.write(problems="", summary="字" * (CLOSING_LIMITS["summary"] + 1), measures=" \n ")
    with pytest.raises(BusinessError) as refused:
        advance_phase(stage.record(), "submit", actor=stage.cast.secretary)
    assert refused.value.details == [
        "“阶段小结”不超过1000字，现为1001字。",
        "“存在问题”还没有填写。",
        "“下一步措施”还没有填写。",
    ]
    stage.write(summary="字" * CLOSING_LIMITS["summary"])
    assert advance_phase(stage.record(), "submit", actor=stage.cast.secretary).status == PhaseRecordStatus.SUBMITTED


def test_turned_back_with_reasons_and_handed_in_again(stage):
    stage.submit()
    with pytest.raises(StepRefused, match="理由"):
        advance_phase(stage.record(), "return", actor=stage.cast.general_reviewer)
    record = stage.turn_back()
    assert (record.status, record.held_by, record.is_returned) == (PhaseRecordStatus.OPEN, None, True)
    assert record.handed_in_on == timezone.localdate()
    PhaseRecord.objects.filter(pk=record.pk).update(handed_in_on=date(2026, 3, 1))
    again = stage.submit(summary="补充了数据。")
    # In time is judged by the first time that it was handed in.
    assert (again.handed_in_on, again.is_returned) == (date(2026, 3, 1), False)
    assert stage.accept().status == PhaseRecordStatus.ACCEPTED


def test_taken_back_by_the_branch_it_has_not_been_handed_in(stage):
    stage.submit()
    record = advance_phase(stage.record(), "withdraw", actor=stage.cast.secretary)
    assert (record.status, record.handed_in_on, record.submitted_at) == (PhaseRecordStatus.OPEN, None, None)
    assert record.is_returned is False


def test_nobody_accepts_what_the_same_person_has_handed_in(stage):
    """The secretary who also reviews at the level above: the next level accepts."""
    RoleAssignmentFactory(user=stage.cast.secretary, organization=stage.tree.general, role=Role.REVIEWER)
    stage.write()
    record = advance_phase(stage.record(), "submit", actor=fresh(stage.cast.secretary))
    assert record.held_by == stage.tree.general
    with pytest.raises(StepRefused):
        advance_phase(record, "accept", actor=fresh(stage.cast.secretary))
    stage.cast.general_reviewer.role_assignments.all().delete()
    advance_phase(record, "withdraw", actor=fresh(stage.cast.secretary))
    record = advance_phase(stage.record(), "submit", actor=fresh(stage.cast.secretary))
    assert record.held_by == stage.tree.committee
    accepted = advance_phase(record, "accept", actor=fresh(stage.cast.committee_reviewer))
    assert accepted.status == PhaseRecordStatus.ACCEPTED


def test_without_any_reviewer_it_goes_to_the_organiser(stage):
    for user in (stage.cast.general_reviewer, stage.cast.committee_reviewer):
        user.role_assignments.all().delete()
    assert stage.submit().held_by == stage.tree.top
    assert advance_phase(stage.record(), "accept", actor=stage.cast.office).status == PhaseRecordStatus.ACCEPTED


def test_the_office_takes_over_from_a_desk_where_nobody_is_left(stage):
    record = stage.submit()
    with pytest.raises(StepRefused):
        advance_phase(record, "take_over", actor=fresh(stage.cast.office), comment="代为验收")
    stage.cast.general_reviewer.role_assignments.all().delete()
    with pytest.raises(StepRefused, match="理由"):
        advance_phase(record, "take_over", actor=fresh(stage.cast.office))
    record = advance_phase(record, "take_over", actor=fresh(stage.cast.office), comment="该级审核员空缺")
    assert (record.status, record.held_by) == (PhaseRecordStatus.SUBMITTED, stage.tree.top)
    assert advance_phase(record, "accept", actor=fresh(stage.cast.office)).status == PhaseRecordStatus.ACCEPTED


# Extensions ---------------------------------------------------------------------------------------------------------


def test_an_extension_moves_one_date_and_is_kept(stage):
    before, reviewer = due(stage), stage.cast.general_reviewer
    later = before[0] + timedelta(days=20)
    record = advance_phase(stage.record(), "extend", actor=reviewer, comment="汛期任务重", until=later)
    assert (record.due_on, record.first_due_on) == (later, before[0])
    latest = later + timedelta(days=5)
    record = advance_phase(record, "extend", actor=fresh(reviewer), comment="再延几天", until=latest)
    assert (record.due_on, record.first_due_on) == (latest, before[0])
    assert due(stage) == [latest, *before[1:]]
    kept = list(record.events.values_list("step", "due_before", "due_after", "comment"))
    assert kept == [("extend", before[0], later, "汛期任务重"), ("extend", later, latest, "再延几天")]


@pytest.mark.parametrize(
    ("days", "words"),
    [(None, "请填写"), (-1, "应晚于现在"), (0, "应晚于现在"), (400, "不超过一年")],
)
def test_an_extension_is_later_and_within_a_year(stage, days, words):
    until = None if days is None else stage.record().due_on + timedelta(days=days)
    with pytest.raises(BusinessError, match=words):
        advance_phase(stage.record(), "extend", actor=stage.cast.general_reviewer, comment="理由", until=until)
    record = stage.record()
    assert (record.first_due_on, record.events.count()) == (None, 0)


def test_an_extension_into_the_past_helps_nobody(stage):
    day = timezone.localdate() - timedelta(days=10)
    PhaseRecord.objects.filter(pk=stage.record().pk).update(due_on=day, starts_on=day)
    until = timezone.localdate() - timedelta(days=1)
    with pytest.raises(BusinessError, match="不能早于今天"):
        advance_phase(stage.record(), "extend", actor=stage.cast.general_reviewer, comment="理由", until=until)
    until = timezone.localdate()
    record = advance_phase(stage.record(), "extend", actor=stage.cast.general_reviewer, comment="理由", until=until)
    assert record.due_on == until


def test_nothing_but_an_extension_moves_a_stored_date(stage):
    """Neither the program's changes, nor a revision, nor acceptance."""
    before = due(stage)
    program = stage.program
    program.phases.update(ends_on=date(2098, 1, 1))
    adjust_program(
        program, actor=stage.cast.office, applications_until=date(2098, 1, 1), purpose="新的目标", reason="规划调整"
    )
    revise(stage)
    stage.submit()
    stage.accept()
    assert due(stage) == before
    assert stage.brand.phase_records.filter(first_due_on__isnull=False).count() == 0


def revise(stage: Passage) -> Application:
    """A revision that has come through all levels."""
    application = start_revision(stage.brand, actor=fresh(stage.cast.clerk), key=new_key())
    Resolution.objects.filter(application=application).update(
        kind="assembly", held_on=timezone.localdate(), expected=10, present=9, votes_for=8, votes_against=0,
        abstained=1, opinions_asked="已征求意见。",
    )  # fmt: skip
    plans = [{"phase": phase.pk, "text": f"{phase.name}新计划"} for phase in stage.program.phases.all()]
    carriers = [{"kind": "post", "name": "党员先锋岗", "text": "窗口亮身份。"}]
    Application.objects.filter(pk=application.pk).update(plans=plans, carriers=carriers, has_emblem=False)
    application.refresh_from_db()
    for step, actor in (
        ("submit", stage.cast.secretary),
        ("endorse", stage.cast.general_reviewer),
        ("endorse", stage.cast.committee_reviewer),
        ("screen", stage.cast.office),
        ("accept", stage.cast.director),
    ):
        application = advance(application, step, actor=fresh(actor))
    return application


# Filed anew, stopped ------------------------------------------------------------------------------------------------


def test_a_vague_brand_is_filed_anew_and_then_goes_on(stage):
    with pytest.raises(StepRefused, match="理由"):
        advance_brand(stage.brand, "demand", actor=stage.cast.office)
    brand = advance_brand(stage.brand, "demand", actor=stage.cast.office, comment="名称空泛，没有本单位特色。")
    assert brand.status == BrandStatus.REAPPLYING
    assert Brand.objects.to_reapply(fresh(stage.cast.clerk)).get() == brand
    assert not Brand.objects.to_reapply(fresh(stage.cast.sibling_secretary)).exists()
    with pytest.raises(BusinessError, match="重新申报"):
        stage.submit()
    plans = list(stage.brand.phase_records.values_list("plan", flat=True))
    application = revise(stage)
    assert (application.status, stage.reload().status) == ("accepted", BrandStatus.IN_CREATION)
    assert [event.step for event in stage.brand.events.all()] == ["demand", "go_on"]
    assert list(stage.brand.phase_records.values_list("plan", flat=True)) != plans
    assert not Brand.objects.to_reapply(fresh(stage.cast.clerk)).exists()
    assert stage.submit().status == PhaseRecordStatus.SUBMITTED


def test_what_was_handed_in_waits_until_the_brand_goes_on(stage):
    stage.submit()
    reviewer = stage.cast.general_reviewer
    assert PhaseRecord.objects.waiting_for(fresh(reviewer)).count() == 1
    advance_brand(stage.brand, "demand", actor=stage.cast.office, comment="内涵空泛")
    assert PhaseRecord.objects.waiting_for(fresh(reviewer)).count() == 0
    advance_brand(stage.reload(), "lift", actor=stage.cast.office, comment="已当面说明")
    assert PhaseRecord.objects.waiting_for(fresh(reviewer)).count() == 1
    assert stage.accept().status == PhaseRecordStatus.ACCEPTED


def test_nobody_is_asked_to_file_where_nothing_is_taken_any_more(stage):
    Program.objects.filter(pk=stage.program.pk).update(status="closed")
    with pytest.raises(BusinessError, match="不受理申报"):
        advance_brand(stage.reload(), "demand", actor=stage.cast.office, comment="内涵空泛")


def test_a_stopped_brand_rests_and_is_shown_to_nobody(stage):
    Brand.objects.filter(pk=stage.brand.pk).update(
        publication_range="public", secrecy_checked_at=timezone.now(), approved_at=timezone.now(),
        published_from=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    assert Brand.objects.public().count() == 1
    advance_brand(stage.reload(), "stop", actor=stage.cast.director, comment="单位撤并")
    assert Brand.objects.public().count() == 0
    assert stage.reload().status == BrandStatus.CLOSED
    with pytest.raises(BusinessError, match="已停止创建"):
        start_revision(stage.brand, actor=stage.cast.clerk, key=new_key())
    with pytest.raises(BusinessError, match="已停止创建"):
        stage.write()
    advance_brand(stage.brand, "resume", actor=fresh(stage.cast.director), comment="继续创建")
    assert stage.submit().status == PhaseRecordStatus.SUBMITTED


# Writing with several hands -----------------------------------------------------------------------------------------


def test_a_draft_may_be_incomplete_and_counts_its_changes(stage):
    record = stage.record()
    saved = save_closing(record, texts={"summary": "只写了一半"}, actor=stage.cast.clerk, version=0)
    assert (saved.edit_version, saved.summary, saved.problems) == (1, "只写了一半", "")
    same = save_closing(saved, texts={"summary": "只写了一半"}, actor=stage.cast.clerk, version=1)
    assert same.edit_version == 1
    assert saved.edits.count() == 1


@pytest.mark.parametrize("who", ["member", "general_reviewer", "office", "director", "sibling_secretary", "outsider"])
def test_only_the_branch_writes(stage, who):
    with pytest.raises(StepRefused):
        save_closing(stage.record(), texts=closing_texts(), actor=getattr(stage.cast, who), version=0)
    assert stage.record().edit_version == 0


def test_the_second_editor_is_told_and_loses_nothing(stage):
    record = stage.record()
    clerk, secretary = stage.cast.clerk, stage.cast.secretary
    save_closing(record, texts=closing_texts(summary="书记写的小结"), actor=secretary, version=0)
    mine = {"summary": "我写的小结", "problems": "我写的问题"}
    with pytest.raises(EditConflict) as met:
        save_closing(record, texts=mine, actor=clerk, version=0)
    conflict = met.value
    assert "阶段小结" in conflict.message
    assert str(secretary) in conflict.message
    assert {c.key: c.mine for c in conflict.disputed} == mine
    assert {c.key for c in conflict.theirs_alone} == set(CLOSING_LIMITS) - set(mine)
    assert stage.record().summary == "书记写的小结"
    texts = closing_texts(summary="我写的小结", problems="我写的问题")
    saved = save_closing(record, texts=texts, actor=clerk, version=conflict.version, take_theirs=frozenset({"summary"}))
    assert (saved.summary, saved.problems) == ("书记写的小结", "我写的问题")


def test_what_was_handed_in_is_not_written_any_more(stage):
    record = stage.submit()
    with pytest.raises(StepRefused, match="待验收"):
        save_closing(record, texts={}, actor=stage.cast.clerk, version=record.edit_version)


def test_a_step_on_an_old_copy_is_refused(stage):
    seen = seen_of(stage.submit())
    stage.turn_back()
    stage.submit(summary="改过的小结")
    with pytest.raises(StaleCopy):
        advance_phase(stage.record(), "accept", actor=stage.cast.general_reviewer, seen=seen)
    seen = seen_of(stage.record(2))
    later = seen["due_on"] + timedelta(days=9)
    reviewer = stage.cast.general_reviewer
    advance_phase(stage.record(2), "extend", actor=fresh(reviewer), comment="理由", until=later)
    with pytest.raises(StaleCopy):
        advance_phase(stage.record(2), "extend", actor=fresh(reviewer), comment="理由", until=later, seen=seen)
    # The branch hands in what it has written, whatever the date is by now.
    stage.accept()
    stage.write(2)
    seen = seen_of(stage.record(2)) | {"due_on": date(2020, 1, 1)}
    advance_phase(stage.record(2), "submit", actor=fresh(stage.cast.secretary), seen=seen)


def test_an_unknown_step_is_refused_politely(stage):
    with pytest.raises(StepRefused, match="没有这个操作"):
        advance_phase(stage.record(), "vanish", actor=stage.cast.secretary)


def test_a_foreign_reviewer_moves_nothing(stage):
    foreign = person(Role.REVIEWER, stage.tree.foreign_top)
    stage.submit()
    for step in ("accept", "return", "extend", "take_over"):
        with pytest.raises(StepRefused):
            advance_phase(stage.record(), step, actor=foreign, comment="强行", until=date(2099, 1, 1))

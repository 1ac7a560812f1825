"""督办: one note to each responsible level, answered by it, settled by the office; who sees what of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.enums import Role
from brands.enums import SupervisionStatus
from brands.models import PhaseRecord, Supervision
from brands.services.supervision import advance_supervision, plan_supervision, send_supervisions
from brands.workflow.supervision import SUPERVISION_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.branches import OrganizationFactory, fresh, person
from tests.factories.brands import ProgramFactory
from tests.factories.phases import Passage, overdue_record, passage, supervision_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Passage:
    return passage()


def soon(days: int = 7):
    return timezone.localdate() + timedelta(days=days)


def send(records, stage, **changes):
    values = {"title": "事项", "text": "要求", "due_on": soon(), "key": new_key()} | changes
    return send_supervisions(records, actor=fresh(stage.cast.office), **values)


def test_supervision_matrix(stage):
    people = {name: fresh(user) for name, user in vars(stage.cast).items()}
    expected = {
        "answer": (("sent",), ("general_reviewer",)),
        "close": (("answered",), ("office",)),
        "send_back": (("answered",), ("office",)),
        "withdraw": (("sent",), ("office",)),
    }
    assert check_matrix(SUPERVISION_FLOW, supervision_of(stage), people, expected) > 120


def test_asked_answered_sent_back_and_settled(stage):
    note = supervision_of(stage)
    reviewer, office = stage.cast.general_reviewer, stage.cast.office
    assert Supervision.objects.to_answer(fresh(reviewer)).get() == note
    with pytest.raises(StepRefused, match="理由"):
        advance_supervision(note, "answer", actor=fresh(reviewer))
    note = advance_supervision(note, "answer", actor=fresh(reviewer), comment="  已督促  ")
    assert (note.status, note.answer) == (SupervisionStatus.ANSWERED, "已督促")
    assert Supervision.objects.to_settle(fresh(office)).get() == note
    note = advance_supervision(note, "send_back", actor=fresh(office), comment="请说明完成时间")
    note = advance_supervision(note, "answer", actor=fresh(reviewer), comment="本月底前完成")
    note = advance_supervision(note, "close", actor=fresh(office))
    assert (note.status, note.answer) == (SupervisionStatus.CLOSED, "本月底前完成")
    assert [event.step for event in note.events.all()] == ["answer", "send_back", "answer", "close"]


def test_one_note_to_each_level_and_none_where_there_is_no_level(stage):
    """Two below the general branch, one below a committee of its own, one directly below the organiser."""
    tree, cast, program = stage.tree, stage.cast, stage.program
    other = OrganizationFactory(parent=tree.top, kind="committee")
    person(Role.REVIEWER, other)
    stages = [stage]
    for organization in (tree.sibling, OrganizationFactory(parent=other), tree.direct):
        stages.append(passage(tree, cast, program=program, organization=organization))
    records = [overdue_record(each.brand) for each in stages]
    plan = plan_supervision(records, actor=fresh(cast.office))
    assert {level: len(rows) for level, rows in plan.groups.items()} == {tree.general: 2, other: 1}
    assert plan.direct == [records[3]]
    made = send(records, stage)
    assert {note.addressee: note.records.count() for note in made} == {tree.general: 2, other: 1}
    assert all(note.addressee_path == note.addressee.path for note in made)
    with pytest.raises(BusinessError, match="没有可以督办"):
        send([records[3]], stage)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"title": " "}, "写明"), ({"text": ""}, "写明"), ({"due_on": soon(-1)}, "不能早于今天")],
)
def test_a_note_says_what_is_wanted_until_when(stage, changes, words):
    with pytest.raises(BusinessError, match=words):
        send([overdue_record(stage.brand)], stage, **changes)
    assert not Supervision.objects.exists()


def test_only_the_office_of_the_program_sends(stage):
    record = overdue_record(stage.brand)
    for who in ("secretary", "general_reviewer", "director", "foreign_office"):
        with pytest.raises(StepRefused):
            plan_supervision([record], actor=fresh(getattr(stage.cast, who)))
    foreign = passage(stage.tree, stage.cast, program=ProgramFactory(organizer=stage.tree.foreign_top),
                      organization=stage.tree.foreign)  # fmt: skip
    with pytest.raises(BusinessError, match="不同组织单位"):
        plan_supervision([record, overdue_record(foreign.brand)], actor=fresh(stage.cast.office))


def test_a_step_on_an_old_copy_is_refused(stage):
    note = supervision_of(stage)
    advance_supervision(note, "withdraw", actor=fresh(stage.cast.office), comment="发错了")
    with pytest.raises(StaleCopy):
        advance_supervision(note, "answer", actor=stage.cast.general_reviewer, comment="已办", seen={"status": "sent"})


# Pages --------------------------------------------------------------------------------------------------------------


def test_the_office_chooses_confirms_and_sends(client, stage):
    record = overdue_record(stage.brand)
    client.force_login(stage.cast.office)
    listed = client.get(reverse("brands:phase_list") + "?tab=overdue")
    assert listed.context["bulk_actions"] == [("supervise", "督办所选")]
    url = reverse("brands:supervision_create")
    page = client.post(url, {"selected": [record.pk], "action": "supervise"})
    assert [(level, len(rows)) for level, rows in page.context["groups"]] == [(stage.tree.general, 1)]
    assert not Supervision.objects.exists()
    data = {
        "selected": [record.pk],
        "confirmed": "1",
        "key": page.context["key"],
        "title": "事项",
        "text": "写了很多要求",
    }
    refused = client.post(url, data | {"due_on": soon(-1).isoformat()})
    assert refused.status_code == 400
    assert "写了很多要求" in refused.content.decode()
    assert refused.context["key"] == page.context["key"]
    for _ in range(2):
        assert client.post(url, data | {"due_on": soon().isoformat()}).status_code == 302
    note = Supervision.objects.get()
    assert (note.sender, note.addressee, list(note.records.all())) == (stage.tree.top, stage.tree.general, [record])


def test_without_a_choice_the_office_is_led_back(client, stage):
    client.force_login(stage.cast.office)
    answer = client.post(reverse("brands:supervision_create"), {})
    assert (answer.status_code, answer.url) == (302, reverse("brands:phase_list") + "?tab=overdue")
    for selected in ("x", "9" * 30, "-1"):
        assert client.post(reverse("brands:supervision_create"), {"selected": selected}).status_code == 400
    assert client.get(reverse("brands:supervision_create")).status_code == 405


def test_an_answer_that_is_refused_stays_on_the_page(client, stage):
    note = supervision_of(stage)
    client.force_login(stage.cast.general_reviewer)
    url = reverse("brands:supervision_step", args=[note.pk, "answer"])
    long = "办" * 1001
    page = client.post(url, {"comment": long, "seen": "sent"})
    assert page.status_code == 400
    assert long in page.content.decode()
    assert client.post(url, {"comment": "已办", "seen": "nonsense"}).status_code == 400
    assert client.post(url, {"comment": "已办", "seen": "sent"}).status_code == 302
    assert client.get(url).status_code == 409


def test_the_addressees_other_people_see_no_branches(client, stage):
    """A member of the general branch reads the note, not which branch below is late."""
    note = supervision_of(stage)
    member = person(Role.MEMBER, stage.tree.general)
    client.force_login(member)
    page = client.get(reverse("brands:supervision_detail", args=[note.pk]))
    assert page.status_code == 200
    assert stage.brand.name not in page.content.decode()
    listed = client.get(reverse("brands:supervision_list"))
    assert [row.concerned for row, _ in listed.context["rows"]] == [0]
    client.force_login(stage.cast.secretary)
    assert client.get(reverse("brands:supervision_detail", args=[note.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_detail_ask_the_same_number_of_queries(client, django_assert_num_queries, stage, count):
    records = [overdue_record(stage.brand)]
    for organization in [stage.tree.sibling, OrganizationFactory(parent=stage.tree.general)][: count - 1]:
        records.append(
            overdue_record(passage(stage.tree, stage.cast, program=stage.program, organization=organization).brand)
        )
    for _ in range(count):
        (note,) = send(records, stage)
    client.force_login(stage.cast.office)
    detail = reverse("brands:supervision_detail", args=[note.pk])
    client.get(detail)
    with django_assert_num_queries(7):
        client.get(reverse("brands:supervision_list"))
    with django_assert_num_queries(7):
        client.get(detail)


def test_the_note_is_work_for_the_level_and_then_for_the_office(client, stage):
    note = supervision_of(stage)
    client.force_login(stage.cast.general_reviewer)
    assert note.title in client.get(reverse("brands:workbench")).content.decode()
    assert PhaseRecord.objects.get(pk=note.records.get().pk).supervisions.get() == note

"""Whose turn a ledger is, who leaves it to somebody else, and who reads what was said on its way."""

import re

import pytest
from django.urls import reverse

from assessments.enums.ledger import Column, LedgerStatus, Readers
from assessments.models import Appeal, Ledger, LedgerEvent
from assessments.permissions.ledger import WORDS_FOR, may_check, may_confirm, may_fill_confirmed, may_organize_ledger
from assessments.permissions.result import may_answer_appeal
from assessments.rules.ledger import appeal_recusal, recusal_words
from assessments.scoring import Given
from assessments.selectors.ledger import shown_events, stand_in_words
from assessments.services import result
from assessments.services.ledger import Said, advance_all, advance_ledger, choose_tied, pick_evidence
from assessments.workflow.ledger import LEDGER_FLOW
from branches.enums import Role
from branches.models import RoleAssignment
from brands.selectors.workbench import menu_counts
from core.errors import StaleCopy, StepRefused
from tests.assessments.visiting import client_of, pdf_text, url
from tests.factories import ledgers as made
from tests.factories.branches import RoleAssignmentFactory, fresh, person
from tests.factories.brands import BrandFactory
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db
EVERY_STEP = sorted(LEDGER_FLOW.steps)


def also(user, role: Role, organization):
    """The same person in a second role."""
    RoleAssignmentFactory(user=user, role=role, organization=organization)
    return fresh(user)


# Words -------------------------------------------------------------------------------------------------------------


def word(step: str) -> str:
    return f"言{EVERY_STEP.index(step)}毕"


def with_words(ledger: Ledger) -> Ledger:
    for step in EVERY_STEP:
        LedgerEvent.objects.create(
            subject=ledger, step=step, label=LEDGER_FLOW[step].label, source="open", target="open", actor_name="某",
            comment=word(step),
        )  # fmt: skip
    return ledger


def test_every_step_says_to_whom_its_words_go():
    assert set(WORDS_FOR) <= set(EVERY_STEP)
    own = {step for step in EVERY_STEP if WORDS_FOR.get(step, Readers.ORGANIZER) == Readers.ORGANIZER}
    assert own == {"confirm", "reopen", "publish", "unpublish", "close"}


def readable(user, ledger: Ledger) -> set[str]:
    return {event.step for event in shown_events(user, ledger) if event.comment}


def test_words_reach_those_to_whom_they_are_addressed(stage):
    ledger, people = with_words(stage.ledger()), stage.people
    unit = {step for step, readers in WORDS_FOR.items() if readers == Readers.UNIT}
    superiors = unit | {"check", "send_back"}
    assert {name: readable(people[name], ledger) for name in ("secretary", "clerk", "member")} == {
        "secretary": unit, "clerk": unit, "member": set(),
    }  # fmt: skip
    assert readable(people["reviewer"], ledger) == readable(people["committee_reviewer"], ledger) == superiors
    assert readable(people["office"], ledger) == readable(people["director"], ledger) == set(EVERY_STEP)
    # A reviewer of the unit itself is none of its superiors.
    assert readable(person(Role.REVIEWER, stage.tree.branch), ledger) == unit
    assert readable(also(stage.director, Role.CLERK, stage.tree.branch), ledger) == unit


@pytest.mark.parametrize("name", ["ledger_detail", "ledger_pdf"])
def test_pages_and_documents_tell_no_more(stage, name):
    ledger = with_words(stage.ledger())

    def told(user) -> str:
        content = client_of(user).get(url(name, ledger.pk)).content
        return content.decode() if name == "ledger_detail" else pdf_text(content)

    branch, organizer = told(stage.secretary), told(stage.director)
    assert word("return") in branch and word("return") in organizer
    assert word("send_back") not in branch and word("send_back") in organizer
    assert word("confirm") not in branch


def test_the_archive_and_the_handover_repeat_no_words(stage):
    made.published(stage)
    brand, ledger = BrandFactory(organization=stage.tree.branch), with_words(stage.ledger())
    client = client_of(stage.secretary)
    addresses = [
        reverse("brands:archive", args=[brand.pk]),
        reverse("brands:handover", args=[ledger.organization_id]),
        url("publication_detail", ledger.scheme.publications.get().pk),
    ]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        assert not [step for step in EVERY_STEP if word(step) in page.content.decode()], address


def test_who_writes_is_told_who_will_read(stage):
    ledger, director = made.checked(stage), client_of(stage.director)
    said = {
        step: director.get(url("ledger_step", ledger.pk, step)).content.decode() for step in ("confirm", "send_back")
    }
    assert Readers.SUPERIORS.label in said["send_back"]
    assert Readers.ORGANIZER.label in said["confirm"]


def test_how_an_appeal_was_looked_into_stays_with_the_organiser(stage):
    made.published(stage)
    appeal = result.file_appeal(stage.ledger(), text="请复核", indicator=None, actor=fresh(stage.secretary))
    director = fresh(stage.director)
    result.answer_appeal(appeal, "dismiss", answer="维持", comment="调阅了原始记录", actor=director)
    for user, knows in ((stage.secretary, False), (stage.reviewer, False), (stage.office, True)):
        page = client_of(user).get(url("appeal_detail", appeal.pk)).content.decode()
        assert ("调阅了原始记录" in page) is knows
        assert "维持" in page


# The own work ------------------------------------------------------------------------------------------------------


def test_nobody_decides_about_a_unit_they_write_for(stage):
    branch = stage.tree.branch
    reviewer, office, director = (
        also(user, Role.CLERK, branch) for user in (stage.reviewer, stage.office, stage.director)
    )
    ledger, other = stage.ledger(), stage.ledger(stage.tree.sibling)
    for may, user in (
        (may_check, reviewer), (may_organize_ledger, office), (may_fill_confirmed, office), (may_confirm, director),
        (may_fill_confirmed, director),
    ):  # fmt: skip
        assert not may(user, ledger), may
        assert may(user, other), may
    assert may_check(fresh(stage.committee_reviewer), ledger) is False


def test_what_waits_is_what_may_be_done(stage):
    """The lists' queries say the same as the predicates."""
    units = (stage.tree.branch, stage.tree.sibling, stage.tree.direct)
    made.self_scored(stage, units[0])
    made.self_scored(stage, units[2])
    made.checked(stage, units[1])
    for user, place in ((stage.reviewer, 0), (stage.office, 2), (stage.director, 1), (stage.second_office, 0)):
        also(user, Role.SECRETARY, units[place])
    for removed in (False, True):
        if removed:
            RoleAssignment.objects.filter(role=Role.REVIEWER).delete()
        for name, user in stage.people.items():
            ledgers = list(Ledger.objects.select_related("organization__parent", "scheme__organizer"))
            check = {one.pk for one in ledgers if one.status == LedgerStatus.SELF_SCORED and may_check(user, one)}
            confirm = {one.pk for one in ledgers if one.status == LedgerStatus.CHECKED and may_confirm(user, one)}
            assert set(Ledger.objects.to_check(user).values_list("pk", flat=True)) == check, (name, removed)
            assert set(Ledger.objects.to_confirm(user).values_list("pk", flat=True)) == confirm, (name, removed)


def test_the_only_reviewer_who_writes_for_the_unit_is_told_who_checks(stage):
    reviewer = also(stage.reviewer, Role.SECRETARY, stage.tree.branch)
    ledger = made.self_scored(stage)
    office, unit = stage.tree.top.short_name, stage.tree.general.short_name
    client, words = client_of(reviewer), f"{unit}没有其他审核员，由{office}办公室的其他同志代为审核。"
    assert words in client.get(url("ledger_detail", ledger.pk)).content.decode()
    refused = client.get(url("ledger_step", ledger.pk, "check"))
    assert refused.status_code == 403 and words in refused.content.decode()
    assert words in client.get(url("ledger_score", ledger.pk)).content.decode()
    with pytest.raises(StepRefused, match="按回避要求不能审核"):
        advance_ledger(ledger, "check", actor=reviewer)
    person(Role.REVIEWER, stage.tree.general)
    assert f"请由{unit}的其他审核员审核" in recusal_words(reviewer, stage.ledger())


def test_the_office_checks_where_the_superior_cannot(stage):
    office = fresh(stage.office)
    ledger = made.self_scored(stage)
    assert not may_check(office, stage.ledger())
    also(stage.reviewer, Role.CLERK, stage.tree.branch)
    ledger = stage.ledger()
    assert may_check(fresh(office), ledger)
    assert "由工委办公室代为审核" in stand_in_words(fresh(office), ledger)
    assert "代为审核" in stand_in_words(stage.secretary_of(stage.tree.branch), stage.ledger())
    assert stand_in_words(fresh(stage.committee_reviewer), stage.ledger()) == ""
    assert list(Ledger.objects.to_check(fresh(office))) == [ledger]
    marks = made.said(stage, life=48)
    marks = {pk: Said(said.given, "核实") for pk, said in marks.items()}
    ledger = made.fill(ledger, Column.SUPERIOR, marks, office)
    assert advance_ledger(ledger, "check", actor=fresh(office), comment="上级无审核员").superior_score == 78


def test_a_superior_whose_people_are_gone_has_no_checker(stage):
    """An account that is closed, and a post that is over, check nothing."""
    made.self_scored(stage)
    reviewer = stage.reviewer
    type(reviewer).objects.filter(pk=reviewer.pk).update(is_active=False)
    assert may_check(fresh(stage.office), stage.ledger())
    type(reviewer).objects.filter(pk=reviewer.pk).update(is_active=True)
    assert not may_check(fresh(stage.office), stage.ledger())


def test_a_director_who_writes_for_the_unit_leaves_it_to_another(stage):
    director = also(stage.director, Role.CLERK, stage.tree.branch)
    own, other = made.checked(stage), made.checked(stage, stage.tree.sibling)
    assert list(Ledger.objects.to_confirm(director)) == [other]
    seen = {ledger.pk: ledger.edit_version for ledger in (own, other)}
    taken, refused = advance_all([own, other], "confirm", actor=director, versions=seen)
    assert [ledger.pk for ledger in taken] == [other.pk]
    assert len(refused) == 1 and "按回避要求不能审定" in refused[0] and "其他工委负责人" in refused[0]
    with pytest.raises(StepRefused):
        advance_ledger(own, "send_back", actor=director, comment="重审")
    RoleAssignment.objects.filter(user=stage.second_director).delete()
    assert "请联系安全管理员" in recusal_words(director, stage.ledger())
    assert "增配工委负责人" in client_of(director).get(url("ledger_detail", own.pk)).content.decode()


def test_the_year_is_published_by_a_director_who_writes_somewhere(stage):
    """All together; the own unit's result was confirmed by another."""
    made.settled(stage)
    also(stage.director, Role.CLERK, stage.tree.branch)
    made.published(stage)
    assert stage.ledger().status == LedgerStatus.PUBLISHED


def test_an_appeal_is_answered_by_somebody_else(stage):
    made.published(stage)
    director = also(stage.director, Role.CLERK, stage.tree.branch)
    appeal = result.file_appeal(stage.ledger(), text="请复核", indicator=None, actor=fresh(stage.secretary))
    assert not may_answer_appeal(director, appeal)
    assert not Appeal.objects.to_answer(director).exists()
    assert Appeal.objects.to_answer(fresh(stage.second_director)).exists()
    words = appeal_recusal(director, appeal)
    assert "其他工委负责人答复" in words
    client = client_of(director)
    assert words in client.get(url("appeal_detail", appeal.pk)).content.decode()
    page = client.get(url("appeal_step", appeal.pk, "dismiss"))
    assert page.status_code == 403 and words in page.content.decode()


def test_among_equals_nobody_chooses_the_own_unit():
    stage = made.office(cut_rule="decide")
    made.settled(stage, ((55, 38), (55, 38), (40, 25)))
    director = also(stage.director, Role.CLERK, stage.tree.branch)
    cut = stage.scheme.settlement.summary["open_cuts"][0]
    with pytest.raises(StepRefused, match="回避"):
        choose_tied(stage.scheme, choices={cut["grade"]: [stage.tree.sibling.pk]}, reason="经研究", actor=director)


# What the page showed ----------------------------------------------------------------------------------------------


def test_many_are_confirmed_as_the_page_showed_them(stage):
    made.checked(stage)
    made.checked(stage, stage.tree.sibling)
    client, address = client_of(stage.director), url("scheme_ledgers", stage.scheme.pk)
    tokens = re.findall(r'name="selected" value="([^"]+)"', client.get(address).content.decode())
    assert len(tokens) == 2
    line = stage.indicators["组织生活"].pk
    changed = {line: Said(Given(points=made.D(41)), "会议研究")}
    made.fill(stage.ledger(), Column.CONFIRMED, changed, stage.office)
    page = client.post(address, {"action": "confirm", "selected": tokens})
    name, other = stage.tree.branch.short_name, stage.tree.sibling
    text = page.content.decode()
    assert f"{name}：台账在您打开页面之后有变动" in text and "共1本" in text
    # And between the two pages.
    LEDGER_FLOW.take("send_back", stage.ledger(other), actor=fresh(stage.director), comment="重审")
    Ledger.objects.filter(pk=stage.ledger(other).pk).update(edit_version=99)
    text = client.post(address, sent_by(text), follow=True).content.decode()
    assert f"{other.short_name}：台账在您打开页面之后有变动" in text
    assert not Ledger.objects.filter(status=LedgerStatus.CONFIRMED).exists()
    assert client.post(address, {"action": "confirm", "selected": ["1"]}).status_code == 400


def test_a_step_and_evidence_make_another_copy(stage):
    ledger = made.checked(stage)
    seen = ledger.edit_version
    director = fresh(stage.director)
    back = advance_ledger(ledger, "send_back", actor=director, comment="重审")
    again = advance_ledger(back, "check", actor=fresh(stage.reviewer))
    with pytest.raises(StaleCopy):
        advance_ledger(again, "confirm", actor=director, version=seen)
    own = stage.ledger(stage.tree.sibling)
    found = made.activity(stage.tree.sibling)
    pick_evidence(
        own, stage.indicators["组织生活"], keys=[f"activity:{found.pk}"], actor=fresh(stage.sibling_secretary)
    )
    assert stage.ledger(stage.tree.sibling).edit_version == own.edit_version + 1


# The menu ----------------------------------------------------------------------------------------------------------


def test_the_menu_counts_what_waits_and_opens_the_right_line(stage):
    made.checked(stage)
    assert menu_counts(fresh(stage.director))["ledgers"] == 1
    assert menu_counts(fresh(stage.sibling_secretary))["ledgers"] == 1
    client = client_of(stage.director)
    for address, line in ((url("scheme_ledgers", stage.scheme.pk), "考核台账"), (url("appeal_list"), "考核台账"),
                          (url("scheme_detail", stage.scheme.pk), "考核细则")):  # fmt: skip
        groups = client.get(address).context["menu"].groups
        assert [item.label for group in groups for item in group.items if item.active] == [line], address
    items = [item for group in groups for item in group.items if item.label == "考核台账"]
    assert items[0].count == 1

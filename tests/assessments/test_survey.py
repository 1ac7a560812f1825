"""Surveys: who takes which step, how one is drafted until it is fixed, what is said of remarks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.enums.survey import RemarkStatus
from assessments.models import BallotBox, Remark
from assessments.services.survey import (
    add_all_branches,
    add_targets,
    advance_remark,
    create_survey,
    remove_targets,
    update_survey,
)
from assessments.workflow.survey import REMARK_FLOW, SURVEY_FLOW
from branches.enums import OrganizationKind, Role
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.branches import OrganizationFactory, fresh, person
from tests.factories.surveys import counted, drafted, drafts, opened, survey_values

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

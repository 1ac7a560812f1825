"""Nobody judges one's own work: who writes for a branch neither checks, approves nor puts off for it one level up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from assessments.enums.point import AppraisalStatus
from assessments.models import Appraisal, Ledger
from assessments.permissions.ledger import column_to_fill
from assessments.services import result
from assessments.services.appraisal import advance_appraisal
from assessments.services.ledger import advance_ledger
from branches.enums import Role
from branches.models import Organization
from brands.enums import FindingStatus
from brands.models import Finding
from brands.services.finding import advance_finding, answer_finding
from brands.services.phase import advance_phase
from core.errors import StepRefused
from tests.factories import inspection as inspections
from tests.factories import ledgers as made
from tests.factories.branches import RoleAssignmentFactory, fresh
from tests.factories.phases import passage
from tests.factories.points import AppraisalFactory

pytestmark = pytest.mark.django_db


def also(user: User, role: Role, organization: Organization) -> User:
    """The same person gets another role."""
    RoleAssignmentFactory(user=user, role=role, organization=organization)
    return fresh(user)


@pytest.mark.parametrize("who", ["secretary", "clerk"])
def test_a_ledger_is_not_checked_by_who_wrote_it(who):
    stage = made.office()
    both = also(getattr(stage, who), Role.REVIEWER, stage.tree.general)
    ledger = made.self_scored(stage)
    assert column_to_fill(both, ledger) is None
    assert not Ledger.objects.to_check(both).exists()
    assert Ledger.objects.to_check(fresh(stage.reviewer)).exists()
    for step in ("check", "return"):
        with pytest.raises(StepRefused):
            advance_ledger(ledger, step, actor=both, comment="属实")
    other = made.self_scored(stage, stage.tree.sibling)
    assert advance_ledger(other, "check", actor=both).status == "checked"


def test_an_appraisal_is_not_approved_by_its_own_secretary():
    stage = made.office()
    both = also(stage.secretary, Role.REVIEWER, stage.tree.general)
    appraisal = AppraisalFactory(organization=stage.tree.branch, status=AppraisalStatus.SUBMITTED)
    assert not Appraisal.objects.to_approve(both).exists()
    with pytest.raises(StepRefused):
        advance_appraisal(appraisal, "approve", actor=both)
    assert advance_appraisal(appraisal, "approve", actor=fresh(stage.reviewer)).status == AppraisalStatus.APPROVED


def test_an_appeal_is_not_answered_by_who_has_filed_it():
    stage = made.office()
    made.published(stage)
    both = also(stage.secretary, Role.DIRECTOR, stage.tree.top)
    appeal = result.file_appeal(stage.ledger(), text="请复核", indicator=None, actor=both)
    with pytest.raises(StepRefused):
        result.answer_appeal(appeal, "dismiss", answer="维持", comment="已核", actor=both)
    # Who has filed it stays who has filed it, also without the office at the branch.
    stage.secretary.role_assignments.filter(role=Role.SECRETARY).delete()
    with pytest.raises(StepRefused):
        result.answer_appeal(appeal, "dismiss", answer="维持", comment="已核", actor=fresh(both))
    done = result.answer_appeal(appeal, "dismiss", answer="维持", comment="已核", actor=fresh(stage.director))
    assert done.status == "dismissed"


def test_an_appeal_is_not_answered_by_who_writes_for_the_unit():
    stage = made.office()
    made.published(stage)
    appeal = result.file_appeal(stage.ledger(), text="请复核", indicator=None, actor=stage.secretary)
    both = also(stage.clerk, Role.DIRECTOR, stage.tree.top)
    with pytest.raises(StepRefused):
        result.answer_appeal(appeal, "uphold", answer="属实", comment="已核", actor=both)
    assert result.answer_appeal(appeal, "dismiss", answer="维持", comment="已核", actor=fresh(stage.director))


@pytest.mark.parametrize("step", ["close", "extend", "settle"])
def test_a_finding_is_not_settled_by_who_answers_for_it(step):
    stage = inspections.scene()
    both = also(stage.cast.secretary, Role.REVIEWER, stage.tree.committee)
    finding = stage.finding()
    until = finding.due_on + timedelta(days=30)
    if step == "close":
        finding = answer_finding(finding, answer="已补记。", actor=both)
        assert not Finding.objects.to_check(both).exists()
        assert Finding.objects.to_check(fresh(stage.cast.committee_reviewer)).exists()
    with pytest.raises(StepRefused):
        advance_finding(finding, step, actor=both, comment="任务重", until=until)
    other = advance_finding(stage.finding("sibling"), "settle", actor=both, comment="当场改正")
    assert other.status == FindingStatus.CLOSED


class TestExtension:
    def test_who_benefits_does_not_grant_it(self):
        stage = passage()
        both = also(stage.cast.secretary, Role.REVIEWER, stage.tree.general)
        with pytest.raises(StepRefused):
            advance_phase(stage.record(), "extend", actor=both, comment="任务重", until=later())
        reviewer = fresh(stage.cast.general_reviewer)
        record = advance_phase(stage.record(), "extend", actor=reviewer, comment="汛期", until=later())
        assert record.due_on == later()

    def test_where_nobody_else_reviews_the_next_level_grants_it(self):
        stage = passage()
        both = also(stage.cast.secretary, Role.REVIEWER, stage.tree.general)
        stage.cast.general_reviewer.role_assignments.all().delete()
        with pytest.raises(StepRefused):
            advance_phase(stage.record(), "extend", actor=both, comment="任务重", until=later())
        above = fresh(stage.cast.committee_reviewer)
        record = advance_phase(stage.record(), "extend", actor=above, comment="汛期", until=later())
        assert record.due_on == later()


def later():
    return timezone.localdate() + timedelta(days=45)

"""A branch at its democratic appraisal, taken as far as a test wants by the services themselves."""

from datetime import date

from assessments.enums.point import AppraisalGrade
from assessments.services.appraisal import Verdict, advance_appraisal, begin_appraisal, write_appraisal
from branches.enums import MemberStatus, Role
from tests.factories.branches import MemberFactory, OrganizationFactory, person
from tests.factories.points import PointPlanFactory

# The day on which `Scene` plays.
NOW = "2026-12-20 10:00+08:00"


class Scene:
    """A branch below a committee, with seven formal members and a probationary one."""

    def __init__(self):
        self.plan = PointPlanFactory()
        self.committee = OrganizationFactory(parent=self.plan.organizer)
        self.branch = OrganizationFactory(parent=self.committee)
        self.members = MemberFactory.create_batch(7, organization=self.branch)
        self.young = MemberFactory(organization=self.branch, status=MemberStatus.PROBATIONARY)
        self.secretary = person(Role.SECRETARY, self.branch)
        self.reviewer = person(Role.REVIEWER, self.committee)

    def begin(self):
        self.appraisal = begin_appraisal(self.branch, 2026, actor=self.secretary)
        return self.appraisal

    def write(self, excellent, *, present=8, reason="", grade=AppraisalGrade.QUALIFIED, **changes):
        rows = self.appraisal.rows.filter(member_status=MemberStatus.FORMAL).order_by("pk")
        verdicts = {
            row.pk: Verdict(AppraisalGrade.EXCELLENT if place < excellent else grade, reason)
            for place, row in enumerate(rows)
        }
        self.appraisal = write_appraisal(
            self.appraisal, actor=self.secretary, held_on=date(2026, 12, 18), expected=8, present=present,
            verdicts=verdicts, seen=self.appraisal.edit_version, **changes,
        )  # fmt: skip

    def submit(self):
        self.appraisal = advance_appraisal(self.appraisal, "submit", actor=self.secretary)

"""Numbers that no column holds, and keys of other forms, are refused with a word on both engines."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.enums.ledger import Column
from assessments.forms.point import RuleForm
from assessments.models import Indicator
from assessments.scoring import Given
from assessments.services.appraisal import begin_appraisal
from assessments.services.ledger import Said, advance_ledger
from assessments.services.point import EntryDraft, enter_points
from branches.enums import Role
from branches.models import Organization
from core.errors import BusinessError
from core.onetime import new_key, remembered
from tests.factories import ledgers as made
from tests.factories.branches import MemberFactory, OrganizationFactory, fresh, person
from tests.factories.points import PointPlanFactory, PointRuleFactory

pytestmark = pytest.mark.django_db


def test_a_bonus_without_end_has_one():
    stage = made.office()
    line = stage.indicators["获得荣誉"]
    Indicator.objects.filter(pk=line.pk).update(maximum=None, per_event=Decimal("99999.99"))
    marks = made.said(stage, 获得荣誉=Said(Given(times=9999)))
    ledger = made.fill(stage.ledger(), Column.SELF, marks, stage.secretary)
    with pytest.raises(BusinessError, match="超出可以记录的范围"):
        advance_ledger(ledger, "submit", actor=fresh(stage.secretary))


class Accounts:
    """A branch whose clerk keeps one member's points."""

    def __init__(self) -> None:
        self.plan = PointPlanFactory()
        self.branch = OrganizationFactory(parent=self.plan.organizer)
        self.clerk = person(Role.CLERK, self.branch)
        self.member = MemberFactory(organization=self.branch)
        self.rule = PointRuleFactory(plan=self.plan, points=Decimal("9999.99"))

    def enter(self, key: str) -> int:
        day = timezone.localdate()
        draft = EntryDraft(self.member, self.rule, day, 99)
        return enter_points(self.branch, day.year, day.month, [draft], actor=fresh(self.clerk), key=key)


def test_an_account_as_full_as_can_be():
    stage = Accounts()
    for _ in range(2):
        stage.enter(new_key())
    table = begin_appraisal(stage.branch, timezone.localdate().year, actor=fresh(stage.clerk))
    assert table.rows.get().points == 2 * 99 * Decimal("9999.99") + stage.plan.base_points


@pytest.mark.parametrize(("field", "value"), [("points", "10000"), ("points", "1e30"), ("cap", "99999.99")])
def test_points_wider_than_their_column(field, value):
    typed = {"category": "服务", "item": "走访", "points": "1", "cap": "9", "cap_period": "month"} | {field: value}
    assert field in RuleForm(typed).errors


def test_a_key_spent_on_another_form(client):
    stage = Accounts()
    key = new_key()
    stage.enter(key)
    client.force_login(stage.clerk)
    typed = {"key": key, "member": stage.member.pk, "happened_on": "2026-01-05", "title": "助人", "text": "送医上门。"}
    assert client.post(reverse("brands:deed_create"), typed).status_code == 400


@pytest.mark.parametrize("result", ["", "1,2", "²", "-1", "9" * 30])
def test_what_another_form_has_left_names_nothing(result):
    with pytest.raises(BusinessError, match="页面已失效"):
        remembered(Organization, result)

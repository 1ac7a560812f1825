"""Findings followed to their end: answered, sent back, put off, settled, overdue after a whole day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from brands.enums import FindingStatus, InspectionStatus
from brands.models import Finding
from brands.rules.inspection import due_in_words
from brands.services import inspection as services
from brands.services.finding import advance_finding, answer_finding
from brands.workflow.inspection import FINDING_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from tests.brands.clock import at
from tests.brands.matrix import check_matrix
from tests.core.parallel import together
from tests.factories.activities import ActivityFactory
from tests.factories.inspection import scene

pytestmark = pytest.mark.django_db


def test_finding_matrix():
    s = scene()
    inspector = ("committee_reviewer",)
    expected = {
        "tell": (("draft",), inspector),
        "answer": (("open",), ("secretary",)),
        "close": (("answered",), inspector),
        "send_back": (("answered",), inspector),
        "extend": (("open",), inspector),
        "settle": (("open",), inspector),
    }
    assert check_matrix(FINDING_FLOW, s.findings["branch"], s.everybody(), expected) == 4 * 11 * 6 - 6


def test_from_answer_to_close():
    s = scene()
    finding, inspector, secretary = s.findings["branch"], s.cast.committee_reviewer, s.cast.secretary
    activity = ActivityFactory(organization=s.tree.branch, title="整改专题会")
    with pytest.raises(BusinessError, match="整改情况"):
        answer_finding(finding, answer="  ", actor=secretary)
    finding = answer_finding(
        finding, answer="已补记。", activities=[activity], actor=secretary, seen={"status": "open"}
    )
    assert (finding.status, finding.answered_on) == (FindingStatus.ANSWERED, timezone.localdate())
    assert list(finding.activities.all()) == [activity]
    with pytest.raises(StepRefused, match="理由"):
        advance_finding(finding, "send_back", actor=inspector)
    finding = advance_finding(finding, "send_back", actor=inspector, comment="缺签字")
    assert (finding.status, finding.answer) == (FindingStatus.OPEN, "已补记。")
    finding = answer_finding(finding, answer="已补记并签字。", actor=secretary)
    assert list(finding.activities.all()) == []
    with pytest.raises(BusinessError, match="还有2个问题"):
        services.advance_inspection(s.inspection, "close", actor=inspector)
    finding = advance_finding(finding, "close", actor=inspector)
    assert (finding.status, finding.closed_on) == (FindingStatus.CLOSED, timezone.localdate())
    advance_finding(s.findings["sibling"], "settle", actor=inspector, comment="现场已改")
    assert services.advance_inspection(s.inspection, "close", actor=inspector).status == InspectionStatus.CLOSED


def test_another_branchs_activity_is_refused():
    s = scene()
    strange = ActivityFactory(organization=s.tree.sibling, title="别人的会")
    with pytest.raises(BusinessError, match="本党支部的活动"):
        answer_finding(s.findings["branch"], answer="已改", activities=[strange], actor=s.cast.secretary)
    assert s.finding().status == FindingStatus.OPEN


def test_an_extension_moves_the_day_once_and_says_why():
    s = scene()
    finding, inspector, due = s.findings["branch"], s.cast.committee_reviewer, s.findings["branch"].due_on
    later = due + timedelta(days=5)
    for until in (None, due, due - timedelta(days=1)):
        with pytest.raises(BusinessError, match="应晚于"):
            advance_finding(finding, "extend", actor=inspector, comment="疫情", until=until)
    with pytest.raises(StepRefused, match="理由"):
        advance_finding(finding, "extend", actor=inspector, until=later)
    moved = advance_finding(finding, "extend", actor=inspector, comment="场地装修", until=later)
    event = moved.events.last()
    assert (moved.due_on, moved.status) == (later, FindingStatus.OPEN)
    assert (event.due_before, event.due_after, event.comment) == (due, later, "场地装修")
    with pytest.raises(StaleCopy):
        advance_finding(finding, "extend", actor=inspector, comment="又延", until=later + timedelta(days=1))


def test_an_overdue_finding_is_put_off_to_a_day_ahead():
    s = scene()
    today = timezone.localdate()
    Finding.objects.filter(pk=s.findings["branch"].pk).update(due_on=today - timedelta(days=5))
    with pytest.raises(BusinessError, match="不能早于今天"):
        advance_finding(
            s.finding(), "extend", actor=s.cast.committee_reviewer, comment="补", until=today - timedelta(days=1)
        )
    assert advance_finding(
        s.finding(), "extend", actor=s.cast.committee_reviewer, comment="补", until=today
    ).due_on == today  # fmt: skip


@pytest.mark.parametrize("step", ["tell", "answer"])
def test_steps_with_a_page_of_their_own(step):
    with pytest.raises(BusinessError):
        advance_finding(scene().findings["branch"], step, actor=None)


def late_at(moment: str, due_on: date) -> tuple[int, str]:
    with time_machine.travel(at(moment), tick=False):
        today = timezone.localdate()
        s = scene()
        Finding.objects.filter(pk=s.findings["branch"].pk).update(due_on=due_on)
        Finding.objects.filter(pk=s.findings["sibling"].pk).update(due_on=due_on + timedelta(days=40))
        return s.inspection.targets.filter(findings__in=Finding.objects.overdue(today)).count(), due_in_words(
            due_on, today
        )


@pytest.mark.parametrize(
    ("due_on", "before", "at", "after"),
    [
        (date(2026, 6, 10), "2026-06-10 23:59:59", "2026-06-11 00:00:00", "2026-06-11 00:00:01"),
        (date(2026, 12, 31), "2026-12-31 23:59:59", "2027-01-01 00:00:00", "2027-01-01 00:00:01"),
        (date(2028, 2, 29), "2028-02-29 23:59:59", "2028-03-01 00:00:00", "2028-03-01 00:00:01"),
    ],
)
def test_a_due_date_includes_its_whole_day(due_on, before, at, after):
    assert late_at(before, due_on) == (0, "今天到期")
    assert late_at(at, due_on) == (1, "逾期1天")
    assert late_at(after, due_on) == (1, "逾期1天")


def test_due_dates_in_words():
    day = date(2028, 2, 28)
    assert due_in_words(day, date(2028, 2, 27)) == "还有1天"
    assert due_in_words(date(2028, 2, 29), day) == "还有1天"
    assert due_in_words(day, date(2028, 3, 1)) == "逾期2天"


@pytest.mark.django_db(transaction=True)
def test_answer_and_settlement_in_the_same_instant():
    s = scene()
    pk = s.findings["branch"].pk

    def act(index: int):
        finding = Finding.objects.select_related("target__inspection").get(pk=pk)
        if index == 0:
            return answer_finding(finding, answer="已改", actor=s.cast.secretary, seen={"status": "open"})
        return advance_finding(
            finding, "settle", actor=s.cast.committee_reviewer, comment="现场已改", seen={"status": "open"}
        )

    results = together(act, 2)
    assert sorted(isinstance(r, Finding) for r in results) == [False, True]
    assert isinstance(next(r for r in results if not isinstance(r, Finding)), StepRefused | StaleCopy)
    assert Finding.objects.get(pk=pk).events.count() == 1

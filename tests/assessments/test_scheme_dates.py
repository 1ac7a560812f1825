"""By when a year's ledgers are to be done: in order, a year on with a copy, and told to those whose turn it is."""

from datetime import date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.enums.scheme import SchemeStatus
from assessments.models import Ledger, Scheme
from assessments.rules.scheme import date_faults, moved_on
from assessments.selectors.ledger import due_words
from assessments.selectors.scheme import date_table
from assessments.services.scheme import copy_scheme, set_dates, update_scheme
from branches.enums import Role
from brands.models import Message
from brands.selectors.reminder import dates_for
from brands.services.reminder import remind
from core.errors import BusinessError, StepRefused
from core.models import AuditEntry
from core.onetime import new_key
from tests.factories import ledgers as made
from tests.factories.branches import RoleAssignmentFactory, fresh, person, small_tree
from tests.factories.schemes import make_scheme
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db
SHANGHAI = timezone.get_default_timezone()
YEAR = made.YEAR
SELF, CHECK, CONFIRM = date(YEAR, 12, 10), date(YEAR, 12, 20), date(YEAR + 1, 1, 10)
DATES = {"self_due_on": SELF, "check_due_on": CHECK, "confirm_due_on": CONFIRM}


@pytest.fixture
def stage() -> made.Office:
    return made.office(**DATES)


def at(day: date, *clock: int):
    return time_machine.travel(datetime(day.year, day.month, day.day, *(clock or (8, 0)), tzinfo=SHANGHAI), tick=False)


def words(user, ledger: Ledger) -> str:
    found = due_words(fresh(user), Ledger.objects.get(pk=ledger.pk))
    return found.text if found else ""


# Order -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ((SELF, CHECK, CONFIRM), []),
        ((SELF, SELF, SELF), []),
        ((None, None, None), []),
        ((SELF, None, CONFIRM), []),
        ((CHECK, SELF, CONFIRM), ["check_due_on"]),
        ((SELF, CONFIRM, CHECK), ["confirm_due_on"]),
        ((CHECK, None, SELF), ["confirm_due_on"]),
        ((CONFIRM, CHECK, SELF), ["check_due_on", "confirm_due_on"]),
    ],
)
def test_each_date_is_not_before_the_one_before_it(days, wrong):
    values = dict(zip(DATES, days, strict=True))
    assert list(date_faults(values)) == wrong
    scheme = make_scheme(small_tree().top)
    try:
        with transaction.atomic():
            Scheme.objects.filter(pk=scheme.pk).update(**values)
        assert not wrong
    except IntegrityError:
        assert wrong
    office = person(Role.OFFICE, scheme.organizer)
    if wrong:
        with pytest.raises(BusinessError, match="先后不对"):
            update_scheme(scheme, actor=office, values=values, grades=[])


def test_the_form_takes_dates_and_tells_which_is_too_early():
    scheme = make_scheme(small_tree().top)
    client, address = Client(), reverse("assessments:scheme_edit", args=[scheme.pk])
    client.force_login(person(Role.OFFICE, scheme.organizer))
    sent = sent_by(client.get(address).content.decode()) | {"self_due_on": CHECK.isoformat()}
    page = client.post(address, sent | {"check_due_on": SELF.isoformat()})
    assert page.status_code == 400
    assert page.content.decode().count("上级审核截止日期不能早于自评截止日期") == 2  # the summary and the field
    assert f'value="{CHECK.isoformat()}"' in page.content.decode()
    assert client.post(address, sent | {"check_due_on": CONFIRM.isoformat()}).status_code == 302
    saved = Scheme.objects.get(pk=scheme.pk)
    assert (saved.self_due_on, saved.check_due_on, saved.confirm_due_on) == (CHECK, CONFIRM, None)
    assert date_table(saved) == [("自评截止", CHECK), ("上级审核截止", CONFIRM)]
    page = client.get(reverse("assessments:scheme_detail", args=[scheme.pk])).content.decode()
    assert f"{CHECK.year}年12月20日" in page


def test_dates_may_be_put_off_while_the_year_is_under_way(stage):
    client, address = Client(), reverse("assessments:scheme_dates", args=[stage.scheme.pk])
    client.force_login(fresh(stage.office))
    assert address in client.get(reverse("assessments:scheme_detail", args=[stage.scheme.pk])).content.decode()
    sent = sent_by(client.get(address).content.decode())
    wrong = client.post(address, sent | {"check_due_on": SELF.replace(day=1).isoformat()})
    assert wrong.status_code == 400 and "不能早于自评截止日期" in wrong.content.decode()
    assert client.post(address, sent | {"self_due_on": CHECK.isoformat()}).status_code == 302
    # Who has the former copy is told, and loses nothing typed.
    late = client.post(address, sent | {"self_due_on": "", "confirm_due_on": f"{YEAR + 1}-02-01"})
    assert late.status_code == 400 and "刚刚已由其他同志修改" in late.content.decode()
    assert f'value="{YEAR + 1}-02-01"' in late.content.decode()
    saved = Scheme.objects.get(pk=stage.scheme.pk)
    assert [getattr(saved, name) for name in DATES] == [CHECK, CHECK, CONFIRM]
    trail = AuditEntry.objects.filter(action="调整考核时间安排").get()
    assert trail.details["before"]["self_due_on"] == SELF.isoformat()
    with pytest.raises(StepRefused):
        set_dates(saved, actor=fresh(stage.director), values=DATES)
    Scheme.objects.filter(pk=saved.pk).update(status=SchemeStatus.CLOSED)
    with pytest.raises(BusinessError, match="不再调整"):
        set_dates(saved, actor=fresh(stage.office), values=DATES)


# Copies ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2026, 12, 20), 1, date(2027, 12, 20)),
        (date(2027, 1, 10), 1, date(2028, 1, 10)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2026, 12, 20), 0, date(2026, 12, 20)),
        (None, 1, None),
    ],
)
def test_a_date_goes_along_with_the_year(day, years, expected):
    assert moved_on(day, years) == expected


def test_a_copy_has_its_own_years_dates():
    scheme = make_scheme(small_tree().top, year=2026, **DATES)
    office = person(Role.OFFICE, scheme.organizer)
    later = copy_scheme(scheme, actor=office, organizer=scheme.organizer, name=scheme.name, year=2028, key=new_key())
    assert [getattr(later, name) for name in DATES] == [day.replace(year=day.year + 2) for day in DATES.values()]
    Scheme.objects.filter(pk=scheme.pk).update(status=SchemeStatus.IN_FORCE)
    version = copy_scheme(scheme, actor=office, organizer=scheme.organizer, name=scheme.name, year=2026, key=new_key())
    assert [getattr(version, name) for name in DATES] == list(DATES.values())


# Words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(YEAR, 12, 7), (0, 0, 0), "请于12月10日前完成自评，还有3天。"),
        (date(YEAR, 12, 9), (23, 59, 59), "请于12月10日前完成自评，明天截止。"),
        (date(YEAR, 12, 10), (0, 0, 0), "请于12月10日前完成自评，今天截止。"),
        (date(YEAR, 12, 10), (23, 59, 59), "请于12月10日前完成自评，今天截止。"),
        (date(YEAR, 12, 11), (0, 0, 0), "请于12月10日前完成自评，已逾期1天。"),
        (date(YEAR + 1, 1, 1), (0, 0, 0), f"请于{YEAR}年12月10日前完成自评，已逾期22天。"),
    ],
)
def test_the_branch_reads_by_when(stage, day, clock, expected):
    with at(day, *clock):
        assert words(stage.secretary, stage.ledger()) == words(stage.clerk, stage.ledger()) == expected
        client = Client()
        client.force_login(fresh(stage.secretary))
        for name in ("ledger_detail", "ledger_score"):
            assert expected in client.get(reverse(f"assessments:{name}", args=[stage.ledger().pk])).content.decode()


def test_only_whose_turn_it_is_reads_by_when(stage):
    def told(ledger: Ledger) -> dict[str, str]:
        return {name: text for name, user in stage.people.items() if (text := words(user, ledger))}

    with at(date(YEAR, 12, 21)):
        late = "请于12月10日前完成自评，已逾期11天。"
        assert told(stage.ledger()) == {"secretary": late, "clerk": late}
        ledger = made.self_scored(stage)
        assert told(ledger) == {"reviewer": "请于12月20日前完成上级审核，已逾期1天。"}
        ledger = made.checked(stage, stage.tree.sibling)
        director = f"请于{YEAR + 1}年1月10日前完成审定，还有20天。"
        assert told(ledger) == {"director": director, "second_director": director}
        assert told(made.confirmed(stage, stage.tree.direct)) == {}


def test_without_dates_nothing_is_said():
    stage = made.office()
    assert words(stage.secretary, stage.ledger()) == ""
    assert not [row for row in dates_for(fresh(stage.secretary), 20) if row.source.startswith("ledger")]


# Reminders ---------------------------------------------------------------------------------------------------------


def told(day: date, *clock: int) -> dict:
    """User → (source, words) of the day's message."""
    with at(day, *clock):
        remind()
        rows = Message.objects.filter(day=timezone.localdate()).select_related("user")
        found = {row.user: [(item["source"], item["left"]) for item in row.items] for row in rows}
    return {user: items for user, items in found.items() if items}


def due(day: date) -> dict[str, set]:
    """Source → who is told that the day has come."""
    found: dict[str, set] = {}
    for user, items in told(day).items():
        for source in (source for source, left in items if left == "今天截止"):
            found.setdefault(source, set()).add(user)
    return found


def test_reminders_go_to_those_who_must_act(stage):
    made.self_scored(stage)
    made.checked(stage, stage.tree.sibling)
    assert due(SELF) == {"ledger_self": {stage.direct_secretary}}
    assert due(CHECK) == {"ledger_check": {stage.reviewer}}
    assert due(CONFIRM) == {"ledger_confirm": {stage.director, stage.second_director}}


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(YEAR, 12, 9), (23, 59, 59), "明天截止"),
        (SELF, (0, 0, 0), "今天截止"),
        (SELF, (23, 59, 59), "今天截止"),
        (date(YEAR, 12, 11), (0, 0, 0), "已逾期1天"),
    ],
)
def test_the_day_ends_at_midnight_in_shanghai(stage, day, clock, expected):
    assert told(day, *clock)[stage.secretary] == [("ledger_self", expected)]


def test_who_writes_for_the_unit_is_not_reminded_to_judge_it(stage):
    made.self_scored(stage)
    made.checked(stage, stage.tree.direct)
    for user, unit in ((stage.reviewer, stage.tree.branch), (stage.director, stage.tree.direct)):
        RoleAssignmentFactory(user=user, role=Role.CLERK, organization=unit)
    # The office steps in for the only reviewer; the second director remains.
    assert due(CHECK) == {"ledger_stand_in": {stage.office, stage.second_office}}
    assert due(CONFIRM) == {"ledger_confirm": {stage.second_director}}
    with at(CHECK):
        for user, expected in ((stage.reviewer, []), (stage.office, ["ledger_stand_in"]), (stage.director, [])):
            sources = [row.source for row in dates_for(fresh(user), 20) if row.source not in ("ledger_self", "term")]
            assert sources == expected
    made.checked(stage, stage.tree.sibling)
    late = told(CONFIRM.replace(day=11))
    assert {user for user, items in late.items() if ("ledger_confirm", "已逾期1天") in items} == {
        stage.director, stage.second_director,
    }  # fmt: skip


def test_a_scheme_that_is_over_reminds_nobody(stage):
    Scheme.objects.filter(pk=stage.scheme.pk).update(status=SchemeStatus.CLOSED)
    assert told(SELF) == {}
    assert words(stage.secretary, stage.ledger()) == ""

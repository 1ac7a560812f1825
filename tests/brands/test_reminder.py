"""Reminders: the right day, the right people, one message a day, and nothing twice."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from branches.enums import Role
from brands.enums import BrandStatus, FindingStatus, PhaseRecordStatus, RoundStatus
from brands.models import Finding, Message, PhaseRecord, ReminderSetting
from brands.selectors.reminder import REMINDER_SOURCES, dates_for, left_words
from brands.services.reminder import ITEMS_MOST, WEEKS_AFTER, is_time, mark_all_read, mark_read, remind, save_setting
from tests.factories.branches import OrganizationFactory, TermFactory, fresh, person
from tests.factories.brands import ApplicationFactory, BrandFactory, ProgramFactory
from tests.factories.history import make_finding
from tests.factories.selection import scoring

pytestmark = pytest.mark.django_db
SHANGHAI = timezone.get_default_timezone()
DUE = date(2027, 3, 31)


@pytest.fixture
def program(tree):
    return ProgramFactory(organizer=tree.top)


def open_phase(program, branch, due_on=DUE):
    """A brand whose first phase is open until that day, and the others not begun."""
    brand = BrandFactory(program=program, organization=branch)
    record = brand.phase_records.order_by("phase__order")[0]
    PhaseRecord.objects.filter(pk=record.pk).update(
        status=PhaseRecordStatus.OPEN, starts_on=due_on - timedelta(days=30), due_on=due_on
    )
    return brand


@pytest.fixture
def brand(program, tree):
    return open_phase(program, tree.branch)


def at(day, *clock):
    return time_machine.travel(datetime(day.year, day.month, day.day, *(clock or (8, 0)), tzinfo=SHANGHAI), tick=False)


def told(day, *clock):
    """Who was told what on that day."""
    with at(day, *clock):
        remind()
        rows = Message.objects.filter(day=timezone.localdate()).select_related("user")
        return {row.user: [(item["source"], item["left"]) for item in row.items] for row in rows}


def test_every_source_can_be_asked(cast):
    assert len({source.key for source in REMINDER_SOURCES}) == len(REMINDER_SOURCES)
    for source in REMINDER_SOURCES:
        assert list(source.dated()) == []
        assert reverse(source.url_name, args=[1] if source.subject else [])


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (8, False),
        (7, True),
        (6, False),
        (2, False),
        (1, True),
        (0, True),
        (-1, True),
        (-2, False),
        (-7, False),
        (-8, True),
        (-15, True),
        (-16, False),
        (-1 - 7 * (WEEKS_AFTER - 1), True),
        (-1 - 7 * WEEKS_AFTER, False),
    ],
)
def test_before_on_the_day_a_day_late_and_weekly(days, expected):
    assert is_time(days, before=7) is expected


def test_more_days_of_a_source_and_days_without_a_run():
    assert (is_time(90, 7), is_time(90, 7, (90,))) == (False, True)
    # The seventh day was the day before yesterday, when nothing ran.
    assert [is_time(5, 7, (), window) for window in (1, 2, 3)] == [False, False, True]


def test_words_for_the_time_that_is_left():
    assert [left_words(days) for days in (3, 1, 0, -1)] == ["还有3天", "明天截止", "今天截止", "已逾期1天"]


def test_only_who_must_act_is_told(cast, brand):
    make_finding(brand, cast.general_reviewer, due_on=DUE)
    rows = told(DUE)
    assert set(rows) == {cast.secretary, cast.clerk}
    # Several things in one message; the answer to a finding is the secretary's.
    assert rows[cast.secretary] == [("finding", "今天截止"), ("phase", "今天截止")]
    assert rows[cast.clerk] == [("phase", "今天截止")]


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(2027, 3, 23), (23, 59, 59), None),
        (date(2027, 3, 24), (0, 0, 0), "还有7天"),
        (date(2027, 3, 31), (23, 59, 59), "今天截止"),
        (date(2027, 4, 1), (0, 0, 0), "已逾期1天"),
        (date(2027, 4, 1), (0, 0, 1), "已逾期1天"),
        (date(2027, 4, 2), (8, 0, 0), None),
        (date(2027, 4, 8), (0, 0, 0), "已逾期8天"),
    ],
)
def test_the_last_day_counts_to_its_last_second(cast, brand, day, clock, expected):
    rows = told(day, *clock)
    assert rows.get(cast.secretary) == ([("phase", expected)] if expected else None)


@pytest.mark.parametrize(
    ("due_on", "day", "expected"),
    [
        (date(2027, 12, 31), date(2027, 12, 24), "还有7天"),
        (date(2027, 12, 31), date(2028, 1, 1), "已逾期1天"),
        (date(2028, 2, 29), date(2028, 2, 22), "还有7天"),
        (date(2028, 2, 29), date(2028, 2, 29), "今天截止"),
        (date(2028, 2, 29), date(2028, 3, 1), "已逾期1天"),
        (date(2028, 3, 1), date(2028, 2, 29), "明天截止"),
    ],
)
def test_years_end_and_leap_day(cast, program, tree, due_on, day, expected):
    open_phase(program, tree.branch, due_on)
    assert told(day)[cast.secretary] == [("phase", expected)]


def test_what_rests_or_is_done_reminds_nobody(cast, brand):
    record = PhaseRecord.objects.get(brand=brand, status=PhaseRecordStatus.OPEN)
    finding = make_finding(brand, cast.general_reviewer, due_on=DUE, status=FindingStatus.DRAFT)
    type(brand).objects.filter(pk=brand.pk).update(status=BrandStatus.CLOSED)
    assert told(DUE) == {}
    type(brand).objects.filter(pk=brand.pk).update(status=BrandStatus.IN_CREATION)
    PhaseRecord.objects.filter(pk=record.pk).update(status=PhaseRecordStatus.ACCEPTED)
    assert told(DUE) == {}
    Finding.objects.filter(pk=finding.pk).update(status=FindingStatus.OPEN)
    assert set(told(DUE)) == {cast.secretary}


def test_disabled_accounts_and_former_secretaries_are_left_alone(cast, brand, tree):
    type(cast.clerk).objects.filter(pk=cast.clerk.pk).update(is_active=False)
    cast.secretary.role_assignments.update(ends_on=DUE - timedelta(days=1))
    assert told(DUE) == {}
    cast.secretary.role_assignments.update(ends_on=DUE)
    assert set(told(DUE)) == {cast.secretary}


def test_a_second_run_of_the_day_changes_nothing(cast, brand):
    type(cast.secretary).objects.filter(pk=cast.secretary.pk).update(email="shuji@example.org")
    told(DUE)
    before = list(Message.objects.order_by("pk").values())
    assert [message.to for message in mail.outbox] == [["shuji@example.org"]]
    told(DUE, 20, 0)
    assert list(Message.objects.order_by("pk").values()) == before
    assert len(mail.outbox) == 1


def test_the_dry_run_says_it_all_and_writes_nothing(cast, brand):
    said = StringIO()
    with at(DUE):
        call_command("send_reminders", "--dry-run", stdout=said)
    lines = sorted(said.getvalue().splitlines())
    assert f"{cast.secretary.username}: 3月31日提醒：1项事项需要办理" in lines
    assert "2 message(s) would be written, 0 mail(s) sent" in lines
    assert not Message.objects.exists()
    with at(DUE):
        call_command("send_reminders", stdout=said)
    assert cast.secretary.username not in said.getvalue().splitlines()[-1]
    assert Message.objects.count() == 2


def test_days_when_nothing_ran_are_made_good_once(cast, brand, program, tree):
    other = open_phase(program, tree.sibling, DUE - timedelta(days=10))
    assert set(told(DUE - timedelta(days=10))) == {cast.sibling_secretary}
    other.phase_records.update(status=PhaseRecordStatus.ACCEPTED)
    # The reminder of the seventh day was missed; the run two days later has it.
    assert told(DUE - timedelta(days=5))[cast.secretary] == [("phase", "还有5天")]
    assert told(DUE - timedelta(days=4)) == {}


def test_each_persons_own_wishes(cast, brand):
    save_setting(actor=cast.secretary, by_mail=True, days_before=20, muted=["finding", "nonsense"])
    save_setting(actor=cast.clerk, by_mail=True, days_before=7, muted=["phase"])
    assert ReminderSetting.objects.get(user=cast.secretary).muted == ["finding"]
    make_finding(brand, cast.general_reviewer, due_on=DUE)
    assert told(DUE - timedelta(days=20)) == {cast.secretary: [("phase", "还有20天")]}
    assert told(DUE - timedelta(days=7)) == {}
    assert told(DUE) == {cast.secretary: [("phase", "今天截止")]}


def test_a_long_list_is_cut_and_counted(cast, program, tree):
    for number in range(ITEMS_MOST + 10):
        make_finding(
            open_phase(ProgramFactory(organizer=tree.top), tree.branch, date(2030, 1, 1)),
            cast.general_reviewer,
            due_on=DUE if number else DUE - timedelta(days=1),
        )
    with at(DUE):
        remind()
    message = Message.objects.get(user=cast.secretary)
    assert len(message.items) == ITEMS_MOST + 1
    assert message.items[0]["left"] == "已逾期1天"
    assert message.items[-1]["text"] == "另有10项，请到工作台查看。"
    assert message.title == f"3月31日提醒：{ITEMS_MOST + 10}项事项需要办理，其中1项已逾期"


def test_judges_hear_of_their_own_sheets_alone():
    stage = scoring()
    rows = told(stage.round.scoring_until)
    for judge in stage.judges:
        waiting = judge.judgeships.get().sheets.filter(status="assigned").count()
        assert len(rows.get(judge, [])) == waiting
    assert stage.office not in rows


def test_a_term_ends_with_three_months_notice(cast, tree):
    TermFactory(organization=tree.branch, elected_on="2024-03-31", ends_on=DUE)
    assert told(DUE - timedelta(days=90)) == {cast.secretary: [("term", "还有90天")]}


def test_the_organisers_office_hears_when_entries_close(cast, tree):
    from tests.factories.selection import nominating

    stage = nominating()
    assert stage.round.status == RoundStatus.NOMINATING
    rows = told(stage.round.nominations_until)
    assert rows[stage.office] == [("nominations", "今天截止")]
    assert not set(stage.secretaries) & set(rows)
    shown = dates_for(fresh(stage.secretaries[0]), 10, today=stage.round.nominations_until)
    assert ("nominations", stage.round.pk) in {(row.source, row.pk) for row in shown}


# Mail.


def address(user, text):
    type(user).objects.filter(pk=user.pk).update(email=text)


def test_mail_is_plain_and_leads_to_the_site(cast, brand, settings):
    address(cast.secretary, "shuji@example.org")
    told(DUE)
    letter = mail.outbox[0]
    assert letter.content_subtype == "plain"
    assert letter.attachments == []
    record = brand.phase_records.get(status=PhaseRecordStatus.OPEN)
    assert settings.SITE_URL + reverse("brands:phase_detail", args=[record.pk]) in letter.body
    assert "http" not in letter.body.replace(settings.SITE_URL, "")


def test_one_mail_that_fails_stops_no_other_and_is_tried_again(cast, brand, settings):
    settings.EMAIL_BACKEND = "tests.brands.mailing.FlakyBackend"
    address(cast.clerk, "broken@example.org")
    address(cast.secretary, "shuji@example.org")
    with at(DUE - timedelta(days=1)):
        summary = remind()
    assert (summary.messages, summary.mails, summary.failed) == (2, 1, 1)
    assert [letter.to for letter in mail.outbox] == [["shuji@example.org"]]
    assert Message.objects.get(user=cast.clerk).mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with at(DUE):
        summary = remind()
    # Yesterday's and today's reminders in one mail.
    assert (summary.mails, summary.failed) == (2, 0)
    letter = next(letter for letter in mail.outbox if letter.to == ["broken@example.org"])
    assert ("明天截止" in letter.body, "今天截止" in letter.body) == (True, True)


def test_no_mail_to_who_does_not_want_it_or_has_read_the_message(cast, brand, settings):
    for user in (cast.clerk, cast.secretary):
        address(user, f"{user.username}@example.org")
    save_setting(actor=cast.clerk, by_mail=False, days_before=7, muted=[])
    settings.EMAIL_BACKEND = "tests.brands.mailing.FlakyBackend"
    address(cast.secretary, "broken@example.org")
    told(DUE)
    mark_read(Message.objects.get(user=cast.secretary), actor=cast.secretary)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    told(DUE, 20, 0)
    assert mail.outbox == []


@pytest.mark.parametrize("count", [3, 60])
def test_the_number_of_queries_does_not_grow_with_the_people(django_assert_num_queries, tree, program, count):
    for _ in range(count):
        branch = OrganizationFactory(parent=tree.general)
        person(Role.SECRETARY, branch)
        open_phase(program, branch)
    with at(DUE), django_assert_num_queries(17):
        assert remind(dry_run=True).messages == count


# Pages.


def test_messages_are_read_one_by_one_or_all(client, cast, brand):
    told(DUE - timedelta(days=7))
    told(DUE)
    client.force_login(cast.secretary)
    page = client.get(reverse("brands:message_list"))
    assert (page.context["unread"], len(page.context["page"].rows)) == (2, 2)
    assert page.context["menu"].messages.count == 2
    record = brand.phase_records.get(status=PhaseRecordStatus.OPEN)
    assert reverse("brands:phase_detail", args=[record.pk]) in page.content.decode()
    first = Message.objects.visible_to(cast.secretary).first()
    client.post(reverse("brands:message_read", args=[first.pk]))
    assert client.get(reverse("brands:message_list") + "?tab=unread").context["unread"] == 1
    read_at = Message.objects.get(pk=first.pk).read_at
    client.post(reverse("brands:message_read", args=[first.pk]))
    assert Message.objects.get(pk=first.pk).read_at == read_at
    client.post(reverse("brands:message_read_all"))
    assert client.get(reverse("brands:workbench")).context["menu"].messages.count == 0
    assert Message.objects.visible_to(cast.clerk).unread().count() == 2


def test_other_peoples_messages_do_not_exist(client, cast, brand):
    told(DUE)
    theirs = Message.objects.get(user=cast.secretary)
    client.force_login(cast.clerk)
    assert client.post(reverse("brands:message_read", args=[theirs.pk])).status_code == 404
    assert mark_all_read(actor=cast.sibling_secretary) == 0
    assert Message.objects.get(pk=theirs.pk).read_at is None


def test_settings_are_kept_and_nonsense_is_refused(client, cast):
    client.force_login(cast.secretary)
    url = reverse("brands:reminder_settings")
    offered = [key for key, _ in client.get(url).context["form"].fields["wanted"].choices]
    # Only what may be a secretary's to do.
    assert "phase" in offered
    assert not {"supervision", "inspection", "sheet"} & set(offered)
    wanted = [key for key in offered if key != "commitment"]
    assert client.post(url, {"days_before": "14", "wanted": wanted}).status_code == 302
    setting = ReminderSetting.objects.get(user=cast.secretary)
    assert (setting.by_mail, setting.days_before, setting.muted) == (False, 14, ["commitment"])
    form = client.get(url).context["form"]
    assert (form["days_before"].value(), form["by_mail"].value()) == (14, False)
    for days in ("0", "61", "x", ""):
        assert client.post(url, {"days_before": days, "wanted": wanted}).status_code == 400
    assert client.post(url, {"days_before": "7", "wanted": ["honour"]}).status_code == 400
    assert ReminderSetting.objects.get(user=cast.secretary).days_before == 14


def test_what_was_muted_in_another_role_stays_muted(client, cast):
    ReminderSetting.objects.create(user=cast.secretary, by_mail=True, days_before=7, muted=["supervision", "phase"])
    client.force_login(cast.secretary)
    url = reverse("brands:reminder_settings")
    wanted = [key for key, _ in client.get(url).context["form"].fields["wanted"].choices]
    assert client.post(url, {"days_before": "7", "wanted": wanted}).status_code == 302
    assert ReminderSetting.objects.get(user=cast.secretary).muted == ["supervision"]
    client.force_login(cast.member)
    assert "您目前没有需要按期办理的事项" in client.get(url).content.decode()
    assert client.post(url, {"days_before": "9"}).status_code == 302


@pytest.mark.parametrize("count", [3, 60])
def test_dates_on_the_workbench_cost_one_query(django_assert_num_queries, cast, program, tree, count):
    brand = open_phase(program, tree.branch, timezone.localdate() + timedelta(days=5))
    for number in range(count):
        make_finding(brand, cast.general_reviewer, due_on=timezone.localdate() - timedelta(days=number))
    user = fresh(cast.secretary)
    with django_assert_num_queries(2):
        rows = dates_for(user, 8)
    assert len(rows) == min(8, count + 1)
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    assert dates_for(fresh(cast.sibling_secretary), 8) == []
    assert dates_for(fresh(cast.member), 8) == []


def test_drafts_of_a_filing_are_dated_for_their_writers_alone(cast, tree):
    program = ProgramFactory(organizer=tree.top, applications_until=timezone.localdate() + timedelta(days=3))
    ApplicationFactory(program=program, organization=tree.branch)
    assert [row.source for row in dates_for(fresh(cast.clerk), 8)] == ["application"]
    for user in (cast.general_reviewer, cast.office, cast.member):
        assert dates_for(fresh(user), 8) == []

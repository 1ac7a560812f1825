"""The demonstration looks sensible on whatever day of the year it is made."""

from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from brands import enums
from brands.models import Activity, Honour, Program, PublicNotice, Recheck, Visit
from core.calendar import is_working_day, working_days_between
from core.models import AuditEntry

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.skipif(connection.vendor == "postgresql", reason="test_demo makes one there; days know no engine")
@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 2, 29), date(2027, 12, 31)], ids=str)
def test_made_on_any_day(day, tmp_path):
    moment = datetime(day.year, day.month, day.day, 10, 30, tzinfo=SHANGHAI)
    with time_machine.travel(moment), override_settings(MEDIA_ROOT=tmp_path):
        call_command("demo", stdout=StringIO())
        # What is told of lies in the past, on days on which it can have been held.
        held = list(Activity.objects.values_list("held_on", flat=True))
        assert max(held) <= day
        assert all(is_working_day(one) for one in set(held))
        assert not AuditEntry.objects.filter(at__gt=moment.replace(hour=11)).exists()
        notices = PublicNotice.objects.exclude(ends_on=None)
        assert all(
            working_days_between(notice.starts_on, notice.ends_on) == notice.working_days
            for notice in notices
            if notice.starts_on
        )
        assert not any(
            (notice.ends_on.month, notice.ends_on.day) in {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}
            for notice in notices
        )
        assert all(is_working_day(one) for one in Visit.objects.values_list("visit_on", flat=True))
        open_states = {enums.RecheckStatus.OPEN, enums.RecheckStatus.SUBMITTED}
        rechecked = list(Recheck.objects.filter(status__in=open_states).values_list("honour__brand", flat=True))
        assert rechecked
        assert len(rechecked) == len(set(rechecked))
        # Something goes on today.
        assert set(PublicNotice.objects.values_list("status", flat=True)) == set(enums.NoticeStatus)
        assert PublicNotice.objects.filter(status=enums.NoticeStatus.PUBLISHED, ends_on__gte=day).exists()
        assert Program.objects.filter(status="open", starts_on__lte=day, ends_on__gte=day).exists()
        assert Honour.objects.valid(day).exists()
        assert Visit.objects.filter(visit_on__gte=day, status__in=["booked", "confirmed"]).exists()

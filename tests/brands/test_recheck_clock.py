"""Honours by the clock: run out after their last day, rechecked the program's days before."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from brands.enums import HonourStatus
from brands.models import Honour, Recheck
from brands.services.honour import advance_recheck, clock, expire_honours, open_due_rechecks
from tests.brands.clock import midnight
from tests.factories import honours as named_of

pytestmark = pytest.mark.django_db


class TestClock:
    @pytest.mark.parametrize(
        "last", [date(2026, 12, 31), date(2028, 2, 28), date(2028, 2, 29), date(2027, 6, 30)], ids=str
    )
    @pytest.mark.parametrize(("seconds", "count"), [(-1, 0), (0, 1), (1, 1)])
    def test_the_last_day_is_whole(self, last, seconds, count):
        with time_machine.travel(midnight(last - timedelta(days=20)), tick=False):
            cast = named_of.ending(20)
        with time_machine.travel(midnight(last + timedelta(days=1), seconds), tick=False):
            assert expire_honours(dry_run=True) == count
            assert cast.honour.status == HonourStatus.VALID
            assert expire_honours() == count
            assert cast.honour.status == ("expired" if count else "valid")
            assert cast.brand.honour_level == (0 if count else 3)
            assert expire_honours() == 0

    @pytest.mark.parametrize(("seconds", "count"), [(-1, 0), (0, 1), (1, 1)])
    def test_a_recheck_is_opened_the_programs_days_before(self, seconds, count):
        """Ends on 29 May 2028; ninety days before that is 29 February."""
        with time_machine.travel(midnight(date(2028, 1, 1)), tick=False):
            cast = named_of.named()
            Honour.objects.update(expires_on=date(2028, 5, 29))
        with time_machine.travel(midnight(date(2028, 2, 29), seconds), tick=False):
            assert open_due_rechecks(dry_run=True) == count
            assert not Recheck.objects.exists()
            assert open_due_rechecks() == count
            assert open_due_rechecks() == 0
        if count:
            recheck = Recheck.objects.get()
            assert (recheck.opened_by, recheck.due_on) == (None, date(2028, 3, 30))
            assert "2028年5月29日期满" in recheck.reason
            assert cast.honour.status == "valid"

    def test_the_report_is_never_due_after_the_honours_end(self):
        named_of.ending(10)
        assert open_due_rechecks() == 1
        assert Recheck.objects.get().due_on == timezone.localdate() + timedelta(days=10)

    def test_called_off_it_stays_called_off(self):
        cast = named_of.ending(50)
        open_due_rechecks()
        advance_recheck(Recheck.objects.get(), "cancel", actor=cast.office, comment="统一另行安排。")
        assert open_due_rechecks() == 0

    def test_each_program_has_days_of_its_own(self):
        named_of.ending(100, recheck_days=90)
        assert open_due_rechecks() == 0
        soon = named_of.named(recheck_days=120)
        Honour.objects.filter(pk=soon.honour.pk).update(expires_on=timezone.localdate() + timedelta(days=100))
        assert open_due_rechecks() == 1

    def test_the_commands_say_how_many(self):
        cast = named_of.ending(5)
        said = io.StringIO()
        call_command("open_rechecks", "--dry-run", stdout=said)
        call_command("open_rechecks", stdout=said)
        Honour.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
        call_command("expire_honours", "--dry-run", stdout=said)
        call_command("expire_honours", stdout=said)
        call_command("expire_honours", stdout=said)
        assert said.getvalue().splitlines() == [
            "1 recheck(s) would be opened",
            "1 recheck(s) opened",
            "1 honour(s) would be expired",
            "1 honour(s) expired",
            "0 honour(s) expired",
        ]
        assert cast.honour.events.get().actor_name == "系统"

    def test_many_are_taken_some_at_a_time(self, monkeypatch):
        monkeypatch.setattr(clock, "BATCH", 2)
        named_of.ending(-1, count=5)
        assert expire_honours() == 5
        assert not Honour.objects.exclude(status="expired").exists()

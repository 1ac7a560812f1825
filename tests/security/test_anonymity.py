"""Who sends an anonymous opinion stays unknown: neither the logs nor what is counted leads to an address."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone
from gunicorn.config import Config

from boards.models import VisitorCount
from boards.services import count_visitor
from brands.models import Opinion
from config.access import UNSAID, QuietAccessLog
from config.schedule import SCHEDULE
from core.errors import BusinessError

ROOT = Path(__file__).resolve().parent.parent.parent


QUIET = (
    reverse("boards:opinion", args=[12]),
    reverse("boards:opinion_status"),
    reverse("boards:survey", args=[12]),
    reverse("boards:survey_receipt", args=[12]),
)


def test_the_published_nginx_site_logs_no_opinion():
    site = (ROOT / "docs" / "operations.md").read_text()
    quiet = re.findall(r"location ~ (\S+) \{ access_log off;", site)
    assert len(quiet) == 1
    for address in QUIET:
        assert re.search(quiet[0], address), address
        assert UNSAID.match(address), address
    for address in (reverse("boards:wall"), reverse("boards:notice", args=[12]), reverse("brands:opinion_list")):
        assert not re.search(quiet[0], address), address
        assert not UNSAID.match(address), address


def test_the_server_itself_keeps_no_log_of_visits_unless_asked():
    assert 'env.bool("ACCESS_LOG", default=False)' in (ROOT / "config" / "gunicorn.py").read_text()


@pytest.mark.parametrize(("path", "lines"), [("/surveys/3/", 0), ("/opinions/", 0), ("/notices/3/", 1), ("/", 1)])
def test_where_the_server_keeps_one_it_says_nothing_of_ballots(path, lines, capfd):
    settings = Config()
    settings.set("accesslog", "-")
    settings.set("access_log_format", "%(U)s")
    log = QuietAccessLog(settings)
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1"}
    answer = SimpleNamespace(status="200 OK", sent=1234, headers=[])
    log.access(answer, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=5))
    assert capfd.readouterr().out.count(path) == lines


@pytest.mark.django_db
def test_past_hours_are_forgotten_by_the_clock(rf):
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    for hours in (1, 2, 48):
        VisitorCount.objects.create(digest=f"{hours}", hour=now - timedelta(hours=hours), count=1)
    count_visitor(rf.get("/"))
    command = next(entry.command for entry in SCHEDULE.values() if entry.command[0] == "forget_visitors")
    call_command(*command)
    assert [row.digest for row in VisitorCount.objects.all() if len(row.digest) < 64] == []
    assert VisitorCount.objects.count() == 1


@pytest.mark.django_db
def test_a_claimed_address_opens_no_second_limit(rf):
    for number in range(3):
        count_visitor(rf.post("/", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}", HTTP_X_REAL_IP="1.2.3.4"), limit=3)
    with pytest.raises(BusinessError):
        count_visitor(rf.post("/", HTTP_X_FORWARDED_FOR="198.51.100.7"), limit=3)
    assert VisitorCount.objects.count() == 1


def test_an_opinion_has_no_place_for_its_sender():
    fields = Opinion._meta.concrete_fields
    assert not [f.name for f in fields if isinstance(f, models.GenericIPAddressField)]
    assert not [f.name for f in fields if f.is_relation and f.related_model._meta.label == "accounts.User"]

"""What the assessments add to a brand's archive and to the reminders."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from assessments.models import Survey
from assessments.selectors.evidence import EVIDENCE_SOURCES, address_of
from branches.enums import Role
from brands.models import Message
from tests.factories import ledgers, surveys
from tests.factories.branches import RoleAssignmentFactory
from tests.factories.brands import BrandFactory

pytestmark = pytest.mark.django_db


def test_every_picked_thing_leads_to_a_page():
    assert [kind for kind in EVIDENCE_SOURCES if not address_of(kind, 1)] == []


def test_the_archive_shows_a_year_once_its_results_are_out(client):
    stage = ledgers.office()
    settled = ledgers.settled(stage)[0]
    brand = BrandFactory(organization=settled.organization)
    reader = RoleAssignmentFactory(role=Role.SECRETARY, organization=settled.organization).user
    client.force_login(reader)
    address = reverse("brands:archive", args=[brand.pk])
    assert "年度考核" not in client.get(address).content.decode()
    ledgers.published(stage)
    assert f"{settled.year}年度考核：公布" in client.get(address).content.decode()


def test_the_office_is_told_the_day_before_a_survey_ends():
    poll = surveys.opened()
    survey = Survey.objects.get()
    office = RoleAssignmentFactory(role=Role.OFFICE, organization=survey.organizer).user
    for days, told in ((2, 0), (1, 1)):
        with time_machine.travel(f"{survey.closes_on - timedelta(days=days)} 09:00+08:00", tick=True):
            call_command("send_reminders", verbosity=0)
        assert Message.objects.filter(user=office).count() == told, poll

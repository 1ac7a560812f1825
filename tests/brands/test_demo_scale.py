"""The synthetic country: rows written in bulk are what the steps would have left."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from branches.models import Organization
from brands.demo.country import make_country
from brands.demo.country_words import connotation_of, goals_of, name_of, parts_of, text_keys_of
from brands.enums import ApplicationStatus, HonourStatus
from brands.models import Application, Brand, Honour, SearchGram, SimilarityKey
from brands.selectors.content import content_of
from brands.selectors.similarity import compared_text
from brands.services.shown import refresh_search
from brands.services.versions import write_keys
from core.similarity import text_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    return make_country(60, 120)


def test_the_tree_and_the_filings_have_their_size(country):
    assert Organization.objects.count() == 60
    assert Application.objects.count() == 120
    assert Brand.objects.count() == country["brands"] == 60
    for organization in Organization.objects.exclude(parent=None).select_related("parent"):
        assert organization.path.startswith(organization.parent.path)
        assert organization.depth == organization.parent.depth + 1


def test_every_state_occurs_and_someone_is_waiting(country):
    assert set(Application.objects.values_list("status", flat=True)) == set(ApplicationStatus)
    assert Honour.objects.filter(status=HonourStatus.VALID).count() == Brand.objects.filter(honour_level=2).count() > 0
    for username in ("scale-office", "scale-director"):
        assert Application.objects.waiting_for(User.objects.get(username=username)).exists()
    assert Brand.objects.public().count() == 48


def test_rows_are_what_the_services_would_have_written(country):
    application = Application.objects.filter(status=ApplicationStatus.ACCEPTED).first()
    version = application.versions.get()
    assert version.snapshot == content_of(application)
    assert [event.target for event in application.events.all()][-1] == ApplicationStatus.ACCEPTED
    assert application.brand.carriers.count() == len(application.carriers)
    keys = set(SimilarityKey.objects.filter(application=application).values_list("key", "is_text"))
    write_keys(application)
    assert set(SimilarityKey.objects.filter(application=application).values_list("key", "is_text")) == keys
    turned_away = [ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN]
    assert not SimilarityKey.objects.filter(application__status__in=turned_away).exists()
    grams = set(SearchGram.objects.filter(brand=application.brand).values_list("gram", flat=True))
    refresh_search(application.brand)
    assert set(SearchGram.objects.filter(brand=application.brand).values_list("gram", flat=True)) == grams


def test_two_countries_stand_beside_each_other(country):
    make_country(10, 5)
    assert Organization.objects.filter(parent=None).count() == 2
    assert Organization.objects.count() == 70


def test_fingerprints_may_be_put_together():
    parts = parts_of(4_711)
    assert text_keys_of(parts) == text_keys(compared_text(connotation_of(parts), goals_of(parts)))


def test_names_differ():
    assert len({name_of(number) for number in range(40_000)}) == 40_000
    assert max(len(name_of(number)) for number in range(40_000)) <= 8


def test_it_is_refused_in_production_and_with_bad_numbers(settings):
    with pytest.raises(CommandError, match="正整数"):
        call_command("demo_scale", applications=0, stdout=StringIO())
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="正式环境"):
        call_command("demo_scale", stdout=StringIO())

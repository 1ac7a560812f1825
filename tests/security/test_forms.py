"""A day at the edge of the calendar is refused with a word, wherever a day is typed."""

import importlib
import pkgutil

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

import assessments.forms
import branches.forms
import brands.forms
from branches.enums import Role
from branches.models import Term
from core.days import PlausibleDays
from tests.factories.branches import person, small_tree


def all_forms() -> list[type[forms.BaseForm]]:
    found: set[type[forms.BaseForm]] = set()
    for package in (branches.forms, brands.forms, assessments.forms):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            found |= {v for v in vars(module).values() if isinstance(v, type) and issubclass(v, forms.BaseForm)}
    return sorted(found, key=lambda form: form.__qualname__)


def test_every_form_with_a_day_bounds_it():
    dated = [form for form in all_forms() if any(isinstance(f, forms.DateField) for f in form.base_fields.values())]
    assert len(dated) >= 11
    assert [form.__qualname__ for form in dated if not issubclass(form, PlausibleDays)] == []


def test_no_form_is_drawn_a_million_times():
    """A forged count of rows costs no more than a page of them."""
    sets = set()
    for package in (branches.forms, brands.forms):
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            found = vars(importlib.import_module(info.name)).values()
            sets |= {
                v for v in found if isinstance(v, type) and issubclass(v, forms.BaseFormSet) and hasattr(v, "form")
            }
    assert len(sets) >= 5
    assert {found.__qualname__: found.absolute_max for found in sets if found.absolute_max > 120} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2101-01-01", "1899-12-31"])
def test_a_term_is_not_elected_at_the_end_of_time(client, day):
    tree = small_tree()
    user = person(Role.OFFICE, tree.top)
    client.post(reverse("accounts:login"), {"username": user.username, "password": "Blue-Lantern-27"})
    where = reverse("branches:term_create", args=[tree.branch.pk])
    rows = {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}
    answer = client.post(where, {"number": "1", "elected_on": day, "version": "", **rows})
    assert "请填写1900年至2100年之间的日期。" in answer.content.decode()
    assert day in answer.content.decode()
    assert not Term.objects.exists()
    answer = client.post(where, {"number": "1", "elected_on": f"{timezone.localdate()}", "version": "", **rows})
    assert answer.status_code == 302

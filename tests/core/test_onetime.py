"""A one-time key belongs to the form and the person that spent it first; sent again, a form finds all it has made."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from branches.enums import Role
from brands.models import Award
from brands.services.award import enter_awards
from core import onetime
from core.errors import BusinessError
from core.models import OneTimeKey
from tests.factories.branches import fresh, person, small_cast, small_tree

WORD = re.compile(r'purpose=f?"(\w+)|_spent\(key, actor, "(\w+)"\)|purpose: str = "(\w+)"')


@pytest.mark.django_db
class TestPurpose:
    def test_another_form_is_refused_and_finds_nothing(self):
        key = onetime.new_key()
        onetime.spend(key, actor=None, purpose="awards")
        onetime.remember(key, 7)
        for purpose in ("supervisions", "award", ""):
            with pytest.raises(BusinessError, match="这次没有保存"):
                onetime.spend(key, actor=None, purpose=purpose)
        assert onetime.spend(key, actor=None, purpose="awards") == "7"

    def test_another_person_is_refused(self):
        owner, stranger = (User.objects.create_user(name) for name in ("owner", "stranger"))
        key = onetime.new_key()
        onetime.spend(key, actor=owner, purpose="awards")
        onetime.remember(key, 7)
        for actor in (stranger, None):
            with pytest.raises(BusinessError, match="这次没有保存"):
                onetime.spend(key, actor=actor, purpose="awards")
        assert onetime.made_before(key, actor=owner, purpose="awards") == 7
        assert onetime.made_before(key, actor=stranger, purpose="awards") is None
        assert onetime.made_before(key, actor=owner, purpose="organization") is None

    def test_a_form_shown_again_keeps_its_key_until_something_is_made_with_it(self):
        key = onetime.new_key()
        assert onetime.form_key({"key": key}) == key
        onetime.spend(key, actor=None, purpose="awards")
        assert onetime.form_key({"key": key}) != key
        for bad in ({}, {"key": ""}, {"key": "x"}, {"key": "²"}):
            assert onetime.spend(onetime.form_key(bad), actor=None, purpose="awards") is None

    def test_as_many_as_were_made_are_found_again_in_their_order(self):
        users = [User.objects.create_user(f"user{n}") for n in range(60)][::-1]
        key = onetime.new_key()
        onetime.spend(key, actor=None, purpose="users")
        onetime.remember_all(key, users)
        # Longer than any column of a limited text would take.
        OneTimeKey.objects.filter(pk=key).update(result=",".join(str(user.pk) for user in users * 9))
        earlier = onetime.spend(key, actor=None, purpose="users")
        assert onetime.remembered_all(User, earlier) == users
        assert onetime.remembered_all(User, "") == []


@pytest.mark.django_db
class TestForm:
    def data(self, key: str) -> dict[str, str]:
        row = {"title": "先进集体", "awarded_by": "市总工会", "level": "3", "awarded_on": f"{timezone.localdate()}"}
        rows = {f"awards-0-{name}": value for name, value in row.items()}
        return {"awards-TOTAL_FORMS": "1", "awards-INITIAL_FORMS": "0", "key": key} | rows

    def test_the_key_of_another_form_loses_nothing_and_is_exchanged(self, client):
        tree = small_tree()
        cast = small_cast(tree)
        key = onetime.new_key()
        onetime.spend(key, actor=cast.clerk, purpose="supervisions")
        onetime.remember(key, "1,2,3")
        client.force_login(cast.clerk)
        refused = client.post(reverse("brands:award_create"), self.data(key))
        page = refused.content.decode()
        assert (refused.status_code, "这次没有保存" in page, "市总工会" in page) == (400, True, True)
        again = re.search(r'name="key" value="([^"]+)"', page)[1]
        assert again != key
        assert not Award.objects.exists()
        for _ in range(2):
            assert client.post(reverse("brands:award_create"), self.data(again)).status_code == 302
        assert Award.objects.get().awarded_by == "市总工会"

    def test_a_one_time_form_exchanges_its_key_too(self, client):
        tree = small_tree()
        office = fresh(person(Role.OFFICE, tree.top))
        key = onetime.new_key()
        onetime.spend(key, actor=office, purpose="awards")
        onetime.remember(key, 9)
        client.force_login(office)
        address = reverse("branches:organization_create", args=[tree.top.pk])
        typed = {"name": "第三党支部", "short_name": "三支部", "code": "NEW", "kind": "branch", "term_years": "3"}
        page = client.post(address, typed | {"key": key}).content.decode()
        assert ("这次没有保存" in page, "第三党支部" in page, key in page) == (True, True, False)
        again = re.search(r'name="key" value="([^"]+)"', page)[1]
        assert client.post(address, typed | {"key": again}).status_code == 302


@pytest.mark.django_db
def test_a_list_that_was_made_is_found_again():
    tree = small_tree()
    clerk = small_cast(tree).clerk
    day, key = timezone.localdate(), onetime.new_key()
    rows = [{"title": f"荣誉{n}", "awarded_by": "市", "level": 3, "awarded_on": day, "brand": None} for n in range(3)]
    first = enter_awards(tree.branch, actor=clerk, rows=rows, key=key)
    assert enter_awards(tree.branch, actor=clerk, rows=rows[:1], key=key) == first


def test_no_two_forms_share_a_word():
    """A word stands once in all services: two forms with one word would spend each other's keys."""
    found: list[str] = []
    for app in ("assessments", "boards", "brands"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            text = path.read_text()
            if "core.onetime" in text:
                found += ["".join(groups) for groups in WORD.findall(text)]
    assert len(found) > 25
    assert sorted(found) == sorted(set(found))

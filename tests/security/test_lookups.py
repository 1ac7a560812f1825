"""What a person may not read cannot be guessed at either, by what a search or a filter finds."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from branches.administration import ReadOnlyAdmin
from branches.enums import Role
from branches.models import ImportBatch, Member
from brands.models import Application
from core.enums import AuditKind
from core.models import AuditEntry, Holiday, Job
from tests.factories.branches import MemberFactory, person, small_tree
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return small_tree()


@pytest.fixture
def enter(client):
    """Logs somebody in as the log-in page does."""

    def log_in(user):
        client.post(reverse("accounts:login"), {"username": user.username, "password": "Blue-Lantern-27"})
        return client

    return log_in


@pytest.mark.parametrize(
    ("role", "model", "lookup"),
    [
        (Role.SECURITY_ADMIN, User, "password__startswith"),
        (Role.SECURITY_ADMIN, User, "phone__startswith"),
        (Role.SYSTEM_ADMIN, ImportBatch, "password_seed__startswith"),
        (Role.SYSTEM_ADMIN, Job, "label__contains"),
        (Role.SYSTEM_ADMIN, Job, "params__batch"),
        (Role.OFFICE, Application, "concept__startswith"),
        (Role.OFFICE, Application, "name__contains"),
        (Role.OFFICE, Application, "edits__isnull"),
        (Role.OFFICE, Application, "program__name__startswith"),
    ],
)
def test_the_administration_filters_by_what_it_offers_alone(role, model, lookup, tree, enter):
    client = enter(person(role, tree.top))
    where = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert client.get(where).status_code == 200
    assert client.get(where, {lookup: "1"}).status_code == 400


def test_every_filter_beside_a_list_still_works(tree, enter):
    """The links that the lists offer, asked for one by one."""
    people = [person(role, tree.top) for role in (Role.OFFICE, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR)]
    ApplicationFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)
    asked = 0
    for user in people:
        client = enter(user)
        for model, site in admin.site._registry.items():
            where = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            if not isinstance(site, ReadOnlyAdmin) or client.get(where).status_code != 200:
                continue
            request = RequestFactory().get(where)
            request.user = User.objects.get(pk=user.pk)
            found = site.get_changelist_instance(request)
            for spec in found.filter_specs:
                for choice in spec.choices(found):
                    answer = client.get(where + choice["query_string"])
                    assert answer.status_code == 200, (where, choice["query_string"])
                    asked += 1
        client.logout()
    assert asked > 60


@pytest.mark.parametrize(
    ("role", "where", "query"),
    [
        (Role.OFFICE, "admin:brands_application_changelist", {"program__id__in": "9" * 26}),
        (Role.OFFICE, "admin:brands_applicationversion_changelist", {"submitted_at__gte": "0001-01-01"}),
        (Role.AUDITOR, "admin:core_auditentry_changelist", {"at__lt": "9999-12-31 23:59:59-23:59"}),
    ],
)
def test_a_number_or_a_day_beyond_the_database_is_no_fault_of_the_server(role, where, query, tree, enter):
    assert enter(person(role, tree.top)).get(reverse(where), query).status_code in (200, 302, 400)


@pytest.mark.parametrize("query", [{"since": "0001-01-01"}, {"until": "9999-12-31"}, {"until": "0001-01-01"}])
def test_the_trail_is_asked_for_any_day(query, tree, enter):
    client = enter(person(Role.AUDITOR, tree.top))
    assert client.get(reverse("branches:audit_list"), query).status_code == 200
    assert client.post(reverse("branches:audit_export"), query).status_code == 302


def test_a_draft_in_progress_is_not_found_by_its_text(tree, enter):
    program = ProgramFactory(organizer=tree.top)
    ApplicationFactory(program=program, organization=tree.branch, version_number=1, concept="未公开的理念")
    client = enter(person(Role.OFFICE, tree.top))
    where = reverse("admin:brands_application_changelist")
    answers = [client.get(where, {"concept__startswith": text}).status_code for text in ("未", "别")]
    assert answers == [400, 400]


@pytest.mark.parametrize("key", ["abc", "1e3", "_5F", "9" * 30, "²"])
def test_a_history_of_nothing_is_not_there(key, tree, enter):
    client = enter(person(Role.OFFICE, tree.top))
    assert client.get(f"/admin/brands/application/{key}/history/").status_code == 404


@pytest.mark.parametrize("key", ["1", "abc", "9" * 30])
def test_no_object_is_reached_by_the_number_of_its_type(key, tree, enter):
    client = enter(person(Role.OFFICE, tree.top))
    answers = {client.get(f"/admin/r/{number}/{key}/").status_code for number in (1, 10, 20, 21, 22, "9" * 30)}
    assert answers == {404}


def test_settings_changed_in_the_administration_stand_in_the_trail(tree, enter):
    client = enter(person(Role.SYSTEM_ADMIN, tree.top))

    def lines():
        found = AuditEntry.objects.filter(kind=AuditKind.CHANGE, object_key__startswith="core.holiday:")
        return list(found.order_by("number").values_list("action", "details"))

    client.post(reverse("admin:core_holiday_add"), {"day": "2031-05-05", "name": "调休", "is_working": "on"})
    day = Holiday.objects.get(name="调休")
    assert [action for action, _ in lines()] == ["新增节假日安排"]
    sent = {"day": "2031-05-05", "name": "调休", "is_working": ""}
    client.post(reverse("admin:core_holiday_change", args=[day.pk]), sent)
    assert lines()[1] == ("修改节假日安排", {"fields": ["上班"]})
    client.post(reverse("admin:core_holiday_delete", args=[day.pk]), {"post": "yes"})
    assert [action for action, _ in lines()] == ["新增节假日安排", "修改节假日安排", "删除节假日安排"]
    assert not Holiday.objects.filter(name="调休").exists()


@pytest.mark.parametrize("text", ["欧阳若水", "若水", "水", "M-2026", "m-2026-0417"])
def test_a_masked_name_is_not_found_out_by_searching(text, tree, enter):
    """Elsewhere members are shown as 欧*** and by the end of their code: a search finds them by no more."""
    MemberFactory(organization=tree.branch, name="欧阳若水", code="M-2026-0417")
    client = enter(person(Role.REVIEWER, tree.committee))
    assert found(client, text) == []


def test_a_masked_name_is_found_by_what_is_shown(tree, enter):
    member = MemberFactory(organization=tree.branch, name="欧阳若水", code="M-2026-0417")
    client = enter(person(Role.REVIEWER, tree.committee))
    assert found(client, "欧") == [member]


def test_an_open_name_is_found_by_any_part(tree, enter):
    member = MemberFactory(organization=tree.branch, name="欧阳若水", code="M-2026-0417")
    client = enter(person(Role.SECRETARY, tree.branch))
    # The code is masked for the own branch as well.
    assert [found(client, text) for text in ("若水", "M-2026")] == [[member], []]
    client.logout()
    client = enter(person(Role.OFFICE, tree.top))
    assert [found(client, text) for text in ("若水", "M-2026")] == [[member], [member]]


def found(client, text) -> list[Member]:
    answer = client.get(reverse("branches:member_list"), {"q": text})
    assert answer.status_code == 200
    return answer.context["page"].rows


def test_a_look_up_beside_the_offered_ones_names_no_column():
    site = SimpleNamespace(list_filter=("status", ("round", object)))
    allowed = [ReadOnlyAdmin.offers(site, lookup) for lookup in ("status__exact", "round__id__exact", "round__isnull")]
    refused = [ReadOnlyAdmin.offers(site, lookup) for lookup in ("status__regex", "round__name__exact", "statuses")]
    assert (allowed, refused) == ([True] * 3, [False] * 3)

"""The administration site: reads by the same rights as the pages, acts through the same pages and services."""

import pytest
from django.contrib import admin
from django.urls import reverse

from branches.enums import Role
from brands.enums import ApplicationStatus
from brands.models import Application
from brands.services.application import advance
from core.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.branches import fresh, person
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db
LIST = "admin:brands_application_changelist"


@pytest.fixture
def at_office(tree, cast):
    """An application of the branch directly below the working committee, waiting for the office."""
    program = ProgramFactory(organizer=tree.top)
    application = ApplicationFactory(program=program, organization=tree.direct, name="档案知音")
    return advance(application, "submit", actor=person(Role.SECRETARY, tree.direct))


def act(client, action, *applications):
    data = {"action": action, "_selected_action": [a.pk for a in applications]}
    return client.post(reverse(LIST), data)


def test_step_leads_to_the_page_of_the_process(client, cast, at_office):
    client.force_login(cast.office)
    response = act(client, "step_screen", at_office)
    assert response["Location"] == reverse("brands:application_step", args=[at_office.pk, "screen"])
    assert Application.objects.get().is_screened is False


def test_step_that_is_not_open_is_told_and_taken_nowhere(client, cast, at_office):
    client.force_login(cast.office)
    response = client.post(reverse(LIST), {"action": "step_accept", "_selected_action": [at_office.pk]}, follow=True)
    assert "您不能“同意创建”" in response.content.decode()
    assert Application.objects.get().status == ApplicationStatus.IN_REVIEW


def test_many_are_passed_on_only_after_the_list_of_what_will_happen(client, cast, at_office):
    client.force_login(cast.office)
    response = act(client, "pass_on", at_office)
    assert "档案知音" in response.content.decode()
    assert "初审通过，送工委负责人。" in response.content.decode()
    assert Application.objects.get().is_screened is False


def test_forms_are_exported_by_a_job(client, cast, at_office):
    client.force_login(cast.office)
    response = act(client, "export_forms", at_office)
    job = Job.objects.get()
    assert (job.kind, job.params["application_ids"]) == ("application_forms_zip", [at_office.pk])
    assert response["Location"] == reverse("core:job", args=[job.pk])


def test_nothing_with_a_process_is_written_by_hand(client, cast, at_office):
    client.force_login(cast.office)
    change = reverse("admin:brands_application_change", args=[at_office.pk])
    assert client.post(change, {"status": "accepted", "is_screened": "on"}).status_code == 403
    assert client.post(reverse("admin:brands_application_add"), {"status": "accepted"}).status_code == 403
    assert (
        client.post(reverse("admin:brands_application_delete", args=[at_office.pk]), {"post": "yes"}).status_code == 403
    )
    assert act(client, "delete_selected", at_office).status_code in (200, 302)
    assert Application.objects.get().status == ApplicationStatus.IN_REVIEW


def test_what_a_branch_is_writing_stays_its_own(client, cast, tree, at_office):
    returned = advance(at_office, "return", actor=cast.office, comment="请补充载体")
    Application.objects.filter(pk=returned.pk).update(name="改了一半的名称", slogan="尚未提交的口号")
    client.force_login(cast.office)
    for url in (reverse(LIST), reverse("admin:brands_application_change", args=[returned.pk])):
        body = client.get(url).content.decode()
        assert "档案知音" in body
        assert "改了一半的名称" not in body
        assert "尚未提交的口号" not in body


def test_rows_of_others_are_not_there(client, cast, at_office):
    client.force_login(cast.foreign_office)
    assert "档案知音" not in client.get(reverse(LIST)).content.decode()
    change = reverse("admin:brands_application_change", args=[at_office.pk])
    assert client.get(change).status_code == 302
    assert client.get(reverse("admin:brands_application_history", args=[at_office.pk])).status_code == 404


def test_history_tells_the_steps(client, cast, at_office):
    client.force_login(cast.office)
    body = client.get(reverse("admin:brands_application_history", args=[at_office.pk])).content.decode()
    assert "提交" in body


@pytest.mark.parametrize(
    ("role", "apps"),
    [
        (Role.OFFICE, {"assessments", "branches", "brands"}),
        (Role.SYSTEM_ADMIN, {"branches", "brands", "core"}),
        (Role.SECURITY_ADMIN, {"accounts", "branches"}),
        (Role.AUDITOR, {"core"}),
    ],
)
def test_each_role_opens_its_own_part(client, tree, role, apps):
    client.force_login(person(role, tree.top))
    seen = {app["app_label"] for app in client.get(reverse("admin:index")).context["app_list"]}
    assert seen == apps


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CLERK, Role.REVIEWER, Role.DIRECTOR, Role.JUDGE, Role.MEMBER])
def test_others_do_not_open_it(client, tree, role):
    client.force_login(person(role, tree.top))
    assert client.get(reverse("admin:index")).status_code == 302
    client.force_login(fresh(UserFactory()))
    assert client.get(reverse(LIST)).status_code == 302


def test_every_list_opens_for_somebody(client, tree, at_office):
    opened = set()
    for role in (Role.OFFICE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR):
        client.force_login(person(role, tree.top))
        for model in admin.site._registry:
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            if client.get(url, {"q": "档案"}).status_code == 200:
                opened.add(model)
    apps = ("accounts", "assessments", "branches", "brands", "core")
    ours = {model for model in admin.site._registry if model._meta.app_label in apps}
    assert opened == ours

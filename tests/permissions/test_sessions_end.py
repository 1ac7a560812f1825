"""Rights end with the act that ends them: the next request of an open browser is refused."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from branches.models import RoleAssignment
from branches.services import account as roles
from tests.factories.branches import fresh


def takes_role(world, person: str) -> None:
    for assignment in RoleAssignment.objects.filter(user=world.people[person]):
        roles.end_role(assignment, actor=fresh(world.people["security"]))


def gives_role(world, person: str) -> None:
    roles.assign_role(
        world.people[person],
        organization=world.own.places["sibling"],
        role="member",
        actor=fresh(world.people["security"]),
    )


def disables(world, person: str) -> None:
    roles.disable(world.people[person], actor=fresh(world.people["security"]))


def resets(world, person: str) -> None:
    roles.reset_password(world.people[person], actor=fresh(world.people["security"]))


def changes(world, person: str) -> None:
    accounts.change_password(fresh(world.people[person]), password="Another-Lantern-28-green")


@pytest.mark.parametrize("act", [takes_role, gives_role, disables, resets, changes])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_next_request_is_refused(act, method, world):
    client, address = world.client("secretary"), reverse("brands:application_edit", args=[world.thing("draft").pk])
    assert client.get(address).status_code == 200
    act(world, "secretary")
    answer = getattr(client, method)(address)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.headers["Location"]
    # A second attempt with the same cookie is no better.
    assert getattr(world.client("secretary"), method)(address).status_code == 302


def test_a_role_that_runs_out_is_gone_the_next_day(world):
    """No act ends it, so the session lives; what it opened is closed."""
    address = reverse("brands:application_edit", args=[world.thing("draft").pk])
    client = world.client("secretary")
    assert client.get(address).status_code == 200
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    RoleAssignment.objects.filter(user=world.people["secretary"]).update(ends_on=yesterday)
    assert client.get(address).status_code == 404


def test_a_closed_organisation_opens_nothing(world):
    address = reverse("brands:application_detail", args=[world.thing("draft").pk])
    client = world.client("secretary")
    assert client.get(address).status_code == 200
    world.own.places["branch"].applications.filter(status__in=["draft", "in_review"]).delete()
    accepted = reverse("brands:application_detail", args=[world.thing("accepted").pk])
    assert client.get(accepted).status_code == 200
    type(world.own.places["branch"]).objects.filter(pk=world.own.places["branch"].pk).update(is_active=False)
    assert client.get(accepted).status_code in (302, 404)


def test_who_is_no_judge_any_more_reads_no_sheet(world):
    """Logged in anew: the sheets, the brand and its logo are gone with the role."""
    sheet = world.thing("scoring_sheet_judge")
    RoleAssignment.objects.filter(user=world.people["judge"]).update(ends_on="2021-01-01")
    client = world.client("judge")
    for address in (
        reverse("brands:sheet_detail", args=[sheet.pk]),
        reverse("brands:sheet_logo", args=[sheet.pk]),
        reverse("brands:brand_detail", args=[sheet.nomination.brand_id]),
        reverse("brands:round_detail", args=[sheet.nomination.round_id]),
    ):
        assert client.get(address).status_code == 404
    assert sheet.nomination.brand.name not in client.get(reverse("brands:sheet_list")).content.decode()


def test_a_logged_out_session_is_dead(world):
    client = world.client("secretary")
    key = (
        client.cookies["sessionid"].value
        if "sessionid" in client.cookies
        else next(iter(client.cookies.values())).value
    )
    client.post(reverse("accounts:logout"))
    again = world.client("nobody")
    again.cookies = type(again.cookies)()
    again.cookies[next(iter(world.client("secretary").cookies))] = key
    assert again.get(reverse("accounts:profile")).status_code == 302

"""Pages of the ledgers of a year: the committee's table and its steps, appeals, and what lists cost."""

import re

import pytest
from django.urls import reverse

from assessments.enums.ledger import LedgerStatus
from assessments.models import Appeal, Ledger, Settlement
from assessments.services import result
from core.models import Job
from tests.assessments.visiting import client_of, form_of, queries, url
from tests.factories import ledgers as made
from tests.factories.branches import fresh

pytestmark = pytest.mark.django_db


# The committee -----------------------------------------------------------------------------------------------------


def test_the_table_lists_every_unit_also_those_with_nothing(stage):
    made.confirmed(stage)
    page = client_of(stage.office).get(url("scheme_ledgers", stage.scheme.pk)).content.decode()
    places = [page.index(unit.name) for unit in (stage.tree.branch, stage.tree.sibling, stage.tree.direct)]
    assert places == sorted(places)
    narrowed = client_of(stage.office).get(url("scheme_ledgers", stage.scheme.pk) + "?status=open")
    assert stage.tree.branch.name not in narrowed.content.decode()
    assert client_of(stage.secretary).get(url("scheme_ledgers", stage.scheme.pk)).status_code == 403


def test_the_list_leads_only_the_committee_to_the_table(stage):
    made.confirmed(stage)
    table, scheme = url("scheme_ledgers", stage.scheme.pk), url("scheme_detail", stage.scheme.pk)
    for user, leads in ((stage.office, True), (stage.director, True), (stage.reviewer, False)):
        page = client_of(user).get(url("ledger_list")).content.decode()
        assert f'href="{scheme}"' in page
        assert (f'href="{table}"' in page) is leads


def test_the_order_by_score_puts_the_unranked_last(stage):
    made.settled(stage, ((40, 25), (55, 38), (50, 35)))
    late = made.more_branches(stage, 1)[0]
    page = client_of(stage.director).get(url("scheme_ledgers", stage.scheme.pk) + "?order=score").content.decode()
    order = (stage.tree.sibling, stage.tree.direct, stage.tree.branch, late)
    places = [page.index(f">{unit.name}<") for unit in order]
    assert places == sorted(places)


def test_bulk_confirmation_says_what_will_happen_first(stage):
    good, bad = made.checked(stage), made.self_scored(stage, stage.tree.sibling)
    client, address = client_of(stage.director), url("scheme_ledgers", stage.scheme.pk)
    chosen = {"action": "confirm", "selected": [f"{ledger.pk}-{ledger.edit_version}" for ledger in (good, bad)]}
    page = client.post(address, chosen)
    assert "共2本，其中待审定1本" in page.content.decode()
    assert stage.ledger().status == LedgerStatus.CHECKED
    page = client.post(address, form_of(page), follow=True).content.decode()
    assert "已审定1本台账" in page
    assert "当前状态为“待上级审核”" in page
    assert client_of(stage.office).post(address, chosen).status_code == 403


def test_only_what_waits_for_the_director_can_be_ticked(stage):
    client, address = client_of(stage.director), url("scheme_ledgers", stage.scheme.pk)
    made.confirmed(stage)
    assert 'name="selected"' not in client.get(address).content.decode()
    waiting = made.checked(stage, stage.tree.sibling)
    page = client.get(address).content.decode()
    assert re.findall(r'name="selected" value="(\d+)-', page) == [str(waiting.pk)]


@pytest.mark.parametrize(("shares", "told"), [((80, 20), True), ((100, 0), False)])
def test_a_share_that_nobody_was_asked_for_is_told_before_settling(shares, told):
    stage = made.office(organization_share=shares[0], mass_share=shares[1])
    client = client_of(stage.office)
    made.all_confirmed(stage)
    for name in ("scheme_ledgers", "scheme_ledgers_settle"):
        page = client.get(url(name, stage.scheme.pk)).content.decode()
        assert ("没有计入本考核的群众评价，总分暂按组织考核得分计" in page) is told


def test_a_share_that_nobody_was_asked_for_is_told_until_the_results_are_out():
    stage = made.office(organization_share=80, mass_share=20)
    client, told = client_of(stage.office), "没有计入本考核的群众评价"
    made.settled(stage)
    publication = result.draft_publication(stage.scheme, values=made.publication_values(), actor=fresh(stage.office))
    address = url("publication_detail", publication.pk)
    assert told in client.get(address).content.decode()
    publication = result.advance_publication(publication, "check", actor=fresh(stage.office), comment="无涉密内容。")
    assert told in client.get(address).content.decode()
    result.advance_publication(publication, "approve", actor=fresh(stage.director))
    assert told not in client.get(address).content.decode()


def test_settling_runs_as_a_job(stage):
    made.all_confirmed(stage)
    address = url("scheme_ledgers_settle", stage.scheme.pk)
    answer = client_of(stage.office).post(address, {})
    job = Job.objects.get(kind="assessments.settle")
    assert answer.url == reverse("core:job", args=[job.pk])
    assert Settlement.objects.filter(settled_at__isnull=False).count() == 0


def test_an_appeal_goes_through_its_pages(stage):
    made.published(stage)
    secretary, director = client_of(stage.secretary), client_of(stage.director)
    address = url("appeal_create", stage.ledger().pk)
    assert address in secretary.get(url("ledger_detail", stage.ledger().pk)).content.decode()
    data = form_of(secretary.get(address)) | {"text": "荣誉未计入", "indicator": stage.indicators["获得荣誉"].pk}
    found = {secretary.post(address, data).url for _ in range(2)}
    appeal = Appeal.objects.get()
    assert found == {url("appeal_detail", appeal.pk)}
    assert address not in secretary.get(url("ledger_detail", stage.ledger().pk)).content.decode()
    uphold = url("appeal_step", appeal.pk, "uphold")
    line = stage.indicators["获得荣誉"].pk
    form = form_of(director.get(uphold))
    assert director.post(uphold, form | {"comment": "核实", "answer": "成立"}).status_code == 400
    sent = form | {"comment": "核实", "answer": "补计2分", f"points_{line}": "2"}
    assert director.post(uphold, sent).status_code == 302
    assert stage.ledger().entries.get(indicator=line).confirmed_points == 2
    assert "补计2分" in secretary.get(url("appeal_detail", appeal.pk)).content.decode()


def test_equals_at_a_cut_are_chosen_on_a_page():
    stage = made.office(cut_rule="decide")
    made.settled(stage, ((55, 38), (55, 38), (40, 25)))
    client, address = client_of(stage.director), url("scheme_ledgers_ties", stage.scheme.pk)
    cut = Settlement.objects.get().summary["open_cuts"][0]
    page = client.get(address)
    assert page.status_code == 200 and stage.tree.sibling.name in page.content.decode()
    sent = {f"cut_{cut['grade']}": [stage.tree.sibling.pk], "reason": ""}
    assert client.post(address, sent).status_code == 400
    answer = client.post(address, sent | {"reason": "攻坚任务承担较多"})
    assert answer.status_code == 302, answer.content.decode()
    assert Settlement.objects.get().choices == {str(cut["grade"]): [stage.tree.sibling.pk]}


def test_an_interrupted_publication_is_resumed(stage):
    publication = made.published(stage)
    Ledger.objects.filter(pk=stage.ledger().pk).update(status=LedgerStatus.CONFIRMED)
    client, address = client_of(stage.director), url("publication_resume", publication.pk)
    before = Job.objects.count()
    assert client.post(address).url == url("publication_detail", publication.pk)
    assert Job.objects.count() == before + 1


# Costs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["open", "checked", "published"])
def test_a_ledger_costs_the_same_whatever_it_holds(stage, state):
    reach = {"open": lambda: stage.ledger(), "checked": lambda: made.checked(stage), "published": lambda: _out(stage)}
    ledger = reach[state]()
    number = {"open": 9, "checked": 10, "published": 13}[state]
    assert queries(client_of(stage.secretary), url("ledger_detail", ledger.pk)) == number


def _out(stage: made.Office) -> Ledger:
    made.published(stage)
    return stage.ledger()


def test_lists_cost_the_same_for_one_and_for_many(stage):
    made.settled(stage)
    office, reviewer = client_of(stage.office), client_of(stage.reviewer)
    table, own = url("scheme_ledgers", stage.scheme.pk), url("ledger_list")
    before = [queries(office, table), queries(office, f"{table}?order=score"), queries(reviewer, own)]
    made.more_branches(stage, 5)
    after = [queries(office, table), queries(office, f"{table}?order=score"), queries(reviewer, own)]
    assert before == after
    assert max(after) <= 12

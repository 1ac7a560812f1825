"""Pages of the audit trail: who reads what of it, how it is filtered, exported and verified."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from branches import menu
from branches.enums import Role
from branches.selectors import audit_visible_to
from core import audit, jobs, onetime
from core.enums import AuditKind
from core.models import AuditEntry, AuditHead, Job
from tests.branches.pages import CANARY, log_in, url
from tests.factories.branches import RoleAssignmentFactory, fresh, person


@pytest.fixture
def auditor(tree):
    user = person(Role.AUDITOR, tree.top)
    RoleAssignmentFactory(user=user, organization=tree.foreign_top, role=Role.AUDITOR)
    return user


def test_the_trail_is_for_auditors(client, tree):
    for role in set(Role) - {Role.AUDITOR}:
        log_in(client, person(role, tree.top))
        assert client.get(url("audit_list")).status_code == 403
        assert client.post(url("audit_export")).status_code == 403
        assert client.post(url("audit_verify")).status_code == 403
    assert not Job.objects.exists()


def test_an_auditor_of_a_part_reads_the_acts_of_its_people(tree):
    mine, far = person(Role.CLERK, tree.branch), person(Role.CLERK, tree.foreign)
    for actor in (mine, far, None):
        audit.record(AuditKind.CHANGE, "某事", actor=actor)
    local, top = person(Role.AUDITOR, tree.general), person(Role.AUDITOR, tree.top)
    assert [e.actor for e in audit_visible_to(local)] == [mine]
    assert [e.actor for e in audit_visible_to(top)] == [mine]
    RoleAssignmentFactory(user=top, organization=tree.foreign_top, role=Role.AUDITOR)
    assert len(audit_visible_to(fresh(top))) == 3
    assert not audit_visible_to(mine).exists()


def test_filters_of_the_trail(client, tree, auditor):
    actor = person(Role.CLERK, tree.branch, name="林某", username="lin")
    audit.record(AuditKind.CHANGE, "修改党组织", actor=actor, subject=tree.branch)
    audit.record(AuditKind.EXPORT, "下载文件", details={"n": 1})
    log_in(client, auditor)
    today = timezone.localdate()
    expected = {
        "": 2,
        "?kind=change": 1,
        "?person=林": 1,
        "?person=lin": 1,
        "?person=无": 0,
        "?subject=第一党支部": 1,
        f"?subject=branches.organization:{tree.branch.pk}": 1,
        f"?since={today}": 2,
        f"?until={today - timedelta(days=1)}": 0,
        f"?since={today}&until={today}": 2,
        # What cannot be read shows nothing, not everything.
        "?kind=x": 0,
        "?since=x": 0,
        f"?since={today}&until=2020-01-01": 0,
    }
    for query, count in expected.items():
        response = client.get(url("audit_list") + query)
        assert (response.status_code, len(response.context["page"].rows)) == (200, count), query


def test_the_trail_pages_by_key_and_asks_no_more_with_more_lines(
    client, tree, auditor, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(menu, "_counters", [])
    for number in range(60):
        audit.record(AuditKind.CHANGE, f"第{number}件")
    log_in(client, auditor)
    with django_assert_num_queries(7):
        first = client.get(url("audit_list")).context["page"]
    assert (len(first.rows), first.rows[0].number) == (50, 60)
    with django_assert_num_queries(7):
        assert len(client.get(url("audit_list") + "?page=2").context["page"].rows) == 10
    assert client.get(url("audit_list") + "?after=%ff").status_code == 400


def test_the_trail_is_exported_as_its_reader_sees_it(client, tree, auditor):
    audit.record(AuditKind.CHANGE, "=1+1", actor=person(Role.CLERK, tree.branch), subject=tree.branch)
    audit.record(AuditKind.CHANGE, CANARY)
    log_in(client, auditor)
    response = client.post(url("audit_export"), {"subject": "=1+1", "kind": ""})
    job = Job.objects.get()
    assert response.url == reverse("core:job", args=[job.pk])
    jobs.run_job(job.pk)
    job.refresh_from_db()
    page = load_workbook(job.result.open("rb")).active
    assert [row[4].value for row in page.iter_rows(min_row=2)] == ["=1+1"]
    assert page["E2"].data_type == "s"
    assert AuditEntry.objects.filter(action="导出审计记录", actor=auditor).count() == 1
    assert client.post(url("audit_export"), {"since": "x"}).url == url("audit_list")


@pytest.mark.parametrize("altered", [False, True])
def test_the_chain_is_verified_by_a_button(client, tree, auditor, altered):
    for number in range(3):
        audit.record(AuditKind.CHANGE, f"第{number}件")
    client.force_login(auditor)
    client.post(url("audit_verify"))
    job = Job.objects.get()
    if altered:
        AuditHead.objects.update(digest="0" * 64)
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert ("没有缺失或改动" in job.message) != altered
    assert ("第 4 条起" in job.message) == altered


def test_what_the_trail_says_of_a_role(client, tree, keeper, auditor):
    user = person(Role.CLERK, tree.branch, name="林某")
    data = {"organization": tree.general.code, "role": "reviewer", "starts_on": "2026-01-01", "key": onetime.new_key()}
    log_in(client, keeper).post(url("role_assign", user.pk), data)
    row = log_in(client, auditor).get(url("audit_list") + "?kind=account").context["page"].rows[0]
    assert (row.action, row.object_label, row.details["role"], row.details["starts_on"]) == (
        "授予角色",
        "林某",
        "reviewer",
        str(date(2026, 1, 1)),
    )

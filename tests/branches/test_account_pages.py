"""Pages of accounts, imports and the audit trail."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from branches import menu
from branches.enums import ImportStage, Role
from branches.models import ImportBatch, Organization, RoleAssignment
from branches.selectors import audit_visible_to
from core import audit, jobs, onetime
from core.enums import AuditKind
from core.models import AuditEntry, AuditHead, Job
from tests.branches.workbooks import account, checked, imported, member, organization, workbook
from tests.factories.accounts import UserFactory
from tests.factories.branches import MemberFactory, RoleAssignmentFactory, fresh, person, small_tree

CANARY = "不可外传之名"


@pytest.fixture
def tree(db):
    return small_tree()


@pytest.fixture
def keeper(tree):
    return person(Role.SECURITY_ADMIN, tree.top)


@pytest.fixture
def local(tree):
    return person(Role.SECURITY_ADMIN, tree.general)


def url(name, *args):
    return reverse(f"branches:{name}", args=args)


def text(response):
    return response.content.decode()


def log_in(client, user):
    client.force_login(user)
    return client


ACCOUNT_PAGES = [
    "account_detail",
    "account_disable",
    "account_enable",
    "account_unlock",
    "account_reset",
    "role_assign",
]


@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_accounts_elsewhere_are_not_there(client, tree, local, name):
    foreign = person(Role.CLERK, tree.direct, name=CANARY)
    log_in(client, local)
    for method in (client.get,) if name == "account_detail" else (client.get, client.post):
        response = method(url(name, foreign.pk))
        assert (response.status_code, CANARY in text(response)) == (404, False)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_only_security_administrators_open_the_pages_of_accounts(client, tree, role):
    other = person(Role.CLERK, tree.branch, name=CANARY)
    log_in(client, person(role, tree.top))
    row = other.role_assignments.get()
    addresses = [url("account_list"), url("account_create"), url("role_end", row.pk)]
    addresses += [url(name, other.pk) for name in ACCOUNT_PAGES]
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, CANARY in text(response)) == (403, False)
        assert client.post(address).status_code in (403, 405)
    other.refresh_from_db()
    assert (other.is_active, other.session_generation) == (True, 0)


def test_the_list_shows_the_roles_of_ones_own_part(client, tree, local):
    user = person(Role.SECRETARY, tree.branch, name="林某")
    elsewhere = RoleAssignmentFactory(user=user, organization=tree.top, role=Role.DIRECTOR)
    log_in(client, local)
    for address in (url("account_list"), url("account_detail", user.pk)):
        body = text(client.get(address))
        assert ("林某" in body, tree.branch.short_name in body, tree.top.short_name in body) == (True, True, False)
    # Neither does a filter tell what is held elsewhere.
    assert user not in client.get(url("account_list") + "?role=director").context["page"].rows
    assert user not in client.get(url("account_list") + f"?organization={tree.top.code}").context["page"].rows
    assert client.get(url("role_end", elsewhere.pk)).status_code == 404
    assert client.get(url("account_list") + "?role=secretary").context["page"].rows == [user]


def opening(tree, **changes):
    return {
        "username": "lin",
        "name": "林某",
        "organization": tree.branch.code,
        "role": "clerk",
        "starts_on": "2026-01-01",
        "key": onetime.new_key(),
    } | changes


def test_the_password_of_a_new_account_is_shown_once(client, tree, keeper):
    held = MemberFactory(organization=tree.branch, code="M1", name="林某")
    log_in(client, keeper)
    data = opening(tree, member="M1")
    response = client.post(url("account_create"), data)
    user = User.objects.get(username="lin")
    assert user.check_password(response.context["password"])
    assert response["Cache-Control"] == "private, no-store"
    held.refresh_from_db()
    assert held.user == user
    again = client.post(url("account_create"), data, follow=True)
    assert response.context["password"] not in text(again)
    assert "只显示一次" in text(again)
    assert User.objects.filter(username="lin").count() == 1
    assert response.context["password"] not in text(client.get(url("account_detail", user.pk)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": "x" * 100_000}, "username"),
        ({"organization": "nowhere"}, "organization"),
        ({"role": "emperor"}, "role"),
        ({"starts_on": "x"}, "starts_on"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"member": "nobody"}, "member"),
        ({"username": "taken"}, "__all__"),
    ],
)
def test_faults_of_a_new_account_are_told(client, tree, keeper, changes, field):
    UserFactory(username="taken")
    response = log_in(client, keeper).post(url("account_create"), opening(tree, **changes))
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.filter(name="林某").exists()


def test_no_account_is_opened_beyond_ones_part(client, tree, local):
    response = log_in(client, local).post(url("account_create"), opening(tree, organization=tree.direct.code))
    assert "organization" in response.context["form"].errors


def test_resetting_shows_a_password_once_and_ends_sessions(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    theirs = log_in(Client(), user)
    log_in(client, keeper)
    data = client.get(url("account_reset", user.pk)).context["hidden"]
    response = client.post(url("account_reset", user.pk), data)
    assert fresh(user).check_password(response.context["password"])
    assert client.post(url("account_reset", user.pk), data).status_code == 302
    assert fresh(user).check_password(response.context["password"])
    assert theirs.get(reverse("accounts:profile")).url.startswith(reverse("accounts:login"))


def test_disabling_ends_sessions_at_once_and_enabling_lets_in_again(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    theirs = log_in(Client(), user)
    assert theirs.get(reverse("accounts:profile")).status_code == 200
    log_in(client, keeper).post(url("account_disable", user.pk))
    assert theirs.get(reverse("accounts:profile")).status_code == 302
    client.post(url("account_enable", user.pk))
    assert fresh(user).is_active
    assert log_in(Client(), fresh(user)).get(reverse("accounts:profile")).status_code == 200


def test_roles_are_given_and_ended_on_the_page(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    theirs = log_in(Client(), user)
    log_in(client, keeper)
    assert tree.branch.code in client.get(url("role_assign", user.pk)).context["form"]["organization"].value()
    data = {"organization": tree.general.code, "role": "reviewer", "starts_on": "2026-01-01", "key": onetime.new_key()}
    for _ in range(2):
        assert client.post(url("role_assign", user.pk), data).url == url("account_detail", user.pk)
    assert theirs.get(reverse("accounts:profile")).status_code == 302
    row = RoleAssignment.objects.get(user=user, role="reviewer")
    bad = client.post(url("role_end", row.pk), {"last_day": "2020-01-01"})
    assert "last_day" in bad.context["form"].errors
    assert client.post(url("role_end", row.pk), {"last_day": ""}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == timezone.localdate() - timedelta(days=1)


def test_separation_is_told_on_the_page(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    data = {"organization": tree.top.code, "role": "auditor", "starts_on": "2026-01-01", "key": onetime.new_key()}
    response = log_in(client, keeper).post(url("role_assign", user.pk), data)
    assert "须由不同的人担任" in text(response)
    assert RoleAssignment.objects.filter(user=user).count() == 1


def test_oneself_is_left_to_others(client, tree, keeper):
    log_in(client, keeper)
    body = text(client.get(url("account_detail", keeper.pk)))
    assert ("这是您自己的账号" in body, "重置密码</a>" in body) == (True, False)
    client.post(url("account_disable", keeper.pk))
    data = {"organization": tree.top.code, "role": "auditor", "starts_on": "2026-01-01", "key": onetime.new_key()}
    assert "不能给自己授权" in text(client.post(url("role_assign", keeper.pk), data))
    client.post(url("role_end", keeper.role_assignments.get().pk), {"last_day": ""})
    assert fresh(keeper).is_active
    assert RoleAssignment.objects.in_force().filter(user=keeper).count() == 1


def test_the_queries_of_account_pages_do_not_grow(client, tree, keeper, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(menu, "_counters", [])
    log_in(client, keeper)
    client.get(url("account_list"))
    user = UserFactory()
    for number in (1, 3):
        for _ in range(number):
            RoleAssignmentFactory(user=user)
            RoleAssignmentFactory(user=user, organization=RoleAssignmentFactory(organization=tree.branch).organization,
                                  role=list(Role)[RoleAssignment.objects.filter(user=user).count()])  # fmt: skip
        for address, count in {url("account_list"): 6, url("account_detail", user.pk): 6}.items():
            with django_assert_num_queries(count):
                assert client.get(address).status_code == 200


# Imports


IMPORT_PAGES = ["import_detail", "import_progress", "import_confirm"]
IMPORT_ACTS = ["import_confirm", "import_recheck", "import_discard", "import_passwords"]


def test_others_imports_are_not_there(client, tree):
    mine, other = person(Role.SYSTEM_ADMIN, tree.top), person(Role.SYSTEM_ADMIN, tree.top)
    batch = checked(workbook([organization("A", tree.top.code, name=CANARY)], name=f"{CANARY}.xlsx"), mine)
    log_in(client, other)
    for name in IMPORT_PAGES:
        assert client.get(url(name, batch.pk)).status_code == 404
    for name in IMPORT_ACTS:
        assert client.post(url(name, batch.pk)).status_code == 404
    assert CANARY not in text(client.get(url("import_list")))
    assert CANARY in text(log_in(client, mine).get(url("import_list")))


@pytest.mark.parametrize("role", [Role.CLERK, Role.SECRETARY, Role.REVIEWER, Role.DIRECTOR, Role.AUDITOR, Role.MEMBER])
def test_imports_are_for_who_brings_something_in(client, tree, role):
    log_in(client, person(role, tree.top))
    assert [client.get(url(name)).status_code for name in ("import_list", "import_template")] == [403, 403]
    assert client.post(url("import_list"), {"file": workbook([])}).status_code == 403


def test_an_import_from_upload_to_end(client, tree):
    system = log_in(client, person(Role.SYSTEM_ADMIN, tree.top))
    sheets = ([organization("A", tree.top.code), organization("B", "A")], [member("M1", "B")], [account("lin", "A")])
    address = system.post(url("import_list"), {"file": workbook(*sheets, name="名单.xlsx")}).url
    batch = ImportBatch.objects.get()
    assert (address, batch.stage) == (url("import_detail", batch.pk), ImportStage.CHECKING)
    assert 'hx-trigger="every 2s"' in text(client.get(url("import_progress", batch.pk)))
    jobs.run_job(batch.job_id)
    assert client.get(url("import_progress", batch.pk))["HX-Refresh"] == "true"
    body = text(client.get(address))
    assert ("待确认" in body, "中共B支部委员会" in body) == (True, True)
    assert "党员M1" in text(client.get(address + "?sheet=members"))
    assert "由安全管理员导入" in text(client.get(address + "?sheet=accounts&action=left_out"))
    assert client.get(address + "?sheet=x&action=y&page=1").status_code == 200
    assert "党组织：新增 2 行。" in text(client.get(url("import_confirm", batch.pk)))
    for _ in range(2):
        assert client.post(url("import_confirm", batch.pk)).url == address
    jobs.run_job(ImportBatch.objects.get().job_id)
    assert "全部导入" in text(client.get(address))
    assert Organization.objects.filter(code__in="AB").count() == 2
    assert not User.objects.filter(username="lin").exists()


def test_the_preview_begins_with_the_faults(client, tree):
    system = person(Role.SYSTEM_ADMIN, tree.top)
    batch = checked(workbook([organization("A", tree.top.code)], [member("M1", "A"), member("M2", "nowhere")]), system)
    response = log_in(client, system).get(url("import_detail", batch.pk))
    assert [row.number for row in response.context["page"].rows] == [3]
    assert "所在组织代码：组织代码“nowhere”不存在" in text(response)
    assert client.post(url("import_confirm", batch.pk), HTTP_REFERER="http://testserver/").status_code == 302
    assert not ImportBatch.objects.get().confirmed_at
    client.post(url("import_discard", batch.pk))
    assert not ImportBatch.objects.exists()


def test_temporary_passwords_are_downloaded_once(client, tree, keeper):
    batch = imported(workbook(accounts=[account("lin", tree.branch.code)]), keeper)
    log_in(client, keeper)
    response = client.post(url("import_passwords", batch.pk))
    rows = [[c.value for c in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]
    assert rows[1][:3] == ["lin", "用户lin", tree.branch.short_name]
    assert User.objects.get(username="lin").check_password(rows[1][3])
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    again = client.post(url("import_passwords", batch.pk), follow=True)
    assert "已经下载过" in text(again)
    assert client.get(url("import_passwords", batch.pk)).status_code == 405


def test_a_template_is_a_workbook(client, tree, keeper):
    response = log_in(client, keeper).get(url("import_template"))
    assert load_workbook(io.BytesIO(response.content)).sheetnames[0] == "填写说明"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (None, "请选择要导入的表格文件"),
        (SimpleUploadedFile("a.xlsx", b""), "文件是空的"),
        (SimpleUploadedFile("a.xlsx", b"MZ\x90\x00"), "只能上传"),
        (SimpleUploadedFile("../../a.xlsx", b"%PDF-1.4 /JavaScript %%EOF"), "脚本"),
    ],
)
def test_what_is_no_workbook_is_told_on_the_form(client, tree, keeper, file, told):
    response = log_in(client, keeper).post(url("import_list"), {"file": file} if file else {})
    assert (response.status_code, told in text(response)) == (200, True)
    assert not ImportBatch.objects.exists()


def test_the_queries_of_import_pages_do_not_grow(client, tree, keeper, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(menu, "_counters", [])
    log_in(client, keeper)
    client.get(url("import_list"))
    for number in (1, 3):
        batch = checked(workbook(accounts=[account(f"u{n}", tree.branch.code) for n in range(number)]), keeper)
        ImportBatch.objects.update(updated_at=timezone.now())
        for address, count in {url("import_list"): 5, url("import_detail", batch.pk): 6}.items():
            with django_assert_num_queries(count):
                assert client.get(address).status_code == 200
        checked(workbook(accounts=[account("v", tree.branch.code)]), keeper)


# The audit trail


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


@pytest.fixture
def auditor(tree):
    user = person(Role.AUDITOR, tree.top)
    RoleAssignmentFactory(user=user, organization=tree.foreign_top, role=Role.AUDITOR)
    return user


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

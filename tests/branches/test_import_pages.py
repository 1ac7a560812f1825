"""Pages of imports: from the upload over the preview to the passwords."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from branches import menu
from branches.enums import ImportStage, Role
from branches.models import ImportBatch, Organization
from core import jobs
from tests.branches.pages import CANARY, log_in, text, url
from tests.branches.workbooks import account, checked, imported, member, organization, workbook
from tests.factories.branches import person

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

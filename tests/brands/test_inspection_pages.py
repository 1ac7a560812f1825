"""Pages of inspections and findings: what is typed stays, what others found stays hidden, queries do not grow."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from branches.models import Organization
from brands.models import Activity, ActivityKind, Finding, Inspection, InspectionTarget
from brands.services.inspection import target_token
from core.onetime import new_key
from tests.factories.branches import OrganizationFactory, RegionFactory
from tests.factories.brands import BrandFactory
from tests.factories.inspection import FindingFactory, InspectionFactory, Scene, TargetFactory, scene

pytestmark = pytest.mark.django_db


def at(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"brands:{name}", args=args)


def rows_form(*rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    data = {"findings-TOTAL_FORMS": len(rows), "findings-INITIAL_FORMS": initial}
    return data | {f"findings-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def due(days: int = 20) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_from_plan_to_told_by_pages():
    s = scene(findings=False)
    region = RegionFactory()
    Organization.objects.filter(pk=s.tree.branch.pk).update(region=region)
    client, today = at(s.cast.committee_reviewer), timezone.localdate().isoformat()
    form = {"title": "秋季督查", "region": region.pk, "starts_on": today, "ends_on": due(), "key": new_key()}
    made = client.post(url("inspection_create"), form)
    inspection = Inspection.objects.get(title="秋季督查")
    assert made.url == url("inspection_targets", inspection.pk)
    assert [t.organization for t in inspection.targets.all()] == [s.tree.branch]
    client.post(made.url, {"action": "add", "selected": [s.tree.sibling.pk]})
    assert inspection.targets.count() == 2
    spare = inspection.targets.get(organization=s.tree.sibling)
    client.post(url("inspection_target_remove", spare.pk))
    target = inspection.targets.get()
    record = rows_form({"problem": "承诺未上墙", "measure": "一周内上墙", "due_on": due()})
    record |= {"visited_on": today, "impression": "整洁", "seen": target_token(target)}
    assert client.post(url("inspection_target", target.pk), record).status_code == 302
    step = url("inspection_step", inspection.pk, "carry_out")
    told = client.post(step, {"conclusion": "总体较好", "comment": "", "seen": "planned"})
    assert told.url == url("inspection_detail", inspection.pk)
    finding = Finding.objects.get(target=target)
    assert (finding.status, Inspection.objects.get(pk=inspection.pk).conclusion) == ("open", "总体较好")
    client = at(s.cast.secretary)
    assert "承诺未上墙" in client.get(url("finding_list")).content.decode()
    client.post(url("finding_step", finding.pk, "answer"), {"answer": "已上墙", "seen": "open"})
    page = at(s.cast.committee_reviewer).get(url("finding_detail", finding.pk)).content.decode()
    assert "已上墙" in page
    assert "退回重新整改" in page


# What is typed stays -----------------------------------------------------------------------------------------------


def test_a_bad_plan_keeps_what_was_typed():
    s = scene(findings=False)
    client = at(s.cast.committee_reviewer)
    form = {"title": "秋季督查", "starts_on": due(5), "ends_on": due(1), "focus": "看台账", "leader": "王某"}
    page = client.post(url("inspection_create"), form | {"key": new_key()})
    text = page.content.decode()
    assert page.status_code == 400
    for kept in ("秋季督查", "看台账", "王某", due(5), due(1), "结束日期应不早于开始日期"):
        assert kept in text
    assert client.post(url("inspection_create"), form | {"ends_on": due(9), "key": "x"}).status_code == 400
    assert Inspection.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visited_on": "2999-01-01"}, "请填写1900年至2100年之间的日期"),
        ({"visited_on": ""}, "请填写督查日期"),
        ({"findings-0-measure": ""}, "必填"),
        ({"findings-0-due_on": "昨天"}, "日期"),
        ({"findings-0-due_on": "2001-01-01"}, "不能早于督查日期"),
        ({"findings-0-pk": "abc"}, ""),
        ({"findings-TOTAL_FORMS": "x"}, ""),
        ({"seen": "forged"}, "已由其他同志修改"),
    ],
)
def test_a_bad_record_keeps_what_was_typed(changes, words):
    s = scene(told=False, findings=False)
    target = s.targets["branch"]
    data = rows_form({"problem": "承诺未上墙", "measure": "一周内上墙", "due_on": due()})
    data |= {"visited_on": timezone.localdate().isoformat(), "impression": "整洁", "seen": target_token(target)}
    page = at(s.cast.committee_reviewer).post(url("inspection_target", target.pk), data | changes)
    text = page.content.decode()
    assert page.status_code == 400
    assert words in text
    assert "整洁" in text
    assert "承诺未上墙" in text or "findings-TOTAL_FORMS" in changes
    assert Finding.objects.count() == 0


def test_a_row_more_without_a_script_loses_nothing():
    s = scene(told=False, findings=False)
    data = rows_form({"problem": "写了一半", "measure": "", "due_on": ""}) | {
        "impression": "整洁",
        "add_row": "findings",
    }
    page = at(s.cast.committee_reviewer).post(url("inspection_target", s.targets["branch"].pk), data)
    text = page.content.decode()
    assert page.status_code == 200
    assert "写了一半" in text
    assert "整洁" in text
    assert 'name="findings-1-problem"' in text
    assert Finding.objects.count() == 0


def test_a_deleted_row_goes_and_a_kept_one_stays():
    s = scene(told=False)
    target, kept = s.targets["branch"], s.findings["branch"]
    gone = FindingFactory(target=target)
    row = {"measure": "改", "due_on": due()}
    data = rows_form(
        row | {"pk": kept.pk, "problem": "改写的问题"}, row | {"pk": gone.pk, "problem": "误记", "DELETE": "on"}
    )
    data |= {"visited_on": timezone.localdate().isoformat(), "impression": "", "seen": target_token(target)}
    assert at(s.cast.committee_reviewer).post(url("inspection_target", target.pk), data).status_code == 302
    assert [(f.pk, f.problem) for f in target.findings.all()] == [(kept.pk, "改写的问题")]


def test_a_bad_answer_keeps_what_was_typed():
    s = scene()
    finding = s.findings["branch"]
    client = at(s.cast.secretary)
    address = url("finding_step", finding.pk, "answer")
    page = client.post(address, {"answer": "长" * 1001, "seen": "open"})
    assert page.status_code == 400
    assert "长" * 100 in page.content.decode()
    stale = client.post(address, {"answer": "已改正", "seen": "answered"})
    assert stale.status_code == 400
    assert "已改正" in stale.content.decode()
    forged = client.post(address, {"answer": "已改正", "activities": ["99999", "x"], "seen": "open"})
    assert forged.status_code in (302, 400)


@pytest.mark.parametrize("until", ["", "x", "2001-01-01", "9999-12-31"])
def test_a_bad_extension_keeps_its_reason(until):
    s = scene()
    address = url("finding_step", s.findings["branch"].pk, "extend")
    page = at(s.cast.committee_reviewer).post(address, {"until": until, "comment": "场地装修", "seen": "open"})
    assert page.status_code == 400
    assert "场地装修" in page.content.decode()


def test_an_extension_from_a_page_that_another_extension_has_overtaken_is_told():
    s = scene()
    address, client = url("finding_step", s.findings["branch"].pk, "extend"), at(s.cast.committee_reviewer)
    page = client.get(address).content.decode()
    first = s.finding().due_on
    seen = re.search(r'name="seen" value="([^"]+)"', page).group(1)
    assert f"现在的整改期限为{first:%Y年%-m月%-d日}" in page
    later = first + timedelta(days=5)
    assert client.post(address, {"until": later, "comment": "场地装修", "seen": seen}).status_code == 302
    again = client.post(address, {"until": later + timedelta(days=9), "comment": "又延", "seen": seen})
    assert again.status_code == 400
    for words in ("刚刚已由其他同志处理", f"现在的整改期限为{later:%Y年%-m月%-d日}", "又延"):
        assert words in again.content.decode()
    assert s.finding().due_on == later
    # Not later than the day that holds now.
    seen = re.search(r'name="seen" value="([^"]+)"', again.content.decode()).group(1)
    short = client.post(address, {"until": later, "comment": "又延", "seen": seen})
    assert f"应晚于现在的{later:%Y年%-m月%-d日}" in short.content.decode()
    assert client.post(address, {"until": later, "comment": "又延", "seen": "open|x"}).status_code == 400
    assert s.finding().due_on == later


@pytest.mark.parametrize(
    "data",
    [{}, {"action": "region"}, {"action": "region", "region": "999"}, {"selected": ["1", "x"]}, {"selected": "999"}],
)
def test_a_bad_choice_of_targets_is_told(data):
    s = scene(told=False, findings=False)
    address = url("inspection_targets", s.inspection.pk)
    answer = at(s.cast.committee_reviewer).post(address, {"action": "add"} | data)
    assert answer.status_code in (200, 400)
    assert s.inspection.targets.count() == 2


@pytest.mark.parametrize("query", ["tab=nonsense", "due=x", "region=x", "inspection=x", "page=0", "q=" + "长" * 41])
def test_a_tampered_address_is_no_failure(query):
    s = scene()
    for name in ("finding_list", "finding_export"):
        assert at(s.cast.office).get(f"{url(name)}?{query}").status_code in (200, 400)


# Who sees what -----------------------------------------------------------------------------------------------------


def pages_of(s: Scene) -> list[str]:
    pk = s.inspection.pk
    return [
        url("finding_list"), url("inspection_list"), url("inspection_detail", pk), url("inspection_report", pk),
        url("finding_detail", s.findings["branch"].pk),
    ]  # fmt: skip


def test_a_branch_reads_nothing_of_another_branch():
    s = scene()
    Finding.objects.filter(pk=s.findings["sibling"].pk).update(problem="金丝雀问题", answer="金丝雀整改")
    InspectionTarget.objects.filter(pk=s.targets["sibling"].pk).update(impression="金丝雀现场")
    Inspection.objects.filter(pk=s.inspection.pk).update(conclusion="金丝雀总体情况")
    seen = {}
    for name in ("secretary", "clerk", "member", "committee_reviewer"):
        client = at(getattr(s.cast, name))
        texts = [client.get(address).content.decode() for address in pages_of(s)]
        book = load_workbook(BytesIO(client.get(url("finding_export")).content))
        texts.append(str([[c.value for c in row] for sheet in book for row in sheet]))
        seen[name] = [("金丝雀" in text or s.tree.sibling.short_name in text) for text in texts]
        assert client.get(url("finding_detail", s.findings["sibling"].pk)).status_code == (
            200 if name == "committee_reviewer" else 404
        )
    nothing = [False] * 6
    assert seen == {
        "secretary": nothing, "clerk": nothing, "member": nothing,
        "committee_reviewer": [True, False, True, True, False, True],
    }  # fmt: skip


def test_the_report_as_pdf_holds_the_own_part(settings):
    from pypdf import PdfReader

    s = scene()
    Finding.objects.filter(pk=s.findings["branch"].pk).update(problem="承诺栏未更换")
    Finding.objects.filter(pk=s.findings["sibling"].pk).update(problem="意见簿未答复")
    found = {}
    for name in ("secretary", "committee_reviewer"):
        answer = at(getattr(s.cast, name)).get(url("inspection_pdf", s.inspection.pk))
        assert answer["Content-Type"] == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace("\n", "")
        found[name] = ["承诺栏未更换" in text, "意见簿未答复" in text]
    assert found == {"secretary": [True, False], "committee_reviewer": [True, True]}


# Lists -------------------------------------------------------------------------------------------------------------


def test_the_table_of_findings_is_narrowed_and_exported():
    s = scene()
    today = timezone.localdate()
    Finding.objects.filter(pk=s.findings["branch"].pk).update(due_on=today - timedelta(days=3), problem="逾期的")
    Finding.objects.filter(pk=s.findings["sibling"].pk).update(due_on=today + timedelta(days=3), problem="快到期的")
    FindingFactory(target=s.targets["branch"], status="closed", problem="销号的")
    client = at(s.cast.office)

    def listed(query: str) -> list[str]:
        text = client.get(f"{url('finding_list')}?{query}").content.decode()
        return [word for word in ("逾期的", "快到期的", "销号的") if word in text]

    assert listed("") == ["逾期的", "快到期的"]
    assert listed("tab=overdue") == ["逾期的"]
    assert listed("tab=closed") == ["销号的"]
    assert listed("due=late") == ["逾期的"]
    assert listed("due=soon") == ["快到期的"]
    assert listed(f"q={s.tree.sibling.name}") == ["快到期的"]
    assert listed(f"inspection={s.inspection.pk}") == ["逾期的", "快到期的"]
    assert "逾期3天" in client.get(url("finding_list")).content.decode()
    book = load_workbook(BytesIO(client.get(f"{url('finding_export')}?due=late").content))
    rows = [[cell.value for cell in row] for row in book.active]
    assert [row[5] for row in rows] == ["问题", "逾期的"]
    assert rows[1][8] == "逾期3天"


def many(s: Scene, count: int) -> None:
    """So many more branches in the inspection, each with a brand and a finding that says what was done."""
    kind = ActivityKind.objects.order_by("pk").first()
    for _ in range(count):
        organization = OrganizationFactory(parent=s.tree.general, region=RegionFactory())
        brand = BrandFactory(program=s.brands["branch"].program, organization=organization, phase_records=False)
        target = TargetFactory(inspection=s.inspection, organization=organization, brand=brand)
        finding = FindingFactory(target=target, status="open")
        held = Activity.objects.create(
            organization=organization, organization_path=organization.path, kind=kind, title="整改会",
            held_on=timezone.localdate(),
        )  # fmt: skip
        finding.activities.add(held)
        InspectionFactory(organizer=s.tree.committee)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("finding_list", 10),
        ("finding_export", 9),
        ("inspection_list", 9),
        ("inspection_detail", 7),
        ("inspection_report", 7),
        ("finding_detail", 7),
    ],
)
def test_queries_do_not_grow(name, queries, rows, django_assert_num_queries):
    s = scene()
    many(s, rows)
    args = {"finding_list": [], "finding_export": [], "inspection_list": []}.get(
        name, [s.findings["branch"].pk if name == "finding_detail" else s.inspection.pk]
    )
    client = at(s.cast.committee_reviewer)
    ContentType.objects.clear_cache()
    client.get(url(name, *args))
    with django_assert_num_queries(queries):
        assert client.get(url(name, *args)).status_code == 200

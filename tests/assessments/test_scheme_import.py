"""A rubric from a spreadsheet: what is understood, what is doubtful, what is refused."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.documents.scheme import scheme_template, scheme_workbook
from assessments.imports.scheme import read_scheme
from assessments.imports.words import understand
from assessments.models import Group, Indicator, Scheme, SchemeImport
from assessments.selectors.scheme import findings_of
from branches.enums import Role
from core.errors import BusinessError
from core.onetime import new_key
from tests.factories.branches import person, small_tree
from tests.factories.schemes import make_scheme
from tests.permissions.forms import sent_by

HEAD = ["类别", "考评项目", "责任对象", "责任内容", "分值", "评分标准", "考评方式", "类型", "备注"]
PLAIN = [
    ["党支部工作考核细则（2026年）"],
    HEAD,
    ["组织建设", "三会一课", "支委会", "按期召开", "２０分", "每少1次扣2分，扣完为止", "查阅资料", "", ""],
    ["", "党员教育", "全体党员", "完成计划", "40", "按完成情况计分", "访谈", "计分项", ""],
    ["服务群众", "承诺兑现", "全体党员", "", "40分", "按比例", "现场查看、访谈", "", "系统带出"],
    ["加分", "做法推广", "", "", "加分，最高5分", "每项加2分", "", "", ""],
    ["否决", "违纪案件", "", "", "一票否决", "", "", "", ""],
    ["合计", "", "", "", "100", "", "", "", ""],
    ["填表人：工委办公室"],
]


def book(rows, *, merge=None, formula=None):
    work = openpyxl.Workbook()
    for row in rows:
        work.active.append(row)
    if merge:
        work.active.merge_cells(merge)
    if formula:
        cell, value = formula
        work.active[cell] = value
    output = io.BytesIO()
    work.save(output)
    output.seek(0)
    return output


def upload(content, name="细则.xlsx"):
    return SimpleUploadedFile(name, content.getvalue() if hasattr(content, "getvalue") else content)


def test_a_table_as_offices_write_it():
    reading = read_scheme(book(PLAIN, merge="A3:A4"))
    assert reading.title == "党支部工作考核细则（2026年）"
    got = [
        (v["category"], v["name"], v["kind"], v["maximum"], v["per_event"], v["method"])
        for v in (row.values for row in reading.rows)
    ]
    assert got == [
        ("组织建设", "三会一课", "deduction", "20", "2", "documents"),
        ("组织建设", "党员教育", "base", "40", "", "interview"),
        ("服务群众", "承诺兑现", "base", "40", "", "site"),
        ("加分", "做法推广", "bonus", "5", "2", "documents"),
        ("否决", "违纪案件", "veto", "", "", "documents"),
    ]
    assert [row.doubts for row in reading.rows] == [[]] * 5
    assert reading.rows[2].notes == ["考评方式有几种，取“实地查看”。"]
    assert reading.left_out == [(8, "合计行：合计"), (9, "说明文字：填表人：工委办公室")]
    assert reading.remarks == []


def test_the_own_sum_of_the_table_is_held_against_ours():
    rows = [*PLAIN[:7], ["合计", "", "", "", "95"]]
    assert read_scheme(book(rows)).remarks == ["表中合计为95分，读出的分值合计为100分，请核对。"]


def test_headings_by_other_names_and_in_another_order():
    rows = [
        ["序号", "分 值（分）", "考核指标", "一级指标", "评分办法", "自定义"],
        [1, 10, "组织设置", "组织建设", "按情况得分", "x"],
    ]
    reading = read_scheme(book(rows))
    assert reading.rows[0].values["name"] == "组织设置"
    assert reading.rows[0].values["maximum"] == "10"
    assert reading.remarks == ["没有采用的列：自定义。"]


def test_headings_within_the_table_carry_the_category_and_its_points():
    rows = [HEAD, ["一、政治建设（20分）"], ["", "学习", "", "", "", "每缺1次扣2分，扣完为止", "", "扣分项"]]
    reading = read_scheme(book(rows))
    assert (reading.rows[0].values["category"], reading.categories) == ("一、政治建设", {"一、政治建设": "20"})


def test_what_must_not_be_scored_is_told_at_once():
    reading = read_scheme(book([HEAD, ["甲", "信息宣传", "", "", 10, "媒体报道每篇1分"]]))
    assert reading.rows[0].notes == ["涉及“媒体报道、信息稿件”，生成草稿后须修改，或写明理由确认保留。"]


@pytest.mark.parametrize(
    ("points", "mechanism", "kind", "want"),
    [
        ("10分", "", "", ("base", "10", None, None)),
        ("１０", "每次扣2分，扣完为止", "", ("deduction", "10", None, "2")),
        ("", "一票否决", "", ("veto", None, None, None)),
        ("一票否决", "", "", ("veto", None, None, None)),
        ("加分，最高5分", "", "", ("bonus", "5", None, None)),
        ("5", "每获得一次加1分，最高加5分", "加分项", ("bonus", "5", None, "1")),
        ("不限", "每次加2分，不封顶", "加分", ("bonus", None, None, "2")),
        ("-3", "", "", ("deduction", None, "-3", None)),
        ("每次扣2分，扣完为止", "", "", ("deduction", None, None, "2")),
        ("", "发生一起扣3分，最多扣9分", "扣分项", ("deduction", None, "-9", "3")),
        ("10", "每少1次扣2分，扣完为止", "计分项", ("base", "10", None, None)),
        ("2.5分", "", "基本项", ("base", "2.5", None, None)),
    ],
)
def test_words_for_points(points, mechanism, kind, want):
    got = understand({"points": points, "mechanism": mechanism, "kind": kind})
    found = (got.kind, *(None if v is None else f"{v.normalize():f}" for v in (got.maximum, got.floor, got.per_event)))
    assert found == want
    assert got.doubts == []


@pytest.mark.parametrize(
    ("texts", "doubt"),
    [
        ({"points": "5-10分"}, "分值写的是范围“5-10分”，暂按10分，请核对。"),
        ({"points": ""}, "没有读出分值"),
        ({"points": "10", "kind": "神秘项"}, "类型“神秘项”不认识，请选择。"),
        ({"points": "10", "mechanism": "缺一次扣1分，迟到一次扣0.5分"}, "几种每次分值"),
        ({"points": "一票否决10分"}, "分值一栏的数字没有采用"),
        ({"points": "加分"}, "没有写明最高加多少分"),
        ({"points": "9999999"}, "过大"),
        ({"points": "1.2345"}, "小数过多"),
        ({"points": "甲10分乙20分"}, "有多个数字"),
    ],
)
def test_doubtful_points_are_told(texts, doubt):
    assert doubt in "".join(understand(texts).doubts)


def test_doubtful_rows_are_told():
    long = "很长的考评项目" * 20
    rows = [
        HEAD,
        ["", "", "", "只有内容没有项目的一行", 10],
        ["甲", long, "", "", 10],
        ["甲", "重复", "", "", 10],
        ["甲", "重复", "", "", 10],
    ]
    doubts = [row.doubts for row in read_scheme(book(rows)).rows]
    assert doubts == [
        ["没有考评项目，暂取责任内容的开头，请核对。", "没有类别，请填写。"],
        ["考评项目过长，已移入责任内容，请另拟简短的名称。"],
        [],
        ["同一类别中有同名的考评项目，请核对是否重复。"],
    ]


def test_a_formula_without_its_value_is_doubtful():
    reading = read_scheme(book([HEAD, ["甲", "项目", "", "", "", ""]], formula=("E2", "=5+5")))
    assert "公式" in reading.rows[0].doubts[0]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["姓名", "电话"], ["某", "1"]], "没有找到表头"),
        ([["类别", "考评项目", "备注"], ["甲", "乙", ""]], "缺少列“分值”"),
        ([["类别", "分值"], ["甲", 3]], "缺少列“考评项目”"),
        ([HEAD], "没有指标"),
        ([HEAD, *(["甲", f"项目{n}", "", "", 1] for n in range(301))], "超过300项"),
    ],
)
def test_other_tables_are_refused(rows, message):
    with pytest.raises(BusinessError, match=message):
        read_scheme(book(rows))


def bomb():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (60 * 1024 * 1024))
    return content


@pytest.mark.parametrize(
    "content", [io.BytesIO(b"PK no zip"), io.BytesIO(b""), bomb()], ids=["broken", "empty", "bomb"]
)
def test_hostile_files_are_refused(content):
    with pytest.raises(BusinessError):
        read_scheme(content)


def test_the_template_is_read_without_doubt():
    reading = read_scheme(io.BytesIO(scheme_template()))
    assert [row.doubts for row in reading.rows] == [[]] * 5
    assert [row.values["kind"] for row in reading.rows] == ["deduction", "base", "base", "bonus", "veto"]


@pytest.mark.django_db
def test_what_is_exported_comes_back():
    scheme = Scheme.objects.with_parts().get(pk=make_scheme(small_tree().top).pk)
    reading = read_scheme(io.BytesIO(scheme_workbook(scheme)))
    assert [row.doubts for row in reading.rows] == [[]] * 4
    found = [
        (v["category"], v["name"], v["kind"], v["maximum"], v["per_event"]) for v in (r.values for r in reading.rows)
    ]
    assert found == [
        ("组织建设", "组织生活", "deduction", "40", "2"),
        ("组织建设", "党员教育", "base", "20", ""),
        ("服务群众", "承诺兑现", "base", "40", ""),
        ("服务群众", "发生违纪案件", "veto", "", ""),
    ]


@pytest.fixture
def office(client, office):
    client.force_login(office)
    return office


DOUBTFUL = [HEAD, ["甲", "要核对的", "", "", "5-10分", "看情况"], ["甲", "清楚的", "", "", 90]]


def uploaded(client, tree, rows):
    data = {"organizer": tree.top.pk, "file": upload(book(rows))}
    response = client.post(reverse("assessments:scheme_import_list"), data)
    assert response.status_code == 302, response.content.decode()
    return SchemeImport.objects.get()


def row_form(draft, number, index=0, **changes):
    row = next(row for row in draft.rows if row["number"] == number)
    values = row["values"] | {"number": number} | changes
    return {f"rows-{index}-{name}": value for name, value in values.items() if value is not None}


def form_of(draft, *rows, **changes):
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": len(rows), "seen": draft.edit_version}
    for row in rows:
        data |= row
    return data | changes


@pytest.mark.django_db
def test_doubtful_rows_are_corrected_in_place_and_taken_over(client, tree, office):
    draft = uploaded(client, tree, DOUBTFUL)
    url = reverse("assessments:scheme_import_detail", args=[draft.pk])
    page = client.get(url).content.decode()
    assert "其中 1 行存疑" in page
    assert "分值写的是范围“5-10分”，暂按10分，请核对。" in page
    naming = {"name": "年度考核细则", "year": 2026, "take": "1", "key": new_key()}
    response = client.post(url, form_of(draft, row_form(draft, 2), **naming))
    assert response.status_code == 400
    assert "还有1行存疑" in response.content.decode()
    assert not Scheme.objects.exists()
    draft.refresh_from_db()
    checked = row_form(draft, 2, name="改好的名称", maximum="10", is_checked="on")
    response = client.post(url, form_of(draft, checked, **naming))
    scheme = Scheme.objects.get()
    assert response.url == reverse("assessments:scheme_detail", args=[scheme.pk])
    assert [(i.name, i.maximum) for i in Indicator.objects.of(scheme)] == [("改好的名称", 10), ("清楚的", 90)]
    assert findings_of(Scheme.objects.with_parts().get()).errors == ()
    # Sent again it finds what was made; afterwards nothing of the import changes.
    assert client.post(url, form_of(draft, **naming)).status_code in (200, 302)
    assert Scheme.objects.count() == 1


@pytest.mark.django_db
def test_rows_may_be_dropped_and_faults_are_told(client, tree, office):
    draft = uploaded(client, tree, DOUBTFUL)
    url = reverse("assessments:scheme_import_detail", args=[draft.pk])
    bad = client.post(url, form_of(draft, row_form(draft, 2, name="", maximum="很多"), save="1"))
    assert bad.status_code == 400
    assert 'value="很多"' in bad.content.decode()
    dropped = row_form(draft, 2, name="", is_dropped="on")
    assert client.post(url, form_of(draft, dropped, save="1")).status_code == 302
    draft.refresh_from_db()
    assert [row["number"] for row in draft.rows] == [3]
    assert draft.left_out == [[2, "核对时不采用：要核对的"]]


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["3", "2", "99", "x"])
def test_opening_another_row_keeps_what_was_typed(client, tree, office, wanted):
    draft = uploaded(client, tree, DOUBTFUL)
    url = reverse("assessments:scheme_import_detail", args=[draft.pk])
    typed = row_form(draft, 2, name="改了一半", maximum="")
    page = client.post(url, form_of(draft, typed, open=wanted, name="拟好的名称", year=2026)).content.decode()
    assert "改了一半" in page or wanted in ("99", "x")
    assert ('value="清楚的"' in page) is (wanted == "3")
    draft.refresh_from_db()
    assert draft.rows[0]["values"]["name"] == "要核对的" or wanted in ("99", "x")


@pytest.mark.django_db
def test_a_stale_preview_loses_nothing(client, tree, office):
    draft = uploaded(client, tree, DOUBTFUL)
    url = reverse("assessments:scheme_import_detail", args=[draft.pk])
    data = form_of(draft, row_form(draft, 2, name="后到的名称"), save="1", seen=draft.edit_version + 1)
    response = client.post(url, data)
    assert response.status_code == 400
    assert 'value="后到的名称"' in response.content.decode()
    draft.refresh_from_db()
    assert draft.rows[0]["values"]["name"] == "要核对的"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"rows-TOTAL_FORMS": "99999999999"},
        {"rows-TOTAL_FORMS": "x"},
        {"rows-0-number": "424242"},
        {"rows-0-number": "zwei"},
        {"rows-0-number": "9" * 5000},
        {"seen": "九"},
        {"seen": "9" * 400},
        {"rows-0-kind": "nothing"},
        {"rows-0-maximum": "1e400"},
    ],
)
def test_forged_previews_are_refused(client, tree, office, changes):
    draft = uploaded(client, tree, DOUBTFUL)
    url = reverse("assessments:scheme_import_detail", args=[draft.pk])
    response = client.post(url, form_of(draft, row_form(draft, 2, is_checked="on"), save="1", **changes))
    assert response.status_code == 400
    draft.refresh_from_db()
    assert not draft.rows[0]["is_checked"]


@pytest.mark.django_db
def test_numbers_of_no_row_open_none(client, tree, office):
    draft = uploaded(client, tree, DOUBTFUL)
    url = reverse("assessments:scheme_import_detail", args=[draft.pk])
    assert client.get(url, {"open": f"{'9' * 5000},²,-1,,3"}).status_code == 200


@pytest.mark.django_db
def test_pooled_groups_come_from_headings_with_points(client, tree, office):
    rows = [
        HEAD,
        ["政治建设（60分）"],
        ["", "学习", "", "", "", "每缺1次扣2分，扣完为止", "", "扣分项"],
        ["组织建设（40分）"],
        ["", "换届", "", "", "40", "按期得分", "", "计分项"],
    ]
    draft = uploaded(client, tree, rows)
    url = reverse("assessments:scheme_import_detail", args=[draft.pk])
    client.post(url, form_of(draft, name="细则", year=2026, take="1", key=new_key()))
    groups = Group.objects.order_by("order").values_list("name", "maximum", "is_pool")
    assert list(groups) == [("政治建设", Decimal(60), True), ("组织建设", Decimal(40), False)]
    assert Scheme.objects.get().full_score == 100
    assert findings_of(Scheme.objects.with_parts().get()).errors == ()


@pytest.mark.django_db
def test_imports_are_ones_own(client, tree, office):
    draft = uploaded(client, tree, DOUBTFUL)
    url = reverse("assessments:scheme_import_detail", args=[draft.pk])
    client.force_login(person(Role.OFFICE, tree.top))
    assert client.get(url).status_code == 404
    client.force_login(office)
    client.post(reverse("assessments:scheme_import_discard", args=[draft.pk]))
    assert client.get(url).status_code == 200
    assert client.post(url, form_of(draft, row_form(draft, 2), save="1")).status_code == 200
    draft.refresh_from_db()
    assert (draft.stage, draft.edit_version) == ("discarded", 0)


@pytest.mark.django_db
def test_a_row_has_one_number_everywhere(client):
    """That of the sheet: above the row, in the summary of mistakes, and where it is told what is doubtful."""
    top = small_tree().top
    client.force_login(person(Role.OFFICE, top))
    rows = [HEAD, *(["甲", f"项目{n}", "", "", 10] for n in range(5)), ["甲", "看不懂", "", "", "5-10分"]]
    sent = {"organizer": top.pk, "file": upload(book(rows).getvalue())}
    address = client.post(reverse("assessments:scheme_import_list"), sent).url
    page = client.get(address).content.decode()
    assert "第7行：看不懂" in page
    wrong = client.post(address, sent_by(page) | {"rows-0-name": "", "save": "1"}).content.decode()
    summary = wrong[wrong.index("error-summary") :]
    assert "第7行 考评项目" in summary and "第1行" not in wrong

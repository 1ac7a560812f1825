"""The forms of a scheme and of a group: written once, faults told beside what was typed."""

import pytest
from django.urls import reverse

from assessments.enums.scheme import SchemeStatus
from assessments.models import Group, Indicator, Scheme
from assessments.services.scheme import RowDraft, write_group
from core.onetime import new_key
from tests.factories.schemes import make_scheme

pytestmark = pytest.mark.django_db


def scheme_form(tree, **changes):
    data = {
        "key": new_key(), "organizer": tree.top.pk, "name": "年度考核细则", "year": 2026, "assesses": "branch",
        "full_score": 100, "base_score": 0, "group_rule": "sum", "organization_share": 80, "mass_share": 20,
        "total_floor": 0, "not_applicable": "rescale", "rounding": "half_up", "places": 2, "tie_rule": "shared",
        "seat_rounding": "down", "cut_rule": "leave_out", "grades-TOTAL_FORMS": 2, "grades-INITIAL_FORMS": 0,
        "grades-0-name": "优秀", "grades-0-threshold": 90, "grades-0-quota": "１/3", "grades-1-name": "合格",
    }  # fmt: skip
    return data | changes


def test_the_office_writes_a_scheme_once_however_often_the_form_is_sent(client, tree, office):
    client.force_login(office)
    data = scheme_form(tree)
    for _ in range(2):
        assert client.post(reverse("assessments:scheme_create"), data).status_code == 302
    scheme = Scheme.objects.get()
    assert (scheme.organizer, scheme.status, scheme.mass_share) == (tree.top, SchemeStatus.DRAFT, 20)
    assert [(g.name, g.threshold, g.quota) for g in scheme.grades.all()] == [("优秀", 90, "1/3"), ("合格", None, "")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mass_share": 30}, "占比之和应为100%，现为110%"),
        ({"base_score": 200}, "基础分不能超过满分"),
        ({"total_cap": 0}, "总分上限应高于总分下限"),
        ({"year": 26}, "2000"),
        ({"grades-0-quota": "三成"}, "请写成百分数或分数"),
        ({"grades-0-quota": "3/2"}, "不超过100%"),
        ({"grades-0-quota": "0%"}, "比例应大于0"),
        ({"grades-1-name": "优秀"}, "等次名称不能重复"),
        ({"grades-TOTAL_FORMS": 1}, "请至少设置两个等次"),
        ({"full_score": "1e400"}, "7"),
        ({"name": "长" * 90}, "80"),
    ],
)
def test_faults_of_the_form_are_told_and_nothing_typed_is_lost(client, tree, office, changes, message):
    client.force_login(office)
    response = client.post(reverse("assessments:scheme_create"), scheme_form(tree, basis="会议研究", **changes))
    body = response.content.decode()
    assert response.status_code == 400
    assert message in body
    assert 'value="会议研究"' in body
    assert not Scheme.objects.exists()


def group_form(scheme, *rows, **changes):
    data = {
        "seen": scheme.edit_version, "name": "新类别", "order": 5,
        "indicators-TOTAL_FORMS": len(rows), "indicators-INITIAL_FORMS": 0,
    }  # fmt: skip
    for number, row in enumerate(rows):
        row = {"kind": "base", "method": "documents", "period": "during_year"} | row
        data |= {f"indicators-{number}-{name}": value for name, value in row.items()}
    return data | changes


def test_a_group_is_written_with_all_its_lines(client, tree, office):
    scheme = make_scheme(tree.top, office=office)
    client.force_login(office)
    rows = [{"name": "甲", "maximum": 5}, {"name": "乙", "kind": "veto", "maximum": 9}, {"name": "丙", "kind": "bonus"}]
    url = reverse("assessments:scheme_group_create", args=[scheme.pk])
    assert client.post(url, group_form(scheme, *rows)).status_code == 302
    group = Group.objects.get(name="新类别")
    assert [(i.name, i.kind, i.maximum) for i in group.indicators.all()] == [
        ("甲", "base", 5),
        ("乙", "veto", None),
        ("丙", "bonus", None),
    ]
    scheme.refresh_from_db()
    first = group.indicators.first()
    rows = [{"pk": first.pk, "name": "甲改", "maximum": 6}]
    url = reverse("assessments:scheme_group_edit", args=[group.pk])
    assert client.post(url, group_form(scheme, *rows)).status_code == 302
    assert [(i.pk, i.name) for i in group.indicators.all()] == [(first.pk, "甲改")]


@pytest.mark.parametrize(
    ("row", "changes", "message"),
    [
        ({"name": "甲"}, {}, "计分项须填写分值"),
        ({"name": "甲", "kind": "deduction", "floor": 3}, {}, "下限应为负数"),
        ({"name": "甲", "kind": "deduction", "maximum": 3, "floor": 4}, {}, "下限应低于分值"),
        ({"name": "甲", "maximum": 3}, {"name": "组织建设"}, "本细则已有类别“组织建设”"),
        ({"name": "甲", "maximum": 3}, {"is_pool": "on"}, "请填写类别满分"),
        ({"name": "甲", "maximum": 3}, {"seen": 424242}, "已由其他同志修改"),
        ({"name": "甲", "maximum": 3}, {"indicators-TOTAL_FORMS": 0}, "请至少填写一项指标"),
        ({"name": "甲", "maximum": "-3"}, {}, "0"),
        ({"name": "甲", "maximum": 3, "veto_grade_id": "424242", "kind": "veto"}, {}, "424242"),
    ],
)
def test_faults_of_a_group_are_told(client, tree, office, row, changes, message):
    scheme = make_scheme(tree.top, office=office)
    client.force_login(office)
    url = reverse("assessments:scheme_group_create", args=[scheme.pk])
    response = client.post(url, group_form(scheme, row, **changes))
    assert response.status_code == 400
    assert message in response.content.decode()
    assert scheme.groups.count() == 2


def test_rows_are_added_without_script_and_nothing_is_judged(client, tree, office):
    scheme = make_scheme(tree.top, office=office)
    client.force_login(office)
    url = reverse("assessments:scheme_group_create", args=[scheme.pk])
    response = client.post(url, group_form(scheme, {"name": "打了一半"}, add_row="indicators"))
    assert response.status_code == 200
    assert response.context["lines"].total_form_count() == 2
    assert 'value="打了一半"' in response.content.decode()
    response = client.post(reverse("assessments:scheme_create"), scheme_form(tree, name="", add_row="grades"))
    assert (response.status_code, response.context["grades"].total_form_count()) == (200, 3)


def test_rows_of_another_scheme_are_not_taken_over(client, tree, office):
    mine, other = make_scheme(tree.top, office=office), make_scheme(tree.foreign_top)
    stranger, grade = Indicator.objects.of(other).first(), other.grades.first()
    draft = RowDraft(stranger.pk, {"name": "夺", "kind": "veto", "veto_grade_id": grade.pk})
    group = write_group(mine, None, actor=office, values={"order": 9, "name": "新"}, indicators=[draft])
    assert group.indicators.get().veto_grade is None
    stranger.refresh_from_db()
    assert stranger.name == "组织生活"


def test_a_group_is_deleted_after_asking(client, tree, office):
    scheme = make_scheme(tree.top, office=office)
    group = scheme.groups.first()
    client.force_login(office)
    url = reverse("assessments:scheme_group_delete", args=[group.pk])
    assert "不能恢复" in client.get(url).content.decode()
    client.post(url, {"seen": scheme.edit_version})
    assert not Group.objects.filter(pk=group.pk).exists()

"""Copies of schemes: they know their former lines, what is comparable, and claim nothing of others."""

import pytest
from django.urls import reverse

from assessments.enums.scheme import SchemeStatus
from assessments.models import Indicator, Scheme, SchemeFlag
from assessments.selectors.scheme import differences
from assessments.services.scheme import RowDraft, copy_scheme, judge_comparable, overrule_flag, write_group
from branches.enums import Role
from core.onetime import new_key
from tests.factories.branches import person
from tests.factories.schemes import FLAGGED, line, make_scheme

pytestmark = pytest.mark.django_db


def test_copies_know_their_former_lines_and_what_is_comparable(tree, office):
    first = make_scheme(tree.top, status=SchemeStatus.CLOSED)
    second = copy_scheme(first, actor=office, organizer=tree.top, name=first.name, year=2027, key=new_key())
    assert [row.is_comparable for row in differences(second)] == [True] * 4
    group = second.groups.first()
    kept, changed = group.indicators.all()
    drafts = [
        RowDraft(kept.pk, {"mechanism": "每少1次 扣2分。"}),
        RowDraft(changed.pk, {"maximum": 15}),
        line("新增的", 5),
    ]
    write_group(second, group, actor=office, values={}, indicators=drafts)
    second.groups.last().indicators.get(name="承诺兑现").delete()
    rows = [(r.now and r.now.name, r.before and r.before.name, r.changes, r.is_comparable) for r in differences(second)]
    assert rows == [
        ("组织生活", "组织生活", (), True),
        ("党员教育", "党员教育", ("分值",), False),
        ("新增的", None, (), False),
        ("发生违纪案件", "发生违纪案件", (), True),
        (None, "承诺兑现", (), False),
    ]
    judge_comparable(changed, actor=office, is_comparable=True, reason="按得分率比较，含义未变。")
    write_group(second, group, actor=office, values={}, indicators=drafts[:2])
    assert Indicator.objects.get(pk=changed.pk).is_comparable


def test_a_copy_keeps_conditions_vetoes_and_open_flags(tree, office):
    groups = [
        FLAGGED[0],
        FLAGGED[1],
        {"name": "否决", "lines": [{"name": "违纪", "kind": "veto", "veto_grade": "合格"}]},
    ]
    first = make_scheme(tree.top, groups=groups)
    overrule_flag(SchemeFlag.objects.get(), actor=office, reason="确有必要保留，已经研究。")
    grade = first.grades.first()
    grade.required, grade.required_points = Indicator.objects.get(name="党员教育"), 15
    grade.save()
    second = copy_scheme(first, actor=office, organizer=tree.top, name="另一份", year=2027, key=new_key())
    veto = Indicator.objects.of(second).get(name="违纪")
    assert veto.veto_grade == second.grades.get(name="合格")
    assert second.grades.first().required == Indicator.objects.of(second).get(name="党员教育")
    assert [flag.overruled_at for flag in SchemeFlag.objects.filter(indicator__group__scheme=second)] == [None]


def test_another_organisers_scheme_is_copied_without_claims(tree):
    scheme = make_scheme(tree.top, status=SchemeStatus.IN_FORCE)
    other = person(Role.OFFICE, tree.committee)
    copy = copy_scheme(scheme, actor=other, organizer=tree.committee, name="本单位细则", year=2026, key=new_key())
    assert (copy.former, copy.version) == (None, 1)
    assert not Indicator.objects.of(copy).filter(predecessor__isnull=False).exists()


def test_a_scheme_is_copied_and_compared_on_pages(client, tree, office):
    scheme = make_scheme(tree.top, office=office, status=SchemeStatus.CLOSED)
    client.force_login(office)
    url = reverse("assessments:scheme_copy", args=[scheme.pk])
    assert client.get(f"{url}?as=version").context["form"].initial["year"] == 2026
    data = {"organizer": tree.top.pk, "name": scheme.name, "year": 2027, "key": new_key()}
    for _ in range(2):
        response = client.post(url, data)
    copy = Scheme.objects.exclude(pk=scheme.pk).get()
    assert response.url == reverse("assessments:scheme_detail", args=[copy.pk])
    again = client.post(url, data | {"key": new_key()})
    assert again.status_code == 400
    assert "已有一份正在拟订" in again.content.decode()
    indicator = Indicator.objects.of(copy).first()
    page = client.get(reverse("assessments:scheme_compare", args=[copy.pk])).content.decode()
    assert reverse("assessments:scheme_comparable", args=[indicator.pk]) in page
    url = reverse("assessments:scheme_comparable", args=[indicator.pk])
    assert client.post(url, {"is_comparable": "0", "reason": "考核办法已经调整。"}).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.is_comparable, indicator.comparable_reason) == (False, "考核办法已经调整。")

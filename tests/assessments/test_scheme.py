"""Schemes: started, frozen, closed, and told in words what keeps them from starting."""

import pytest

from assessments.enums.scheme import SchemeStatus
from assessments.models import Indicator
from assessments.services.scheme import advance_scheme, copy_scheme, write_group
from assessments.workflow.scheme import SCHEME_FLOW
from branches.enums import Role
from core.errors import BusinessError, StaleCopy
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.branches import person
from tests.factories.schemes import PLAIN, RUBRICS, findings, line, make_rubric, make_scheme

pytestmark = pytest.mark.django_db


def test_workflow_matrix(tree, office):
    people = {
        "office": office,
        "director": person(Role.DIRECTOR, tree.top),
        "secretary": person(Role.SECRETARY, tree.branch),
        "committee_reviewer": person(Role.REVIEWER, tree.committee),
        "foreign_office": person(Role.OFFICE, tree.foreign_top),
    }
    expected = {
        "start": (("draft",), ("office",)),
        "close": (("in_force",), ("office",)),
        "discard": (("draft",), ("office",)),
    }
    assert check_matrix(SCHEME_FLOW, make_scheme(tree.top), people, expected) == 57


def test_start_freezes(tree, office):
    scheme = advance_scheme(make_scheme(tree.top), "start", actor=office)
    assert (scheme.status, scheme.frozen_at is not None) == (SchemeStatus.IN_FORCE, True)
    group = scheme.groups.first()
    with pytest.raises(BusinessError, match="内容已经固定"):
        write_group(scheme, group, actor=office, values={"name": "改名"}, indicators=[])
    assert scheme.groups.first().name == group.name


def test_start_by_a_stale_page_is_refused(tree, office):
    scheme = make_scheme(tree.top)
    seen = f"draft/{scheme.edit_version}"
    write_group(scheme, None, actor=office, values={"order": 9, "name": "加"}, indicators=[line("甲", kind="bonus")])
    with pytest.raises(StaleCopy):
        advance_scheme(scheme, "start", actor=office, seen=seen)
    for seen in ("draft/x", "draft/" + "9" * 5000, "draft"):
        with pytest.raises(StaleCopy):
            advance_scheme(scheme, "start", actor=office, seen=seen)


def test_two_versions_are_not_in_force_together(tree, office):
    first = advance_scheme(make_scheme(tree.top), "start", actor=office)
    second = copy_scheme(first, actor=office, organizer=tree.top, name=first.name, year=first.year, key=new_key())
    assert (second.version, second.former) == (2, first)
    with pytest.raises(BusinessError) as caught:
        advance_scheme(second, "start", actor=office)
    assert caught.value.details == ["同一年度的“党支部工作考核细则”仍在考核中，请先结束。"]
    advance_scheme(first, "close", actor=office, comment="改用新版本。")
    assert advance_scheme(second, "start", actor=office).status == SchemeStatus.IN_FORCE


# Faults and warnings -----------------------------------------------------------------------------------------------


def grades(*rows):
    return [{"name": f"等次{n}"} | row for n, row in enumerate(rows, start=1)]


@pytest.mark.parametrize(
    ("values", "want"),
    [
        ({"groups": []}, "还没有考核类别和指标。"),
        ({"full_score": 90}, "各指标分值合计100分，与满分90分不一致，多10分（加分项不计入满分）。"),
        ({"base_score": 30}, "各指标分值合计100分，加基础分30分，与满分100分不一致，多30分（加分项不计入满分）。"),
        ({"year_share": 50}, "平时和年终分别折算，但没有年终的计分指标。"),
        ({"group_rule": "weighted"}, "各类别权重之和应为100%，现为0%。"),
        ({"group_rule": "weighted"}, "类别“组织建设”有计入满分的指标，但没有权重。"),
        ({"group_rule": "weighted", "year_share": 50}, "类别权重折算与平时、年终折算不能同时使用，请只选一种。"),
        (
            {"groups": [{"name": "甲", "maximum": 15, "lines": [{"name": "乙", "maximum": 14}]}]},
            "类别“甲”满分15分，各指标分值合计14分，不一致。",
        ),
        (
            {"groups": [{"name": "甲", "maximum": 15, "is_pool": True, "lines": [{"name": "乙", "kind": "bonus"}]}]},
            "类别“甲”从类别满分中扣分，但没有扣分项。",
        ),
        ({"grades": grades({})}, "请至少设置两个等次。"),
        ({"grades": grades({"threshold": 101}, {})}, "“等次1”要求101分，而总分最高只能达到100分。"),
        ({"grades": grades({"threshold": 80}, {"threshold": 80}, {})}, "“等次2”的最低分80分应低于“等次1”的80分。"),
        (
            {"grades": grades({}, {"threshold": 60})},
            "最低等次“等次2”不设最低分、名额和条件，否则有的单位没有等次。",
        ),
        ({"grades": grades({"quota": "60%"}, {"quota": "1/2"}, {})}, "各等次比例合计110%，超过100%。"),
        ({"grades": grades({"required_points": 5}, {})}, "“等次1”的附加条件不完整：请同时填写指标和须达到的得分。"),
    ],
)
def test_faults_are_told_in_words(tree, values, want):
    found = findings(make_scheme(tree.top, **values))
    assert want in found.errors
    assert not found.is_ready


def test_a_condition_that_cannot_be_met_is_told(tree):
    scheme = make_scheme(tree.top)
    grade, indicator = scheme.grades.first(), Indicator.objects.get(name="党员教育")
    grade.required, grade.required_points = indicator, 21
    grade.save()
    assert findings(scheme).errors == ("“优秀”要求“党员教育”达到21分，而该指标最高只能得20分。",)
    grade.required = Indicator.objects.get(name="发生违纪案件")
    grade.save()
    assert findings(scheme).errors == ("“优秀”的附加条件不能是一票否决项“发生违纪案件”。",)


def test_warnings_do_not_keep_from_starting(tree, office):
    groups = [*PLAIN, {"name": "加分", "lines": [{"name": "创新", "kind": "bonus", "per_event": 2}]}]
    scheme = make_scheme(tree.top, groups=groups, application="")
    found = findings(scheme)
    assert found.errors == ()
    assert found.warnings == ("加分项“创新”不封顶，请确认。", "没有写明结果运用。")
    assert advance_scheme(scheme, "start", actor=office).status == SchemeStatus.IN_FORCE


@pytest.mark.parametrize("slug", RUBRICS)
def test_rubrics_have_no_fault(tree, slug):
    assert findings(make_rubric(tree.top, slug)).errors == ()

"""Schemes: written by the office, checked in words, frozen at their start, followed by later versions."""

import pytest
from django.urls import reverse

from assessments.enums.scheme import FormalismRule, SchemeStatus
from assessments.models import Group, Indicator, Scheme, SchemeFlag
from assessments.rules.scheme.formalism import GUARDS, found_in
from assessments.selectors.scheme import differences, findings_of
from assessments.services.scheme import (
    RowDraft,
    advance_scheme,
    copy_scheme,
    judge_comparable,
    overrule_flag,
    reopen_flag,
    write_group,
)
from assessments.workflow.scheme import SCHEME_FLOW
from branches.enums import Role
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.branches import person, small_tree
from tests.factories.schemes import PLAIN, RUBRICS, make_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return small_tree()


@pytest.fixture
def office(tree):
    return person(Role.OFFICE, tree.top)


def findings(scheme):
    return findings_of(Scheme.objects.with_parts().get(pk=scheme.pk))


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


def line(name, maximum=None, **values):
    return RowDraft(None, {"name": name, "kind": "base", "maximum": maximum} | values)


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


def test_a_second_scheme_of_the_year_is_pointed_out(client, tree, office):
    client.force_login(office)
    make_scheme(tree.top, name="先有的细则", status=SchemeStatus.IN_FORCE)
    scheme = make_scheme(tree.top, name="后来的细则")
    page = client.get(reverse("assessments:scheme_step", args=[scheme.pk, "start"])).content.decode()
    assert "本年度已有正在考核的细则“先有的细则”，开始后各单位须另填一本台账。" in page


def test_warnings_do_not_keep_from_starting(tree, office):
    groups = [*PLAIN, {"name": "加分", "lines": [{"name": "创新", "kind": "bonus", "per_event": 2}]}]
    scheme = make_scheme(tree.top, groups=groups, application="")
    found = findings(scheme)
    assert found.errors == ()
    assert found.warnings == ("加分项“创新”不封顶，请确认。", "没有写明结果运用。")
    assert advance_scheme(scheme, "start", actor=office).status == SchemeStatus.IN_FORCE


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("在市级以上媒体刊发报道的，每篇加2分", FormalismRule.MEDIA),
        ("得到领导批示的加5分", FormalismRule.LEADERS_NOTES),
        ("活动照片不少于１０张", FormalismRule.PHOTOS),
        ("撰写心 得不少于3篇", FormalismRule.STUDY_NOTES),
        ("网络投票前三名", FormalismRule.VOTES),
        ("每周打卡，登录次数达标", FormalismRule.CHECK_INS),
    ],
)
def test_what_must_not_be_scored_is_flagged(text, rule):
    assert list(found_in("项目", text)) == [rule]
    assert GUARDS[rule].source.startswith("《")


@pytest.mark.parametrize(
    "text", ["不以领导批示、照片作为依据", "按期召开支部会议", "杜绝检查学习笔记", "对摊派投票的扣分", "严禁要求打卡"]
)
def test_what_forbids_is_no_flag(text):
    # A list after a prohibition is split at its commas; each part is judged with the words around it.
    assert set(found_in(text)) <= {FormalismRule.PHOTOS}


FLAGGED = [*PLAIN[:1], {"name": "宣传", "lines": [{"name": "信息", "maximum": 40, "mechanism": "被媒体报道的加分"}]}]


def test_flags_keep_from_starting_until_mended_or_overruled(tree, office):
    scheme = make_scheme(tree.top, groups=FLAGGED)
    flag = SchemeFlag.objects.get()
    assert (flag.rule, flag.found) == (FormalismRule.MEDIA, "被媒体报道的加分")
    with pytest.raises(BusinessError) as caught:
        advance_scheme(scheme, "start", actor=office)
    assert caught.value.details == ["指标“信息”涉及“媒体报道、信息稿件”，请修改，或写明理由确认保留。"]
    with pytest.raises(BusinessError, match="不少于10个字"):
        overrule_flag(flag, actor=office, reason="就是要")
    with pytest.raises(StepRefused):
        overrule_flag(flag, actor=person(Role.DIRECTOR, tree.top), reason="由负责人越过办公室确认保留。")
    reason = "本项考核的是政务公开法定义务，不是宣传数量。"
    flag = overrule_flag(flag, actor=office, reason=reason)
    entry = AuditEntry.objects.get(action="确认保留减负提示")
    assert (entry.actor, entry.details["reason"]) == (office, reason)
    assert findings(scheme).is_ready
    reopen_flag(flag, actor=office)
    assert not findings(scheme).is_ready
    overrule_flag(flag, actor=office, reason=reason)
    assert advance_scheme(scheme, "start", actor=office).status == SchemeStatus.IN_FORCE


def test_other_words_open_the_flag_again_and_better_ones_take_it_away(tree, office):
    scheme = make_scheme(tree.top, groups=FLAGGED)
    overrule_flag(SchemeFlag.objects.get(), actor=office, reason="确有必要保留，已经研究。")
    group, row = scheme.groups.last(), Indicator.objects.get(name="信息")

    def write(mechanism):
        values = {"name": "信息", "kind": "base", "maximum": 40, "mechanism": mechanism}
        write_group(scheme, group, actor=office, values={}, indicators=[RowDraft(row.pk, values)])

    write("被媒体报道的加分")
    assert SchemeFlag.objects.get().overruled_at is not None
    write("每有媒体报道加2分")
    assert SchemeFlag.objects.get().overruled_at is None
    write("按政务公开目录完成情况计分")
    assert not SchemeFlag.objects.exists()


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


# Pages -----------------------------------------------------------------------------------------------------------


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


def test_drafts_are_the_organisers_until_they_start(client, tree, office):
    make_scheme(tree.top, office=office, name="拟订中的细则")
    make_scheme(tree.top, status=SchemeStatus.IN_FORCE, name="考核中的细则")
    make_scheme(tree.top, status=SchemeStatus.DISCARDED, name="作废的细则")
    make_scheme(tree.foreign_top, status=SchemeStatus.IN_FORCE, name="外系统的细则")
    seen = {}
    for name, user in (("office", office), ("member", person(Role.MEMBER, tree.branch))):
        client.force_login(user)
        seen[name] = {row.name for row in client.get(reverse("assessments:scheme_list")).context["page"].rows}
    assert seen == {"office": {"拟订中的细则", "考核中的细则", "作废的细则"}, "member": {"考核中的细则"}}


def test_pages_say_what_is_open_and_what_the_rule_is(client, tree, office):
    scheme = make_scheme(tree.top, office=office, groups=FLAGGED, full_score=110)
    client.force_login(office)
    page = client.get(reverse("assessments:scheme_detail", args=[scheme.pk])).content.decode()
    guard = GUARDS[FormalismRule.MEDIA]
    for words in ("开始考核前需要处理 2 处", "各指标分值合计100分", guard.source, guard.rule, "被媒体报道的加分"):
        assert words in page
    flag = SchemeFlag.objects.get()
    url = reverse("assessments:scheme_flag_overrule", args=[flag.pk])
    assert client.post(url, {"reason": "太短"}).status_code == 400
    assert client.post(url, {"reason": "属于法定公开义务，必须考核。"}).status_code == 302
    assert "已确认保留" in client.get(reverse("assessments:scheme_detail", args=[scheme.pk])).content.decode()
    # Whoever is assessed reads the rubric, not the office's reasons.
    Scheme.objects.update(status=SchemeStatus.IN_FORCE)
    client.force_login(person(Role.MEMBER, tree.branch))
    page = client.get(reverse("assessments:scheme_detail", args=[scheme.pk])).content.decode()
    assert "信息" in page
    assert "属于法定公开义务" not in page


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


def test_a_group_is_deleted_after_asking(client, tree, office):
    scheme = make_scheme(tree.top, office=office)
    group = scheme.groups.first()
    client.force_login(office)
    url = reverse("assessments:scheme_group_delete", args=[group.pk])
    assert "不能恢复" in client.get(url).content.decode()
    client.post(url, {"seen": scheme.edit_version})
    assert not Group.objects.filter(pk=group.pk).exists()


@pytest.mark.parametrize("many", [1, 3])
def test_list_costs_the_same_queries(client, tree, office, django_assert_num_queries, many):
    for number in range(many):
        make_scheme(tree.top, office=office, name=f"细则{number}")
    client.force_login(office)
    client.get(reverse("assessments:scheme_list"))
    with django_assert_num_queries(6):
        client.get(reverse("assessments:scheme_list"))


@pytest.mark.parametrize("many", [1, 3])
def test_detail_costs_the_same_queries(client, tree, office, django_assert_num_queries, many):
    lines = [{"name": f"指标{n}", "maximum": 10, "mechanism": "被媒体报道的加分"} for n in range(many)]
    groups = [{"name": f"类别{n}", "lines": lines} for n in range(many)]
    scheme = make_scheme(tree.top, office=office, groups=groups)
    client.force_login(office)
    url = reverse("assessments:scheme_detail", args=[scheme.pk])
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)


@pytest.mark.parametrize("slug", RUBRICS)
def test_rubrics_have_no_fault(tree, slug):
    from tests.factories.schemes import make_rubric

    assert findings(make_rubric(tree.top, slug)).errors == ()

"""What must not be scored: found in a scheme's words, mended or overruled with a reason, opened again."""

import pytest

from assessments.enums.scheme import FormalismRule, SchemeStatus
from assessments.models import Indicator, SchemeFlag
from assessments.rules.scheme.formalism import GUARDS, found_in
from assessments.services.scheme import RowDraft, advance_scheme, overrule_flag, reopen_flag, write_group
from branches.enums import Role
from core.errors import BusinessError, StepRefused
from core.models import AuditEntry
from tests.factories.branches import person
from tests.factories.schemes import FLAGGED, findings, make_scheme

pytestmark = pytest.mark.django_db


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

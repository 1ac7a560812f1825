"""Scoring by hand: the five rubrics as data, and each rule on its own."""

from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from assessments.enums.scheme import (
    CutRule,
    GroupRule,
    IndicatorKind,
    NotApplicableRule,
    Rounding,
    SeatRounding,
    TieRule,
)
from assessments.models import Scheme
from assessments.scoring import (
    Given,
    GradeSpec,
    GroupSpec,
    IndicatorSpec,
    SchemeSpec,
    entry_range,
    grade_all,
    highest,
    rounded,
    score,
    seats_for,
)
from assessments.selectors.scheme import findings_of, spec_of
from tests.factories.branches import small_tree
from tests.factories.schemes import RUBRICS, make_rubric

K = IndicatorKind
BASE = IndicatorSpec("base", "党员教育", K.BASE, D(60))
FALLS = IndicatorSpec("falls", "组织生活", K.DEDUCTION, D(40), per_event=D(2))
PLUS = IndicatorSpec("plus", "创新", K.BONUS, D(10))
MINUS = IndicatorSpec("minus", "通报", K.DEDUCTION, None)
VETO = IndicatorSpec("veto", "违纪", K.VETO)
GRADES = (GradeSpec("A", "优秀", D(90)), GradeSpec("B", "合格", D(60)), GradeSpec("C", "不合格"))


def scheme(*lines, **values):
    values = {"grades": GRADES} | values
    return SchemeSpec((GroupSpec("g", "基本", (BASE, FALLS, *lines)),), **values)


def unit(total, **values):
    """A result of that total."""
    return score(scheme(**values), {"base": Given(D(total) - 40)})


def given_of(spec, entries):
    keys = {indicator.name: key for key, indicator in spec.indicators.items()}
    found = {}
    for name, entry in entries.items():
        if entry == "不适用":
            found[keys[name]] = Given(not_applicable=True)
        elif isinstance(entry, dict):
            found[keys[name]] = Given(times=entry.get("times"), is_hit=entry.get("hit", False))
        else:
            found[keys[name]] = Given(points=D(str(entry)))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("slug", RUBRICS)
def test_rubrics_are_data(slug):
    stored = Scheme.objects.with_parts().get(pk=make_rubric(small_tree().top, slug).pk)
    assert findings_of(stored).errors == ()
    spec, units = spec_of(stored), RUBRICS[slug]["units"]
    results = {u["name"]: score(spec, given_of(spec, u["given"]), mass=u.get("mass") and D(u["mass"])) for u in units}
    assert {name: result.total for name, result in results.items()} == {u["name"]: D(str(u["total"])) for u in units}
    graded = grade_all(results, spec).graded
    assert {name: grade.name for name, grade in graded.items()} == {u["name"]: u["grade"] for u in units}


def test_arithmetic_is_shown_line_by_line():
    spec = scheme(PLUS, organization_share=80, mass_share=20)
    result = score(spec, {"base": Given(D(55)), "falls": Given(times=3), "plus": Given(D(12))}, mass=D("93.5"))
    assert [line.words for line in result.lines.values()] == [
        "得55（满分60）",
        "3次×2＝6；40－6＝34",
        "超过上限，按10计；加10",
    ]
    assert result.words == (
        "基本：89/100，加分10",
        "基本分：89",
        "组织考核：89＋加分10＝99",
        "总分：99×80%＋93.5×20%，计97.9（四舍五入，保留2位小数）",
    )


def test_weights_are_shown():
    groups = (
        GroupSpec("a", "甲", (IndicatorSpec(1, "一", K.BASE, D(50)),), weight=D(60)),
        GroupSpec("b", "乙", (IndicatorSpec(2, "二", K.BASE, D(30)),), weight=D(40)),
    )
    result = score(SchemeSpec(groups, group_rule=GroupRule.WEIGHTED), {1: Given(D(45)), 2: Given(D(20))})
    assert result.total == D("80.67")
    assert "基本分：(45÷50×60%＋20÷30×40%)×100＝80.67" in result.words


@pytest.mark.parametrize(
    ("line", "entry", "points"),
    [
        (BASE, Given(D(70)), 60),
        (BASE, Given(D(-5)), 0),
        (FALLS, Given(D(50)), 0),
        (FALLS, Given(), 40),
        (IndicatorSpec(1, "有底", K.DEDUCTION, D(40), D(10)), Given(D(50)), 10),
        (IndicatorSpec(1, "负底", K.DEDUCTION, D(5), D(-5)), Given(D(8)), -3),
        (PLUS, Given(D("2.5")), D("2.5")),
        (IndicatorSpec(1, "不封顶", K.BONUS, per_event=D(3)), Given(times=50), 150),
        (MINUS, Given(D(8)), -8),
        (IndicatorSpec(1, "最多扣五", K.DEDUCTION, floor=D(-5)), Given(D(8)), -5),
        (VETO, Given(is_hit=True), 0),
    ],
)
def test_each_kind_within_its_limits(line, entry, points):
    result = score(SchemeSpec((GroupSpec("g", "组", (line,)),), total_floor=None), {line.key: entry})
    assert result.lines[line.key].points == points


def test_range_of_an_entry():
    assert entry_range(FALLS) == (0, 40)
    assert entry_range(MINUS) == (0, None)
    assert entry_range(IndicatorSpec(1, "", K.DEDUCTION, floor=D(-5))) == (0, 5)
    assert entry_range(VETO) == (0, 0)


def test_a_base_without_entry_is_missing_and_not_zero():
    result = score(scheme(), {})
    assert (result.missing, result.is_complete, result.lines["base"].words) == (("base",), False, "未评分")
    with pytest.raises(ValueError, match="missing"):
        grade_all({1: result}, scheme())


def test_not_applicable_leaves_the_maximum_or_counts_in_full():
    entries = {"base": Given(D(45)), "falls": Given(not_applicable=True)}
    assert score(scheme(), entries).total == 75
    assert "不适用的指标已移出满分，其余按比例折算。" in score(scheme(), entries).words
    full = score(scheme(not_applicable=NotApplicableRule.FULL), entries)
    assert full.total == 85
    assert full.lines["falls"].words == "不适用，按满分40计"


def test_nothing_applicable_is_no_score():
    nothing = {"base": Given(not_applicable=True), "falls": Given(not_applicable=True)}
    assert score(scheme(), nothing).missing == ("base",)


def test_caps_of_group_scheme_and_total():
    group = GroupSpec("g", "组", (BASE, FALLS, PLUS, MINUS), bonus_cap=D(6), deduction_cap=D(3))
    entries = {"base": Given(D(60)), "plus": Given(D(9)), "minus": Given(D(8))}
    result = score(SchemeSpec((group,), bonus_cap=D(4)), entries)
    assert (result.bonus, result.minus, result.total) == (4, 3, 101)
    assert score(SchemeSpec((group,), total_cap=D(100)), entries).total == 100
    low = score(scheme(MINUS), {"base": Given(D(0)), "falls": Given(D(40)), "minus": Given(D(9))})
    assert low.total == 0
    assert "低于下限，计0" in low.words[-2]


def test_extras_may_stand_outside_the_shares():
    entries = {"base": Given(D(50)), "plus": Given(D(10))}
    inside = score(scheme(PLUS, organization_share=80, mass_share=20), entries, mass=D(80))
    outside = score(scheme(PLUS, organization_share=80, mass_share=20, extras_after_shares=True), entries, mass=D(80))
    assert (inside.total, outside.total) == (96, 98)
    assert "总分：90×80%＋80×20%＋加分10，计98（四舍五入，保留2位小数）" in outside.words


def test_without_a_mass_evaluation_the_organisation_stands_alone():
    result = score(scheme(organization_share=80, mass_share=20), {"base": Given(D(50))})
    assert result.total == 90
    assert "群众评价尚无结果" in result.words[-1]


def test_vetoes_set_and_limit_the_grade():
    limited = IndicatorSpec("limited", "警告", K.VETO, veto_grade="B")
    spec = scheme(VETO, limited, organization_share=80, mass_share=20, satisfaction_floor=D(60))
    full = {"base": Given(D(60))}
    results = {
        "clean": score(spec, full, mass=D(100)),
        "limited": score(spec, full | {"limited": Given(is_hit=True)}, mass=D(100)),
        "hit": score(spec, full | {"veto": Given(is_hit=True), "limited": Given(is_hit=True)}, mass=D(100)),
        "disliked": score(spec, full, mass=D("59.99")),
    }
    graded = grade_all(results, spec).graded
    assert {name: grade.grade for name, grade in graded.items()} == {
        "clean": "A",
        "limited": "B",
        "hit": "C",
        "disliked": "C",
    }
    assert graded["hit"].words[1] == "因违纪、警告，等次受限"
    assert results["disliked"].vetoes == ("群众满意度低于否决线",)


@pytest.mark.parametrize(
    ("value", "mode", "places", "want"),
    [
        (D("2.345"), Rounding.HALF_UP, 2, "2.35"),
        (D("2.345"), Rounding.HALF_EVEN, 2, "2.34"),
        (D("2.349"), Rounding.DOWN, 2, "2.34"),
        (F(1, 8), Rounding.HALF_UP, 2, "0.13"),
        (F(1, 8), Rounding.HALF_EVEN, 2, "0.12"),
        (F(3, 8), Rounding.HALF_EVEN, 2, "0.38"),
        (F(2, 3), Rounding.DOWN, 2, "0.66"),
        (F(-1, 8), Rounding.HALF_UP, 2, "-0.13"),
        (F(-1, 3), Rounding.DOWN, 0, "0"),
        (F(299999, 100000), Rounding.HALF_UP, 1, "3.0"),
    ],
)
def test_rounding_is_data(value, mode, places, want):
    assert str(rounded(value, places, mode)) == want


@pytest.mark.parametrize(("rule", "seats"), [(SeatRounding.DOWN, 3), (SeatRounding.HALF_UP, 4), (SeatRounding.UP, 4)])
def test_seats_of_a_share(rule, seats):
    assert seats_for(GradeSpec("A", "优秀", quota=F(1, 3)), 11, rule) == seats
    assert seats_for(GradeSpec("A", "优秀", quota=F(1, 3), seats=2), 11, rule) == 2
    assert seats_for(GradeSpec("A", "优秀"), 11, rule) is None
    # A third of twelve is four, and not three and a bit.
    assert seats_for(GradeSpec("A", "优秀", quota=F(1, 3)), 12, rule) == 4


def quota(cut_rule, tie_rule=TieRule.SHARED):
    grades = (GradeSpec("A", "优秀", D(90), seats=2), GradeSpec("B", "合格"))
    return scheme(grades=grades, cut_rule=cut_rule, tie_rule=tie_rule)


def test_equals_at_the_cut_are_left_out_or_wait_for_a_decision():
    results = {"a": unit(99), "b": unit(95), "c": unit(95), "d": unit(94)}
    strict = grade_all(results, quota(CutRule.LEAVE_OUT))
    assert [strict.graded[u].grade for u in "abcd"] == ["A", "B", "B", "B"]
    assert (strict.cuts[0].tied, strict.cuts[0].open_seats) == (("b", "c"), 0)
    assert strict.cuts[0].words == (
        "优秀：不低于90分；名额2个；符合条件4个，列入1个；末位99分；末位同分2个，同分者均不列入，名额不突破"
    )
    spec = quota(CutRule.DECIDE)
    waiting = grade_all(results, spec)
    assert [(cut.name, cut.tied, cut.open_seats) for cut in waiting.open_cuts] == [("优秀", ("b", "c"), 1)]
    decided = grade_all(results, spec, decided={"A": {"c"}})
    assert [decided.graded[u].grade for u in "abcd"] == ["A", "B", "A", "B"]
    for wrong in ({"d"}, {"b", "c"}):
        with pytest.raises(ValueError, match="beyond"):
            grade_all(results, spec, decided={"A": wrong})


def test_ties_are_told_apart_by_the_rule_and_ranks_shared():
    spec = scheme(PLUS, grades=GRADES, tie_rule=TieRule.BASE)
    results = {
        "plain": score(spec, {"base": Given(D(50))}),
        "extra": score(spec, {"base": Given(D(45)), "plus": Given(D(5))}),
        "same": score(spec, {"base": Given(D(50))}),
    }
    graded = grade_all(results, spec).graded
    assert {u: g.rank for u, g in graded.items()} == {"plain": 1, "same": 1, "extra": 3}


def test_a_condition_keeps_out_whoever_does_not_meet_it_and_not_whom_it_does_not_concern():
    grades = (GradeSpec("A", "五星", required="base", required_points=D(50)), GradeSpec("B", "其他"))
    spec = scheme(grades=grades)
    results = {
        "met": score(spec, {"base": Given(D(50))}),
        "unmet": score(spec, {"base": Given(D("49.99"))}),
        "free": score(spec, {"base": Given(not_applicable=True)}),
    }
    graded = grade_all(results, spec).graded
    assert {u: g.grade for u, g in graded.items()} == {"met": "A", "unmet": "B", "free": "A"}


def test_the_highest_total():
    assert highest(scheme(PLUS)) == 110
    assert highest(scheme(PLUS, total_cap=D(105))) == 105
    assert highest(scheme(IndicatorSpec(1, "不封顶", K.BONUS))) is None
    assert highest(scheme(MINUS, total_floor=None)) == 100


def test_nobody_is_graded_without_grades():
    with pytest.raises(ValueError, match="grades nobody"):
        grade_all({}, scheme(grades=()))

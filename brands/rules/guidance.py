"""Classified guidance as arithmetic: which rule fits a brand's facts, and how a rule reads in plain Chinese."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from brands.enums import GuidanceClass, GuidanceFact
from brands.limits import GUIDANCE_RULES_MOST
from brands.models import GuidanceRule
from core.errors import BusinessError

# Fact → what is counted; None: nothing is known of it, so that no rule on it fits.
Facts = Mapping[str, Decimal | int | None]

UNITS = {
    GuidanceFact.OVERDUE_PHASES: "个",
    GuidanceFact.OVERDUE_FINDINGS: "个",
    GuidanceFact.OPEN_FINDINGS: "个",
    GuidanceFact.LEDGER_SCORE: "分",
    GuidanceFact.PLAN_MISSING: "份",
    GuidanceFact.ACTIVITIES: "次",
}
# A brand without the fact reads so.
UNKNOWN = {GuidanceFact.LEDGER_SCORE: "尚无年度考核得分"}
SHORT = {
    GuidanceFact.OVERDUE_PHASES: "逾期阶段",
    GuidanceFact.OVERDUE_FINDINGS: "逾期未整改问题",
    GuidanceFact.OPEN_FINDINGS: "未销号问题",
    GuidanceFact.LEDGER_SCORE: "最近一次年度考核得分",
    GuidanceFact.PLAN_MISSING: "当年应报未报深化计划",
    GuidanceFact.ACTIVITIES: "近十二个月活动",
}


def plain(value: Any) -> str:
    """2.00 → 2, 59.50 → 59.5."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fits(rule: GuidanceRule, value: Decimal | int | None) -> bool:
    """Both bounds are included; what is not known fits nothing."""
    if value is None:
        return False
    number = Decimal(str(value))
    return (rule.at_least is None or number >= rule.at_least) and (rule.at_most is None or number <= rule.at_most)


def bounds_in_words(at_least: Any, at_most: Any, fact: str) -> str:
    unit = UNITS[GuidanceFact(fact)]
    if at_least is not None and at_most is not None:
        if Decimal(str(at_least)) == Decimal(str(at_most)):
            return f"等于{plain(at_least)}{unit}"
        return f"在{plain(at_least)}至{plain(at_most)}{unit}之间"
    return f"不少于{plain(at_least)}{unit}" if at_least is not None else f"不多于{plain(at_most)}{unit}"


def rule_in_words(rule: GuidanceRule) -> str:
    """逾期阶段不少于2个的，列为薄弱。"""
    bounds = bounds_in_words(rule.at_least, rule.at_most, rule.fact)
    return f"{SHORT[GuidanceFact(rule.fact)]}{bounds}的，列为{GuidanceClass(rule.guidance_class).label}。"


def fact_in_words(fact: str, value: Any) -> str:
    known = GuidanceFact(fact)
    if value is None:
        return UNKNOWN.get(known, f"{SHORT[known]}不详")
    return f"{SHORT[known]}{plain(value)}{UNITS[known]}"


def verdict(rules: Iterable[GuidanceRule], facts: Facts) -> tuple[str, list[dict[str, Any]]]:
    """The class that the first fitting rule gives, with every rule of that class that fits as its reasons.

    Without a fitting rule the brand is middling, and no reason is given.
    """
    rules = list(rules)
    decisive = next((rule for rule in rules if fits(rule, facts.get(rule.fact))), None)
    if decisive is None:
        return GuidanceClass.MIDDLING, []
    same = [rule for rule in rules if rule.guidance_class == decisive.guidance_class]
    return decisive.guidance_class, [
        {
            "class": rule.guidance_class,
            "fact": rule.fact,
            "value": plain(facts[rule.fact]),
            "at_least": None if rule.at_least is None else plain(rule.at_least),
            "at_most": None if rule.at_most is None else plain(rule.at_most),
        }
        for rule in same
        if fits(rule, facts.get(rule.fact))
    ]


def reason_in_words(reason: Mapping[str, Any]) -> str:
    """逾期阶段2个（规则：不少于2个为薄弱）."""
    bounds = bounds_in_words(reason["at_least"], reason["at_most"], reason["fact"])
    label = GuidanceClass(reason["class"]).label
    return f"{fact_in_words(reason['fact'], reason['value'])}（规则：{bounds}为{label}）"


def check_rules(drafts: Sequence[Any]) -> None:
    """A class, a fact and a bound in each; not below and not above in their order."""
    if not drafts:
        raise BusinessError("请至少保留一条规则。")
    if len(drafts) > GUIDANCE_RULES_MOST:
        raise BusinessError(f"规则不超过{GUIDANCE_RULES_MOST}条。")
    faults = []
    for number, draft in enumerate(drafts, start=1):
        if draft.guidance_class not in GuidanceClass.values or draft.fact not in GuidanceFact.values:
            faults.append(f"第{number}条：请选择类别和依据。")
        elif draft.at_least is None and draft.at_most is None:
            faults.append(f"第{number}条：“不低于”和“不高于”至少填写一个。")
        elif draft.at_least is not None and draft.at_most is not None and draft.at_least > draft.at_most:
            faults.append(f"第{number}条：“不低于”应不大于“不高于”。")
    if faults:
        raise BusinessError("规则还不能保存：", details=faults)

"""What 《党支部工作条例》 expects of an organisation, told as warnings that an approved exception silences; and
which roles may not stand together, which nothing silences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from branches.enums import OrganizationKind as Kind
from branches.enums import Role, WarningKind
from branches.roles import ADMINISTRATORS

FORMAL_LEAST = 3
FORMAL_USUAL_MOST = 50
COMMITTEE_FROM = 7
COMMITTEE_SIZE = range(3, 6)
REMIND_BEFORE = timedelta(days=90)

# Under which kinds an organisation usually stands; None: at the top.
PARENTS: dict[str, frozenset[str | None]] = {
    Kind.WORKING_COMMITTEE: frozenset({None, Kind.WORKING_COMMITTEE}),
    Kind.COMMITTEE: frozenset({None, Kind.WORKING_COMMITTEE, Kind.COMMITTEE}),
    Kind.GENERAL_BRANCH: frozenset({Kind.WORKING_COMMITTEE, Kind.COMMITTEE}),
    Kind.BRANCH: frozenset({Kind.WORKING_COMMITTEE, Kind.COMMITTEE, Kind.GENERAL_BRANCH}),
}
# Kinds that must have a committee or secretary in office.
HAS_TERM = frozenset({Kind.BRANCH, Kind.GENERAL_BRANCH})


@dataclass(frozen=True)
class Facts:
    """What the rules look at; see OrganizationQuerySet.with_facts."""

    kind: str
    parent_kind: str | None
    formal: int
    term_years: int = 3
    elected_on: date | None = None
    ends_on: date | None = None
    committee: int = 0
    has_secretary: bool = False
    excepted: bool = False
    term_excepted: bool = False


@dataclass(frozen=True)
class Warning:
    kind: WarningKind
    text: str


def warnings_for(organization: Any, today: date) -> list[Warning]:
    """The warnings about an organisation that was read with its facts; none for one no longer in being."""
    return warnings_of(facts_of(organization), today) if organization.is_active else []


def facts_of(organization: Any) -> Facts:
    return Facts(
        kind=organization.kind,
        parent_kind=organization.parent_kind,
        formal=organization.formal_count,
        term_years=organization.term_years,
        elected_on=organization.term_elected_on,
        ends_on=organization.term_ends_on,
        committee=organization.committee_size,
        has_secretary=organization.has_secretary,
        excepted=bool(organization.exception_note),
        term_excepted=bool(organization.term_note),
    )


def warnings_of(facts: Facts, today: date) -> list[Warning]:
    """All that calls for attention, in the order in which it is shown."""
    found = [] if facts.excepted else [*_about_place(facts), *_about_size(facts), *_about_committee(facts)]
    return [*found, *_about_term(facts, today)]


def _about_place(facts: Facts) -> Iterable[Warning]:
    if facts.parent_kind not in PARENTS[facts.kind]:
        label = Kind(facts.kind).label
        above = f"设在{Kind(facts.parent_kind).label}之下" if facts.parent_kind else "没有上级党组织"
        yield Warning(WarningKind.PARENT, f"{label}{above}，请核对隶属关系。")


def _about_size(facts: Facts) -> Iterable[Warning]:
    if facts.kind != Kind.BRANCH:
        return
    if facts.formal < FORMAL_LEAST:
        text = f"正式党员 {facts.formal} 人，不足 {FORMAL_LEAST} 人，一般应与邻近单位联合建立党支部。"
        yield Warning(WarningKind.SIZE, text)
    elif facts.formal > FORMAL_USUAL_MOST:
        text = f"正式党员 {facts.formal} 人，一般不超过 {FORMAL_USUAL_MOST} 人，请研究是否分设。"
        yield Warning(WarningKind.SIZE, text)


def _about_committee(facts: Facts) -> Iterable[Warning]:
    """Without a term the missing term is what is told."""
    if facts.kind != Kind.BRANCH or facts.elected_on is None:
        return
    if facts.formal >= COMMITTEE_FROM and facts.committee not in COMMITTEE_SIZE:
        text = f"正式党员 {facts.formal} 人，应设立由 3 至 5 人组成的支委会，现登记 {facts.committee} 人。"
        yield Warning(WarningKind.COMMITTEE, text)
    if not facts.has_secretary:
        yield Warning(WarningKind.SECRETARY, "本届尚未登记书记。")


def _about_term(facts: Facts, today: date) -> Iterable[Warning]:
    if facts.elected_on is None or facts.ends_on is None:
        if facts.kind in HAS_TERM and not facts.excepted:
            yield Warning(WarningKind.NO_TERM, "尚未登记届次和班子成员。")
        return
    if facts.term_excepted:
        return
    if facts.ends_on < today:
        days = (today - facts.ends_on).days
        yield Warning(WarningKind.TERM_OVER, f"已于 {facts.ends_on} 届满，超过 {days} 天，请按期换届或登记延期批复。")
    elif facts.ends_on <= today + REMIND_BEFORE:
        days = (facts.ends_on - today).days
        when = "今天届满" if not days else f"还有 {days} 天届满（{facts.ends_on}）"
        yield Warning(WarningKind.TERM_ENDING, f"本届{when}，请提前准备换届。")
    if facts.ends_on > term_end(facts.elected_on, facts.term_years):
        text = f"登记的任期超过 {facts.term_years} 年，请核对届满日期。"
        yield Warning(WarningKind.TERM_LONG, text)


def term_end(elected_on: date, years: int) -> date:
    """The day a term ends that began on that day; 29 February is followed by 28 February."""
    try:
        return elected_on.replace(year=elected_on.year + years)
    except ValueError:
        return elected_on.replace(year=elected_on.year + years, day=28)


def separation_fault(role: str, others: Iterable[str]) -> str | None:
    """Why the role may not stand beside the others at the same time; None when it may."""
    clash = [other for other in others if other != role and (role in ADMINISTRATORS or other in ADMINISTRATORS)]
    if not clash:
        return None
    rule = "安全管理员、系统管理员、审计管理员须由不同的人担任，且不得兼任其他角色"
    return f"{rule}：该账号在此期间已有“{Role(clash[0]).label}”授权，不能再授予“{Role(role).label}”。"

"""Members with made-up names, committees in office, one that is overdue."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from branches.enums import ExemptClass, MemberStatus, PostKind, TermYears
from branches.enums import OrganizationKind as Kind
from branches.models import Member, Organization, Post, Term
from branches.rules import COMMITTEE_FROM
from branches.services.member import PostHolder
from brands.demo.organizations import rows

SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯于董萧程曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
FIRST = "承清若景彦书沐知嘉雨晓思昱启允守庭怀颂佩静淑建志秀玉春秋桂素慧忆念语乐亦尚可"
SECOND = "川宁安远舟禾行言澜岚芷桐棠溪柏砚岩平兰英珍芬生林成珊雯琪萱霖钧铭澄洁娟梅菊芹莲"
# Characters that few fonts have: what is printed must show them.
RARE = ("堃", "喆", "玥", "䶮")
RARE_EVERY = 60
GROUPS = ("第一党小组", "第二党小组", "第三党小组")
GROUP_FROM = 20
# Days until the term ends; the last is over.
ENDING = {"sw1b": 40, "tjj": 62, "wl2": 25, "fy2": 80, "jt2": -50, "rmt": -35}
EXTENDED = {"rmt": "机构改革期间，经市直机关工委批准延期至改革完成后换届。"}
COMMITTEE = (PostKind.SECRETARY, PostKind.ORGANIZATION, PostKind.PUBLICITY, PostKind.DISCIPLINE, PostKind.DEPUTY)


def names(random: Random) -> Iterator[str]:
    """No two alike, and each of the rare characters again and again."""
    given: set[str] = set()
    while True:
        first, second = random.choice(FIRST), random.choice(SECOND)
        if len(given) % RARE_EVERY == 7:
            second = RARE[len(given) // RARE_EVERY % len(RARE)]
        name = random.choice(SURNAMES) + first + second
        if name not in given:
            given.add(name)
            yield name


def make_members(organizations: dict[str, Organization], today: date, random: Random) -> dict[str, list[Member]]:
    """The members by their branch's key, the secretary first."""
    name = names(random)
    members: list[Member] = []
    for row in rows():
        if row.kind != Kind.BRANCH:
            continue
        probationary = 1 if row.formal % 3 == 2 or row.formal < 3 else 0
        for number in range(row.formal + probationary):
            is_probationary = number >= row.formal
            years = random.randrange(25, 45) if row.key == "sw3" else random.randrange(2, 25)
            members.append(
                Member(
                    organization=organizations[row.key],
                    name=next(name),
                    code=f"{organizations[row.key].code}-{number + 1:03d}",
                    joined_on=today - timedelta(days=200 if is_probationary else 365 * years + random.randrange(300)),
                    status=MemberStatus.PROBATIONARY if is_probationary else MemberStatus.FORMAL,
                    group=GROUPS[number % len(GROUPS)] if row.formal >= GROUP_FROM else "",
                    exempt_class=ExemptClass.RETIRED if row.key == "sw3" else ExemptClass.NONE,
                )
            )
    by_key: dict[str, list[Member]] = {}
    key_of = {organization.pk: key for key, organization in organizations.items()}
    for member in Member.objects.bulk_create(members):
        by_key.setdefault(key_of[member.organization_id], []).append(member)
    return by_key


def make_terms(organizations: dict[str, Organization], members: dict[str, list[Member]], today: date) -> None:
    """Branches and general branches in office; some terms end soon, two are over, one of these with consent."""
    terms, holders = [], []
    for number, row in enumerate(rows()):
        if row.kind not in (Kind.BRANCH, Kind.GENERAL_BRANCH):
            continue
        days_left = ENDING.get(row.key, 150 + number * 67 % 900)
        ends_on = today + timedelta(days=days_left)
        terms.append(
            Term(
                organization=organizations[row.key],
                number=1 + number % 5,
                elected_on=_years_before(ends_on, TermYears.THREE),
                ends_on=ends_on,
                exception_note=EXTENDED.get(row.key, ""),
            )
        )
        holders.append(_committee(row.kind, _electable(row.key, members)))
    Post.objects.bulk_create(
        Post(term=term, member=post.member, kind=post.kind)
        for term, posts in zip(Term.objects.bulk_create(terms), holders, strict=True)
        for post in posts
    )


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def _electable(key: str, members: dict[str, list[Member]]) -> list[Member]:
    """Of a general branch: members of the branches below it, not their secretaries."""
    below = [found for branch, found in members.items() if branch != key and branch.startswith(key)]
    return members.get(key) or [member for found in below for member in found[5:8]]


def _committee(kind: Kind, electable: list[Member]) -> list[PostHolder]:
    """From seven members a committee of three to five, below that a secretary alone."""
    size = len(electable)
    seats = 1 if size < COMMITTEE_FROM and kind == Kind.BRANCH else 3 if size < 15 else 5
    return [PostHolder(member, post) for member, post in zip(electable, COMMITTEE[:seats], strict=False)]

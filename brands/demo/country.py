"""A synthetic country for measuring: a tree of any size with filings and brands in every state, in seconds.

Unlike the demonstration this takes no steps: rows are written in bulk as the steps would have left them, so that ten
thousand filings need seconds instead of an hour. It is for bench and load tests, on an empty or a filled database.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import User
from branches import paths, tree
from branches.enums import OrganizationKind as Kind
from branches.enums import Role
from branches.models import Line, Organization, Region, RoleAssignment
from brands.demo.programs import CRITERIA, PHASES, plus_months, span
from brands.enums import ProgramStatus
from brands.models import Criterion, Phase, Program, ProgramEvent

BATCH = 2_000
LEAST_ORGANIZATIONS = 8
ROOT_CODE = "SC"
DOCUMENT_CODE = "测机工发"
REGIONS, LINES = 8, 8


@dataclass(frozen=True)
class Country:
    """The tree: `chains` says who stands above each branch, from the nearest to the root."""

    root: Organization
    branches: list[Organization]
    chains: dict[int, list[Organization]]
    people: dict[Role, User]


def make_country(organizations: int, applications: int) -> dict[str, int]:
    """Counts of what was made."""
    from brands.demo.country_filings import make_filings

    with transaction.atomic():
        country = make_tree_of(max(organizations, LEAST_ORGANIZATIONS))
        programs = make_programs(country, -(-applications // len(country.branches)))
        brands = make_filings(country, programs, applications)
    return {"organizations": organizations, "programs": len(programs), "applications": applications, "brands": brands}


def make_tree_of(size: int) -> Country:
    """Committees of some forty each, two general branches in a committee; one branch of fifty directly below."""
    committees = max(1, size // 40)
    direct = max(1, size // 50)
    paths.lock_tree()
    first = paths.next_child_number("")
    number = Organization.objects.filter(code__startswith=f"{ROOT_CODE}-").count()
    regions = [Region.objects.get_or_create(name=f"第{i}测试片区", defaults={"order": i})[0] for i in range(1, REGIONS)]
    lines = [Line.objects.get_or_create(name=f"第{i}测试条线", defaults={"order": i})[0] for i in range(1, LINES)]

    def grow(parents: Sequence[Organization | None], kind: Kind, count: int, start: int, word: str) -> list:
        """So many organisations, dealt out evenly among the parents, behind those that they have already."""
        nonlocal number
        grown = []
        for i in range(count):
            parent, place = parents[i % len(parents)], start + i // len(parents)
            number += 1
            name = f"测试市第{number}{word}"
            grown.append(
                Organization(
                    name=name,
                    short_name=name,
                    code=f"{ROOT_CODE}-{number:07d}",
                    kind=kind,
                    parent=parent,
                    path=(parent.path if parent else "") + tree.segment(place),
                    region=regions[number % len(regions)],
                    line=lines[number // 7 % len(lines)],
                )
            )
        return Organization.objects.bulk_create(grown, batch_size=BATCH)

    (root,) = grow([None], Kind.WORKING_COMMITTEE, 1, first, "机关工委")
    above = grow([root], Kind.COMMITTEE, committees, 1, "机关党委")
    general = grow(above, Kind.GENERAL_BRANCH, 2 * committees, 1, "党总支")
    rest = size - 1 - 3 * committees - direct
    branches = [
        *grow([root], Kind.BRANCH, direct, committees + 1, "直属党支部"),
        *grow(general, Kind.BRANCH, max(rest, 1), 1, "党支部"),
    ]
    by_key = {organization.pk: organization for organization in (root, *above, *general, *branches)}
    chains = {branch.pk: _above(branch, by_key) for branch in branches}
    people = _people(root, chains[branches[-1].pk][0], branches[-1])
    return Country(root, branches, chains, people)


def _above(branch: Organization, by_key: dict[int, Organization]) -> list[Organization]:
    found, key = [], branch.parent_id
    while key:
        found.append(by_key[key])
        key = by_key[key].parent_id
    return found


def _people(root: Organization, level: Organization, branch: Organization) -> dict[Role, User]:
    """Four who log in: the office and the director at the root, a reviewer and a secretary far below."""
    places = {Role.OFFICE: root, Role.DIRECTOR: root, Role.REVIEWER: level, Role.SECRETARY: branch}
    password = make_password(settings.DEMO_PASSWORD)
    found: dict[Role, User] = {}
    for role, organization in places.items():
        values = {"name": f"测试{role.label}", "password": password, "must_change_password": False}
        found[role], _ = User.objects.get_or_create(username=f"scale-{role}", defaults=values)
        starts_on = timezone.localdate() - timedelta(days=1000)
        RoleAssignment.objects.create(user=found[role], organization=organization, role=role, starts_on=starts_on)
    return found


def make_programs(country: Country, count: int) -> list[Program]:
    """As many open ones as a branch has filings: a branch has one brand in a program."""
    first = plus_months(timezone.localdate(), -22)
    starts_on, ends_on = span(first, 36)
    made = Program.objects.bulk_create(
        Program(
            organizer=country.root,
            name=f"{country.root.name}品牌创建规划之{number}",
            approval_basis="测试数据",
            starts_on=starts_on,
            ends_on=ends_on,
            document_code=DOCUMENT_CODE,
            status=ProgramStatus.OPEN,
        )
        for number in range(1, count + 1)
    )
    for program in made:
        begins = starts_on
        for order, (months, name, tasks, _) in enumerate(PHASES, start=1):
            since, until = span(begins, months)
            Phase.objects.create(program=program, order=order, name=name, starts_on=since, ends_on=until, tasks=tasks)
            begins = plus_months(begins, months)
        Criterion.objects.bulk_create(
            Criterion(program=program, order=order, name=name, weight=weight, description=text)
            for order, (name, weight, text) in enumerate(CRITERIA, start=1)
        )
    office = country.people[Role.OFFICE]
    ProgramEvent.objects.bulk_create(
        ProgramEvent(
            subject=program, step="open", label="启动", source="preparing", target="open", actor=office,
            actor_name=office.name,
        )
        for program in made
    )  # fmt: skip
    return made


def write_rows(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Many rows of the same fields without an object for each: COPY on PostgreSQL, prepared inserts on SQLite.

    No value is None; a column that is not named takes the model's default, an empty text where it has none.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    others = _defaults(model, first)
    first, rows = first | others, (row | others for row in rows)
    fields: list[Any] = [model._meta.get_field(name) for name in first]
    table, quote = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    plain = [_plain_of(field) for field in fields]
    values = ([write(value) for write, value in zip(plain, row.values(), strict=True)] for row in chain([first], rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = io.StringIO()
            csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC).writerows(values)
            lines.seek(0)
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)", lines)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values))  # noqa: S608


def _defaults(model: type[models.Model], named: Iterable[str]) -> dict[str, Any]:
    """What the columns that must hold something, and are not named, begin with."""
    left = [field for field in model._meta.local_concrete_fields if field.name not in named and not field.null]
    return {field.name: field.get_default() for field in left if not field.primary_key and not field.is_relation}


def _plain_of(field: Any) -> Callable[[Any], Any]:
    """How a column's value is written."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if isinstance(field, models.DateTimeField):
        return lambda value: str(connection.ops.adapt_datetimefield_value(value))
    if isinstance(field, models.DateField | models.CharField | models.TextField):
        return str
    return lambda value: value

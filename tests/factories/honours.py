"""Named brands without the long way through a selection, and the people who keep them named."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from branches.enums import Role
from branches.models import Organization
from brands.documents.honour import DocumentText
from brands.enums import RoundStatus
from brands.models import AnnualPlan, Brand, Honour, OfficialDocument, Program, Recheck, SelectionRound
from brands.rules.honour import last_day
from brands.services.honour import advance_recheck, advise, open_recheck, save_recheck
from brands.services.outcomes import show_highest
from core.numbers import next_number
from tests.factories.branches import OrganizationFactory, fresh, person
from tests.factories.brands import BrandFactory, ProgramFactory

REPORT = {"achievements": "坚持每月服务进窗口。", "problems": "载体更新不够及时。", "measures": "每季度评估一次载体。"}

TEXT = DocumentText(title="关于命名示范品牌的决定", addressee="各有关党组织：", body="现予命名。", printed_by="办公室")


@dataclass
class Cast:
    """A working committee with its named brands; people are read anew by their names, as each request does."""

    top: Organization
    program: Program
    round: SelectionRound
    document: OfficialDocument
    brands: list[Brand]
    honours: list[Honour]
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        people = self.__dict__.get("people", {})
        if name not in people:
            raise AttributeError(name)
        return fresh(people[name])

    def everybody(self) -> dict[str, User]:
        return {name: getattr(self, name) for name in self.people}

    @property
    def brand(self) -> Brand:
        return Brand.objects.get(pk=self.brands[0].pk)

    @property
    def honour(self) -> Honour:
        return Honour.objects.get(pk=self.honours[0].pk)


def committee(**fields) -> tuple[Organization, Program]:
    top = OrganizationFactory(name="云岭市直属机关工作委员会", short_name="市直机关工委", kind="working_committee")
    return top, ProgramFactory(organizer=top, **fields)


def named(*, count: int = 1, level: int = 3, granted_on: date | None = None, years: int = 3, **fields) -> Cast:
    """Brands named on that day (a year ago unless said otherwise), with document, round and people."""
    granted_on = granted_on or timezone.localdate() - timedelta(days=365)
    top, program = committee(**fields)
    people = {
        "office": person(Role.OFFICE, top),
        "director": person(Role.DIRECTOR, top),
        "outsider": person(Role.SECRETARY, OrganizationFactory(parent=top)),
    }
    round = SelectionRound.objects.create(
        program=program, name="示范品牌评选", year=granted_on.year, level=level, quota=9, valid_years=years,
        nominations_until=granted_on, scoring_until=granted_on, status=RoundStatus.NAMED,
    )  # fmt: skip
    document = issued(top, people["director"], granted_on, round=round)
    brands, honours = [], []
    for number in range(count):
        home = OrganizationFactory(parent=top)
        brand = BrandFactory(program=program, organization=home)
        if not number:
            people |= {name: person(Role(name), home) for name in ("clerk", "secretary", "member")}
        honours.append(grant(brand, round, document, granted_on))
        brands.append(brand)
    return Cast(top, program, round, document, brands, honours, people)


def issued(top: Organization, actor: User, on: date, **fields) -> OfficialDocument:
    from django.db import transaction

    with transaction.atomic():
        number = next_number(f"{top.pk}:云机工发:{on.year}")
        return OfficialDocument.objects.create(
            organization=top, code="云机工发", year=on.year, number=number, title="关于命名示范品牌的决定", snapshot={},
            issued_on=on, issued_by=actor, check_code=f"TEST{OfficialDocument.objects.count():06}", **fields,
        )  # fmt: skip


def grant(brand: Brand, round: SelectionRound, document: OfficialDocument, on: date) -> Honour:
    honour = Honour.objects.create(
        brand=brand, organization_path=brand.organization_path, level=round.level, round=round, document=document,
        granted_on=on, expires_on=last_day(on, round.valid_years),
    )  # fmt: skip
    from django.db import transaction

    with transaction.atomic():
        show_highest(brand)
    return honour


def ending(days: int, **fields) -> Cast:
    """Named so that so many days are left, today not counted."""
    cast = named(**fields)
    Honour.objects.update(expires_on=timezone.localdate() + timedelta(days=days))
    return cast


def opened(cast: Cast, number: int = 0, **fields) -> Recheck:
    values = {
        "reason": "期满复核。",
        "due_on": timezone.localdate() + timedelta(days=10),
        "actor": cast.office,
    } | fields
    return open_recheck(Honour.objects.get(pk=cast.honours[number].pk), **values)


def reported(cast: Cast, number: int = 0) -> Recheck:
    """Written and handed in by the branch."""
    recheck = opened(cast, number)
    writer = cast.secretary if not number else person(Role.SECRETARY, cast.brands[number].organization)
    recheck = save_recheck(recheck, actor=writer, texts=REPORT, version=0)
    return advance_recheck(recheck, "submit", actor=fresh(writer))


def advised(cast: Cast, number: int = 0, advice: str = "keep") -> Recheck:
    return advise(reported(cast, number), advice=advice, reason="符合保留条件。", actor=cast.office)


def plan_of(cast: Cast, number: int = 0, **fields) -> AnnualPlan:
    today = timezone.localdate()
    brand = cast.brands[number]
    values = {"year": today.year, "due_on": today + timedelta(days=5)} | fields
    return AnnualPlan.objects.create(brand=brand, organization_path=brand.organization_path, **values)

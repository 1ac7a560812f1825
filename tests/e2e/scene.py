"""Where the way begins: a tree, its people, an open program, and brands that are there already."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image

from accounts.models import User
from branches.enums import Role
from branches.models import Organization
from brands.enums import HonourLevel, RoundStatus
from brands.models import Brand, Honour, OfficialDocument, Program, SelectionRound
from tests.factories.accounts import UserFactory
from tests.factories.branches import (
    Cast,
    MemberFactory,
    OrganizationFactory,
    RoleAssignmentFactory,
    Tree,
    person,
    small_cast,
    small_tree,
)
from tests.factories.brands import BrandFactory, ProgramFactory

MEMBERS = 10


@dataclass
class Scene:
    """The branch whose way is walked has no brand yet; its neighbours have."""

    tree: Tree
    cast: Cast
    program: Program
    neighbour: Brand  # of the branch beside it, in the same committee
    far: Brand  # of another part of the tree
    named: Brand  # holds the honour of last year
    named_secretary: User
    judges: list[User]  # the last belongs to the committee of branch and neighbour


def make_scene() -> Scene:
    tree = small_tree()
    program = ProgramFactory(organizer=tree.top, name="云岭市直机关党建品牌三年创建规划")
    MemberFactory.create_batch(MEMBERS, organization=tree.branch)
    far = OrganizationFactory(name="云岭市气象台党支部", parent=tree.top)
    named = BrandFactory(program=program, organization=tree.direct, name="兰台守护")
    name_last_year(named, program)
    return Scene(
        tree=tree,
        cast=small_cast(tree),
        program=program,
        neighbour=BrandFactory(program=program, organization=tree.sibling, name="暖心驿站"),
        far=BrandFactory(program=program, organization=far, name="风云哨兵"),
        named=named,
        named_secretary=person(Role.SECRETARY, tree.direct),
        judges=[*(judge(tree.top) for _ in range(4)), judge(tree.top, home=tree.committee)],
    )


def judge(top: Organization, home: Organization | None = None) -> User:
    user = UserFactory()
    RoleAssignmentFactory(user=user, organization=top, role=Role.JUDGE)
    if home:
        MemberFactory(organization=home, user=user, name=user.name)
    return user


def name_last_year(brand: Brand, program: Program) -> Honour:
    """The brand holds the highest honour: by last year's round, by the first document of last year."""
    granted_on = date(timezone.localdate().year - 1, 12, 1)
    day = granted_on - timedelta(days=60)
    level = HonourLevel.DEMONSTRATION
    round = SelectionRound.objects.create(
        program=program, name="上一年度示范品牌评选", year=granted_on.year, level=level, status=RoundStatus.NAMED,
        nominations_until=day, scoring_until=day, released_at=timezone.now(),
    )  # fmt: skip
    document = OfficialDocument.objects.create(
        organization=program.organizer, round=round, code=program.document_code, year=granted_on.year, number=1,
        title="关于命名上一年度示范品牌的决定", snapshot={}, issued_on=granted_on, issued_by=UserFactory(),
        check_code="LASTYEAR2345",
    )  # fmt: skip
    Brand.objects.filter(pk=brand.pk).update(honour_level=level, named_year=granted_on.year)
    return Honour.objects.create(
        brand=brand, organization_path=brand.organization_path, level=level, round=round, document=document,
        granted_on=granted_on, expires_on=granted_on.replace(year=granted_on.year + 3) - timedelta(days=1),
    )  # fmt: skip


def logo() -> dict[str, str | bytes]:
    """A picture as Playwright uploads it."""
    stream = BytesIO()
    Image.new("RGB", (240, 240), "#C7000B").save(stream, "PNG")
    return {"name": "标识.png", "mimeType": "image/png", "buffer": stream.getvalue()}

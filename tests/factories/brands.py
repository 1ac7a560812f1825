"""Programs, applications, brands and rounds for tests, whole enough to go through every step."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from branches.enums import OrganizationKind, Role
from brands.enums import ApplicationStatus, ProgramStatus, ResolutionKind
from brands.models import (
    Application,
    Attachment,
    Brand,
    Carrier,
    Criterion,
    Honour,
    Judge,
    Nomination,
    OfficialDocument,
    Opinion,
    Phase,
    PhaseRecord,
    Program,
    PublicNotice,
    Resolution,
    RoundCriterion,
    ScoreSheet,
    SelectionRound,
)
from core.enums import PublicationRange
from tests.factories.accounts import UserFactory
from tests.factories.branches import OrganizationFactory, person

PHASES = ["宣传发动", "创建培育", "巩固深化", "总结提升"]
CRITERIA = {"政治性": 20, "时代性": 15, "服务性": 20, "创新性": 15, "示范性": 15, "差异性": 15}


def days(number: int):
    """The day so many days from today, in Shanghai."""
    return timezone.localdate() + timedelta(days=number)


class ProgramFactory(DjangoModelFactory):
    """An open program with four phases (the second has begun) and six criteria."""

    class Meta:
        model = Program
        skip_postgeneration_save = True

    organizer = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"品牌创建活动{n}")
    approval_basis = "经工委会议研究"
    starts_on = factory.LazyFunction(lambda: days(-200))
    ends_on = factory.LazyFunction(lambda: days(800))
    document_code = "测机工发"
    status = ProgramStatus.OPEN

    @factory.post_generation
    def template(self, create: bool, extracted: bool | None, **kwargs) -> None:
        if extracted is False:
            return
        for number, name in enumerate(PHASES):
            start = self.starts_on + timedelta(days=250 * number)
            Phase.objects.create(
                program=self, order=number + 1, name=name, starts_on=start, ends_on=start + timedelta(days=249)
            )
        for number, (name, weight) in enumerate(CRITERIA.items(), start=1):
            Criterion.objects.create(program=self, order=number, name=name, weight=weight)


class ApplicationFactory(DjangoModelFactory):
    """A complete draft with a resolution: ready to be submitted."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    program = factory.SubFactory(ProgramFactory)
    organization = factory.LazyAttribute(lambda o: OrganizationFactory(parent=o.program.organizer))
    organization_path = factory.LazyAttribute(lambda o: o.organization.path)
    name = factory.Sequence(lambda n: f"测试品牌{n}")
    slogan = "实干在前"
    concept = "把服务做到群众心里。"
    connotation = "一切从群众需要出发。"
    goals = "三年建成群众信得过的窗口。"
    carriers = factory.LazyFunction(lambda: [{"kind": "post", "name": "先锋岗", "text": "窗口设岗"}])
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def resolution(self, create: bool, extracted: bool | None, **kwargs) -> None:
        if extracted is not False:
            ResolutionFactory(application=self, **kwargs)


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = Resolution

    application = factory.SubFactory(ApplicationFactory, resolution=False)
    kind = ResolutionKind.ASSEMBLY
    held_on = factory.LazyFunction(lambda: days(-10))
    expected = 20
    present = 18
    votes_for = 17
    votes_against = 0
    abstained = 1
    opinions_asked = "征求意见18人次，无不同意见。"


class HeldApplicationFactory(ApplicationFactory):
    """In review as its first version; `held_by` defaults to the organiser."""

    status = ApplicationStatus.IN_REVIEW
    held_by = factory.LazyAttribute(lambda o: o.program.organizer)
    version_number = 1
    submitted_at = factory.LazyFunction(timezone.now)
    held_since = factory.LazyFunction(timezone.now)


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = Attachment

    application = factory.SubFactory(ApplicationFactory)
    file = factory.django.FileField(filename="note.pdf", data=b"%PDF-1.4 test")
    name = "说明.pdf"
    size = 13


class BrandFactory(DjangoModelFactory):
    """In creation, not public."""

    class Meta:
        model = Brand

    program = factory.SubFactory(ProgramFactory)
    organization = factory.LazyAttribute(lambda o: OrganizationFactory(parent=o.program.organizer))
    organization_path = factory.LazyAttribute(lambda o: o.organization.path)
    name = factory.Sequence(lambda n: f"品牌{n}")
    slogan = "实干在前"
    concept = "把服务做到群众心里。"
    connotation = "一切从群众需要出发。"
    goals = "三年建成群众信得过的窗口。"
    accepted_on = factory.LazyFunction(lambda: days(-100))
    region = factory.LazyAttribute(lambda o: o.organization.region)
    line = factory.LazyAttribute(lambda o: o.organization.line)

    @factory.lazy_attribute
    def phase(self):
        return self.program.phases.order_by("order").first()


class PublicBrandFactory(BrandFactory):
    """Approved for the public wall since yesterday, without an end."""

    publication_range = PublicationRange.PUBLIC
    approved_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    published_from = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))


class CarrierFactory(DjangoModelFactory):
    class Meta:
        model = Carrier

    brand = factory.SubFactory(BrandFactory)
    kind = "post"
    name = factory.Sequence(lambda n: f"先锋岗{n}")


class PhaseRecordFactory(DjangoModelFactory):
    class Meta:
        model = PhaseRecord

    brand = factory.SubFactory(BrandFactory)
    organization_path = factory.LazyAttribute(lambda o: o.brand.organization_path)
    phase = factory.LazyAttribute(lambda o: o.brand.phase)
    starts_on = factory.LazyAttribute(lambda o: o.phase.starts_on)
    due_on = factory.LazyAttribute(lambda o: o.phase.ends_on)


class RoundFactory(DjangoModelFactory):
    """In preparation, with the program's criteria copied."""

    class Meta:
        model = SelectionRound
        skip_postgeneration_save = True

    program = factory.SubFactory(ProgramFactory)
    name = factory.Sequence(lambda n: f"评选批次{n}")
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    quota = 2
    nominations_until = factory.LazyFunction(lambda: days(10))
    scoring_until = factory.LazyFunction(lambda: days(20))

    @factory.post_generation
    def criteria(self, create: bool, extracted: bool | None, **kwargs) -> None:
        if extracted is False:
            return
        for criterion in self.program.criteria.all():
            RoundCriterion.objects.create(
                round=self, order=criterion.order, name=criterion.name, weight=criterion.weight
            )


class NominationFactory(DjangoModelFactory):
    class Meta:
        model = Nomination

    round = factory.SubFactory(RoundFactory)
    brand = factory.LazyAttribute(lambda o: BrandFactory(program=o.round.program))
    organization_path = factory.LazyAttribute(lambda o: o.brand.organization_path)


class JudgeFactory(DjangoModelFactory):
    """A user with the role of judge at the round's organiser."""

    class Meta:
        model = Judge

    round = factory.SubFactory(RoundFactory)
    user = factory.LazyAttribute(lambda o: person(Role.JUDGE, o.round.program.organizer))


class ScoreSheetFactory(DjangoModelFactory):
    class Meta:
        model = ScoreSheet

    nomination = factory.SubFactory(NominationFactory)
    judge = factory.LazyAttribute(lambda o: JudgeFactory(round=o.nomination.round))


class PublicNoticeFactory(DjangoModelFactory):
    class Meta:
        model = PublicNotice

    round = factory.SubFactory(RoundFactory)
    organization = factory.LazyAttribute(lambda o: o.round.program.organizer)
    title = factory.Sequence(lambda n: f"示范品牌初选名单公示{n}")
    body = "现将初选名单予以公示。"
    contact = "工委办公室 0000-1234567"


class OpinionFactory(DjangoModelFactory):
    class Meta:
        model = Opinion

    notice = factory.SubFactory(PublicNoticeFactory)
    code = factory.Sequence(lambda n: f"YJ{n:08d}")
    text = "有不同意见，请核实。"


class OfficialDocumentFactory(DjangoModelFactory):
    class Meta:
        model = OfficialDocument

    organization = factory.SubFactory(OrganizationFactory)
    code = "测机工发"
    year = 2026
    number = factory.Sequence(lambda n: n + 1)
    title = "关于命名示范品牌的决定"
    snapshot = factory.LazyFunction(dict)
    issued_on = factory.LazyFunction(lambda: days(-1))
    issued_by = factory.SubFactory(UserFactory)
    check_code = factory.Sequence(lambda n: f"CHECK{n:05d}")


class HonourFactory(DjangoModelFactory):
    class Meta:
        model = Honour

    brand = factory.SubFactory(BrandFactory)
    organization_path = factory.LazyAttribute(lambda o: o.brand.organization_path)
    level = 3
    round = factory.LazyAttribute(lambda o: RoundFactory(program=o.brand.program))
    document = factory.LazyAttribute(
        lambda o: OfficialDocumentFactory(organization=o.brand.program.organizer, round=o.round)
    )
    granted_on = factory.LazyFunction(lambda: days(-1))
    expires_on = factory.LazyFunction(lambda: days(1094))


def four_levels():
    """工委 → 机关党委 → 党总支 → 党支部, one of each."""
    committee = OrganizationFactory(kind=OrganizationKind.WORKING_COMMITTEE, name="测试市机关工委")
    party_committee = OrganizationFactory(parent=committee, kind=OrganizationKind.COMMITTEE, name="测试局机关党委")
    general = OrganizationFactory(parent=party_committee, kind=OrganizationKind.GENERAL_BRANCH, name="测试党总支")
    branch = OrganizationFactory(parent=general, kind=OrganizationKind.BRANCH, name="测试第一党支部")
    return committee, party_committee, general, branch

"""Programs, applications and brands for tests; what the text says is complete and within every limit."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from branches.enums import OrganizationKind
from brands.enums import ProgramStatus, ResolutionKind
from brands.models import Application, Brand, Carrier, Criterion, Phase, PhaseRecord, Program, Resolution
from tests.factories.branches import OrganizationFactory

PHASES = ("宣传发动", "创建培育", "巩固深化", "总结提升", "成果推广", "回访提高")
CRITERIA = {"政治性": 20, "时代性": 15, "服务性": 20, "创新性": 15, "示范性": 15, "差异性": 15}


class ProgramFactory(DjangoModelFactory):
    """Open, with four phases and six criteria; `phases=0` or `criteria=False` leave them out."""

    class Meta:
        model = Program
        skip_postgeneration_save = True

    organizer = factory.SubFactory(OrganizationFactory, kind=OrganizationKind.WORKING_COMMITTEE)
    name = factory.Sequence(lambda n: f"党建品牌三年创建规划{n}")
    approval_basis = "工委会议2026年第2次会议研究同意"
    starts_on = date(2026, 1, 1)
    ends_on = date(2099, 12, 31)
    document_code = "云机工发"
    status = ProgramStatus.OPEN

    @factory.post_generation
    def phases(self, create, extracted, **kwargs):
        count = 4 if extracted is None else extracted
        for order, name in enumerate(PHASES[:count], start=1):
            PhaseFactory(program=self, order=order, name=name)

    @factory.post_generation
    def criteria(self, create, extracted, **kwargs):
        if extracted is not False:
            for order, (name, weight) in enumerate(CRITERIA.items(), start=1):
                CriterionFactory(program=self, order=order, name=name, weight=weight)


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    program = factory.SubFactory(ProgramFactory, phases=0)
    order = 1
    name = "宣传发动"
    starts_on = factory.LazyAttribute(lambda o: date(2026, 1, 1) + timedelta(days=90 * (o.order - 1)))
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + timedelta(days=89))


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    program = factory.SubFactory(ProgramFactory, criteria=False)
    order = 1
    name = factory.Sequence(lambda n: f"标准{n}")
    weight = 20


class ApplicationFactory(DjangoModelFactory):
    """A complete draft with its resolution (`resolution=None`: without one), ready to be submitted."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    program = factory.SubFactory(ProgramFactory)
    organization = factory.SubFactory(OrganizationFactory, parent=factory.SelfAttribute("..program.organizer"))
    organization_path = factory.SelfAttribute("organization.path")
    name = factory.Sequence(lambda n: f"通途先锋{n}")
    slogan = "路畅人和，初心如磐"
    concept = "把支部建在公路上，让服务跟着车轮走。"
    connotation = "以先锋车队、养护小组和收费窗口为载体，把党员责任区落到每一公里。"
    goals = "三年内形成可复制的工作法，群众满意度稳步提升。"
    facets = factory.LazyFunction(lambda: [{"title": "畅", "text": "道路畅通"}, {"title": "和", "text": "待人和气"}])
    carriers = factory.LazyFunction(lambda: [{"kind": "post", "name": "党员先锋岗", "text": "窗口亮身份、亮承诺。"}])
    plans = factory.LazyAttribute(
        lambda o: [{"phase": phase.pk, "text": f"{phase.name}阶段计划"} for phase in o.program.phases.all()]
    )
    resolution = factory.RelatedFactory("tests.factories.brands.ResolutionFactory", "application")


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = Resolution

    application = factory.SubFactory(ApplicationFactory, resolution=None)
    kind = ResolutionKind.ASSEMBLY
    held_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=3))
    expected = 10
    present = 9
    votes_for = 8
    votes_against = 0
    abstained = 1
    opinions_asked = "会前书面征求全体党员意见，采纳建议四条。"


class BrandFactory(DjangoModelFactory):
    """In creation, in its first phase, with a record of every phase; not published."""

    class Meta:
        model = Brand
        skip_postgeneration_save = True

    program = factory.SubFactory(ProgramFactory)
    organization = factory.SubFactory(OrganizationFactory, parent=factory.SelfAttribute("..program.organizer"))
    organization_path = factory.SelfAttribute("organization.path")
    name = factory.Sequence(lambda n: f"通途先锋{n}")
    slogan = "路畅人和，初心如磐"
    concept = "把支部建在公路上，让服务跟着车轮走。"
    connotation = "以先锋车队、养护小组和收费窗口为载体，把党员责任区落到每一公里。"
    goals = "三年内形成可复制的工作法，群众满意度稳步提升。"
    accepted_on = date(2026, 3, 1)
    phase = factory.LazyAttribute(lambda o: o.program.phases.order_by("order").first())

    @factory.post_generation
    def phase_records(self, create, extracted, **kwargs):
        if extracted is False:
            return
        for phase in self.program.phases.all():
            PhaseRecord.objects.create(
                brand=self,
                organization_path=self.organization_path,
                phase=phase,
                starts_on=phase.starts_on,
                due_on=phase.ends_on,
            )


class CarrierFactory(DjangoModelFactory):
    class Meta:
        model = Carrier

    brand = factory.SubFactory(BrandFactory)
    kind = "post"
    name = factory.Sequence(lambda n: f"先锋岗{n}")


class PublicBrandFactory(BrandFactory):
    """Approved for the public since yesterday."""

    publication_range = "public"
    secrecy_checked_at = factory.LazyFunction(timezone.now)
    approved_at = factory.LazyFunction(timezone.now)
    published_from = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))

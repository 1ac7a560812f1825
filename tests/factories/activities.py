"""Activities, commitments, carriers' members and good deeds for tests."""

from datetime import timedelta
from importlib import import_module
from io import BytesIO

import factory
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from brands.models import Activity, ActivityKind, CarrierMember, Commitment, Deed, Evidence
from tests.factories.branches import MemberFactory, OrganizationFactory
from tests.factories.brands import CarrierFactory


def kind(code: str = "theme_day") -> ActivityKind:
    """One of those that the migration has put in; it does so again where a test with real transactions took them."""
    if not ActivityKind.objects.exists():
        import_module("brands.migrations.0014_activity_kinds").put_in(apps, None)
    return ActivityKind.objects.get(code=code)


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    organization = factory.SubFactory(OrganizationFactory)
    organization_path = factory.SelfAttribute("organization.path")
    kind = factory.LazyFunction(kind)
    title = factory.Sequence(lambda n: f"重温入党誓词{n}")
    held_on = factory.LazyFunction(timezone.localdate)
    place = "支部会议室"


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    activity = factory.SubFactory(ActivityFactory)
    name = "现场.png"
    size = 100
    is_image = True

    @factory.lazy_attribute
    def file(self):
        return picture(name="scene.png")


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = Commitment

    organization = factory.SubFactory(OrganizationFactory)
    organization_path = factory.SelfAttribute("organization.path")
    member = factory.SubFactory(MemberFactory, organization=factory.SelfAttribute("..organization"))
    text = factory.Sequence(lambda n: f"每周到窗口值守半天{n}")
    made_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.LazyAttribute(lambda o: o.made_on + timedelta(days=90))


class CarrierMemberFactory(DjangoModelFactory):
    class Meta:
        model = CarrierMember

    carrier = factory.SubFactory(CarrierFactory)
    member = factory.SubFactory(MemberFactory, organization=factory.SelfAttribute("..carrier.brand.organization"))
    since = factory.LazyFunction(timezone.localdate)


class DeedFactory(DjangoModelFactory):
    """Written and agreed to for a year, by surname only; `consented_on=None, consent_until=None`: not agreed to."""

    class Meta:
        model = Deed

    organization = factory.SubFactory(OrganizationFactory)
    organization_path = factory.SelfAttribute("organization.path")
    member = factory.SubFactory(MemberFactory, organization=factory.SelfAttribute("..organization"))
    title = factory.Sequence(lambda n: f"雪夜送归人{n}")
    text = "下班途中遇到迷路的老人，陪同步行两公里送回家中。"
    happened_on = factory.LazyFunction(timezone.localdate)
    consented_on = factory.LazyFunction(timezone.localdate)
    consent_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))
    consent_note = "书面同意书，存支部档案"


def picture(size=(64, 48), *, name="现场.jpg", kind="", exif=None) -> SimpleUploadedFile:
    stream = BytesIO()
    extra = {"exif": exif} if exif is not None else {}
    Image.new("RGB", size, "teal").save(stream, kind or ("PNG" if name.endswith("png") else "JPEG"), **extra)
    return SimpleUploadedFile(name, stream.getvalue())

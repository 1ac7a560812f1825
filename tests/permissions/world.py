"""Two sides of the world, full of marked texts: whatever could leak lies here in a state in which it could."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from branches import paths
from branches.enums import ImportSheet, OrganizationKind, Role, RowAction
from branches.models import ImportBatch, ImportRow, Organization
from brands.enums import ApplicationStatus
from brands.models import Application, ApplicationVersion, Attachment, Program, SelectionRound
from brands.selectors.content import content_of
from core.enums import JobStatus
from core.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.branches import (
    LineFactory,
    MemberFactory,
    OrganizationFactory,
    PostFactory,
    RegionFactory,
    RoleAssignmentFactory,
    TermFactory,
)
from tests.factories.brands import (
    ApplicationFactory,
    BrandFactory,
    CarrierFactory,
    ProgramFactory,
    PublicBrandFactory,
)
from tests.permissions import (
    activities,
    honours,
    inspections,
    ledgers,
    messages,
    phases,
    points,
    rounds,
    schemes,
    surveys,
)
from tests.permissions.canaries import EVERYBODY, Canaries
from tests.permissions.people import (
    ABOVE,
    ADMINISTRATORS,
    BRANCH,
    FOREIGN_ROLES,
    JUDGES,
    OWN,
    PLACES,
    RUN,
)

KIND = OrganizationKind
# place → (kind, parent's place), from above.
TREE: dict[str, tuple[OrganizationKind, str | None]] = {
    "top": (KIND.WORKING_COMMITTEE, None),
    "committee": (KIND.COMMITTEE, "top"),
    "general": (KIND.GENERAL_BRANCH, "committee"),
    "branch": (KIND.BRANCH, "general"),
    "sibling": (KIND.BRANCH, "general"),
    "other_committee": (KIND.COMMITTEE, "top"),
    "other_branch": (KIND.BRANCH, "other_committee"),
    "direct": (KIND.BRANCH, "top"),
    "closed": (KIND.BRANCH, "top"),
}


@dataclass
class Side:
    """One working committee with all that belongs to it."""

    prefix: str
    places: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    # What the table of addresses asks for, by name.
    things: dict[str, Any] = field(default_factory=dict)

    def names(self, *roles: str) -> tuple[str, ...]:
        return tuple(self.prefix + role for role in roles)


@dataclass
class World:
    canaries: Canaries
    own: Side
    foreign: Side
    people: dict[str, User]
    sessions: dict[str, str]

    def thing(self, name: str) -> Any:
        return self.own.things[name]

    def client(self, name: str, *, csrf: bool = False) -> Client:
        """A browser of its own in which this person is logged in, if that is possible."""
        client = Client(enforce_csrf_checks=csrf)
        if self.sessions[name]:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        return client


def build() -> World:
    canaries = Canaries()
    sides = [build_side("", tuple(PLACES), canaries), build_side("foreign_", FOREIGN_ROLES, canaries)]
    own, foreign = sides
    people = {**own.people, **foreign.people, **strangers(own)}
    return World(canaries, own, foreign, people, {name: session_of(user) for name, user in people.items()})


def session_of(user: User | None) -> str:
    """The key of a session that was begun by logging in; none for who can't."""
    if user is None or not user.is_active:
        return ""
    client = Client()
    client.force_login(user, backend="accounts.backends.AccountBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def strangers(side: Side) -> dict[str, User | None]:
    yesterday = timezone.localdate() - timedelta(days=1)
    former, disabled = UserFactory(name="前任书记"), UserFactory(name="停用账号", is_active=False)
    for place, role in (("branch", Role.SECRETARY), ("top", Role.OFFICE), ("top", Role.JUDGE)):
        RoleAssignmentFactory(user=former, organization=side.places[place], role=role, ends_on=yesterday)
        RoleAssignmentFactory(user=disabled, organization=side.places[place], role=role)
    return {"nobody": UserFactory(name="无授权"), "former": former, "disabled": disabled, "anonymous": None}


def build_side(prefix: str, roles: tuple[str, ...], canaries: Canaries) -> Side:
    side = Side(prefix)
    _plant_tree(side, canaries)
    for name in roles:
        role, place = PLACES[name]
        side.people[prefix + name] = _person(side, prefix + name, role, place, canaries)
    if prefix:  # what the same objects need on the other side; nobody asks in their name
        for name in ("other_judge", "direct_secretary"):
            role, place = PLACES[name]
            side.people[prefix + name] = _person(side, prefix + name, role, place, canaries)
    _fill_register(side, canaries)
    _fill_applications(side, canaries)
    _fill_brands(side, canaries)
    rounds.fill(side, canaries)
    activities.fill(side, canaries)
    honours.fill(side, canaries)
    phases.fill(side, canaries)
    inspections.fill(side, canaries)
    schemes.fill(side, canaries)
    surveys.fill(side, canaries)
    points.fill(side, canaries)
    ledgers.fill(side, canaries)
    messages.fill(side, canaries)
    _fill_jobs(side, canaries)
    for thing in side.things.values():
        if isinstance(thing, Model):
            thing.refresh_from_db()
    return side


def _plant_tree(side: Side, canaries: Canaries) -> None:
    region, line = RegionFactory(), LineFactory()
    side.things |= {"region": region, "line": line}
    for place, (kind, above) in TREE.items():
        # Everybody of the side knows its superiors; what lies beside is known to superiors alone.
        readers = [EVERYBODY] if place in ("direct", "top") else side.names(*_knows(place))
        name = f"{canaries.new(f'{side.prefix}{place}: name', readers)}{kind.label}"
        side.places[place] = OrganizationFactory(
            name=name, short_name=name, kind=kind, parent=side.places[above] if above else None,
            region=region, line=line, is_active=place != "closed",
        )  # fmt: skip
        side.things[place] = side.places[place]


def _knows(place: str) -> set[str]:
    """Who may know an organisation by name: its own people, those above and below, administrators, the judges."""
    chain = [place]
    while TREE[chain[-1]][1]:
        chain.append(TREE[chain[-1]][1])
    below = [name for name in TREE if place in _chain(name)]
    on_line = {name for name, (_, at) in PLACES.items() if at in (*chain, *below)}
    return on_line | ({*JUDGES} if place == "branch" else set())


def _chain(place: str) -> list[str]:
    found = [place]
    while TREE[found[-1]][1]:
        found.append(TREE[found[-1]][1])
    return found


def _person(side: Side, name: str, role: Role, place: str, canaries: Canaries) -> User:
    contact = canaries.new(f"{name}: address", [name, *side.names("security", "committee_security")])
    fields: dict[str, Any] = {"email": f"{contact}@example.org"}
    if role == Role.JUDGE:
        # Who judges is known to who runs the round and to who keeps accounts and the trail.
        readers = [name, *side.names(*RUN, *ADMINISTRATORS)]
        fields["name"] = canaries.new(f"{name}: who judges", readers) + "评委"
    user = UserFactory(username=name, **{"name": f"{name[:30]}同志"} | fields)
    RoleAssignmentFactory(user=user, organization=side.places[place], role=role)
    return user


def _fill_register(side: Side, canaries: Canaries) -> None:
    keepers = side.names("office", "system", "security")
    for place, near in (("branch", BRANCH), ("sibling", ("sibling_secretary",))):
        organization = side.places[place]
        # Superiors who only review read the name masked.
        readers = [*keepers, *side.names(*near, "committee_security")]
        member = MemberFactory(organization=organization, name=canaries.new(f"{place}: member's name", readers))
        gone = MemberFactory(organization=organization, name=canaries.new(f"{place}: left", readers), is_active=False)
        # Who sits on the committee is known to superiors by name.
        term = TermFactory(organization=organization)
        PostFactory(term=term, member=MemberFactory(organization=organization, name="班子成员"))
        side.things |= {f"{place}_member": member, f"{place}_gone": gone, f"{place}_term": term}
    side.things["last_term"] = TermFactory(organization=side.places["general"])
    side.things["empty_region"], side.things["empty_line"] = RegionFactory(), LineFactory()
    side.things["account"] = UserFactory(name="待授权账号")
    RoleAssignmentFactory(user=side.things["account"], organization=side.places["branch"], role=Role.MEMBER)
    side.things["assignment"] = side.things["account"].role_assignments.get()
    idle = UserFactory(name="已停用账号", is_active=False)
    RoleAssignmentFactory(user=idle, organization=side.places["branch"], role=Role.MEMBER)
    side.things["idle_account"] = idle


def picture() -> ContentFile:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return ContentFile(stream.getvalue(), name="logo.png")


def marked(mark: str) -> dict[str, Any]:
    """Texts that carry the mark in every field of a brand."""
    return {
        "slogan": f"{mark}口号",
        "concept": f"{mark}理念",
        "connotation": f"{mark}内涵",
        "goals": f"{mark}目标",
        "logo_meaning": f"{mark}释义",
        "facets": [{"title": "要点", "text": f"{mark}要点"}],
    }


def _fill_applications(side: Side, canaries: Canaries) -> None:
    """A filing in each state, each under a program of its own, for an organisation files one at a time."""
    top = side.places["top"]
    side.things["program"] = ProgramFactory(organizer=top, name=_program_name(side, canaries))
    side.things["preparing_program"] = ProgramFactory(
        organizer=top, name=canaries.new("program in preparation", side.names(*RUN, "auditor")), status="preparing"
    )
    side.things["closed_program"] = ProgramFactory(organizer=top, name=_program_name(side, canaries), status="closed")
    writers, insiders = side.names("clerk", "secretary"), side.names(*BRANCH, *ABOVE)
    draft = _application(side, canaries, "draft", writers, ApplicationStatus.DRAFT, 0)
    side.things["program_of_draft"] = draft.program
    _attach(side, draft, canaries, "draft_attachment", writers)
    waiting = {"at_general": "general", "at_committee": "committee", "at_office": "top", "at_director": "top"}
    for name, holder in waiting.items():
        application = _application(
            side, canaries, name, insiders, ApplicationStatus.IN_REVIEW, 1,
            held_by=side.places[holder], is_screened=name == "at_director", held_since=timezone.now(),
        )  # fmt: skip
        _attach(side, application, canaries, f"{name}_attachment", insiders)
    for status in (ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN):
        _application(side, canaries, str(status), insiders, status, 1)
    # Returned: the branch goes on writing, and what it writes is nobody's business until it submits again.
    returned = _application(side, canaries, "returned", insiders, ApplicationStatus.DRAFT, 2)
    _attach(side, returned, canaries, "returned_attachment", insiders)
    later = canaries.new("returned: edited later, not submitted", writers)
    Application.objects.filter(pk=returned.pk).update(name=later, edit_version=5, **marked(later))
    returned.resolution.opinions_asked = canaries.new("returned: resolution edited later", writers)
    returned.resolution.save()
    returned.refresh_from_db()
    _attach(side, returned, canaries, "later_attachment", writers)


def _program_name(side: Side, canaries: Canaries) -> str:
    """A running program is known to everybody of its part of the tree who is not merely an administrator."""
    names = [name for name in OWN if name not in ADMINISTRATORS or name == "auditor"]
    return canaries.new(f"{side.prefix}program's name", side.names(*names)) + "创建规划"


def _application(
    side: Side, canaries: Canaries, name: str, readers: tuple[str, ...], status: ApplicationStatus, versions: int,
    **fields: Any,
) -> Application:  # fmt: skip
    mark = canaries.new(f"application {name}", readers)
    program = ProgramFactory(organizer=side.places["top"], name=_program_name(side, canaries))
    # The trail names what was acted upon.
    title = canaries.new(f"application {name}: title", [*readers, *side.names("auditor", "committee_auditor")])
    application = ApplicationFactory(
        program=program, organization=side.places["branch"], name=title, status=status, logo=picture(),
        has_emblem=False,
        version_number=versions, submitted_name=title if versions else "",
        submitted_by=side.people[f"{side.prefix}secretary"] if versions else None,
        submitted_at=timezone.now() if versions else None, **marked(mark), **fields,
    )  # fmt: skip
    for number in range(1, versions + 1):
        ApplicationVersion.objects.create(application=application, number=number, snapshot=content_of(application))
    application.events.create(
        step="return", label="退回修改", source="in_review", target="draft", actor_name="审核员",
        comment=canaries.new(f"application {name}: opinion", side.names(*BRANCH, *ABOVE)),
        organization=side.places["general"], version_number=versions,
    )  # fmt: skip
    if name == "at_director":
        application.events.create(
            step="screen", label="初审通过", source="in_review", target="in_review", comment="同意。",
            version_number=versions, actor=side.people[f"{side.prefix}office"], actor_name="工委办公室",
            organization=side.places["top"],
        )  # fmt: skip
    side.things[name] = application
    return application


def _attach(side: Side, application: Application, canaries: Canaries, name: str, readers: tuple[str, ...]) -> None:
    mark = canaries.new(name, readers)
    attachment = Attachment(application=application, name=f"{mark}.pdf", size=20)
    attachment.file.save(f"{uuid4().hex}.pdf", ContentFile(f"{mark} attached".encode()), save=False)
    attachment.save()
    if name not in ("later_attachment", "draft_attachment"):
        version = application.versions.order_by("-number").first()
        version.snapshot = content_of(application)
        version.save()
    side.things[name] = attachment


def _fill_brands(side: Side, canaries: Canaries) -> None:
    program: Program = side.things["program"]
    readers = side.names(*BRANCH, *ABOVE)
    side.things["brand"] = marked_brand(side, canaries, program, "branch", readers)
    side.things["accepted"] = rounds.accepted_filing(side.things["brand"])
    near = side.names("sibling_secretary", *ABOVE)
    side.things["sibling_brand"] = marked_brand(side, canaries, program, "sibling", near)
    public = canaries.new("public brand", [EVERYBODY])
    side.things["public_brand"] = PublicBrandFactory(
        program=program, organization=side.places["direct"], name=public, logo=picture(), **marked(public)
    )


def marked_brand(side: Side, canaries: Canaries, program: Program, place: str, readers: tuple[str, ...]) -> Any:
    mark = canaries.new(f"brand of {place}", readers)
    title = canaries.new(f"brand of {place}: title", [*readers, *side.names("auditor", "committee_auditor")])
    brand = BrandFactory(program=program, organization=side.places[place], name=title, logo=picture(), **marked(mark))
    CarrierFactory(brand=brand, name=f"{mark}载体")
    return brand


def _fill_jobs(side: Side, canaries: Canaries) -> None:
    """What a job made is its starter's alone."""
    for name in ("office", "system"):
        person = side.prefix + name
        mark = canaries.new(f"{person}: job", [person])
        job = Job(
            kind="application_forms_zip", label=f"{mark}导出", actor=side.people[person], status=JobStatus.DONE,
            params={"mark": mark}, message=f"{mark}完成", result_name=f"{mark}.zip",
        )  # fmt: skip
        job.result.save(f"{uuid4().hex}.zip", ContentFile(f"{mark}content".encode()), save=False)
        job.save()
        side.things[f"{name}_job"] = job
    person = f"{side.prefix}office"
    side.things["waiting_job"] = Job.objects.create(
        kind="application_forms_zip", label=canaries.new(f"{person}: waiting job", [person]), actor=side.people[person]
    )
    _fill_imports(side, canaries)


def _fill_imports(side: Side, canaries: Canaries) -> None:
    """Somebody's own too: a workbook holds names that others may not read."""
    person = f"{side.prefix}office"
    for name, action in (("ready", RowAction.CREATE), ("faulty", RowAction.FAULTY), ("done", RowAction.CREATE)):
        mark = canaries.new(f"{person}: {name} import", [person])
        # Who keeps the system going knows that there was an import, not what stood in it.
        title = canaries.new(f"{person}: {name} import's name", [person, *side.names("system")])
        batch = ImportBatch(
            file_name=f"{title}.xlsx", digest="0" * 64, actor=side.people[person], checked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(hours=5), counts={"organizations": {action: 1}},
            job=Job.objects.create(kind="branches.import_check", label=title, actor=side.people[person], status="done"),
        )  # fmt: skip
        batch.file.save(f"{uuid4().hex}.xlsx", ContentFile(mark.encode()), save=False)
        batch.save()
        rows = {"name": f"{mark}党支部", "code": mark, "parent": side.places["top"].code}
        if name == "done":
            ImportBatch.objects.filter(pk=batch.pk).update(
                confirmed_at=timezone.now(), imported_at=timezone.now(), password_seed="5" * 64
            )
            batch.refresh_from_db()
            data = {"username": mark, "name": mark, "role": "填报员", "organization": side.places["top"].code}
            ImportRow.objects.create(batch=batch, sheet=ImportSheet.ACCOUNTS, number=2, data=data, action=action)
        ImportRow.objects.create(batch=batch, sheet=ImportSheet.ORGANIZATIONS, number=2, data=rows, action=action)
        side.things[f"{name}_import"] = batch


def open_paths(side: Side) -> list[str]:
    return [paths.current_path(place) for place in side.places.values()]


__all__ = ["SelectionRound", "Side", "World", "build", "marked_brand"]

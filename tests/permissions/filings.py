"""Programs, and a filing in each state with its versions and attachments."""

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from brands.enums import ApplicationStatus
from brands.models import Application, ApplicationVersion, Attachment
from brands.selectors.content import content_of
from tests.factories.brands import ApplicationFactory, ProgramFactory
from tests.permissions.brands import marked, picture
from tests.permissions.canaries import Canaries
from tests.permissions.people import ABOVE, ADMINISTRATORS, BRANCH, OWN, RUN
from tests.permissions.side import Side


def fill(side: Side, canaries: Canaries) -> None:
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

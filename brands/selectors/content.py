"""The content of an application in one form: as it stands, as it was submitted, as one person may see it.

A content is a dict of plain values, the snapshot of an ApplicationVersion. Flattened into fields it is what two
versions, or two editors' copies, are compared by.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from brands.enums import CarrierKind, ResolutionKind
from brands.models import Application, ApplicationVersion, Attachment, Resolution
from brands.permissions.application import sees_draft

TEXT_FIELDS = ("name", "slogan", "logo_meaning", "concept", "connotation", "goals")
RESOLUTION_FIELDS = (
    "kind",
    "held_on",
    "expected",
    "present",
    "votes_for",
    "votes_against",
    "abstained",
    "opinions_asked",
)
Content = dict[str, Any]


def content_of(application: Application, attachments: list[Attachment] | None = None) -> Content:
    """The application as it stands now."""
    resolution = getattr(application, "resolution", None) or Resolution()
    if attachments is None:
        attachments = list(application.attachments.filter(is_active=True))
    phases = {phase.pk: phase.name for phase in application.program.phases.all()}
    held_on = resolution.held_on
    return {
        **{field: getattr(application, field) for field in TEXT_FIELDS},
        "logo": application.logo.name or "",
        "has_emblem": application.has_emblem,
        "facets": application.facets,
        "carriers": application.carriers,
        "plans": [
            {"phase": plan["phase"], "name": phases.get(plan["phase"], ""), "text": plan["text"]}
            for plan in application.plans
        ],
        "resolution": {
            **{field: getattr(resolution, field) for field in RESOLUTION_FIELDS},
            "held_on": held_on.isoformat() if isinstance(held_on, date) else held_on,
        },
        "attachments": [{"id": a.pk, "name": a.name, "size": a.size} for a in attachments],
    }


@dataclass(frozen=True)
class Shown:
    """What one person sees of an application: the content, and the version it is (None: the draft as it stands)."""

    content: Content
    version: int | None


def shown_to(user: Any, application: Application) -> Shown:
    """Writers of the branch see the draft, everybody else the last submitted version."""
    if sees_draft(user, application) or application.version_number == 0:
        return Shown(content_of(application), None)
    return Shown(submitted_content(application), application.version_number)


def submitted_content(application: Application) -> Content:
    """The last submitted version."""
    version = ApplicationVersion.objects.get(application=application, number=application.version_number)
    return version.snapshot


def flat(content: Content) -> dict[str, Any]:
    """Field key → value, in the order of the form; lists of rows count as one field each."""
    fields: dict[str, Any] = {field: content[field] for field in TEXT_FIELDS[:2]}
    fields["logo"] = content["logo"]
    fields["logo_meaning"] = content["logo_meaning"]
    fields["has_emblem"] = content["has_emblem"]
    for field in TEXT_FIELDS[3:]:
        fields[field] = content[field]
        if field == "connotation":
            fields["facets"] = content["facets"]
    fields["carriers"] = content["carriers"]
    fields |= {f"plan:{plan['phase']}": plan["text"] for plan in content["plans"] if plan["text"]}
    fields |= {f"resolution:{name}": value for name, value in content["resolution"].items()}
    fields["attachments"] = [file["name"] for file in content["attachments"]]
    return fields


def _column_label(model: type[Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def label_of(key: str, phases: dict[int, str]) -> str:
    """How the form calls a field."""
    group, _, name = key.partition(":")
    if group == "plan":
        return f"分阶段计划：{phases.get(int(name), '已取消的阶段')}"
    if group == "resolution":
        return f"支部决议：{_column_label(Resolution, name)}"
    if group == "attachments":
        return "附件"
    return _column_label(Application, key)


def as_text(key: str, value: Any) -> str:
    """A field's value in words, for comparison and display."""
    if value is None or value == "" or value == []:
        return ""
    if key == "facets":
        return "\n".join(f"{row['title']}：{row['text']}" for row in value)
    if key == "carriers":
        return "\n".join(f"{CarrierKind(row['kind']).label}·{row['name']}：{row['text']}" for row in value)
    if key == "has_emblem":
        return "含有" if value else "不含"
    if key == "logo":
        return "已上传"
    if key == "resolution:kind":
        return str(ResolutionKind(value).label)
    if key == "attachments":
        return "\n".join(value)
    return str(value)

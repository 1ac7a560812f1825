"""品牌申报表: the application form as a PDF, with what each level said and room for its seal."""

from datetime import date
from typing import Any

from django.utils import timezone

from brands.enums import ApplicationStatus, CarrierKind, ResolutionKind
from brands.models import Application, ApplicationEvent
from brands.selectors.climbing import way_of
from brands.selectors.content import Content, Shown, submitted_content
from core.errors import BusinessError
from core.pdf import render_pdf

FIELDS = (("slogan", "品牌口号"), ("concept", "品牌理念"), ("connotation", "品牌内涵"))
# What a level said when it passed the application on, or turned it back.
SPOKEN = ("endorse", "forward", "return", "decline")


def application_pdf(application: Application, shown: Shown | None = None) -> bytes:
    """The form as one person sees it; without `shown` the last submitted version."""
    if shown is None:
        shown = Shown(submitted_content(application), application.version_number)
    return render_pdf("pdf/application_form.html", form_context(application, shown))


def form_context(application: Application, shown: Shown) -> dict[str, Any]:
    """What templates/pdf/application_form.html is drawn from."""
    content, program = shown.content, application.program
    periods = {phase.pk: f"{_month(phase.starts_on)}至{_month(phase.ends_on)}" for phase in program.phases.all()}
    return {
        "title": "党建品牌申报表" if application.kind == "first" else "党建品牌修订申报表",
        "program": program.name,
        "organ": application.organization.name,
        "organization": _heading(application, content),
        "fields": [(label, content[name]) for name, label in FIELDS if content[name]],
        "logo": content["logo"],
        "logo_meaning": content["logo_meaning"],
        "facets": [(row["title"], row["text"]) for row in content["facets"]],
        "goals": content["goals"],
        "carriers": [
            {"kind": CarrierKind(row["kind"]).label, "name": row["name"], "description": row["text"]}
            for row in content["carriers"]
        ],
        "plans": [
            {"phase": plan["name"], "period": periods.get(plan["phase"], ""), "text": plan["text"]}
            for plan in content["plans"]
            if plan["text"]
        ],
        "resolution": _resolution(content["resolution"]),
        "opinions": opinions(application),
        "remarks": _remarks(shown, content),
        "created": application.submitted_at or timezone.now(),
    }


def _heading(application: Application, content: Content) -> list[tuple[str, str]]:
    organization = application.organization
    submitted = application.submitted_at
    return [
        ("品牌名称", content["name"]),
        ("申报党组织", organization.name),
        ("上级党组织", organization.parent.name if organization.parent else ""),
        ("申报类型", application.get_kind_display()),
        ("提交人", str(application.submitted_by or "")),
        ("申报日期", _day(timezone.localtime(submitted).date()) if submitted else ""),
    ]


def _resolution(resolution: dict[str, Any]) -> list[tuple[str, str]]:
    def counted(name: str, unit: str) -> str:
        return "" if resolution[name] is None else f"{resolution[name]}{unit}"

    kind, held_on = resolution["kind"], resolution["held_on"]
    return [
        ("会议", ResolutionKind(kind).label if kind else ""),
        ("日期", _day(date.fromisoformat(held_on)) if held_on else ""),
        ("应到", counted("expected", "人")),
        ("实到", counted("present", "人")),
        ("赞成", counted("votes_for", "票")),
        ("反对", counted("votes_against", "票")),
        ("弃权", counted("abstained", "票")),
        ("表决结果", _result(resolution)),
        # The ninth: it has the whole width to itself.
        ("征求意见", resolution["opinions_asked"]),
    ]


def _result(resolution: dict[str, Any]) -> str:
    """By the rule of the quorum: more than half of those expected are for it."""
    expected, votes_for = resolution["expected"], resolution["votes_for"]
    if expected is None or votes_for is None:
        return ""
    return "通过" if votes_for * 2 > expected else "未通过"


def _remarks(shown: Shown, content: Content) -> list[str]:
    remarks = ["本表为尚未提交的草稿，不作为审核依据。"] if shown.version is None else []
    if content["attachments"]:
        names = "；".join(file["name"] for file in content["attachments"])
        remarks.append(f"附件（{len(content['attachments'])}件）：{names}")
    return remarks


def opinions(application: Application) -> list[dict[str, Any]]:
    """A box for every level on the way, the office and the director; empty where nothing has been said yet."""
    said = {}
    events = application.events.filter(version_number=application.version_number).select_related("organization")
    for event in events.order_by("at", "pk"):
        said[event.organization_id, _desk(event.step)] = event
    try:
        *levels, organizer = way_of(application)
    except BusinessError:  # the branch has left the organiser's part of the tree
        levels, organizer = [], application.program.organizer
    if application.status != ApplicationStatus.DRAFT:
        # Levels that spoke and have since dropped out of the way.
        known = {level.pk for level in levels} | {organizer.pk}
        past = (e for (pk, desk), e in said.items() if desk == "level" and pk not in known)
        spoke = {event.organization for event in past if event.organization}
        levels += sorted(spoke, key=lambda level: level.path, reverse=True)
    boxes = [_box(f"{level.short_name}审核意见", level.name, said.get((level.pk, "level"))) for level in levels]
    turned = said.get((organizer.pk, "level"))
    screened, accepted = said.get((organizer.pk, "screen")), said.get((organizer.pk, "accept"))
    boxes.append(_box("工委办公室初审意见", organizer.name, screened or (turned if not accepted else None)))
    boxes.append(_box("工委审批意见", organizer.name, accepted or (turned if screened else None)))
    return boxes


def _desk(step: str) -> str:
    return "level" if step in SPOKEN else step


def _box(label: str, organization: str, event: ApplicationEvent | None) -> dict[str, Any]:
    if event is None:
        return {"label": label, "organization": organization, "person": "", "date": None, "comment": ""}
    words = f"{event.label}。" if event.comment in ("", "同意。", "同意") else f"{event.label}：{event.comment}"
    day = timezone.localtime(event.at).date()
    return {
        "label": label,
        "organization": organization,
        "person": event.actor_name,
        "date": day,
        "comment": words,
    }


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

"""One application: its text, where it stands, who said what; its versions, its files."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from brands.documents.application import application_pdf
from brands.enums import ApplicationStatus, CarrierKind, ResolutionKind
from brands.models import Application, ApplicationVersion, Attachment
from brands.permissions.application import has_reviewer, may_edit_application, sees_draft
from brands.permissions.program import may_organize
from brands.selectors.application import differences, progress_of
from brands.selectors.content import Content, content_of, shown_to
from brands.selectors.similarity import compared_text, similar
from brands.views.application.common import back_to_list, get_application
from brands.workflow.application import APPLICATION_FLOW
from core.audit import address_of, record
from core.enums import AuditKind
from core.files import serve_private
from core.posted import whole
from core.uploads import safe_name

PLAIN = (
    ("name", "品牌名称"),
    ("slogan", "品牌口号"),
    ("concept", "品牌理念"),
    ("connotation", "品牌内涵"),
    ("goals", "品牌目标"),
)
COUNTS = (
    ("expected", "应到人数"),
    ("present", "实到人数"),
    ("votes_for", "赞成"),
    ("votes_against", "反对"),
    ("abstained", "弃权"),
)


@login_required
@require_safe
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_application(request, pk)
    shown = shown_to(request.user, application)
    content = shown.content
    steps = APPLICATION_FLOW.open_steps(request.user, application)
    names = {step.name for step in steps}
    context = {
        "application": application,
        "title": content["name"] or "（未命名的申报）",
        "shown": shown,
        "facts": facts(application),
        **sections(content),
        "progress": progress_of(application),
        "events": application.events.select_related("organization"),
        "versions": application.versions.values_list("number", flat=True),
        "similar": similar(
            content["name"],
            compared_text(content["connotation"], content["goals"]),
            organization=application.organization,
        ),
        "steps": steps,
        "may_edit": may_edit_application(request.user, application),
        "back_url": back_to_list(request),
        "checklist": bool(names & {"endorse", "screen", "accept"}),
        "lacks_reviewer": _lacks_reviewer(request.user, application, names),
    }
    return render(request, "brands/application/application_detail.html", context)


def _lacks_reviewer(user: Any, application: Application, steps: set[str]) -> bool:
    """Told to the organiser's office and to the branch: nobody is there to review."""
    if "forward" in steps:
        return True
    if application.status != ApplicationStatus.IN_REVIEW or application.held_by_id == application.program.organizer_id:
        return False
    if may_organize(user, application.program):
        return False  # the step would be open
    return sees_draft(user, application) and not has_reviewer(application)


def facts(application: Application) -> list[tuple[str, Any]]:
    program = application.program
    return [
        ("申报党组织", application.organization.name),
        ("创建活动", program.name),
        ("组织单位", program.organizer.name),
        ("申报类型", application.get_kind_display()),
        ("版本", f"第{application.version_number}版" if application.version_number else "尚未提交"),
        ("当前审核", application.held_by.name if application.held_by else "—"),
    ]


def sections(content: Content) -> dict[str, Any]:
    """The content in the words of the page."""
    resolution = content["resolution"]
    kind = resolution["kind"]
    decided = [
        ("会议类型", ResolutionKind(kind).label if kind else ""),
        ("会议日期", resolution["held_on"]),
        *((label, resolution[name]) for name, label in COUNTS),
        ("征求党员意见情况", resolution["opinions_asked"]),
    ]
    return {
        "content": content,
        "texts": [(label, content[name], content["facets"] if name == "connotation" else []) for name, label in PLAIN],
        "emblem": {True: "含有党徽或党旗图案", False: "不含党徽党旗图案"}.get(content["has_emblem"], "未说明"),
        "carriers": [(CarrierKind(row["kind"]).label, row["name"], row["text"]) for row in content["carriers"]],
        "plans": [(plan["name"], plan["text"]) for plan in content["plans"] if plan["text"]],
        "resolution_rows": decided,
    }


@login_required
@require_safe
def application_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A submitted version as it was."""
    application = get_application(request, pk)
    version = get_object_or_404(application.versions.select_related("submitted_by"), number=number)
    logo_url = f"{reverse('brands:application_logo', args=[pk])}?version={number}"
    context = {"application": application, "version": version, "logo_url": logo_url, **sections(version.snapshot)}
    return render(request, "brands/application/application_version.html", context)


@login_required
@require_safe
def application_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions, field by field; for its writers also the draft as it stands."""
    application = get_application(request, pk)
    versions = list(application.versions.all())
    if not versions:
        raise Http404
    contents: dict[str, Content] = {str(version.number): version.snapshot for version in versions}
    labels = {str(version.number): f"第{version.number}版" for version in versions}
    if application.status == ApplicationStatus.DRAFT and sees_draft(request.user, application):
        contents["draft"], labels["draft"] = content_of(application), "正在修改的草稿"
    keys = list(contents)
    before = request.GET.get("from", keys[-2] if len(keys) > 1 else keys[-1])
    after = request.GET.get("to", keys[-1])
    if before not in contents or after not in contents:
        raise BadRequest("没有这个版本，请从页面上重新选择。")
    context = {
        "application": application,
        "labels": labels,
        "before": before,
        "after": after,
        "before_label": labels[before],
        "after_label": labels[after],
        "differences": differences(contents[before], contents[after]),
    }
    return render(request, "brands/application/application_compare.html", context)


@login_required
@require_safe
def application_logo(request: HttpRequest, pk: int) -> FileResponse:
    """The logo of the draft or of the submitted version, whichever this person sees; `version=` names another."""
    application = get_application(request, pk)
    if wanted := request.GET.get("version"):
        number = whole(wanted, 5)
        if number is None:
            raise BadRequest("版本应为数字。")
        name = get_object_or_404(ApplicationVersion, application=application, number=number).snapshot["logo"]
    else:
        name = shown_to(request.user, application).content["logo"]
    if not name:
        raise Http404
    # A field file of the key that the version holds; the row's own logo may be another by now.
    return serve_private(request, Application(logo=name).logo, f"{application}标识")


@login_required
@require_safe
def application_attachment(request: HttpRequest, pk: int, attachment: int) -> FileResponse:
    """A file of the draft for its writers, of a submitted version for everybody else."""
    application = get_application(request, pk)
    file = get_object_or_404(Attachment, application=application, pk=attachment)
    if not sees_draft(request.user, application):
        named = {row["id"] for version in application.versions.all() for row in version.snapshot["attachments"]}
        if file.pk not in named:
            raise Http404
    return serve_private(request, file.file, file.name)


@login_required
@require_safe
def application_pdf_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The application form with the levels' opinions."""
    application = get_application(request, pk)
    shown = shown_to(request.user, application)
    name = safe_name(f"{shown.content['name'] or '品牌'}申报表.pdf")
    pdf = application_pdf(application, shown)
    record(AuditKind.EXPORT, "导出申报表", actor=request.user, subject=application, address=address_of(request))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""One step of an application: what will happen, the words that go with it, and the act."""

from typing import Any, NoReturn

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from brands.forms.application import AcceptForm, CommentForm, EndorseForm, ScreenForm
from brands.models import Application
from brands.rules.application import check_ready_to_submit
from brands.selectors.climbing import next_holder
from brands.selectors.content import shown_to
from brands.selectors.similarity import compared_text, similar
from brands.services.application import advance
from brands.views.application.common import get_application, read_seen, seen_token
from brands.workflow.application import APPLICATION_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.forms import add_error
from core.workflow import Step

FORMS = {"endorse": EndorseForm, "screen": ScreenForm, "accept": AcceptForm}
# Steps before which similar brands are shown.
COMPARING = ("submit", "endorse", "forward", "screen", "accept", "return", "decline")
AGREED = "同意。"


@login_required
def application_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    application = get_application(request, pk)
    row = APPLICATION_FLOW[step]
    if not row.is_open(request.user, application):
        _refuse(application, row)
    form = _form(request, application, row)
    if request.method == "POST" and form.is_valid():
        try:
            taken = advance(
                application,
                step,
                actor=request.user,
                comment=form.cleaned_data["comment"],
                seen=read_seen(request.POST.get("seen", "")),
                publication_range=form.cleaned_data.get("publication_range", "none"),
            )
        except StaleCopy:
            raise  # what stands on this page is no longer so: back to the application
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(_after(request, taken))
    return _page(request, application, row, form)


def _refuse(application: Application, row: Step) -> NoReturn:
    """Not this person's to take: 403. Its time has passed, or has not come: 409."""
    if application.status in row.sources:
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    raise StepRefused(f"当前状态为“{application.get_status_display()}”，不能“{row.label}”。可能已有其他同志先行处理。")


def _form(request: HttpRequest, application: Application, row: Step) -> Any:
    initial: dict[str, Any] = {"comment": AGREED} if row.name in FORMS else {}
    if row.name == "accept" and application.brand:
        initial["publication_range"] = application.brand.publication_range
    posted = request.POST if request.method == "POST" else None
    return FORMS.get(row.name, CommentForm)(posted, initial=initial, required=row.needs_comment)


def _page(request: HttpRequest, application: Application, row: Step, form: Any) -> HttpResponse:
    content = shown_to(request.user, application).content
    compares = row.name in COMPARING
    text = compared_text(content["connotation"], content["goals"])
    context = {
        "application": application,
        "title": row.label,
        "name": content["name"] or "（未命名的申报）",
        "lines": effects(application, row.name),
        "form": form,
        "tone": {"warning": "outline-danger", "danger": "danger"}.get(row.tone, "primary"),
        "hidden": {"seen": seen_token(application)},
        "cancel_url": reverse("brands:application_detail", args=[application.pk]),
        "emblem": content["has_emblem"],
        "compares": compares,
        "similar": similar(content["name"], text, organization=application.organization) if compares else [],
        "missing": _missing(application) if row.name == "submit" else [],
    }
    return render(request, "brands/application/application_step.html", context, status=400 if form.errors else 200)


def _missing(application: Application) -> list[str]:
    """What stands in the way of submitting, told before the button is pressed."""
    try:
        check_ready_to_submit(application)
        next_holder(application)
    except BusinessError as error:
        return error.details or [error.message]
    return []


def effects(application: Application, step: str) -> list[str]:
    """What will happen, in the words of the confirming page."""
    organization = application.organization.short_name
    if step == "submit":
        return [
            f"按现在的内容形成第{application.version_number + 1}版，送{_next(application)}审核。",
            "审核期间不能修改，可以撤回。",
        ]
    if step in ("endorse", "forward"):
        return [f"申报上报{_next(application)}审核。", "审核意见记入申报表，本组织和各级审核单位都能看到。"]
    if step == "screen":
        return ["申报送工委负责人决定。", "您的姓名和时间作为保密审查记录保存。"]
    if step == "accept":
        verb = "按修订后的内容更新品牌" if application.kind == "revision" else f"为{organization}建立品牌并进入创建"
        return [f"{verb}。", "按所选公开范围展示；选择“面向社会”的，品牌立即出现在公开展示墙。"]
    if step == "return":
        return [f"申报退回{organization}修改，修改后重新提交。", "退回理由由本组织和各级审核单位查看。"]
    if step == "decline":
        return ["本次申报结束，党组织须重新申报。", "已填写的内容自动带入下一次申报。"]
    if step == "withdraw":
        return ["申报撤回，各级不再审核。", "内容保留，可以恢复为草稿。"]
    return ["恢复为草稿，可以继续修改和提交。"]


def _next(application: Application) -> str:
    try:
        return next_holder(application).short_name
    except BusinessError:
        return "上级"


def _after(request: HttpRequest, application: Application) -> str:
    """Where to go on: the application while one may still see it."""
    if Application.objects.visible_to(request.user).filter(pk=application.pk).exists():
        return reverse("brands:application_detail", args=[application.pk])
    return reverse("brands:application_list")

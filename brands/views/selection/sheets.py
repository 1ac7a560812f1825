"""A judge's own score sheets."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from brands.enums import ScoreSheetStatus
from brands.filters.selection import tabs_of
from brands.forms.selection import ScoreForm, StepForm
from brands.models import ScoreSheet
from brands.permissions.selection import may_score
from brands.rules.recusal import must_recuse
from brands.rules.selection import check_scoring_open
from brands.scoring import plain
from brands.selectors.selection import sheet_progress
from brands.services.selection import recuse, reopen_sheet, save_scores, submit_scores
from core.answers import confirm_page
from core.errors import BusinessError, StaleCopy
from core.files import serve_private
from core.forms import add_error
from core.paging import paginate
from core.posted import NO_COPY, version_of


@login_required
@require_safe
def sheet_list(request: HttpRequest) -> HttpResponse:
    """One's own, the newest round first, in the order in which they were dealt out."""
    own = ScoreSheet.objects.own(request.user).select_related("nomination__round", "nomination__brand__organization")
    counts = dict(own.order_by().values_list("status").annotate(n=Count("pk")))
    # What waits comes first; everything is a tab away.
    waiting = ScoreSheetStatus.ASSIGNED if counts.get(ScoreSheetStatus.ASSIGNED) else ""
    status = request.GET.get("status", waiting)
    status = status if status in ScoreSheetStatus.values else ""
    done, due = sheet_progress(request.user)
    context = {
        "page": paginate(request, own.filter(status=status) if status else own, order=("-nomination__round__pk", "pk")),
        "tabs": tabs_of(counts, ScoreSheetStatus.choices, status),
        "done": done,
        "due": due,
    }
    return render(request, "brands/selection/sheet_list.html", context)


def _get(request: HttpRequest, pk: int) -> ScoreSheet:
    rows = ScoreSheet.objects.visible_to(request.user).select_related(
        "judge__organization", "nomination__round__program__organizer", "nomination__brand__organization"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def sheet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The brand's public text beside the points; nothing of anybody else's."""
    sheet = _get(request, pk)
    criteria = list(sheet.nomination.round.criteria.all())
    form = ScoreForm(request.POST if request.method == "POST" else None, sheet=sheet, criteria=criteria)
    if request.method == "POST":
        if not may_score(request.user, sheet):
            raise PermissionDenied("只有被分配的评委本人可以评分。")
        is_submitted = request.POST.get("action", "").startswith("submit")
        if form.is_valid() and (not is_submitted or form.require_all()):
            try:
                return _store(request, sheet, form)
            except StaleCopy as error:
                add_error(form, error)
                sheet.refresh_from_db()
                changes = _changes(sheet, form)
                return _page(request, sheet, form, status=409, changes=changes)
            except BusinessError as error:
                add_error(form, error)
        return _page(request, sheet, form, status=400)
    return _page(request, sheet, form)


def _store(request: HttpRequest, sheet: ScoreSheet, form: ScoreForm) -> HttpResponse:
    action = request.POST.get("action", "save")
    version = version_of(request)
    if version == NO_COPY:
        raise BusinessError("页面已失效，请刷新后重新评分。")
    act = submit_scores if action.startswith("submit") else save_scores
    comment = form.cleaned_data["comment"]
    act(sheet, marks=form.marks(), comment=comment, actor=request.user, version=version)
    messages.success(request, "已提交评分。" if action.startswith("submit") else "已保存。")
    if action.endswith("next"):
        following = _next(request.user, sheet)
        if following:
            return redirect("brands:sheet_detail", following)
        messages.info(request, "没有其他待评分的品牌了。")
        return redirect("brands:sheet_list")
    return redirect("brands:sheet_detail", sheet.pk)


def _next(user: Any, sheet: ScoreSheet) -> int | None:
    """The next waiting sheet after this one; at the end the first again."""
    waiting = list(
        ScoreSheet.objects.to_score(user)
        .filter(nomination__round=sheet.nomination.round_id)
        .exclude(pk=sheet.pk)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return next((pk for pk in waiting if pk > sheet.pk), waiting[0] if waiting else None)


def _changes(sheet: ScoreSheet, form: ScoreForm) -> list[str]:
    """What was saved meanwhile in another window and differs from what stands here."""
    saved = {score.criterion_id: score for score in sheet.scores.all()}
    found = []
    for criterion in form.criteria:
        there = saved.get(criterion.pk)
        here = form.cleaned_data.get(f"points_{criterion.pk}")
        if (there.points if there else None) != here:
            found.append(f"{criterion.name}：另一窗口保存为{plain(there.points) if there else '空'}")
    return found


def _page(
    request: HttpRequest, sheet: ScoreSheet, form: ScoreForm, *, status: int = 200, changes: list[str] | None = None
) -> HttpResponse:
    is_own = may_score(request.user, sheet)
    closed = _closed_because(sheet)
    barred = is_own and not closed and must_recuse(sheet)
    brand = sheet.nomination.brand
    done, due = sheet_progress(request.user) if is_own else (0, 0)
    context = {
        "sheet": sheet,
        "round": sheet.nomination.round,
        "brand": brand,
        "carriers": brand.carriers.filter(is_active=True),
        "form": form,
        "rows": form.rows(),
        "total": plain(form.running_total()),
        "version": sheet.edit_version,
        "changes": changes,
        "closed": closed,
        "barred": barred,
        "is_editable": is_own and not closed and not barred and sheet.status == ScoreSheetStatus.ASSIGNED,
        "may_reopen": is_own and not closed and not barred and sheet.status == ScoreSheetStatus.SUBMITTED,
        "may_recuse": is_own and not closed and sheet.status != ScoreSheetStatus.RECUSED,
        "done": done,
        "due": due,
    }
    return render(request, "brands/selection/sheet_detail.html", context, status=status)


def _closed_because(sheet: ScoreSheet) -> str:
    try:
        check_scoring_open(sheet)
    except BusinessError as error:
        return error.message
    return ""


@login_required
@require_POST
def sheet_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    reopen_sheet(_get(request, pk), actor=request.user)
    messages.info(request, "可以修改了。修改后请务必再次提交，未提交的评分表不计入得分。")
    return redirect("brands:sheet_detail", pk)


@login_required
def sheet_recuse(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _get(request, pk)
    if not may_score(request.user, sheet):
        raise PermissionDenied("只有被分配的评委本人可以申请回避。")
    form = StepForm(
        request.POST if request.method == "POST" else None,
        label="回避事由",
        required=True,
        limit=200,
        help_text="如：曾在该支部工作，与其负责人有亲属关系。",
    )
    if form.is_bound and form.is_valid():
        try:
            recuse(sheet, reason=form.cleaned_data["comment"], actor=request.user)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已申请回避，您不再评这个品牌。")
            return redirect("brands:sheet_list")
    context = {
        "title": "申请回避",
        "subject": sheet.nomination.brand,
        "parent_url": reverse("brands:sheet_detail", args=[pk]),
        "lines": ["您不再评这个品牌，已填写的分数不计入。", "回避不能撤销；工委办公室可以看到回避事由。"],
        "submit_label": "确认回避",
        "cancel_url": reverse("brands:sheet_detail", args=[pk]),
        "form": form,
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_safe
def sheet_logo(request: HttpRequest, pk: int) -> FileResponse:
    brand = _get(request, pk).nomination.brand
    if not brand.logo:
        raise Http404("该品牌没有标识图片。")
    return serve_private(request, brand.logo, f"{brand.name}.png")

"""Judges: who they are, who scores what, how far they are; never a score."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from branches.enums import Role
from branches.models import RoleAssignment
from brands.enums import NominationStatus, RoundStatus
from brands.models import Judge
from brands.permissions.selection import may_organize_round
from brands.selectors.selection import assignment_matrix, judge_rows
from brands.services.selection import assign_judges, name_judges, remove_judge
from brands.views.selection.common import get_round, require_office, require_organizer
from core.answers import confirm_page
from core.paging import paginate
from core.posted import ids_of

MATRIX_ROWS = 50
JUDGES_OPEN = (RoundStatus.PREPARING, RoundStatus.NOMINATING, RoundStatus.SCORING)


@login_required
def judge_list(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_round(request, pk)
    require_organizer(request.user, round)
    judges = judge_rows(round)
    rows = round.nominations.exclude(status__in=[NominationStatus.REJECTED, NominationStatus.WITHDRAWN])
    page = paginate(request, rows.select_related("brand__organization"), order=("pk",), per_page=MATRIX_ROWS)
    is_office = may_organize_round(request.user, round)
    matrix = assignment_matrix([row.judge for row in judges], page.rows)
    context = {
        "round": round,
        "judges": judges,
        "page": page,
        "matrix": matrix.rows,
        "recusals": matrix.recusals,
        "without_judge": matrix.without_judge,
        "may_change": is_office and round.status in JUDGES_OPEN,
        "may_remove": is_office and round.status in (RoundStatus.PREPARING, RoundStatus.NOMINATING),
        "may_assign": is_office and round.status in (RoundStatus.NOMINATING, RoundStatus.SCORING),
    }
    return render(request, "brands/selection/judge_list.html", context)


@login_required
def judge_add(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_round(request, pk)
    require_office(request.user, round)
    url = reverse("brands:judge_list", args=[pk])
    if request.method == "POST":
        users = list(get_user_model().objects.filter(pk__in=ids_of(request, "selected")))
        if not users:
            messages.warning(request, "请先勾选评委。")
            return redirect("brands:judge_add", pk)
        made = name_judges(round, users=users, actor=request.user)
        messages.success(request, f"已聘请{len(made)}名评委，请接着分配评委。")
        return redirect(url)
    holders = RoleAssignment.objects.in_force().filter(
        role=Role.JUDGE, organization=round.program.organizer_id, user__is_active=True
    )
    holders = holders.exclude(user__judgeships__round=round).select_related("user__member__organization")
    context = {
        "round": round,
        "page": paginate(request, holders, order=("pk",), per_page=100),
        "bulk_actions": [("add", "聘请所选评委")],
        "bulk_url": reverse("brands:judge_add", args=[pk]),
    }
    return render(request, "brands/selection/judge_add.html", context)


@login_required
def judge_remove(request: HttpRequest, pk: int) -> HttpResponse:
    judge = get_object_or_404(Judge.objects.select_related("round__program__organizer", "user"), pk=pk)
    round = get_round(request, judge.round_id)
    require_office(request.user, round)
    url = reverse("brands:judge_list", args=[round.pk])
    if request.method == "POST":
        remove_judge(judge, actor=request.user)
        messages.success(request, f"已移出评委{judge}。")
        return redirect(url)
    context = {
        "title": "移出评委",
        "subject": round,
        "parent_url": url,
        "lines": [f"{judge}不再担任本批次评委，已分配给该评委的评分任务同时取消，请重新分配。"],
        "submit_label": "确认移出",
        "cancel_url": url,
    }
    return confirm_page(request, context)


@login_required
def judge_assign(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_round(request, pk)
    require_office(request.user, round)
    url = reverse("brands:judge_list", args=[pk])
    if request.method == "POST":
        assign_judges(round, actor=request.user)
        messages.success(request, "已分配评委，请核对下表。")
        return redirect(url)
    anew = round.status != RoundStatus.SCORING
    lines = [
        f"每个通过资格审查的品牌由{round.judges_per_nomination}名评委评分，各评委的任务数尽量相等。",
        "评委与品牌所在党组织属同一系统的，自动回避。",
        "现有分配全部重新进行。" if anew else "已有的评分表保持不变，只为缺少评委的品牌补充评委。",
    ]
    context = {
        "title": "分配评委",
        "subject": round,
        "parent_url": url,
        "lines": lines,
        "submit_label": "确认分配",
        "cancel_url": url,
    }
    return confirm_page(request, context)

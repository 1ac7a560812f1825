"""The accounts of points: a superior's figures, a branch's year, one member's account."""

from django.contrib.auth.decorators import login_required
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.documents.point import figures_xlsx, year_xlsx
from assessments.models import PointPlan
from assessments.permissions.point import may_keep_accounts, may_read_account
from assessments.scoring.point import band_of
from assessments.selectors.point import account_of, bands_of, figures_of, months_of, plan_of_year, year_table
from branches.enums import Ability, OrganizationKind
from branches.models import Member, Organization
from branches.roles import reading_scope, scope_of
from branches.tree import below
from core.answers import download
from core.paging import paginate
from core.posted import whole

YEARS_BACK = 5


def year_asked(request: HttpRequest) -> int:
    """The year of the address, when it is one of those shown; otherwise the present one."""
    present = timezone.localdate().year
    year = whole(request.GET.get("year"), 4)
    return year if year and present - YEARS_BACK <= year <= present else present


def years() -> list[int]:
    """The last ones, from the first in which any rules of points were in force."""
    present = timezone.localdate().year
    first = PointPlan.objects.aggregate(day=Min("starts_on"))["day"]
    return list(range(present, max(present - YEARS_BACK, first.year if first else present) - 1, -1))


def kept_branches(request: HttpRequest) -> list[Organization]:
    """Branches whose accounts this person keeps."""
    scope = scope_of(request.user, Ability.EDIT).condition("path")
    return list(Organization.objects.filter(scope, kind=OrganizationKind.BRANCH, is_active=True).order_by("path")[:50])


def find_branch(request: HttpRequest, pk: int) -> Organization:
    """A branch whose accounts this person keeps; to everybody else it is not there."""
    branch = Organization.objects.filter(pk=pk, kind=OrganizationKind.BRANCH).first()
    if branch is None or not may_keep_accounts(request.user, branch):
        raise Http404
    return branch


def _branches_below(request: HttpRequest):
    tops = reading_scope(request.user).subtrees
    return Organization.objects.filter(below(tops), kind=OrganizationKind.BRANCH, is_active=True)


@login_required
@require_safe
def point_list(request: HttpRequest) -> HttpResponse:
    """Where each begins: the own account, the own branches' years, and for superiors the figures without names."""
    year = year_asked(request)
    member = Member.objects.filter(user=request.user.pk).select_related("organization").first()
    page = paginate(request, _branches_below(request), order=("path", "pk"))
    context = {
        "year": year,
        "years": years(),
        "member": member,
        "branches": kept_branches(request),
        "page": page,
        "figures": figures_of(page.rows, year),
    }
    return render(request, "assessments/point/point_list.html", context)


@login_required
@require_safe
def point_xlsx(request: HttpRequest) -> HttpResponse:
    """Every branch below in the fixed order, those with nothing too."""
    year = year_asked(request)
    branches = list(_branches_below(request).order_by("path", "pk")[:5000])
    if not branches:
        raise Http404
    content = figures_xlsx(figures_of(branches, year), year)
    return download(request, content, f"党员积分登记情况{year}年.xlsx", branches[0])


@login_required
@require_safe
def point_year(request: HttpRequest, pk: int) -> HttpResponse:
    branch, year = find_branch(request, pk), year_asked(request)
    plan = plan_of_year(branch, year)
    context = {
        "branch": branch,
        "year": year,
        "years": years(),
        "plan": plan,
        "months": months_of(branch, year),
        "lines": year_table(branch, year, plan),
    }
    return render(request, "assessments/point/point_year.html", context)


@login_required
@require_safe
def point_year_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    branch, year = find_branch(request, pk), year_asked(request)
    lines = year_table(branch, year, plan_of_year(branch, year))
    return download(request, year_xlsx(branch, lines, year), f"{branch.short_name}{year}年党员积分.xlsx", branch)


@login_required
@require_safe
def point_account(request: HttpRequest, pk: int) -> HttpResponse:
    """One member's account: the member's own, or for whoever keeps the branch's."""
    member = get_object_or_404(Member.objects.select_related("organization"), pk=pk)
    if not may_read_account(request.user, member):
        raise Http404
    year = year_asked(request)
    plan = plan_of_year(member.organization, year)
    months = account_of(member, year, plan)
    base = plan.base_points if plan else 0
    total = months[-1].running if months else base
    context = {
        "member": member,
        "is_own": member.user_id == request.user.pk,
        "may_keep": may_keep_accounts(request.user, member.organization),
        "year": year,
        "years": years(),
        "plan": plan,
        "is_exempt": bool(plan and member.exempt_class in plan.exempt_classes),
        "months": months,
        "base": base,
        "total": total,
        "band": band_of(total, bands_of(plan)),
        "grades": member.appraisals.filter(appraisal__status="approved").select_related("appraisal"),
    }
    return render(request, "assessments/point/point_account.html", context)

"""Several activities at once: pasted from a spreadsheet, or copied from another month, corrected, saved in one go."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from branches.models import Organization
from brands.filters.activity import month_of
from brands.forms.activity import BrandChoice, PasteForm, RowSet, from_month, from_paste, posted_rows
from brands.forms.activity.rows import PREFIX, months_between
from brands.limits import PASTED_ROWS_MOST
from brands.models import Activity
from brands.selectors.activity import brands_of, month_after, month_bounds, previous_month
from brands.services.activity import enter_activities
from brands.views.activity.common import chosen_organization
from core.errors import BusinessError
from core.onetime import form_key
from core.posted import ids_of, with_row


@login_required
def activity_paste(request: HttpRequest) -> HttpResponse:
    organization, organizations = chosen_organization(request)
    form = PasteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _preview(request, organization, from_paste(form.rows()))
    context = {"form": form, "organization": organization, "organizations": organizations}
    return render(request, "brands/activity/activity_paste.html", context, status=400 if form.errors else 200)


@login_required
def activity_copy(request: HttpRequest) -> HttpResponse:
    """What was done in a month, to be ticked; the copies stand in the present month."""
    organization, organizations = chosen_organization(request)
    today = timezone.localdate()
    text = request.POST.get("month") or request.GET.get("month", "")
    month = month_of(text) if text else previous_month(today)
    if month is None:
        raise BadRequest("月份应写成“2026-03”的样子。")
    within = Activity.objects.counted().filter(organization=organization, held_on__range=month_bounds(month))
    rows = within.select_related("kind", "carrier").order_by("held_on", "pk")
    error = ""
    if request.method == "POST":
        ticked = list(rows.filter(pk__in=ids_of(request, "selected")))
        if ticked:
            return _preview(request, organization, from_month(ticked, months_between(month, today)))
        error = "请至少勾选一项活动。"
    context = {
        "organization": organization,
        "organizations": organizations,
        "activities": rows[:PASTED_ROWS_MOST],
        "month": month,
        "target": today.replace(day=1),
        "earlier": month_after(month, -1),
        "later": month_after(month) if month < today.replace(day=1) else None,
        "error": error,
    }
    return render(request, "brands/activity/activity_copy.html", context, status=400 if error else 200)


@login_required
@require_POST
def activity_rows(request: HttpRequest) -> HttpResponse:
    """The table as corrected: saved whole, or shown again with what is still in doubt."""
    organization, _ = chosen_organization(request)
    if "add_row" in request.POST:
        rows = RowSet(with_row(request.POST, **{PREFIX: RowSet}), organization=organization)
        return _page(request, organization, rows)
    rows = RowSet(request.POST, organization=organization)
    choice = BrandChoice(request.POST, brands=rows.brands)
    if not (rows.is_valid() and choice.is_valid()):
        return _page(request, organization, rows, choice=choice, status=400)
    try:
        drafts = rows.drafts(choice.cleaned_data["brand"])
        made = enter_activities(organization, drafts=drafts, actor=request.user, key=request.POST.get("key", ""))
    except BusinessError as error:
        return _page(request, organization, rows, choice=choice, problems=[error.message, *error.details], status=400)
    messages.success(request, f"已填报{len(made)}项活动。" if made else "这些活动刚才已经保存，没有重复填报。")
    return redirect("brands:activity_list")


def _preview(request: HttpRequest, organization: Organization, rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    brands = brands_of(organization)
    rowset = RowSet(posted_rows(rows), organization=organization)
    rowset.is_valid()
    choice = BrandChoice(brands=brands, initial={"brand": brands[0] if brands else None})
    return _page(request, organization, rowset, choice=choice)


def _page(
    request: HttpRequest,
    organization: Organization,
    rows: Any,
    *,
    choice: BrandChoice | None = None,
    problems: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    doubtful = sum(bool(form.errors) for form in rows.forms)
    rows.mark_twins()
    context = {
        "rows": rows,
        "choice": choice or BrandChoice(request.POST, brands=rows.brands),
        "organization": organization,
        "doubtful": doubtful,
        "problems": problems,
        "key": form_key(request.POST),
    }
    return render(request, "brands/activity/activity_rows.html", context, status=status)

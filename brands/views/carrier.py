"""The carriers of a brand, and who mans its posts and teams."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.models import Member
from branches.roles import reading_scope
from brands.forms.carrier import EndForm, ServiceForm
from brands.models import Activity, Brand, Carrier, CarrierMember
from brands.permissions.carrier import may_man_carrier
from brands.selectors.activity import carrier_counts
from brands.selectors.names import knows_names
from brands.services.carrier import WRITERS_ONLY, end_service, man_carrier
from core.answers import confirm_page
from core.errors import BusinessError
from core.forms import add_error

SHOWN = 10


@login_required
@require_safe
def carrier_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All carriers of one brand, with how many serve and how much was done."""
    readable = Brand.objects.filter(reading_scope(request.user).condition("organization_path"))
    brand = get_object_or_404(readable.select_related("organization"), pk=pk)
    today = timezone.localdate()
    serving = Q(members__since__lte=today) & (Q(members__until__isnull=True) | Q(members__until__gte=today))
    carriers = list(brand.carriers.annotate(serving=Count("members", filter=serving)))
    counts = carrier_counts(brand)
    for carrier in carriers:
        carrier.activity_count = counts.get(carrier.pk, 0)
    return render(request, "brands/carrier/carrier_list.html", {"brand": brand, "carriers": carriers})


@login_required
def carrier_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A carrier with its members, past and present; who may, adds one here."""
    carrier = _get(request, pk)
    may_man = may_man_carrier(request.user, carrier) and carrier.is_active
    form = None
    if request.method == "POST" or may_man:
        form = _service_form(request, carrier)
    if request.method == "POST" and form:
        if not may_man_carrier(request.user, carrier):
            raise PermissionDenied(WRITERS_ONLY)
        if form.is_valid() and _added(request, carrier, form):
            return redirect("brands:carrier_detail", pk)
    activities = Activity.objects.visible_to(request.user).counted().filter(carrier=carrier)
    context = {
        "carrier": carrier,
        "brand": carrier.brand,
        "services": carrier.members.select_related("member").order_by("until", "since", "pk"),
        "names_open": knows_names(request.user, carrier.brand.organization_path),
        "may_man": may_man,
        "form": form,
        "today": timezone.localdate(),
        "activities": activities.select_related("kind").order_by("-held_on", "-pk")[:SHOWN],
        "activity_count": activities.count(),
    }
    status = 400 if form and form.errors else 200
    return render(request, "brands/carrier/carrier_detail.html", context, status=status)


def _get(request: HttpRequest, pk: int) -> Carrier:
    rows = Carrier.objects.visible_to(request.user).select_related("brand__organization")
    return get_object_or_404(rows, pk=pk)


def _service_form(request: HttpRequest, carrier: Carrier) -> ServiceForm:
    serving = carrier.members.filter(until__isnull=True).values("member")
    members = Member.objects.active().filter(organization=carrier.brand.organization_id).exclude(pk__in=serving)
    data = request.POST if request.method == "POST" else None
    return ServiceForm(data, initial={"since": timezone.localdate()}, members=list(members.order_by("pk")))


def _added(request: HttpRequest, carrier: Carrier, form: ServiceForm) -> bool:
    values = form.cleaned_data
    try:
        man_carrier(
            carrier, member=values["member"], since=values["since"], duty=values["duty"].strip(), actor=request.user
        )
    except BusinessError as error:
        add_error(form, error)
        return False
    messages.success(request, f"已增加成员“{values['member'].name}”。")
    return True


@login_required
def carrier_member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of one member's service."""
    visible = Carrier.objects.visible_to(request.user)
    rows = CarrierMember.objects.filter(carrier__in=visible).select_related("member", "carrier__brand__organization")
    service = get_object_or_404(rows, pk=pk)
    if not may_man_carrier(request.user, service.carrier):
        raise PermissionDenied(WRITERS_ONLY)
    detail = reverse("brands:carrier_detail", args=[service.carrier_id])
    data = request.POST if request.method == "POST" else None
    form = EndForm(data, initial={"until": max(timezone.localdate(), service.since)})
    if form.is_bound and form.is_valid():
        try:
            end_service(service, until=form.cleaned_data["until"], actor=request.user)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"“{service.member.name}”在该载体的任职已结束，记录保留。")
            return redirect(detail)
    context: dict[str, Any] = {
        "title": "结束任职",
        "subject": service.carrier,
        "parent_url": detail,
        "intro": f"{service.member.name}　自{service.since:%Y-%m-%d}起　{service.duty}",
        "lines": ["该成员不再列入现任成员；历史记录保留。"],
        "submit_label": "确认结束",
        "cancel_url": detail,
        "form": form,
    }
    return confirm_page(request, context, status=400 if form.errors else 200)

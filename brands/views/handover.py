"""The hand-over sheet of a branch."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from branches.models import Organization
from brands.documents.handover import handover_pdf, standing
from brands.permissions.handover import may_read_handover
from brands.selectors.handover import handover_of
from brands.selectors.reminder import shown
from core.answers import download


def get_handed_over(request: HttpRequest, pk: int) -> Organization:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    if not may_read_handover(request.user, organization):
        raise PermissionDenied("交接清单只供本组织的填报员、书记和上级审核员查阅。")
    return organization


@login_required
@require_safe
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_handed_over(request, pk)
    sheet = handover_of(organization, request.user)
    context = {
        "organization": organization,
        "sheet": sheet,
        "dates": shown(sheet.dates),
        "brands": [(brand, standing(brand)) for brand in sheet.brands],
    }
    return render(request, "brands/handover/handover.html", context)


@login_required
@require_safe
def handover_print(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_handed_over(request, pk)
    content = handover_pdf(handover_of(organization, request.user), request.user)
    return download(request, content, f"{organization.short_name}交接清单.pdf", organization)

"""What the pages of branches share: finding what one may see and do, creating once, telling of a clash."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from branches.forms.fields import VersionMixin
from branches.models import Member, Organization
from branches.permissions import may_manage_organization
from core import onetime
from core.models import AuditEntry


def seen_organization(request: HttpRequest, pk: int, queryset: Any = None) -> Organization:
    """404 for what this person does not see."""
    rows = Organization.objects.all() if queryset is None else queryset
    return get_object_or_404(rows.listed_for(request.user), pk=pk)


def managed_organization(request: HttpRequest, pk: int) -> Organization:
    """403, written into the trail, for what this person sees and does not keep up."""
    organization = seen_organization(request, pk, Organization.objects.select_related("parent"))
    if not may_manage_organization(request.user, organization):
        raise PermissionDenied
    return organization


def managed_member(request: HttpRequest, pk: int) -> Member:
    members = Member.objects.listed_for(request.user).select_related("organization")
    member = get_object_or_404(members, pk=pk)
    if not may_manage_organization(request.user, member.organization):
        raise PermissionDenied
    return member


def once(request: HttpRequest, act: Callable[[], Model]) -> tuple[int, bool]:
    """The key of what the form made, and whether it was made now: the same form sent twice makes it once."""
    key = request.POST.get("key", "")
    with transaction.atomic():
        earlier = onetime.spend(key, actor=request.user, purpose=_form_of(request))
        if earlier:
            return onetime.key_of(earlier), False
        made = act()
        onetime.remember(key, made.pk)
        return made.pk, True


def made_earlier(request: HttpRequest) -> int | None:
    """What this very form has made already: asked before the form is checked, which would find its own traces."""
    return onetime.made_before(request.POST.get("key", ""), actor=request.user, purpose=_form_of(request))


def _form_of(request: HttpRequest) -> str:
    """A form is its page: the same address of another organisation is another form."""
    match = request.resolver_match
    assert match is not None
    return f"{match.view_name} {match.kwargs.get('pk', '')}".strip()


def tell_of_clash(form: Any, fresh: Model) -> None:
    """Who saved meanwhile and where that copy differs from what is typed; nothing typed is lost."""
    last = AuditEntry.objects.filter(object_key=f"{fresh._meta.label_lower}:{fresh.pk}").order_by("-number").first()
    who = f"{last.actor_name}于 {last.at:%H:%M} " if last else ""
    lines = [f"您打开本页后，{who}已修改该记录。您填写的内容都还在，请核对以下不同之处后再保存："]
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.HiddenInput) or not hasattr(fresh, name):
            continue
        if getattr(fresh, name) != form.cleaned_data.get(name):
            lines.append(f"{field.label}：系统中现为“{_shown(fresh, name)}”")
    form.add_error(None, lines)
    assert isinstance(form, VersionMixin)
    form.renew(fresh.updated_at)  # type: ignore[attr-defined]


def _shown(record: Any, name: str) -> str:
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return "空" if value in (None, "") else str(value)


def above(organization: Organization) -> dict[str, Any]:
    """Where a page of confirmation about the organisation stands."""
    url = reverse("branches:organization_detail", args=[organization.pk])
    trail = [("党组织", reverse("branches:organization_list"))]
    return {"subject": organization.short_name, "trail": trail, "parent_url": url}

"""Pages of members, and of committees' terms with their posts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from branches.enums import Ability
from branches.filters import MemberFilter
from branches.forms.fields import suggestions, tell
from branches.forms.member import OFFERED, MemberForm, NewMemberForm, PostFormSet, TermForm
from branches.models import Member, Organization, Term
from branches.permissions import may_manage_organization
from branches.roles import has_ability_somewhere, held_by, scope_of
from branches.selectors import members_below
from branches.services import member as services
from branches.services.member import PostHolder
from branches.views.common import (
    above,
    made_earlier,
    managed_member,
    managed_organization,
    once,
    tell_of_clash,
)
from core.answers import confirm_page
from core.errors import BusinessError, StaleCopy
from core.paging import paginate
from core.posted import with_row


@login_required
@require_GET
def member_list(request: HttpRequest) -> HttpResponse:
    """Members of all one sees; names in full where one belongs or keeps the register, masked elsewhere."""
    abilities = (Ability.READ, Ability.MANAGE_ORGANIZATIONS)
    if not any(has_ability_somewhere(request.user, ability) for ability in abilities):
        raise PermissionDenied
    members = Member.objects.listed_for(request.user).select_related("organization")
    managed = scope_of(request.user, Ability.MANAGE_ORGANIZATIONS)
    own = {held.path for held in held_by(request.user)}
    kept_at = managed.condition("organization__path")
    open_at = kept_at | Q(organization__path__in=sorted(own))
    chosen = MemberFilter(request.GET, queryset=members, open_at=open_at, kept_at=kept_at)
    page = paginate(request, chosen.qs, order=("organization__path", "pk"))
    for member in page.rows:
        member.may_manage = managed.covers(member.organization.path)
        member.name_open = member.may_manage or member.organization.path in own
    return render(request, "branches/member/list.html", {"filter": chosen, "page": page})


@login_required
@require_http_methods(["GET", "POST"])
def member_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A member joins the register of this organisation."""
    organization = managed_organization(request, pk)
    if request.method == "POST" and made_earlier(request):
        messages.info(request, "该党员此前已登记，未重复登记。")
        return redirect("branches:organization_detail", pk)
    data = request.POST if request.method == "POST" else None
    form = NewMemberForm(data, user=request.user, initial={"organization": organization})
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            once(request, lambda: services.add_member(actor=request.user, **values))
        except BusinessError as error:
            tell(form, error)
        else:
            messages.success(request, f"已登记党员“{values['name']}”。")
            return redirect("branches:organization_detail", values["organization"].pk)
    return render(request, "branches/member/form.html", {"form": form, "organization": organization})


@login_required
@require_http_methods(["GET", "POST"])
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    member = managed_member(request, pk)
    organization = member.organization
    form = MemberForm(request.POST if request.method == "POST" else None, instance=member, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_member(member, actor=request.user, seen=form.cleaned_data["version"], **form.values())
        except StaleCopy:
            tell_of_clash(form, Member.objects.select_related("organization").get(pk=pk))
        except BusinessError as error:
            tell(form, error)
        else:
            messages.success(request, "党员资料已保存。")
            return redirect("branches:organization_detail", form.cleaned_data["organization"].pk)
    stored = Member.objects.get(pk=pk)
    context = {"form": form, "organization": organization, "member": stored}
    return render(request, "branches/member/form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def member_leave(request: HttpRequest, pk: int) -> HttpResponse:
    member = managed_member(request, pk)
    if request.method == "POST":
        services.set_member_active(member, active=False, actor=request.user)
        messages.success(request, f"“{member.name}”已转出。")
        return redirect("branches:organization_detail", member.organization_id)
    lines = [f"“{member.name}”不再列入“{member.organization.short_name}”在册党员。", "历史职务和记录保留，可以恢复。"]
    context = above(member.organization) | {"lines": lines, "title": "党员转出", "submit_label": "确认转出"}
    return confirm_page(request, context)


@login_required
@require_http_methods(["GET", "POST"])
def member_return(request: HttpRequest, pk: int) -> HttpResponse:
    member = managed_member(request, pk)
    if request.method == "POST":
        services.set_member_active(member, active=True, actor=request.user)
        messages.success(request, f"“{member.name}”已恢复在册。")
        return redirect("branches:organization_detail", member.organization_id)
    lines = [f"“{member.name}”重新列入“{member.organization.short_name}”在册党员。"]
    context = above(member.organization) | {"lines": lines, "title": "恢复党员", "submit_label": "确认恢复"}
    return confirm_page(request, context)


@login_required
@require_http_methods(["GET", "POST"])
def term_create(request: HttpRequest, pk: int) -> HttpResponse:
    organization = managed_organization(request, pk)
    last = organization.terms.first()
    initial = {"number": last.number + 1 if last else 1}
    return _term_page(request, organization, None, initial)


@login_required
@require_http_methods(["GET", "POST"])
def term_edit(request: HttpRequest, pk: int) -> HttpResponse:
    term = _managed_term(request, pk)
    return _term_page(request, term.organization, term, {})


@login_required
@require_http_methods(["GET", "POST"])
def term_delete(request: HttpRequest, pk: int) -> HttpResponse:
    term = _managed_term(request, pk)
    organization = term.organization
    if request.method == "POST":
        services.delete_term(term, actor=request.user)
        messages.success(request, "届次已删除。")
        return redirect("branches:organization_detail", organization.pk)
    lines = [f"删除第 {term.number} 届（{term.elected_on} 至 {term.ends_on}）及其 {term.posts.count()} 项职务登记。"]
    context = above(organization) | {
        "lines": lines,
        "title": "删除届次",
        "submit_label": "确认删除",
        "tone": "danger",
    }
    return confirm_page(request, context)


def _managed_term(request: HttpRequest, pk: int) -> Term:
    term = get_object_or_404(Term.objects.select_related("organization"), pk=pk)
    if not Organization.objects.listed_for(request.user).filter(pk=term.organization_id).exists():
        raise Http404
    if not may_manage_organization(request.user, term.organization):
        raise PermissionDenied
    return term


def _term_page(
    request: HttpRequest, organization: Organization, term: Term | None, initial: dict[str, Any]
) -> HttpResponse:
    members = members_below(organization).order_by("pk")
    posted = with_row(request.POST, posts=PostFormSet) if request.method == "POST" else None
    adding = bool(posted and request.POST.get("add_row"))
    form = TermForm(posted, instance=term, organization=organization, initial=initial)
    held = [{"kind": post.kind, "member": post.member} for post in term.posts.select_related("member")] if term else []
    posts = PostFormSet(posted, prefix="posts", initial=held or None, form_kwargs={"members": members})
    if posted is not None and not adding and _both_valid(form, posts):
        try:
            services.save_term(
                organization,
                actor=request.user,
                term=term,
                seen=form.cleaned_data["version"],
                posts=_holders(posts),
                **form.values(),
            )
        except StaleCopy:
            assert term is not None
            tell_of_clash(form, Term.objects.get(pk=term.pk))
        except BusinessError as error:
            tell(form, error)
        else:
            messages.success(request, "届次和班子成员已保存。")
            return redirect("branches:organization_detail", organization.pk)
    context = {
        "form": form,
        "posts": posts,
        "organization": organization,
        "term": term,
        "adding": adding,
        "offered": suggestions(members),
        "offered_id": OFFERED,
    }
    return render(request, "branches/organization/term.html", context)


def _both_valid(form: TermForm, posts: Any) -> bool:
    valid = form.is_valid()
    return posts.is_valid() and valid


def _holders(posts: Any) -> list[PostHolder]:
    rows = [form.cleaned_data for form in posts.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [PostHolder(row["member"], row["kind"]) for row in rows if row.get("member")]

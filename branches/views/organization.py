"""Pages of organisations: the tree and the list, one of them, and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from branches import paths
from branches.enums import Ability
from branches.filters import OrganizationFilter
from branches.forms.fields import tell
from branches.forms.organization import MoveForm, NewOrganizationForm, OrganizationForm
from branches.menu import pages_of
from branches.models import Organization, RoleAssignment
from branches.permissions import may_manage_organization, may_see_names
from branches.roles import has_ability_somewhere
from branches.rules import warnings_for
from branches.selectors import counts_of, top_organizations
from branches.services import organization as services
from branches.views.common import above, made_earlier, managed_organization, once, seen_organization, tell_of_clash
from core.answers import confirm_page
from core.errors import BusinessError, StaleCopy
from core.paging import paginate
from core.posted import whole

CHILDREN_SHOWN = 200
MEMBERS_SHOWN = 20


@login_required
@require_GET
def organization_list(request: HttpRequest) -> HttpResponse:
    """The tree by levels; with a filter, or on demand, a list."""
    _refuse_strangers(request)
    chosen = OrganizationFilter(
        request.GET, queryset=Organization.objects.listed_for(request.user).select_related("region", "line")
    )
    as_list = request.GET.get("view") == "all" or any(request.GET.get(name) for name in chosen.filters)
    context = {
        "filter": chosen,
        "tabs": [
            {"label": "按层级", "url": "?", "active": not as_list, "count": None},
            {"label": "全部列表", "url": "?view=all", "active": as_list, "count": None},
        ],
    }
    if as_list:
        rows = chosen.qs.with_facts().with_children_count()
        page = paginate(request, rows, order=("path", "pk"))
        context |= {"page": page, "rows": _with_warnings(page.rows)}
        return render(request, "branches/organization/list.html", context)
    return render(request, "branches/organization/tree.html", context | _tree(request))


def _tree(request: HttpRequest) -> dict[str, Any]:
    """The top of what this person sees, or one organisation's children."""
    counts = counts_of(request.user)
    parent = None
    if wanted := whole(request.GET.get("parent")):
        parent = seen_organization(request, wanted)
    rows = _children(request, parent) if parent else top_organizations(request.user).active()
    nodes = list(rows.with_facts().with_children_count().order_by("path")[: CHILDREN_SHOWN + 1])
    return {
        "nodes": _with_warnings(nodes[:CHILDREN_SHOWN]),
        "more": len(nodes) > CHILDREN_SHOWN,
        "parent": parent,
        "ancestors": Organization.objects.listed_for(request.user).ancestors_of(parent) if parent else [],
        "stats": [
            {"label": "党组织", "value": counts["organizations"], "url": "?view=all", "icon": "diagram-3"},
            {
                "label": "在册党员",
                "value": counts["members"],
                "url": reverse("branches:member_list"),
                "icon": "person",
            },
            {
                "label": "届满提醒",
                "value": counts["due"],
                "url": "?due=true",
                "icon": "calendar-event",
                "note": "已届满或 90 天内届满",
                "urgent": counts["due"] != "0",
            },
        ],
    }


@login_required
@require_GET
def organization_children(request: HttpRequest, pk: int) -> HttpResponse:
    """The next level of the tree, as it is opened."""
    parent = seen_organization(request, pk)
    rows = _children(request, parent).with_facts().with_children_count().order_by("path")
    nodes = list(rows[: CHILDREN_SHOWN + 1])
    context = {
        "nodes": _with_warnings(nodes[:CHILDREN_SHOWN]),
        "more": len(nodes) > CHILDREN_SHOWN,
        "parent": parent,
    }
    return render(request, "branches/organization/nodes.html", context)


@login_required
@require_GET
def organization_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Organization.objects.select_related("parent", "region", "line").with_facts().with_children_count()
    organization = seen_organization(request, pk, rows)
    terms = organization.terms.with_posts()[:10]
    members = organization.members.active().order_by("pk")
    roles = RoleAssignment.objects.not_over().filter(organization=organization).select_related("user")
    context = {
        "organization": organization,
        "ancestors": Organization.objects.listed_for(request.user).ancestors_of(organization),
        "warnings": warnings_for(organization, timezone.localdate()),
        "terms": terms,
        "members": list(members[: MEMBERS_SHOWN + 1]),
        "members_shown": MEMBERS_SHOWN,
        "roles": roles.order_by("role", "pk")[:100],
        "children": organization.children.active().order_by("path")[:50],
        "may_manage": may_manage_organization(request.user, organization),
        "names_open": may_see_names(request.user, organization),
        "profile": _profile(organization),
        "pages": pages_of(request.user, organization),
    }
    return render(request, "branches/organization/detail.html", context)


def _profile(organization: Any) -> list[tuple[str, Any]]:
    return [
        ("全称", organization.name),
        ("简称", organization.short_name),
        ("组织代码", organization.code),
        ("类别", organization.get_kind_display()),
        ("上级党组织", organization.parent.name if organization.parent else "（顶级）"),
        ("片区", organization.region),
        ("业务条线", organization.line),
        ("成立日期", f"{organization.founded_on:%Y-%m-%d}" if organization.founded_on else ""),
        ("任期", organization.get_term_years_display()),
        ("在册正式党员", f"{organization.formal_count} 人"),
        ("特殊情况说明（经批准）", organization.exception_note),
    ]


@login_required
@require_http_methods(["GET", "POST"])
def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    organization = managed_organization(request, pk)
    form = OrganizationForm(request.POST if request.method == "POST" else None, instance=organization)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_organization(
                organization, actor=request.user, seen=form.cleaned_data["version"], **form.values()
            )
        except StaleCopy:
            tell_of_clash(form, Organization.objects.select_related("region", "line").get(pk=pk))
        except BusinessError as error:
            tell(form, error)
        else:
            messages.success(request, "党组织资料已保存。")
            return redirect("branches:organization_detail", pk)
    # The form has written what was typed into its instance; the heading shows what is stored.
    shown = Organization.objects.get(pk=pk)
    return render(request, "branches/organization/form.html", {"form": form, "organization": shown})


@login_required
@require_http_methods(["GET", "POST"])
def organization_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new organisation below this one."""
    parent = managed_organization(request, pk)
    if request.method == "POST" and (made := made_earlier(request)):
        messages.info(request, "该党组织此前已新增，未重复建立。")
        return redirect("branches:organization_detail", made)
    initial = {"region": parent.region_id, "line": parent.line_id, "term_years": parent.term_years}
    form = NewOrganizationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made, is_new = once(
                request, lambda: services.create_organization(parent, actor=request.user, **form.values())
            )
        except BusinessError as error:
            tell(form, error)
        else:
            messages.success(request, "党组织已新增。" if is_new else "该党组织此前已新增，未重复建立。")
            return redirect("branches:organization_detail", made)
    return render(request, "branches/organization/form.html", {"form": form, "parent": parent})


@login_required
@require_http_methods(["GET", "POST"])
def organization_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the new superior, then confirm what will happen."""
    organization = managed_organization(request, pk)
    posted = request.POST if request.method == "POST" else None
    chosen = {"new_parent": request.GET.get("new_parent", "")}
    form = MoveForm(posted, user=request.user, organization=organization, initial=chosen)
    if request.method == "POST" and form.is_valid():
        new_parent = form.cleaned_data["new_parent"]
        if request.POST.get("confirmed"):
            try:
                services.move_organization(organization, new_parent=new_parent, actor=request.user)
            except BusinessError as error:
                tell(form, error)
            else:
                messages.success(request, f"已将“{organization.short_name}”调整到“{new_parent.short_name}”之下。")
                return redirect("branches:organization_detail", pk)
        else:
            context = above(organization) | {
                "title": "调整隶属关系",
                "lines": _what_moves(organization, new_parent),
                "submit_label": "确认调整",
                "hidden": {"new_parent": new_parent.code, "confirmed": "1"},
                "cancel_url": f"{reverse('branches:organization_move', args=[pk])}?new_parent={new_parent.code}",
            }
            return confirm_page(request, context)
    return render(request, "branches/organization/move.html", {"form": form, "organization": organization})


def _what_moves(organization: Organization, new_parent: Organization) -> list[str]:
    below = Organization.objects.below(organization).count() - 1
    before = organization.parent.name if organization.parent else "（顶级）"
    lines = [f"“{organization.name}”的上级由“{before}”改为“{new_parent.name}”。"]
    if below:
        lines.append(f"它之下的 {below} 个党组织随之调整。")
    lines.append("正在原上级等候审核、验收的事项，改送新的上级办理；不再属于组织单位的，退回党支部。")
    lines.append("原上级的审核员不再能查看它，新上级的审核员可以查看。")
    if carried := "、".join(f"{name}{count}条" for name, count in paths.carried_by(organization.path)):
        lines.append(f"已有的记录全部保留，随之归到新的上级之下：{carried}。")
    return lines


@login_required
@require_http_methods(["GET", "POST"])
def organization_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    organization = managed_organization(request, pk)
    if request.method == "POST":
        services.deactivate_organization(organization, actor=request.user)
        messages.success(request, f"已停用“{organization.short_name}”。")
        return redirect("branches:organization_detail", pk)
    lines = [
        "不再出现在在册的党组织中，不能再申报和登记党员。",
        "在该组织的授权即时失效。",
        "历史记录全部保留，可以恢复。",
    ]
    context = above(organization) | {
        "lines": lines,
        "title": "停用党组织",
        "submit_label": "确认停用",
        "tone": "danger",
    }
    return confirm_page(request, context)


@login_required
@require_http_methods(["GET", "POST"])
def organization_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    organization = managed_organization(request, pk)
    if request.method == "POST":
        services.reactivate_organization(organization, actor=request.user)
        messages.success(request, f"已恢复“{organization.short_name}”。")
        return redirect("branches:organization_detail", pk)
    lines = ["重新出现在在册的党组织中。", "在该组织未到期的授权恢复生效。"]
    context = above(organization) | {"lines": lines, "title": "恢复党组织", "submit_label": "确认恢复"}
    return confirm_page(request, context)


def _children(request: HttpRequest, parent: Organization) -> Any:
    return Organization.objects.listed_for(request.user).active().filter(parent=parent)


def _with_warnings(rows: list[Any]) -> list[Any]:
    today = timezone.localdate()
    for row in rows:
        row.warnings = warnings_for(row, today)
    return rows


def _refuse_strangers(request: HttpRequest) -> None:
    abilities = (Ability.READ, Ability.MANAGE_ORGANIZATIONS)
    if not any(has_ability_somewhere(request.user, ability) for ability in abilities):
        raise PermissionDenied

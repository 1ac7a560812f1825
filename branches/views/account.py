"""Pages of accounts and roles, for who keeps the accounts of a part of the tree."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.lockout import has_failures
from accounts.models import User
from branches.enums import Ability
from branches.filters import AccountFilter
from branches.forms.account import AccountForm, EndRoleForm, RoleForm
from branches.forms.fields import tell
from branches.models import RoleAssignment
from branches.permissions import may_manage_account
from branches.roles import Scope, scope_of
from branches.selectors import accounts_visible_to
from branches.services import account as services
from branches.views.common import made_earlier, once
from core import onetime
from core.answers import confirm_page
from core.errors import BusinessError
from core.paging import paginate


@login_required
@require_GET
def account_list(request: HttpRequest) -> HttpResponse:
    scope = _scope(request)
    chosen = AccountFilter(request.GET, queryset=accounts_visible_to(request.user), scope=scope)
    held = RoleAssignment.objects.not_over().within(scope).select_related("organization").order_by("role", "pk")
    rows = chosen.qs.prefetch_related(Prefetch("role_assignments", held, to_attr="roles_here"))
    page = paginate(request, rows, order=("username", "pk"))
    return render(request, "branches/account/list.html", {"filter": chosen, "page": page})


@login_required
@require_http_methods(["GET", "POST"])
def account_create(request: HttpRequest) -> HttpResponse:
    _scope(request)
    if request.method == "POST" and (made := made_earlier(request)):
        messages.info(request, "该账号此前已建立；临时密码只显示一次，如已遗失请重置密码。")
        return redirect("branches:account_detail", made)
    form = AccountForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        shown: dict[str, str] = {}

        def act() -> User:
            user, shown["password"] = services.open_account(
                actor=request.user,
                username=form.cleaned_data["username"],
                name=form.cleaned_data["name"],
                member=form.cleaned_data["member"],
                **form.role_values(),
            )
            return user

        try:
            made, is_new = once(request, act)
        except BusinessError as error:
            tell(form, error)
        else:
            if not is_new:
                return redirect("branches:account_detail", made)
            return _show_password(request, User.objects.get(pk=made), shown["password"], "账号已建立")
    return render(request, "branches/account/form.html", {"form": form})


@login_required
@require_GET
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    scope = _scope(request)
    account = _account(request, pk)
    roles = RoleAssignment.objects.filter(user=account).within(scope).select_related("organization")
    today = timezone.localdate()
    rows = list(roles.order_by("-starts_on", "pk")[:100])
    for row in rows:
        row.is_over = row.ends_on is not None and row.ends_on < today
        row.is_coming = row.starts_on > today
    context = {
        "account": account,
        "roles": rows,
        "is_self": account.pk == request.user.pk,
        "may_manage": may_manage_account(request.user, account),
        "has_failures": has_failures(account.username),
        "profile": [
            ("账号", account.username),
            ("姓名", account.name),
            ("状态", "使用中" if account.is_active else "已停用"),
            ("建立时间", f"{timezone.localtime(account.created_at):%Y-%m-%d %H:%M}"),
            ("密码", "首次登录时须修改" if account.must_change_password else "已由本人设置"),
        ],
    }
    return render(request, "branches/account/detail.html", context)


def _above(account: User) -> dict[str, Any]:
    """Where a page of confirmation about the account stands."""
    return {
        "subject": f"{account.name}（{account.username}）",
        "trail": [("账号与授权", reverse("branches:account_list"))],
        "parent_label": account.username,
        "parent_url": reverse("branches:account_detail", args=[account.pk]),
    }


def _act_on_account(request: HttpRequest, pk: int, words: dict[str, Any], act: Any) -> HttpResponse:
    """Ask, then act; what the service refuses is told on the account's page."""
    _scope(request)
    account = _account(request, pk)
    if request.method == "POST":
        try:
            act(account, actor=request.user)
        except BusinessError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, words["done"])
        return redirect("branches:account_detail", pk)
    return confirm_page(request, _above(account) | words)


@login_required
@require_http_methods(["GET", "POST"])
def account_disable(request: HttpRequest, pk: int) -> HttpResponse:
    lines = ["该账号即时退出，不能再登录。", "授权和历史记录保留，可以重新启用。"]
    words = {"title": "停用账号", "submit_label": "确认停用", "tone": "danger", "lines": lines, "done": "账号已停用。"}
    return _act_on_account(request, pk, words, services.disable)


@login_required
@require_http_methods(["GET", "POST"])
def account_enable(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "启用账号", "submit_label": "确认启用", "lines": ["该账号可以重新登录。"], "done": "账号已启用。"}
    return _act_on_account(request, pk, words, services.enable)


@login_required
@require_http_methods(["GET", "POST"])
def account_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    lines = ["清除该账号的登录失败记录，可以立即重新登录。"]
    words = {"title": "解除登录锁定", "submit_label": "确认解除", "lines": lines, "done": "登录锁定已解除。"}
    return _act_on_account(request, pk, words, services.unlock)


@login_required
@require_http_methods(["GET", "POST"])
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A temporary password, shown on this answer and nowhere else."""
    _scope(request)
    account = _account(request, pk)
    if request.method == "POST":
        try:
            with transaction.atomic():
                if onetime.spend(request.POST.get("key", ""), actor=request.user, purpose=f"password {pk}") is not None:
                    raise BusinessError("密码此前已重置；临时密码只显示一次，如已遗失请再次重置。")
                password = services.reset_password(account, actor=request.user)
                onetime.remember(request.POST["key"], account.pk)
        except BusinessError as error:
            messages.error(request, error.message)
            return redirect("branches:account_detail", pk)
        return _show_password(request, account, password, "密码已重置")
    lines = ["生成新的临时密码，只显示一次。", "该账号在其他设备上的登录即时退出，下次登录须修改密码。"]
    words = {"title": "重置密码", "submit_label": "确认重置", "lines": lines, "hidden": {"key": onetime.new_key()}}
    return confirm_page(request, _above(account) | words)


@login_required
@require_http_methods(["GET", "POST"])
def role_assign(request: HttpRequest, pk: int) -> HttpResponse:
    scope = _scope(request)
    account = _account(request, pk)
    if request.method == "POST" and made_earlier(request):
        return redirect("branches:account_detail", pk)
    # Mostly it is where the person serves already.
    held = RoleAssignment.objects.not_over().within(scope).filter(user=account, organization__is_active=True)
    latest = held.select_related("organization").order_by("-starts_on", "-pk").first()
    initial = {"organization": latest.organization} if latest else {}
    form = RoleForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            once(request, lambda: services.assign_role(account, actor=request.user, **form.role_values()))
        except BusinessError as error:
            tell(form, error)
        else:
            messages.success(request, "授权已生效；该账号须重新登录。")
            return redirect("branches:account_detail", pk)
    return render(request, "branches/account/role_form.html", {"form": form, "account": account})


@login_required
@require_http_methods(["GET", "POST"])
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    scope = _scope(request)
    held = RoleAssignment.objects.within(scope).select_related("organization", "user")
    assignment = get_object_or_404(held, pk=pk)
    form = EndRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_role(assignment, actor=request.user, last_day=form.cleaned_data["last_day"])
        except BusinessError as error:
            tell(form, error)
        else:
            messages.success(request, "授权已终止；该账号须重新登录。")
            return redirect("branches:account_detail", assignment.user_id)
    label = f"{assignment.get_role_display()}（{assignment.organization.name}）"
    context = _above(assignment.user) | {
        "title": "终止授权",
        "submit_label": "确认终止",
        "lines": [f"终止“{assignment.user.name}”的授权：{label}。", "该账号在所有设备上即时退出，须重新登录。"],
        "form": form,
        "tone": "danger",
    }
    return confirm_page(request, context)


def _show_password(request: HttpRequest, account: User, password: str, title: str) -> HttpResponse:
    context = {"account": account, "password": password, "title": title}
    return render(request, "branches/account/password.html", context)


def _scope(request: HttpRequest) -> Scope:
    scope = scope_of(request.user, Ability.MANAGE_ACCOUNTS)
    if not scope:
        raise PermissionDenied
    return scope


def _account(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(accounts_visible_to(request.user), pk=pk)

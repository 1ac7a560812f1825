"""The administration site: open to those who run something, by the same roles as everything else."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode

from branches.enums import Ability
from branches.roles import holds_any

OPEN_TO = (
    Ability.ORGANIZE,
    Ability.MANAGE_ORGANIZATIONS,
    Ability.MANAGE_ACCOUNTS,
    Ability.MANAGE_SETTINGS,
    Ability.READ_AUDIT,
)


class Site(AdminSite):
    site_header = "一品 · 数据管理"
    site_title = "数据管理"
    index_title = "查看与维护"
    site_url = "/brands/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and holds_any(request.user, OPEN_TO)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without the way to any object by the number of its type: no page of ours needs it."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one page for the password, with its rules, its end of other sessions and its line in the trail."""
        return redirect("accounts:password")

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("accounts:logout")

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one log-in, with its limits; whoever is logged in and comes here lacks the right."""
        if request.user.is_authenticated:
            return redirect("brands:workbench")
        return redirect(f"{reverse('accounts:login')}?{urlencode({'next': request.get_full_path()})}")

"""Log-in and out, password, the page about oneself, the size of text."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services, sessions
from accounts.enums import TEXT_SIZE_COOKIE, TextSize
from accounts.forms import ChangePasswordForm, ContactForm, LoginForm
from core.audit import address_of, record
from core.enums import AuditKind
from core.errors import BusinessError


class Login(LoginView):
    """Name and password; a new session key, then the page that was asked for, if it is one of ours."""

    template_name = "accounts/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs) -> dict:
        ended = sessions.ENDINGS.get(self.request.GET.get("ended", ""))
        return super().get_context_data(ended=ended, **kwargs)

    def form_valid(self, form: LoginForm) -> HttpResponse:
        user = form.get_user()
        # A session that somebody brought along is dropped with all it holds.
        self.request.session.flush()
        login(self.request, user)
        record(AuditKind.ACCESS, "登录", actor=user, subject=user, address=address_of(self.request))
        return redirect(self.get_success_url())


@require_http_methods(["GET", "POST"])
def log_out(request: HttpRequest) -> HttpResponse:
    """Only a POST ends the session; a link that leads here asks first."""
    if request.method == "GET":
        return render(request, "accounts/logout.html") if request.user.is_authenticated else redirect("accounts:login")
    if request.user.is_authenticated:
        record(AuditKind.ACCESS, "退出", actor=request.user, subject=request.user, address=address_of(request))
    logout(request)
    return redirect(resolve_url(settings.LOGOUT_REDIRECT_URL))


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; whoever must do so gets nowhere else before."""
    forced = request.user.needs_new_password()
    form = ChangePasswordForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.change_password(
                request.user, password=form.cleaned_data["new_password1"], address=address_of(request)
            )
        except BusinessError as error:
            form.add_error("new_password1", [error.message, *error.details])
        else:
            update_session_auth_hash(request, user)
            sessions.begin(request.session, user)
            messages.success(request, "密码已修改，其他设备上的登录已退出。")
            return redirect(settings.LOGIN_REDIRECT_URL if forced else "accounts:profile")
    return render(request, "accounts/password.html", {"form": form, "forced": forced})


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What the system knows of me: name, contact, roles; on phones also the way out."""
    form = ContactForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_contact(request.user, email=form.cleaned_data["email"], phone=form.new_phone())
        messages.success(request, "联系方式已保存。")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@require_safe
def text_size(request: HttpRequest) -> HttpResponse:
    """Keep the chosen size of text in a cookie and go back; it changes nothing on the server."""
    back = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if ours else resolve_url(settings.LOGOUT_REDIRECT_URL))
    size = request.GET.get("size", "")
    if size in TextSize.values:
        year = 365 * 24 * 3600
        response.set_cookie(
            TEXT_SIZE_COOKIE, size, max_age=year, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
        )
    return response

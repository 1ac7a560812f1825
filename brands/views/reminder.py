"""A person's own messages, and how the person wants to be reminded."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from brands.forms.reminder import ReminderSettingForm
from brands.models import Message, ReminderSetting
from brands.services.reminder import mark_all_read, mark_read, save_setting
from core.paging import paginate

SHOWN = 10  # days on a page


@login_required
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    rows = Message.objects.visible_to(request.user)
    only_unread = request.GET.get("tab") == "unread"
    unread = rows.unread().count()
    url = reverse("brands:message_list")
    context: dict[str, Any] = {
        "page": paginate(request, rows.unread() if only_unread else rows, order=("-day", "-pk"), per_page=SHOWN),
        "unread": unread,
        "tabs": [
            {"label": "全部", "url": url, "active": not only_unread, "count": None},
            {"label": "未读", "url": f"{url}?tab=unread", "active": only_unread, "count": unread},
        ],
    }
    return render(request, "brands/reminder/message_list.html", context)


@login_required
@require_POST
def message_read(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    mark_read(message, actor=request.user)
    return redirect("brands:message_list")


@login_required
@require_POST
def message_read_all(request: HttpRequest) -> HttpResponse:
    count = mark_all_read(actor=request.user)
    messages.success(request, f"已将{count}条消息标为已读。" if count else "没有未读消息。")
    return redirect("brands:message_list")


@login_required
def reminder_settings(request: HttpRequest) -> HttpResponse:
    setting = ReminderSetting.objects.filter(user=request.user).first()
    form = ReminderSettingForm(request.POST if request.method == "POST" else None, user=request.user, setting=setting)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        save_setting(actor=request.user, by_mail=given["by_mail"], days_before=given["days_before"], muted=form.muted())
        messages.success(request, "提醒设置已保存。")
        return redirect("brands:message_list")
    context = {"form": form, "address": request.user.email}
    return render(request, "brands/reminder/reminder_settings.html", context, status=400 if form.errors else 200)

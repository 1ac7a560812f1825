"""Pages that hold every component once, for the tests in the browser."""

from types import SimpleNamespace

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import path
from django.utils import timezone

from branches.models import Region
from config.urls import urlpatterns as project
from core.paging import paginate
from core.workflow import Step

SAVED: list[dict] = []

DETAIL = """{% extends "base.html" %}{% load ui %}
{% block title %}红色龙头{% endblock %}{% block page_title %}红色龙头 {% badge "逾期" "danger" %}{% endblock %}
{% block page_actions %}<a class="btn btn-outline-primary" href="#">下载</a>{% endblock %}
{% block breadcrumb %}<li class="breadcrumb-item active" aria-current="page">红色龙头</li>{% endblock %}
{% block content %}
{% include "components/stat_cards.html" with stats=stats only %}
{% include "components/steps_bar.html" with steps=steps only %}
<p>{% for subject in subjects %}{% status_badge subject %} {% endfor %}</p>
<div class="columns columns-main"><div>{% include "components/definitions.html" with title="品牌" rows=rows only %}
<section class="card"><h2 class="card-heading">附件</h2>
{% include "components/file_link.html" with url="#" name="决议.pdf" size=2344 only %}
{% include "components/progress.html" with done=3 total=10 label="正在生成" only %}
{% include "components/chip.html" with label="服务型" only %}
{% include "components/chip.html" with label="窗口" url="#" only %}
{% include "components/source_note.html" with source="2025 年申报" only %}</section></div>
<section class="card"><h2 class="card-heading">记录</h2>
{% include "components/timeline.html" with events=events only %}</section></div>
{% include "components/confirm.html" with lines=lines submit_label="确认" cancel_url="#" csrf_token=csrf_token only %}
{% include "components/empty.html" with title="还没有" text="可以新建" url="#" action="新建" only %}
{% step_actions steps_open "/x/STEP/" "下一步由您办理" %}{% endblock %}"""

LIST = """{% extends "list.html" %}{% load ui %}
{% block title %}片区{% endblock %}{% block page_title %}片区{% endblock %}
{% block list_head %}<th scope="col">名称</th><th scope="col" class="number">顺序</th>{% endblock %}
{% block list_rows %}{% for row in page.rows %}<tr>
{% include "components/bulk_check.html" with value=row.pk label=row.name only %}
<th scope="row"><a href="#">{{ row.name }}</a></th>
<td class="number" data-label="顺序">{{ row.order }}</td></tr>
{% endfor %}{% endblock %}"""

FORM = """{% extends "base.html" %}{% load ui static crispy_forms_tags %}
{% block head %}<script src="{% static 'js/formset.js' %}" defer></script>
<script src="{% static 'js/autosave.js' %}" defer></script>{% endblock %}
{% block title %}填写{% endblock %}{% block page_title %}填写{% endblock %}
{% block content %}{% error_summary form formset %}
<form method="post" enctype="multipart/form-data" novalidate data-autosave-url="/ui/save/" data-autosave-wait="200"
 data-autosave-owner="{{ user.pk }}">{% csrf_token %}<input type="hidden" name="version" value="1">
<section class="card">{% for field in form %}{{ field|as_crispy_field }}{% endfor %}</section>
<section class="card">
{% include "components/formset.html" with formset=formset title="载体" add_label="添加载体" only %}
</section>
{% include "components/autosave.html" only %}
<div class="form-buttons"><button class="btn btn-primary" name="submit">提交</button></div></form>{% endblock %}"""


class Regions(django_filters.FilterSet):
    name = django_filters.CharFilter(label="名称")
    order = django_filters.NumberFilter(label="顺序")
    after_order = django_filters.NumberFilter(label="顺序大于", field_name="order", lookup_expr="gt")
    before_order = django_filters.NumberFilter(label="顺序小于", field_name="order", lookup_expr="lt")

    class Meta:
        model = Region
        fields: list[str] = []


class Filing(forms.Form):
    name = forms.CharField(label="品牌名称", max_length=8, help_text="建议 4 至 8 个字。")
    concept = forms.CharField(label="理念", max_length=20, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), ("a", "先锋岗")])
    meeting = forms.ChoiceField(label="会议", choices=[("a", "支委会"), ("b", "党员大会")], widget=forms.RadioSelect)
    day = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    logo = forms.FileField(label="标识", required=False)
    asked = forms.BooleanField(label="已征求意见")


class Carrier(forms.Form):
    title = forms.CharField(label="载体名称", max_length=20)


Carriers = forms.formset_factory(Carrier, extra=1, can_delete=True, max_num=5)


def page(request: HttpRequest, source: str, **context) -> HttpResponse:
    return HttpResponse(Template(source).render(RequestContext(request, context)))


def detail(request: HttpRequest) -> HttpResponse:
    statuses = ("draft", "in_review", "accepted", "declined", "returned", "named", "published")
    return page(
        request,
        DETAIL,
        stats=[{"label": "待我处理", "value": 12, "url": "#", "icon": "inbox", "note": "3 项将到期", "urgent": True}],
        steps=[("提交", "done"), ("审核", "current"), ("评审", "todo")],
        subjects=[SimpleNamespace(status=s, get_status_display=lambda s=s: s) for s in statuses],
        rows=[("名称", "红色龙头"), ("口号", "")],
        events=[SimpleNamespace(label="退回", actor_name="机关党委", at=timezone.now(), comment="请补充。\n谢谢。")],
        lines=["状态变为“已受理”", "通知申报支部"],
        steps_open=[Step("endorse", "同意", (), None), Step("return", "退回", (), None, tone="danger")],
    )


def listing(request: HttpRequest) -> HttpResponse:
    filtered = Regions(request.GET or None, queryset=Region.objects.all())
    tabs = [{"label": "全部", "url": "?", "active": True, "count": 30}, {"label": "其他", "url": "?x", "count": None}]
    rows = paginate(request, filtered.qs, order=("order", "pk"), per_page=2)
    return page(
        request, LIST, page=rows, filter=filtered, tabs=tabs, bulk_actions=[("go", "批量")], bulk_url="/ui/form/"
    )


def form(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    return page(request, FORM, form=Filing(data, request.FILES or None), formset=Carriers(data, prefix="carriers"))


def save(request: HttpRequest) -> HttpResponse:
    SAVED.append(request.POST.dict())
    if "冲突" in request.POST["concept"]:
        changes = [{"label": "名称", "by": "李明", "value": "<b>先锋</b>"}]
        return JsonResponse({"message": "李明刚刚修改了本申报。", "changes": changes}, status=409)
    return JsonResponse({"version": int(request.POST["version"]) + 1, "saved_at": "2026-05-01T14:03:00+08:00"})


urlpatterns = [
    path("ui/detail/", detail),
    path("ui/list/", listing),
    path("ui/form/", form),
    path("ui/save/", save),
    *project,
]

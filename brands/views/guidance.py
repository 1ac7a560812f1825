"""Classified guidance: the list, one brand's class, the rules, the office's own word."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.roles import has_ability_somewhere
from brands.enums import GuidanceClass
from brands.filters.guidance import GuidanceFilter
from brands.forms.guidance import JudgeForm, RuleSet, rule_initial
from brands.models import Brand, Program
from brands.permissions.guidance import may_judge, may_write_rules
from brands.permissions.inspection import oversees
from brands.rules.guidance import rule_in_words
from brands.selectors.guidance import (
    classed_brands,
    classed_rows,
    facts_in_words,
    is_superior,
    overseen_brands,
    rules_by_program,
    rules_in_use,
)
from brands.selectors.workbench import bounded_counts
from brands.services.guidance import end_judgement, judge, rules_token, write_rules
from core.answers import confirm_page
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate
from core.posted import one_more

PRINTED_MOST = 1000
LONG_TEXTS = ("concept", "connotation", "goals", "logo_meaning", "facets")
TABS = [*GuidanceClass.choices, ("unclassed", "尚未分类")]


def _of_tab(rows: Any, tab: str) -> Any:
    return rows.filter(guidance_class="" if tab == "unclassed" else tab)


@login_required
@require_safe
def guidance_list(request: HttpRequest) -> HttpResponse:
    """Three classes for superiors; a branch is shown its own class in words and nobody else's."""
    if not is_superior(request.user):
        brands = classed_brands(request.user).select_related("organization", "program").order_by("pk")[:20]
        return render(request, "brands/guidance/guidance_own.html", {"rows": classed_rows(brands)})
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in dict(TABS) else GuidanceClass.WEAK.value
    rows = overseen_brands(request.user)
    chosen = GuidanceFilter(request.GET, queryset=rows, user=request.user)
    page = paginate(
        request,
        _of_tab(chosen.qs, tab).select_related("organization", "region", "line", "phase").defer(*LONG_TEXTS),
        order=("organization_path", "pk"),
    )
    counts = bounded_counts(request.user, {key: _of_tab(chosen.qs, key) for key, _ in TABS})
    context = {
        "page": page,
        "rows": classed_rows(page.rows),
        "filter": chosen,
        "tabs": [
            {"label": label, "url": _tab_url(request, key), "active": key == tab, "count": counts[key]}
            for key, label in TABS
            if key != "unclassed" or counts[key] or key == tab
        ],
        "print_url": f"{reverse('brands:guidance_print')}?{request.GET.urlencode()}",
        "programs": Program.objects.visible_to(request.user).open().order_by("pk")[:10],
    }
    return render(request, "brands/guidance/guidance_list.html", context)


def _tab_url(request: HttpRequest, key: str) -> str:
    query = request.GET.copy()
    for name in ("page", "after"):
        query.pop(name, None)
    query["tab"] = key
    return f"?{query.urlencode()}"


@login_required
@require_safe
def guidance_print(request: HttpRequest) -> HttpResponse:
    """All classes one after the other, in the tree's order, for paper."""
    if not is_superior(request.user):
        raise PermissionDenied("分类名单由上级党组织查看。")
    chosen = GuidanceFilter(request.GET, queryset=overseen_brands(request.user), user=request.user)
    rows = chosen.qs.select_related("organization").defer(*LONG_TEXTS).order_by("organization_path", "pk")
    groups = [(label, classed_rows(_of_tab(rows, key)[:PRINTED_MOST])) for key, label in TABS]
    context = {"groups": [group for group in groups if group[1]], "today": timezone.localdate(), "most": PRINTED_MOST}
    return render(request, "brands/guidance/guidance_print.html", context)


def _get(request: HttpRequest, pk: int) -> Brand:
    rows = classed_brands(request.user).select_related("organization", "program__organizer", "region", "line")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def guidance_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One brand: its class, what it rests on, the rules, what the office has said."""
    brand = _get(request, pk)
    judgements = list(brand.guidance_judgements.select_related("made_by", "ended_by"))
    context = {
        "brand": brand,
        "row": classed_rows([brand])[0],
        "facts": facts_in_words(brand, timezone.localdate()),
        "rules": [rule_in_words(rule) for rule in rules_in_use(brand.program_id)],
        "judgements": judgements,
        "in_force": next((j for j in judgements if j.ended_at is None), None),
        "may_judge": may_judge(request.user, brand),
        "is_superior": oversees(request.user, brand.organization),
    }
    return render(request, "brands/guidance/guidance_detail.html", context)


@login_required
def guidance_judge(request: HttpRequest, pk: int) -> HttpResponse:
    brand = _get(request, pk)
    if not may_judge(request.user, brand):
        raise PermissionDenied("只有组织单位的工委办公室可以判定类别。")
    form = JudgeForm(request.POST if request.method == "POST" else None)
    detail = reverse("brands:guidance_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            judge(brand, form.cleaned_data["guidance_class"], reason=form.cleaned_data["reason"], actor=request.user)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已判定类别。")
            return redirect(detail)
    context = {
        "title": "判定类别",
        "subject": brand,
        "parent_url": detail,
        "lines": ["判定立即代替规则的结果，直到结束判定。", "理由和判定人留有记录。"],
        "submit_label": "确认判定",
        "cancel_url": detail,
        "form": form,
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
def guidance_judge_end(request: HttpRequest, pk: int) -> HttpResponse:
    brand = _get(request, pk)
    if not may_judge(request.user, brand):
        raise PermissionDenied("只有组织单位的工委办公室可以结束判定。")
    detail = reverse("brands:guidance_detail", args=[pk])
    if request.method == "POST":
        end_judgement(brand, actor=request.user)
        messages.success(request, "已结束判定，类别由规则确定。")
        return redirect(detail)
    context = {
        "title": "结束判定",
        "subject": brand,
        "parent_url": detail,
        "lines": ["工委办公室的判定不再有效，类别立即按规则重新确定。", "原判定和理由保留。"],
        "submit_label": "确认结束",
        "cancel_url": detail,
    }
    return confirm_page(request, context)


@login_required
def guidance_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules of a program: everybody who works by them may read them, the office changes them."""
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("organizer"), pk=pk)
    present, in_use = rules_by_program([program.pk])[program.pk], rules_in_use(program.pk)
    is_office = may_write_rules(request.user, program)
    posted = request.POST if request.method == "POST" else None
    if posted is not None and not is_office:
        raise PermissionDenied("只有组织单位的工委办公室可以修改分类规则。")
    rules, refused = None, None
    if is_office:
        rules = RuleSet(posted, initial=rule_initial(in_use) if posted is None else None, prefix="rules")
        if posted is not None and "add_row" in posted:
            rules = _with_row(request)
        elif posted is not None and rules.is_valid():
            refused = _save(request, program, rules)
            if refused is None:
                return redirect("brands:guidance_rules", program.pk)
    context = {
        "program": program,
        "readings": [rule_in_words(rule) for rule in in_use],
        "rules": rules,
        "seen": copy_shown(request.POST, rules_token(present), refused),
    }
    bad = rules is not None and rules.is_bound
    return render(request, "brands/guidance/guidance_rules.html", context, status=400 if bad else 200)


def _save(request: HttpRequest, program: Program, rules: Any) -> BusinessError | None:
    """Why it was not saved."""
    try:
        write_rules(program, rules.drafts(), actor=request.user, seen=request.POST.get("seen", ""))
    except BusinessError as error:
        messages.error(request, "；".join([error.message, *error.details]))
        return error
    messages.success(request, "已保存规则，正在按新规则重新分类。")
    return None


def _with_row(request: HttpRequest) -> Any:
    """One more row, without JavaScript; nothing is judged or lost."""
    data = request.POST
    count = one_more(data, "rules", RuleSet)
    names = ("guidance_class", "fact", "at_least", "at_most", "DELETE")
    rows = [{name: data.get(f"rules-{n}-{name}", "") for name in names} for n in range(count)]
    return RuleSet(initial=rows, prefix="rules")


def may_organize_somewhere(user: Any) -> bool:
    return has_ability_somewhere(user, Ability.ORGANIZE)

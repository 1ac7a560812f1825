"""Handing a ledger on; settling a whole scheme."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from assessments.documents.ledger import committee_pdf, committee_xlsx
from assessments.enums.ledger import Readers
from assessments.enums.scheme import SchemeStatus
from assessments.forms.ledger import StepForm, TiedForm
from assessments.models import Settlement
from assessments.permissions.ledger import WORDS_FOR
from assessments.rules.ledger import recusal_words
from assessments.rules.result import mass_gap, settle_missing
from assessments.selectors.committee import CHARTS
from assessments.services.ledger import advance_ledger, begin_ledgers, choose_tied, request_settlement
from assessments.views.ledger.common import get_ledger, get_run_scheme, require_office, svg
from assessments.workflow.ledger import LEDGER_FLOW, SINGLE_STEPS
from branches.models import Organization
from core.answers import confirm_page, download
from core.errors import BusinessError
from core.forms import add_error
from core.posted import version_of

EFFECTS = {
    "submit": ["自评提交直接上级审核；上级审核前可以撤回修改。"],
    "withdraw": ["自评退回本单位继续修改，改后须再次提交。"],
    "pass_on": ["该单位未自评，由上级直接评分；自评栏留空。"],
    "check": ["台账转考核单位审定；未填写上级评分的指标按自评分计。", "本单位可以看到上级评分和理由。"],
    "return": ["自评退回该单位修改，理由一并告知；已填写的内容都保留。"],
    "confirm": [
        "台账审定，未填写审定分的指标按上级评分计。",
        "等次和名次须待全部单位审定后核算；公布前本单位看不到审定结果。",
    ],
    "send_back": ["台账退回直接上级重新审核，理由一并告知上级。"],
    "reopen": ["撤销审定，台账回到待审定；等次和名次须重新核算。"],
    "exclude": ["该单位不参加本年度考核，不计入等次名额的基数。"],
    "include": ["该单位恢复参加考核，从自评开始。"],
}
NEEDS_COMMENT_LABEL = "理由"


@login_required
def ledger_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    ledger = get_ledger(request, pk)
    row = LEDGER_FLOW[step]
    if step not in SINGLE_STEPS:
        raise BusinessError("该操作请在相应的页面统一办理。")
    if row.allowed is None or not row.allowed(request.user, ledger):
        raise PermissionDenied(recusal_words(request.user, ledger) or f"您没有“{row.label}”的权限。")
    label = NEEDS_COMMENT_LABEL if row.needs_comment else "意见"
    readers = WORDS_FOR.get(step, Readers.ORGANIZER).label
    posted = request.POST if request.method == "POST" else None
    form = StepForm(posted, label=label, required=row.needs_comment, help_text=readers)
    detail = reverse("assessments:ledger_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            advance_ledger(
                ledger, step, actor=request.user, comment=form.cleaned_data["comment"],
                seen=request.POST.get("seen") or None,
                version=version_of(request) if "version" in request.POST else None,
            )  # fmt: skip
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    context = {
        "title": row.label,
        "subject": ledger,
        "parent_url": detail,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": detail,
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": ledger.status, "version": ledger.edit_version},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
def scheme_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Totals, ranks and grades of the whole scheme, by a job."""
    scheme = get_run_scheme(request, pk)
    url = reverse("assessments:scheme_ledgers", args=[pk])
    if request.method == "POST":
        job = request_settlement(scheme, actor=request.user)
        messages.success(request, "已开始核算，完成后可在台账总表查看。")
        return redirect("core:job", job.pk)
    missing = settle_missing(scheme)
    context = {
        "title": "核算等次和名次",
        "subject": scheme,
        "parent_url": url,
        "lines": [
            "按考核细则核算每个单位的组织考核得分、群众评价得分和总分，逐行列出计分过程。",
            "全部单位统一排名，按分数线、名额和附加条件确定等次。",
            "公布之前，结果只有考核单位的工委办公室和工委负责人可以查看。",
        ],
        "warning": "现在还不能核算：" + "".join(missing) if missing else mass_gap(scheme),
        "is_blocked": bool(missing),
        "submit_label": "开始核算",
        "cancel_url": url,
    }
    return confirm_page(request, context)


@login_required
def scheme_ties(request: HttpRequest, pk: int) -> HttpResponse:
    """Equals at the cut of a quota: the committee chooses."""
    scheme = get_run_scheme(request, pk)
    settlement = Settlement.objects.filter(scheme=scheme).first()
    cuts = settlement.summary.get("open_cuts", []) if settlement else []
    url = reverse("assessments:scheme_ledgers", args=[pk])
    if not cuts:
        raise BusinessError("没有待择定的同分单位。")
    pks = [pk for cut in cuts for pk in cut["tied"]]
    names = dict(Organization.objects.filter(pk__in=pks).values_list("pk", "name"))
    form = TiedForm(request.POST if request.method == "POST" else None, cuts=cuts, names=names)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            job = choose_tied(scheme, choices=form.choices(), reason=reason, actor=request.user)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已记录择定结果，正在重新核算。")
            return redirect("core:job", job.pk)
    context = {
        "title": "择定同分单位",
        "subject": scheme,
        "parent_url": url,
        "lines": ["所选单位列入该等次，其余同分单位依次列入下一等次。", "择定结果和理由记入核算情况。"],
        "submit_label": "确认择定",
        "cancel_url": url,
        "form": form,
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_POST
def scheme_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Ledgers for units that came later."""
    scheme = get_run_scheme(request, pk)
    require_office(request.user, scheme)
    if scheme.status != SchemeStatus.IN_FORCE:
        raise BusinessError(f"考核细则{scheme.get_status_display()}，不能建立台账。")
    begin_ledgers(scheme, actor=request.user)
    messages.success(request, "正在为尚无台账的单位建立台账，稍后刷新即可看到。")
    return redirect("assessments:scheme_ledgers", pk)


@login_required
def scheme_chart(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    scheme = get_run_scheme(request, pk)
    settlement = Settlement.objects.filter(scheme=scheme, settled_at__isnull=False).first()
    if name not in CHARTS or settlement is None:
        raise BusinessError("还没有核算，暂无图表。")
    return svg(CHARTS[name](settlement))


@login_required
def scheme_print(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = get_run_scheme(request, pk)
    return download(request, committee_pdf(scheme), f"{scheme}考核台账汇总.pdf", scheme)


@login_required
def scheme_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = get_run_scheme(request, pk)
    return download(request, committee_xlsx(scheme), f"{scheme}考核台账汇总.xlsx", scheme)

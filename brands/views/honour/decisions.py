"""Decisions on honours: first what and why, then the document's text as it will be issued."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from branches.enums import Ability
from branches.roles import holds_any
from brands.documents.decision import Verdict, annex_of_decision, draft_decision, draft_decision_pdf
from brands.documents.honour import paragraphs_of
from brands.enums import HonourStatus
from brands.forms.honour import DecisionForm
from brands.forms.selection import DocumentForm
from brands.limits import BULK_MOST
from brands.models import Recheck
from brands.services.honour import decide_honours
from core.errors import BusinessError
from core.forms import add_error
from core.models import NumberSeries
from core.onetime import form_key
from core.posted import whole

AT_ONCE = 50  # honours on one page of decisions
LINES = [
    "取得正式文号，文件内容固定并生成核验码，向本系统各党组织公布。",
    "称号的级别、有效期和状态按决定更新，展示墙同步更新；复核办结。",
    "限期整改的，自动启动期满复核。",
]


def decide_page(
    request: HttpRequest, form: Form, verdicts_of: Callable[[], list[Verdict]], context: dict[str, Any]
) -> HttpResponse:
    """`action`: text (propose), preview, pdf, issue. What was typed stays on the page until it is issued."""
    text_form, paper, action = None, None, request.POST.get("action", "")
    if form.is_bound and form.is_valid():
        verdicts = verdicts_of()
        proposed = draft_decision(verdicts, on=timezone.localdate())
        is_typed = action in ("preview", "pdf", "issue")
        text_form = DocumentForm(request.POST if is_typed else None, initial=asdict(proposed))
        if is_typed and text_form.is_valid():
            answer = _act(request, action, form, verdicts, text_form)
            if answer is not None:
                return answer
        text = text_form.text() if is_typed and text_form.is_valid() else proposed
        paper = _paper(verdicts, text)
    context |= {
        "form": form,
        "text_form": text_form,
        "paper": paper,
        "key": form_key(request.POST),
        "effects": LINES,
    }
    is_wrong = bool(form.errors or (text_form and text_form.errors))
    return render(request, "brands/honour/decide.html", context, status=400 if is_wrong else 200)


def _act(
    request: HttpRequest, action: str, form: Form, verdicts: Sequence[Verdict], text_form: DocumentForm
) -> HttpResponse | None:
    text = text_form.text()
    if action == "pdf":
        reference = _reference(verdicts, "　")
        pdf = draft_decision_pdf(verdicts, text, reference=reference, on=timezone.localdate())
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = "inline; filename=draft.pdf"
        return response
    if action == "issue":
        try:
            document = decide_honours(verdicts, text=text, actor=request.user, key=request.POST.get("key"))
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已签发{document.reference}。")
            return redirect("brands:document_detail", document.pk)
    return None


def _paper(verdicts: Sequence[Verdict], text: Any) -> dict[str, Any]:
    today = timezone.localdate()
    annex = annex_of_decision(verdicts, today)
    return {
        "organ": verdicts[0].honour.document.organization.name,
        "reference": _reference(verdicts),
        "text": text,
        "paragraphs": paragraphs_of(text.body),
        "annex": annex if len(verdicts) > 1 else None,
        "today": today,
    }


def _reference(verdicts: Sequence[Verdict], number: str = "") -> str:
    """The number that comes next, if nobody issues anything before."""
    honour = verdicts[0].honour
    code, year = honour.round.program.document_code, timezone.localdate().year
    if not number:
        series = NumberSeries.objects.filter(key=f"{honour.document.organization_id}:{code}:{year}").first()
        number = str((series.last if series else 0) + 1)
    return f"{code}〔{year}〕{number}号"


@login_required
def recheck_decide(request: HttpRequest) -> HttpResponse:
    """One document for the rechecks chosen from the list; without a choice for all that wait."""
    if not holds_any(request.user, (Ability.DECIDE,)):
        raise PermissionDenied("只有工委负责人可以决定称号复核。")
    rows = Recheck.objects.visible_to(request.user).to_decide(request.user)
    chosen = _chosen(request)
    if chosen:
        rows = rows.filter(pk__in=chosen)
    rechecks = list(
        rows.select_related(
            "honour__brand__organization", "honour__document__organization", "honour__round__program"
        ).order_by("organization_path", "pk")[:AT_ONCE]
    )
    if not rechecks:
        return render(request, "brands/honour/decide_none.html")
    if len(rechecks) < len(chosen):
        messages.warning(request, "所选复核中有的已经办结或尚未提出建议，不再列出，请核对后继续。")
        # Nothing is issued for fewer than were looked at.
        request.POST = request.POST.copy()  # type: ignore[assignment]
        request.POST["action"] = "text"  # type: ignore[index]
    is_sent = request.method == "POST" and "key" in request.POST
    form = DecisionForm(request.POST if is_sent else None, rechecks=rechecks)
    seen = _seen(request) if is_sent else {}
    context = {
        "title": "决定称号复核",
        "parent_title": "称号复核",
        "subject": f"{len(rechecks)}个称号",
        "rows": form.rows(),
        "hidden": {
            "selected": ",".join(str(recheck.pk) for recheck in rechecks),
            "seen": ",".join(f"{r.honour_id}:{r.honour.status}" for r in rechecks),
        },
        "cancel_url": reverse("brands:recheck_list"),
    }
    return decide_page(request, form, lambda: form.verdicts(seen), context)


def _chosen(request: HttpRequest) -> list[int]:
    values = [*request.GET.getlist("selected"), *request.POST.getlist("selected")]
    texts = [part for value in values for part in value.split(",") if part]
    numbers = [whole(text) for text in texts]
    if len(numbers) > BULK_MOST or None in numbers:
        raise BadRequest("所选项目无效，请从页面上重新选择。")
    return [number for number in dict.fromkeys(numbers) if number is not None]


def _seen(request: HttpRequest) -> dict[int, str]:
    pairs = [part.partition(":") for part in request.POST.get("seen", "").split(",") if part]
    known = [(whole(key), status) for key, _, status in pairs if status in HonourStatus.values]
    return {key: status for key, status in known if key is not None}

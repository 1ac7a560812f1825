"""One page for every step of a machine: what will happen, the words that go with it, and back to the subject."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from brands.forms.selection import StepForm
from core.answers import confirm_page
from core.errors import BusinessError
from core.forms import add_error
from core.workflow import Flow, Step

# (posted data or None, the step) → the form
FormMaker = Callable[[Any, Step], Form]


def words_form(posted: Any, step: Step) -> Form:
    return StepForm(posted, label="理由" if step.needs_comment else "说明", required=step.needs_comment)


def step_page(
    request: HttpRequest,
    flow: Flow,
    subject: Any,
    name: str,
    *,
    back: str,
    effects: Mapping[str, Sequence[str]],
    act: Callable[[dict[str, Any], str | None], Any],
    make_form: FormMaker = words_form,
    seen_of: Callable[[Any], str] = attrgetter("status"),
) -> HttpResponse:
    """`act(cleaned data, what was seen)` calls the service; a step without effects is taken elsewhere.

    `seen_of` puts into words what the page rests on: the state, unless said otherwise.
    """
    step = flow[name]
    if name not in effects:
        raise BusinessError(f"“{step.label}”随其他操作自动办理，不需要另行办理。")
    if step.allowed is None or not step.allowed(request.user, subject):
        raise PermissionDenied(f"您没有“{step.label}”的权限。")
    form = make_form(request.POST if request.method == "POST" else None, step)
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data, request.POST.get("seen") or None)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{step.label}。")
            return redirect(back)
    context = {
        "title": step.label,
        "subject": subject,
        "parent_url": back,
        "lines": effects[name],
        "submit_label": step.label if step.label.startswith("确认") else f"确认{step.label}",
        "cancel_url": back,
        "form": form,
        "tone": "danger" if step.tone == "danger" else "primary",
        "hidden": {"seen": seen_of(subject)} if subject.status in step.sources else {},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)

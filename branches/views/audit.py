"""The audit trail as its readers see it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from branches import tasks
from branches.enums import Ability
from branches.forms.account import AuditFilterForm
from branches.roles import Scope, scope_of
from branches.selectors import audit_matching, audit_visible_to, reads_whole_trail
from core.audit import address_of, record
from core.enums import AuditKind
from core.paging import paginate


@login_required
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    scope = _scope(request)
    form = AuditFilterForm(request.GET)
    entries = audit_visible_to(request.user)
    # A filter that cannot be read shows nothing rather than everything.
    entries = audit_matching(entries, form.filters()) if form.is_valid() else entries.none()
    page = paginate(request, entries, order=("-number", "pk"), per_page=50)
    context = {"filter": _Fields(form), "form": form, "page": page, "whole": reads_whole_trail(scope)}
    return render(request, "branches/audit/list.html", context)


@login_required
@require_POST
def audit_export(request: HttpRequest) -> HttpResponse:
    """The lines that the page's filter matches, as a job; the export itself is a line."""
    _scope(request)
    form = AuditFilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, "筛选条件有误，请修改后再导出。")
        return redirect("branches:audit_list")
    job = tasks.enqueue_audit_export(form.filters(), actor=request.user)
    details = {"filter": form.filters()}
    record(AuditKind.EXPORT, "导出审计记录", actor=request.user, details=details, address=address_of(request))
    return redirect("core:job", job.pk)


@login_required
@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    _scope(request)
    return redirect("core:job", tasks.enqueue_audit_verify(actor=request.user).pk)


class _Fields:
    """What components/filter_bar.html draws: anything with a form."""

    def __init__(self, form: AuditFilterForm) -> None:
        self.form = form


def _scope(request: HttpRequest) -> Scope:
    scope = scope_of(request.user, Ability.READ_AUDIT)
    if not scope:
        raise PermissionDenied
    return scope

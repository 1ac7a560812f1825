"""The survey of highlights: a branch's answers, and the table of all."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.models import Organization
from branches.roles import holds_any, scope_of
from brands.enums import ProgramStatus
from brands.filters.plan import HighlightFilter
from brands.forms.plan import HighlightForm
from brands.limits import HIGHLIGHT_QUESTIONS
from brands.models import Highlight, Program
from brands.permissions.plan import may_fill_highlight
from brands.selectors.plan import sheets_of, unfilled_places
from brands.services.highlight import ANSWERS, save_highlight
from brands.services.texts import ChangedMeanwhile
from brands.views.plan import EXPORT_MOST, version_of
from core.answers import download
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate
from core.spreadsheet import Column, Sheet, write_xlsx


@login_required
@require_safe
def highlight_list(request: HttpRequest) -> HttpResponse:
    """Of one program: who has answered what, and who has not."""
    programs = list(Program.objects.visible_to(request.user).select_related("organizer").order_by("-starts_on", "-pk"))
    program = _program(request, programs)
    context: dict[str, Any] = {"programs": programs, "program": program, "tab": "", "page": None}
    if program:
        context |= _table(request, program)
    return render(request, "brands/plan/highlight_list.html", context)


def _program(request: HttpRequest, programs: list[Program]) -> Program | None:
    wanted = request.GET.get("program", "")
    running = [p for p in programs if p.status == ProgramStatus.OPEN]
    usual = next(iter(running or programs), None)
    return next((p for p in programs if str(p.pk) == wanted), usual)


def _table(request: HttpRequest, program: Program) -> dict[str, Any]:
    chosen = HighlightFilter(request.GET, queryset=sheets_of(program, request.user))
    unfilled = unfilled_places(program, request.user)
    tab = "missing" if request.GET.get("tab") == "missing" else ""
    own = _own_places(request.user, program)
    if tab:
        page = paginate(request, unfilled, order=("path", "pk"))
    else:
        page = paginate(request, chosen.qs, order=("organization_path", "pk"))
    base = f"?program={program.pk}"
    return {
        "filter": None if tab else chosen,
        "page": page,
        "tab": tab,
        "questions": HIGHLIGHT_QUESTIONS,
        "own": own,
        "may_export": holds_any(request.user, (Ability.ORGANIZE, Ability.REVIEW, Ability.DECIDE)),
        "tabs": [
            {"label": "已填写", "url": base, "active": not tab, "count": chosen.qs.count()},
            {"label": "尚未填写", "url": f"{base}&tab=missing", "active": bool(tab), "count": unfilled.count()},
        ],
    }


def _own_places(user: Any, program: Program) -> list[Organization]:
    """Where the user may fill the survey of this program."""
    if program.status != ProgramStatus.OPEN:
        return []
    nodes = sorted(scope_of(user, Ability.EDIT).nodes)
    inside = Organization.objects.active().filter(path__in=nodes, path__startswith=program.organizer.path)
    return list(inside.exclude(pk=program.organizer_id).order_by("path"))


@login_required
@require_safe
def highlight_export(request: HttpRequest, pk: int) -> HttpResponse:
    """All answers the user may read, and who has not answered."""
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("organizer"), pk=pk)
    if not holds_any(request.user, (Ability.ORGANIZE, Ability.REVIEW, Ability.DECIDE)):
        raise PermissionDenied("只有上级党组织和工委可以导出亮点摸底表。")
    columns = [
        Column("党组织", 30),
        *(Column(q, 40) for _, q, _ in HIGHLIGHT_QUESTIONS),
        Column("填写日期", kind="date"),
    ]
    rows = [
        [s.organization.name, *(getattr(s, name) for name in ANSWERS), s.filled_on]
        for s in sheets_of(program, request.user).order_by("organization_path", "pk")[:EXPORT_MOST]
    ]
    missing = unfilled_places(program, request.user).order_by("path", "pk").values_list("name", flat=True)
    sheets = [
        Sheet("亮点摸底", columns, rows),
        Sheet("尚未填写", [Column("党组织", 30)], [[name] for name in missing[:EXPORT_MOST]]),
    ]
    return download(request, write_xlsx(sheets), f"{program}亮点摸底.xlsx", program)


@login_required
def highlight_create(request: HttpRequest, pk: int) -> HttpResponse:
    """The branch's sheet of this program; the one that is there when it has begun it."""
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("organizer"), pk=pk)
    own = _own_places(request.user, program)
    wanted = request.GET.get("organization", "")
    place = next((o for o in own if str(o.pk) == wanted), own[0] if own else None)
    if place is None:
        if program.status != ProgramStatus.OPEN and holds_any(request.user, (Ability.EDIT,)):
            raise BusinessError(f"创建活动{program.get_status_display()}，亮点摸底不能填写。")
        raise PermissionDenied("只有组织单位之下党组织的填报员或书记可以填写亮点摸底。")
    sheet = Highlight.objects.filter(program=program, organization=place).first()
    return _fill(request, program, place, sheet)


@login_required
def highlight_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: to be read by those above, to be written by the branch while the program runs."""
    rows = Highlight.objects.visible_to(request.user).select_related("program__organizer", "organization", "filled_by")
    sheet = get_object_or_404(rows, pk=pk)
    may_fill = may_fill_highlight(request.user, sheet.organization) and sheet.program.status == ProgramStatus.OPEN
    if may_fill:
        return _fill(request, sheet.program, sheet.organization, sheet)
    if request.method == "POST":
        raise PermissionDenied("只有本组织的填报员或书记可以在创建活动进行中修改亮点摸底。")
    answers = [(question, getattr(sheet, name)) for name, question, _ in HIGHLIGHT_QUESTIONS]
    return render(request, "brands/plan/highlight_detail.html", {"sheet": sheet, "answers": answers})


def _fill(request: HttpRequest, program: Program, place: Organization, sheet: Highlight | None) -> HttpResponse:
    initial = {name: getattr(sheet, name) for name in ANSWERS} if sheet else {}
    form = HighlightForm(request.POST if request.method == "POST" else None, initial=initial)
    version, theirs, status = sheet.edit_version if sheet else 0, [], 200
    if form.is_bound:
        version = version_of(request)
    if form.is_bound and form.is_valid():
        try:
            save_highlight(program, place, actor=request.user, answers=form.cleaned_data, version=version)
        except ChangedMeanwhile as error:
            add_error(form, error)
            version, theirs, status = error.stored.edit_version, error.theirs, 409
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已保存。首次申报本活动时，将自动带入这些内容。")
            return redirect(f"{reverse('brands:highlight_list')}?program={program.pk}")
    context = {"program": program, "place": place, "sheet": sheet, "form": form, "version": version, "theirs": theirs}
    failed = 400 if form.errors and status == 200 else status
    return render(request, "brands/plan/highlight_form.html", context, status=failed)

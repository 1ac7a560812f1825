"""The survey before brands are chosen: filled once by a branch, and the source of its first filing."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from branches.models import Organization
from branches.paths import current_path
from brands.limits import HIGHLIGHT_QUESTIONS
from brands.models import Highlight, Program
from brands.permissions.plan import may_fill_highlight
from brands.rules.plan import check_survey_open
from brands.services.texts import write_texts
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused

ANSWERS = tuple(name for name, _, _ in HIGHLIGHT_QUESTIONS)


def save_highlight(
    program: Program, organization: Organization, *, actor: Any, answers: Mapping[str, str], version: int
) -> Highlight:
    """The branch's one answer sheet of the program, made by its first save; `version` is 0 then."""
    with transaction.atomic():
        path = current_path(organization)
        if not may_fill_highlight(actor, organization):
            raise StepRefused("只有本组织的填报员或书记可以填写亮点摸底。")
        if not organization.is_within(program.organizer) or organization.pk == program.organizer_id:
            raise BusinessError("只有组织单位之下的党组织可以填写该创建活动的亮点摸底。")
        check_survey_open(Program.objects.get(pk=program.pk))
        if not any(answers.get(name, "").strip() for name in ANSWERS):
            raise BusinessError("请至少回答一个问题。")
        place = {"program": program, "organization": organization}
        # The organisation's row is held: two first saves come one after the other.
        sheet = Highlight.objects.select_for_update(of=("self",)).filter(**place).first()
        sheet = sheet or Highlight(**place, organization_path=path)
        if write_texts(sheet, ANSWERS, answers, version=version):
            sheet.filled_by, sheet.filled_on = actor, timezone.localdate()
            sheet.save()
            record(AuditKind.CHANGE, "填写亮点摸底", actor=actor, subject=sheet)
    return sheet

"""A survey in preparation: what is asked, and about whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.enums.survey import QuestionKind, SurveyStatus
from assessments.models import BallotBox, Survey, SurveyQuestion, SurveyTarget
from assessments.permissions.survey import may_hold_surveys, may_organize_survey
from assessments.services.survey.locks import locked_survey
from branches.enums import OrganizationKind
from branches.models import Organization
from branches.tree import below
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend

OFFICE_ONLY = "只有组织单位的工委办公室可以办理。"
CHUNK = 500


@dataclass(frozen=True)
class QuestionDraft:
    kind: QuestionKind
    text: str
    options: list[dict[str, Any]]
    is_required: bool = True


def create_survey(
    organizer: Organization,
    *,
    actor: Any,
    values: Mapping[str, Any],
    questions: Sequence[QuestionDraft],
    former: Survey | None = None,
    key: str | None = None,
) -> Survey:
    """A survey in preparation; a copy of a former one asks about the same organisations. Sent twice it is made once."""
    with transaction.atomic():
        if key and (earlier := spend(key, actor=actor, purpose="survey")):
            return remembered(Survey, earlier)
        if not may_hold_surveys(actor, organizer) or (former and former.organizer_id != organizer.pk):
            raise StepRefused("只有本单位的工委办公室可以建立群众评价。")
        survey = Survey(organizer=organizer, **values)
        _refuse_same_title(survey)
        survey.save(force_insert=True)
        _write_questions(survey, questions)
        if former:
            kept = former.targets.filter(organization__is_active=True).values("organization")
            _add(survey, Organization.objects.filter(below([organizer.path]), pk__in=kept))
        record(AuditKind.CHANGE, "建立群众评价", actor=actor, subject=survey)
        if key:
            remember(key, survey.pk)
    return survey


def update_survey(
    survey: Survey,
    *,
    actor: Any,
    values: Mapping[str, Any],
    questions: Sequence[QuestionDraft],
    seen: str | None = None,
) -> Survey:
    """Until it opens; `seen` is the time stamp of the copy that was edited (isoformat)."""
    with transaction.atomic():
        fresh = _editable(survey, actor)
        if seen is not None and fresh.updated_at.isoformat() != seen:
            raise StaleCopy("该评价刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        for field, value in values.items():
            setattr(fresh, field, value)
        _refuse_same_title(fresh)
        fresh.save()
        fresh.questions.all().delete()
        _write_questions(fresh, questions)
        record(AuditKind.CHANGE, "修改群众评价", actor=actor, subject=fresh)
    return fresh


def add_targets(survey: Survey, *, organizations: Iterable[Organization], actor: Any) -> int:
    """Ask about these organisations too, all of them below the organiser; how many are new."""
    with transaction.atomic():
        fresh = _editable(survey, actor)
        wanted = [organization.pk for organization in organizations]
        added = _add(fresh, _candidates(fresh).filter(pk__in=wanted))
        record(AuditKind.CHANGE, "增加评价对象", actor=actor, subject=fresh, details={"count": added})
    return added


def add_all_branches(survey: Survey, *, actor: Any) -> int:
    """Ask about every branch below the organiser; how many are new."""
    with transaction.atomic():
        fresh = _editable(survey, actor)
        added = _add(fresh, _candidates(fresh).filter(kind=OrganizationKind.BRANCH))
        record(AuditKind.CHANGE, "增加全部党支部为评价对象", actor=actor, subject=fresh, details={"count": added})
    return added


def remove_targets(survey: Survey, *, targets: Iterable[SurveyTarget], actor: Any) -> int:
    """No longer ask about these; their codes are void at once."""
    with transaction.atomic():
        fresh = _editable(survey, actor)
        rows = fresh.targets.filter(pk__in=[target.pk for target in targets])
        removed = rows.count()
        rows.delete()
        record(AuditKind.CHANGE, "减少评价对象", actor=actor, subject=fresh, details={"count": removed})
    return removed


def _editable(survey: Survey, actor: Any) -> Survey:
    fresh = locked_survey(survey)
    if not may_organize_survey(actor, fresh):
        raise StepRefused(OFFICE_ONLY)
    if fresh.status != SurveyStatus.DRAFT:
        raise BusinessError(f"该评价{fresh.get_status_display()}，题目和评价对象已经固定，不能再修改。")
    return fresh


def _refuse_same_title(survey: Survey) -> None:
    same = Survey.objects.filter(organizer=survey.organizer_id, year=survey.year, title=survey.title)
    if same.exclude(pk=survey.pk).exists():
        raise BusinessError(f"{survey.year}年度已有名为“{survey.title}”的评价，请换一个名称。")


def _write_questions(survey: Survey, questions: Sequence[QuestionDraft]) -> None:
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            survey=survey, order=order, kind=q.kind, text=q.text, options=q.options, is_required=q.is_required
        )
        for order, q in enumerate(questions, start=1)
    )


def _candidates(survey: Survey) -> Any:
    """Active organisations below the organiser that are not asked about yet."""
    inside = Organization.objects.filter(below([survey.organizer.path]), is_active=True)
    present = survey.targets.values("organization")
    return inside.exclude(pk=survey.organizer_id).exclude(pk__in=present)


def _add(survey: Survey, organizations: Any) -> int:
    """In the order of the tree; their places stay as they are until the transaction ends."""
    rows = list(organizations.order_by("path").select_for_update(of=("self",), no_key=True))
    last = survey.targets.aggregate(last=Max("number"))["last"] or 0
    made = SurveyTarget.objects.bulk_create(
        (
            SurveyTarget(survey=survey, organization=row, organization_path=row.path, number=number)
            for number, row in enumerate(rows, start=last + 1)
        ),
        batch_size=CHUNK,
    )
    BallotBox.objects.bulk_create((BallotBox(target=target) for target in made), batch_size=CHUNK)
    return len(made)

"""What surveys came to: scores for the ledger, figures and distributions for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from assessments.charts import Chart, Series
from assessments.enums.survey import QuestionKind, RemarkStatus, SurveyStatus
from assessments.models import BallotBox, Remark, Scheme, Survey, SurveyQuestion, SurveyTarget
from assessments.scoring import survey as scoring
from assessments.scoring.survey import Count as Votes
from assessments.scoring.survey import QuestionSpec
from branches.enums import Ability
from branches.models import Organization
from branches.tree import below
from brands.selectors.workbench import NEXT, Due, Source

# While ballots come in, their number is told in steps: single ones would tell when somebody voted.
STEP = 5


def mass_scores(scheme: Scheme) -> dict[int, Decimal | None]:
    """Organisation → 0 to 100, for the organisations that a counted survey of the scheme asked about.

    None: too few ballots, or none that counts. Of several surveys the one counted last speaks.
    """
    counted = SurveyTarget.objects.filter(survey__scheme=scheme, survey__status=SurveyStatus.CLOSED)
    rows = counted.order_by("survey__closed_at", "survey_id").values_list("organization_id", "score")
    return dict(rows)


def default_questions() -> list[dict[str, Any]]:
    """A survey to start from; the office changes what it likes."""
    scale = [
        {"label": "满意", "points": "100"},
        {"label": "较满意", "points": "80"},
        {"label": "一般", "points": "60"},
        {"label": "不满意", "points": "0"},
        {"label": "不了解", "points": None},
    ]
    texts = (
        "党支部抓党建、促业务的成效",
        "党员立足岗位发挥先锋模范作用",
        "党支部联系群众、回应诉求",
        "党支部品牌创建给工作和服务带来的变化",
        "党务公开和支部工作作风",
    )
    rows = [{"kind": QuestionKind.SCALE, "text": text, "options": scale, "is_required": True} for text in texts]
    remark = {"kind": QuestionKind.TEXT, "text": "对党支部的意见和建议", "options": [], "is_required": False}
    return [*rows, remark]


def questions_of(survey: Survey) -> list[dict[str, Any]]:
    """Those of an earlier survey, to start from."""
    rows = survey.questions.values("kind", "text", "options", "is_required")
    return [dict(row) for row in rows]


@dataclass(frozen=True)
class SurveyFigures:
    """A survey in numbers, as far as they may be told now."""

    targets: int
    issued: int
    received: int
    # Organisations without codes enough to reach the minimum.
    without_codes: int
    waiting_remarks: int


def figures(survey: Survey) -> SurveyFigures:
    few = Count("pk", filter=Q(issued__lt=survey.minimum_ballots))
    rows = survey.targets.aggregate(targets=Count("pk"), codes=Sum("issued"), few=few)
    received = BallotBox.objects.filter(target__survey=survey).aggregate(n=Sum("received"))["n"] or 0
    waiting = Remark.objects.filter(target__survey=survey, status=RemarkStatus.WAITING).count()
    shown = told(survey, received)
    return SurveyFigures(rows["targets"], rows["codes"] or 0, shown, rows["few"], waiting)


def told(survey: Survey, received: int) -> int:
    """How many ballots came in; in steps while more may come."""
    return received if survey.status == SurveyStatus.CLOSED else received - received % STEP


def specs_of(questions: Sequence[SurveyQuestion]) -> dict[str, QuestionSpec]:
    return {str(q.pk): QuestionSpec(str(q.pk), tuple(q.points), q.kind == QuestionKind.SCALE) for q in questions}


def distribution(questions: Sequence[SurveyQuestion], tally: dict[str, Any]) -> list[dict[str, Any]]:
    """Each question with options: how many answered, how often each option was chosen, the mean. None where too few."""
    specs, rows = specs_of(questions), []
    for question in questions:
        if question.kind == QuestionKind.TEXT:
            continue
        found = tally.get(str(question.pk))
        row: dict[str, Any] = {
            "question": question,
            "text": question.text,
            "answers": None,
            "mean": None,
            "options": [],
        }
        if found:
            votes = Votes(found["answers"], tuple(found["counts"]))
            mean = scoring.mean(votes, specs[str(question.pk)])
            row |= {"answers": votes.answers, "mean": None if mean is None else scoring.rounded(mean)}
            row["options"] = [
                {"label": label, "count": count, "share": scoring.share(count, votes.answers)}
                for label, count in zip(question.labels, votes.counts, strict=True)
            ]
        rows.append(row)
    return rows


def means_chart(survey: Survey, target: SurveyTarget, questions: Sequence[SurveyQuestion]) -> Chart:
    """Mean points by question: this organisation beside all together."""
    scored = [q for q in questions if q.kind == QuestionKind.SCALE]
    own = distribution(scored, target.tally)
    whole = distribution(scored, survey.tally.get("questions", {}))
    return Chart(
        title="各题平均分",
        labels=[q.text for q in scored],
        series=[
            Series(target.organization.short_name, [row["mean"] for row in own]),
            Series("全部评价对象", [row["mean"] for row in whole]),
        ],
        unit="分",
        maximum=100,
    )


def candidates(survey: Survey) -> Any:
    """Active organisations below the organiser that the survey does not ask about yet."""
    inside = Organization.objects.filter(below([survey.organizer.path]), is_active=True)
    return inside.exclude(pk=survey.organizer_id).exclude(pk__in=survey.targets.values("organization"))


def _next_surveys(rows: QuerySet[Survey]) -> list[Due]:
    found = rows.order_by("closes_on", "pk")[:NEXT]
    return [
        Due(row.title, "assessments:survey_detail", row.pk, row.get_status_display(), row.updated_at) for row in found
    ]


SURVEY_SOURCES: tuple[Source, ...] = (
    Source("surveys", "待计票或审核意见的群众评价", "clipboard-check", "assessments:survey_list", "",
           (Ability.ORGANIZE,), lambda user: Survey.objects.to_handle(user), _next_surveys),
    Source("survey_publicity", "待批准公开的评价结果", "megaphone", "assessments:survey_list", "status=closed",
           (Ability.DECIDE,), lambda user: Survey.objects.to_publish(user), _next_surveys, "surveys"),
)  # fmt: skip

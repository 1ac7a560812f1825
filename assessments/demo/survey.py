"""Two mass evaluations: last year's, counted, with remarks; this year's, in which somebody may vote at once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.survey import QuestionKind
from assessments.models import CodeLot, SealedCode, Survey, SurveyTarget
from assessments.selectors.survey import default_questions
from assessments.services.survey import (
    QuestionDraft,
    add_targets,
    advance_remark,
    advance_survey,
    cast,
    create_survey,
)
from assessments.services.survey.codes import digest_of
from branches.models import Organization

# Known to everybody who reads this: of no use but in a demonstration.
OPEN_CODES = tuple(f"DEMA{letter}-2345{letter}" for letter in "ABCDEF")
LOT, SEED = 14, 2026
REMARKS = (
    "窗口中午能不能安排人值班，方便上班的群众。",
    "先锋岗的同志很耐心，政策讲得明白。",
    "希望多到社区来，少开一些会。",
    "活动通知再早几天，想参加的能安排时间。",
)


def make_surveys(
    organizer: Organization, branches: Sequence[Organization], users: Mapping[str, Any], *, scheme: Any = None
) -> Survey:
    """`users` names the office and the director. Gives back last year's survey, counted; does nothing twice."""
    office, director = users["office"], users["director"]
    today = timezone.localdate()
    title = f"{today.year - 1}年度党支部工作群众评价"
    if former := Survey.objects.filter(organizer=organizer, title=title).first():
        return former
    with transaction.atomic():
        former = _opened(organizer, branches, office, title=title, year=today.year - 1, scheme=scheme)
        _vote(former, Random(SEED))  # noqa: S311
        former = advance_survey(former, "close_early", actor=director, comment="各支部评价票已收齐。")
        _moderate(former, office)
        present = f"{today.year}年度党支部工作群众评价"
        _opened(organizer, branches[:3], office, title=present, year=today.year, codes=OPEN_CODES)
    return former


def _opened(
    organizer: Organization,
    branches: Sequence[Organization],
    office: Any,
    *,
    title: str,
    year: int,
    scheme: Any = None,
    codes: Sequence[str] = (),
) -> Survey:
    today = timezone.localdate()
    values = {
        "title": title, "year": year, "scheme": scheme, "minimum_ballots": 5, "opens_on": today,
        "closes_on": today + timedelta(days=30), "introduction": "请根据平时的了解评价，不了解的可以选“不了解”。",
    }  # fmt: skip
    questions = [
        QuestionDraft(QuestionKind(q["kind"]), q["text"], q["options"], q["is_required"]) for q in default_questions()
    ]
    survey = create_survey(organizer, actor=office, values=values, questions=questions)
    add_targets(survey, organizations=branches, actor=office)
    for target in survey.targets.order_by("number"):
        known = codes if target.number == 1 else ()
        _codes(target, [*known, *(code_of(target, n) for n in range(LOT - len(known)))], office)
    return advance_survey(survey, "open", actor=office)


def code_of(target: SurveyTarget, number: int) -> str:
    return f"DEM{target.survey_id:03}-{target.number:03}{number:03}"


def _codes(target: SurveyTarget, codes: Sequence[str], office: Any) -> None:
    """As the job that prints them, without the paper."""
    rows = sorted((SealedCode(digest=digest_of(code), target=target) for code in codes), key=lambda row: row.digest)
    SealedCode.objects.bulk_create(rows)
    CodeLot.objects.create(target=target, size=len(codes), made_by=office)
    SurveyTarget.objects.filter(pk=target.pk).update(issued=len(codes))


def _vote(survey: Survey, random: Random) -> None:
    """Seven to twelve ballots about each branch, three about the last, which is too few to show."""
    questions, targets = list(survey.questions.all()), list(survey.targets.order_by("number"))
    scales = [q for q in questions if q.kind == QuestionKind.SCALE]
    text = next(q for q in questions if q.kind == QuestionKind.TEXT)
    for place, target in enumerate(targets):
        count = 3 if place == len(targets) - 1 and place else random.randint(7, 12)
        for number in range(count):
            answers = {str(q.pk): random.choices(range(5), (56, 26, 10, 2, 6))[0] for q in scales}
            remark = REMARKS[(place + number) % len(REMARKS)] if number < 2 else ""
            cast(survey, code=code_of(target, number), answers=answers, texts={str(text.pk): remark} if remark else {})


def _moderate(survey: Survey, office: Any) -> None:
    """All but one remark for each branch are approved; the last one waits for the office."""
    for target in survey.targets.all():
        for remark in list(target.remarks.all())[1:]:
            advance_remark(remark, "approve", actor=office)

"""Two mass evaluations: last year's, counted, with remarks; this year's, in which somebody may vote at once."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from assessments.enums.survey import QuestionKind
from assessments.models import CodeLot, Scheme, SealedCode, Survey, SurveyTarget
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
from branches.enums import OrganizationKind
from branches.models import Organization
from branches.tree import below
from brands.demo.clock import Story
from brands.demo.registry import Stage

# Known to everybody who reads this: of no use but in a demonstration.
OPEN_CODES = tuple(f"DEMA{letter}-2345{letter}" for letter in "ABCDEF")
LOT, SEED = 14, 2026
# Days ago: last year's opened, voted in, counted; this year's opened. Days that a survey is open for.
OPENED, CAST, COUNTED, PRESENT, DAYS = 388, 380, 370, 5, 40
REMARKS = (
    "窗口中午能不能安排人值班，方便上班的群众。",
    "先锋岗的同志很耐心，政策讲得明白。",
    "希望多到社区来，少开一些会。",
    "活动通知再早几天，想参加的能安排时间。",
)


def survey_stories(stage: Stage) -> list[Story]:
    return [_last_year(stage), _this_year(stage)]


def _last_year(stage: Stage) -> Story:
    """Counted before the year's ledgers are confirmed, so that it joins their totals."""
    organizer, cast, year = stage.organizations["gw"], stage.cast, stage.clock.today.year - 1
    yield stage.clock.at(OPENED, 9)
    scheme = Scheme.objects.filter(organizer=organizer, year=year).order_by("pk").first()
    survey = _opened(stage, year, _branches(organizer), scheme=scheme)
    yield stage.clock.at(CAST, 11)
    _vote(survey, Random(SEED))  # noqa: S311 - the same figures every time
    yield stage.clock.at(COUNTED, 10)
    survey = advance_survey(survey, "close_early", actor=cast["director"], comment="各支部评价票已收齐。")
    yield stage.clock.at(COUNTED - 1, 15)
    _moderate(survey, cast["office"])
    survey = advance_survey(survey, "propose", actor=cast["office"], comment="已核对，不涉密，不能推知个人意见。")
    advance_survey(survey, "publish", actor=cast["director"], comment="同意公开。")


def _this_year(stage: Stage) -> Story:
    """Open now: one of the codes below is all that it takes."""
    yield stage.clock.at(PRESENT, 9)
    branches = _branches(stage.organizations["gw"])[:3]
    _opened(stage, stage.clock.today.year, branches, codes=OPEN_CODES)


def _branches(organizer: Organization) -> list[Organization]:
    rows = Organization.objects.filter(below([organizer.path]), kind=OrganizationKind.BRANCH, is_active=True)
    return list(rows.order_by("path"))


def _opened(
    stage: Stage,
    year: int,
    branches: Sequence[Organization],
    *,
    scheme: Scheme | None = None,
    codes: Sequence[str] = (),
) -> Survey:
    today, office = timezone.localdate(), stage.cast["office"]
    values = {
        "title": f"{year}年度党支部工作群众评价", "year": year, "scheme": scheme, "minimum_ballots": 5,
        "opens_on": today, "closes_on": today + timedelta(days=DAYS),
        "introduction": "请根据平时的了解评价，不了解的可以选“不了解”。",
    }  # fmt: skip
    questions = [
        QuestionDraft(QuestionKind(q["kind"]), q["text"], q["options"], q["is_required"]) for q in default_questions()
    ]
    survey = create_survey(stage.organizations["gw"], actor=office, values=values, questions=questions)
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

"""A survey with everybody it needs, taken as far as a test wants by the services themselves."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.enums.survey import QuestionKind
from assessments.models import Survey, SurveyQuestion, SurveyTarget
from assessments.selectors.survey import default_questions
from assessments.services.survey import (
    QuestionDraft,
    add_targets,
    advance_survey,
    cast,
    create_survey,
)
from assessments.services.survey.codes import JOB, new_code, store_codes
from branches.enums import OrganizationKind, Role
from branches.models import Organization
from core.models import Job
from tests.factories.branches import OrganizationFactory, person

MINIMUM = 5


def survey_values(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "title": f"{today.year}年度党支部工作群众评价",
        "year": today.year,
        "scheme": None,
        "introduction": "",
        "minimum_ballots": MINIMUM,
        "opens_on": today,
        "closes_on": today + timedelta(days=7),
    } | changes


def drafts(count: int = 2) -> list[QuestionDraft]:
    """So many scales of the template, a plain choice, several choices, a text."""
    scales = [QuestionDraft(QuestionKind.SCALE, q["text"], q["options"]) for q in default_questions()[:count]]
    plain = [{"label": label, "points": None} for label in ("来信", "来访", "网络")]
    return [
        *scales,
        QuestionDraft(QuestionKind.CHOICE, "您主要通过什么渠道反映诉求", plain),
        QuestionDraft(QuestionKind.CHOICES, "您了解哪些渠道", plain, is_required=False),
        QuestionDraft(QuestionKind.TEXT, "意见和建议", [], is_required=False),
    ]


@dataclass
class Poll:
    """A working committee with office and director, branches with a secretary each, one survey, the codes in clear."""

    top: Organization
    office: User
    director: User
    branches: list[Organization]
    secretaries: list[User]
    survey: Survey
    codes: dict[int, list[str]] = field(default_factory=dict)

    def reload(self) -> Survey:
        self.survey = Survey.objects.select_related("organizer").get(pk=self.survey.pk)
        return self.survey

    def target(self, number: int = 0) -> SurveyTarget:
        return self.survey.targets.select_related("organization").get(organization=self.branches[number])

    def questions(self) -> list[SurveyQuestion]:
        return list(self.survey.questions.all())

    def print_codes(self, count: int) -> None:
        """What the job does, without the paper."""
        job = Job.objects.create(kind=JOB, label="评价码", actor=self.office, params={"survey": self.survey.pk})
        self.codes = {self.target(n).pk: [new_code() for _ in range(count)] for n in range(len(self.branches))}
        with transaction.atomic():
            store_codes(job, self.codes)

    def advance(self, step: str, comment: str = "") -> Survey:
        actor = self.office if step in ("open", "close") else self.director
        self.survey = advance_survey(self.survey, step, actor=actor, comment=comment)
        return self.survey

    def vote(
        self, number: int = 0, *, place: int = 0, text: str = "", code: str | None = None, receipt: str = ""
    ) -> str:
        """A ballot about a branch with the next code: every scale and the choice at that place."""
        code = code or self.codes[self.target(number).pk].pop()
        answers, texts = answers_at(self.questions(), place, text)
        return cast(self.survey, code=code, answers=answers, texts=texts, receipt=receipt)


def answers_at(questions: list[SurveyQuestion], place: int, text: str = "") -> tuple[dict[str, Any], dict[str, str]]:
    answers: dict[str, Any] = {}
    for question in questions:
        if question.kind in (QuestionKind.SCALE, QuestionKind.CHOICE):
            answers[str(question.pk)] = min(place, len(question.options) - 1)
    texts = {str(q.pk): text for q in questions if q.kind == QuestionKind.TEXT and text}
    return answers, texts


def drafted(*, branches: int = 2, **values: Any) -> Poll:
    top = OrganizationFactory(name="云岭市直属机关工作委员会", kind=OrganizationKind.WORKING_COMMITTEE)
    rows = [OrganizationFactory(parent=top) for _ in range(branches)]
    office, director = person(Role.OFFICE, top), person(Role.DIRECTOR, top)
    secretaries = [person(Role.SECRETARY, row) for row in rows]
    survey = create_survey(top, actor=office, values=survey_values(**values), questions=drafts())
    add_targets(survey, organizations=rows, actor=office)
    return Poll(top, office, director, rows, secretaries, survey)


def opened(*, branches: int = 2, codes: int = 12, **values: Any) -> Poll:
    poll = drafted(branches=branches, **values)
    poll.print_codes(codes)
    poll.advance("open")
    return poll


def counted(*, branches: int = 2, ballots: int = 6, text: str = "", **values: Any) -> Poll:
    """Every branch got so many ballots, all alike within a branch."""
    poll = opened(branches=branches, codes=max(ballots, MINIMUM), **values)
    for number in range(branches):
        for _ in range(ballots):
            poll.vote(number, place=number % 4, text=text)
    poll.advance("close_early", "全部收回。")
    return poll

"""A survey in every state on each side, with remarks and scores that not everybody may read."""

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.models import Remark, SurveyTarget
from assessments.services.survey import add_targets, advance_remark, advance_survey, cast, create_survey
from assessments.services.survey.codes import JOB, new_code, store_codes
from core.enums import JobStatus
from core.models import Job
from tests.factories.branches import fresh
from tests.factories.surveys import answers_at, drafts, survey_values
from tests.permissions.canaries import EVERYBODY, Canaries
from tests.permissions.people import REVIEWERS, RUN

STATES = ("draft", "open", "counted")
PLACES = ("branch", "sibling")
# Who reads what was said of each place, and scores that stand nowhere else: seven ballots, places of the scale.
BRANCH_RESULT = ("clerk", "secretary", *REVIEWERS, *RUN)
SIBLING_RESULT = ("sibling_secretary", *REVIEWERS, *RUN)
CAST = {
    "": {"branch": ("74.29", (0, 0, 0, 1, 1, 2, 3)), "sibling": ("91.43", (0, 0, 0, 0, 0, 1, 2))},
    "foreign_": {"branch": ("57.14", (0, 0, 0, 1, 3, 3, 3)), "sibling": ("48.57", (0, 0, 1, 2, 3, 3, 3))},
}


def fill(side: Any, canaries: Canaries) -> None:
    for state in STATES if not side.prefix else ("counted",):
        _survey(side, canaries, state)


def _survey(side: Any, canaries: Canaries, state: str) -> None:
    office, director = (fresh(side.people[side.prefix + name]) for name in RUN)
    # A survey that has begun has a page for anybody who holds its address.
    readers = [*side.names(*RUN), *side.names("auditor")] if state == "draft" else [EVERYBODY]
    title = canaries.new(f"{side.prefix}{state} survey: title", readers)
    values = survey_values(title=f"{title}评价", introduction=f"{title}说明")
    survey = create_survey(side.places["top"], actor=office, values=values, questions=drafts())
    add_targets(survey, organizations=[side.places[place] for place in PLACES], actor=office)
    targets = {place: SurveyTarget.objects.get(survey=survey, organization=side.places[place]) for place in PLACES}
    codes = _codes(side, survey, list(targets.values()), office, keep=state == "draft")
    if state != "draft":
        survey = advance_survey(survey, "open", actor=office)
    if state == "counted":
        _cast(side, canaries, survey, targets, codes)
        survey = advance_survey(survey, "close_early", actor=director, comment="全部收回。")
        _moderate(side, canaries, targets["branch"], office)
    side.things[f"{state}_survey"] = survey
    side.things |= {f"{state}_survey_{place}": target for place, target in targets.items()}


def _codes(side: Any, survey: Any, targets: list, office: Any, *, keep: bool) -> dict[int, list[str]]:
    job = Job(
        kind=JOB, label="评价码", actor=office, params={"survey": survey.pk}, status=JobStatus.DONE,
        finished_at=timezone.now(),
    )  # fmt: skip
    if keep:
        job.result.save(f"{uuid4().hex}.pdf", ContentFile(b"%PDF-1.4 codes"), save=False)
        side.things["survey_sheets"] = job
    job.save()
    codes = {target.pk: [new_code() for _ in range(8)] for target in targets}
    store_codes(job, codes)
    return codes


def _cast(side: Any, canaries: Canaries, survey: Any, targets: dict, codes: dict) -> None:
    for place, readers in (("branch", BRANCH_RESULT), ("sibling", SIBLING_RESULT)):
        score, places = CAST[side.prefix][place]
        canaries.figure(score, side.names(*readers))
        remarks = [canaries.new(f"{place}: remark", side.names("office")) for _ in range(2)]
        if place == "branch":
            remarks.append(canaries.new("branch: approved remark", side.names(*BRANCH_RESULT)))
        for number, at in enumerate(places):
            text = remarks[number] if number < len(remarks) else ""
            answers, texts = answers_at(list(survey.questions.all()), at, text)
            cast(survey, code=codes[targets[place].pk][number], answers=answers, texts=texts)


def _moderate(side: Any, canaries: Canaries, target: SurveyTarget, office: Any) -> None:
    """Of the branch's remarks one waits, one is withheld, one has been approved."""
    meanings = canaries.meanings
    for remark in Remark.objects.filter(target=target):
        name = "waiting_remark"
        if meanings[remark.text] == "branch: approved remark":
            remark, name = advance_remark(remark, "approve", actor=office), "approved_remark"
        elif "withheld_remark" not in side.things:
            remark, name = advance_remark(remark, "withhold", actor=office, comment="涉及隐私。"), "withheld_remark"
        side.things[name] = remark

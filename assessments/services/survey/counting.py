"""A survey's steps; at close the boxes are counted and rewritten in random order."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.survey import Publicity, QuestionKind
from assessments.models import Ballot, BallotBox, Remark, Scheme, SealedCode, Survey, SurveyQuestion, SurveyTarget
from assessments.scoring import survey as scoring
from assessments.scoring.survey import QuestionSpec, Tally
from assessments.services.ledger.steps import note_change
from assessments.services.survey.codes import sheets_of
from assessments.services.survey.locks import locked_survey
from assessments.workflow.survey import SURVEY_FLOW
from brands.services.shown import wall_changed
from core.errors import BusinessError, StepRefused

PLAIN_STEPS = ("open", "close", "close_early", "cancel", "propose", "publish", "retract")
PUBLICITY = {"propose": Publicity.PROPOSED, "publish": Publicity.PUBLIC, "retract": Publicity.NONE}
CHUNK = 500
_random = random.SystemRandom()


def advance_survey(survey: Survey, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> Survey:
    """A step without further values, and what follows from it."""
    if step not in PLAIN_STEPS:
        raise StepRefused("该操作请在相应的页面办理。")
    with transaction.atomic():
        fresh = locked_survey(survey, seen=seen)
        if step == "open" and fresh.scheme_id:
            # Its results are not published while we look whether they are.
            Scheme.objects.select_for_update(of=("self",), no_key=True).get(pk=fresh.scheme_id)
        changes: dict[str, Any] = {}
        if step in PUBLICITY:
            changes["publicity"] = PUBLICITY[step]
            _refuse_own_proposal(fresh, step, actor)
            wall_changed()
        elif step in ("close", "close_early"):
            changes["closed_at"] = timezone.now()
            if fresh.scheme_id:
                # Before the trail, as a confirmation locks them.
                note_change(fresh.scheme_id)
        fresh = SURVEY_FLOW.take(step, fresh, actor=actor, comment=comment, **changes)
        if "closed_at" in changes:
            count_survey(fresh)
        elif step == "cancel":
            _destroy(fresh)
    return fresh


def _refuse_own_proposal(survey: Survey, step: str, actor: Any) -> None:
    """Who has looked through the results does not also approve that they are published."""
    proposed = survey.events.filter(step="propose").last()
    if step == "publish" and proposed and proposed.actor_id == actor.pk:
        raise StepRefused("提请公开和批准公开应由两名同志分别办理。")


def extend_survey(survey: Survey, *, until: date, actor: Any, comment: str, seen: str | None = None) -> Survey:
    """A later last day; never an earlier one, which would cut off who has not answered yet."""
    with transaction.atomic():
        fresh = locked_survey(survey, seen=seen)
        if until <= max(fresh.closes_on, timezone.localdate()):
            raise BusinessError(f"新的截止日期应晚于今天，也晚于原截止日期（{fresh.closes_on}）。")
        return SURVEY_FLOW.take("extend", fresh, actor=actor, comment=comment, closes_on=until)


def specs_of(questions: Sequence[SurveyQuestion]) -> list[QuestionSpec]:
    return [
        QuestionSpec(str(q.pk), tuple(q.points), q.kind == QuestionKind.SCALE)
        for q in questions
        if q.kind != QuestionKind.TEXT
    ]


def count_survey(survey: Survey) -> None:
    """Tally every box, keep the ballots of those that may be shown in random order, and empty the boxes.

    What lies below the minimum of ballots is destroyed after it was counted: neither answers nor texts remain.
    """
    questions = list(survey.questions.all())
    specs, minimum = specs_of(questions), survey.minimum_ballots
    boxes = _locked_boxes(survey)
    ballots, remarks, large, small = [], [], [], []
    for box in boxes:
        target, tally = box.target, scoring.count_ballots(box.ballots, specs)
        target.received, target.is_shown = box.received, box.received >= minimum
        if not target.is_shown:
            small.append(tally)
            continue
        large.append(tally)
        kept = scoring.shown(tally, minimum)
        target.score, target.tally = scoring.score(kept, specs), as_json(kept)
        ballots += [Ballot(target=target, answers=answers) for answers in box.ballots]
        remarks += [
            Remark(target=target, question_id=int(key), text=text) for key, pile in box.texts.items() for text in pile
        ]
    _rewrite(survey, boxes, ballots, remarks)
    whole = scoring.together(large, small, minimum)
    summary: dict[str, Any] = {"questions": as_json(whole), "score": _text(scoring.score(whole, specs))}
    summary |= {"received": sum(b.received for b in boxes), "shown": len(large), "targets": len(boxes)}
    Survey.objects.filter(pk=survey.pk).update(tally=summary)
    survey.tally = summary


def _locked_boxes(survey: Survey) -> list[BallotBox]:
    """Whoever is casting is waited for; whoever comes later finds the survey over."""
    boxes = BallotBox.objects.filter(target__survey=survey).select_related("target").order_by("pk")
    return list(boxes.select_for_update(of=("self",)))


def _rewrite(survey: Survey, boxes: list[BallotBox], ballots: list[Ballot], remarks: list[Remark]) -> None:
    """All in one transaction and in random order: neither keys nor places nor xmin tell what came first."""
    for rows in (boxes, ballots, remarks):
        _random.shuffle(rows)
    Ballot.objects.bulk_create(ballots, batch_size=CHUNK)
    Remark.objects.bulk_create(remarks, batch_size=CHUNK)
    SurveyTarget.objects.bulk_update(
        [box.target for box in boxes], ["received", "is_shown", "score", "tally"], batch_size=CHUNK
    )
    for box in boxes:
        box.ballots, box.texts = [], {}
    BallotBox.objects.bulk_update(boxes, ["ballots", "texts"], batch_size=CHUNK)
    SealedCode.objects.filter(target__survey=survey).delete()


def _destroy(survey: Survey) -> None:
    """A cancelled survey leaves no answers."""
    SealedCode.objects.filter(target__survey=survey).delete()
    BallotBox.objects.filter(target__survey=survey).update(received=0, ballots=[], texts={}, receipts=[])
    sheets_of(survey).update(message="评价已取消，评价码全部作废。")


def as_json(tally: Tally) -> dict[str, Any]:
    return {str(key): {"answers": count.answers, "counts": list(count.counts)} for key, count in tally.items()}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)

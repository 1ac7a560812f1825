"""Who may run a round, nominate, score, publish and decide."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability, line_of
from brands.enums import RoundStatus
from brands.models import Brand, Nomination, Opinion, PublicNotice, ScoreSheet, SelectionRound

SCORES_SHOWN = frozenset(
    {
        RoundStatus.SCORED,
        RoundStatus.SHORTLISTED,
        RoundStatus.IN_NOTICE,
        RoundStatus.DECIDED,
        RoundStatus.NAMED,
    }
)


def may_organize_round(user: Any, round: SelectionRound) -> bool:
    return has_ability(user, Ability.ORGANIZE, round.program.organizer)


def may_decide_round(user: Any, round: SelectionRound) -> bool:
    return has_ability(user, Ability.DECIDE, round.program.organizer)


def may_read_round(user: Any, round: SelectionRound) -> bool:
    if may_organize_round(user, round) or may_decide_round(user, round):
        return True
    if round.status == RoundStatus.PREPARING:
        return False
    return round.program.organizer.path in line_of(user)


def may_see_scores(user: Any, round: SelectionRound) -> bool:
    """The office and the director, and only after scoring has closed."""
    return round.status in SCORES_SHOWN and may_run_round(user, round)


def may_run_round(user: Any, round: SelectionRound) -> bool:
    """The office or the director: sees the round's inside, never the scores before scoring has closed."""
    return may_organize_round(user, round) or may_decide_round(user, round)


def may_nominate(user: Any, round: SelectionRound, brand: Brand) -> bool:
    """The branch's secretary for the own brand, the organiser's office for every one."""
    return may_organize_round(user, round) or has_ability(user, Ability.SUBMIT, brand.organization)


def may_read_nomination(user: Any, nomination: Nomination) -> bool:
    return has_ability(user, Ability.READ, nomination.brand.organization)


def may_screen_nomination(user: Any, nomination: Nomination) -> bool:
    return may_organize_round(user, nomination.round)


def may_see_result(user: Any, nomination: Nomination) -> bool:
    """The organiser once scoring has closed; everybody else who may read the nomination once all is released."""
    return may_see_scores(user, nomination.round) or nomination.round.status == RoundStatus.NAMED


def may_withdraw_nomination(user: Any, nomination: Nomination) -> bool:
    return has_ability(user, Ability.SUBMIT, nomination.brand.organization)


def may_name_nomination(user: Any, nomination: Nomination) -> bool:
    return may_decide_round(user, nomination.round)


def is_own_part_of_tree(judge_path: str | None, organization_path: str) -> bool:
    """Recusal (回避): the judge's organisation and the nominated one lie on one line of the tree."""
    if not judge_path:
        return False
    return organization_path.startswith(judge_path) or judge_path.startswith(organization_path)


def may_exclude_sheet(user: Any, sheet: ScoreSheet) -> bool:
    """Recusal that the tree asks for, carried out by the office when it deals out the sheets or closes the scoring."""
    return may_organize_round(user, sheet.nomination.round)


def may_score(user: Any, sheet: ScoreSheet) -> bool:
    return sheet.judge.user_id == user.pk and has_ability(user, Ability.SCORE, sheet.nomination.round.program.organizer)


def may_read_score_sheet(user: Any, sheet: ScoreSheet) -> bool:
    return may_score(user, sheet) or may_see_scores(user, sheet.nomination.round)


def may_draft_notice(user: Any, notice: PublicNotice) -> bool:
    return has_ability(user, Ability.ORGANIZE, notice.organization)


def may_publish_notice(user: Any, notice: PublicNotice) -> bool:
    """Approval by another person than the one who has checked secrecy and accuracy."""
    return may_approve_notice(user, notice) and notice.secrecy_checked_by_id != user.pk


def may_approve_notice(user: Any, notice: PublicNotice) -> bool:
    return has_ability(user, Ability.DECIDE, notice.organization)


def may_handle_opinion(user: Any, opinion: Opinion) -> bool:
    return has_ability(user, Ability.ORGANIZE, opinion.notice.organization)

"""Judges: named, dealt out evenly, scoring, recused; and the sum when scoring closes."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from branches.enums import Role
from branches.models import Member, RoleAssignment
from brands import scoring
from brands.enums import NominationStatus, RoundStatus, ScoreSheetStatus
from brands.models import Judge, Nomination, Score, ScoreSheet, SelectionRound
from brands.permissions.selection import may_organize_round, may_score
from brands.rules.recusal import belonging, conflicts
from brands.rules.selection import check_scores_editable
from brands.services.consequences import follow
from brands.services.selection.locks import locked_nominations, locked_round, locked_sheets
from brands.services.taken import Taken
from brands.workflow.selection import ROUND_FLOW, SCORE_SHEET_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused

BY_TREE = "评委与参评品牌所在党组织属同一系统，按规定回避。"
SEEDS = 2**31


@dataclass(frozen=True)
class Mark:
    """What a judge gives for one criterion; without points the criterion is not scored yet."""

    points: Decimal | None
    note: str = ""


def name_judges(round: SelectionRound, *, users: Sequence[Any], actor: Any) -> list[Judge]:
    """Judges of a round: holders of the judge's role at the organiser. Where they belong is recorded."""
    with transaction.atomic():
        fresh = locked_round(round)
        _refuse_unless_judges_open(fresh, actor)
        wanted = {user.pk for user in users}
        holders = RoleAssignment.objects.in_force().filter(
            role=Role.JUDGE, organization=fresh.program.organizer, user__in=wanted, user__is_active=True
        )
        allowed = set(holders.values_list("user", flat=True))
        if not wanted or wanted - allowed:
            raise BusinessError("请从评委库中选择：只有在组织单位持有“评委”授权的账号可以担任评委。")
        homes = dict(Member.objects.active().filter(user__in=wanted).values_list("user", "organization"))
        present = set(fresh.judges.filter(user__in=wanted).values_list("user", flat=True))
        made = [
            Judge.objects.create(round=fresh, user_id=pk, organization_id=homes.get(pk))
            for pk in sorted(wanted - present)
        ]
        for judge in made:
            record(AuditKind.CHANGE, "聘请评委", actor=actor, subject=fresh, details={"judge": str(judge)})
    return made


def remove_judge(judge: Judge, *, actor: Any) -> None:
    """Before scoring begins; afterwards a judge's sheets stand, or wait to the end."""
    with transaction.atomic():
        fresh = locked_round(judge.round)
        _refuse_unless_judges_open(fresh, actor)
        if fresh.status == RoundStatus.SCORING:
            raise BusinessError("评分已经开始，不能再移出评委。未提交的评分表到期后不计入得分。")
        judge.sheets.all().delete()
        record(AuditKind.CHANGE, "移出评委", actor=actor, subject=fresh, details={"judge": str(judge)})
        judge.delete()


def assign_judges(round: SelectionRound, *, actor: Any, seed: int | None = None) -> SelectionRound:
    """Deal the sheets out: as many judges for each nomination as the round asks for, as evenly as recusal permits.

    Before scoring the whole table is made anew; during scoring what exists stays, sheets that the tree forbids are
    recused, and nominations that lack judges get others.
    """
    with transaction.atomic():
        fresh = locked_round(round)
        _refuse_unless_judges_open(fresh, actor)
        nominations = [n for n in locked_nominations(fresh) if n.status == NominationStatus.ELIGIBLE]
        sheets = locked_sheets(fresh)
        judges = list(fresh.judges.select_related("organization"))
        if not judges or not nominations:
            raise BusinessError("请先完成资格审查并聘请评委，再分配评委。")
        if fresh.status == RoundStatus.NOMINATING:
            ScoreSheet.objects.filter(nomination__round=fresh).delete()
            sheets = []
        seed = secrets.randbelow(SEEDS) if seed is None else seed
        new = _dealt(nominations, judges, sheets, fresh.judges_per_nomination, seed)
        exclude_by_tree(sheets, actor=actor)
        ScoreSheet.objects.bulk_create(new)
        fresh.assignment_seed = seed
        fresh.save(update_fields=["assignment_seed", "updated_at"])
        details = {"seed": seed, "sheets": len(new)}
        record(AuditKind.CHANGE, "分配评委", actor=actor, subject=fresh, details=details)
    return fresh


def _dealt(
    nominations: Sequence[Nomination], judges: Sequence[Judge], sheets: Iterable[ScoreSheet], each: int, seed: int
) -> list[ScoreSheet]:
    """The sheets to add to those that stand."""
    paths = belonging(judges)
    barred = {(j.pk, n.pk) for j in judges for n in nominations if conflicts(paths[j.pk], n)}
    recused = {(s.judge_id, s.nomination_id) for s in sheets if s.status == ScoreSheetStatus.RECUSED}
    standing = {(s.judge_id, s.nomination_id) for s in sheets} - recused - barred
    taken = {(s.judge_id, s.nomination_id) for s in sheets}
    kept = {n.pk: [j.pk for j in judges if (j.pk, n.pk) in standing] for n in nominations}
    allowed = {n.pk: [j.pk for j in judges if (j.pk, n.pk) not in barred | recused] for n in nominations}
    table = scoring.deal_out(allowed, [j.pk for j in judges], each, kept=kept, seed=seed)
    return [
        ScoreSheet(nomination_id=nomination, judge_id=judge)
        for nomination, chosen in table.items()
        for judge in chosen
        if (judge, nomination) not in taken
    ]


def exclude_by_tree(sheets: Iterable[ScoreSheet], *, actor: Any) -> int:
    """Recuse the sheets of judges who have come to lie on one line of the tree with the nomination."""
    alive = [sheet for sheet in sheets if sheet.status != ScoreSheetStatus.RECUSED]
    paths = belonging({sheet.judge_id: sheet.judge for sheet in alive}.values())
    barred = [sheet for sheet in alive if conflicts(paths[sheet.judge_id], sheet.nomination)]
    for sheet in barred:
        SCORE_SHEET_FLOW.take("exclude", sheet, actor=actor, comment=BY_TREE, recusal_reason=BY_TREE)
    return len(barred)


def _refuse_unless_judges_open(round: SelectionRound, actor: Any) -> None:
    if not may_organize_round(actor, round):
        raise StepRefused("只有组织单位的工委办公室可以聘请和分配评委。")
    if round.status not in (RoundStatus.PREPARING, RoundStatus.NOMINATING, RoundStatus.SCORING):
        raise BusinessError(f"本批次{round.get_status_display()}，评委不再变动。")


def save_scores(sheet: ScoreSheet, *, marks: Mapping[int, Mark], comment: str, actor: Any, version: int) -> ScoreSheet:
    """Keep what the judge has entered so far; `version` is the copy that was edited."""
    with transaction.atomic():
        fresh = _locked_sheet(sheet)
        if not may_score(actor, fresh):
            raise StepRefused("只有被分配的评委本人可以评分。")
        check_scores_editable(fresh)
        if fresh.status != ScoreSheetStatus.ASSIGNED:
            raise BusinessError(f"评分表{fresh.get_status_display()}，不能直接修改。")
        if fresh.edit_version != version:
            raise StaleCopy("这份评分表已在另一个窗口保存过。您刚填写的内容仍在下方，请核对后再次保存。")
        _write_marks(fresh, marks)
        fresh.comment = comment.strip()
        fresh.edit_version += 1
        fresh.save(update_fields=["comment", "edit_version", "updated_at"])
        record(AuditKind.CHANGE, "保存评分表", actor=actor, subject=fresh)
    return fresh


def _write_marks(sheet: ScoreSheet, marks: Mapping[int, Mark]) -> None:
    criteria = set(sheet.nomination.round.criteria.values_list("pk", flat=True))
    if set(marks) - criteria:
        raise BusinessError("评分标准已有变化，请刷新页面后再评分。")
    if any(mark.points is not None and not 0 <= mark.points <= 100 for mark in marks.values()):
        raise BusinessError("每项分数应在0到100之间。")
    sheet.scores.filter(criterion__in=marks).delete()
    Score.objects.bulk_create(
        Score(sheet=sheet, criterion_id=criterion, points=mark.points, note=mark.note.strip())
        for criterion, mark in marks.items()
        if mark.points is not None
    )


def submit_scores(
    sheet: ScoreSheet, *, marks: Mapping[int, Mark], comment: str, actor: Any, version: int
) -> ScoreSheet:
    """Save and hand in: all criteria or none."""
    with transaction.atomic():
        fresh = save_scores(sheet, marks=marks, comment=comment, actor=actor, version=version)
        return SCORE_SHEET_FLOW.take("submit", fresh, actor=actor)


def reopen_sheet(sheet: ScoreSheet, *, actor: Any) -> ScoreSheet:
    with transaction.atomic():
        return SCORE_SHEET_FLOW.take("reopen", _locked_sheet(sheet), actor=actor)


def recuse(sheet: ScoreSheet, *, reason: str, actor: Any) -> ScoreSheet:
    """The judge declares a reason of the own: kinship, work together, whatever might cast doubt."""
    with transaction.atomic():
        reason = reason.strip()[:200]
        return SCORE_SHEET_FLOW.take("recuse", _locked_sheet(sheet), actor=actor, comment=reason, recusal_reason=reason)


def _locked_sheet(sheet: ScoreSheet) -> ScoreSheet:
    """The row alone; round and nomination are read after the lock, so that a close that came first is seen."""
    return ScoreSheet.objects.select_for_update(of=("self",), no_key=True).get(pk=sheet.pk)


def close_scoring(round: SelectionRound, *, actor: Any, comment: str = "") -> SelectionRound:
    """End the scoring and sum up; score, rank and arithmetic are frozen on each nomination."""
    with transaction.atomic():
        fresh = locked_round(round)
        locked_nominations(fresh)
        sheets = locked_sheets(fresh)
        if may_organize_round(actor, fresh) and fresh.status == RoundStatus.SCORING:
            exclude_by_tree(sheets, actor=actor)
        fresh = ROUND_FLOW.take("close_scoring", fresh, actor=actor, comment=comment)
        follow("round", "close_scoring", Taken(fresh, actor))
    return fresh

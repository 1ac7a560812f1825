"""Who takes part: nominated by the branch or the office, screened, withdrawn."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from branches.paths import current_path
from brands.enums import NominationStatus
from brands.models import Brand, Nomination, SelectionRound
from brands.permissions.selection import may_nominate, may_organize_round
from brands.rules.selection import check_may_be_nominated, ineligible_reasons
from brands.services.selection.locks import locked_nominations, locked_round
from brands.workflow.selection import NOMINATION_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.onetime import remember_all, remembered_all, spend

# The others are taken for all nominations of a round together.
SINGLE_STEPS = ("admit", "reject", "withdraw", "return")


def nominate(
    round: SelectionRound, *, brands: Sequence[Brand], actor: Any, statement: str = "", key: str | None = None
) -> list[Nomination]:
    """Enter the brands for the round, all or none; a form sent twice finds what the first one made."""
    with transaction.atomic():
        fresh = locked_round(round)
        if key and (earlier := spend(key, actor=actor, purpose="nominations")) is not None:
            return remembered_all(Nomination, earlier)
        by_office = may_organize_round(actor, fresh)
        if not brands:
            raise BusinessError("请至少选择一个品牌。")
        if not all(may_nominate(actor, fresh, brand) for brand in brands):
            raise StepRefused("只有支部书记可以为本支部的品牌报名参评，其他品牌由工委办公室推荐。")
        check_may_be_nominated(fresh, by_office=by_office)
        _refuse_ineligible(fresh, brands)
        places = {
            brand.pk: current_path(brand.organization) for brand in sorted(brands, key=lambda b: b.organization_id)
        }
        made = [
            Nomination.objects.create(
                round=fresh,
                brand=brand,
                organization_path=places[brand.pk],
                statement=statement.strip(),
                nominated_by=actor,
                by_office=by_office,
            )
            for brand in brands
        ]
        for nomination in made:
            record(AuditKind.CHANGE, "推荐参评" if by_office else "报名参评", actor=actor, subject=nomination)
        if key:
            remember_all(key, made)
    return made


def _refuse_ineligible(round: SelectionRound, brands: Sequence[Brand]) -> None:
    present = {n.brand_id: n for n in round.nominations.filter(brand__in=[brand.pk for brand in brands])}
    reasons = ineligible_reasons(brands, round)
    found = []
    for brand in brands:
        if brand.pk in present:
            word = (
                "已退出参评，可在参评页面恢复" if present[brand.pk].status == NominationStatus.WITHDRAWN else "已经参评"
            )
            found.append(f"“{brand}”{word}。")
        found += [f"“{brand}”：{reason}" for reason in reasons[brand.pk]]
    if found:
        raise BusinessError("以下品牌不能参评，请调整后再提交：", details=found)


def advance_nomination(
    nomination: Nomination, step: str, *, actor: Any, comment: str = "", seen: str | None = None
) -> Nomination:
    """Screening by the office, withdrawal and return by the branch."""
    if step not in SINGLE_STEPS:
        raise StepRefused("该操作由工委在评选批次页面统一办理。")
    with transaction.atomic():
        locked_round(nomination.round)
        expect = {"status": seen} if seen else None
        return NOMINATION_FLOW.take(step, nomination, actor=actor, comment=comment, expect=expect)


def admit_all(
    round: SelectionRound, *, nominations: Sequence[Nomination], actor: Any
) -> tuple[list[Nomination], list[str]]:
    """Admit each that meets the conditions; those admitted, and why the others were not."""
    admitted, refused = [], []
    with transaction.atomic():
        locked_round(round)
        locked_nominations(round)
        for nomination in sorted(nominations, key=lambda n: n.pk):
            try:
                with transaction.atomic():
                    admitted.append(NOMINATION_FLOW.take("admit", nomination, actor=actor))
            except BusinessError as error:
                refused.append(f"“{nomination.brand}”：{' '.join([error.message, *error.details])}")
    return admitted, refused

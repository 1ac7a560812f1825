"""What a closed year suggests for the unit's brands; the office takes it up or leaves it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.ledger import ProposalKind
from assessments.models import GradeRule, Ledger, LedgerProposal
from assessments.workflow.result import PROPOSAL_FLOW
from brands.enums import BrandStatus, HonourLevel
from brands.models import Brand, Honour
from brands.services.honour import open_recheck

RECHECK_DAYS = 30


def propose(ledger: Ledger) -> list[LedgerProposal]:
    """The best grade proposes brands for the next honour; the lowest, or a veto, a recheck of those in force."""
    grades = list(GradeRule.objects.filter(scheme=ledger.scheme_id).order_by("order", "pk"))
    vetoes = ledger.arithmetic.get("vetoes", [])
    if not grades or not ledger.grade:
        return []
    made = []
    if ledger.grade == grades[0].name and not vetoes:
        made = _honours(ledger)
    elif vetoes or ledger.grade == grades[-1].name:
        made = _rechecks(ledger, vetoes)
    return LedgerProposal.objects.bulk_create(made, ignore_conflicts=True)


def _honours(ledger: Ledger) -> list[LedgerProposal]:
    rows = Brand.objects.filter(organization=ledger.organization_id).exclude(status=BrandStatus.CLOSED)
    reason = f"{ledger.year}年度考核总分{ledger.total.normalize():f}，等次“{ledger.grade}”" if ledger.total else ""
    return [
        LedgerProposal(ledger=ledger, brand=brand, kind=ProposalKind.HONOUR, reason=reason)
        for brand in rows.filter(honour_level__lt=HonourLevel.DEMONSTRATION).order_by("pk")
    ]


def _rechecks(ledger: Ledger, vetoes: list[str]) -> list[LedgerProposal]:
    """Of brands that hold an honour."""
    held = Honour.objects.valid().filter(brand__organization=ledger.organization_id)
    why = f"，有一票否决情形：{'、'.join(vetoes)}" if vetoes else ""
    reason = f"{ledger.year}年度考核等次“{ledger.grade}”{why}"[:300]
    brands = Brand.objects.filter(pk__in=held.values("brand")).order_by("pk")
    return [LedgerProposal(ledger=ledger, brand=b, kind=ProposalKind.RECHECK, reason=reason) for b in brands]


def advance_proposal(
    proposal: LedgerProposal, step: str, *, actor: Any, comment: str = "", seen: str | None = None
) -> LedgerProposal:
    """Taken up or left. A recheck that is taken up is opened for every honour in force, in the same transaction."""
    with transaction.atomic():
        # Brands and honours are locked before the trail, as every act on them does.
        if step == "adopt" and proposal.kind == ProposalKind.RECHECK and PROPOSAL_FLOW[step].is_open(actor, proposal):
            due_on = timezone.localdate() + timedelta(days=RECHECK_DAYS)
            for honour in Honour.objects.valid().filter(brand=proposal.brand_id).order_by("pk"):
                open_recheck(honour, reason=proposal.reason, due_on=due_on, actor=actor)
        expect = {"status": seen} if seen else None
        return PROPOSAL_FLOW.take(step, proposal, actor=actor, comment=comment, expect=expect)

"""What of a year's assessments waits for one person."""

from typing import Any

from django.db.models import QuerySet

from assessments.enums.ledger import ProposalStatus
from assessments.models import Appeal, Appraisal, Ledger, LedgerProposal, LedgerPublication
from branches.enums import Ability
from brands.selectors.workbench import NEXT, Due, Source


def _next_ledgers(rows: QuerySet[Ledger]) -> list[Due]:
    """Whoever has waited longest comes first."""
    found = rows.select_related("organization").order_by("updated_at", "pk")[:NEXT]
    return [
        Due(str(row), "assessments:ledger_detail", row.pk, row.get_status_display(), row.updated_at) for row in found
    ]


def _next_appeals(rows: QuerySet[Appeal]) -> list[Due]:
    found = rows.select_related("ledger__organization").order_by("filed_at", "pk")[:NEXT]
    return [
        Due(str(row), "assessments:appeal_detail", row.pk, row.ledger.organization.short_name, row.filed_at)
        for row in found
    ]


def _proposals(user: Any) -> QuerySet[LedgerProposal]:
    return LedgerProposal.objects.visible_to(user).filter(status=ProposalStatus.OPEN)


def _next_publications(rows: QuerySet[LedgerPublication]) -> list[Due]:
    return [
        Due(row.title, "assessments:publication_detail", row.pk, row.get_status_display(), row.updated_at)
        for row in rows.order_by("updated_at", "pk")[:NEXT]
    ]


def _next_appraisals(rows: QuerySet[Appraisal]) -> list[Due]:
    found = rows.select_related("organization").order_by("updated_at", "pk")[:NEXT]
    return [
        Due(str(row), "assessments:appraisal_detail", row.pk, row.organization.short_name, row.updated_at)
        for row in found
    ]


LIST = "assessments:ledger_list"
LEDGER_SOURCES: tuple[Source, ...] = (
    Source("ledgers_self", "待自评台账", "journal-text", LIST, "waiting=self", (Ability.EDIT,),
           lambda user: Ledger.objects.to_self_score(user), _next_ledgers, "ledgers"),
    Source("ledgers_check", "待审核台账", "journal-check", LIST, "waiting=check", (Ability.REVIEW,),
           lambda user: Ledger.objects.to_check(user), _next_ledgers, "ledgers"),
    Source("ledgers_confirm", "待审定台账", "journal-bookmark", LIST, "waiting=confirm", (Ability.DECIDE,),
           lambda user: Ledger.objects.to_confirm(user), _next_ledgers, "ledgers"),
    Source("ledger_publications", "待批准考核结果", "megaphone", LIST, "", (Ability.DECIDE,),
           lambda user: LedgerPublication.objects.to_approve(user), _next_publications, "ledgers"),
    Source("appeals", "待答复申诉", "chat-left-dots", "assessments:appeal_list", "status=filed", (Ability.DECIDE,),
           lambda user: Appeal.objects.to_answer(user), _next_appeals, "ledgers"),
    Source("ledger_proposals", "待处理考核建议", "lightbulb", "assessments:proposal_list", "", (Ability.ORGANIZE,),
           _proposals, menu="ledgers"),
    Source("appraisals", "待审批民主评议", "person-check", "assessments:appraisal_list", "", (Ability.REVIEW,),
           lambda user: Appraisal.objects.to_approve(user), _next_appraisals, "points"),
)  # fmt: skip

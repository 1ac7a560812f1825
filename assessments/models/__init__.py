"""Schemes, ledgers, surveys and points; a module for each process."""

from assessments.models.ledger import Ledger, LedgerEntry, LedgerEvent, LedgerEvidence
from assessments.models.result import (
    Appeal,
    AppealEvent,
    LedgerProposal,
    LedgerPublication,
    ProposalEvent,
    PublicationEvent,
    Settlement,
)
from assessments.models.scheme import (
    GradeRule,
    Group,
    Indicator,
    Scheme,
    SchemeEvent,
    SchemeFlag,
    SchemeImport,
)
from assessments.models.survey import (
    Ballot,
    BallotBox,
    CodeLot,
    Remark,
    RemarkEvent,
    SealedCode,
    Survey,
    SurveyEvent,
    SurveyQuestion,
    SurveyTarget,
)

__all__ = [
    "Appeal",
    "AppealEvent",
    "Ballot",
    "BallotBox",
    "CodeLot",
    "GradeRule",
    "Group",
    "Indicator",
    "Ledger",
    "LedgerEntry",
    "LedgerEvent",
    "LedgerEvidence",
    "LedgerProposal",
    "LedgerPublication",
    "ProposalEvent",
    "PublicationEvent",
    "Remark",
    "RemarkEvent",
    "Scheme",
    "SchemeEvent",
    "SchemeFlag",
    "SchemeImport",
    "SealedCode",
    "Settlement",
    "Survey",
    "SurveyEvent",
    "SurveyQuestion",
    "SurveyTarget",
]

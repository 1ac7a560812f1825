"""The models of brands, split by process."""

from brands.models.application import (
    Application,
    ApplicationEvent,
    ApplicationVersion,
    Attachment,
    BrandText,
    Resolution,
    SimilarityKey,
)
from brands.models.creation import Brand, BrandEvent, Carrier, PhaseRecord, SearchGram
from brands.models.honour import Honour, HonourEvent, OfficialDocument
from brands.models.program import Criterion, Phase, Program, ProgramEvent
from brands.models.selection import (
    Judge,
    Nomination,
    NominationEvent,
    NoticeEvent,
    Opinion,
    OpinionEvent,
    PublicNotice,
    RoundCriterion,
    RoundEvent,
    Score,
    ScoreSheet,
    ScoreSheetEvent,
    SelectionRound,
)

__all__ = [
    "Application",
    "ApplicationEvent",
    "ApplicationVersion",
    "Attachment",
    "Brand",
    "BrandEvent",
    "BrandText",
    "Carrier",
    "Criterion",
    "Honour",
    "HonourEvent",
    "Judge",
    "Nomination",
    "NominationEvent",
    "NoticeEvent",
    "OfficialDocument",
    "Opinion",
    "OpinionEvent",
    "Phase",
    "PhaseRecord",
    "Program",
    "ProgramEvent",
    "PublicNotice",
    "Resolution",
    "RoundCriterion",
    "RoundEvent",
    "Score",
    "ScoreSheet",
    "ScoreSheetEvent",
    "SearchGram",
    "SelectionRound",
    "SimilarityKey",
]

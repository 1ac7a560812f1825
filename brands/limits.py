"""How long each text of an application may be, unless the program says otherwise."""

from brands.enums import GuidanceClass, GuidanceFact

NAME_ADVISED = (4, 8)  # characters of a name that is easily remembered: advice, not a limit

DEFAULT_LIMITS = {
    "name": 20,
    "slogan": 40,
    "logo_meaning": 300,
    "concept": 300,
    "connotation": 1000,
    "goals": 800,
    "facet_text": 200,
    "carrier_text": 300,
    "plan_text": 500,
    "opinions_asked": 500,
}


def default_limits() -> dict[str, int]:
    return dict(DEFAULT_LIMITS)


# What the columns hold, whatever a program allows; a draft may exceed the program's limit, never these.
NAME_MOST = 20
SLOGAN_MOST = 80
TEXT_MOST = 20_000
FACETS_MOST = 20
CARRIERS_MOST = 30
FACET_TITLE_MOST = 30
CARRIER_NAME_MOST = 40

ATTACHMENTS_MOST = 10
ATTACHMENT_QUOTA = 200 * 1024 * 1024  # bytes, all applications of one branch together

# Classified guidance of a program that has said nothing else: class, fact, not below, not above; the first that fits.
DEFAULT_GUIDANCE = (
    (GuidanceClass.WEAK, GuidanceFact.OVERDUE_PHASES, 2, None),
    (GuidanceClass.WEAK, GuidanceFact.OVERDUE_FINDINGS, 2, None),
    (GuidanceClass.WEAK, GuidanceFact.LEDGER_SCORE, None, "59.99"),
    (GuidanceClass.MIDDLING, GuidanceFact.OVERDUE_PHASES, 1, None),
    (GuidanceClass.MIDDLING, GuidanceFact.OVERDUE_FINDINGS, 1, None),
    (GuidanceClass.MIDDLING, GuidanceFact.PLAN_MISSING, 1, None),
    (GuidanceClass.GOOD, GuidanceFact.LEDGER_SCORE, 85, None),
)
GUIDANCE_RULES_MOST = 20

INSPECTION_TARGETS_MOST = 200  # one inspection is told in one go
TARGET_FINDINGS_MOST = 20
WORDS_MOST = 1000  # an answer, a report, a result

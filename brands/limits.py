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

# What a named brand owes, and how long the office's words may be.
PLAN_TEXT_MOST = 2000
RECHECK_TEXT_MOST = 2000
RECHECK_FILL_DAYS = 30  # how long a branch has to report, when the recheck is opened by the clock
HIGHLIGHT_TEXT_MOST = 500
REGULATION_TEXT_MOST = 20_000
AWARD_ROWS_MOST = 20  # awards typed on one page
BULK_MOST = 200  # rows that one confirmation page takes
# The survey before brands are chosen: column, question, hint.
HIGHLIGHT_QUESTIONS = (
    ("strengths", "本支部最有特色、群众最认可的做法是什么？", "写一两件实事即可，不需附材料。"),
    ("core_task", "本单位的中心工作是什么，支部在其中承担什么？", ""),
    ("served", "主要服务哪些对象，他们最需要什么？", ""),
    ("carriers", "已有哪些阵地、队伍、岗位、活动？", "每行一项，如：党员先锋岗：窗口亮身份、亮承诺。"),
    ("idea", "品牌名称有什么设想？", "没有想好的可以不填。"),
    ("difficulties", "创建中有什么困难，需要哪些支持？", "仅供上级党组织了解情况，不带入申报。"),
)

# The closing of a phase: characters of each text when it is handed in.
CLOSING_LIMITS = {
    "summary": 1000,
    "problems": 600,
    "measures": 600,
    "looked_back_plan": 400,
    "looked_back_do": 600,
    "looked_back_check": 400,
    "looked_back_improve": 400,
}
DUE_SOON_DAYS = 30  # so long before its last day an open phase is something to do
ACCEPTANCE_DAYS = 15  # so long a closing may lie at the superior's desk
EXTENSION_MOST_DAYS = 366  # one extension; there may be several
SUPERVISED_MOST = 100  # phases chosen at once
SUPERVISION_TEXT_MOST = 1000

# Activities. Without a brand there is no program that says how many files one may have.
EVIDENCE_CAP = 3
EVIDENCE_SIDE = 1280  # pixels of the longer side: enough to recognise a meeting, some 200 kB
EVIDENCE_QUOTA = 500 * 1024 * 1024  # bytes, all activities of one organisation together
SUMMARY_MOST = 2000
AHEAD_MOST_DAYS = 366  # so far ahead an activity may be planned
PASTED_ROWS_MOST = 100
PASTED_TEXT_MOST = 60_000
EXPORTED_ROWS_MOST = 5_000
ACTIVITY_PEOPLE_MOST = 100_000

DEED_TEXT_MOST = 1000
DEEDS_SHOWN = 20  # on a brand's public page

"""Archive, hand-over sheet and messages: who may open which address."""

from typing import Any

from tests.permissions.people import ABOVE, BRANCH, JUDGES, LOGGED_IN, REVIEWERS
from tests.permissions.row import BOTH, POST, Row

READERS = (*BRANCH, *ABOVE)
TAKES_OVER = ("clerk", "secretary", *REVIEWERS, "office")
NOT_THEIRS = ("member", "director")


def nothing(world: Any) -> dict[str, str]:
    return {}


ARCHIVE = [
    Row("brands:archive", "brand", ok=READERS),
    Row("brands:archive", "brand", ok=READERS, query="?kind=filing"),
    Row("brands:archive", "sibling_brand", ok=("sibling_secretary", *ABOVE)),
    # Judges read the brand that they score, not its history.
    Row("brands:archive", "scoring_brand", ok=READERS, forbidden=JUDGES),
    Row("brands:archive_pdf", "brand", ok=READERS, methods=POST, data=nothing),
    Row("brands:archive_xlsx", "brand", ok=READERS, is_export=True),
    Row("brands:archive_xlsx", "scoring_brand", ok=READERS, forbidden=JUDGES, is_export=True),
    Row("brands:handover", "branch", ok=TAKES_OVER, forbidden=NOT_THEIRS),
    Row("brands:handover", "sibling", ok=("sibling_secretary", *REVIEWERS, "office"), forbidden=("director",)),
    Row("brands:handover_pdf", "branch", ok=TAKES_OVER, forbidden=NOT_THEIRS, is_export=True),
    Row("brands:message_list", ok=LOGGED_IN),
    Row("brands:message_list", ok=LOGGED_IN, query="?tab=unread"),
    Row("brands:message_read", "message", ok=("secretary",), methods=POST, data=nothing),
    Row("brands:message_read_all", ok=LOGGED_IN, methods=POST, data=nothing, is_act=False),
    Row("brands:reminder_settings", ok=LOGGED_IN, methods=BOTH),
]

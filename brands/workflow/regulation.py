"""A rule: drafted, in force, superseded by its next version or repealed."""

from brands.enums import RegulationStatus as S
from brands.models import Regulation, RegulationEvent
from brands.permissions.regulation import may_keep_regulation
from brands.rules.regulation import check_has_content
from core.workflow import Flow, Step

REGULATION_FLOW = Flow[Regulation](
    RegulationEvent,
    Step("issue", "发布", (S.DRAFT,), S.IN_FORCE, may_keep_regulation, check=check_has_content),
    # Taken with the issue of the next version.
    Step("supersede", "被新版本取代", (S.IN_FORCE,), S.SUPERSEDED, may_keep_regulation),
    Step("repeal", "废止", (S.IN_FORCE,), S.REPEALED, may_keep_regulation, needs_comment=True, tone="danger"),
)

"""A scheme: drafted, in force, closed."""

from assessments.enums.scheme import SchemeStatus as S
from assessments.models import Scheme, SchemeEvent
from assessments.permissions.scheme import may_organize_scheme
from assessments.rules.scheme import check_ready_to_start
from core.workflow import Flow, Step

SCHEME_FLOW = Flow[Scheme](
    SchemeEvent,
    Step("start", "开始考核", (S.DRAFT,), S.IN_FORCE, may_organize_scheme, check=check_ready_to_start),
    Step("close", "结束考核", (S.IN_FORCE,), S.CLOSED, may_organize_scheme, needs_comment=True, tone="warning"),
    Step("discard", "作废", (S.DRAFT,), S.DISCARDED, may_organize_scheme, needs_comment=True, tone="danger"),
)

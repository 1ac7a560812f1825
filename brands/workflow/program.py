"""A program: prepared, open, closed."""

from brands.enums import ProgramStatus as S
from brands.models import Program, ProgramEvent
from brands.permissions.program import may_decide, may_organize
from brands.rules.program import check_ready_to_open
from core.workflow import Flow, Step

PROGRAM_FLOW = Flow[Program](
    ProgramEvent,
    Step("open", "启动", (S.PREPARING,), S.OPEN, may_organize, check=check_ready_to_open),
    Step("close", "结束", (S.OPEN,), S.CLOSED, may_decide, needs_comment=True, tone="warning"),
    Step("reopen", "恢复", (S.CLOSED,), S.OPEN, may_decide, needs_comment=True, tone="secondary"),
)

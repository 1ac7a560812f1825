"""The inspection machines: inspection, finding."""

from brands.enums import FindingStatus as F
from brands.enums import InspectionStatus as I
from brands.models import Finding, FindingEvent, Inspection, InspectionEvent
from brands.permissions.inspection import (
    may_answer_finding,
    may_judge_finding,
    may_run_inspection,
    may_settle_finding,
)
from brands.rules import inspection as rules
from core.workflow import Flow, Step

INSPECTION_FLOW = Flow[Inspection](
    InspectionEvent,
    Step(
        "carry_out",
        "告知督查结果",
        (I.PLANNED,),
        I.CARRIED_OUT,
        may_run_inspection,
        check=rules.check_carried_out,
    ),
    Step("close", "办结督查", (I.CARRIED_OUT,), I.CLOSED, may_run_inspection, check=rules.check_all_settled),
    Step("cancel", "取消督查", (I.PLANNED,), I.CANCELLED, may_run_inspection, needs_comment=True, tone="danger"),
)

FINDING_FLOW = Flow[Finding](
    FindingEvent,
    # Taken with the inspection's "carry_out", see services/consequences.py.
    Step("tell", "告知问题", (F.DRAFT,), F.OPEN, may_settle_finding),
    Step("answer", "报送整改情况", (F.OPEN,), F.ANSWERED, may_answer_finding),
    Step("close", "销号", (F.ANSWERED,), F.CLOSED, may_judge_finding, check=rules.check_answered),
    Step(
        "send_back",
        "退回重新整改",
        (F.ANSWERED,),
        F.OPEN,
        may_judge_finding,
        needs_comment=True,
        tone="warning",
    ),
    Step("extend", "延长整改期限", (F.OPEN,), None, may_judge_finding, needs_comment=True, tone="secondary"),
    # Mended before anybody's eyes, or there is nobody left to answer.
    Step("settle", "直接销号", (F.OPEN,), F.CLOSED, may_judge_finding, needs_comment=True, tone="secondary"),
)

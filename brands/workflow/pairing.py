"""The pairing machine: proposed by the office, agreed to by both branches, ended with a result."""

from brands.enums import PairingStatus as P
from brands.models import Pairing, PairingEvent
from brands.permissions.pairing import (
    may_agree_as_strong,
    may_agree_as_weak,
    may_decline_pairing,
    may_end_pairing,
    may_propose,
    may_take_part,
)
from brands.rules import pairing as rules
from core.workflow import Flow, Step

PAIRING_FLOW = Flow[Pairing](
    PairingEvent,
    Step("agree_strong", "同意帮带", (P.PROPOSED,), None, may_agree_as_strong),
    Step("agree_weak", "同意结对", (P.PROPOSED,), None, may_agree_as_weak),
    # Taken with the second agreement, see services/consequences.py.
    Step("begin", "开始共建", (P.PROPOSED,), P.ACTIVE, may_take_part, check=rules.check_both_agreed),
    Step("decline", "不同意结对", (P.PROPOSED,), P.DECLINED, may_decline_pairing, needs_comment=True, tone="danger"),
    Step("withdraw", "撤回提议", (P.PROPOSED,), P.DECLINED, may_propose, needs_comment=True, tone="danger"),
    Step("end", "结束共建", (P.ACTIVE,), P.ENDED, may_end_pairing),
)

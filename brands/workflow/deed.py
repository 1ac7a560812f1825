"""A good deed on its way to the public: agreed to, proposed, checked by one, approved by another, taken down."""

from brands.enums import DeedStatus as D
from brands.models import Deed, DeedEvent
from brands.permissions.deed import (
    may_approve_deed,
    may_keep_deed,
    may_propose_deed,
    may_screen_deed,
    may_send_deed_back,
    may_take_deed_down,
)
from brands.rules.deed import check_approvable, check_consent, check_publishable
from core.workflow import Flow, Step

DEED_FLOW = Flow[Deed](
    DeedEvent,
    Step("propose", "申请公开", (D.RECORDED,), D.PROPOSED, may_propose_deed, check=check_publishable),
    Step(
        "check",
        "保密与准确性审查通过",
        (D.PROPOSED,),
        D.CHECKED,
        may_screen_deed,
        needs_comment=True,
        check=check_publishable,
    ),
    Step("approve", "批准公开", (D.CHECKED,), D.PUBLISHED, may_approve_deed, check=check_approvable),
    Step(
        "retract",
        "撤回申请",
        (D.PROPOSED, D.CHECKED),
        D.RECORDED,
        may_propose_deed,
        tone="secondary",
    ),
    Step(
        "return",
        "退回支部",
        (D.PROPOSED, D.CHECKED),
        D.RECORDED,
        may_send_deed_back,
        needs_comment=True,
        tone="warning",
    ),
    Step("take_down", "停止公开", (D.PUBLISHED,), D.RECORDED, may_take_deed_down, needs_comment=True, tone="warning"),
    # The person's own right: at any time, without anybody's leave.
    Step(
        "withdraw_consent",
        "本人撤回同意",
        tuple(D),
        D.RECORDED,
        may_keep_deed,
        needs_comment=True,
        check=check_consent,
        tone="danger",
    ),
)

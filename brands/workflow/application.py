"""An application: written, climbing level by level, accepted or turned back."""

from brands.enums import ApplicationStatus as S
from brands.models import Application, ApplicationEvent
from brands.permissions.application import (
    may_accept,
    may_endorse,
    may_forward,
    may_screen,
    may_submit_application,
    may_turn_back,
)
from brands.permissions.phase import by_system
from brands.rules.application import check_may_reopen, check_ready_to_submit
from core.workflow import Flow, Step

APPLICATION_FLOW = Flow[Application](
    ApplicationEvent,
    Step("submit", "提交", (S.DRAFT,), S.IN_REVIEW, may_submit_application, check=check_ready_to_submit),
    Step("endorse", "同意并上报", (S.IN_REVIEW,), None, may_endorse),
    # The level has nobody who could review: the organiser's office hands it on, with a word on why.
    Step(
        "forward",
        "转送上一级",
        (S.IN_REVIEW,),
        None,
        may_forward,
        needs_comment=True,
        tone="secondary",
    ),
    # The branch has been moved, see services/moving.py: to the level whose turn it is now, or back.
    Step("reroute", "随隶属调整改送", (S.IN_REVIEW,), None, by_system),
    Step("recall", "随隶属调整退回", (S.IN_REVIEW,), S.DRAFT, by_system),
    Step("screen", "初审通过", (S.IN_REVIEW,), None, may_screen),
    Step("accept", "同意创建", (S.IN_REVIEW,), S.ACCEPTED, may_accept),
    Step("return", "退回修改", (S.IN_REVIEW,), S.DRAFT, may_turn_back, needs_comment=True, tone="warning"),
    Step("decline", "要求重新申报", (S.IN_REVIEW,), S.DECLINED, may_turn_back, needs_comment=True, tone="danger"),
    Step("withdraw", "撤回", (S.DRAFT, S.IN_REVIEW), S.WITHDRAWN, may_submit_application, tone="secondary"),
    Step(
        "reopen",
        "恢复为草稿",
        (S.WITHDRAWN,),
        S.DRAFT,
        may_submit_application,
        check=check_may_reopen,
        tone="secondary",
    ),
)

"""The way of a ledger through the year: self-scored, checked, confirmed, published, closed."""

from assessments.enums.ledger import LedgerStatus as L
from assessments.models import Ledger, LedgerEvent
from assessments.permissions.ledger import (
    may_check,
    may_confirm,
    may_organize_ledger,
    may_pass_on,
    may_publish_ledger,
    may_self_score,
)
from assessments.rules import ledger as rules
from core.workflow import Flow, Step

LEDGER_FLOW = Flow[Ledger](
    LedgerEvent,
    Step("submit", "提交自评", (L.OPEN,), L.SELF_SCORED, may_self_score, check=rules.check_self_scored),
    Step(
        "withdraw",
        "撤回自评",
        (L.SELF_SCORED,),
        L.OPEN,
        may_self_score,
        check=rules.check_before_publication,
        tone="secondary",
    ),
    Step(
        "pass_on",
        "未自评，直接审核",
        (L.OPEN,),
        L.SELF_SCORED,
        may_pass_on,
        needs_comment=True,
        check=rules.check_before_publication,
        tone="secondary",
    ),
    Step("check", "审核通过", (L.SELF_SCORED,), L.CHECKED, may_check, check=rules.check_superior_scored),
    Step(
        "return",
        "退回修改自评",
        (L.SELF_SCORED,),
        L.OPEN,
        may_check,
        needs_comment=True,
        check=rules.check_before_publication,
        tone="warning",
    ),
    Step("confirm", "审定", (L.CHECKED,), L.CONFIRMED, may_confirm, check=rules.check_confirmable),
    Step(
        "send_back",
        "退回上级重新审核",
        (L.CHECKED,),
        L.SELF_SCORED,
        may_confirm,
        needs_comment=True,
        check=rules.check_before_publication,
        tone="warning",
    ),
    Step(
        "reopen",
        "撤销审定",
        (L.CONFIRMED,),
        L.CHECKED,
        may_confirm,
        needs_comment=True,
        check=rules.check_before_publication,
        tone="warning",
    ),
    Step(
        "exclude",
        "不参加本年度考核",
        (L.OPEN, L.SELF_SCORED, L.CHECKED, L.CONFIRMED),
        L.EXCLUDED,
        may_organize_ledger,
        needs_comment=True,
        check=rules.check_before_publication,
        tone="secondary",
    ),
    Step(
        "include",
        "恢复参加考核",
        (L.EXCLUDED,),
        L.OPEN,
        may_organize_ledger,
        needs_comment=True,
        check=rules.check_before_publication,
        tone="secondary",
    ),
    # Taken for all ledgers of a scheme together, by the services of the publication.
    Step("publish", "公布", (L.CONFIRMED,), L.PUBLISHED, may_publish_ledger, check=rules.check_no_approved_publication),
    Step(
        "unpublish",
        "撤下公布",
        (L.PUBLISHED,),
        L.CONFIRMED,
        may_publish_ledger,
        needs_comment=True,
        check=rules.check_publication_withdrawn,
        tone="danger",
    ),
    # Taken by the answer to an appeal.
    Step(
        "correct",
        "申诉更正",
        (L.PUBLISHED,),
        None,
        may_confirm,
        needs_comment=True,
        check=rules.check_no_approved_publication,
    ),
    Step("close", "归档", (L.PUBLISHED,), L.CLOSED, may_publish_ledger, check=rules.check_publication_closed),
)
# The others are taken for a whole scheme, or by an answer to an appeal.
SINGLE_STEPS = (
    "submit",
    "withdraw",
    "pass_on",
    "check",
    "return",
    "confirm",
    "send_back",
    "reopen",
    "exclude",
    "include",
)

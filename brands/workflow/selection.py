"""The selection machines: round, nomination, score sheet, public notice, opinion."""

from brands.enums import NominationStatus as N
from brands.enums import NoticeStatus as P
from brands.enums import OpinionStatus as O
from brands.enums import RoundStatus as R
from brands.enums import ScoreSheetStatus as S
from brands.models import (
    Nomination,
    NominationEvent,
    NoticeEvent,
    Opinion,
    OpinionEvent,
    PublicNotice,
    RoundEvent,
    ScoreSheet,
    ScoreSheetEvent,
    SelectionRound,
)
from brands.permissions.selection import (
    may_approve_notice,
    may_decide_round,
    may_draft_notice,
    may_exclude_sheet,
    may_handle_opinion,
    may_name_nomination,
    may_organize_round,
    may_publish_notice,
    may_score,
    may_screen_nomination,
    may_withdraw_nomination,
)
from brands.rules import recusal
from brands.rules import selection as rules
from core.workflow import Flow, Step

ROUND_FLOW = Flow[SelectionRound](
    RoundEvent,
    Step("open", "开始受理", (R.PREPARING,), R.NOMINATING, may_organize_round, check=rules.check_ready_to_open),
    Step("start_scoring", "开始评分", (R.NOMINATING,), R.SCORING, may_organize_round, check=rules.check_ready_to_score),
    Step("extend", "延长评分期限", (R.SCORING,), None, may_organize_round, needs_comment=True, tone="secondary"),
    Step("close_scoring", "结束评分", (R.SCORING,), R.SCORED, may_organize_round, check=rules.check_ready_to_close),
    Step("shortlist", "确定初选", (R.SCORED,), R.SHORTLISTED, may_organize_round, check=rules.check_ready_to_shortlist),
    # Taken by the services of the notice, when the director approves it and when it is withdrawn.
    Step("begin_notice", "开始公示", (R.SHORTLISTED,), R.IN_NOTICE, may_decide_round),
    Step(
        "withdraw_notice",
        "撤下公示",
        (R.IN_NOTICE,),
        R.SHORTLISTED,
        may_decide_round,
        needs_comment=True,
        tone="danger",
    ),
    Step("decide", "决定命名", (R.IN_NOTICE,), R.DECIDED, may_decide_round, check=rules.check_ready_to_decide),
    Step("issue", "签发命名文件", (R.DECIDED,), R.NAMED, may_decide_round, check=rules.check_ready_to_issue),
    Step(
        "cancel",
        "取消本批次",
        (R.PREPARING, R.NOMINATING, R.SCORING, R.SCORED, R.SHORTLISTED, R.IN_NOTICE),
        R.CANCELLED,
        may_decide_round,
        needs_comment=True,
        tone="danger",
    ),
)

NOMINATION_FLOW = Flow[Nomination](
    NominationEvent,
    Step(
        "admit",
        "通过资格审查",
        (N.NOMINATED, N.REJECTED),
        N.ELIGIBLE,
        may_screen_nomination,
        check=rules.check_eligible,
    ),
    Step(
        "reject",
        "不符合条件",
        (N.NOMINATED, N.ELIGIBLE),
        N.REJECTED,
        may_screen_nomination,
        needs_comment=True,
        check=rules.check_before_close,
        tone="warning",
    ),
    Step(
        "withdraw",
        "退出参评",
        (N.NOMINATED, N.ELIGIBLE),
        N.WITHDRAWN,
        may_withdraw_nomination,
        check=rules.check_before_close,
        tone="secondary",
    ),
    Step(
        "return",
        "重新参评",
        (N.WITHDRAWN,),
        N.NOMINATED,
        may_withdraw_nomination,
        check=rules.check_may_return,
        tone="secondary",
    ),
    # Taken for all nominations of a round together, by the services of the round.
    Step("shortlist", "入围", (N.ELIGIBLE,), N.SHORTLISTED, may_screen_nomination, check=rules.check_may_be_listed),
    Step(
        "leave_out", "未入围", (N.ELIGIBLE,), N.NOT_SHORTLISTED, may_screen_nomination, check=rules.check_may_be_listed
    ),
    Step("name", "命名", (N.SHORTLISTED,), N.NAMED, may_name_nomination, check=rules.check_may_be_decided),
    Step(
        "pass_over",
        "不予命名",
        (N.SHORTLISTED,),
        N.NOT_NAMED,
        may_name_nomination,
        needs_comment=True,
        check=rules.check_may_be_decided,
        tone="danger",
    ),
)

SCORE_SHEET_FLOW = Flow[ScoreSheet](
    ScoreSheetEvent,
    Step("submit", "提交评分", (S.ASSIGNED,), S.SUBMITTED, may_score, check=rules.check_sheet_complete),
    Step(
        "reopen", "修改评分", (S.SUBMITTED,), S.ASSIGNED, may_score, check=rules.check_scores_editable, tone="secondary"
    ),
    Step(
        "recuse",
        "申请回避",
        (S.ASSIGNED, S.SUBMITTED),
        S.RECUSED,
        may_score,
        needs_comment=True,
        check=rules.check_scoring_open,
        tone="warning",
    ),
    # Taken by the services that deal out the sheets and close the scoring, for the tree's reason alone.
    Step(
        "exclude",
        "按规定回避",
        (S.ASSIGNED, S.SUBMITTED),
        S.RECUSED,
        may_exclude_sheet,
        needs_comment=True,
        check=recusal.check_conflict,
        tone="warning",
    ),
)

NOTICE_FLOW = Flow[PublicNotice](
    NoticeEvent,
    Step("check", "保密与准确性审查通过", (P.DRAFT,), P.CHECKED, may_draft_notice, needs_comment=True),
    Step("approve", "批准并发布", (P.CHECKED,), P.PUBLISHED, may_publish_notice, check=rules.check_notice_publishable),
    Step("send_back", "退回修改", (P.CHECKED,), P.DRAFT, may_approve_notice, needs_comment=True, tone="warning"),
    Step("withdraw", "撤下公示", (P.PUBLISHED,), P.WITHDRAWN, may_approve_notice, needs_comment=True, tone="danger"),
    Step("close", "结束公示", (P.PUBLISHED,), P.CLOSED, may_approve_notice, check=rules.check_notice_ended),
)

OPINION_FLOW = Flow[Opinion](
    OpinionEvent,
    Step("inquire", "受理并核实", (O.RECEIVED,), O.UNDER_INQUIRY, may_handle_opinion),
    Step(
        "uphold",
        "反映属实",
        (O.RECEIVED, O.UNDER_INQUIRY),
        O.UPHELD,
        may_handle_opinion,
        needs_comment=True,
        tone="warning",
    ),
    Step(
        "dismiss",
        "不影响命名",
        (O.RECEIVED, O.UNDER_INQUIRY),
        O.DISMISSED,
        may_handle_opinion,
        needs_comment=True,
        tone="secondary",
    ),
)

"""The machines of demonstration sites and of visits to them."""

from brands.enums import SiteStatus as S
from brands.enums import VisitStatus as V
from brands.models import DemonstrationSite, SiteEvent, Visit, VisitEvent
from brands.permissions.site import (
    may_cancel_visit,
    may_keep_site,
    may_mark_site,
    may_receive,
    may_report_visit,
    may_turn_down,
)
from brands.rules import site as rules
from core.workflow import Flow, Step

SITE_FLOW = Flow[DemonstrationSite](
    SiteEvent,
    Step("suspend", "暂停接待", (S.ACTIVE,), S.SUSPENDED, may_keep_site, needs_comment=True, tone="warning"),
    Step("resume", "恢复接待", (S.SUSPENDED,), S.ACTIVE, may_keep_site),
    Step("end", "取消示范点", (S.ACTIVE, S.SUSPENDED), S.ENDED, may_mark_site, needs_comment=True, tone="danger"),
    Step("mark_again", "重新认定", (S.ENDED,), S.ACTIVE, may_mark_site, needs_comment=True),
)

VISIT_FLOW = Flow[Visit](
    VisitEvent,
    Step("confirm", "确认接待", (V.BOOKED,), V.CONFIRMED, may_receive, check=rules.check_receivable),
    Step(
        "decline",
        "不能接待",
        (V.BOOKED, V.CONFIRMED),
        V.DECLINED,
        may_turn_down,
        needs_comment=True,
        tone="warning",
    ),
    Step(
        "cancel", "取消来访", (V.BOOKED, V.CONFIRMED), V.CANCELLED, may_cancel_visit, needs_comment=True, tone="danger"
    ),
    Step("report", "填写学习收获", (V.CONFIRMED,), V.REPORTED, may_report_visit, check=rules.check_visited),
)

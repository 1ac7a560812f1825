"""A brand in creation: filed anew when the office asks, concluded with its last phase, stopped; its public entry."""

from brands.enums import BrandStatus as B
from brands.models import Brand, BrandEvent
from brands.permissions.creation import may_demand_reapplication, may_publish_brand, may_stop_brand
from brands.permissions.phase import by_system
from brands.rules.creation import check_is_published, check_may_be_filed_anew, check_secrecy_checked
from core.workflow import Flow, Step

BRAND_FLOW = Flow[Brand](
    BrandEvent,
    Step("publish", "批准公开", (B.IN_CREATION, B.CONCLUDED), None, may_publish_brand, check=check_secrecy_checked),
    Step(
        "unpublish",
        "停止公开",
        tuple(B),
        None,
        may_publish_brand,
        needs_comment=True,
        check=check_is_published,
        tone="warning",
    ),
    # Vague, or without a feature of its own: the branch files a revision, and the phases rest until it is accepted.
    Step(
        "demand",
        "要求重新申报",
        (B.IN_CREATION,),
        B.REAPPLYING,
        may_demand_reapplication,
        needs_comment=True,
        check=check_may_be_filed_anew,
        tone="warning",
    ),
    Step(
        "lift",
        "撤销重新申报要求",
        (B.REAPPLYING,),
        B.IN_CREATION,
        may_demand_reapplication,
        needs_comment=True,
        tone="secondary",
    ),
    # The revision has been accepted.
    Step("go_on", "重新申报已同意", (B.REAPPLYING,), B.IN_CREATION, by_system),
    # The last phase has been accepted.
    Step("conclude", "创建完成", (B.IN_CREATION,), B.CONCLUDED, by_system),
    Step(
        "stop",
        "停止创建",
        (B.IN_CREATION, B.REAPPLYING),
        B.CLOSED,
        may_stop_brand,
        needs_comment=True,
        tone="danger",
    ),
    Step("resume", "恢复创建", (B.CLOSED,), B.IN_CREATION, may_stop_brand, needs_comment=True, tone="secondary"),
)

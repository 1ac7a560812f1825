"""A brand's entry on the public wall: approved, taken down."""

from brands.enums import BrandStatus as B
from brands.models import Brand, BrandEvent
from brands.permissions.creation import may_publish_brand
from brands.rules.creation import check_secrecy_checked
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
        tone="warning",
    ),
)

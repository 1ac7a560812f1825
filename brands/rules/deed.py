"""What a good deed needs before anybody outside the branch reads of it."""

from brands.models import Deed
from core.errors import BusinessError


def check_consent(deed: Deed) -> None:
    if not deed.has_consent():
        raise BusinessError("尚无有效的本人同意记录（未记录、已到期或已撤回），不能公开。")


def check_publishable(deed: Deed) -> None:
    """With a brand on whose page it may stand, with consent, and naming nobody who has not agreed to it."""
    check_consent(deed)
    if deed.brand is None:
        raise BusinessError("请先选择品牌：好人好事在品牌的公开页面上展示。")
    if not deed.consent_full_name and deed.member.name in deed.title + deed.text:
        raise BusinessError(
            f"本人没有同意公开全名，但标题或事迹中写有全名，请改写为“{deed.public_name}”，或取得公开全名的同意。"
        )


def check_approvable(deed: Deed) -> None:
    """党务公开条例 Art. 15: reviewed by one, approved by another."""
    check_publishable(deed)
    if deed.secrecy_checked_by_id is None or deed.secrecy_checked_at is None:
        raise BusinessError("尚未作保密与准确性审查，不能批准公开。")

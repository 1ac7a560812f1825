"""What a brand needs before the public sees it."""

from brands.models import Brand
from core.errors import BusinessError


def check_secrecy_checked(brand: Brand) -> None:
    """党务公开条例 Art. 15: reviewed for secrecy and accuracy before somebody else approves."""
    if brand.secrecy_checked_by_id is None or brand.secrecy_checked_at is None:
        raise BusinessError("该品牌尚无保密审查记录，不能公开。请由工委办公室在审核修订申报时完成保密审查。")

"""What a brand needs before the public sees it."""

from brands.enums import BrandStatus, ProgramStatus
from brands.models import Brand
from core.enums import PublicationRange
from core.errors import BusinessError


def check_secrecy_checked(brand: Brand) -> None:
    """党务公开条例 Art. 15: reviewed for secrecy and accuracy before somebody else approves."""
    if brand.secrecy_checked_by_id is None or brand.secrecy_checked_at is None:
        raise BusinessError("该品牌尚无保密审查记录，不能公开。请由工委办公室在审核修订申报时完成保密审查。")


def check_may_be_filed_anew(brand: Brand) -> None:
    """Filings are taken only while the program runs: nobody is asked for what cannot be handed in."""
    if brand.program.status != ProgramStatus.OPEN:
        raise BusinessError(f"创建活动{brand.program.get_status_display()}，已不受理申报，不能要求重新申报。")


def check_may_be_revised(brand: Brand) -> None:
    if brand.status == BrandStatus.CLOSED:
        raise BusinessError("该品牌已停止创建，不能修订；如需继续，请先由工委负责人恢复创建。")


def check_is_published(brand: Brand) -> None:
    if brand.publication_range == PublicationRange.NONE:
        raise BusinessError("该品牌现在没有公开，不必停止公开。")

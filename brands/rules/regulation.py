"""What a rule needs before it is put in force."""

from brands.enums import RegulationStatus
from brands.models import Regulation
from core.errors import BusinessError


def check_has_content(regulation: Regulation) -> None:
    """A text or a file; and a version that replaces another one comes after it."""
    missing = []
    if not regulation.text.strip() and not regulation.file:
        missing.append("请填写主要内容，或上传文件。")
    former = regulation.former
    if former and regulation.effective_on < former.effective_on:
        missing.append(f"施行日期不能早于前一版本的{former.effective_on:%Y年%-m月%-d日}。")
    if missing:
        raise BusinessError("该制度还不能发布：", details=missing)


def check_may_revise(regulation: Regulation) -> None:
    """From what is in force, and once."""
    if regulation.status != RegulationStatus.IN_FORCE:
        raise BusinessError(f"该制度{regulation.get_status_display()}，不能修订。")
    if Regulation.objects.filter(former=regulation).exists():
        raise BusinessError("该制度已有修订稿，请在修订稿上继续。")

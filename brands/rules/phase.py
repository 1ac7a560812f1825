"""What a phase needs before it is handed in, and what an extension may do to its date."""

from datetime import date, timedelta

from django.utils import timezone

from brands.enums import BrandStatus
from brands.limits import CLOSING_LIMITS, EXTENSION_MOST_DAYS
from brands.models import Brand, PhaseRecord
from core.errors import BusinessError

RESTING = {
    BrandStatus.REAPPLYING: "工委办公室已要求该品牌重新申报，修订申报同意之前各阶段暂停办理。",
    BrandStatus.CONCLUDED: "该品牌已创建完成，各阶段不再办理。",
    BrandStatus.CLOSED: "该品牌已停止创建，各阶段不再办理。",
}


def check_goes_on(brand: Brand) -> None:
    """A brand that is filed anew, finished or stopped lets its phases rest."""
    if words := resting_words(brand):
        raise BusinessError(words)


def resting_words(brand: Brand) -> str:
    return RESTING.get(BrandStatus(brand.status), "")


def label_of(name: str) -> str:
    """What the form calls the field."""
    return str(PhaseRecord._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def check_ready_to_close(record: PhaseRecord) -> None:
    """Summary, problems, measures and the whole look-back, each within its limit."""
    missing = []
    for name, limit in CLOSING_LIMITS.items():
        label, text = label_of(name), getattr(record, name).strip()
        if not text:
            missing.append(f"“{label}”还没有填写。")
        elif len(text) > limit:
            missing.append(f"“{label}”不超过{limit}字，现为{len(text)}字。")
    if missing:
        raise BusinessError("阶段小结还不能提交：", details=missing)


def extended_to(record: PhaseRecord, until: date | None) -> date:
    """The later day, if it may be granted: after the present one, not in the past, not years away."""
    if until is None:
        raise BusinessError("请填写延期后的截止日期。")
    if until <= record.due_on:
        raise BusinessError(f"延期后的截止日期应晚于现在的截止日期{record.due_on:%Y年%-m月%-d日}。")
    if until < timezone.localdate():
        raise BusinessError("延期后的截止日期不能早于今天。")
    latest = max(record.due_on, timezone.localdate()) + timedelta(days=EXTENSION_MOST_DAYS)
    if until > latest:
        raise BusinessError(f"一次延期不超过一年，最晚到{latest:%Y年%-m月%-d日}。")
    return until

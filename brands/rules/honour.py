"""What an honour needs before it changes."""

from django.utils import timezone

from brands.models import Honour
from core.errors import BusinessError


def check_restorable(honour: Honour) -> None:
    """What has run out is not restored; the brand takes part in a new selection."""
    if honour.expires_on < timezone.localdate():
        raise BusinessError(f"称号有效期至{honour.expires_on:%Y年%-m月%-d日}，已经期满，不能恢复。")

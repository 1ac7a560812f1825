"""Values of display settings."""

from django.db.models import TextChoices


class TextSize(TextChoices):
    STANDARD = "standard", "标准"
    LARGE = "large", "大字"
    LARGEST = "largest", "特大"


TEXT_SIZE_COOKIE = "text_size"

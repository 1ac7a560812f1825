"""Values of mass evaluation: surveys, their questions, what was written freely."""

from django.db.models import TextChoices


class SurveyStatus(TextChoices):
    DRAFT = "draft", "筹备中"
    OPEN = "open", "评价中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


class Publicity(TextChoices):
    """Whether everybody may read what all organisations together were told."""

    NONE = "none", "未公开"
    PROPOSED = "proposed", "已提请公开"
    PUBLIC = "public", "已公开"


class QuestionKind(TextChoices):
    SCALE = "scale", "满意度（计分）"
    CHOICE = "choice", "单选"
    CHOICES = "choices", "多选"
    TEXT = "text", "文字意见"


class RemarkStatus(TextChoices):
    WAITING = "waiting", "待审核"
    APPROVED = "approved", "已通过"
    WITHHELD = "withheld", "不予转送"

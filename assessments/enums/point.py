"""Values of member points and of the yearly democratic appraisal."""

from django.db.models import TextChoices


class PointPlanStatus(TextChoices):
    DRAFT = "draft", "拟订中"
    IN_FORCE = "in_force", "执行中"
    CLOSED = "closed", "已停用"
    DISCARDED = "discarded", "已作废"


class CapPeriod(TextChoices):
    """Over which time the points of one rule are capped for one member."""

    NONE = "none", "不设上限"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    YEAR = "year", "每年"
    CAMPAIGN = "campaign", "规则有效期内"


class PointMonthStatus(TextChoices):
    OPEN = "open", "登记中"
    CLOSED = "closed", "已审定"


class AppraisalStatus(TextChoices):
    DRAFT = "draft", "拟定中"
    SUBMITTED = "submitted", "待上级审批"
    APPROVED = "approved", "已审批"


class AppraisalGrade(TextChoices):
    EXCELLENT = "excellent", "优秀"
    QUALIFIED = "qualified", "合格"
    BASIC = "basic", "基本合格"
    UNQUALIFIED = "unqualified", "不合格"
    # Probationary members take part and get no grade.
    NONE = "none", "不定等次"
    ABSENT = "absent", "未参加"


# Such a grade needs a reason in words.
EXPLAINED = (AppraisalGrade.BASIC, AppraisalGrade.UNQUALIFIED, AppraisalGrade.ABSENT)
# What a formal member who took part may be given.
GRADED = (AppraisalGrade.EXCELLENT, AppraisalGrade.QUALIFIED, AppraisalGrade.BASIC, AppraisalGrade.UNQUALIFIED)

"""Values stored in core's columns; logic runs on the values, pages show the labels."""

from django.db.models import TextChoices


class PublicationRange(TextChoices):
    NONE = "none", "不公开"
    BRANCH = "branch", "本支部"
    UNIT = "unit", "本单位"
    ALL_UNITS = "all_units", "各单位"
    PUBLIC = "public", "面向社会"


class JobStatus(TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


class AuditKind(TextChoices):
    STEP = "step", "流程操作"
    CHANGE = "change", "数据变更"
    ACCESS = "access", "登录与访问"
    DENIAL = "denial", "拒绝访问"
    ACCOUNT = "account", "账号与授权"
    EXPORT = "export", "导出"

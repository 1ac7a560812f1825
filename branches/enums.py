"""Values of the organisation tree, of posts, members and roles."""

from django.db.models import IntegerChoices, TextChoices


class OrganizationKind(TextChoices):
    WORKING_COMMITTEE = "working_committee", "机关工委"
    COMMITTEE = "committee", "党委（党组）"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"


class PostKind(TextChoices):
    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy", "副书记"
    ORGANIZATION = "organization", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    DISCIPLINE = "discipline", "纪检委员"
    MEMBER = "member", "委员"


class MemberStatus(TextChoices):
    FORMAL = "formal", "正式党员"
    PROBATIONARY = "probationary", "预备党员"


class ExemptClass(TextChoices):
    NONE = "none", "无"
    RETIRED = "retired", "离退休"
    ILL = "ill", "长期病休"
    FLOATING = "floating", "流动党员"


class Role(TextChoices):
    CLERK = "clerk", "填报员"
    SECRETARY = "secretary", "支部书记"
    REVIEWER = "reviewer", "上级审核员"
    OFFICE = "office", "工委办公室"
    JUDGE = "judge", "评委"
    DIRECTOR = "director", "工委负责人"
    MEMBER = "member", "党员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    AUDITOR = "auditor", "审计管理员"


class Ability(TextChoices):
    """What a role may do; the words a predicate asks for."""

    READ = "read", "查看"
    EDIT = "edit", "填写"
    SUBMIT = "submit", "提交与撤回"
    REVIEW = "review", "审核"
    ORGANIZE = "organize", "组织创建活动与评选"
    SCORE = "score", "评分"
    DECIDE = "decide", "决定"
    MANAGE_ORGANIZATIONS = "manage_organizations", "维护党组织与党员"
    MANAGE_ACCOUNTS = "manage_accounts", "维护账号与授权"
    MANAGE_SETTINGS = "manage_settings", "维护系统设置"
    READ_AUDIT = "read_audit", "查阅审计记录"


class TermYears(IntegerChoices):
    THREE = 3, "3 年"
    FIVE = 5, "5 年（村、社区等）"


class WarningKind(TextChoices):
    """What an organisation's facts may call attention to; a warning never blocks."""

    PARENT = "parent", "隶属关系"
    SIZE = "size", "党员人数"
    COMMITTEE = "committee", "支委会"
    SECRETARY = "secretary", "书记"
    NO_TERM = "no_term", "届次"
    TERM_ENDING = "term_ending", "即将届满"
    TERM_OVER = "term_over", "已届满"
    TERM_LONG = "term_long", "任期"


class ImportSheet(TextChoices):
    """The sheets of the workbook that organisations, members and accounts come in with."""

    ORGANIZATIONS = "organizations", "党组织"
    MEMBERS = "members", "党员"
    ACCOUNTS = "accounts", "账号"


class RowAction(TextChoices):
    """What becomes of one row of an import."""

    CREATE = "create", "新增"
    UPDATE = "update", "更新"
    SAME = "same", "不变"
    LEFT_OUT = "left_out", "不导入"
    FAULTY = "faulty", "有误"


class ImportStage(TextChoices):
    """Where an import stands, as read from its marks; no column of its own."""

    CHECKING = "checking", "检查中"
    FAULTY = "faulty", "有误"
    READY = "ready", "待确认"
    EMPTY = "empty", "无可导入"
    IMPORTING = "importing", "导入中"
    DONE = "done", "已导入"
    STOPPED = "stopped", "未完成"
    EXPIRED = "expired", "已过期"

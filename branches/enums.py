"""Values of the organisation tree, of posts, members and roles."""

from django.db.models import TextChoices


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

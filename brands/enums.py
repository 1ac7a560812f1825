"""Values of programs, applications, brands, selection and honours."""

from django.db.models import IntegerChoices, TextChoices


class ProgramNature(TextChoices):
    """What the campaign legally is; 《创建示范活动管理办法》 asks for approval of the last one only."""

    INTERNAL = "internal", "本系统内部创建活动"
    ASSESSMENT = "assessment", "年度考核评比"
    DEMONSTRATION = "demonstration", "创建示范活动（须经批准）"


class ProgramStatus(TextChoices):
    PREPARING = "preparing", "筹备中"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class EndorsementRule(TextChoices):
    EVERY_LEVEL = "every_level", "逐级审核"
    NEXT_ONLY = "next_only", "上一级审核后直报"
    DIRECT = "direct", "直接报组织单位"


class ApplicationKind(TextChoices):
    FIRST = "first", "首次申报"
    REVISION = "revision", "修订申报"


class ApplicationStatus(TextChoices):
    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "审核中"
    ACCEPTED = "accepted", "已同意创建"
    DECLINED = "declined", "要求重新申报"
    WITHDRAWN = "withdrawn", "已撤回"


class ResolutionKind(TextChoices):
    COMMITTEE = "committee", "支部委员会会议"
    ASSEMBLY = "assembly", "支部党员大会"


class CarrierKind(TextChoices):
    PLACE = "place", "阵地"
    ACTIVITY = "activity", "活动"
    TEAM = "team", "队伍"
    POST = "post", "岗位"
    SYSTEM = "system", "制度"
    PLATFORM = "platform", "平台"
    METHOD = "method", "工作法"


class BrandStatus(TextChoices):
    IN_CREATION = "in_creation", "创建中"
    CONCLUDED = "concluded", "创建完成"
    CLOSED = "closed", "已停止创建"


class PhaseRecordStatus(TextChoices):
    UPCOMING = "upcoming", "未开始"
    OPEN = "open", "进行中"
    SUBMITTED = "submitted", "待验收"
    ACCEPTED = "accepted", "已验收"


class HonourLevel(IntegerChoices):
    """Higher is better; the order sorts and filters."""

    CULTIVATED = 1, "培育品牌"
    EXCELLENT = 2, "优秀品牌"
    DEMONSTRATION = 3, "示范品牌"


class HonourStatus(TextChoices):
    VALID = "valid", "有效"
    EXPIRED = "expired", "期满"
    REVOKED = "revoked", "已撤销"


class RoundStatus(TextChoices):
    PREPARING = "preparing", "筹备中"
    NOMINATING = "nominating", "受理参评"
    SCORING = "scoring", "评委评分"
    SCORED = "scored", "评分结束"
    SHORTLISTED = "shortlisted", "已定初选"
    IN_NOTICE = "in_notice", "公示中"
    DECIDED = "decided", "已决定命名"
    NAMED = "named", "已印发命名文件"
    CANCELLED = "cancelled", "已取消"


class NominationStatus(TextChoices):
    NOMINATED = "nominated", "待资格审查"
    ELIGIBLE = "eligible", "参评"
    REJECTED = "rejected", "不符合条件"
    WITHDRAWN = "withdrawn", "已退出"
    SHORTLISTED = "shortlisted", "入围"
    NOT_SHORTLISTED = "not_shortlisted", "未入围"
    NAMED = "named", "已命名"
    NOT_NAMED = "not_named", "未命名"


class ScoreSheetStatus(TextChoices):
    ASSIGNED = "assigned", "待评分"
    SUBMITTED = "submitted", "已评分"
    RECUSED = "recused", "已回避"


class NoticeStatus(TextChoices):
    DRAFT = "draft", "拟稿"
    CHECKED = "checked", "已审查待批准"
    PUBLISHED = "published", "公示中"
    CLOSED = "closed", "公示结束"
    WITHDRAWN = "withdrawn", "已撤下"


class OpinionStatus(TextChoices):
    RECEIVED = "received", "待受理"
    UNDER_INQUIRY = "under_inquiry", "调查核实中"
    UPHELD = "upheld", "反映属实"
    DISMISSED = "dismissed", "不影响命名"


class DocumentStatus(TextChoices):
    ISSUED = "issued", "有效"
    ANNULLED = "annulled", "已作废"

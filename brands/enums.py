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
    # The office has asked for it to be filed anew; the phases rest until a revision is accepted.
    REAPPLYING = "reapplying", "须重新申报"
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
    CORRECTING = "correcting", "限期整改"
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


class DocumentKind(TextChoices):
    NAMING = "naming", "命名文件"
    DECISION = "decision", "称号处理决定"


class PhaseMark(TextChoices):
    """The look-back after a phase, see the yearly cycle of improvement."""

    PLAN = "plan", "计划"
    DO = "do", "执行"
    CHECK = "check", "检查"
    IMPROVE = "improve", "改进"


class BrandFault(TextChoices):
    """Why the office asks for a brand to be filed anew."""

    VAGUE = "vague", "名称、内涵空泛"
    FEATURELESS = "featureless", "没有本单位特色"
    ALIKE = "alike", "与其他品牌雷同"
    GROUNDLESS = "groundless", "载体和措施不落实"


class SupervisionStatus(TextChoices):
    SENT = "sent", "待反馈"
    ANSWERED = "answered", "已反馈"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class Strand(TextChoices):
    """The strands of a brand's work."""

    EDUCATION = "education", "主题教育"
    TRAINING = "training", "学习培训"
    COMMITMENT = "commitment", "目标承诺"
    OTHER = "other", "其他工作"


class CommitmentStatus(TextChoices):
    MADE = "made", "践诺中"
    KEPT = "kept", "已践诺"
    NOT_KEPT = "not_kept", "未践诺"
    WITHDRAWN = "withdrawn", "已撤回"


class DeedStatus(TextChoices):
    RECORDED = "recorded", "内部记录"
    PROPOSED = "proposed", "待保密审查"
    CHECKED = "checked", "已审查待批准"
    PUBLISHED = "published", "已公开"


class InspectionStatus(TextChoices):
    PLANNED = "planned", "已安排"
    CARRIED_OUT = "carried_out", "已开展"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class FindingStatus(TextChoices):
    """Drafted while the inspection is under way; the branch sees a finding once it is told."""

    DRAFT = "draft", "拟稿"
    OPEN = "open", "待整改"
    ANSWERED = "answered", "已报整改"
    CLOSED = "closed", "已销号"


class GuidanceClass(TextChoices):
    GOOD = "good", "较好"
    MIDDLING = "middling", "一般"
    WEAK = "weak", "薄弱"


class GuidanceFact(TextChoices):
    """What a rule of classified guidance may look at."""

    OVERDUE_PHASES = "overdue_phases", "逾期阶段数"
    OVERDUE_FINDINGS = "overdue_findings", "逾期未整改问题数"
    OPEN_FINDINGS = "open_findings", "未销号问题数"
    LEDGER_SCORE = "ledger_score", "最近一次年度考核得分"
    PLAN_MISSING = "plan_missing", "当年应报未报深化计划数"
    ACTIVITIES = "activities", "近十二个月活动数"


class PairingStatus(TextChoices):
    PROPOSED = "proposed", "待确认"
    ACTIVE = "active", "结对中"
    ENDED = "ended", "已结束"
    DECLINED = "declined", "未达成"


class SiteStatus(TextChoices):
    ACTIVE = "active", "开放中"
    SUSPENDED = "suspended", "暂停接待"
    ENDED = "ended", "已取消"


class HalfDay(TextChoices):
    """When visitors come: those of one half of a day are there together."""

    AM = "am", "上午"
    PM = "pm", "下午"


class VisitStatus(TextChoices):
    BOOKED = "booked", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未能接待"
    REPORTED = "reported", "已完成"
    CANCELLED = "cancelled", "已取消"


class AnnualPlanStatus(TextChoices):
    DRAFT = "draft", "待报送"
    SUBMITTED = "submitted", "已报送"
    READ = "read", "已阅"


class RecheckStatus(TextChoices):
    OPEN = "open", "待填报"
    SUBMITTED = "submitted", "待决定"
    DECIDED = "decided", "已决定"
    CANCELLED = "cancelled", "已取消"


class RecheckResult(TextChoices):
    KEEP = "keep", "保留"
    LOWER = "lower", "降级"
    CORRECT = "correct", "限期整改"
    REVOKE = "revoke", "撤销"


class RegulationStatus(TextChoices):
    DRAFT = "draft", "拟稿"
    IN_FORCE = "in_force", "现行有效"
    SUPERSEDED = "superseded", "已被修订"
    REPEALED = "repealed", "已废止"


class AwardLevel(IntegerChoices):
    """Who gave it; higher is higher."""

    UNIT = 1, "本单位"
    COUNTY = 2, "县区级"
    CITY = 3, "市级"
    PROVINCE = 4, "省部级"
    NATION = 5, "国家级"

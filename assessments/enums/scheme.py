"""Values of schemes: how a year is scored is data, and these are the words that data is made of."""

from django.db.models import TextChoices


class SchemeStatus(TextChoices):
    DRAFT = "draft", "拟订中"
    IN_FORCE = "in_force", "考核中"
    CLOSED = "closed", "已结束"
    DISCARDED = "discarded", "已作废"


class IndicatorKind(TextChoices):
    """What an entry of points means for the score."""

    BASE = "base", "计分项"  # earns up to its maximum
    BONUS = "bonus", "加分项"  # adds, up to its maximum or without end
    DEDUCTION = "deduction", "扣分项"  # falls from its maximum, or takes off the total
    VETO = "veto", "一票否决"  # sets or limits the grade whatever the score


class Method(TextChoices):
    DOCUMENTS = "documents", "查阅资料"
    SITE = "site", "实地查看"
    INTERVIEW = "interview", "访谈"
    SURVEY = "survey", "测评"
    RECORDS = "records", "系统记录"
    OTHER = "other", "其他"


class Period(TextChoices):
    """When an indicator's points are gathered."""

    DURING_YEAR = "during_year", "平时"
    YEAR_END = "year_end", "年终"


class Source(TextChoices):
    """What the system knows already and fills in, with a link."""

    NONE = "none", "无"
    ACTIVITIES = "activities", "已开展的活动"
    PHASES = "phases", "创建阶段按期验收"
    FINDINGS = "findings", "督查问题整改办结"
    PLANS = "plans", "年度深化计划"
    COMMITMENTS = "commitments", "公开承诺兑现"


class GroupRule(TextChoices):
    SUM = "sum", "各类别得分直接相加"
    WEIGHTED = "weighted", "各类别按权重折算"


class NotApplicableRule(TextChoices):
    """An indicator that does not apply leaves the maximum; what becomes of the rest."""

    RESCALE = "rescale", "移出满分，其余按比例折算"
    FULL = "full", "按满分计"


class Rounding(TextChoices):
    HALF_UP = "half_up", "四舍五入"
    HALF_EVEN = "half_even", "四舍六入五成双"
    DOWN = "down", "舍去尾数"


class SeatRounding(TextChoices):
    """How a share of the units becomes a number of seats."""

    DOWN = "down", "舍去尾数"
    HALF_UP = "half_up", "四舍五入"
    UP = "up", "进一"


class TieRule(TextChoices):
    """What tells equals apart; who is equal still shares the rank."""

    SHARED = "shared", "并列，不再区分"
    MASS = "mass", "群众评价高者在前"
    BASE = "base", "基本分（不含加减分）高者在前"
    GROUPS = "groups", "依次比较各类别得分"


class CutRule(TextChoices):
    """Equals of whom not all fit into a quota."""

    LEAVE_OUT = "leave_out", "同分者均不列入，名额不突破"
    DECIDE = "decide", "由考核单位集体研究择定"


class FormalismRule(TextChoices):
    """What must not be scored, and may be only with an office's written reason."""

    MEDIA = "media", "媒体报道、信息稿件"
    LEADERS_NOTES = "leaders_notes", "领导批示、肯定性意见"
    PHOTOS = "photos", "照片、留痕数量"
    STUDY_NOTES = "study_notes", "学习笔记、心得篇数"
    VOTES = "votes", "投票、点赞、转发"
    CHECK_INS = "check_ins", "打卡、登录次数、积分排名"


class ImportStage(TextChoices):
    OPEN = "open", "待核对"
    TAKEN = "taken", "已生成细则"
    DISCARDED = "discarded", "已放弃"

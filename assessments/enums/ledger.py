"""Values of yearly ledgers, of their publication and of appeals."""

from django.db.models import TextChoices


class LedgerStatus(TextChoices):
    OPEN = "open", "待自评"
    SELF_SCORED = "self_scored", "待上级审核"
    CHECKED = "checked", "待审定"
    CONFIRMED = "confirmed", "已审定"
    PUBLISHED = "published", "已公布"
    CLOSED = "closed", "已归档"
    EXCLUDED = "excluded", "不参加考核"


class Column(TextChoices):
    """Who says what an indicator came to."""

    SELF = "self", "自评"
    SUPERIOR = "superior", "上级评分"
    CONFIRMED = "confirmed", "审定"

    @property
    def filling(self) -> str:
        """What it is called to fill it in."""
        return f"填写{'审定分' if self is Column.CONFIRMED else self.label}"


class Readers(TextChoices):
    """To whom the words of a step are addressed, said to who writes them; superiors read what the unit reads."""

    UNIT = "unit", "本单位和各级上级都可以看到。"
    SUPERIORS = "superiors", "只有上级和考核单位可以看到，本单位看不到。"
    ORGANIZER = "organizer", "只有考核单位的工委办公室和工委负责人可以看到。"


class Mark(TextChoices):
    """What stands instead of points."""

    NONE = "", "—"
    NOT_APPLICABLE = "na", "不适用"
    HIT = "hit", "有此情形"


class EvidenceKind(TextChoices):
    """What an entry may rest on: things that are in the system already."""

    ACTIVITY = "activity", "活动"
    PHASE_RECORD = "phase_record", "阶段记录"
    FINDING = "finding", "督查问题"
    ANNUAL_PLAN = "annual_plan", "年度计划"
    COMMITMENT = "commitment", "公开承诺"
    AWARD = "award", "所获荣誉"


class PublicationStatus(TextChoices):
    DRAFT = "draft", "拟稿"
    CHECKED = "checked", "已审查待批准"
    PUBLISHED = "published", "已公布"
    CLOSED = "closed", "已归档"
    WITHDRAWN = "withdrawn", "已撤下"


class AppealStatus(TextChoices):
    FILED = "filed", "待答复"
    UPHELD = "upheld", "申诉成立"
    DISMISSED = "dismissed", "维持原结果"
    WITHDRAWN = "withdrawn", "已撤回"


class ProposalKind(TextChoices):
    """What a closed year leads to; the office takes it up or leaves it, with reasons."""

    HONOUR = "honour", "建议推荐评选"
    RECHECK = "recheck", "建议启动复核"


class ProposalStatus(TextChoices):
    OPEN = "open", "待处理"
    TAKEN = "taken", "已采纳"
    LEFT = "left", "未采纳"

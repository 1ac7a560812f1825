"""The table of everything with a due date: a process adds its row here."""

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from branches.enums import Ability as A
from branches.models import Term
from brands.enums import (
    AnnualPlanStatus,
    BrandStatus,
    CommitmentStatus,
    FindingStatus,
    HonourStatus,
    InspectionStatus,
    NominationStatus,
    PairingStatus,
    ProgramStatus,
    RecheckStatus,
    RoundStatus,
    ScoreSheetStatus,
    SupervisionStatus,
    VisitStatus,
)
from brands.models import (
    AnnualPlan,
    Application,
    Commitment,
    Finding,
    Honour,
    Inspection,
    Pairing,
    PhaseRecord,
    Recheck,
    ScoreSheet,
    SelectionRound,
    Supervision,
    Visit,
)
from brands.selectors.reminder.base import ReminderSource


def _with_brand(column: str, prefix: str = "brand__") -> Concat:
    return Concat(F(f"{prefix}name"), Value("（"), F(column), Value("）"), output_field=CharField())


def _alive(brand: str = "brand") -> Q:
    return ~Q(**{f"{brand}__status": BrandStatus.CLOSED})


def _last_terms() -> QuerySet[Term]:
    """The present term of each organisation in being, without an approved delay."""
    last = Term.objects.filter(organization=OuterRef("organization")).order_by("-elected_on", "-pk")
    return Term.objects.filter(organization__is_active=True, exception_note="", pk=Subquery(last.values("pk")[:1]))


def _sheets() -> QuerySet[ScoreSheet]:
    waiting = ScoreSheet.objects.filter(status=ScoreSheetStatus.ASSIGNED)
    return waiting.filter(nomination__status=NominationStatus.ELIGIBLE, nomination__round__status=RoundStatus.SCORING)


REMINDER_SOURCES: list[ReminderSource] = [
    ReminderSource(
        "phase",
        "阶段小结",
        lambda: PhaseRecord.objects.running(),
        _with_brand("phase__name"),
        due="due_on",
        path="organization_path",
        abilities=(A.EDIT,),
        url_name="brands:phase_detail",
    ),
    ReminderSource(
        "supervision",
        "督办反馈",
        lambda: Supervision.objects.filter(status=SupervisionStatus.SENT),
        "title",
        due="due_on",
        path="addressee_path",
        abilities=(A.REVIEW,),
        url_name="brands:supervision_detail",
    ),
    ReminderSource(
        "finding",
        "问题整改",
        lambda: Finding.objects.filter(status=FindingStatus.OPEN),
        "problem",
        due="due_on",
        path="organization_path",
        abilities=(A.SUBMIT,),
        url_name="brands:finding_detail",
    ),
    ReminderSource(
        "inspection",
        "开展督查",
        lambda: Inspection.objects.filter(status=InspectionStatus.PLANNED),
        "title",
        due="ends_on",
        path="organizer_path",
        abilities=(A.REVIEW,),
        url_name="brands:inspection_detail",
    ),
    ReminderSource(
        "plan",
        "年度深化计划",
        lambda: AnnualPlan.objects.filter(_alive(), status=AnnualPlanStatus.DRAFT),
        Concat(F("brand__name"), Value("（"), Cast("year", CharField()), Value("年）"), output_field=CharField()),
        due="due_on",
        path="organization_path",
        abilities=(A.EDIT,),
        url_name="brands:plan_detail",
    ),
    ReminderSource(
        "recheck",
        "称号复核",
        lambda: Recheck.objects.filter(status=RecheckStatus.OPEN),
        "honour__brand__name",
        due="due_on",
        path="organization_path",
        abilities=(A.EDIT,),
        url_name="brands:recheck_detail",
    ),
    ReminderSource(
        "correction",
        "称号限期整改",
        lambda: Honour.objects.filter(status=HonourStatus.CORRECTING, correct_by__isnull=False),
        "brand__name",
        due="correct_by",
        path="organization_path",
        abilities=(A.SUBMIT,),
        url_name="brands:honour_detail",
    ),
    ReminderSource(
        "honour",
        "称号期满",
        lambda: Honour.objects.filter(status__in=[HonourStatus.VALID, HonourStatus.CORRECTING]),
        "brand__name",
        due="expires_on",
        path="organization_path",
        abilities=(),
        url_name="brands:honour_detail",
    ),
    ReminderSource(
        "commitment",
        "承诺兑现",
        lambda: Commitment.objects.filter(status=CommitmentStatus.MADE),
        "text",
        due="due_on",
        path="organization_path",
        abilities=(A.EDIT,),
        url_name="brands:commitment_list",
        subject="",
    ),
    ReminderSource(
        "pairing",
        "结对共建总结",
        lambda: Pairing.objects.filter(status=PairingStatus.ACTIVE),
        Concat(F("strong__name"), Value("—"), F("weak__short_name"), output_field=CharField()),
        due="ends_on",
        path="strong_path",
        abilities=(A.EDIT,),
        url_name="brands:pairing_detail",
    ),
    ReminderSource(
        "booking",
        "来访预约确认",
        lambda: Visit.objects.filter(status=VisitStatus.BOOKED),
        Concat(F("organization__short_name"), Value("来访"), output_field=CharField()),
        due="visit_on",
        path="site__organization_path",
        abilities=(A.SUBMIT,),
        url_name="brands:visit_detail",
    ),
    ReminderSource(
        "visit",
        "参观学习",
        lambda: Visit.objects.filter(status=VisitStatus.CONFIRMED),
        Concat(F("site__brand__name"), Value("示范点"), output_field=CharField()),
        due="visit_on",
        path="organization_path",
        abilities=(A.EDIT,),
        url_name="brands:visit_detail",
    ),
    ReminderSource(
        "application",
        "申报截止",
        lambda: Application.objects.drafts().filter(
            program__status=ProgramStatus.OPEN, program__applications_until__isnull=False
        ),
        Concat(F("program__name"), Value("："), F("name"), output_field=CharField()),
        due="program__applications_until",
        path="organization_path",
        abilities=(A.EDIT,),
        url_name="brands:application_detail",
    ),
    ReminderSource(
        "nominations",
        "参评截止",
        lambda: SelectionRound.objects.filter(status=RoundStatus.NOMINATING),
        "name",
        due="nominations_until",
        path="program__organizer__path",
        abilities=(A.ORGANIZE,),
        url_name="brands:round_detail",
        reaches_below=True,
    ),
    ReminderSource(
        "score",
        "评委评分",
        _sheets,
        "nomination__brand__name",
        due="nomination__round__scoring_until",
        path="nomination__round__program__organizer__path",
        abilities=(A.SCORE,),
        url_name="brands:sheet_detail",
        person="judge__user_id",
    ),
    ReminderSource(
        "term",
        "班子届满",
        _last_terms,
        Concat(
            F("organization__short_name"),
            Value("第"),
            Cast("number", CharField()),
            Value("届"),
            output_field=CharField(),
        ),
        due="ends_on",
        path="organization__path",
        abilities=(A.SUBMIT,),
        url_name="branches:organization_detail",
        subject="organization_id",
        before=(90, 30),
    ),
]

"""The table of what a brand's archive is made of: a process adds its row here."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models import Model as DjangoModel
from django.db.models.functions import Cast, Coalesce, Concat

from brands.enums import (
    GuidanceClass,
    HonourLevel,
    NominationStatus,
    NoticeStatus,
    RecheckStatus,
    RoundStatus,
    VisitStatus,
)
from brands.models import (
    Activity,
    AnnualPlan,
    AnnualPlanEvent,
    Application,
    ApplicationEvent,
    ApplicationVersion,
    Award,
    Brand,
    BrandEvent,
    Commitment,
    CommitmentEvent,
    Deed,
    DemonstrationSite,
    Finding,
    FindingEvent,
    GuidanceJudgement,
    Highlight,
    Honour,
    HonourEvent,
    InspectionTarget,
    Nomination,
    NominationEvent,
    OfficialDocument,
    Pairing,
    PairingEvent,
    PhaseRecord,
    PhaseRecordEvent,
    PublicNotice,
    Recheck,
    RecheckEvent,
    Resolution,
    SiteEvent,
    Supervision,
    SupervisionEvent,
    Visit,
)
from brands.querysets.inspection import TOLD
from brands.querysets.selection import organizing_paths
from brands.selectors.archive.base import ArchiveSource
from brands.selectors.selection import RESULT_STEPS

LISTED = (NominationStatus.SHORTLISTED, NominationStatus.NAMED, NominationStatus.NOT_NAMED)
Rows = Callable[[Any, Brand], QuerySet]


def _joined(*parts: str | Value) -> Concat:
    """Columns (by name) and words, one after the other."""
    return Concat(
        *(Cast(part, CharField()) if isinstance(part, str) else part for part in parts), output_field=CharField()
    )


def _of_brand(model: type[DjangoModel], **conditions: Any) -> Rows:
    """The brand's own rows of a model that knows who sees them."""
    manager: Any = model._default_manager
    return lambda user, brand: manager.visible_to(user).filter(brand=brand, **conditions)


def _steps(model: type[DjangoModel], subjects: Rows) -> Rows:
    """The steps that were taken with the visible ones."""
    manager: Any = model._default_manager
    return lambda user, brand: manager.filter(subject__in=subjects(user, brand).values("pk"))


def _word(column: str, choices: Any) -> Case:
    """A choice as its Chinese word: text for reading, nothing is decided by it."""
    whens = [When(**{column: value}, then=Value(str(label))) for value, label in choices.choices]
    return Case(*whens, default=Value(""), output_field=CharField())


def _filings(user: Any, brand: Brand) -> QuerySet:
    return Application.objects.visible_to(user).filter(brand=brand)


def _supervisions(user: Any, brand: Brand) -> QuerySet:
    return Supervision.objects.visible_to(user).filter(records__brand=brand)


def _findings(user: Any, brand: Brand) -> QuerySet:
    return Finding.objects.visible_to(user).told().filter(brand=brand)


def _pairings(user: Any, brand: Brand) -> QuerySet:
    sides = Q(strong=brand) | Q(weak=brand.organization_id)
    return Pairing.objects.visible_to(user).filter(sides)


def _rechecks(user: Any, brand: Brand) -> QuerySet:
    return Recheck.objects.visible_to(user).filter(honour__brand=brand)


def _recheck_steps(user: Any, brand: Brand) -> QuerySet:
    """The office's advice is not the branch's business before the decision."""
    steps = RecheckEvent.objects.filter(subject__in=_rechecks(user, brand).values("pk"))
    known = Q(subject__status__in=[RecheckStatus.DECIDED, RecheckStatus.CANCELLED])
    known |= Q(subject__honour__document__organization__path__in=organizing_paths(user))
    return steps.filter(known | ~Q(step="advise"))


def _visits(user: Any, brand: Brand) -> QuerySet:
    made = Visit.objects.visible_to(user).filter(status=VisitStatus.REPORTED)
    return made.filter(Q(site__brand=brand) | Q(organization=brand.organization_id))


def _nomination_steps(user: Any, brand: Brand) -> QuerySet:
    """Results stay the organiser's until they are released."""
    nominations = Nomination.objects.visible_to(user).filter(brand=brand)
    steps = NominationEvent.objects.filter(subject__in=nominations.values("pk"))
    known = Q(subject__round__status=RoundStatus.NAMED)
    known |= Q(subject__round__program__organizer__path__in=organizing_paths(user))
    return steps.filter(known | ~Q(step__in=RESULT_STEPS))


def _notices(user: Any, brand: Brand) -> QuerySet:
    """Published ones on which the brand stands: everybody could read them."""
    listed = Nomination.objects.visible_to(user).filter(brand=brand, status__in=LISTED)
    shown = PublicNotice.objects.filter(status__in=[NoticeStatus.PUBLISHED, NoticeStatus.CLOSED])
    return shown.filter(round__in=listed.values("round"), starts_on__isnull=False)


def _documents(user: Any, brand: Brand) -> QuerySet:
    """That named the brand, or decided on one of its honours."""
    honours = Honour.objects.visible_to(user).filter(brand=brand)
    decided = HonourEvent.objects.filter(subject__in=honours.values("pk"), document__isnull=False)
    documents = OfficialDocument.objects.visible_to(user)
    return documents.filter(Q(pk__in=honours.values("document")) | Q(pk__in=decided.values("document")))


def _highlights(user: Any, brand: Brand) -> QuerySet:
    rows = Highlight.objects.visible_to(user).filter(organization=brand.organization_id, program=brand.program_id)
    return rows.filter(filled_on__isnull=False)


def _targets(user: Any, brand: Brand) -> QuerySet:
    """Inspections are part of the history once they have been carried out."""
    return InspectionTarget.objects.visible_to(user).filter(brand=brand, inspection__status__in=TOLD)


STEP: dict[str, Any] = {"at": "at", "note": "comment", "who": "actor_name", "subject": "subject_id"}
ARCHIVE_SOURCES: list[ArchiveSource] = [
    ArchiveSource(
        "highlight", "filing", "申报审核", _highlights, "filled_on", Value("填写亮点摸底"),
        "brands:highlight_edit", is_day=True,
    ),
    ArchiveSource(
        "resolution", "filing", "申报审核",
        lambda user, brand: Resolution.objects.filter(
            application__in=_filings(user, brand).filter(version_number__gt=0).values("pk"), held_on__isnull=False
        ),
        "held_on", Value("召开支部会议作出决议"), "brands:application_detail", "application_id", is_day=True,
    ),
    ArchiveSource(
        "version", "filing", "申报审核",
        lambda user, brand: ApplicationVersion.objects.filter(application__in=_filings(user, brand).values("pk")),
        "submitted_at", _joined(Value("提交申报第"), "number", Value("版")), "brands:application_detail",
        "application_id", who=Coalesce("submitted_by__name", Value("")),
    ),
    ArchiveSource(
        "review", "filing", "申报审核",
        lambda user, brand: _steps(ApplicationEvent, _filings)(user, brand).exclude(step="submit"),
        title="label", url_name="brands:application_detail", **STEP,
    ),
    ArchiveSource(
        "brand", "brand", "品牌状态与公开", lambda user, brand: BrandEvent.objects.filter(subject=brand),
        title="label", url_name="brands:brand_detail", **STEP,
    ),
    ArchiveSource(
        "phase", "phase", "阶段", _steps(PhaseRecordEvent, _of_brand(PhaseRecord)),
        title=_joined("subject__phase__name", Value("："), "label"), url_name="brands:phase_detail", **STEP,
    ),
    ArchiveSource(
        "supervision", "phase", "督办", _steps(SupervisionEvent, _supervisions),
        title=_joined(Value("督办“"), "subject__title", Value("”："), "label"),
        url_name="brands:supervision_detail", **STEP,
    ),
    ArchiveSource(
        "activity", "activity", "活动", _of_brand(Activity, is_void=False), "held_on",
        _joined("kind__name", Value("："), "title"), "brands:activity_detail", note="summary", is_day=True,
    ),
    ArchiveSource(
        "commitment", "commitment", "公开承诺", _of_brand(Commitment), "made_on",
        _joined(Value("公开承诺："), "text"), "brands:commitment_list", "", is_day=True,
    ),
    ArchiveSource(
        "commitment_step", "commitment", "公开承诺", _steps(CommitmentEvent, _of_brand(Commitment)),
        title=_joined("label", Value("："), "subject__text"), url_name="brands:commitment_list",
        **STEP | {"subject": ""},
    ),
    ArchiveSource(
        "deed", "deed", "好人好事", _of_brand(Deed), "happened_on", "title", "brands:deed_detail", is_day=True,
    ),
    ArchiveSource(
        "inspection", "inspection", "督查整改", _targets, Coalesce("visited_on", "inspection__ends_on"),
        _joined(Value("接受督查："), "inspection__title"), "brands:inspection_detail", "inspection_id",
        note="impression", is_day=True,
    ),
    ArchiveSource(
        "finding", "inspection", "督查整改", _findings, "found_on", _joined(Value("发现问题："), "problem"),
        "brands:finding_detail", note="measure", is_day=True,
    ),
    ArchiveSource(
        "finding_step", "inspection", "督查整改", _steps(FindingEvent, _findings),
        title=_joined("label", Value("："), "subject__problem"), url_name="brands:finding_detail", **STEP,
    ),
    ArchiveSource(
        "guidance", "guidance", "分类指导", lambda user, brand: GuidanceJudgement.objects.filter(brand=brand),
        "made_at", Concat(Value("工委办公室判定为“"), _word("guidance_class", GuidanceClass), Value("”")),
        "brands:brand_detail", "brand_id", note="reason", who="made_by__name",
    ),
    ArchiveSource(
        "pairing", "pairing", "结对与示范", _steps(PairingEvent, _pairings),
        title=_joined(Value("结对“"), "subject__strong__name", Value("—"), "subject__weak__short_name", Value("”："),
                      "label"),
        url_name="brands:pairing_detail", **STEP,
    ),
    ArchiveSource(
        "site", "pairing", "结对与示范", _steps(SiteEvent, _of_brand(DemonstrationSite)),
        title=_joined(Value("示范点："), "label"), url_name="brands:site_detail", **STEP,
    ),
    ArchiveSource(
        "visit", "pairing", "结对与示范", _visits, "visit_on",
        _joined("organization__short_name", Value("到“"), "site__brand__name", Value("”参观学习")),
        "brands:visit_detail", note="report", is_day=True,
    ),
    ArchiveSource(
        "plan", "plan", "年度计划", _steps(AnnualPlanEvent, _of_brand(AnnualPlan)),
        title=_joined("subject__year", Value("年度深化计划："), "label"), url_name="brands:plan_detail", **STEP,
    ),
    ArchiveSource(
        "nomination", "selection", "评选", _of_brand(Nomination), "created_at",
        _joined(Value("参评："), "round__name"), "brands:nomination_detail", note="statement",
    ),
    ArchiveSource(
        "nomination_step", "selection", "评选", _nomination_steps,
        title=_joined("subject__round__name", Value("："), "label"), url_name="brands:nomination_detail", **STEP,
    ),
    ArchiveSource(
        "notice", "selection", "评选", _notices, "starts_on", _joined(Value("公示："), "title"),
        "brands:round_detail", "round_id", is_day=True,
    ),
    ArchiveSource(
        "document", "honour", "命名与称号", _documents, "issued_on",
        _joined(Value("印发《"), "title", Value("》（"), "code", Value("〔"), "year", Value("〕"), "number",
                Value("号）")),
        "brands:document_detail", is_day=True,
    ),
    ArchiveSource(
        "honour", "honour", "命名与称号", _of_brand(Honour), "granted_on",
        Concat(Value("命名为"), _word("level", HonourLevel)), "brands:honour_detail",
        note=_joined(Value("有效期至"), "expires_on"), is_day=True,
    ),
    ArchiveSource(
        "honour_step", "honour", "命名与称号", _steps(HonourEvent, _of_brand(Honour)),
        title=Concat(_word("subject__level", HonourLevel), Value("："), F("label")),
        url_name="brands:honour_detail", **STEP,
    ),
    ArchiveSource(
        "recheck", "honour", "命名与称号", _rechecks, "opened_on",
        Concat(_word("honour__level", HonourLevel), Value("：启动复核")), "brands:recheck_detail",
        note="reason", is_day=True,
    ),
    ArchiveSource(
        "recheck_step", "honour", "命名与称号", _recheck_steps,
        title=Concat(_word("subject__honour__level", HonourLevel), Value("复核："), F("label")),
        url_name="brands:recheck_detail", **STEP,
    ),
    ArchiveSource(
        "award", "award", "所获荣誉", _of_brand(Award, is_void=False), "awarded_on", "title", "brands:award_list", "",
        note=_joined(Value("授予单位："), "awarded_by"), is_day=True,
    ),
]  # fmt: skip

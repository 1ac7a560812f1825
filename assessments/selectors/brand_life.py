"""What the assessments add to a brand's archive and to the dates that people are reminded of."""

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from assessments.enums.ledger import LedgerStatus
from assessments.enums.scheme import SchemeStatus
from assessments.enums.survey import SurveyStatus
from assessments.models import Ledger, LedgerEvent, Scheme, Survey
from branches.enums import Ability
from brands.models import Brand
from brands.selectors.archive import ArchiveSource
from brands.selectors.reminder import ReminderSource

RESULT_STEPS = ("publish", "unpublish", "correct", "close")


def _ledger_steps(user: Any, brand: Brand) -> QuerySet:
    """The results of the branch's years, as soon as they are out."""
    ledgers = Ledger.objects.visible_to(user).released().filter(organization=brand.organization_id)
    return LedgerEvent.objects.filter(subject__in=ledgers.values("pk"), step__in=RESULT_STEPS)


ARCHIVE = (
    ArchiveSource(
        "ledger", "ledger", "年度考核", _ledger_steps, "at",
        Concat(Cast("subject__year", CharField()), Value("年度考核："), "label", output_field=CharField()),
        "assessments:ledger_detail", "subject_id", note="subject__grade", who="actor_name",
    ),
)  # fmt: skip
# A scheme of which only one checked ledger is left: whose it is.
_CHECKED = Ledger.objects.filter(scheme=OuterRef("pk"), status=LedgerStatus.CHECKED).order_by()
_FIRST, _LAST = (
    _CHECKED.order_by(order).values("organization_path")[:1] for order in ("organization_path", "-organization_path")
)


def _running(status: LedgerStatus) -> Any:
    return Ledger.objects.filter(status=status, scheme__status=SchemeStatus.IN_FORCE)


def _to_confirm() -> QuerySet:
    """Schemes with ledgers that wait for the director: one date, however many ledgers."""
    first, last = Subquery(_FIRST), Subquery(_LAST)
    rows = Scheme.objects.in_force().annotate(first=first, last=last).filter(first__isnull=False)
    return rows.annotate(only=Case(When(first=F("last"), then=F("first")), default=Value("")))


_LEDGER_TITLE = Concat(
    F("organization__short_name"), Cast("year", CharField()), Value("年度考核台账"), output_field=CharField()
)
REMINDERS = (
    ReminderSource(
        "ledger_self",
        "台账自评",
        lambda: _running(LedgerStatus.OPEN),
        _LEDGER_TITLE,
        due="scheme__self_due_on",
        path="organization_path",
        abilities=(Ability.EDIT,),
        url_name="assessments:ledger_detail",
    ),
    ReminderSource(
        "ledger_check",
        "台账审核",
        lambda: _running(LedgerStatus.SELF_SCORED),
        _LEDGER_TITLE,
        due="scheme__check_due_on",
        path="organization__parent__path",
        abilities=(Ability.REVIEW,),
        url_name="assessments:ledger_detail",
        work_of="organization_path",
    ),
    ReminderSource(
        "ledger_stand_in",
        "台账代为审核",
        lambda: _running(LedgerStatus.SELF_SCORED).with_checker().filter(has_checker=False),
        _LEDGER_TITLE,
        due="scheme__check_due_on",
        path="scheme__organizer__path",
        abilities=(Ability.ORGANIZE,),
        url_name="assessments:ledger_detail",
        work_of="organization_path",
    ),
    ReminderSource(
        "ledger_confirm",
        "台账审定",
        _to_confirm,
        "name",
        due="confirm_due_on",
        path="organizer__path",
        abilities=(Ability.DECIDE,),
        url_name="assessments:scheme_ledgers",
        work_of="only",
    ),
    ReminderSource(
        "survey",
        "群众评价截止",
        lambda: Survey.objects.filter(status=SurveyStatus.OPEN),
        "title",
        due="closes_on",
        path="organizer__path",
        abilities=(Ability.ORGANIZE,),
        url_name="assessments:survey_detail",
    ),
)

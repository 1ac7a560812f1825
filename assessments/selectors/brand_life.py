"""What the assessments add to a brand's archive and to the dates that people are reminded of."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from assessments.enums.survey import SurveyStatus
from assessments.models import Ledger, LedgerEvent, Survey
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
REMINDERS = (
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

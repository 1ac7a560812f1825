"""Reads of surveys, of the organisations they ask about, and of what was written freely."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from assessments.enums.survey import Publicity, QuestionKind, RemarkStatus, SurveyStatus
from branches.enums import Ability
from branches.roles import Scope, reading_scope, scope_of

KNOWN = (SurveyStatus.OPEN, SurveyStatus.CLOSED)


def running_paths(user: Any) -> list[str]:
    """Paths of the organisations for which this person works in the office or decides."""
    return sorted(scope_of(user, Ability.ORGANIZE).nodes | scope_of(user, Ability.DECIDE).nodes)


def result_scope(user: Any) -> Scope:
    """Whose results this person reads once counted: who answers for the own organisation, and superiors.

    A mere member learns them with the ledger.
    """
    return Scope(scope_of(user, Ability.EDIT).nodes, reading_scope(user).subtrees)


class SurveyQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SurveyQuerySet":
        """Twin of permissions.may_read_survey."""
        targets = apps.get_model("assessments.SurveyTarget")._default_manager
        concerned = targets.filter(result_scope(user).condition("organization_path"), survey=OuterRef("pk"))
        return self.filter(Q(organizer__path__in=running_paths(user)) | (Q(status__in=KNOWN) & Exists(concerned)))

    def to_handle(self, user: Any) -> "SurveyQuerySet":
        """Wait for this person's office: the last day is over, or remarks have not been read."""
        remarks = apps.get_model("assessments.Remark")._default_manager
        unread = remarks.filter(target__survey=OuterRef("pk"), status=RemarkStatus.WAITING)
        over = Q(status=SurveyStatus.OPEN, closes_on__lt=timezone.localdate())
        rows = self.filter(organizer__path__in=sorted(scope_of(user, Ability.ORGANIZE).nodes))
        return rows.filter(over | (Q(status=SurveyStatus.CLOSED) & Exists(unread)))

    def to_publish(self, user: Any) -> "SurveyQuerySet":
        """The office proposes to make the results public; wait for this director."""
        deciding = sorted(scope_of(user, Ability.DECIDE).nodes)
        return self.filter(organizer__path__in=deciding, status=SurveyStatus.CLOSED, publicity=Publicity.PROPOSED)

    def known(self) -> "SurveyQuerySet":
        """Whose public page exists: begun, or over."""
        return self.filter(status__in=KNOWN)

    def prepared(self) -> "SurveyQuerySet":
        """Not begun, though codes have been printed that somebody may hold already."""
        return self.filter(status=SurveyStatus.DRAFT, targets__lots__isnull=False).distinct()

    def running(self, on: Any = None) -> "SurveyQuerySet":
        """Takes ballots on that day, the first and the last included."""
        day = on or timezone.localdate()
        return self.filter(status=SurveyStatus.OPEN, opens_on__lte=day, closes_on__gte=day)

    def announced(self) -> "SurveyQuerySet":
        """On the public list: taking ballots now or soon."""
        return self.filter(status=SurveyStatus.OPEN, closes_on__gte=timezone.localdate())

    def published(self) -> "SurveyQuerySet":
        """Whose results everybody may read."""
        return self.filter(status=SurveyStatus.CLOSED, publicity=Publicity.PUBLIC)


class SurveyQuestionQuerySet(models.QuerySet):
    def counted(self) -> "SurveyQuestionQuerySet":
        """Those with options, which can be tallied."""
        return self.exclude(kind=QuestionKind.TEXT)


class SurveyTargetQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SurveyTargetQuerySet":
        """Twin of permissions.may_read_target: the organiser's always; one's own and those below once it is over."""
        return self.filter(
            Q(survey__organizer__path__in=running_paths(user))
            | (Q(survey__status=SurveyStatus.CLOSED) & result_scope(user).condition("organization_path"))
        )


class RemarkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RemarkQuerySet":
        """Twin of permissions.may_read_remark: the office's all; others read what the office has approved."""
        office = sorted(scope_of(user, Ability.ORGANIZE).nodes)
        deciding = sorted(scope_of(user, Ability.DECIDE).nodes)
        concerned = result_scope(user).condition("target__organization_path") | Q(
            target__survey__organizer__path__in=deciding
        )
        return self.filter(
            Q(target__survey__organizer__path__in=office) | (Q(status=RemarkStatus.APPROVED) & concerned)
        )

    def waiting(self) -> "RemarkQuerySet":
        return self.filter(status=RemarkStatus.WAITING)

    def approved(self) -> "RemarkQuerySet":
        return self.filter(status=RemarkStatus.APPROVED)

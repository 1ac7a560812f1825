"""Reads of rounds, nominations, score sheets, notices and opinions."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from branches.enums import Ability
from branches.roles import line_of, reading_scope, scope_of
from brands.enums import NominationStatus, NoticeStatus, OpinionStatus, RoundStatus, ScoreSheetStatus
from core.models import PublishableQuerySet


def organizing_paths(user: Any) -> list[str]:
    """Paths of the working committees for which this person works in the office or decides."""
    return sorted(scope_of(user, Ability.ORGANIZE).nodes | scope_of(user, Ability.DECIDE).nodes)


def judging(user: Any) -> Q:
    """Sheets of rounds whose organiser has this person as a judge today: who has ceased to be one reads none."""
    return scope_of(user, Ability.SCORE).condition("nomination__round__program__organizer__path")


class SelectionRoundQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SelectionRoundQuerySet":
        """Twin of permissions.may_read_round: the organiser always, its judges and branches once it has begun."""
        return self.filter(
            Q(program__organizer__path__in=organizing_paths(user))
            | (~Q(status=RoundStatus.PREPARING) & Q(program__organizer__path__in=line_of(user)))
        )

    def accepting_nominations(self) -> "SelectionRoundQuerySet":
        return self.filter(status=RoundStatus.NOMINATING, nominations_until__gte=timezone.localdate())

    def to_screen(self, user: Any) -> "SelectionRoundQuerySet":
        """In which nominations wait for this person's office."""
        nominations = apps.get_model("brands.Nomination")._default_manager
        waiting = nominations.filter(round=OuterRef("pk"), status=NominationStatus.NOMINATED)
        organizing = sorted(scope_of(user, Ability.ORGANIZE).nodes)
        rows = self.filter(status=RoundStatus.NOMINATING, program__organizer__path__in=organizing)
        return rows.filter(Exists(waiting))

    def to_decide(self, user: Any) -> "SelectionRoundQuerySet":
        """Whose notice is over, or whose document waits for this director."""
        notices = apps.get_model("brands.PublicNotice")._default_manager
        over = notices.filter(round=OuterRef("pk"), status=NoticeStatus.PUBLISHED, ends_on__lt=timezone.localdate())
        deciding = sorted(scope_of(user, Ability.DECIDE).nodes)
        return self.filter(program__organizer__path__in=deciding).filter(
            Q(status=RoundStatus.DECIDED) | (Q(status=RoundStatus.IN_NOTICE) & Exists(over))
        )


class NominationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "NominationQuerySet":
        """Twin of permissions.may_read_nomination: by reading scope; a judge's own are reached by the sheets."""
        return self.filter(reading_scope(user).condition("organization_path"))

    def taking_part(self) -> "NominationQuerySet":
        """Neither rejected nor withdrawn."""
        return self.exclude(status__in=[NominationStatus.REJECTED, NominationStatus.WITHDRAWN])

    def eligible(self) -> "NominationQuerySet":
        return self.filter(status=NominationStatus.ELIGIBLE)

    def shortlisted(self) -> "NominationQuerySet":
        return self.filter(status=NominationStatus.SHORTLISTED)


class ScoreSheetQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ScoreSheetQuerySet":
        """Twin of permissions.may_read_score_sheet: a judge's own; the organiser's only after scoring has closed."""
        closed = Q(
            nomination__round__status__in=[
                RoundStatus.SCORED,
                RoundStatus.SHORTLISTED,
                RoundStatus.IN_NOTICE,
                RoundStatus.DECIDED,
                RoundStatus.NAMED,
            ]
        )
        return self.filter(
            (Q(judge__user=user.pk) & judging(user))
            | (closed & Q(nomination__round__program__organizer__path__in=organizing_paths(user)))
        )

    def own(self, user: Any) -> "ScoreSheetQuerySet":
        """What this person has been given to score, in rounds whose scoring has begun."""
        begun = Q(nomination__round__status__in=[RoundStatus.PREPARING, RoundStatus.NOMINATING])
        return self.filter(judging(user), judge__user=user.pk).exclude(begun)

    def to_score(self, user: Any) -> "ScoreSheetQuerySet":
        """What still waits for this person."""
        return self.filter(
            judging(user),
            judge__user=user.pk,
            status=ScoreSheetStatus.ASSIGNED,
            nomination__status=NominationStatus.ELIGIBLE,
            nomination__round__status=RoundStatus.SCORING,
            nomination__round__scoring_until__gte=timezone.localdate(),
        )

    def counted(self) -> "ScoreSheetQuerySet":
        """The sheets that enter the arithmetic."""
        return self.filter(status=ScoreSheetStatus.SUBMITTED)


class PublicNoticeQuerySet(PublishableQuerySet):
    def visible_to(self, user: Any) -> "PublicNoticeQuerySet":
        """Inside the application: whoever organises; everybody else reads the published ones on the boards."""
        return self.filter(organization__path__in=organizing_paths(user))

    def running(self, on=None) -> "PublicNoticeQuerySet":
        day = on or timezone.localdate()
        return self.filter(status=NoticeStatus.PUBLISHED, starts_on__lte=day, ends_on__gte=day)


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OpinionQuerySet":
        return self.filter(notice__organization__path__in=organizing_paths(user))

    def open(self) -> "OpinionQuerySet":
        """Not yet settled: they block the naming."""
        return self.filter(status__in=[OpinionStatus.RECEIVED, OpinionStatus.UNDER_INQUIRY])

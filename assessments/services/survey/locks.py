"""Rows that a service works on, locked and read anew."""

from assessments.models import Survey
from core.errors import StaleCopy


def locked_survey(survey: Survey, *, seen: str | None = None) -> Survey:
    """The survey as it is now, until the transaction ends; `seen` is the state that the actor saw."""
    fresh = Survey.objects.select_for_update(of=("self",), no_key=True).select_related("organizer").get(pk=survey.pk)
    if seen is not None and fresh.status != seen:
        raise StaleCopy("该评价刚刚已由其他同志处理，请刷新页面查看最新情况后再操作。")
    return fresh

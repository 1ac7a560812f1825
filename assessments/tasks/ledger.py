"""Ledgers opened, settled and moved in bulk."""

from assessments.models import LedgerPublication, Scheme
from assessments.services.ledger.opening import OPEN_JOB, open_ledgers
from assessments.services.ledger.settling import SETTLE_JOB, settle
from assessments.services.result.moving import MOVE_JOB, move_ledgers
from core.jobs import JobResult, Progress, register
from core.models import Job


@register(OPEN_JOB, page=("assessments:scheme_ledgers", "scheme"))
def open_all(job: Job, progress: Progress) -> JobResult:
    """A ledger for each assessed unit of the scheme that has none."""
    scheme = Scheme.objects.select_related("organizer").get(pk=job.params["scheme"])
    made = open_ledgers(scheme, actor=job.actor, progress=progress)
    return JobResult(message=f"已建立{made}本台账。" if made else "各单位台账均已建立。")


@register(SETTLE_JOB, page=("assessments:scheme_ledgers", "scheme"))
def settle_scheme(job: Job, progress: Progress) -> JobResult:
    """Totals, ranks and grades of the whole scheme."""
    scheme = Scheme.objects.select_related("organizer").get(pk=job.params["scheme"])
    return settle(scheme, actor=job.actor, progress=progress)


@register(MOVE_JOB, page=("assessments:publication_detail", "publication"))
def follow_publication(job: Job, progress: Progress) -> JobResult:
    """Every ledger takes the step that follows from its publication's."""
    publication = LedgerPublication.objects.select_related("scheme__organizer").get(pk=job.params["publication"])
    comment = job.params.get("comment", "")
    moved = move_ledgers(publication, job.params["step"], actor=job.actor, comment=comment, progress=progress)
    return JobResult(message=f"已办理{moved}本台账。")

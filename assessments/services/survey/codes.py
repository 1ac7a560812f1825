"""Sealed codes: made in lots, printed once, kept as keyed hashes only.

The codes in clear exist in the job that prints them and on the sheets it makes. The sheets can be fetched by their
maker for a day, or until they are destroyed; then nobody knows the codes but who holds the paper.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments.enums.survey import SurveyStatus
from assessments.limits import HOURS_OF_SHEETS, MOST_CODES_A_JOB, MOST_CODES_A_LOT
from assessments.models import CodeLot, SealedCode, Survey, SurveyTarget
from assessments.permissions.survey import may_organize_survey
from assessments.services.survey.locks import locked_survey
from core import jobs
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.models import Job

# Nothing that is taken for something else: no 0 O 1 I L U.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
JOB = "survey_codes"
CHUNK = 1000


def new_code() -> str:
    """49 bits, in two parts of five."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{text[:5]}-{text[5:]}"


def plain(code: str) -> str:
    """As it was typed, without what may be typed differently."""
    return "".join(character for character in code.upper() if character.isalnum())


def digest_of(code: str) -> str:
    """What is kept of a code: without the server's key nobody can say whether a code is among them."""
    return salted_hmac("assessments.survey.code", plain(code), algorithm="sha256").hexdigest()


def order_codes(survey: Survey, *, targets: Sequence[SurveyTarget], size: int, actor: Any) -> Job:
    """Have codes printed, `size` for each organisation; earlier ones that are not spent will be void."""
    with transaction.atomic():
        fresh = locked_survey(survey)
        _refuse_codes(fresh, actor)
        if not targets:
            raise BusinessError("请先选择评价对象。")
        if any(target.survey_id != fresh.pk for target in targets):
            raise BusinessError("所选评价对象不属于本次评价，请刷新页面后重新选择。")
        if not 1 <= size <= MOST_CODES_A_LOT:
            raise BusinessError(f"每个党组织的评价码数量应在1至{MOST_CODES_A_LOT}之间。")
        if size * len(targets) > MOST_CODES_A_JOB:
            raise BusinessError(f"一次最多制作{MOST_CODES_A_JOB}个评价码，请分批选择党组织。")
        record(AuditKind.CHANGE, "制作评价码", actor=actor, subject=fresh, details={"each": size, "lots": len(targets)})
        params = {"survey": fresh.pk, "targets": sorted(target.pk for target in targets), "size": size}
        return jobs.enqueue(JOB, f"{fresh}：评价码（{len(targets)}个党组织，每个{size}个）", params, actor)


def _refuse_codes(survey: Survey, actor: Any) -> None:
    if not may_organize_survey(actor, survey):
        raise StepRefused("只有组织单位的工委办公室可以制作评价码。")
    if survey.status not in (SurveyStatus.DRAFT, SurveyStatus.OPEN):
        raise BusinessError(f"该评价{survey.get_status_display()}，不能再制作评价码。")


def store_codes(job: Job, codes: Mapping[int, Sequence[str]]) -> None:
    """Put the lots (target → codes) in force, the earlier ones out of it; in the transaction that ends the job."""
    survey = locked_survey(Survey.objects.get(pk=job.params["survey"]))
    _refuse_codes(survey, job.actor)
    assert job.actor is not None
    now = timezone.now()
    for target in survey.targets.select_for_update(of=("self",), no_key=True).filter(pk__in=codes).order_by("pk"):
        void = SealedCode.objects.filter(target=target).delete()[0]
        target.lots.filter(annulled_at__isnull=True).update(annulled_at=now, annulled=void)
        size = len(codes[target.pk])
        CodeLot.objects.create(target=target, size=size, made_at=now, made_by=job.actor, job=job)
        SurveyTarget.objects.filter(pk=target.pk).update(issued=target.issued - void + size)
    rows = [SealedCode(digest=digest_of(code), target_id=pk) for pk, lot in codes.items() for code in lot]
    # By digest, which is no order: where a row lies says nothing about the sheet.
    rows.sort(key=lambda row: row.digest)
    SealedCode.objects.bulk_create(rows, batch_size=CHUNK)


def sheets_of(survey: Survey) -> Any:
    """Jobs of this survey whose sheets can still be fetched by their maker."""
    made = CodeLot.objects.filter(target__survey=survey, job__isnull=False).values("job")
    return Job.objects.filter(pk__in=made).exclude(result="").order_by("-created_at")


def destroy_sheets(survey: Survey, *, job: Job, actor: Any) -> None:
    """The sheets are printed: nobody shall fetch them again."""
    with transaction.atomic():
        fresh = locked_survey(survey)
        if not may_organize_survey(actor, fresh):
            raise StepRefused("只有组织单位的工委办公室可以销毁评价码文件。")
        rows = list(sheets_of(fresh).filter(pk=job.pk))
        _destroy(rows)
        record(AuditKind.CHANGE, "销毁评价码文件", actor=actor, subject=fresh, details={"files": len(rows)})


def forget_sheets(*, dry_run: bool = False) -> int:
    """Destroy the sheets that were made more than a day ago; how many files."""
    before = timezone.now() - timedelta(hours=HOURS_OF_SHEETS)
    old = Job.objects.filter(kind=JOB, finished_at__lt=before).exclude(result="")
    if dry_run:
        return old.count()
    with transaction.atomic():
        rows = list(old.select_for_update())
        _destroy(rows)
    return len(rows)


def _destroy(rows: Iterable[Job]) -> None:
    for job in rows:
        name = job.result.name or ""
        Job.objects.filter(pk=job.pk).update(result="", message="评价码文件已销毁。")
        transaction.on_commit(partial(default_storage.delete, name))

"""Printing sealed codes."""

from assessments.documents.survey import A_PAGE, slips_pdf
from assessments.models import Survey
from assessments.services.survey.codes import JOB, new_code, store_codes
from core.errors import BusinessError
from core.jobs import JobResult, Progress, register
from core.models import Job
from core.pdf import join_pdfs
from core.uploads import safe_name

# Slips laid out in one go.
PART = 20 * A_PAGE


@register(JOB, page=("assessments:survey_detail", "survey"))
def survey_codes(job: Job, progress: Progress) -> JobResult:
    """Sheets of new codes for each organisation named by `targets`, `size` for each.

    Nothing is written aside: an attempt that died leaves no codes, the next one makes others.
    """
    survey = Survey.objects.select_related("organizer").get(pk=job.params["survey"])
    targets = list(survey.targets.filter(pk__in=job.params["targets"]).select_related("organization"))
    if not targets:
        raise BusinessError("评价对象已经全部移出，没有制作评价码。")
    size = int(job.params["size"])
    codes = {target.pk: [new_code() for _ in range(size)] for target in targets}
    parts, done, total = [], 0, size * len(targets)
    progress(0, total)
    for target in targets:
        for start in range(0, size, PART):
            lot = codes[target.pk][start : start + PART]
            parts.append(slips_pdf(survey, target, lot))
            done += len(lot)
            progress(done, total)
    pdf = join_pdfs(parts) if len(parts) > 1 else parts[0]
    message = f"共{len(targets)}个党组织、{total}个评价码。请尽快下载打印，打印后立即销毁文件；逾期自动销毁。"
    return JobResult(
        content=pdf, name=safe_name(f"{survey}评价码.pdf"), message=message, effect=lambda: store_codes(job, codes)
    )

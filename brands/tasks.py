"""Work in the background."""

import zipfile
from pathlib import Path

from brands.documents.application import application_pdf
from brands.documents.archive import archive_pdf
from brands.models import Application, Brand, Program
from brands.permissions.archive import may_read_archive
from brands.selectors.guidance import GUIDED
from brands.services.guidance import Applied, classify
from core.errors import BusinessError
from core.jobs import JobResult, Progress, job_folder, register
from core.models import Job
from core.uploads import safe_name

BATCH = 100


@register("application_forms_zip")
def application_forms_zip(job: Job, progress: Progress) -> JobResult:
    """The submitted application forms named by `application_ids`, in that order, as one zip.

    Finished forms stay in the job's folder: after a killed worker only the missing ones are made.
    """
    ids = [int(pk) for pk in job.params["application_ids"]]
    folder, names, failed, done = job_folder(job), {}, [], 0
    progress(0, len(ids))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        for application in _visible(job, part):
            try:
                _make(application, folder / f"{application.pk}.pdf")
                names[application.pk] = f"{application.organization.short_name}-{application}.pdf"
            except BusinessError as error:
                failed.append(f"“{application}”（{application.organization.short_name}）：{error.message}")
            done += 1
            progress(done, len(ids))
        done = start + len(part)
    if not names:
        raise BusinessError("没有可以导出的申报表：所选申报尚未提交，或者您已无权查看。", details=failed[:20])
    archive = _pack(folder, [pk for pk in ids if pk in names], names, progress)
    message = f"共{len(names)}份申报表。"
    if left_out := len(set(ids)) - len(names):
        message += f"另有{left_out}份未导出（尚未提交、无权查看或未能生成）。"
    lines = "\n".join([message, *failed[:20]])
    return JobResult(content=archive, name=safe_name(job.params.get("filename") or "申报表.zip"), message=lines)


def _visible(job: Job, ids: list[int]) -> list[Application]:
    """What the starter of the job may see now, in the order asked for; drafts that were never submitted stay out."""
    rows = Application.objects.visible_to(job.actor).filter(pk__in=ids, version_number__gt=0)
    found = {a.pk: a for a in rows.select_related("program__organizer", "organization__parent", "submitted_by")}
    return [found[pk] for pk in ids if pk in found]


def _make(application: Application, path: Path) -> None:
    """Written aside and renamed: what is there is whole."""
    if path.exists():
        return
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(application_pdf(application))
    unfinished.rename(path)


def _pack(folder: Path, ids: list[int], names: dict[int, str], progress: Progress) -> Path:
    path = folder / "forms.zip"
    # PDFs are packed already: storing them is quicker and hardly larger.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for place, pk in enumerate(ids, start=1):
            archive.write(folder / f"{pk}.pdf", safe_name(f"{place:04} {names[pk]}"))
            if place % BATCH == 0:
                progress(len(ids), len(ids))
    return path


@register("classify_program", page=("brands:guidance_rules", "program"))
def classify_program(job: Job, progress: Progress) -> JobResult:
    """The rules have changed: every brand of the program is classed anew; running twice changes nothing more."""
    program = Program.objects.get(pk=int(job.params["program"]))
    total = Brand.objects.filter(program=program, status__in=GUIDED).count()
    done = Applied(0, 0)
    progress(0, total)
    for applied in classify(program):
        done += applied
        progress(min(done.looked_at, total), total)
    return JobResult(message=f"已按新规则核对{done.looked_at}个品牌，其中{done.changed}个品牌的类别或依据有变化。")


@register("brand_archive", page=("brands:archive", "brand"))
def brand_archive(job: Job, progress: Progress) -> JobResult:
    """The archive of the brand named by `brand`, as its starter may see it now."""
    brand = Brand.objects.visible_to(job.actor).select_related("organization", "program").filter(pk=job.params["brand"])
    found = brand.first()
    if found is None or not may_read_archive(job.actor, found):
        raise BusinessError("您已无权查看该品牌的档案。")
    progress(0, 1)
    content = archive_pdf(found, job.actor, kind=job.params.get("kind", ""), told=progress)
    return JobResult(content=content, name=safe_name(f"{found}创建档案.pdf"), message="档案已生成。")

"""Jobs of the tests; imported by the tests, by child processes and by the Celery worker alike."""

import time

from django.db import transaction

from core.errors import BusinessError
from core.jobs import JobResult, enqueue, job_folder, register
from core.models import Job, NumberSeries

WORKED_IN_VAIN = []


@register("test.report")
def report(job, progress):
    """One file of so many lines, and one count in the database, which must happen exactly once."""
    lines = []
    for i in range(job.params.get("lines", 3)):
        progress(i, job.params.get("lines", 3))
        lines.append(f"第{i + 1}行")

    def effect():
        series, _ = NumberSeries.objects.select_for_update().get_or_create(key=f"effect {job.pk}")
        series.last += 1
        series.save()

    return JobResult("\n".join(lines).encode(), "报告.txt", "共生成一份报告。", effect)


@register("test.large")
def large(job, progress):
    """A file that is made in the job's folder."""
    path = job_folder(job) / "part"
    path.write_bytes(b"x" * 1000)
    return JobResult(path, "结果.zip")


@register("test.resume")
def resume(job, progress):
    """Makes parts one by one, finds those of a killed worker again, and hangs where it is told to."""
    folder = job_folder(job)
    found = len(list(folder.iterdir()))
    for i in range(found, 4):
        if i == job.params["hang_at"] and job.attempts == 1:
            print("hangs", flush=True)
            time.sleep(600)
        (folder / f"{i}.part").write_text(f"{i} by attempt {job.attempts}\n")
        progress(i + 1, 4)
    parts = sorted(folder.iterdir())
    return JobResult("".join(part.read_text() for part in parts).encode(), "分卷.txt", f"{found}")


@register("test.nothing")
def nothing(job, progress):
    return None


@register("test.refused")
def refused(job, progress):
    (job_folder(job) / "part").touch()
    raise BusinessError("没有可以导出的内容。", details=["请先选择范围。"])


@register("test.broken")
def broken(job, progress):
    (job_folder(job) / "part").touch()
    raise RuntimeError("/secret/path")


@register("test.broken_effect")
def broken_effect(job, progress):
    def effect():
        NumberSeries.objects.create(key="half")
        raise RuntimeError

    return JobResult(b"x", "x.txt", effect=effect)


@register("test.cancelled")
def cancelled(job, progress):
    """Its starter changes his mind in the middle."""
    progress(1, 3)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    progress(3, 3)
    raise AssertionError("it was told to stop")


@register("test.lost")
def lost(job, progress):
    """Another worker takes the job over in the middle."""
    Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)
    if job.params.get("notices"):
        progress(3, 3)
        WORKED_IN_VAIN.append(job.pk)
    return JobResult(b"void", "void.txt")


def start(kind, actor=None, **params):
    """A job written and committed."""
    with transaction.atomic():
        return enqueue(kind, f"任务 {kind}", params, actor)

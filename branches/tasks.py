"""Jobs of branches: checking and taking over imports, the audit trail as a workbook and its verification."""

import json
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from branches import documents
from branches.imports.checking import check
from branches.imports.reading import read_workbook
from branches.models import ImportBatch
from branches.selectors import audit_matching, audit_visible_to
from branches.services import importing
from core import audit, jobs
from core.errors import BusinessError
from core.jobs import JobResult, Progress
from core.models import AuditEntry, Job

AUDIT_EXPORT = "branches.audit_export"
AUDIT_VERIFY = "branches.audit_verify"
EXPORT_LIMIT = 50_000


@jobs.register(importing.CHECK_JOB, page=("branches:import_detail", "batch"))
def check_import(job: Job, progress: Progress) -> JobResult:
    """Read and check the workbook; the preview is stored with the job's end."""
    batch = _batch(job)
    progress(0, 2)
    with batch.file.open("rb") as file:
        rows, problems = read_workbook(file)
    progress(1, 2)
    plan = check(rows, batch.actor, problems)
    return JobResult(message="检查完成，请查看结果。", effect=lambda: importing.store_check(batch, plan))


@jobs.register(importing.TAKE_OVER_JOB, page=("branches:import_detail", "batch"))
def take_over_import(job: Job, progress: Progress) -> JobResult:
    """Make the temporary passwords' hashes, then write everything in the transaction that ends the job.

    A hash takes a tenth of a second by intent; those done before a worker was killed are kept.
    """
    batch = _batch(job)
    progress(0, 1)
    names = importing.checked_again(batch).new_usernames
    hashes = _hashes(job, batch, names, progress)
    return JobResult(message="导入完成。", effect=lambda: importing.finish(batch, hashes))


def _hashes(job: Job, batch: ImportBatch, names: list[str], progress: Progress) -> dict[str, str]:
    """Account → hash of its temporary password."""
    store = jobs.job_folder(job) / "hashes.jsonl"
    done = _kept_hashes(store)
    total = len(names) + 1
    with store.open("a") as file:
        for number, name in enumerate(names):
            progress(number, total)
            if name in done:
                continue
            done[name] = make_password(importing.temporary_password_of(batch, name))
            file.write(json.dumps([name, done[name]]) + "\n")
            file.flush()
    progress(len(names), total)
    return done


def _kept_hashes(store: Path) -> dict[str, str]:
    """The lines of an earlier attempt; the last one may have been cut off."""
    kept: dict[str, str] = {}
    for line in store.read_text().splitlines() if store.exists() else []:
        try:
            name, digest = json.loads(line)
        except ValueError:
            continue
        kept[name] = digest
    if kept:
        store.write_text("".join(json.dumps([name, digest]) + "\n" for name, digest in kept.items()))
    return kept


def _batch(job: Job) -> ImportBatch:
    batch = ImportBatch.objects.select_related("actor").filter(pk=job.params["batch"]).first()
    if batch is None or not batch.file:
        raise BusinessError("该导入已被删除或已过期，请重新上传。")
    return batch


@jobs.register(AUDIT_EXPORT)
def export_audit(job: Job, progress: Progress) -> JobResult:
    """The lines that the filter on the page matched, as far as its reader may read them."""
    entries = audit_matching(audit_visible_to(job.actor), job.params["filter"]).order_by("-number")[:EXPORT_LIMIT]
    total = entries.count()
    rows = []
    for number, entry in enumerate(entries.iterator(chunk_size=2000)):
        progress(number, total)
        rows.append(entry)
    name = f"审计记录_{timezone.localdate():%Y%m%d}.xlsx"
    more = f"（最多导出 {EXPORT_LIMIT} 条，请缩小时间范围分次导出）" if total == EXPORT_LIMIT else ""
    return JobResult(documents.audit_list(rows), name, f"共 {total} 条{more}。")


@jobs.register(AUDIT_VERIFY)
def verify_audit(job: Job, progress: Progress) -> JobResult:
    progress(0, 1)
    bad = audit.verify()
    if bad is None:
        return JobResult(message=f"审计记录完整，共 {AuditEntry.objects.count()} 条，没有缺失或改动。")
    return JobResult(message=f"审计记录从第 {bad} 条起有缺失或改动，请立即报告并保全数据库与备份。")


def enqueue_audit_export(filters: dict[str, Any], *, actor: Any) -> Job:
    return jobs.enqueue(AUDIT_EXPORT, "导出审计记录", {"filter": filters}, actor)


def enqueue_audit_verify(*, actor: Any) -> Job:
    return jobs.enqueue(AUDIT_VERIFY, "校验审计记录", {}, actor)

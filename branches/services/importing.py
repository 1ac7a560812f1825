"""A workbook's way in: uploaded, checked by a job, confirmed once, taken over whole by a job."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.services import CAPITALS, DIGITS, SMALL
from branches import paths
from branches.enums import ImportSheet, ImportStage, RowAction
from branches.imports.checking import Plan, check, fetch
from branches.imports.reading import Row, shown
from branches.imports.writing import take_over
from branches.models import ImportBatch, ImportRow
from branches.permissions import may_import
from core import jobs
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError
from core.uploads import clean_document

KEPT = timedelta(hours=24)
CHECK_JOB = "branches.import_check"
TAKE_OVER_JOB = "branches.import"
ROWS_AT_ONCE = 1000
CHANGED = "检查之后系统中的数据有了变化，本次没有导入任何内容。请点“重新检查”，核对后再确认。"


@transaction.atomic
def upload(file: File, *, actor: Any) -> ImportBatch:
    """Keep the workbook and have it checked."""
    if not may_import(actor):
        raise BusinessError("您没有批量导入的权限。")
    clean = clean_document(file)
    if not (clean.name or "").endswith(".xlsx"):
        raise BusinessError("请上传按模板填写的 xlsx 表格。")
    digest = hashlib.sha256(clean.read()).hexdigest()
    clean.seek(0)
    batch = ImportBatch(file_name=clean.name or "", digest=digest, actor=actor, expires_at=timezone.now() + KEPT)
    batch.file.save(f"{secrets.token_hex(16)}.xlsx", clean, save=False)
    batch.save()
    return _have_checked(batch)


@transaction.atomic
def recheck(batch: ImportBatch, *, actor: Any) -> ImportBatch:
    """Check the kept workbook against what the system holds now."""
    fresh = _locked(batch)
    _refuse_unless_owner(fresh, actor)
    if fresh.stage in (ImportStage.CHECKING, ImportStage.IMPORTING, ImportStage.DONE, ImportStage.EXPIRED):
        raise BusinessError(f"该导入{fresh.stage.label}，不能重新检查。")
    return _have_checked(fresh)


@transaction.atomic
def confirm(batch: ImportBatch, *, actor: Any) -> ImportBatch:
    """Take over what the preview showed; a second confirmation finds the first one's job."""
    fresh = _locked(batch)
    _refuse_unless_owner(fresh, actor)
    if fresh.confirmed_at:
        return fresh
    if fresh.stage != ImportStage.READY:
        raise BusinessError(f"该导入{fresh.stage.label}，不能确认。")
    fresh.confirmed_at = timezone.now()
    fresh.password_seed = secrets.token_hex(32)
    fresh.job = jobs.enqueue(TAKE_OVER_JOB, f"导入“{fresh.file_name}”", {"batch": fresh.pk}, actor)
    fresh.save()
    return fresh


@transaction.atomic
def discard(batch: ImportBatch, *, actor: Any) -> None:
    """Throw an import away that has not been taken over."""
    fresh = _locked(batch)
    _refuse_unless_owner(fresh, actor)
    if fresh.stage in (ImportStage.CHECKING, ImportStage.IMPORTING):
        raise BusinessError("任务正在进行，请先在任务页面取消。")
    if fresh.stage == ImportStage.DONE:
        raise BusinessError("已完成的导入不能删除。")
    _drop(fresh)


def store_check(batch: ImportBatch, plan: Plan) -> None:
    """Keep what the check found, in the transaction that ends its job."""
    batch.rows.all().delete()
    rows = (
        ImportRow(
            batch=batch,
            sheet=row.sheet,
            number=row.number,
            data=row.data if row.is_sound else shown(row.data),
            action=row.action,
            errors=row.errors,
            notes=row.notes,
        )
        for row in plan.rows
    )
    ImportRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    batch.counts, batch.problems, batch.checked_at = plan.counts(), plan.problems, timezone.now()
    batch.save(update_fields=["counts", "problems", "checked_at", "updated_at"])


def checked_again(batch: ImportBatch) -> Plan:
    """The kept rows checked against the present; BusinessError when anything would happen otherwise than shown."""
    kept = list(batch.rows.order_by("pk"))
    actor = User.objects.get(pk=batch.actor_id)
    rows = [Row(ImportSheet(row.sheet), row.number, row.data) for row in kept]
    plan = check(rows, actor)
    if [(row.sheet, row.number, row.action) for row in kept] != plan.outline():
        raise BusinessError(CHANGED)
    return plan


def finish(batch: ImportBatch, hashes: dict[str, str]) -> None:
    """All or nothing: called in the transaction that ends the job, with a password hash for each new account."""
    paths.lock_tree()
    fresh = _locked(batch)
    plan = checked_again(fresh)
    missing = [name for name in plan.new_usernames if name not in hashes]
    if missing:
        raise BusinessError(CHANGED)
    at = timezone.now()
    take_over(plan, hashes, at=at)
    fresh.imported_at = at
    if not plan.new_usernames:
        fresh.password_seed = ""
    fresh.save(update_fields=["imported_at", "password_seed", "updated_at"])
    details = {"file": fresh.file_name, "sha256": fresh.digest, "counts": fresh.counts}
    record(AuditKind.CHANGE, "批量导入", actor=fresh.actor, subject=fresh, details=details)
    _record_grants(fresh, plan)


def temporary_password_of(batch: ImportBatch, username: str) -> str:
    """Twelve characters that follow from the batch's seed and the server's key: nothing readable is stored."""
    digest = salted_hmac("branches.import", f"{batch.password_seed}:{username}", algorithm="sha256").digest()
    number = int.from_bytes(digest)
    characters = []
    for alphabet in (CAPITALS, SMALL, DIGITS, *[SMALL + CAPITALS + DIGITS] * 9):
        number, index = divmod(number, len(alphabet))
        characters.append(alphabet[index])
    return "".join(characters)


@transaction.atomic
def hand_out_passwords(batch: ImportBatch, *, actor: Any) -> list[tuple[str, str, str, str]]:
    """(account, name, organisations, temporary password) of the accounts made; once, then nobody can read them."""
    fresh = _locked(batch)
    _refuse_unless_owner(fresh, actor)
    if fresh.imported_at is None:
        raise BusinessError("导入尚未完成。")
    if not fresh.password_seed:
        raise BusinessError("临时密码已经下载过，不再提供。个别遗失的请在“账号与授权”中重置密码。")
    if fresh.expires_at <= timezone.now():
        raise BusinessError("临时密码已过期，不再提供，请在“账号与授权”中重置密码。")
    names = list(created_usernames(fresh))
    made = fetch(
        User.objects.filter(
            created_at=fresh.imported_at, password_changed_at=None, must_change_password=True
        ).prefetch_related("role_assignments__organization"),
        "username",
        names,
        size=ROWS_AT_ONCE // 2,
    )
    lines = [
        (
            user.username,
            user.name,
            "、".join(dict.fromkeys(a.organization.short_name for a in user.role_assignments.all())),
            temporary_password_of(fresh, user.username),
        )
        for user in made
    ]
    fresh.password_seed = ""
    fresh.save(update_fields=["password_seed", "updated_at"])
    record(AuditKind.EXPORT, "下载临时密码", actor=actor, subject=fresh, details={"accounts": len(lines)})
    return lines


def created_usernames(batch: ImportBatch) -> set[str]:
    rows = batch.rows.filter(sheet="accounts", action=RowAction.CREATE)
    return {data["username"] for data in rows.values_list("data", flat=True)}


def forget_expired(*, dry_run: bool = False) -> int:
    """Remove what has expired: unfinished imports whole, of finished ones the file, the rows and the passwords."""
    count = 0
    for batch in ImportBatch.objects.expired().exclude(file=""):
        if batch.job and not batch.job.is_over:
            continue
        count += 1
        if not dry_run:
            _forget(batch)
    return count


@transaction.atomic
def _forget(batch: ImportBatch) -> None:
    fresh = _locked(batch)
    if fresh.imported_at is None:
        _drop(fresh)
        return
    name, storage = str(fresh.file.name), fresh.file.storage
    fresh.rows.all().delete()
    fresh.password_seed, fresh.file = "", ""
    fresh.save(update_fields=["password_seed", "file", "updated_at"])
    transaction.on_commit(lambda: storage.delete(name))


def _drop(batch: ImportBatch) -> None:
    name, storage = str(batch.file.name or ""), batch.file.storage
    batch.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _have_checked(batch: ImportBatch) -> ImportBatch:
    batch.checked_at = batch.confirmed_at = None
    batch.job = jobs.enqueue(CHECK_JOB, f"检查“{batch.file_name}”", {"batch": batch.pk}, batch.actor)
    batch.save()
    return batch


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update(of=("self",)).select_related("actor", "job").get(pk=batch.pk)


def _refuse_unless_owner(batch: ImportBatch, actor: Any) -> None:
    if batch.actor_id != actor.pk:
        raise BusinessError("只有上传的人可以办理。")


def _record_grants(batch: ImportBatch, plan: Plan) -> None:
    """Who was given what, some hundreds in a line of the trail: a line each would hold its end for minutes."""
    given = [
        [row.values["username"], row.values["role"], row.values["organization"]]
        for row in plan.rows
        if row.sheet == "accounts" and row.action in (RowAction.CREATE, RowAction.UPDATE)
    ]
    for start in range(0, len(given), 200):
        details = {"grants": given[start : start + 200]}
        record(AuditKind.ACCOUNT, "批量授予角色", actor=batch.actor, subject=batch, details=details)

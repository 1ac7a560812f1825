"""Workbooks to import, as people fill them in."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from branches.enums import ImportSheet
from branches.imports.columns import SHEETS
from branches.models import ImportBatch
from branches.services import importing
from core import jobs
from core.spreadsheet import Column, Sheet, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(organizations=(), members=(), accounts=(), *, name: str = "名单.xlsx") -> SimpleUploadedFile:
    """Rows are dicts by column name; columns that no row fills are there all the same, as in the template."""
    sheets = []
    for sheet, rows in zip(ImportSheet, (organizations, members, accounts), strict=True):
        fields = SHEETS[sheet]
        columns = [Column(field.label + ("*" if field.required else ""), 20) for field in fields]
        sheets.append(Sheet(sheet.label, columns, [[row.get(f.name, "") for f in fields] for row in rows]))
    return SimpleUploadedFile(name, write_xlsx(sheets), content_type=XLSX)


def organization(code: str, parent: str = "", **values: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"中共{code}支部委员会",
        "short_name": f"{code}支部",
        "kind": "党支部",
        "parent": parent,
    } | values


def member(code: str, at: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "name": f"党员{code}", "organization": at} | values


def account(username: str, at: str, role: str = "填报员", **values: Any) -> dict[str, Any]:
    return {"username": username, "name": f"用户{username}", "organization": at, "role": role} | values


def checked(file: SimpleUploadedFile, actor: Any) -> ImportBatch:
    """Uploaded, and the check's job done."""
    batch = importing.upload(file, actor=actor)
    assert jobs.run_job(batch.job_id)
    return ImportBatch.objects.select_related("job").get(pk=batch.pk)


def imported(file: SimpleUploadedFile, actor: Any) -> ImportBatch:
    """Checked, confirmed, and taken over."""
    batch = importing.confirm(checked(file, actor), actor=actor)
    assert jobs.run_job(batch.job_id)
    return ImportBatch.objects.select_related("job").get(pk=batch.pk)


def faults(batch: ImportBatch) -> list[tuple[str, int, str, str]]:
    """(sheet, row, column, text) of every fault."""
    rows = batch.rows.exclude(errors=[]).order_by("pk")
    return [(row.get_sheet_display(), row.number, label, text) for row in rows for label, text in row.errors]

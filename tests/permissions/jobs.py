"""Jobs and imports: what one of them holds is its starter's alone."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from branches.enums import ImportSheet, RowAction
from branches.models import ImportBatch, ImportRow
from core.enums import JobStatus
from core.models import Job
from tests.permissions.canaries import Canaries
from tests.permissions.side import Side


def fill(side: Side, canaries: Canaries) -> None:
    """What a job made is its starter's alone."""
    for name in ("office", "system"):
        person = side.prefix + name
        mark = canaries.new(f"{person}: job", [person])
        job = Job(
            kind="application_forms_zip", label=f"{mark}导出", actor=side.people[person], status=JobStatus.DONE,
            params={"mark": mark}, message=f"{mark}完成", result_name=f"{mark}.zip",
        )  # fmt: skip
        job.result.save(f"{uuid4().hex}.zip", ContentFile(f"{mark}content".encode()), save=False)
        job.save()
        side.things[f"{name}_job"] = job
    person = f"{side.prefix}office"
    side.things["waiting_job"] = Job.objects.create(
        kind="application_forms_zip", label=canaries.new(f"{person}: waiting job", [person]), actor=side.people[person]
    )
    _fill_imports(side, canaries)


def _fill_imports(side: Side, canaries: Canaries) -> None:
    """Somebody's own too: a workbook holds names that others may not read."""
    person = f"{side.prefix}office"
    for name, action in (("ready", RowAction.CREATE), ("faulty", RowAction.FAULTY), ("done", RowAction.CREATE)):
        mark = canaries.new(f"{person}: {name} import", [person])
        # Who keeps the system going knows that there was an import, not what stood in it.
        title = canaries.new(f"{person}: {name} import's name", [person, *side.names("system")])
        batch = ImportBatch(
            file_name=f"{title}.xlsx", digest="0" * 64, actor=side.people[person], checked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(hours=5), counts={"organizations": {action: 1}},
            job=Job.objects.create(kind="branches.import_check", label=title, actor=side.people[person], status="done"),
        )  # fmt: skip
        batch.file.save(f"{uuid4().hex}.xlsx", ContentFile(mark.encode()), save=False)
        batch.save()
        rows = {"name": f"{mark}党支部", "code": mark, "parent": side.places["top"].code}
        if name == "done":
            ImportBatch.objects.filter(pk=batch.pk).update(
                confirmed_at=timezone.now(), imported_at=timezone.now(), password_seed="5" * 64
            )
            batch.refresh_from_db()
            data = {"username": mark, "name": mark, "role": "填报员", "organization": side.places["top"].code}
            ImportRow.objects.create(batch=batch, sheet=ImportSheet.ACCOUNTS, number=2, data=data, action=action)
        ImportRow.objects.create(batch=batch, sheet=ImportSheet.ORGANIZATIONS, number=2, data=rows, action=action)
        side.things[f"{name}_import"] = batch

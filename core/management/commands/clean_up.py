"""Removes what has served its time: files of old jobs, spent one-time keys, folders of jobs that are over."""

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from core.enums import JobStatus
from core.models import Job, OneTimeKey

RESULT_DAYS = 30  # whoever needs a document again makes it anew, from the data of that day
KEY_DAYS = 7  # longer than any page with a form stays open


class Command(BaseCommand):
    help = (
        f"Remove files of jobs older than {RESULT_DAYS} days, one-time keys older than {KEY_DAYS}, lost work folders."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")

    def handle(self, *, dry_run: bool, **options) -> None:
        now = timezone.now()
        jobs = Job.objects.exclude(result="").filter(finished_at__lt=now - timedelta(days=RESULT_DAYS))
        keys = OneTimeKey.objects.filter(created_at__lt=now - timedelta(days=KEY_DAYS))
        folders = self._lost_folders()
        self.stdout.write(f"files: {jobs.count()}, keys: {keys.count()}, folders: {len(folders)}")
        if dry_run:
            return
        for job in jobs.iterator():
            job.result.delete(save=False)
            Job.objects.filter(pk=job.pk).update(result="", message="结果文件已超过保存期限，如需使用请重新发起。")
        keys.delete()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    def _lost_folders(self) -> list[Path]:
        """Folders whose job is over or gone; a worker killed between the two steps leaves one."""
        present = {folder.name: folder for folder in (settings.DATA_DIR / "work").glob("*-*-*-*-*")}
        alive = Job.objects.filter(status__in=(JobStatus.QUEUED, JobStatus.RUNNING)).values_list("pk", flat=True)
        return [present[name] for name in sorted(present.keys() - {str(pk) for pk in alive})]

"""Checks the audit trail from its first line to its last."""

from django.core.management.base import BaseCommand, CommandError

from core import audit
from core.models import AuditHead


class Command(BaseCommand):
    help = "Verify the chain of the audit trail; names the first bad row and exits with 1 when there is one."

    def handle(self, **options) -> None:
        bad = audit.verify()
        if bad is not None:
            raise CommandError(f"audit row {bad} is missing, altered or out of its chain", returncode=1)
        head = AuditHead.objects.filter(pk=1).first() or AuditHead()
        self.stdout.write(f"audit trail whole: {head.number} rows, head {head.digest}")

"""Prepare the faces of the PDF documents: find them by role and cut them once."""

from django.core.management.base import BaseCommand, CommandError

from core.fontcut import HarfBuzzMissing
from core.fonts import NoFont, prepare


class Command(BaseCommand):
    # It runs before the project is complete: on a fresh installation, from make.
    requires_system_checks = []
    help = "查找公文所需字体，裁剪一次备用；无变化时立即返回。"

    def handle(self, *args, **options) -> None:
        try:
            faces, cut = prepare()
        except (NoFont, HarfBuzzMissing, OSError) as missing:
            raise CommandError(f"字体未能准备：{missing}") from missing
        for face in faces:
            if face.substituted:
                self.stdout.write(self.style.WARNING(f"{face.label}：以 {face.face} 代替"))
            elif options["verbosity"] > 1 or cut:
                self.stdout.write(f"{face.label}：{face.face}")
        self.stdout.write(f"字体已就绪（新裁剪 {cut} 个）。")

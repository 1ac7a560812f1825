"""A synthetic country of any size, for measuring."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from brands.demo.country import make_country


class Command(BaseCommand):
    help = "Writes a synthetic tree with filings and brands in all states, in bulk; refused in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organizations", type=int, default=1_000)
        parser.add_argument("--applications", type=int, default=10_000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("当前为正式环境，不能写入测试数据。")
        if options["applications"] < 1 or options["organizations"] < 1:
            raise CommandError("数量应为正整数。")
        began = time.monotonic()
        made = make_country(options["organizations"], options["applications"])
        counts = "，".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(f"{counts}（{time.monotonic() - began:.1f} 秒）")

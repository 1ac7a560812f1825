"""Demonstration data: a fictional city's branches, their brands, and an account for each role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from brands.demo.accounts import account_table, is_present
from brands.demo.story import make_demonstration


class Command(BaseCommand):
    help = "Puts in the demonstration data; does nothing where they are already, and refuses in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="print the accounts and what to try with each")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("当前为正式环境，不能写入演示数据，演示账号也不能登录。")
        if options["accounts"]:
            self.show_accounts()
            return
        made = make_demonstration()
        self.stdout.write("  演示数据已写入。" if made else "  演示数据已经存在，未作改动。")

    def show_accounts(self) -> None:
        if not is_present():
            raise CommandError("还没有演示数据，请先运行 manage.py demo。")
        rows = [("账号", "角色", "所在党组织", "可以试一试"), *account_table()]
        widths = [max(width(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            cells = [text + " " * (widths[column] - width(text)) for column, text in enumerate(row[:3])]
            self.stdout.write("  ".join([*cells, row[3]]))
        self.stdout.write(f"密码均为：{settings.DEMO_PASSWORD}")


def width(text: str) -> int:
    """Columns on a terminal: two for a Chinese character."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)

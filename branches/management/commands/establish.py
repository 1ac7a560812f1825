"""The beginning of an installation: the top organisation and the three administrators."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from branches.enums import OrganizationKind, Role
from branches.models import Organization
from branches.services.account import open_account
from branches.services.organization import create_organization
from core.errors import BusinessError

ADMINISTRATORS = ((Role.SECURITY_ADMIN, "security"), (Role.SYSTEM_ADMIN, "system"), (Role.AUDITOR, "audit"))


class Command(BaseCommand):
    help = "Create the top organisation and the accounts of the three administrators, and print their passwords once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="full name of the top organisation")
        parser.add_argument("--short-name", default="", help="short name; the full name's beginning when left out")
        parser.add_argument("--code", default="0001", help="code of the organisation")
        parser.add_argument("--prefix", default="", help="put before the accounts security, system and audit")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        short_name = options["short_name"].strip() or name[:40]
        if not name or len(name) > 100 or len(short_name) > 40 or not options["code"].strip():
            raise CommandError("the name has 1 to 100 characters, the short name at most 40, the code at least one")
        try:
            lines = self._establish(name, short_name, options["code"].strip(), options["prefix"])
        except BusinessError as error:
            raise CommandError(error.message) from error
        self.stdout.write("Shown once; each must be changed at the first log-in:")
        for line in lines:
            self.stdout.write(line)

    @transaction.atomic
    def _establish(self, name: str, short_name: str, code: str, prefix: str) -> list[str]:
        if Organization.objects.filter(parent=None, code=code).exists():
            raise CommandError(f"there is an organisation of code {code} already")
        top = create_organization(
            None, actor=None, name=name, short_name=short_name, code=code, kind=OrganizationKind.WORKING_COMMITTEE
        )
        lines = []
        for role, username in ADMINISTRATORS:
            user, password = open_account(top, actor=None, username=prefix + username, name=str(role.label), role=role)
            lines.append(f"{role.label}  {user.username}  {password}")
        return lines

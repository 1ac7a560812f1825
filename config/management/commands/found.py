"""The first step of an empty installation: the top organisation and its three administrators."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from branches.enums import OrganizationKind, Role
from branches.models import Organization
from branches.services.account import open_account
from branches.services.organization import create_organization
from core.errors import BusinessError

ADMINISTRATORS = {Role.SECURITY_ADMIN: "security", Role.SYSTEM_ADMIN: "system", Role.AUDITOR: "auditor"}


class Command(BaseCommand):
    help = "Creates the top organisation and three administrators with temporary passwords; refuses where any exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="full name of the top organisation")
        parser.add_argument("--short-name", help="its short name (default: the full one)")
        parser.add_argument("--code", default="ROOT", help="its code in spreadsheets (default: ROOT)")

    def handle(self, *args: Any, **options: Any) -> None:
        if Organization.objects.exists() or User.objects.exists():
            raise CommandError("There are organisations or accounts already: further ones are made in the application.")
        try:
            passwords = self.found(options["name"], options["short_name"] or options["name"], options["code"])
        except BusinessError as error:
            raise CommandError(" ".join([error.message, *error.details])) from error
        self.stdout.write("Shown once; each must be changed at the first log-in:")
        for username, password in passwords.items():
            self.stdout.write(f"  {username:10} {password}")

    @transaction.atomic
    def found(self, name: str, short_name: str, code: str) -> dict[str, str]:
        """Three people, as no administrator may do another's work."""
        for field, value in {"name": name, "short_name": short_name, "code": code}.items():
            longest = getattr(Organization._meta.get_field(field), "max_length", None) or 0
            if not 0 < len(value.strip()) <= longest:
                raise BusinessError(f"{field}: 1 to {longest} characters.")
        top = create_organization(
            None, actor=None, name=name, short_name=short_name, code=code, kind=OrganizationKind.WORKING_COMMITTEE
        )
        passwords = {}
        for role, username in ADMINISTRATORS.items():
            _, passwords[username] = open_account(top, actor=None, username=username, name=role.label, role=role)
        return passwords

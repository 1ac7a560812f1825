"""Pages of assessments as somebody visits them: who asks, where, what a form sends, what the asking costs."""

import io
import re

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from tests.factories.branches import fresh
from tests.permissions.forms import sent_by


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def url(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def form_of(page: HttpResponse) -> dict:
    return sent_by(page.content.decode())


def queries(client: Client, address: str) -> int:
    """How many a page takes that was asked for before."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def pdf_text(content: bytes) -> str:
    """All pages in one, without spaces and line ends."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))

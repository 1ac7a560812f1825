"""The pages of branches as somebody logged in opens them: where they lie, what they say."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User

CANARY = "不可外传之名"


def url(name: str, *args: Any) -> str:
    return reverse(f"branches:{name}", args=args)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def log_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client

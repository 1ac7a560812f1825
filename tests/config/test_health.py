"""The address that says whether visitors may come."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from config import health


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)


@pytest.mark.django_db
def test_a_migrated_database_is_well_and_sets_no_cookie(client: Client):
    for _ in range(2):  # the second answer comes without the plan
        response = client.get("/healthz")
        assert (response.status_code, response.content) == (200, b"ok\n")
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies


@pytest.mark.django_db
def test_a_missing_migration_is_not_well(client: Client):
    MigrationRecorder(connection).migration_qs.filter(app="accounts").delete()
    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_nothing_is_written_there(client: Client):
    assert client.post("/healthz").status_code == 405

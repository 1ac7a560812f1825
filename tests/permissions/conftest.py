"""The world is built once for all tests of this folder and taken down after them; each test undoes what it did."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.permissions.world import World, build


@pytest.fixture(scope="package")
def built_world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield build()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def world(built_world: World, db) -> World:
    return built_world

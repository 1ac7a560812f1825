"""What the tests of brands start from: the small tree with its people, and their program, draft and brand."""

import pytest

from branches.enums import Role
from tests.factories.branches import person, small_cast, small_tree
from tests.factories.brands import ApplicationFactory, BrandFactory, ProgramFactory


@pytest.fixture
def tree():
    return small_tree()


@pytest.fixture
def cast(tree):
    return small_cast(tree)


@pytest.fixture
def program(tree):
    return ProgramFactory(organizer=tree.top, name="三年创建规划")


@pytest.fixture
def application(tree, program):
    """The branch's draft, complete."""
    return ApplicationFactory(program=program, organization=tree.branch, name="通途先锋")


@pytest.fixture
def brand(tree):
    return BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)


@pytest.fixture
def clerk(tree):
    return person(Role.CLERK, tree.branch)


@pytest.fixture
def clerk_signed_in(client, clerk):
    client.force_login(clerk)


@pytest.fixture
def media(settings, tmp_path):
    """Uploaded files lie in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path

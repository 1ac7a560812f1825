"""What the tests of brands start from: the small tree, a brand of its branch, the branch's clerk at a page."""

import pytest

from branches.enums import Role
from tests.factories.branches import person, small_tree
from tests.factories.brands import BrandFactory, ProgramFactory


@pytest.fixture
def tree():
    return small_tree()


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

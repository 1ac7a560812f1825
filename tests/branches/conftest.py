"""What the tests of branches start from: the small tree and those who keep it."""

import pytest

from branches.enums import Role
from tests.factories.branches import person, small_tree


@pytest.fixture
def tree(db):
    return small_tree()


@pytest.fixture
def office(tree):
    return person(Role.OFFICE, tree.top)


@pytest.fixture
def system(tree):
    """Keeps organisations and members."""
    return person(Role.SYSTEM_ADMIN, tree.top)


@pytest.fixture
def keeper(tree):
    """Keeps the accounts of the whole tree."""
    return person(Role.SECURITY_ADMIN, tree.top)


@pytest.fixture
def local(tree):
    """Keeps the accounts of one general branch."""
    return person(Role.SECURITY_ADMIN, tree.general)

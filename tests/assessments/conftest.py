"""What the tests of assessments start from: a scheme in force with its people and open ledgers."""

import pytest

from tests.factories import ledgers


@pytest.fixture
def stage() -> ledgers.Office:
    return ledgers.office()

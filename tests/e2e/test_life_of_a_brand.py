"""A brand's life in a browser: from acceptance through four phases and what comes with them to a restored honour."""

import pytest

from tests.e2e import growing, keeping, life

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_acceptance_to_a_restored_honour(walk, time_machine):
    brand = life.begin(walk, time_machine)
    brand.comes("2026-03-20")
    growing.close_first_phase(brand)
    brand.comes("2026-06-15")
    growing.inspect(brand)
    growing.extend(brand)
    brand.comes("2026-07-09")
    growing.remind(brand)
    growing.answer(brand)
    growing.close_second_phase(brand)
    growing.pair(brand)
    brand.comes("2026-09-18")
    growing.close_third_phase(brand)
    brand.comes("2026-12-28")
    growing.close_last_phase(brand)
    keeping.name(brand)
    brand.comes("2027-01-04")
    keeping.ask_for_plan(brand)
    brand.comes("2027-06-08")
    keeping.recheck(brand)
    keeping.revoke(brand)
    brand.comes("2027-09-01")
    keeping.restore(brand)
    keeping.read_archive(brand)
    keeping.hand_over(brand)

"""Numbers without gaps, one-time keys spent once: in order, in parallel, and when processes are killed."""

import random
import time
import uuid

import pytest
from django.db import transaction

from accounts.models import User
from core import onetime
from core.errors import BusinessError
from core.models import NumberSeries, OneTimeKey
from core.numbers import next_number
from tests.core.parallel import child, together

ISSUE_FOR_EVER = """
    import uuid
    from django.db import transaction
    from core.models import OneTimeKey
    from core.numbers import next_number
    print("ready", flush=True)
    while True:
        with transaction.atomic():
            number = next_number("killed")
            OneTimeKey.objects.create(key=uuid.uuid4(), result=str(number))
"""


@pytest.mark.django_db
def test_each_series_counts_for_itself():
    with transaction.atomic():
        assert [next_number("甲〔2026〕"), next_number("甲〔2026〕"), next_number("甲〔2027〕")] == [1, 2, 1]


@pytest.mark.django_db
def test_a_number_comes_back_when_its_document_does_not_come_about():
    with pytest.raises(RuntimeError), transaction.atomic():
        next_number("key")
        raise RuntimeError
    with transaction.atomic():
        assert next_number("key") == 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given():
    with pytest.raises(transaction.TransactionManagementError):
        next_number("key")
    with pytest.raises(transaction.TransactionManagementError):
        onetime.spend(onetime.new_key(), actor=None, purpose="test")


@pytest.mark.django_db(transaction=True)
def test_people_who_issue_at_once_get_different_numbers_without_a_gap():
    def issue(index: int) -> list[int]:
        numbers = []
        for _ in range(10):
            with transaction.atomic():
                numbers.append(next_number("parallel"))
        return numbers

    assert sorted(n for numbers in together(issue, 6) for n in numbers) == list(range(1, 61))


@pytest.mark.django_db(transaction=True)
def test_killed_processes_leave_neither_gap_nor_double():
    rng = random.Random(7)
    for _ in range(2):
        processes = [child(ISSUE_FOR_EVER) for _ in range(3)]
        try:
            for process in processes:
                assert process.stdout.readline() == "ready\n"
            before = OneTimeKey.objects.count()
            while OneTimeKey.objects.count() < before + 30:
                time.sleep(0.02)
            for process in processes:
                time.sleep(rng.random() / 10)
                process.kill()
        finally:
            for process in processes:
                process.kill()
                process.communicate()
    with transaction.atomic():
        # Waits for what the killed ones still hold.
        last = next_number("killed")
    numbers = sorted(int(result) for result in OneTimeKey.objects.values_list("result", flat=True))
    assert len(numbers) >= 60
    assert numbers == list(range(1, last))
    assert NumberSeries.objects.get(key="killed").last == last


@pytest.mark.django_db
class TestOneTimeKeys:
    def test_the_second_post_finds_what_the_first_one_made(self):
        key = onetime.new_key()
        assert onetime.spend(key, actor=None, purpose="test") is None
        onetime.remember(key, 42)
        assert onetime.spend(key, actor=None, purpose="test") == "42"

    def test_a_key_whose_transaction_failed_is_fresh_again(self):
        key = onetime.new_key()
        with pytest.raises(RuntimeError), transaction.atomic():
            onetime.spend(key, actor=None, purpose="test")
            raise RuntimeError
        assert onetime.spend(key, actor=None, purpose="test") is None

    @pytest.mark.parametrize("key", ["", "x", "1" * 400, None, "²"])
    def test_what_is_no_key_is_refused_in_plain_words(self, key):
        with pytest.raises(BusinessError, match="页面已失效"):
            onetime.spend(key, actor=None, purpose="test")

    def test_another_persons_key_tells_nothing(self):
        owner, stranger = (User.objects.create_user(name) for name in ("owner", "stranger"))
        key = onetime.new_key()
        onetime.spend(key, actor=owner, purpose="test")
        onetime.remember(key, "secret")
        with pytest.raises(BusinessError):
            onetime.spend(key, actor=stranger, purpose="test")


@pytest.mark.django_db(transaction=True)
def test_of_eight_posts_at_once_one_creates_and_all_learn_its_result():
    for _ in range(5):
        key = onetime.new_key()

        def post(index: int, key: str = key) -> str:
            with transaction.atomic():
                earlier = onetime.spend(key, actor=None, purpose="test")
                if earlier is not None:
                    return earlier
                made = str(uuid.uuid4())
                onetime.remember(key, made)
                return made

        results = together(post, 8)
        assert set(results) == {OneTimeKey.objects.get(pk=key).result}

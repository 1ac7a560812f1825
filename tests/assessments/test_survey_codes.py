"""Codes of a survey: printed once, kept as hashes, gone after a day, replaced by a new lot."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import BallotBox, SealedCode
from assessments.services.survey import CodeRefused, destroy_sheets, forget_sheets, order_codes
from assessments.services.survey.codes import ALPHABET, digest_of, sheets_of
from core.errors import BusinessError, StepRefused
from core.jobs import run_job
from tests.factories.surveys import counted, drafted, opened

pytestmark = pytest.mark.django_db


def printed(pdf: bytes) -> list[str]:
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.findall(rf"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", text)


def everything_written() -> list[str]:
    return [str(row) for model in apps.get_models() for row in model._default_manager.values()]


class TestCodes:
    def test_the_job_prints_and_keeps_hashes_only(self, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.MEDIA_ROOT = tmp_path
        poll = drafted(branches=2)
        job = order_codes(poll.survey, targets=[poll.target(0), poll.target(1)], size=11, actor=poll.office)
        assert run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, job.done) == ("done", 22)
        assert SealedCode.objects.count() == 22
        codes = printed(job.result.read())
        assert len(codes) == 22
        assert {digest_of(code) for code in codes} == set(SealedCode.objects.values_list("digest", flat=True))
        assert [poll.target(n).issued for n in range(2)] == [11, 11]
        # In clear they stand on the sheets alone.
        assert not [row for row in everything_written() if any(code in row for code in codes)]
        with django_capture_on_commit_callbacks(execute=True):
            destroy_sheets(poll.survey, job=job, actor=poll.office)
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]
        assert not sheets_of(poll.survey).exists()

    def test_sheets_are_gone_after_a_day(self, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.MEDIA_ROOT = tmp_path
        poll = drafted(branches=1)
        run_job(order_codes(poll.survey, targets=[poll.target()], size=5, actor=poll.office).pk)
        assert forget_sheets() == 0
        with (
            time_machine.travel(timezone.now() + timedelta(hours=25)),
            django_capture_on_commit_callbacks(execute=True),
        ):
            assert (forget_sheets(dry_run=True), forget_sheets(), forget_sheets()) == (1, 1, 0)
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]

    def test_a_new_lot_voids_the_old_one_and_keeps_what_was_cast(self):
        poll = opened(branches=1, codes=8)
        poll.vote()
        old = poll.codes[poll.target().pk]
        poll.print_codes(6)
        assert (poll.target().issued, SealedCode.objects.count()) == (7, 6)
        assert [lot.annulled for lot in poll.target().lots.order_by("pk")] == [7, 0]
        for code in old:
            with pytest.raises(CodeRefused):
                poll.vote(code=code)
        poll.vote()
        assert BallotBox.objects.get().received == 2

    def test_limits_and_rights(self):
        poll = drafted(branches=1)
        with pytest.raises(StepRefused):
            order_codes(poll.survey, targets=[poll.target()], size=10, actor=poll.director)
        for size in (0, 2001):
            with pytest.raises(BusinessError):
                order_codes(poll.survey, targets=[poll.target()], size=size, actor=poll.office)
        with pytest.raises(BusinessError):
            order_codes(poll.survey, targets=[], size=10, actor=poll.office)
        closed = counted()
        with pytest.raises(BusinessError, match="不能再制作"):
            order_codes(closed.survey, targets=[closed.target()], size=10, actor=closed.office)

    def test_codes_are_easy_to_read_and_hard_to_guess(self):
        assert len(set(ALPHABET)) == 30
        assert not set(ALPHABET) & set("01ILOU")
        assert digest_of("ab2cd-ef3gh") == digest_of(" AB2CDEF3GH ")

    def test_codes_lie_in_no_order(self):
        poll = opened(branches=1, codes=200)
        stored = list(SealedCode.objects.values_list("digest", flat=True))
        assert sorted(stored) == sorted(digest_of(code) for code in poll.codes[poll.target().pk])

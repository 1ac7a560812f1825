"""Jobs: nothing lost, nothing done twice, whatever happens to worker, broker and database connection."""

import socket
import threading
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from core import dispatch, embedded, jobs, onetime
from core.enums import JobStatus
from core.errors import BusinessError
from core.models import Job, NumberSeries, OneTimeKey
from tests.conftest import start_worker, stop_worker
from tests.core.handlers import WORKED_IN_VAIN, start
from tests.core.parallel import child, together

WORK_OFF = """
    import tests.core.handlers
    from core import jobs
    jobs.work_off()
"""


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.JOB_RUNNER = "embedded"


def work_folders(settings) -> list[Path]:
    return list((settings.DATA_DIR / "work").glob("*"))


def stored_files() -> list[str]:
    root = Path(default_storage.location)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def silent_for(job: Job, seconds: int) -> None:
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=seconds))


@pytest.mark.django_db
class TestOneJob:
    def test_result_message_effect_and_done_mark_come_together(self, settings):
        job = start("test.report", lines=5)
        assert (job.status, jobs.run_job(job.pk)) == (JobStatus.QUEUED, True)
        job.refresh_from_db()
        assert (job.status, job.message, job.result_name) == (JobStatus.DONE, "共生成一份报告。", "报告.txt")
        assert job.result.read().decode() == "第1行\n第2行\n第3行\n第4行\n第5行"
        assert job.finished_at is not None
        assert NumberSeries.objects.get(key=f"effect {job.pk}").last == 1

    def test_what_is_done_is_not_done_again(self):
        job = start("test.report")
        assert [jobs.run_job(job.pk), jobs.run_job(str(job.pk))] == [True, False]
        assert NumberSeries.objects.get().last == 1

    def test_a_file_made_in_the_folder_is_stored_and_the_folder_goes(self, settings):
        job = start("test.large")
        jobs.run_job(job.pk)
        job.refresh_from_db()
        assert (job.result.size, job.result.name.endswith(".zip"), work_folders(settings)) == (1000, True, [])

    def test_a_job_may_make_nothing(self):
        job = start("test.nothing")
        jobs.run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, bool(job.result)) == (JobStatus.DONE, False)

    def test_a_rule_ends_it_with_its_words(self, settings):
        job = start("test.refused")
        jobs.run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, job.message) == (JobStatus.FAILED, "没有可以导出的内容。\n请先选择范围。")
        assert work_folders(settings) == []

    def test_a_fault_is_tried_again_later_and_at_last_given_up(self, settings):
        job = start("test.broken")
        for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
            assert jobs.run_job(job.pk), attempt
            job.refresh_from_db()
            assert (job.attempts, "secret" in job.message) == (attempt, False)
            if attempt < jobs.MAX_ATTEMPTS:
                assert job.status == JobStatus.QUEUED
                assert len(work_folders(settings)) == 1
                assert not jobs.run_job(job.pk), "before its pause has passed"
                silent_for(job, 0)
        assert (job.status, job.message, work_folders(settings)) == (JobStatus.FAILED, jobs.GAVE_UP, [])

    def test_an_effect_that_fails_leaves_neither_file_nor_half_of_it(self):
        job = start("test.broken_effect")
        jobs.run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, stored_files()) == (JobStatus.QUEUED, [])
        assert not NumberSeries.objects.exists()

    def test_only_known_kinds_are_written(self):
        with pytest.raises(ValueError, match="no handler"):
            start("test.unknown")
        with pytest.raises(ValueError, match="two handlers"):
            jobs.register("test.report")(lambda job, progress: None)

    def test_progress_is_written_and_is_a_sign_of_life(self, monkeypatch):
        monkeypatch.setattr(jobs, "PROGRESS_EVERY", 0)
        job = start("test.report")
        claimed = jobs._claim(job.pk)
        silent_for(job, 60)
        jobs.Progress(claimed)(2, 7)
        job.refresh_from_db()
        assert (job.done, job.total) == (2, 7)
        assert job.heartbeat_at > timezone.now() - timedelta(seconds=30)


@pytest.mark.django_db
class TestCancel:
    def test_a_waiting_job_ends_at_once(self):
        job = jobs.request_cancel(start("test.report"))
        assert (job.status, jobs.run_job(job.pk)) == (JobStatus.CANCELLED, False)

    def test_a_running_job_stops_at_its_next_sign_of_progress(self):
        job = start("test.cancelled")
        jobs.run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, bool(job.result)) == (JobStatus.CANCELLED, False)

    def test_a_finished_job_stays_finished(self):
        job = start("test.report")
        jobs.run_job(job.pk)
        with pytest.raises(BusinessError, match="已经结束"):
            jobs.request_cancel(job)
        job.refresh_from_db()
        assert job.status == JobStatus.DONE


@pytest.mark.django_db
class TestTakenOver:
    def test_a_job_is_left_alone_while_its_worker_lives(self):
        job = start("test.report")
        jobs._claim(job.pk)
        silent_for(job, int(Job.SILENCE.total_seconds()) - 10)
        assert not jobs.run_job(job.pk)
        silent_for(job, int(Job.SILENCE.total_seconds()) + 10)
        assert jobs.run_job(job.pk)

    @pytest.mark.parametrize("notices", [True, False])
    def test_what_a_late_worker_brings_is_void(self, notices):
        job = start("test.lost", notices=notices)
        jobs.run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, stored_files()) == (JobStatus.RUNNING, [])
        assert job.pk not in WORKED_IN_VAIN

    def test_files_that_a_killed_attempt_had_stored_are_removed(self):
        job = start("test.report")
        claimed = jobs._claim(job.pk)
        jobs._store(claimed, jobs.JobResult(b"orphan", "x.txt"))
        silent_for(job, 600)
        jobs.run_job(job.pk)
        job.refresh_from_db()
        assert stored_files() == [job.result.name]

    def test_the_sweep_ends_what_killed_its_worker_too_often(self):
        job = start("test.report")
        for _ in range(jobs.MAX_ATTEMPTS):
            assert jobs._claim(job.pk)
            silent_for(job, 600)
        assert not jobs.run_job(job.pk)
        jobs.sweep()
        job.refresh_from_db()
        assert (job.status, job.message) == (JobStatus.FAILED, jobs.GAVE_UP)

    def test_the_sweep_only_counts_when_asked_to(self):
        start("test.report")
        dispatch.wake.clear()
        out = StringIO()
        call_command("run_jobs", "--sweep", "--dry-run", stdout=out)
        assert (out.getvalue(), dispatch.wake.is_set()) == ("due: 1\n", False)
        call_command("run_jobs", "--sweep", stdout=out)
        assert dispatch.wake.is_set()

    def test_the_command_works_off_what_is_due(self):
        for _ in range(3):
            start("test.report")
        out = StringIO()
        call_command("run_jobs", "--once", stdout=out)
        assert out.getvalue() == "carried out: 3\n"
        assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.DONE}


@pytest.mark.django_db(transaction=True)
class TestInEarnest:
    def test_an_act_undone_starts_no_job(self):
        dispatch.wake.clear()
        with pytest.raises(RuntimeError), transaction.atomic():
            jobs.enqueue("test.report", "x", {}, None)
            raise RuntimeError
        assert (Job.objects.count(), dispatch.wake.is_set()) == (0, False)
        start("test.report")
        assert dispatch.wake.is_set()

    def test_of_many_workers_one_takes_the_job(self):
        for _ in range(5):
            job = start("test.report")
            results = together(lambda index, job=job: jobs.run_job(job.pk), 6)
            assert sorted(results) == [False] * 5 + [True]
            assert NumberSeries.objects.get(key=f"effect {job.pk}").last == 1

    def test_a_killed_workers_job_goes_on_where_it_stopped(self, settings):
        job = start("test.resume", hang_at=2)
        worker = child(WORK_OFF, DATA=str(settings.DATA_DIR))
        assert worker.stdout.readline() == "hangs\n"
        worker.kill()
        worker.communicate()
        assert jobs.work_off() == 0, "its last sign of life is too recent"
        silent_for(job, 600)
        assert jobs.work_off() == 1
        job.refresh_from_db()
        assert job.result.read().decode() == "0 by attempt 1\n1 by attempt 1\n2 by attempt 2\n3 by attempt 2\n"
        assert (job.message, job.attempts, work_folders(settings)) == ("2", 2, [])

    def test_the_embedded_worker_works_off_what_comes(self):
        failing = start("test.broken")
        stop = threading.Event()
        thread = threading.Thread(target=embedded.work_forever, args=[stop])
        thread.start()
        try:
            job = start("test.report")
            wait_until(lambda: Job.objects.get(pk=job.pk).is_over)
        finally:
            stop.set()
            thread.join()
        assert Job.objects.get(pk=job.pk).status == JobStatus.DONE
        assert Job.objects.get(pk=failing.pk).attempts == 1

    def test_a_process_has_one_embedded_worker(self):
        code = "from core.embedded import start_embedded_worker as start\nprint(start(), start())"
        assert child(code).communicate()[0] == "True False\n"


def wait_until(condition) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it did not happen within a minute"
        time.sleep(0.05)


START_TWO = """
    import tests.core.handlers as handlers
    from core import jobs
    print(handlers.start("test.report").pk, handlers.start("test.report").pk)
    print(jobs.sweep())
"""


@pytest.mark.django_db(transaction=True)
class TestCelery:
    def test_a_page_does_not_wait_for_a_broker_that_is_gone(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            self.assert_written(nobody.getsockname()[1])

    def test_nor_for_one_that_is_frozen(self):
        with socket.socket() as frozen:
            frozen.bind(("127.0.0.1", 0))
            frozen.listen()
            self.assert_written(frozen.getsockname()[1])

    def assert_written(self, port: int) -> None:
        page = child(START_TWO, REDIS_URL=f"redis://127.0.0.1:{port}/0", JOB_RUNNER="celery")
        try:
            *written, swept = page.communicate(timeout=40)[0].split()
        finally:
            page.kill()
        assert (page.returncode, swept) == (0, "2")
        assert {str(pk) for pk in Job.objects.values_list("pk", flat=True)} == set(written)
        assert jobs.work_off() == 2

    @pytest.mark.redis
    @pytest.mark.postgresql
    def test_a_worker_carries_out_what_is_sent_and_what_was_swept(self, settings, tmp_path):
        settings.JOB_RUNNER = "embedded"
        unsent = start("test.nothing")
        settings.JOB_RUNNER = "celery"
        worker = start_worker(tmp_path / "log", "-I", "tests.core.handlers")
        try:
            sent = start("test.nothing")
            wait_until(lambda: Job.objects.get(pk=sent.pk).is_over)
            assert not Job.objects.get(pk=unsent.pk).is_over
            jobs.sweep()
            wait_until(lambda: Job.objects.get(pk=unsent.pk).is_over)
        finally:
            stop_worker(worker)
        assert set(Job.objects.values_list("status", "attempts")) == {(JobStatus.DONE, 1)}


@pytest.mark.django_db
def test_cleaning_up_removes_what_has_served_its_time_and_nothing_else(settings):
    old, new, waiting = start("test.report"), start("test.report"), start("test.report")
    for job in (old, new):
        jobs.run_job(job.pk)
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=31))
    for job in (old, waiting):
        jobs.job_folder(job)
    for days in (0, 8):
        OneTimeKey.objects.create(key=onetime.new_key(), created_at=timezone.now() - timedelta(days=days))
    out = StringIO()
    call_command("clean_up", "--dry-run", stdout=out)
    assert (len(stored_files()), OneTimeKey.objects.count(), len(work_folders(settings))) == (2, 2, 2)
    call_command("clean_up", stdout=out)
    assert out.getvalue() == "files: 1, keys: 1, folders: 1\n" * 2
    new.refresh_from_db()
    assert stored_files() == [new.result.name]
    assert OneTimeKey.objects.count() == 1
    assert [folder.name for folder in work_folders(settings)] == [str(waiting.pk)]
    old.refresh_from_db()
    assert (bool(old.result), old.status) == (False, JobStatus.DONE)

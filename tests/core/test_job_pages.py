"""The pages of one's own jobs: progress, cancel, download; nobody sees another's."""

import re
from http import HTTPStatus

import pytest
from django.urls import reverse

from accounts.models import User
from core import jobs
from core.enums import AuditKind, JobStatus
from core.models import AuditEntry, Job
from tests.core.handlers import start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.JOB_RUNNER = "embedded"


@pytest.fixture
def user(client) -> User:
    user = User.objects.create_user("clerk", name="填报员", must_change_password=False)
    client.force_login(user)
    return user


def address(name: str, job: Job) -> str:
    return reverse(f"core:{name}", args=[job.pk])


def finished(user: User) -> Job:
    job = start("test.report", user)
    jobs.run_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_running_job_asks_again_and_a_finished_one_does_not(client, user):
    job = start("test.report", user)
    fragment = client.get(address("job_progress", job), headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{address("job_progress", job)}"' in fragment
    assert "<html" not in fragment
    jobs.run_job(job.pk)
    fragment = client.get(address("job_progress", job), headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in fragment
    assert address("job_download", job) in fragment


def test_a_job_leads_back_to_what_it_is_about(client, user):
    job = start("test.report", user)
    assert "办理页面" not in client.get(address("job", job)).content.decode()
    job = Job.objects.create(kind="brand_archive", label="创建档案", params={"brand": 7}, actor=user)
    assert f'href="{reverse("brands:archive", args=[7])}"' in client.get(address("job", job)).content.decode()


def test_the_page_works_without_javascript(client, user):
    job = start("test.report", user)
    page = client.get(address("job", job)).content.decode()
    assert re.search(rf'<a [^>]*href="{address("job", job)}">刷新进度</a>', page)
    assert f'<form method="post" action="{address("job_cancel", job)}">' in page
    assert "style=" not in page


def test_cancelling(client, user):
    job = start("test.report", user)
    assert client.get(address("job_cancel", job)).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.post(address("job_cancel", job))["Location"] == address("job", job)
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED
    response = client.post(address("job_cancel", job), follow=True)
    assert "任务已经结束，无需取消。" in response.content.decode()


def test_the_result_comes_as_a_download_and_is_written_into_the_trail(client, user):
    job = finished(user)
    response = client.get(address("job_download", job))
    assert b"".join(response.streaming_content).decode() == "第1行\n第2行\n第3行"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A.txt"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.get(kind=AuditKind.EXPORT).object_key == f"core.job:{job.pk}"


def test_without_a_result_there_is_nothing_to_download(client, user):
    job = start("test.report", user)
    assert client.get(address("job_download", job)).status_code == HTTPStatus.NOT_FOUND
    done = finished(user)
    done.result.storage.delete(done.result.name)
    assert client.get(address("job_download", done)).status_code == HTTPStatus.NOT_FOUND


def test_anothers_job_does_not_exist(client, user):
    job = finished(User.objects.create_user("other"))
    for name in ("job", "job_progress", "job_download"):
        assert client.get(address(name, job)).status_code == HTTPStatus.NOT_FOUND
    waiting = start("test.report", job.actor)
    assert client.post(address("job_cancel", waiting)).status_code == HTTPStatus.NOT_FOUND
    assert "test.report" not in client.get(reverse("core:jobs")).content.decode()
    waiting.refresh_from_db()
    assert waiting.status == JobStatus.QUEUED


def test_strangers_are_led_to_the_log_in(client):
    job = finished(User.objects.create_user("other"))
    for name in ("job", "job_progress", "job_download", "job_cancel"):
        assert client.get(address(name, job))["Location"].startswith(reverse("accounts:login"))


def test_the_list_shows_ones_own(client, user):
    assert "还没有任务" in client.get(reverse("core:jobs")).content.decode()
    done, waiting = finished(user), start("test.large", user)
    page = client.get(reverse("core:jobs")).content.decode()
    assert [address("job", waiting) in page, address("job_download", done) in page] == [True, True]


def test_the_list_asks_the_database_as_often_for_many_as_for_one(client, user, django_assert_num_queries):
    start("test.report", user)
    client.get(reverse("core:jobs"))
    with django_assert_num_queries(4):
        client.get(reverse("core:jobs"))
    for _ in range(2):
        start("test.report", user)
    with django_assert_num_queries(4):
        client.get(reverse("core:jobs"))


def test_markup_in_a_label_stays_text(client, user):
    job = start("test.report", user)
    Job.objects.filter(pk=job.pk).update(label="<script>alert(1)</script>", message="<b>x</b>\n第二行")
    page = client.get(address("job", job)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;x&lt;/b&gt;<br>第二行" in page

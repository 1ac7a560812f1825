"""The course of an import from its check to its end: once, whole, one's own, and forgotten in time."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from branches import tasks
from branches.enums import ImportStage, Role
from branches.imports.checking import check
from branches.imports.reading import read_workbook
from branches.models import ImportBatch, Member, Organization
from branches.services import importing
from branches.services import organization as organizations
from core import jobs
from core.enums import JobStatus
from core.errors import BusinessError
from core.models import Job
from tests.branches.workbooks import account, checked, imported, member, organization, workbook
from tests.core.parallel import together
from tests.factories.branches import MemberFactory, fresh, person, small_tree


def test_an_import_with_one_fault_cannot_be_confirmed(tree, system):
    batch = checked(workbook([organization("A", tree.top.code), organization("B", "nowhere")]), system)
    with pytest.raises(BusinessError, match="有误"):
        importing.confirm(batch, actor=system)
    assert not Organization.objects.filter(code="A").exists()


def test_confirmed_twice_is_done_once(tree, system):
    batch = checked(workbook([organization("A", tree.top.code)]), system)
    first = importing.confirm(batch, actor=system)
    second = importing.confirm(batch, actor=system)
    assert first.job_id == second.job_id
    assert Job.objects.filter(kind=importing.TAKE_OVER_JOB).count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirmed_by_two_hands_at_once_is_done_once():
    tree = small_tree()
    system = person(Role.SYSTEM_ADMIN, tree.top)
    batch = checked(workbook([organization("A", tree.top.code)]), system)
    results = together(lambda _: importing.confirm(ImportBatch.objects.get(pk=batch.pk), actor=system).job_id, 4)
    assert len(set(results)) == 1
    assert Job.objects.filter(kind=importing.TAKE_OVER_JOB).count() == 1


def test_a_change_between_preview_and_import_stops_it_whole(tree, system):
    batch = checked(workbook([organization("A", tree.top.code), organization("B", tree.top.code)]), system)
    organizations.create_organization(tree.top, actor=None, name="先到", short_name="先到", code="B", kind="branch")
    job = importing.confirm(batch, actor=system).job_id
    jobs.run_job(job)
    batch = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    assert (batch.stage, batch.job.status) == (ImportStage.STOPPED, JobStatus.FAILED)
    assert "没有导入任何内容" in batch.job.message
    assert not Organization.objects.filter(code="A").exists()
    jobs.run_job(importing.recheck(batch, actor=system).job_id)
    again = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    assert again.counts == {"organizations": {"create": 1, "update": 1}}


def test_who_lost_the_right_meanwhile_imports_nothing(tree, system):
    batch = importing.confirm(checked(workbook([organization("A", tree.top.code)]), system), actor=system)
    system.role_assignments.update(ends_on=date(2021, 1, 1))
    jobs.run_job(batch.job_id)
    assert not Organization.objects.filter(code="A").exists()


def test_a_killed_worker_leaves_nothing_half_and_its_hashes_are_used_again(tree, keeper, monkeypatch):
    batch = importing.confirm(
        checked(workbook(accounts=[account(f"u{n}", tree.branch.code) for n in range(4)]), keeper), actor=keeper
    )
    made: list[str] = []
    real = tasks.make_password

    def dying(password):
        if len(made) == 2:
            raise KeyboardInterrupt  # nothing of ours catches it: as good as a kill
        made.append(password)
        return real(password)

    monkeypatch.setattr(tasks, "make_password", dying)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_job(batch.job_id)
    assert not User.objects.filter(username="u0").exists()
    monkeypatch.setattr(tasks, "make_password", lambda password: made.append(password) or real(password))
    Job.objects.filter(pk=batch.job_id).update(heartbeat_at=timezone.now() - Job.SILENCE - timedelta(seconds=1))
    assert jobs.run_job(batch.job_id)
    assert len(made) == 4
    assert (
        User.objects.filter(username__startswith="u", created_at__isnull=False)
        .filter(role_assignments__organization=tree.branch)
        .count()
        == 4
    )
    lines = importing.hand_out_passwords(batch, actor=keeper)
    assert all(User.objects.get(username=line[0]).check_password(line[3]) for line in lines)


def test_expired_imports_leave_nothing_readable(tree, system, keeper):
    waiting = checked(workbook([organization("A", tree.top.code)]), system)
    done = imported(workbook(accounts=[account("lin", tree.branch.code)]), keeper)
    storage, names = done.file.storage, [waiting.file.name, done.file.name]
    assert importing.forget_expired() == 0
    ImportBatch.objects.update(expires_at=timezone.now())
    with pytest.raises(BusinessError, match="过期"):
        importing.hand_out_passwords(done, actor=keeper)
    assert importing.forget_expired(dry_run=True) == 2
    assert [storage.exists(name) for name in names] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_expired_imports_are_removed():
    tree = small_tree()
    system, keeper = person(Role.SYSTEM_ADMIN, tree.top), person(Role.SECURITY_ADMIN, tree.top)
    waiting = checked(workbook([organization("A", tree.top.code)]), system)
    done = imported(workbook(accounts=[account("lin", tree.branch.code)]), keeper)
    storage, names = done.file.storage, [waiting.file.name, done.file.name]
    ImportBatch.objects.update(expires_at=timezone.now())
    assert importing.forget_expired() == 2
    assert importing.forget_expired() == 0
    done.refresh_from_db()
    assert list(ImportBatch.objects.all()) == [done]
    assert (done.password_seed, done.rows.count(), bool(done.file)) == ("", 0, False)
    assert [storage.exists(name) for name in names] == [False, False]


def test_others_find_nothing_of_ones_import(tree, system):
    other = person(Role.SYSTEM_ADMIN, tree.top)
    batch = checked(workbook([organization("A", tree.top.code)]), system)
    assert not ImportBatch.objects.visible_to(other).exists()
    for act in (importing.confirm, importing.recheck, importing.discard, importing.hand_out_passwords):
        with pytest.raises(BusinessError, match="只有上传的人"):
            act(batch, actor=other)


def test_the_queries_of_a_check_do_not_grow_with_the_rows(tree, system, keeper, django_assert_num_queries):
    MemberFactory.create_batch(12, organization=tree.branch)
    codes = list(Member.objects.values_list("code", flat=True))
    for number in (3, 12):
        file = workbook(
            [organization(f"N{n}", tree.top.code) for n in range(number)],
            [member(code, f"N{n}") for n, code in enumerate(codes[:number])],
        )
        rows, problems = read_workbook(file)
        actor = fresh(system)
        with django_assert_num_queries(5):
            check(rows, actor, problems)


def test_ten_thousand_rows_with_some_hundred_queries(tree, system):
    """In lots, and whole: far fewer statements than rows on either engine."""
    rows = [organization(f"G{n}", tree.top.code, kind="党总支") for n in range(100)]
    rows += [organization(f"B{n}", f"G{n % 100}") for n in range(900)]
    members = [member(f"M{n}", f"B{n % 900}", joined_on="2020-07-01") for n in range(9000)]
    with CaptureQueriesContext(connection) as checking:
        batch = checked(workbook(rows, members), system)
    assert batch.counts == {"organizations": {"create": 1000}, "members": {"create": 9000}}
    with CaptureQueriesContext(connection) as writing:
        jobs.run_job(importing.confirm(batch, actor=system).job_id)
    batch = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    assert batch.stage == ImportStage.DONE
    assert (Organization.objects.filter(code__startswith="B").count(), Member.objects.count()) == (900, 9000)
    assert Organization.objects.get(code="B899").path == Organization.objects.get(code="G99").path + "0009"
    assert len(checking) < 100
    assert len(writing) < 200

"""Applications on paper: the form with its opinions, all forms of a program in one archive."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from brands.services.application import advance
from core import jobs
from core.models import Job
from tests.brands.filing import CANARY, url
from tests.factories.branches import person
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db


def test_the_form_as_pdf_holds_the_levels_opinions(client, application, cast):
    application = advance(application, "submit", actor=cast.secretary)
    advance(application, "endorse", actor=cast.general_reviewer, comment="定位准确，同意推荐")
    client.force_login(cast.secretary)
    answer = client.get(url("application_pdf", application))
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace("\n", "")
    assert "定位准确，同意推荐" in text and cast.general_reviewer.name in text
    assert "工委办公室初审意见" in text.replace(" ", "")


def make_zip(actor, ids):
    job = jobs.enqueue("application_forms_zip", "导出", {"application_ids": ids, "filename": "申报表.zip"}, actor)
    jobs.run_job(job.pk)
    return Job.objects.get(pk=job.pk)


def test_all_forms_of_a_program_as_one_zip(client, cast, tree, program):
    first = ApplicationFactory(program=program, organization=tree.branch, name="甲品牌")
    second = ApplicationFactory(program=program, organization=tree.sibling, name="乙/品牌")
    draft = ApplicationFactory(program=program, organization=tree.direct, name=CANARY)
    advance(first, "submit", actor=cast.secretary)
    advance(second, "submit", actor=cast.sibling_secretary)
    client.force_login(cast.office)
    answer = client.post(reverse("brands:application_export"), {"program": program.pk})
    job = Job.objects.get()
    assert answer.url == reverse("core:job", args=[job.pk])
    assert draft.pk not in job.params["application_ids"]
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == ("done", 2, 2)
    names = zipfile.ZipFile(job.result.open()).namelist()
    assert len(names) == 2 and "甲品牌.pdf" in names[0] and not any("/" in name for name in names)


def test_the_zip_holds_only_what_its_starter_may_see_and_goes_on_after_a_killed_worker(cast, tree, program):
    mine = ApplicationFactory(program=program, organization=tree.branch)
    foreign = ApplicationFactory(organization=tree.foreign, program=ProgramFactory(organizer=tree.foreign_top))
    mine = advance(mine, "submit", actor=cast.secretary)
    advance(foreign, "submit", actor=person("secretary", tree.foreign))
    params = {"application_ids": [mine.pk, foreign.pk], "filename": "申报表.zip"}
    job = jobs.enqueue("application_forms_zip", "导出", params, cast.office)
    # An earlier worker has left a finished form and a half one behind.
    folder = jobs.job_folder(job)
    (folder / f"{mine.pk}.pdf").write_bytes(b"%PDF finished")
    (folder / f"{mine.pk}.part").write_bytes(b"%PDF ha")
    jobs.run_job(job.pk)
    job.refresh_from_db()
    archive = zipfile.ZipFile(job.result.open())
    assert [archive.read(name) for name in archive.namelist()] == [b"%PDF finished"]
    assert "1份未导出" in job.message
    assert make_zip(cast.office, [foreign.pk]).status == "failed"


def test_only_the_organiser_exports_a_program(client, cast, program):
    client.force_login(cast.secretary)
    assert client.post(reverse("brands:application_export"), {"program": program.pk}).status_code == 403
    client.force_login(cast.foreign_office)
    assert client.post(reverse("brands:application_export"), {"program": program.pk}).status_code == 404
    assert client.post(reverse("brands:application_export"), {"program": "x"}).status_code == 400

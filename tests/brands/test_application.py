"""Applications on their pages: nothing typed is lost, nobody sees what is not theirs, forged posts change nothing."""

import io
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from brands.models import Application, Attachment, Brand
from brands.selectors.application import differences, marked
from brands.selectors.content import content_of
from brands.selectors.similarity import similar_to
from brands.services.application import advance
from brands.services.drafts import Draft, attach, detach, save_draft
from core import jobs
from core.errors import BusinessError
from core.models import Job
from tests.brands.test_filing_pages import form_data, rows
from tests.factories.branches import OrganizationFactory, fresh, person, small_cast, small_tree
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db
CANARY = "金丝雀未公开草稿"


@pytest.fixture
def tree():
    return small_tree()


@pytest.fixture
def cast(tree):
    return small_cast(tree)


@pytest.fixture
def program(tree):
    return ProgramFactory(organizer=tree.top, name="三年创建规划")


@pytest.fixture
def application(tree, program):
    return ApplicationFactory(program=program, organization=tree.branch, name="通途先锋")


def url(name, application, *args):
    return reverse(f"brands:{name}", args=[application.pk, *args])


def picture(size=(40, 40)):
    file = io.BytesIO()
    Image.new("RGB", size, (180, 20, 20)).save(file, "PNG")
    return SimpleUploadedFile("logo.png", file.getvalue(), "image/png")


def document(name="说明.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "application/pdf")


# Drafts, autosave, two editors


def test_autosave_keeps_what_is_incomplete(client, application, cast):
    client.force_login(cast.clerk)
    data = form_data(application, name="", slogan="只写了口号", **{"resolution-held_on": ""})
    answer = client.post(url("application_autosave", application), data)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    application.refresh_from_db()
    assert (application.name, application.slogan) == ("", "只写了口号")


def test_autosave_tells_the_second_editor_who_changed_what(client, application, cast):
    client.force_login(cast.clerk)
    client.post(url("application_autosave", application), form_data(application, goals="填报员的目标"))
    client.force_login(cast.secretary)
    answer = client.post(url("application_autosave", application), form_data(application, goals="书记的目标"))
    assert answer.status_code == 409
    change = next(change for change in answer.json()["changes"] if change["label"] == "品牌目标")
    assert (change["by"], change["value"]) == (cast.clerk.name, "填报员的目标")
    application.refresh_from_db()
    assert application.goals == "填报员的目标"


def test_the_loser_keeps_the_own_text_chooses_and_saves_over(client, application, cast):
    base = form_data(application)
    client.force_login(cast.clerk)
    client.post(url("application_edit", application), base)
    base["version"] = 1
    client.post(
        url("application_edit", application), base | {"goals": "甲的目标", "slogan": "甲的口号", "concept": "甲"}
    )
    client.force_login(cast.secretary)
    page = client.post(url("application_edit", application), base | {"goals": "乙的目标", "slogan": "乙的口号"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "乙的目标" in text and "甲的目标" in text and cast.clerk.name in text
    # What only the other has changed stands in the form already.
    form = page.context["forms"].text
    assert (form["goals"].value(), form["concept"].value(), page.context["version"]) == ("乙的目标", "甲", 2)
    answer = client.post(
        url("application_edit", application),
        base | {"version": 2, "goals": "乙的目标", "slogan": "乙的口号", "concept": "甲", "merge:slogan": "theirs"},
    )
    assert answer.status_code == 302
    application.refresh_from_db()
    assert (application.goals, application.slogan, application.concept) == ("乙的目标", "甲的口号", "甲")


def test_rows_that_the_other_editor_changed_come_into_the_form(client, application, cast):
    base = form_data(application)
    client.force_login(cast.clerk)
    client.post(url("application_edit", application), base)
    two = rows("carriers", [{"kind": "team", "name": "甲队", "text": ""}, {"kind": "post", "name": "乙岗", "text": ""}])
    client.post(url("application_edit", application), base | two | {"version": 1})
    client.force_login(cast.secretary)
    page = client.post(url("application_edit", application), base | {"version": 1, "goals": "另写目标"})
    assert [form["name"].value() for form in page.context["forms"].carriers] == ["甲队", "乙岗"]


def test_rows_saved_by_autosave_are_still_there_after_the_real_save(client, application, cast):
    """The page was drawn before the rows were stored and posts them as new ones."""
    Application.objects.update(carriers=[], facets=[])
    client.force_login(cast.clerk)
    data = form_data(application)
    assert client.post(url("application_autosave", application), data).status_code == 200
    assert client.post(url("application_edit", application), data | {"version": 1}).status_code == 302
    application.refresh_from_db()
    assert [c["name"] for c in application.carriers] == ["先锋岗"]
    assert [f["title"] for f in application.facets] == ["畅"]


def test_a_row_more_without_javascript_loses_nothing_and_saves_nothing(client, application, cast):
    client.force_login(cast.clerk)
    page = client.post(url("application_edit", application), form_data(application, add_row="facets", slogan="未存"))
    assert page.status_code == 200
    assert len(page.context["forms"].facets.forms) == 2
    assert 'value="未存"' in page.content.decode()
    assert Application.objects.get().edit_version == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "长" * 21},
        {"connotation": "长" * 100_000},
        {"resolution-expected": "二十"},
        {"resolution-held_on": "2026-13-45"},
        {"resolution-present": "99999999999"},
        {"has_emblem": "maybe"},
        {"carriers-0-kind": "secret"},
        {"facets-TOTAL_FORMS": "99999"},
        {"carriers-TOTAL_FORMS": "x"},
    ],
)
def test_bad_input_is_answered_and_nothing_typed_is_lost(client, application, cast, changes):
    client.force_login(cast.clerk)
    page = client.post(url("application_edit", application), form_data(application, slogan="原样留着", **changes))
    assert page.status_code == 400
    assert "原样留着" in page.content.decode()
    assert client.post(url("application_autosave", application), form_data(application, **changes)).status_code == 400
    assert Application.objects.get().edit_version == 0


def test_nul_is_refused(client, application, cast):
    client.force_login(cast.clerk)
    assert client.post(url("application_edit", application), form_data(application, name="a\x00b")).status_code == 400


def test_forged_fields_are_ignored(client, application, cast, tree):
    client.force_login(cast.clerk)
    forged = {"status": "accepted", "organization": tree.sibling.pk, "version_number": 7, "is_screened": "on"}
    client.post(url("application_edit", application), form_data(application, **forged))
    application.refresh_from_db()
    assert (application.status, application.organization, application.version_number) == ("draft", tree.branch, 0)


def test_a_phase_of_another_program_gets_no_plan(client, application, cast):
    other = ProgramFactory().phases.first()
    client.force_login(cast.clerk)
    client.post(url("application_edit", application), form_data(application, **{f"plan_{other.pk}": "别处"}))
    application.refresh_from_db()
    assert other.pk not in [plan["phase"] for plan in application.plans]


# Files


def test_the_logo_is_drawn_anew_and_survives_an_error_elsewhere(client, application, cast):
    client.force_login(cast.clerk)
    page = client.post(url("application_edit", application), form_data(application, name="长" * 21, logo=picture()))
    assert page.status_code == 400
    token = page.context["kept_logo"]
    assert client.post(url("application_edit", application), form_data(application, kept_logo=token)).status_code == 302
    application.refresh_from_db()
    assert application.logo.name.startswith("logos/")
    assert client.get(url("application_logo", application)).status_code == 200
    client.post(url("application_edit", application), form_data(application, version=1, remove_logo="on"))
    application.refresh_from_db()
    assert not application.logo


@pytest.mark.parametrize("token", ["x", "WyIxIiwgImxvZ29zL2EucG5nIl0:abc:def"])
def test_a_forged_logo_is_not_taken_over(client, application, cast, token):
    client.force_login(cast.clerk)
    client.post(url("application_edit", application), form_data(application, kept_logo=token))
    application.refresh_from_db()
    assert not application.logo


def test_attachments_are_checked_listed_and_taken_off(client, application, cast):
    client.force_login(cast.clerk)
    bad = SimpleUploadedFile("会议记录.exe", b"MZ")
    page = client.post(url("application_edit", application), form_data(application, files=[document(), bad]))
    assert page.status_code == 400
    assert "会议记录.exe" in page.content.decode()
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.uploaded_by) == ("说明.pdf", cast.clerk)
    answer = client.get(url("application_file", application, attachment.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    client.post(url("application_edit", application), form_data(application, remove_file=str(attachment.pk)))
    assert not Attachment.objects.exists()


def test_number_and_quota_of_attachments(application, cast, monkeypatch):
    content = lambda: ContentFile(b"x" * 10, name="a.pdf")  # noqa: E731
    for _ in range(10):
        attach(application, content=content(), actor=cast.clerk)
    with pytest.raises(BusinessError, match="最多10个"):
        attach(application, content=content(), actor=cast.clerk)
    Attachment.objects.all().delete()
    monkeypatch.setattr("brands.services.drafts.ATTACHMENT_QUOTA", 25)
    attach(application, content=content(), actor=cast.clerk)
    attach(application, content=content(), actor=cast.clerk)
    with pytest.raises(BusinessError, match="合计"):
        attach(application, content=content(), actor=cast.clerk)


def test_a_submitted_version_keeps_its_attachment(client, application, cast):
    attachment = attach(application, content=ContentFile(b"%PDF", name="a.pdf"), actor=cast.clerk)
    application = advance(application, "submit", actor=cast.secretary)
    application = advance(application, "return", actor=cast.general_reviewer, comment="换附件")
    detach(application, attachments=[attachment], actor=cast.clerk)
    later = attach(application, content=ContentFile(b"%PDF", name="b.pdf"), actor=cast.clerk)
    client.force_login(cast.general_reviewer)
    assert client.get(url("application_file", application, attachment.pk)).status_code == 200
    # The draft's own is not theirs to see yet.
    assert client.get(url("application_file", application, later.pk)).status_code == 404
    client.force_login(cast.clerk)
    assert client.get(url("application_file", application, later.pk)).status_code == 200


# Who sees what


def test_superiors_see_the_last_version_never_the_draft_in_progress(client, application, cast):
    client.force_login(cast.general_reviewer)
    assert client.get(url("application_detail", application)).status_code == 404
    application = advance(application, "submit", actor=cast.secretary)
    application = advance(application, "return", actor=fresh(cast.general_reviewer), comment="改名")
    texts = dict.fromkeys(("name", "slogan", "concept", "connotation", "goals"), CANARY)
    draft = Draft(texts=texts, carriers=[{"kind": "post", "name": CANARY, "text": ""}])
    save_draft(application, draft=draft, actor=cast.clerk, version=application.edit_version)
    pages = [
        url("application_detail", application),
        url("application_compare", application),
        url("application_version", application, 1),
        reverse("brands:application_list") + "?tab=all",
        reverse("brands:application_list") + "?tab=all&q=通途",
        reverse("brands:workbench"),
    ]
    for user in (cast.general_reviewer, cast.office, cast.director, cast.member):
        client.force_login(user)
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200
            assert CANARY not in answer.content.decode(), (user, page)
        # Nor can the draft's name be found out by searching.
        page = client.get(reverse("brands:application_list"), {"tab": "all", "q": CANARY})
        assert page.context["page"].total == 0
        assert client.get(url("application_compare", application), {"to": "draft"}).status_code == 400
        assert client.get(url("application_edit", application)).status_code == 404
        text = "".join(
            p.extract_text() for p in PdfReader(BytesIO(client.get(url("application_pdf", application)).content)).pages
        )
        assert CANARY not in text and "通途先锋" in text
    client.force_login(cast.clerk)
    assert CANARY in client.get(pages[0]).content.decode()
    assert client.get(reverse("brands:application_list"), {"tab": "all", "q": CANARY}).context["page"].total == 1


@pytest.mark.parametrize("who", ["sibling_secretary", "foreign_office", "outsider"])
def test_strangers_find_nothing(client, application, cast, who):
    application = advance(application, "submit", actor=cast.secretary)
    attachment_pk = 1
    client.force_login(getattr(cast, who))
    for name in (
        "application_detail",
        "application_edit",
        "application_compare",
        "application_pdf",
        "application_logo",
    ):
        assert client.get(url(name, application)).status_code == 404, name
    assert client.get(url("application_version", application, 1)).status_code == 404
    assert client.get(url("application_file", application, attachment_pk)).status_code == 404
    assert client.get(url("application_step", application, "endorse")).status_code == 404
    for name in ("application_edit", "application_autosave", "application_similar"):
        assert client.post(url(name, application), form_data(application)).status_code == 404, name


# Steps by raw posts


@pytest.mark.parametrize("step", ["submit", "endorse", "screen", "accept", "return", "withdraw", "reopen", "forward"])
def test_forged_steps_are_refused_with_a_reason(client, application, cast, step):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.committee_reviewer)
    answer = client.post(url("application_step", application, step), {"comment": "x", "seen": "in_review.1.False.1.0"})
    assert answer.status_code in (403, 409)
    application.refresh_from_db()
    assert application.events.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "in_review.1.False.1", "in_review.a.False.1.0", "in_review.1.maybe.1.0"])
def test_a_tampered_copy_is_a_bad_request(client, application, cast, seen):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.general_reviewer)
    data = {"comment": "同意", "emblem": "on", "similar": "on", "seen": seen}
    assert client.post(url("application_step", application, "endorse"), data).status_code == 400
    assert application.events.count() == 1


def test_a_step_replayed_after_somebody_else_is_refused(client, application, cast, tree):
    second = person("reviewer", tree.general)
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(second)
    page = client.get(url("application_step", application, "return"))
    application = advance(application, "return", actor=cast.general_reviewer, comment="退回")
    advance(application, "submit", actor=cast.secretary)
    data = {"comment": "退回旧版", "seen": page.context["hidden"]["seen"]}
    assert client.post(url("application_step", application, "return"), data).status_code == 409
    assert Application.objects.get().status == "in_review"


def test_the_reason_typed_stays_when_a_step_is_refused(client, application, cast):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.general_reviewer)
    seen = client.get(url("application_step", application, "endorse")).context["hidden"]["seen"]
    page = client.post(url("application_step", application, "endorse"), {"comment": "写了很多意见", "seen": seen})
    assert page.status_code == 400
    assert "写了很多意见" in page.content.decode()
    page = client.post(url("application_step", application, "return"), {"comment": "长" * 1001, "seen": seen})
    assert page.status_code == 400


# Bulk


def test_bulk_lists_what_will_happen_then_does_it_one_by_one(client, cast, tree, program):
    first = ApplicationFactory(program=program, organization=tree.branch, name="甲品牌")
    second = ApplicationFactory(program=program, organization=tree.sibling, name="乙品牌")
    first = advance(first, "submit", actor=cast.secretary)
    second = advance(second, "submit", actor=cast.sibling_secretary)
    client.force_login(cast.general_reviewer)
    ids = {"action": "pass", "selected": [first.pk, second.pk]}
    page = client.post(reverse("brands:application_bulk"), ids)
    assert [(p["step"], p["text"]) for p in page.context["plans"]] == [
        ("endorse", f"同意，上报{tree.committee.short_name}。")
    ] * 2
    assert Application.objects.filter(held_by=tree.general).count() == 2
    # The two have the same text, and each is told of the other.
    assert [[(s.organization, s.text_degree) for s in p["similar"]] for p in page.context["plans"]] == [
        [(tree.sibling.name, 100)],
        [(tree.branch.name, 100)],
    ]
    seen = {f"seen_{p['application'].pk}": p["seen"] for p in page.context["plans"]}
    # One of them is handled by somebody else meanwhile.
    advance(second, "return", actor=fresh(cast.general_reviewer), comment="退回")
    data = ids | seen | {"confirmed": "1", "comment": "同意。", "emblem": "on", "similar": "on"}
    page = client.post(reverse("brands:application_bulk"), data)
    outcomes = {o.application.pk: bool(o.refused) for o in page.context["outcomes"]}
    assert outcomes == {first.pk: False, second.pk: True}
    first.refresh_from_db()
    assert first.held_by == tree.committee


def test_bulk_screening_asks_for_the_secrecy_check(client, cast, tree):
    program = ProgramFactory(organizer=tree.top, endorsement_rule="direct")
    application = advance(ApplicationFactory(program=program, organization=tree.branch), "submit", actor=cast.secretary)
    client.force_login(cast.office)
    page = client.post(reverse("brands:application_bulk"), {"selected": application.pk})
    data = {"selected": application.pk, "confirmed": "1", f"seen_{application.pk}": page.context["plans"][0]["seen"]}
    data |= {"comment": "同意", "emblem": "on", "similar": "on"}
    assert client.post(reverse("brands:application_bulk"), data).status_code == 400
    assert client.post(reverse("brands:application_bulk"), data | {"secrecy": "on"}).status_code == 200
    application.refresh_from_db()
    assert application.is_screened


def test_bulk_reaches_nothing_one_does_not_see(client, application, cast):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.foreign_office)
    answer = client.post(reverse("brands:application_bulk"), {"selected": application.pk, "confirmed": "1"})
    assert answer.status_code == 302
    assert application.events.count() == 1
    assert client.post(reverse("brands:application_bulk"), {"selected": "1 or 1"}).status_code == 400


# Similar brands


def test_similar_names_and_texts_are_shown_with_owner_and_degree(client, application, cast, tree, program):
    other = ApplicationFactory(
        program=program, organization=tree.direct, name="通途先峰", connotation="别的", goals="别的"
    )
    advance(other, "submit", actor=person("secretary", tree.direct))
    found = similar_to(application)
    assert [(s.name, s.organization, s.name_degree, s.text_degree) for s in found] == [
        ("通途先峰", tree.direct.name, 98, 0)
    ]
    client.force_login(cast.secretary)
    assert "通途先峰" in client.get(url("application_edit", application)).content.decode()
    page = client.post(url("application_similar", application), {"name": "先峰通途"})
    assert tree.direct.name in page.content.decode()
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.general_reviewer)
    for name, args in (("application_detail", ()), ("application_step", ("endorse",))):
        text = client.get(url(name, application, *args)).content.decode()
        assert "通途先峰" in text and "98%" in text


def test_the_own_organisation_drafts_and_what_was_withdrawn_warn_of_nothing(application, cast, tree, program):
    secretary = person("secretary", tree.direct)
    other = ApplicationFactory(program=program, organization=tree.direct, name="通途先锋")
    assert similar_to(application) == []
    other = advance(other, "submit", actor=secretary)
    assert [s.name_degree for s in similar_to(application)] == [100]
    assert similar_to(application)[0].text_degree == 100
    advance(other, "withdraw", actor=secretary)
    assert similar_to(application) == []
    again = ApplicationFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch, name="通途先锋")
    advance(again, "submit", actor=cast.secretary)
    assert similar_to(application) == []


def test_the_draft_behind_a_returned_version_does_not_leak_by_similarity(application, cast, tree, program):
    secretary = person("secretary", tree.direct)
    other = advance(
        ApplicationFactory(program=program, organization=tree.direct, name="通途先锋"), "submit", actor=secretary
    )
    other = advance(other, "return", actor=cast.office, comment="改") if other.held_by == tree.top else other
    save_draft(other, draft=Draft(texts={"name": CANARY}), actor=secretary, version=other.edit_version)
    assert [s.name for s in similar_to(application)] == ["通途先锋"]


# Versions


def test_versions_are_compared_field_by_field_and_escaped(client, application, cast):
    application = advance(application, "submit", actor=cast.secretary)
    application = advance(application, "return", actor=cast.general_reviewer, comment="改")
    Application.objects.filter(pk=application.pk).update(
        goals="三年内形成<script>alert(1)</script>可复制的工作法", slogan="路畅人和"
    )
    application.refresh_from_db()
    advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.general_reviewer)
    page = client.get(url("application_compare", application))
    assert [d.label for d in page.context["differences"]] == ["品牌口号", "品牌目标"]
    text = page.content.decode()
    assert "<del>，初心如磐</del>" in text
    assert "<script>alert" not in text and "&lt;script&gt;" in text
    same = client.get(url("application_compare", application), {"from": "1", "to": "1"})
    assert same.context["differences"] == []
    assert client.get(url("application_compare", application), {"from": "9"}).status_code == 400


def test_marked_shows_what_went_and_came():
    assert marked("先锋岗", "先锋队") == ("先锋<del>岗</del>", "先锋<ins>队</ins>")
    assert marked("", "<b>") == ("", "<ins>&lt;b&gt;</ins>")
    # Long texts sentence by sentence.
    before, after = marked("甲。" * 1500 + "乙。", "甲。" * 1500 + "丙。")
    assert (before[-14:], after[-14:]) == ("。<del>乙。</del>"[-14:], "。<ins>丙。</ins>"[-14:])


def test_every_field_of_the_content_is_compared(application):
    before = content_of(application)
    after = content_of(application)
    after["resolution"] = after["resolution"] | {"votes_for": 9}
    after["plans"] = [plan | {"text": "另一计划"} for plan in after["plans"][:1]] + after["plans"][1:]
    after["attachments"] = [{"id": 1, "name": "新附件.pdf", "size": 3}]
    assert [d.label for d in differences(before, after)] == ["分阶段计划：宣传发动", "支部决议：赞成", "附件"]


# Documents


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


# Beginning


@pytest.mark.parametrize("choice", ["", "0.0", "x", "1.1.1"])
def test_a_choice_that_is_not_offered_begins_nothing(client, cast, program, choice):
    client.force_login(cast.secretary)
    answer = client.post(reverse("brands:application_create"), {"choice": choice, "key": "x"})
    assert answer.status_code == 409
    assert not Application.objects.exists()


def test_nobody_begins_for_a_sibling_or_without_the_ability(client, cast, tree, program):
    choice = f"{program.pk}.{tree.sibling.pk}"
    client.force_login(cast.secretary)
    client.post(reverse("brands:application_create"), {"choice": choice, "key": "x"})
    for user in (cast.member, cast.office, cast.outsider):
        client.force_login(user)
        assert client.post(reverse("brands:application_create"), {"choice": choice}).status_code == 403
    assert not Application.objects.exists()


def test_after_the_closing_date_nothing_is_begun(client, cast, tree, program):
    program.applications_until = timezone.localdate() - timedelta(days=1)
    program.save()
    client.force_login(cast.secretary)
    page = client.get(reverse("brands:application_create"))
    data = {"choice": f"{program.pk}.{tree.branch.pk}", "key": page.context["key"]}
    assert client.post(reverse("brands:application_create"), data).status_code == 409


def test_a_level_without_reviewer_is_marked_for_the_office(client, application, cast):
    cast.general_reviewer.role_assignments.all().delete()
    advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.office)
    mark = "该级尚未设置审核员"
    assert mark in client.get(reverse("brands:application_list"), {"tab": "in_review"}).content.decode()
    assert "转送上一级" in client.get(url("application_detail", application)).content.decode()


# Lists

# For the office also whether anybody could review.
LIST_QUERIES = {"general_reviewer": 10, "office": 10}
DETAIL_QUERIES = {"general_reviewer": 10, "office": 11, "secretary": 12}


@pytest.mark.parametrize("who", LIST_QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_whatever_its_length(
    client, django_assert_num_queries, cast, tree, program, count, who
):
    for _ in range(count):
        branch = OrganizationFactory(parent=tree.general)
        application = ApplicationFactory(program=program, organization=branch)
        advance(application, "submit", actor=person("secretary", branch))
    client.force_login(getattr(cast, who))
    client.get(reverse("brands:application_list"), {"tab": "all"})
    with django_assert_num_queries(LIST_QUERIES[who]):
        page = client.get(reverse("brands:application_list"), {"tab": "all"})
    assert len(page.context["page"].rows) == count


def test_back_from_a_detail_keeps_the_place(client, application, cast):
    advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.office)
    page = client.get(reverse("brands:application_list"), {"tab": "in_review", "q": "通途", "page": "1"})
    detail = client.get(url("application_detail", application) + "?" + page.context["back"])
    assert (
        detail.context["back_url"] == reverse("brands:application_list") + "?tab=in_review&q=%E9%80%9A%E9%80%94&page=1"
    )
    # Only ever a query of our own list.
    detail = client.get(url("application_detail", application), {"back": "//evil.example/?x=1"})
    assert detail.context["back_url"].startswith(reverse("brands:application_list") + "?")


@pytest.mark.parametrize("who", DETAIL_QUERIES)
@pytest.mark.parametrize("versions", [1, 3])
def test_the_application_page_asks_the_same_number_of_queries(
    client, django_assert_num_queries, application, cast, versions, who
):
    application = advance(application, "submit", actor=cast.secretary)
    for _ in range(versions - 1):
        application = advance(application, "return", actor=cast.general_reviewer, comment="改")
        application = advance(application, "submit", actor=cast.secretary)
    client.force_login(getattr(cast, who))
    client.get(url("application_detail", application))
    with django_assert_num_queries(DETAIL_QUERIES[who]):
        client.get(url("application_detail", application))


def test_a_revision_is_begun_on_the_brands_page(client, application, cast):
    for step, actor in (
        ("submit", cast.secretary),
        ("endorse", cast.general_reviewer),
        ("endorse", cast.committee_reviewer),
        ("screen", cast.office),
        ("accept", cast.director),
    ):
        application = advance(application, step, actor=actor)
    brand = Brand.objects.get()
    client.force_login(cast.clerk)
    page = client.get(reverse("brands:brand_revise", args=[brand.pk]))
    answer = client.post(reverse("brands:brand_revise", args=[brand.pk]), page.context["hidden"])
    revision = Application.objects.get(kind="revision")
    assert answer.url == url("application_edit", revision)
    assert revision.name == brand.name


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_asks_the_same_number_of_queries(client, django_assert_num_queries, application, cast, count):
    row = {"kind": "post", "name": "岗", "text": ""}
    Application.objects.update(carriers=[row | {"name": f"岗{n}"} for n in range(count)])
    for number in range(count):
        attach(application, content=ContentFile(b"%PDF", name=f"{number}.pdf"), actor=cast.clerk)
    client.force_login(cast.clerk)
    client.get(url("application_edit", application))
    with django_assert_num_queries(9):
        page = client.get(url("application_edit", application))
    assert len(page.context["forms"].carriers.forms) == count

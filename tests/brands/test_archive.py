"""A brand's archive: complete, in order, folded by year, and nothing in it that its reader may not see."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from brands.enums import FindingStatus, RecheckStatus, RoundStatus
from brands.models import Activity, BrandEvent, Honour, NominationEvent, Recheck, RecheckEvent
from brands.selectors.archive import ARCHIVE_SOURCES, archive_counts, archive_entries, kind_labels
from brands.services.application import advance
from core.jobs import run_job
from core.models import Job
from tests.factories.branches import fresh
from tests.factories.brands import ApplicationFactory, BrandFactory, ProgramFactory
from tests.factories.history import kind_of_activity, make_finding, make_history
from tests.factories.selection import named, nominating
from tests.permissions.canaries import content_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(tree):
    return BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch, name="通途先锋")


def activity(brand, day, title="主题党日活动", **fields):
    return Activity.objects.create(
        organization=brand.organization,
        organization_path=brand.organization_path,
        brand=brand,
        kind=kind_of_activity(),
        title=title,
        held_on=day,
        **fields,
    )


def titles(user, brand, **wanted):
    return [entry.title for entry in archive_entries(fresh(user), brand, **wanted)]


def page_of(client, user, brand, query=""):
    client.force_login(user)
    return client.get(reverse("brands:archive", args=[brand.pk]) + query)


def test_the_way_of_an_application_is_told_in_order(tree, cast):
    application = ApplicationFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)
    for step, actor in (
        ("submit", cast.secretary),
        ("endorse", cast.general_reviewer),
        ("endorse", cast.committee_reviewer),
        ("screen", cast.office),
        ("accept", cast.director),
    ):
        application = advance(application, step, actor=fresh(actor), comment="同意")
    entries = archive_entries(cast.member, application.brand, kind="filing", newest_first=False)
    assert [entry.title for entry in entries] == [
        "召开支部会议作出决议", "提交申报第1版", "同意并上报", "同意并上报", "初审通过", "同意创建",
    ]  # fmt: skip
    assert {entry.url for entry in entries} == {reverse("brands:application_detail", args=[application.pk])}
    assert entries[-1].who == cast.director.name


def test_every_source_can_be_asked_and_leads_somewhere(brand, cast):
    assert len({source.key for source in ARCHIVE_SOURCES}) == len(ARCHIVE_SOURCES)
    for source in ARCHIVE_SOURCES:
        assert list(source.columns(source.entries(cast.office, brand))) is not None
        assert reverse(source.url_name, args=[1] if source.subject else [])


@pytest.mark.parametrize(("count", "queries"), [(3, 7), (2000, 7)])
def test_as_many_queries_with_three_entries_as_with_two_thousand(
    client, django_assert_num_queries, brand, cast, count, queries
):
    if count == 3:
        for day in (1, 2, 3):
            activity(brand, date(2026, 3, day))
    else:
        assert make_history(brand, cast.office, count) >= count
    page_of(client, cast.secretary, brand)
    with django_assert_num_queries(queries):
        page = client.get(reverse("brands:archive", args=[brand.pk]))
    assert sum(year["total"] for year in page.context["years"]) >= count
    assert len(page.context["rows"]) == min(count, page.context["years"][0]["total"], 100)


def test_years_are_told_by_the_calendar_of_the_site(brand, cast):
    """New year's midnight in Shanghai lies eight hours before that of the database; a leap day is a day like others."""
    shanghai = timezone.get_current_timezone()
    for second, moment in ((59, (2025, 12, 31, 23, 59, 59)), (0, (2026, 1, 1, 0, 0, 0))):
        BrandEvent.objects.create(
            subject=brand, step="publish", label=f"第{second}秒", source="", target="", actor_name="某",
            at=datetime(*moment, tzinfo=shanghai),
        )  # fmt: skip
    activity(brand, date(2025, 12, 31), "岁末")
    activity(brand, date(2026, 1, 1), "新年")
    activity(brand, date(2024, 2, 29), "闰日")
    assert {year: kinds.total() for year, kinds in archive_counts(cast.secretary, brand).items()} == {
        2026: 2,
        2025: 2,
        2024: 1,
    }
    assert titles(cast.secretary, brand, year=2025, newest_first=False) == ["主题党日：岁末", "第59秒"]
    assert titles(cast.secretary, brand, year=2026, newest_first=False) == ["第0秒", "主题党日：新年"]
    leap = archive_entries(cast.secretary, brand, year=2024)[0]
    assert timezone.localtime(leap.at).date() == date(2024, 2, 29)


def test_filter_by_kind_and_by_year(client, brand, cast):
    make_history(brand, cast.office, 15)
    page = page_of(client, cast.secretary, brand, "?kind=award")
    assert [row["entry"].title for row in page.context["rows"]] == ["荣誉"]
    assert [year["year"] for year in page.context["years"]] == [2024]
    page = page_of(client, cast.secretary, brand, "?year=2025")
    assert {row["at"].year for row in page.context["rows"]} == {2025}
    shown = {kind["label"] for kind in page.context["kinds"]}
    assert shown == {"全部"} | {
        kind_labels()[key]
        for key in ("activity", "award", "brand", "commitment", "deed", "guidance", "inspection", "phase", "plan")
    }


@pytest.mark.parametrize("query", ["?year=x", "?year=²", "?year=0", "?kind=nothing", "?page=-1", "?page=99999"])
def test_a_tampered_address_is_refused(client, brand, cast, query):
    assert page_of(client, cast.secretary, brand, query).status_code == 400


def test_a_year_without_entries_opens_nothing(client, brand, cast):
    activity(brand, date(2026, 3, 1))
    page = page_of(client, cast.secretary, brand, "?year=1999&page=7")
    assert (page.status_code, page.context["rows"]) == (200, [])


def test_pages_within_a_year(client, brand, cast):
    for number in range(205):
        activity(brand, date(2026, 3, 1), f"第{number:03}次")
    seen = []
    for number in (1, 2, 3):
        rows = page_of(client, cast.secretary, brand, f"?year=2026&page={number}").context["rows"]
        seen += [row["entry"].title for row in rows]
    assert len(seen) == 205 == len(set(seen))


def test_another_branchs_entries_never(client, tree, cast, brand):
    other = BrandFactory(program=brand.program, organization=tree.sibling)
    make_history(other, cast.office, 20, mark="QX999zx")
    make_history(brand, cast.office, 20)
    for user in (cast.secretary, cast.office):
        assert "QX999zx" not in page_of(client, user, brand).content.decode()
    assert page_of(client, cast.secretary, other).status_code == 404
    for user in (cast.sibling_secretary, cast.foreign_office, cast.outsider):
        assert page_of(client, user, brand).status_code == 404


def test_drafts_of_findings_are_nobodys_history(client, brand, cast):
    make_finding(brand, cast.general_reviewer, mark="QX998zx", status=FindingStatus.DRAFT)
    for user in (cast.member, cast.secretary, cast.general_reviewer, cast.office):
        assert "QX998zx" not in page_of(client, user, brand).content.decode()
    make_finding(brand, cast.general_reviewer, mark="QX997zx")
    assert "QX997zx台账不全" in page_of(client, cast.member, brand).content.decode()


def test_what_was_entered_by_mistake_is_left_out(brand, cast):
    activity(brand, date(2026, 3, 1), "误填", is_void=True, void_reason="填错了")
    assert titles(cast.secretary, brand) == []


def test_results_stay_the_organisers_until_they_are_released():
    stage = nominating()
    nomination = stage.nomination(0)
    NominationEvent.objects.create(
        subject=nomination, step="shortlist", label="入围", source="eligible", target="shortlisted", actor_name="某"
    )
    brand, secretary = stage.brands[0], stage.secretaries[0]

    def told(user):
        return any("入围" in title for title in titles(user, brand, kind="selection"))

    assert (told(stage.office), told(secretary)) == (True, False)
    type(stage.round).objects.filter(pk=stage.round.pk).update(status=RoundStatus.NAMED)
    assert told(secretary)


def test_the_offices_advice_is_not_told_before_the_decision(tree, cast):
    stage = named()
    honour = Honour.objects.filter(brand=stage.brands[0]).get()
    recheck = Recheck.objects.create(
        honour=honour,
        organization_path=honour.organization_path,
        reason="到期复核",
        opened_on=date(2026, 9, 1),
        due_on=date(2026, 10, 1),
        status=RecheckStatus.SUBMITTED,
    )
    RecheckEvent.objects.create(
        subject=recheck, step="advise", label="提出建议", source="submitted", target="submitted", actor_name="某"
    )

    def told(user):
        return any("提出建议" in title for title in titles(user, stage.brands[0], kind="honour"))

    assert (told(stage.office), told(stage.secretaries[0])) == (True, False)
    Recheck.objects.filter(pk=recheck.pk).update(status=RecheckStatus.DECIDED)
    assert told(stage.secretaries[0])


def test_documents_hold_the_same(client, tree, cast, brand):
    make_history(brand, cast.office, 30)
    wanted = len(archive_entries(cast.secretary, brand))
    client.force_login(cast.secretary)
    book = load_workbook(BytesIO(client.get(reverse("brands:archive_xlsx", args=[brand.pk])).content))
    assert book["创建档案"].max_row == wanted + 1
    answer = client.post(reverse("brands:archive_pdf", args=[brand.pk]), {"kind": ""})
    assert answer["Content-Type"] == "application/pdf"
    text = content_text(answer.content)
    assert text.count("主题党日：活动") == len(titles(cast.secretary, brand, kind="activity"))
    assert text.index("2024年") < text.index("2025年")


def test_a_long_archive_is_made_by_a_job(client, django_capture_on_commit_callbacks, brand, cast):
    make_history(brand, cast.office, 210)
    client.force_login(cast.member)
    with django_capture_on_commit_callbacks():
        answer = client.post(reverse("brands:archive_pdf", args=[brand.pk]), {"kind": ""})
    job = Job.objects.get()
    assert answer["Location"] == reverse("core:job", args=[job.pk])
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result_name) == ("done", "通途先锋创建档案.pdf")


def test_the_job_asks_again_who_may_read(client, django_capture_on_commit_callbacks, brand, cast):
    make_history(brand, cast.office, 210)
    client.force_login(cast.member)
    with django_capture_on_commit_callbacks():
        client.post(reverse("brands:archive_pdf", args=[brand.pk]), {"kind": ""})
    cast.member.role_assignments.all().delete()
    run_job(Job.objects.get().pk)
    assert (Job.objects.get().status, Job.objects.get().message) == ("failed", "您已无权查看该品牌的档案。")

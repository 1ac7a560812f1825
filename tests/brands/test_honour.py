"""Naming documents and honours: one number, one document; what is granted, revoked and restored."""

import io
import re
import time
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from brands.documents.honour import (
    check_address,
    draft_text,
    named_in,
    naming_context,
    naming_pdf,
    paragraphs_of,
)
from brands.documents.selection import notice_pdf
from brands.enums import HonourStatus, RoundStatus
from brands.models import Brand, Honour, OfficialDocument, SelectionRound
from brands.rules.honour import last_day
from brands.selectors.honour import chain_of
from brands.services import selection
from brands.services.honour import advance_honour
from core.errors import BusinessError, StepRefused
from core.models import NumberSeries
from core.onetime import new_key
from tests.core.parallel import child, together
from tests.factories import selection as stages_of
from tests.factories.branches import fresh
from tests.factories.brands import BrandFactory
from tests.factories.honours import TEXT


def issue(stage: stages_of.Stage, **changes) -> OfficialDocument:
    return selection.issue_document(stage.round, **({"text": TEXT, "actor": fresh(stage.director)} | changes))


@pytest.mark.django_db
class TestDocument:
    def test_it_is_issued_with_all_that_follows(self):
        stage = stages_of.named()
        document, today = stage.document, timezone.localdate()
        assert document.reference == f"云机工发〔{today.year}〕1号"
        assert (stage.round.status, stage.round.released_at is not None) == (RoundStatus.NAMED, True)
        assert OfficialDocument.objects.public().get() == document
        named = [stage.brands[0], stage.brands[1]]
        honours = list(document.honours.order_by("pk"))
        assert [h.brand for h in honours] == named
        assert {(h.level, h.granted_on, h.status) for h in honours} == {(3, today, HonourStatus.VALID)}
        for brand in named:
            brand.refresh_from_db()
            assert (brand.honour_level, brand.named_year) == (3, 2026)
        stage.brands[2].refresh_from_db()
        assert (stage.brands[2].honour_level, stage.brands[2].named_year) == (0, None)

    def test_a_form_sent_twice_finds_the_first_document(self):
        stage, key = stages_of.decided(), new_key()
        assert issue(stage, key=key) == issue(stage, key=key)
        with pytest.raises(StepRefused):
            issue(stage, key=new_key())
        assert (OfficialDocument.objects.count(), Honour.objects.count()) == (1, 2)

    def test_what_fails_gives_the_number_back(self):
        stage = stages_of.decided()
        SelectionRound.objects.filter(pk=stage.round.pk).update(valid_years=0)
        with pytest.raises(Exception, match="honour_expires_after_grant"):
            issue(stage)
        assert not NumberSeries.objects.exists()
        SelectionRound.objects.filter(pk=stage.round.pk).update(valid_years=3)
        assert issue(stage).number == 1

    def test_only_the_director_issues(self):
        stage = stages_of.decided()
        for actor in (stage.office, stage.judges[0], stage.secretaries[0]):
            with pytest.raises(StepRefused):
                issue(stage, actor=actor)
        assert OfficialDocument.objects.count() == 0

    def test_without_a_code_nothing_is_issued(self):
        stage = stages_of.decided()
        stage.program.document_code = ""
        stage.program.save()
        with pytest.raises(BusinessError) as refused:
            issue(stage)
        assert refused.value.details == ["创建活动未设置发文代字。"]

    def test_the_snapshot_outlives_every_change(self):
        stage = stages_of.named()
        old = stage.brands[0].name
        Brand.objects.filter(pk=stage.brands[0].pk).update(name="改名以后")
        stage.top.name = "改名后的工委"
        stage.top.save()
        document = OfficialDocument.objects.get()
        context = naming_context(document.snapshot, document.check_code)
        assert context["annexes"][0]["rows"][0][1] == old
        assert context["signer"] == "云岭市直属机关工作委员会"

    def test_check_codes_are_typed_without_mistakes(self):
        stage = stages_of.named()
        assert re.fullmatch("[2-9A-HJKMNP-Z]{10}", stage.document.check_code)
        assert check_address("ABC") == f"{settings.SITE_URL}/check/?code=ABC"

    def test_each_committee_has_a_series_of_its_own(self):
        assert [issue(stages_of.decided()).number for _ in range(2)] == [1, 1]

    def test_the_printed_document_says_it_all(self):
        stage = stages_of.named()
        pages = PdfReader(io.BytesIO(naming_pdf(stage.document))).pages
        text = "".join(page.extract_text() for page in pages).replace("\u200b", "").replace("\n", "")
        for word in (stage.document.reference, stage.document.check_code, stage.brands[0].name, stage.brands[1].name):
            assert word in text
        assert stage.brands[2].name not in text

    def test_the_printed_notice_says_it_all(self):
        stage = stages_of.noticed()
        pages = PdfReader(io.BytesIO(notice_pdf(stage.notice))).pages
        text = "".join(page.extract_text() for page in pages).replace("\u200b", "").replace("\n", "")
        ends = stage.notice.ends_on
        for word in (stage.brands[0].name, stage.brands[1].name, f"至{ends.year}年{ends.month}月{ends.day}日"):
            assert word in text
        assert stage.brands[2].name not in text
        assert "95" not in text

    def test_the_draft_could_be_issued_as_it_stands(self):
        stage = stages_of.decided()
        text = draft_text(stage.round, named_in(stage.round))
        assert text.title == "关于命名2026年度示范品牌的决定"
        assert f"“{stage.brands[0].name}”“{stage.brands[1].name}”等2个品牌" in text.body
        assert [level for level, _ in paragraphs_of(text.body)] == ["p", "p", "p"]

    @pytest.mark.parametrize(
        ("line", "level"),
        [
            ("一、总体情况", "h1"),
            ("十二、其他", "h1"),
            ("（三）有关要求", "h2"),
            ("一、二三都要抓好。", "p"),
            ("一是抓学习，二是抓服务", "p"),
            ("（名单见附件）", "p"),
            ("、", "p"),
        ],
    )
    def test_headings_are_known_by_their_numerals(self, line, level):
        assert paragraphs_of(f"\n {line} \n") == [(level, line)]


@pytest.mark.django_db
class TestHonour:
    @pytest.mark.parametrize(
        ("granted", "years", "last"),
        [
            (date(2026, 11, 21), 3, date(2029, 11, 20)),
            (date(2028, 2, 29), 3, date(2031, 2, 28)),
            (date(2028, 2, 29), 4, date(2032, 2, 28)),
            (date(2026, 1, 1), 1, date(2026, 12, 31)),
            (date(2027, 3, 1), 1, date(2028, 2, 29)),
        ],
    )
    def test_the_last_day(self, granted, years, last):
        assert last_day(granted, years) == last

    def test_revoking_and_restoring_show_on_the_brand(self):
        stage = stages_of.named(brands=2, points=(90, 80))
        brand, honour = stage.brands[0], stage.brands[0].honours.get()
        with pytest.raises(StepRefused, match="理由"):
            advance_honour(honour, "revoke", actor=stage.director)
        honour = advance_honour(honour, "revoke", actor=stage.director, comment="弄虚作假")
        brand.refresh_from_db()
        assert (honour.status, brand.honour_level, brand.named_year) == (HonourStatus.REVOKED, 0, None)
        honour = advance_honour(honour, "restore", actor=stage.director, comment="申诉成立")
        brand.refresh_from_db()
        assert (honour.status, brand.honour_level, brand.named_year) == (HonourStatus.VALID, 3, 2026)
        assert [event.comment for event in honour.events.all()] == ["弄虚作假", "申诉成立"]

    def test_the_highest_in_force_is_shown(self):
        stage = stages_of.named(brands=2, points=(90, 80))
        brand, high = stage.brands[0], stage.brands[0].honours.get()
        other = SelectionRound.objects.create(
            program=stage.program,
            status=RoundStatus.NAMED,
            **stages_of.round_values(name="培育", level=1, year=2025),
        )
        Honour.objects.create(
            brand=brand,
            organization_path=brand.organization_path,
            level=1,
            round=other,
            document=stage.document,
            granted_on=high.granted_on - timedelta(days=90),
            expires_on=high.expires_on,
        )
        advance_honour(high, "revoke", actor=stage.director, comment="降级")
        brand.refresh_from_db()
        assert (brand.honour_level, brand.named_year) == (1, 2025)

    def test_what_has_run_out_is_not_restored(self):
        stage = stages_of.named(brands=2, points=(90, 80))
        honour = stage.brands[0].honours.get()
        advance_honour(honour, "revoke", actor=stage.director, comment="弄虚作假")
        today = timezone.localdate()
        Honour.objects.update(granted_on=today - timedelta(days=9), expires_on=today - timedelta(days=1))
        with pytest.raises(BusinessError, match="已经期满"):
            advance_honour(honour, "restore", actor=stage.director, comment="申诉")

    def test_the_chain_tells_how_it_came_about(self):
        stage = stages_of.named(brands=2, points=(90, 80))
        chain = chain_of(stage.brands[0].honours.get())
        assert [point["label"] for point in chain] == ["同意创建", "参评", "公示", "命名", "有效期至"]


# In the same instant -------------------------------------------------------------------------------------------------


def several(count: int) -> list[stages_of.Stage]:
    """Decided rounds of one committee and year."""
    first = stages_of.decided(brands=1)
    made = [first]
    for number in range(1, count):
        stage = stages_of.Stage(**vars(first))
        brand = BrandFactory(program=first.program)
        stage.brands, stage.round = [brand], None
        values = stages_of.round_values(name=f"第{number + 1}批")
        stage.round = selection.create_round(first.program, actor=first.office, values=values)
        Brand.objects.filter(pk=brand.pk).update(phase=None)
        SelectionRound.objects.filter(pk=stage.round.pk).update(status=RoundStatus.DECIDED)
        stage.round.nominations.create(brand=brand, organization_path=brand.organization_path, status="named")
        stage.reload()
        made.append(stage)
    return made


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_in_the_same_instant_make_one_document():
    stage = stages_of.decided()
    results = together(lambda n: issue(stage, key=new_key()), 4)
    assert sorted(type(result).__name__ for result in results) == ["OfficialDocument", *["StepRefused"] * 3]
    assert (OfficialDocument.objects.count(), Honour.objects.count()) == (1, 2)
    assert NumberSeries.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_four_times_in_the_same_instant_makes_one_document():
    stage, key = stages_of.decided(), new_key()
    results = together(lambda n: issue(stage, key=key), 4)
    assert {getattr(result, "pk", result) for result in results} == {OfficialDocument.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_rounds_issued_in_the_same_instant_have_numbers_without_gaps():
    made = several(5)
    results = together(lambda n: issue(made[n]), 5)
    assert sorted(document.number for document in results) == [1, 2, 3, 4, 5]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_issuing_leaves_no_gap():
    """It dies with the number taken and the document written, before the commit."""
    made = several(3)
    code = """
    import sys, time
    from accounts.models import User
    from brands.documents.honour import DocumentText
    from brands.models import SelectionRound
    from brands.services import outcomes, selection
    def wait(taken):
        print("written", flush=True)
        time.sleep(60)
    from brands.services import consequences
    consequences.CONSEQUENCES["round", "issue"] += (wait,)
    text = DocumentText(title="t", addressee="a", body="b", printed_by="p")
    round, actor = SelectionRound.objects.get(pk={round}), User.objects.get(pk={actor})
    selection.issue_document(round, text=text, actor=actor)
    """
    for stage in made[:2]:
        process = child(code.format(round=stage.round.pk, actor=stage.director.pk))
        assert process.stdout.readline() == "written\n"
        process.kill()
        process.wait()
    for _ in range(100):
        if not _locked():
            break
        time.sleep(0.1)
    assert [issue(stage).number for stage in made] == [1, 2, 3]
    assert Honour.objects.count() == 3


def _locked() -> int:
    """Transactions of dead processes that the server has not yet ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND state LIKE 'idle in transaction%'"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_closing_while_judges_hand_in_loses_and_doubles_nothing():
    stage = stages_of.scoring(brands=2, judges=6, judges_per_nomination=6)
    for number in range(4):
        for sheet in stage.sheets_of(number):
            stages_of.hand_in(sheet, 60 + number)
    SelectionRound.objects.filter(pk=stage.round.pk).update(scoring_until=timezone.localdate())
    late = [sheet for number in (4, 5) for sheet in stage.sheets_of(number)]

    def act(n: int):
        if n == 0:
            # Sheets are open until tonight; the two judges' recusal makes the close possible at any moment.
            return selection.advance_round(stage.round, "close_scoring", actor=fresh(stage.office))
        return stages_of.hand_in(late[n - 1], 99)

    results = together(act, 5)
    closed = stage.reload().status == RoundStatus.SCORED
    assert all(isinstance(r, BusinessError) or not isinstance(r, Exception) for r in results), results
    for nomination in stage.round.nominations.all():
        counted = nomination.sheets.filter(status="submitted").count()
        assert len(nomination.arithmetic.get("sheets", [])) == (counted if closed else 0)


@pytest.mark.django_db(transaction=True)
def test_rejecting_while_judges_hand_in_hangs_nobody():
    """The judge's second save looks the nomination up, which the office holds while it waits for the trail."""
    stage = stages_of.scoring(brands=3, judges=3)
    nominations = list(stage.round.nominations.order_by("pk"))
    sheets = [sheet for number in range(3) for sheet in stage.sheets_of(number)[:1]]

    def act(n: int):
        if n < len(sheets):
            return stages_of.hand_in(sheets[n], 90)
        nomination = nominations[n - len(sheets)]
        return selection.advance_nomination(nomination, "reject", actor=fresh(stage.office), comment="不符合条件")

    results = together(act, len(sheets) + len(nominations))
    assert all(isinstance(r, BusinessError) or not isinstance(r, Exception) for r in results), results
    assert {nomination.status for nomination in stage.round.nominations.all()} == {"rejected"}

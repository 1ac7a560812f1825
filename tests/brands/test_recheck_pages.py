"""Rechecks and decisions on pages and on paper, and in the same instant."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from brands.documents.decision import Verdict, draft_decision
from brands.documents.honour import naming_pdf
from brands.models import Honour, OfficialDocument, Recheck
from brands.services.honour import advance_honour, decide_honours, expire_honours, open_due_rechecks
from core.onetime import new_key
from tests.core.parallel import together
from tests.factories import honours as named_of
from tests.factories.branches import fresh

PAPER = {"title": "关于称号的决定", "addressee": "各有关党组织：", "body": "经研究决定。", "printed_by": "办公室"}


def form_of(recheck, **changes) -> dict:
    pk = recheck.pk
    return {
        "key": new_key(), "selected": str(pk), "seen": f"{recheck.honour_id}:valid", f"result_{pk}": "keep",
        f"reason_{pk}": "同意保留。", f"correct_by_{pk}": "",
    } | changes  # fmt: skip


@pytest.mark.django_db
class TestDeciding:
    def test_the_text_is_proposed_then_issued(self, client):
        cast = named_of.ending(60)
        recheck = named_of.advised(cast)
        client.force_login(cast.director)
        address = reverse("brands:recheck_decide")
        first = client.get(f"{address}?selected={recheck.pk}").content.decode()
        assert "符合保留条件。" in first and "下一步：拟定文件" in first
        proposed = client.post(address, form_of(recheck, action="text"))
        assert f"关于保留“{cast.brand}”品牌示范品牌称号的决定" in proposed.content.decode()
        assert not OfficialDocument.objects.filter(kind="decision").exists()
        sent = form_of(recheck, action="issue", **PAPER)
        answer = client.post(address, sent)
        document = OfficialDocument.objects.get(kind="decision")
        assert answer.url == reverse("brands:document_detail", args=[document.pk])
        assert (document.title, cast.honour.events.get().document) == ("关于称号的决定", document)
        assert client.post(address, sent).status_code == 200
        assert OfficialDocument.objects.filter(kind="decision").count() == 1

    def test_what_was_typed_stays(self, client):
        cast = named_of.ending(60)
        recheck = named_of.advised(cast)
        client.force_login(cast.director)
        address = reverse("brands:recheck_decide")
        late = (timezone.localdate() + timedelta(days=61)).isoformat()
        for changes, words in (
            ({f"result_{recheck.pk}": "correct"}, "请填写整改期限"),
            ({f"result_{recheck.pk}": "correct", f"correct_by_{recheck.pk}": late}, "不晚于称号有效期"),
            ({f"result_{recheck.pk}": "nonsense"}, "留下的理由"),
            ({"title": ""}, "留下的正文"),
        ):
            data = form_of(recheck, action="issue", **PAPER) | {
                f"reason_{recheck.pk}": "留下的理由",
                "body": "留下的正文",
            }
            answer = client.post(address, data | changes)
            assert answer.status_code == 400 and words in answer.content.decode(), changes
            assert "留下的理由" in answer.content.decode()
        assert Recheck.objects.get().status == "submitted"

    def test_a_stale_page_issues_nothing(self, client):
        cast = named_of.ending(60, count=2)
        rechecks = [named_of.advised(cast, n) for n in range(2)]
        client.force_login(cast.director)
        address = reverse("brands:recheck_decide")
        stale = form_of(rechecks[0], action="issue", seen=f"{cast.honour.pk}:correcting", **PAPER)
        answer = client.post(address, stale)
        assert answer.status_code == 400 and "刚刚已由其他同志处理" in answer.content.decode()
        advance_honour(Honour.objects.get(pk=rechecks[1].honour_id), "revoke", actor=cast.director, comment="查实。")
        both = form_of(rechecks[0], action="issue", selected=f"{rechecks[0].pk},{rechecks[1].pk}", **PAPER)
        answer = client.post(address, both)
        assert answer.status_code == 200 and "不再列出" in answer.content.decode()
        assert cast.honour.events.count() == 0

    def test_a_forged_choice_is_refused(self, client):
        cast = named_of.ending(60)
        named_of.advised(cast)
        client.force_login(cast.director)
        assert client.get(reverse("brands:recheck_decide") + "?selected=x").status_code == 400
        assert "没有待决定" in client.get(reverse("brands:recheck_decide") + "?selected=999999").content.decode()

    def test_the_branch_does_not_see_the_advice_before(self, client):
        cast = named_of.ending(60)
        recheck = named_of.advised(cast, advice="revoke")
        address = reverse("brands:recheck_detail", args=[recheck.pk])
        client.force_login(cast.secretary)
        for page in (address, reverse("brands:recheck_list"), reverse("brands:honour_detail", args=[cast.honour.pk])):
            text = client.get(page).content.decode()
            assert "符合保留条件。" not in text and "建议撤销" not in text
        client.force_login(cast.office)
        assert "符合保留条件。" in client.get(address).content.decode()

    def test_revoking_shows_the_text_first(self, client):
        cast = named_of.ending(200)
        client.force_login(cast.director)
        address = reverse("brands:honour_step", args=[cast.honour.pk, "revoke"])
        data = {"comment": "群众反映属实。", "seen": "valid", "key": new_key()}
        page = client.post(address, data | {"action": "text"})
        assert "主要依据：群众反映属实。" in page.content.decode() and cast.honour.status == "valid"
        assert client.post(address, data | {"action": "issue"} | PAPER).status_code == 302
        assert (cast.honour.status, cast.brand.honour_level) == ("revoked", 0)

    @pytest.mark.parametrize("count", [1, 3])
    def test_pages_ask_as_often_for_three_as_for_one(self, client, django_assert_num_queries, count):
        cast = named_of.ending(60, count=count)
        rechecks = [named_of.advised(cast, n) for n in range(count)]
        client.force_login(cast.director)
        client.get(reverse("brands:recheck_list"))
        for address, queries in (
            (reverse("brands:recheck_list"), LIST_QUERIES),
            (reverse("brands:recheck_detail", args=[rechecks[0].pk]), DETAIL_QUERIES),
            (reverse("brands:recheck_decide"), DECIDE_QUERIES),
            (reverse("brands:honour_detail", args=[cast.honour.pk]), HONOUR_QUERIES),
        ):
            with django_assert_num_queries(queries):
                client.get(address)


LIST_QUERIES, DETAIL_QUERIES, DECIDE_QUERIES, HONOUR_QUERIES = 7, 6, 5, 12


@pytest.mark.django_db
class TestPaper:
    def text_of(self, document) -> str:
        pages = PdfReader(io.BytesIO(naming_pdf(document))).pages
        return "".join(page.extract_text() for page in pages).replace("\u200b", "").replace("\n", "")

    def test_the_printed_decision_says_it_all(self):
        cast = named_of.ending(60, count=2)
        rechecks = [named_of.advised(cast, n, advice) for n, advice in enumerate(("keep", "lower"))]
        honours = [Honour.objects.select_related("brand__organization").get(pk=r.honour_id) for r in rechecks]
        verdicts = [Verdict(h, r.advice, "经复核。") for h, r in zip(honours, rechecks, strict=True)]
        text = draft_decision(verdicts, on=timezone.localdate())
        document = decide_honours(verdicts, text=text, actor=cast.director)
        printed = self.text_of(document)
        for word in (
            document.reference,
            document.check_code,
            "附件",
            cast.brands[0].name,
            cast.brands[1].name,
            "优秀品牌",
        ):
            assert word in printed, word
        Honour.objects.all()[0].brand.__class__.objects.update(name="改名以后")
        assert cast.brands[0].name in self.text_of(OfficialDocument.objects.get(pk=document.pk))

    @pytest.mark.parametrize("step", ["keep", "lower", "correct", "revoke", "restore"])
    def test_every_proposed_text_could_be_issued(self, step):
        cast = named_of.ending(60)
        day = timezone.localdate() + timedelta(days=9)
        text = draft_decision([Verdict(cast.honour, step, "依据充分。", day)], on=timezone.localdate())
        assert cast.brand.name in text.title and cast.brand.name in text.body and "依据充分。" in text.body
        assert text.addressee == f"{cast.brand.organization.name}："
        assert len(text.title) <= 100 and len(text.body) <= 4000


# In the same instant -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_decisions_in_the_same_instant_have_numbers_without_gaps():
    cast = named_of.ending(200, count=5, granted_on=timezone.localdate())

    def act(n: int) -> Honour:
        return advance_honour(cast.honours[n], "revoke", actor=fresh(cast.people["director"]), comment="查实。")

    results = together(act, 5)
    assert [getattr(result, "status", result) for result in results] == ["revoked"] * 5
    assert sorted(OfficialDocument.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_one_recheck_is_decided_once():
    cast = named_of.ending(60)
    recheck = named_of.advised(cast)

    def act(n: int) -> OfficialDocument:
        verdict = Verdict(Honour.objects.get(pk=recheck.honour_id), ("keep", "lower", "revoke")[n % 3], "经复核。")
        return decide_honours([verdict], text=named_of.TEXT, actor=fresh(cast.people["director"]))

    results = together(act, 4)
    assert sum(isinstance(result, OfficialDocument) for result in results) in (1, 2), results
    # What was kept or lowered may still be revoked in the next instant; nothing is decided twice by one recheck.
    assert Recheck.objects.get().events.filter(step="decide").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_clock_in_the_same_instant_acts_once():
    named_of.ending(30, count=3)
    results = together(lambda n: open_due_rechecks(), 3)
    assert all(isinstance(result, int) for result in results), results
    assert Recheck.objects.count() == 3
    Honour.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    results = together(lambda n: expire_honours(), 3)
    assert all(isinstance(result, int) for result in results), results
    assert [honour.events.count() for honour in Honour.objects.all()] == [1, 1, 1]

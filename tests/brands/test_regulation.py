"""The register of rules: drafted, in force, revised by a new version, repealed; who sees what."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfWriter

from brands.enums import RegulationStatus
from brands.models import Regulation
from brands.services.regulation import advance_regulation, create_regulation, revise_regulation, update_regulation
from brands.workflow.regulation import REGULATION_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.branches import fresh
from tests.factories.brands import ProgramFactory
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db


def values(**changes) -> dict:
    return {
        "title": "品牌创建管理办法",
        "reference": "云机工发〔2026〕3号",
        "effective_on": timezone.localdate(),
        "text": "第一条",
    } | changes


def draft(tree, cast, **changes) -> Regulation:
    fields = {"values": values(**changes.pop("values", {})), "actor": fresh(cast.office), "key": new_key()} | changes
    return create_regulation(tree.top, **fields)


def in_force(tree, cast, **changes) -> Regulation:
    return advance_regulation(draft(tree, cast, **changes), "issue", actor=fresh(cast.office))


def test_regulation_matrix(tree, cast):
    expected = {
        "issue": (("draft",), ("office",)),
        "supersede": (("in_force",), ("office",)),
        "repeal": (("in_force",), ("office",)),
    }
    people = {name: fresh(user) for name, user in vars(cast).items()}
    assert check_matrix(REGULATION_FLOW, draft(tree, cast), people, expected) > 100


def test_a_form_sent_twice_makes_one(tree, cast):
    key = new_key()
    assert draft(tree, cast, key=key) == draft(tree, cast, key=key)


def test_only_the_own_office_keeps_it(tree, cast):
    for actor in (cast.secretary, cast.director, cast.foreign_office):
        with pytest.raises(StepRefused):
            draft(tree, cast, actor=fresh(actor))
    rule = draft(tree, cast)
    with pytest.raises(StepRefused):
        update_regulation(rule, actor=fresh(cast.foreign_office), values=values())


def test_it_needs_a_text_or_a_file(tree, cast):
    rule = draft(tree, cast, values={"text": " "})
    with pytest.raises(BusinessError) as refused:
        advance_regulation(rule, "issue", actor=fresh(cast.office))
    assert refused.value.details == ["请填写主要内容，或上传文件。"]
    content = ContentFile(b"%PDF-1.4", name="办法.pdf")
    rule = update_regulation(rule, actor=fresh(cast.office), values={"text": ""}, content=content)
    assert advance_regulation(rule, "issue", actor=fresh(cast.office)).status == RegulationStatus.IN_FORCE


def test_in_force_it_is_not_changed_in_place(tree, cast):
    rule = in_force(tree, cast)
    with pytest.raises(BusinessError, match="修订为新版本"):
        update_regulation(rule, actor=fresh(cast.office), values=values(title="改名"))


def test_the_loser_of_a_race_is_told(tree, cast):
    rule = draft(tree, cast)
    seen = rule.updated_at.isoformat()
    update_regulation(rule, actor=fresh(cast.office), values=values(title="先"), seen=seen)
    with pytest.raises(StaleCopy):
        update_regulation(rule, actor=fresh(cast.office), values=values(title="后"), seen=seen)
    assert Regulation.objects.get().title == "先"


def test_what_is_issued_is_what_the_page_showed(client, tree, cast):
    """A text that was changed meanwhile is not put in force unread."""
    rule = draft(tree, cast)
    client.force_login(fresh(cast.office))
    address = reverse("brands:regulation_step", args=[rule.pk, "issue"])
    sent = sent_by(client.get(address).content.decode()) | {"comment": ""}
    changed = update_regulation(rule, actor=fresh(cast.office), values=values(title="另一份"))
    refused = client.post(address, sent)
    assert refused.status_code == 400 and "刷新页面查看最新情况" in refused.content.decode()
    for seen in (f"draft/{rule.updated_at.isoformat()}", "draft/x", "in_force"):
        with pytest.raises(StaleCopy):
            advance_regulation(rule, "issue", actor=fresh(cast.office), seen=seen)
    assert Regulation.objects.get().status == RegulationStatus.DRAFT
    assert client.post(address, sent_by(client.get(address).content.decode()) | {"comment": ""}).status_code == 302
    changed.refresh_from_db()
    assert changed.status == RegulationStatus.IN_FORCE


def test_a_new_version_supersedes_the_former(tree, cast):
    program = ProgramFactory(organizer=tree.top)
    first = in_force(tree, cast, programs=[program])
    second = revise_regulation(first, actor=fresh(cast.office), key=new_key())
    assert (second.version, second.former, second.text, list(second.programs.all())) == (2, first, "第一条", [program])
    assert Regulation.objects.get(pk=first.pk).status == RegulationStatus.IN_FORCE
    with pytest.raises(BusinessError, match="已有修订稿"):
        revise_regulation(first, actor=fresh(cast.office), key=new_key())
    advance_regulation(second, "issue", actor=fresh(cast.office))
    first = Regulation.objects.get(pk=first.pk)
    assert (first.status, first.events.last().comment) == (RegulationStatus.SUPERSEDED, "已发布第2版。")
    with pytest.raises(BusinessError, match="不能修订"):
        revise_regulation(first, actor=fresh(cast.office), key=new_key())


def test_a_version_does_not_begin_before_the_former(tree, cast):
    first = in_force(tree, cast)
    second = revise_regulation(first, actor=fresh(cast.office), key=new_key())
    yesterday = timezone.localdate() - timedelta(days=1)
    second = update_regulation(second, actor=fresh(cast.office), values=values(effective_on=yesterday))
    with pytest.raises(BusinessError) as refused:
        advance_regulation(second, "issue", actor=fresh(cast.office))
    assert "前一版本" in refused.value.details[0]


def test_repealed_while_its_revision_is_drafted(tree, cast):
    first = in_force(tree, cast)
    second = revise_regulation(first, actor=fresh(cast.office), key=new_key())
    with pytest.raises(StepRefused, match="理由"):
        advance_regulation(first, "repeal", actor=fresh(cast.office))
    advance_regulation(first, "repeal", actor=fresh(cast.office), comment="不再适用。")
    advance_regulation(second, "issue", actor=fresh(cast.office))
    assert list(Regulation.objects.order_by("pk").values_list("status", flat=True)) == ["repealed", "in_force"]


def test_everybody_below_reads_what_has_been_issued(tree, cast):
    rule, kept = in_force(tree, cast), draft(tree, cast)
    for name, user in vars(cast).items():
        seen = set(Regulation.objects.visible_to(fresh(user)))
        expected = {rule, kept} if name == "office" else set() if name in ("foreign_office", "outsider") else {rule}
        assert seen == expected, name


class TestPages:
    def test_a_file_is_taken_by_its_content(self, client, tree, cast):
        client.force_login(cast.office)
        address = reverse("brands:regulation_create")
        data = values() | {"key": new_key(), "organization": tree.top.pk}
        bad = SimpleUploadedFile("办法.pdf", b"MZ not a document")
        refused = client.post(address, data | {"upload": bad, "text": "留下的内容"})
        assert refused.status_code == 400 and "只能上传" in refused.content.decode()
        assert "留下的内容" in refused.content.decode()
        stream = io.BytesIO()
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        writer.write(stream)
        good = SimpleUploadedFile("管理 办法.pdf", stream.getvalue())
        assert client.post(address, data | {"upload": good}).status_code == 302
        rule = Regulation.objects.get()
        assert rule.file_name == "管理 办法.pdf"
        answer = client.get(reverse("brands:regulation_file", args=[rule.pk]))
        assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Disposition"].startswith("attachment")
        client.force_login(cast.member)
        assert client.get(reverse("brands:regulation_file", args=[rule.pk])).status_code == 404

    def test_only_own_programs_are_linked_and_the_program_shows_it(self, client, tree, cast):
        program, foreign = ProgramFactory(organizer=tree.top), ProgramFactory(organizer=tree.foreign_top)
        client.force_login(cast.office)
        address = reverse("brands:regulation_create")
        data = values() | {"key": new_key(), "organization": tree.top.pk}
        assert client.post(address, data | {"programs": [foreign.pk]}).status_code == 400
        client.post(address, data | {"programs": [program.pk]})
        rule = Regulation.objects.get()
        page = reverse("brands:program_detail", args=[program.pk])
        client.force_login(cast.member)
        assert rule.title not in client.get(page).content.decode()
        advance_regulation(rule, "issue", actor=fresh(cast.office))
        assert rule.title in client.get(page).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_pages_ask_as_often_for_three_as_for_one(self, client, tree, cast, django_assert_num_queries, count):
        rules = [in_force(tree, cast, values={"title": f"办法{n}"}) for n in range(count)]
        client.force_login(cast.clerk)
        client.get(reverse("brands:regulation_list"))
        with django_assert_num_queries(LIST_QUERIES):
            client.get(reverse("brands:regulation_list"))
        with django_assert_num_queries(DETAIL_QUERIES):
            client.get(reverse("brands:regulation_detail", args=[rules[0].pk]))


LIST_QUERIES, DETAIL_QUERIES = 7, 8

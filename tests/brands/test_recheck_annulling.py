"""Decision documents that no longer stand: annulled once what they decided is undone."""

import pytest
from django.urls import reverse

from brands.enums import DocumentStatus
from brands.models import OfficialDocument
from brands.services.honour import advance_honour, annul_document
from brands.workflow.honour import DOCUMENT_FLOW
from core.errors import BusinessError, StepRefused
from tests.brands.matrix import check_matrix
from tests.factories import honours as named_of

pytestmark = pytest.mark.django_db


def test_document_matrix():
    cast = named_of.named()
    expected = {"annul": (("issued",), ("director",))}
    assert check_matrix(DOCUMENT_FLOW, cast.document, cast.everybody(), expected) > 8


class TestAnnulling:
    def test_a_decision_rests_until_it_is_decided_anew(self):
        cast = named_of.ending(200)
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
        first = OfficialDocument.objects.get(kind="decision")
        with pytest.raises(BusinessError, match="仍按该文件执行"):
            annul_document(first, actor=cast.director, reason="文字有误")
        advance_honour(cast.honour, "restore", actor=cast.director, comment="申诉成立")
        first = annul_document(first, actor=cast.director, reason="依据不足")
        assert (first.status, first.events.get().comment) == (DocumentStatus.ANNULLED, "依据不足")
        with pytest.raises(StepRefused):
            annul_document(first, actor=cast.director, reason="再次")

    def test_a_naming_rests_while_its_honours_are_held(self):
        cast = named_of.ending(200)
        with pytest.raises(BusinessError, match="仍然有效"):
            annul_document(cast.document, actor=cast.director, reason="程序不符")
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="程序不符")
        assert annul_document(cast.document, actor=cast.director, reason="程序不符").status == "annulled"

    def test_the_check_page_says_so(self, client):
        cast = named_of.ending(200)
        advance_honour(cast.honour, "revoke", actor=cast.director, comment="弄虚作假")
        document = OfficialDocument.objects.get(kind="decision")
        address = f"{reverse('boards:document_check')}?code={document.check_code}"
        page = client.get(address).content.decode()
        assert "核验通过" in page and "撤销称号" in page and cast.brand.name in page
        advance_honour(cast.honour, "restore", actor=cast.director, comment="申诉成立")
        annul_document(document, actor=cast.director, reason="依据不足，予以作废")
        page = client.get(address).content.decode()
        assert "此文已经作废" in page and "依据不足，予以作废" in page

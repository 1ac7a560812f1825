"""An account of points is told to its owner and to those who keep it: not to superiors by way of the appraisal."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.enums.point import AppraisalGrade, AppraisalStatus
from tests.factories import ledgers as made
from tests.factories.branches import MemberFactory
from tests.factories.points import AppraisalFactory, AppraisalRowFactory

pytestmark = pytest.mark.django_db


def told(client, user, appraisal) -> list[str]:
    """The page, the document and the table as this person gets them."""
    client.force_login(user)
    pages = [
        client.get(reverse(f"assessments:appraisal_{name}", args=[appraisal.pk])) for name in ("detail", "pdf", "xlsx")
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    pdf = "".join(part.extract_text() for part in PdfReader(BytesIO(b"".join(pages[1]))).pages)
    book = load_workbook(BytesIO(b"".join(pages[2]))).active
    return [pages[0].content.decode(), pdf, str([cell.value for row in book.iter_rows() for cell in row])]


def test_a_superior_reads_grades_and_no_points(client):
    stage = made.office()
    appraisal = AppraisalFactory(organization=stage.tree.branch, status=AppraisalStatus.SUBMITTED)
    AppraisalRowFactory(
        appraisal=appraisal, member=MemberFactory(organization=stage.tree.branch, name="林清"),
        points=Decimal("87.25"), band="先锋岗档", grade=AppraisalGrade.QUALIFIED,
    )  # fmt: skip
    assert all("87.25" in text for text in told(client, stage.clerk, appraisal))
    for user in (stage.reviewer, stage.office):
        for text in told(client, user, appraisal):
            assert "林清" in text and "87.25" not in text and "先锋岗档" not in text

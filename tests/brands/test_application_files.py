"""The logo and the attachments of an application: checked, kept with the versions, taken off."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from brands.models import Attachment
from brands.services.application import advance
from brands.services.drafts import attach, detach
from core.errors import BusinessError
from tests.brands.filing import form_data, url
from tests.factories.activities import picture

pytestmark = pytest.mark.django_db


def document(name="说明.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "application/pdf")


def logo():
    return picture(name="logo.png")


def test_the_logo_is_drawn_anew_and_survives_an_error_elsewhere(client, application, cast):
    client.force_login(cast.clerk)
    page = client.post(url("application_edit", application), form_data(application, name="长" * 21, logo=logo()))
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

"""Evidence on the pages of activities: pictures drawn anew, attacks refused, caps, private addresses."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from branches.enums import Role
from brands.limits import EVIDENCE_SIDE
from brands.models import Activity, Evidence
from tests.brands.entering import text, values
from tests.factories.activities import ActivityFactory, EvidenceFactory, picture
from tests.factories.branches import person
from tests.permissions.forms import sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clerk_signed_in", "media")]


def stored(client, *files, **changes):
    return client.post(reverse("brands:activity_create"), values(files=list(files), **changes))


def test_photographs_are_drawn_anew_small_and_without_their_past(client, clerk):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "SecretCamera", {1: "N"}
    stored(client, picture((3000, 2000), exif=exif), picture((50, 50), name="../../etc/现场<b>.png"))
    first, second = Evidence.objects.order_by("pk")
    with Image.open(first.file.open()) as image:
        assert max(image.size) == EVIDENCE_SIDE and not image.getexif()
    assert b"SecretCamera" not in first.file.open().read()
    assert first.is_image and first.size == first.file.size
    assert "/" not in second.name and ".." not in second.file.name and "<" not in second.name


def polyglot() -> SimpleUploadedFile:
    """A picture with a program behind it."""
    head = picture((20, 20), name="x.png").read()
    return SimpleUploadedFile("x.png", head + b"<script>alert(1)</script>MZ\x90\x00")


def bomb() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(stream, "PNG")
    return SimpleUploadedFile("big.png", stream.getvalue())


def macro_docx() -> SimpleUploadedFile:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<d/>")
        archive.writestr("word/vbaProject.bin", b"x")
    return SimpleUploadedFile("x.docx", stream.getvalue())


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD_FILES = {
    "svg": lambda: SimpleUploadedFile("x.svg", SVG),
    "svg that calls itself png": lambda: SimpleUploadedFile("x.png", SVG, content_type="image/png"),
    "bomb": bomb,
    "half a picture": lambda: SimpleUploadedFile("x.jpg", picture((400, 400)).read()[:700]),
    "program": lambda: SimpleUploadedFile("x.jpg", b"MZ\x90\x00" * 40),
    "empty": lambda: SimpleUploadedFile("x.jpg", b""),
    "page": lambda: SimpleUploadedFile("x.html", b"<html></html>"),
    "macros": macro_docx,
    "script in a pdf": lambda: SimpleUploadedFile("x.pdf", b"%PDF-1.4 /JavaScript (x) %%EOF"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_attacks_by_upload_are_refused_in_words(client, clerk, name):
    response = stored(client, BAD_FILES[name](), place="广场一角")
    assert response.status_code == 400
    assert "广场一角" in text(response)
    assert Activity.objects.count() == Evidence.objects.count() == 0


def test_what_hides_behind_a_picture_is_gone(client, clerk):
    stored(client, polyglot())
    content = Evidence.objects.get().file.open().read()
    assert b"script" not in content and b"MZ" not in content


def test_the_cap_is_told_and_good_files_wait_for_the_next_try(client, clerk):
    response = stored(client, *(picture(name=f"{n}.png") for n in range(4)))
    assert response.status_code == 400 and "最多3个，现有4个" in text(response)
    kept = [token for token, _ in response.context["kept_files"]]
    assert len(kept) == 4
    again = client.post(reverse("brands:activity_create"), values(kept_file=kept[:3]))
    assert again.status_code == 302 and Evidence.objects.count() == 3


def test_a_kept_file_is_its_uploaders_alone(client, clerk, tree):
    response = stored(client, picture(), BAD_FILES["svg"]())
    token = response.context["kept_files"][0][0]
    client.force_login(person(Role.CLERK, tree.sibling))
    client.post(reverse("brands:activity_create"), values(kept_file=[token, token + "x", "garbage"]))
    assert Activity.objects.count() == 1 and Evidence.objects.count() == 0


def test_evidence_is_served_privately_to_readers_of_the_branch(client, clerk, tree):
    stored(client, picture(name="scene.png"))
    evidence = Evidence.objects.get()
    url = reverse("brands:activity_evidence", args=[evidence.activity_id, evidence.pk])
    response = client.get(url)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    other = ActivityFactory(organization=tree.branch)
    assert client.get(reverse("brands:activity_evidence", args=[other.pk, evidence.pk])).status_code == 404
    client.force_login(person(Role.SECRETARY, tree.sibling))
    assert client.get(url).status_code == 404


def test_evidence_is_added_and_taken_off(client, clerk, tree):
    activity = ActivityFactory(organization=tree.branch, edited_by=clerk)
    evidence = EvidenceFactory(activity=activity)
    url = reverse("brands:activity_edit", args=[activity.pk])
    sent = sent_by(text(client.get(url)))
    client.post(url, sent | {"remove_file": [evidence.pk], "files": [picture()]})
    assert [e.pk == evidence.pk for e in activity.evidence.all()] == [False]
    foreign = EvidenceFactory(activity=ActivityFactory(organization=tree.branch))
    client.post(url, sent_by(text(client.get(url))) | {"remove_file": [foreign.pk]})
    assert Evidence.objects.filter(pk=foreign.pk).exists()

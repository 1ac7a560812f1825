"""What every request and answer goes through."""

from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.enums import AuditKind
from core.middleware import BAD_ADDRESS, BAD_CHARACTERS, BUSY, MAX_BODY, TOO_BIG, UNREADABLE
from core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.urls")]
FORM = "application/x-www-form-urlencoded"


def multipart(*parts: bytes) -> dict:
    data = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return {"data": data, "content_type": "multipart/form-data; boundary=edge"}


def assert_refused(response, status: int, message: str) -> None:
    assert (response.status_code, message in response.content.decode()) == (status, True)
    assert response["Cache-Control"] == "private, no-store"


class TestCleanInput:
    def test_ordinary_text_passes(self, client):
        text = "党建引领 “初心” 𠮷 ² \r\n\t<b>"
        assert client.post("/echo/?page=1&q=%E5%85%9A", {"a": text}).content.decode() == text

    @pytest.mark.parametrize("address", ["/echo/?q=%00", "/echo/?%00=1", "/echo/?q=%ff", "/echo/?q=%ED%A0%80"])
    def test_an_unreadable_query_is_refused(self, client, address):
        assert_refused(client.get(address), HTTPStatus.BAD_REQUEST, BAD_ADDRESS)

    def test_nul_in_the_path_is_refused(self, client):
        assert_refused(client.get("/echo/%00"), HTTPStatus.BAD_REQUEST, BAD_ADDRESS)

    @pytest.mark.urls("tests.core.site_urls")
    @pytest.mark.parametrize("path", ["/%ff/", "/%ED%A0%80/", "/党建/"])
    def test_any_other_path_is_merely_unknown(self, client, path):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("fields", [{"a": "x\x00"}, {"x\x00": "a"}])
    def test_nul_in_a_form_is_refused(self, client, fields):
        assert_refused(client.post("/echo/", urlencode(fields), FORM), HTTPStatus.BAD_REQUEST, BAD_CHARACTERS)
        assert_refused(client.post("/echo/", fields), HTTPStatus.BAD_REQUEST, BAD_CHARACTERS)

    @pytest.mark.parametrize(
        ("file_name", "arrives_as"),
        [
            (b"filename*=utf-8''a%00.png", b"a.png"),
            (b'filename="a\x00\x1b.png"', b"a.png"),
            (b'filename="../../a.png"', b"a.png"),
            (b"filename*=unicode_escape''a%5Cud800.png", b""),  # no file at all
        ],
    )
    def test_file_names_arrive_clean(self, client, file_name, arrives_as):
        part = b'Content-Disposition: form-data; name="f"; ' + file_name + b"\r\n\r\nx"
        assert client.post("/echo/", **multipart(part)).content == arrives_as

    def test_nul_in_the_name_of_a_file_field_is_refused(self, client):
        part = b'Content-Disposition: form-data; name="f\x00"; filename="a.png"\r\n\r\nx'
        assert_refused(client.post("/echo/", **multipart(part)), HTTPStatus.BAD_REQUEST, BAD_CHARACTERS)

    def test_a_multipart_form_without_a_boundary_is_refused(self, client):
        response = client.post("/echo/", b"x", content_type="multipart/form-data")
        assert_refused(response, HTTPStatus.BAD_REQUEST, UNREADABLE)

    @pytest.mark.parametrize("charset", ["zlib", "utf-7", "gbk"])
    def test_a_charset_of_the_visitors_choice_is_refused(self, client, charset):
        response = client.generic("POST", "/echo/", b"a=1", content_type=f"{FORM}; charset={charset}")
        assert_refused(response, HTTPStatus.BAD_REQUEST, BAD_ADDRESS)

    def test_too_many_fields_and_too_much_text_are_refused(self, client, settings):
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5, 1000
        many, much = {str(i): "" for i in range(6)}, {"a": "x" * 1001}
        for fields in (many, much):
            assert_refused(client.post("/echo/", fields), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_BIG)
            response = client.post("/echo/", urlencode(fields), FORM)
            assert_refused(response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_BIG)

    def test_too_many_parameters_are_refused(self, client, settings):
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
        response = client.get("/echo/?a&b&c&d&e&f")
        assert_refused(response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_BIG)

    def test_a_giant_body_is_refused_before_it_is_read(self, client):
        response = client.post("/echo/", {"a": "x"}, CONTENT_LENGTH=str(MAX_BODY + 1))
        assert_refused(response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_BIG)

    def test_the_body_of_what_is_no_form_is_left_to_the_view(self, client):
        assert client.post("/body/", b"\x00\xff", content_type="application/octet-stream").content == b"\x00\xff"

    def test_a_view_that_reads_too_large_a_body_answers_likewise(self, client, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        response = client.post("/body/", b"x" * 11, content_type="application/json")
        assert_refused(response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_BIG)

    def test_files_pass(self, client):
        response = client.post("/echo/", {"f": SimpleUploadedFile("图片 1.png", b"\x00\xff")})
        assert response.content.decode() == "图片 1.png"


class TestPrivateByDefault:
    def test_nothing_is_cached_unless_the_view_says_so(self, client):
        assert client.get("/echo/")["Cache-Control"] == "private, no-store"
        assert client.get("/public/")["Cache-Control"] == "public, max-age=60"


class TestBusinessErrors:
    def test_a_form_goes_back_to_its_page_with_the_reason(self, client):
        response = client.post("/rule/", HTTP_REFERER="http://testserver/echo/?page=2")
        assert (response.status_code, response["Location"]) == (302, "/echo/?page=2")
        (message,) = get_messages(response.wsgi_request)
        assert str(message) == ('人数不足&lt;三人&gt;<ul class="mb-0"><li>应到5人</li><li>实到&lt;2&gt;人</li></ul>')

    def test_htmx_gets_the_text_alone(self, client):
        response = client.post("/rule/", HTTP_HX_REQUEST="true")
        assert response.status_code == HTTPStatus.CONFLICT
        assert response.content.decode().startswith("人数不足&lt;三人&gt;<ul")

    def test_a_lost_race_is_told_as_one(self, client):
        response = client.post("/locked/", HTTP_HX_REQUEST="true")
        assert (response.status_code, response.content.decode()) == (HTTPStatus.CONFLICT, BUSY)

    @pytest.mark.urls("tests.core.site_urls")
    @pytest.mark.parametrize("referer", ["", "http://evil.example/", "javascript:alert(1)", "http://testserver.evil/"])
    def test_without_a_page_of_ours_to_go_back_to_the_reason_has_a_page(self, client, referer):
        for response in (client.get("/test/rule/"), client.post("/test/rule/", HTTP_REFERER=referer)):
            assert response.status_code == HTTPStatus.CONFLICT
            assert "人数不足&lt;三人&gt;" in response.content.decode()
            assert "<li>应到5人</li>" in response.content.decode()


@pytest.mark.urls("tests.core.site_urls")
class TestDenials:
    def test_a_refusal_is_written_into_the_trail(self, client):
        user = User.objects.create_user("clerk", must_change_password=False)
        client.force_login(user)
        assert client.get("/test/denied/?q=1").status_code == HTTPStatus.FORBIDDEN
        entry = AuditEntry.objects.get(kind=AuditKind.DENIAL)
        assert (entry.actor, entry.address) == (user, "127.0.0.1")
        assert entry.details == {"method": "GET", "path": "/test/denied/"}

    def test_strangers_cannot_fill_it(self, client):
        assert client.get("/test/denied/").status_code == HTTPStatus.FORBIDDEN
        assert AuditEntry.objects.count() == 0

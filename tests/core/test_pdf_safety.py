"""What a hostile text or picture can do to a PDF, and what many requests at once do to each other: nothing."""

import base64
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import engines
from PIL import Image
from pypdf import PdfReader

from core import pdf
from core.errors import BusinessError
from core.pdf import join_pdfs, render_pdf
from tests.core import pdf_samples
from tests.core.pdf_measure import read_pages


@pytest.fixture
def template(tmp_path, monkeypatch):
    """Renders markup that no template of ours would contain: what gets through to the typesetter anyway."""
    loader = engines["django"].engine
    monkeypatch.setattr(loader, "dirs", [*loader.dirs, str(tmp_path)])
    for cached in loader.template_loaders:
        cached.reset()

    def render(markup: str, **context) -> bytes:
        page = '{% extends "pdf/base.html" %}{% block body %}' + markup + "{% endblock %}"
        (tmp_path / "hostile.html").write_text(page, "utf-8")
        for cached in loader.template_loaders:
            cached.reset()
        return render_pdf("hostile.html", {"title": "试", **context})

    yield render
    for cached in loader.template_loaders:
        cached.reset()


@pytest.fixture
def listener():
    """A server on this machine that counts who calls."""
    calls = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            return None

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()
    thread.join()
    server.server_close()


def picture(width: int = 8, height: int = 8, kind: str = "PNG") -> bytes:
    output = BytesIO()
    Image.new("RGB", (width, height), "red").save(output, kind)
    return output.getvalue()


def data(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def images(content: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(BytesIO(content)) as document:
        return [
            (int(image.Width), int(image.Height))
            for page in document.pages
            for image in page.get("/Resources", {}).get("/XObject", {}).values()
            if image.get("/Subtype") == "/Image"
        ]


def test_nothing_outside_is_ever_called(template, listener):
    address, calls = listener
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}/svg" width="9" height="9"/></svg>'
    pdf_bytes = template(
        f'<link rel="stylesheet" href="{address}/sheet"><style>@import url({address}/import);'
        f"@font-face {{ font-family: x; src: url({address}/font) }}"
        f"p {{ background: url({address}/background) }}</style>"
        f'<p>正文</p><img src="{address}/image"><object data="{address}/object"></object><embed src="{address}/embed">'
        f'<img src="{data(svg.encode(), "image/svg+xml")}"><link rel="attachment" href="{address}/attachment">'
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}/inline" width="9" height="9"/></svg>'
    )
    assert calls == []
    assert "正文" in read_pages(pdf_bytes)[0].text()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "/etc/passwd", "media:../../../etc/passwd", "static:../x"])
def test_no_file_of_the_machine_gets_in(template, address):
    content = template(f'<p>正文</p><img src="{address}" alt="无图"><link rel="attachment" href="{address}">')
    assert b"root:" not in content
    assert images(content) == []
    with pikepdf.open(BytesIO(content)) as document:
        assert len(document.attachments) == 0


def test_svg_is_refused_under_any_name(template):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="lime"/></svg>'
    for kind in ("image/svg+xml", "image/png", "text/plain"):
        content = template(f'<img src="{data(svg, kind)}" alt="无图">')
        assert "无图" in read_pages(content)[0].text()
        assert read_pages(content)[0].shapes == []


def test_markup_typed_by_a_user_is_text():
    typed = '<img src="media:x"><b style="color:red">粗</b>{{ 7 }}&lt;"\'</p>'
    document = pdf_samples.naming(
        paragraphs=[("p", typed), ("h1", typed)], title="<b>题</b>", cc=typed, signer=typed[:9]
    )
    document["annexes"] = [{"title": typed[:20], "columns": ["<i>列</i>"], "rows": [[typed]]}]
    pages = read_pages(render_pdf("pdf/naming.html", document))
    text = "".join(page.text() for page in pages).replace("\n", "")
    for part in ('<bstyle="color:red">粗</b>{{7}}&lt;"', "<b>题</b>", "<i>列</i>"):
        assert part in text.replace(" ", "")


def test_stored_pictures_are_served_by_key_and_scaled_to_what_the_page_shows(template):
    key = default_storage.save("tests/标识.png", ContentFile(picture(1500, 1500)))
    try:
        assert images(template(f'<img src="media:{key}#40mm">')) == [(315, 315)]
        assert images(template('<img src="media:tests/none.png" alt="无图">')) == []
    finally:
        default_storage.delete(key)


def test_a_picture_with_too_many_pixels_is_left_out(template):
    content = template(f'<img src="{data(picture(6000, 5000))}" alt="无图">')
    assert images(content) == []
    assert "无图" in read_pages(content)[0].text()


def test_texts_beyond_any_document_are_refused_before_layout():
    for text in ("长" * 200_000, "短段。\n" * 120_000):
        with pytest.raises(BusinessError, match="请精简后重试"):
            render_pdf("pdf/naming.html", pdf_samples.naming(paragraphs=[("p", text)]))


def test_a_document_that_takes_too_long_dies_alone():
    process = pdf._renderer.child
    with pytest.raises(BusinessError, match="请精简后重试"):
        render_pdf("pdf/naming.html", pdf_samples.naming(paragraphs=[("p", "慢" * 40_000)] * 9), seconds=1)
    assert process is None or pdf._renderer.child is not process
    assert read_pages(render_pdf("pdf/notice.html", pdf_samples.notice()))


def test_a_killed_process_is_started_again():
    render_pdf("pdf/notice.html", pdf_samples.notice())
    pdf._renderer.child.process.kill()
    pdf._renderer.child.process.wait()
    assert read_pages(render_pdf("pdf/notice.html", pdf_samples.notice()))


def test_missing_glyphs_and_pictures_are_logged(template, caplog):
    template("<p>\U0003fffd</p>")
    assert [record.levelname for record in caplog.records if "U+3FFFD" in record.getMessage()] == ["WARNING"]
    template('<img src="media:tests/none.png">')
    assert "tests/none.png is missing" in caplog.text


def test_four_threads_render_at_once_and_none_gets_anothers_pages():
    results: dict[tuple[int, int], str] = {}

    def work(thread: int) -> None:
        for n in range(4):
            document = pdf_samples.notice(title=f"第{thread}组第{n}号公示", rows=[])
            content = render_pdf("pdf/notice.html", document)
            results[thread, n] = PdfReader(BytesIO(content)).metadata.title + read_pages(content)[0].text()

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 16
    for (thread, n), text in results.items():
        assert text.count(f"第{thread}组第{n}号公示") == 2


def test_the_same_context_gives_the_same_bytes():
    assert render_pdf("pdf/notice.html", pdf_samples.notice()) == render_pdf("pdf/notice.html", pdf_samples.notice())


def test_joined_parts_keep_their_order_and_the_first_ones_title():
    parts = [render_pdf("pdf/notice.html", pdf_samples.notice(title=title)) for title in ("甲公示", "乙公示")]
    joined = join_pdfs(parts)
    texts = [page.text() for page in read_pages(joined)]
    assert ["甲公示" in text or "乙公示" in text for text in texts].count(True) == 2
    assert "甲公示" in texts[0]
    assert PdfReader(BytesIO(joined)).metadata.title == "甲公示"

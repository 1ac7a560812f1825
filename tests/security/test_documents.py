"""An office file that would start or fetch something when it is opened is not taken."""

import pytest

from core.errors import BusinessError
from core.uploads import clean_document
from tests.core.test_uploads import office, uploaded

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def related(kind: str, target: str) -> bytes:
    return (
        f'<?xml version="1.0"?><Relationships><Relationship Id="rId1" Type="{KIND}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame", "image", "subDocument"])
@pytest.mark.parametrize(
    "target",
    [
        "http://203.0.113.5/a.dotm",
        "HTTPS://elsewhere.example/a.dotm",
        r"\\203.0.113.5\share\a.dotm",
        "//203.0.113.5/a.dotm",
        "file://203.0.113.5/share/a.dotm",
        r"file:\\203.0.113.5\share\a.dotm",
        "mhtml:http://elsewhere.example/x!x-usc:http://elsewhere.example/x",
    ],
)
def test_what_would_be_fetched_is_refused(kind, target):
    content = office(**{"word/_rels/settings.xml.rels": related(kind, target)})
    with pytest.raises(BusinessError, match="网络"):
        clean_document(uploaded(content, "a.docx"))


def test_another_encoding_hides_nothing():
    text = related("attachedTemplate", "&#104;ttp://203.0.113.5/a.dotm").decode().replace("?>", ' encoding="UTF-16"?>')
    with pytest.raises(BusinessError, match="网络"):
        clean_document(uploaded(office(**{"word/_rels/settings.xml.rels": text.encode("utf-16")}), "a.docx"))


@pytest.mark.parametrize("content", [b"", b"<Relationships>", b"\xff\xfe<", b'<?xml version="1.0" encoding="x"?><a/>'])
def test_relations_that_cannot_be_read_are_refused(content):
    with pytest.raises(BusinessError, match="损坏"):
        clean_document(uploaded(office(**{"word/_rels/document.xml.rels": content}), "a.docx"))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://www.example.cn/"),
        ("attachedTemplate", r"file:///C:\Users\lin\Templates\Report.dotx"),
        ("image", "media/image1.png"),
        ("oleObject", "embeddings/Microsoft_Excel_Sheet.xlsx"),
    ],
)
def test_links_to_click_and_parts_of_the_file_are_taken(kind, target):
    content = office(**{"word/_rels/document.xml.rels": related(kind, target)})
    assert clean_document(uploaded(content, "a.docx")).name == "a.docx"


@pytest.mark.parametrize(
    ("kind", "part"), [("xlsx", "xl/embeddings/oleObject1.bin"), ("docx", "word/embeddings/package1.BIN")]
)
def test_embedded_programs_are_refused_wherever_they_lie(kind, part):
    with pytest.raises(BusinessError, match="嵌入程序"):
        clean_document(uploaded(office(kind, **{part: b"x"}), f"a.{kind}"))

"""What a file may be: told by its content, drawn anew where it is a picture, refused where it could do something."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image

from core import uploads, zips
from core.errors import BusinessError
from core.uploads import clean_document, clean_image, safe_name

CANARY = b"<script>canary</script>"


def image(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options) -> bytes:
    output = io.BytesIO()
    Image.new(mode, size, *(["red"] if mode in ("RGB", "RGBA") else [])).save(output, kind, **options)
    return output.getvalue()


def uploaded(content: bytes, name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def opened(file: ContentFile) -> Image.Image:
    file.seek(0)
    return Image.open(file.file)


def bomb_png(width: int, height: int) -> bytes:
    """A PNG's header that promises so many pixels; hardly any bytes follow."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pdf(change=None) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def office(kind: str = "docx", **parts: bytes) -> bytes:
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", parts.pop("types", b"<Types/>"))
        archive.writestr(main, b"<x/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


class TestImages:
    @pytest.mark.parametrize(("kind", "suffix"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
    def test_three_formats_are_taken_and_named_by_their_content(self, kind, suffix):
        clean = clean_image(uploaded(image(kind), "照片.exe"))
        assert (clean.name, opened(clean).format, opened(clean).size) == (f"照片.{suffix}", kind, (40, 20))

    def test_it_is_made_smaller_and_keeps_its_shape(self):
        assert opened(clean_image(uploaded(image(size=(4000, 1000))))).size == (1600, 400)
        assert opened(clean_image(uploaded(image("JPEG", (4000, 1000))), max_side=200)).size == (200, 50)

    def test_nothing_but_the_pixels_is_left(self):
        exif = Image.Exif()
        exif[0x010E] = CANARY.decode()
        info = with_comment()
        for content in (
            image("JPEG", exif=exif.tobytes(), comment=CANARY),
            image("PNG", pnginfo=info),
            image("WEBP", exif=exif.tobytes(), xmp=CANARY),
            image("PNG") + CANARY,
            image("JPEG") + CANARY + office(),
        ):
            assert CANARY in content
            assert b"canary" not in clean_image(uploaded(content)).read()
        profiled = clean_image(uploaded(image("PNG", icc_profile=CANARY)))
        assert opened(profiled).info == {}

    def test_a_turned_photograph_stands_upright(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        assert opened(clean_image(uploaded(image("JPEG", exif=exif.tobytes())))).size == (20, 40)

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16"])
    def test_every_kind_of_png(self, mode):
        clean = opened(clean_image(uploaded(image("PNG", mode=mode))))
        assert clean.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")

    def test_printers_colours(self):
        assert opened(clean_image(uploaded(image("JPEG", mode="CMYK")))).mode == "RGB"

    @pytest.mark.parametrize("size", [(20_000, 20_000), (5001, 5000), (2**31 - 1, 2**31 - 1)])
    def test_a_bomb_is_refused_by_its_header(self, size):
        with pytest.raises(BusinessError, match="尺寸过大"):
            clean_image(uploaded(bomb_png(*size)))

    @pytest.mark.parametrize(
        "content",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<?xml version='1.0'?><svg/>",
            image("GIF"),
            image("BMP"),
            image("TIFF"),
            b"%!PS-Adobe-3.0 EPSF-3.0",
            b"plain",
            b"%PDF-1.7",
        ],
    )
    def test_everything_else_is_refused(self, content):
        with pytest.raises(BusinessError, match="PNG、JPG 或 WebP"):
            clean_image(uploaded(content))

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
    def test_half_an_image_is_refused(self, kind):
        noise = io.BytesIO()
        Image.effect_noise((200, 200), 90).convert("RGB").save(noise, kind)
        with pytest.raises(BusinessError):
            clean_image(uploaded(noise.getvalue()[: len(noise.getvalue()) // 2]))

    def test_empty_and_too_large_files_are_refused(self, monkeypatch):
        with pytest.raises(BusinessError, match="空的"):
            clean_image(uploaded(b""))
        monkeypatch.setattr(uploads, "MAX_IMAGE_BYTES", 10)
        with pytest.raises(BusinessError, match="超过"):
            clean_image(uploaded(image()))

    def test_large_uploads_lie_in_files(self):
        with TemporaryUploadedFile("大图.png", "image/png", 0, None) as file:
            file.write(image())
            file.size = file.tell()
            assert opened(clean_image(file)).size == (40, 20)


def with_comment():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", CANARY.decode())
    return info


class TestDocuments:
    def test_pdf_docx_xlsx_and_images_are_taken(self):
        book = io.BytesIO()
        openpyxl.Workbook().save(book)
        files = {"a.pdf": pdf(), "a.docx": office(), "a.xlsx": book.getvalue()}
        for name, content in files.items():
            clean = clean_document(uploaded(content, name))
            assert (clean.name, clean.read()) == (name, content)
        assert clean_document(uploaded(image("WEBP"), "a.pdf")).name == "a.webp"

    def test_the_name_follows_the_content(self):
        assert clean_document(uploaded(pdf(), "报告.docx")).name == "报告.pdf"
        assert clean_document(uploaded(office(), "..\\..\\x\u202ecod.exe")).name == "xcod.docx"

    @pytest.mark.parametrize(
        "content", [b"MZ\x90", b"<html>", b"\xd0\xcf\x11\xe0 old office", b"{\\rtf1", b"GIF89a", b"text", b"\x00"]
    )
    def test_everything_else_is_refused(self, content):
        with pytest.raises(BusinessError, match="只能上传"):
            clean_document(uploaded(content, "a.pdf"))

    @pytest.mark.parametrize(
        "change",
        [
            lambda d: d.Root.__setattr__(
                "OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            ),
            lambda d: d.Root.__setattr__("OpenAction", pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")),
            lambda d: d.attachments.__setitem__("x.exe", b"MZ"),
        ],
    )
    def test_a_pdf_that_does_or_hides_something_is_refused(self, change):
        with pytest.raises(BusinessError, match="脚本、附件"):
            clean_document(uploaded(pdf(change), "a.pdf"))

    def test_escaped_names_hide_nothing(self):
        content = pdf().replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /J#61vaScript >>")
        assert b"J#61va" in content
        with pytest.raises(BusinessError, match="脚本"):
            clean_document(uploaded(content, "a.pdf"))

    def test_a_cut_off_pdf_is_refused(self):
        with pytest.raises(BusinessError, match="不完整"):
            clean_document(uploaded(pdf()[:-20], "a.pdf"))

    @pytest.mark.parametrize(
        "content",
        [
            office(**{"word/vbaProject.bin": b"x"}),
            office("xlsx", **{"xl/VBAPROJECT.BIN": b"x"}),
            office(**{"word/activeX/activeX1.bin": b"x"}),
            office(**{"word/embeddings/oleObject1.bin": b"x"}),
            office(
                types=b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
            ),
        ],
    )
    def test_macros_are_refused(self, content):
        with pytest.raises(BusinessError, match="宏"):
            clean_document(uploaded(content, "a.docx"))

    @pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b"])
    def test_paths_that_lead_out_are_refused(self, name):
        with pytest.raises(BusinessError, match="损坏"):
            clean_document(uploaded(office(**{name: b"x"}), "a.docx"))

    def test_any_other_zip_is_refused(self):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            archive.writestr("a.txt", b"x")
        for content in (output.getvalue(), office(**{"xl/workbook.xml": b"x"})):
            with pytest.raises(BusinessError, match="只能上传"):
                clean_document(uploaded(content, "a.docx"))
        with pytest.raises(BusinessError, match="损坏"):
            clean_document(uploaded(b"PK\x03\x04 broken", "a.docx"))

    def test_bombs_are_refused_by_the_directory(self, monkeypatch):
        with pytest.raises(BusinessError, match="解压后过大"):
            clean_document(uploaded(office(**{"word/big.xml": b"\0" * (zips.RATIO_FROM + 1)}), "a.docx"))
        monkeypatch.setattr(zips, "MAX_FILES", 3)
        with pytest.raises(BusinessError, match="解压后过大"):
            clean_document(uploaded(office(**{"word/1": b"", "word/2": b""}), "a.docx"))

    def test_a_password_is_refused(self):
        content = bytearray(office())
        place = content.rindex(b"PK\x01\x02")
        content[place + 8] |= 1
        with pytest.raises(BusinessError, match="密码"):
            clean_document(uploaded(bytes(content), "a.docx"))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("照片 1.png", "照片 1.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\报告.docx", "报告.docx"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\u200b\ufeffa.png", "a.png"),
        ("a\ud800.png", "a.png"),
        ("<script>.png", "_script_.png"),
        ('a"b|c?.png', "a_b_c_.png"),
        ("", "文件"),
        ("..", "文件"),
        (" . ", "文件"),
        (".png", "png"),
        ("长" * 300 + ".png", "长" * 96 + ".png"),
        ("a." + "x" * 50, "a.xxxxxxxxx"),
        ("a　b.png", "a b.png"),
    ],
)
def test_safe_names(name, safe):
    assert safe_name(name) == safe
    assert safe_name(safe) == safe

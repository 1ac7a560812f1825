"""What a file may be: known by its content, never by its name; images are always drawn anew."""

import io
import re
import unicodedata
import zipfile
from pathlib import PurePath, PurePosixPath
from typing import IO, cast
from xml.etree import ElementTree

from django.core.files.base import ContentFile, File
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from core.errors import BusinessError
from core.zips import BROKEN, check_zip

MAX_IMAGE_BYTES = 15 * 1024 * 1024  # a photograph of a present telephone is 3 to 12 MB
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024  # a scanned report of some fifty pages
MAX_PIXELS = 25_000_000  # 9.9 kB of PNG can ask for 404 MB of memory; 25 megapixels take 100 MB
MAX_NAME = 100
IMAGE_FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
# Names of a PDF's dictionary that start something or carry something hidden.
PDF_FORBIDDEN = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")
# What an office program would fetch from elsewhere when the file is opened: a web address, a share of another machine.
REMOTE = re.compile(r"\s*(https?:|ftp:|mhtml:|[\\/]{2}|file:[\\/]{2}[^\\/]|file:[\\/]{4})", re.IGNORECASE)
UNSEEN = ("Cc", "Cf", "Cs", "Co")  # control, direction and format marks, halves of characters, private ones
NOT_AN_IMAGE = "请上传 PNG、JPG 或 WebP 格式的图片。"
NOT_A_DOCUMENT = "只能上传图片（PNG、JPG、WebP）、PDF、Word（docx）或 Excel（xlsx）文件。"
TOO_MANY_PIXELS = "图片尺寸过大，请缩小到2500万像素以内再上传。"
BROKEN_IMAGE = "图片已损坏，无法读取，请重新导出后上传。"


def safe_name(name: str) -> str:
    """The last part of the name without control characters, direction marks and what systems reserve."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c) not in UNSEEN)
    kept = re.sub(r'[<>:"|?*]+', "_", kept)
    path = PurePath(re.sub(r"\s+", " ", kept).strip(" .") or "文件")
    suffix = path.suffix[:10]
    return path.name[: len(path.name) - len(path.suffix)][: MAX_NAME - len(suffix)].rstrip(" .") + suffix


def clean_image(uploaded: File, *, max_side: int = 1600) -> ContentFile:
    """The picture drawn anew, upright and at most `max_side` pixels long: metadata and hidden content are gone."""
    _refuse_size(uploaded, MAX_IMAGE_BYTES)
    try:
        uploaded.seek(0)
        # Half a picture is none. The switch is one of the process, and some libraries turn it on.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        # The header alone is read here; the formats named are the only decoders that may run.
        with Image.open(cast(IO[bytes], uploaded.file), formats=list(IMAGE_FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise BusinessError(TOO_MANY_PIXELS)
            kind = str(image.format)
            if kind == "JPEG":
                image.draft("RGB", (max_side, max_side))
            drawn = ImageOps.exif_transpose(image)
            drawn.thumbnail((max_side, max_side))
            return ContentFile(_encode(drawn, kind), name=_renamed(uploaded, IMAGE_FORMATS[kind]))
    except UnidentifiedImageError:
        raise BusinessError(NOT_AN_IMAGE) from None
    except Image.DecompressionBombError:  # raised for the largest before their size can be asked for
        raise BusinessError(TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError):
        raise BusinessError(BROKEN_IMAGE) from None


def _encode(image: Image.Image, kind: str) -> bytes:
    """The pixels and nothing else in the same format."""
    has_alpha = kind != "JPEG" and image.has_transparency_data
    pixels = image.convert("RGBA" if has_alpha else "RGB")
    plain = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    output = io.BytesIO()
    plain.save(output, format=kind, **({"optimize": True} if kind == "PNG" else {"quality": 85}))
    return output.getvalue()


def clean_document(uploaded: File, *, max_side: int = 1600) -> ContentFile:
    """An image drawn anew, or a PDF, docx or xlsx that is one by its structure and starts nothing by itself."""
    _refuse_size(uploaded, MAX_DOCUMENT_BYTES)
    uploaded.seek(0)
    head = uploaded.read(16)
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return clean_image(uploaded, max_side=max_side)
    uploaded.seek(0)
    content = uploaded.read()
    if head.startswith(b"%PDF-"):
        _check_pdf(content)
        return ContentFile(content, name=_renamed(uploaded, "pdf"))
    if head.startswith(b"PK\x03\x04"):
        return ContentFile(content, name=_renamed(uploaded, _office_kind(io.BytesIO(content))))
    raise BusinessError(NOT_A_DOCUMENT)


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise BusinessError("PDF文件不完整，请重新导出后上传。")
    # Names may be written with hexadecimal escapes to hide them.
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), content)
    if PDF_FORBIDDEN.search(plain):
        raise BusinessError("PDF文件中含有脚本、附件或可执行内容，请“打印为PDF”后重新上传。")


def _office_kind(file: IO[bytes]) -> str:
    """docx or xlsx by the parts inside; macros and embedded programs are refused."""
    names = check_zip(file)
    if any("vbaproject" in n or "/activex/" in n or ("/embeddings/" in n and n.endswith(".bin")) for n in names):
        raise BusinessError("文件中含有宏或嵌入程序，请另存为不含宏的 docx 或 xlsx 后再上传。")
    kinds = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
    found = [kind for kind, part in kinds.items() if part in names and "[content_types].xml" in names]
    if len(found) != 1:
        raise BusinessError(NOT_A_DOCUMENT)
    with zipfile.ZipFile(file) as archive:
        types = archive.read(next(n for n in archive.namelist() if n.lower() == "[content_types].xml"))
        relations = [archive.read(n) for n in archive.namelist() if n.lower().endswith(".rels")]
    if any(map(_fetches, relations)):
        raise BusinessError("文件引用了网络上的模板、图片或对象，请改为嵌入文件后另存，再上传。")
    if b"macroenabled" in types.lower():
        raise BusinessError("文件中含有宏，请另存为不含宏的 docx 或 xlsx 后再上传。")
    return found[0]


def _fetches(relations: bytes) -> bool:
    """Does one of these relations lead outside the file? What somebody clicks on does no harm by itself."""
    try:
        rows = ElementTree.fromstring(relations).iter()  # noqa: S314  check_zip has refused every document type
    except (ElementTree.ParseError, LookupError, ValueError):
        raise BusinessError(BROKEN) from None
    return any(
        REMOTE.match(row.get("Target", "")) for row in rows if not row.get("Type", "").lower().endswith("/hyperlink")
    )


def _refuse_size(uploaded: File, limit: int) -> None:
    if not uploaded.size:
        raise BusinessError("文件是空的，请重新选择。")
    if uploaded.size > limit:
        raise BusinessError(f"文件超过{limit // 1024 // 1024}MB，请压缩后再上传。")


def _renamed(uploaded: File, suffix: str) -> str:
    return f"{PurePath(safe_name(uploaded.name or '')).stem or '文件'}.{suffix}"

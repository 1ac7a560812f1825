"""Reads a zip's directory before anything in it is unpacked: 0.3 MB can become 300 MB."""

import zipfile
import zlib
from typing import IO

from core.errors import BusinessError

MAX_FILES = 2000
MAX_TOTAL = 200 * 1024 * 1024
MAX_RATIO = 100  # text of office files shrinks to a tenth or twentieth
RATIO_FROM = 10 * 1024 * 1024  # small parts of blanks may shrink more without harm
# What zipfile raises on damaged, cut off, encrypted or oddly packed archives.
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError)
BROKEN = "文件已损坏或不是有效的 Office 文件，请重新保存后上传。"


def check_zip(file: IO[bytes]) -> list[str]:
    """The lower-case names inside; raises BusinessError for a bomb, a password or a path that leads out."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return _checked(archive)
    except UNREADABLE:
        raise BusinessError(BROKEN) from None


def _checked(archive: zipfile.ZipFile) -> list[str]:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MAX_FILES or unpacked > MAX_TOTAL or (unpacked > RATIO_FROM and unpacked > packed * MAX_RATIO):
        raise BusinessError("文件解压后过大，无法处理，请减少内容后再上传。")
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names) or any(n.startswith(("/", "\\")) or ".." in n for n in names):
        raise BusinessError(BROKEN)
    if any(part.flag_bits & 1 for part in parts):
        raise BusinessError("文件设有密码，请取消密码后再上传。")
    if any(_declares_entities(archive, part) for part in parts if part.filename.lower().endswith((".xml", ".rels"))):
        raise BusinessError(BROKEN)
    return names


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """No office program writes a document type; entities defined in one can grow without end."""
    with archive.open(part) as content:
        return b"<!DOCTYPE" in content.read(4096).replace(b"\0", b"").upper()

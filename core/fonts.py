"""The faces of official documents: found by role, cut once to what Chinese documents need, listed in a manifest."""

import ctypes
import fcntl
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from fontTools.ttLib import TTFont, TTLibError

from core.fontcut import HarfBuzzMissing, cut_files, load_harfbuzz

SYSTEM_FOLDERS = (
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf/fonts/opentype/public/fandol",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
)
# Raise it when the cut itself changes: every face is then cut anew.
CUT_VERSION = 2
FAMILY = "Yipin"


@dataclass(frozen=True)
class Role:
    """One duty of a face in a document: the words a licensed face is known by, then the free ones, best first."""

    key: str
    label: str
    weight: int
    words: tuple[str, ...]
    # (file name, family within a collection); how many of them have the right style
    free: tuple[tuple[str, str], ...]
    fitting: int

    @property
    def family(self) -> str:
        return f"{FAMILY} {self.key}"


SONG = ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC")
SONG_BOLD = ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC")
HEI = ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC")
KAI = ("LXGWWenKai-Regular.ttf", "")
KAI_LIGHT = ("LXGWWenKai-Light.ttf", "")
FANDOL_SONG = ("FandolSong-Regular.otf", "")
# From the wheel, where there is no apt.
WHEEL, WHEEL_BOLD = ("KurintoSansSC-Rg.ttf", ""), ("KurintoSansSC-Bd.ttf", "")

ROLES = (
    Role("FangSong", "仿宋（正文）", 400, ("仿宋", "fangsong"),
         (("FandolFang-Regular.otf", ""), KAI_LIGHT, SONG, KAI, WHEEL), 1),
    Role("KaiTi", "楷体（二级标题）", 400, ("楷体", "kaiti"),
         (("FandolKai-Regular.otf", ""), KAI, SONG, WHEEL), 2),
    Role("HeiTi", "黑体（一级标题、表格）", 400, ("黑体", "simhei", "heiti"),
         (HEI, ("FandolHei-Regular.otf", ""), SONG_BOLD, WHEEL), 2),
    Role("XiaoBiaoSong", "小标宋（标题、红头）", 700, ("小标宋", "xiaobiaosong"),
         (("FandolSong-Bold.otf", ""), SONG_BOLD, HEI, WHEEL_BOLD), 2),
    Role("SongTi", "宋体（页码）", 400, ("宋体", "simsun", "songti"), (SONG, FANDOL_SONG, HEI, WHEEL), 2),
    Role("Rare", "生僻字", 400, (), (KAI_LIGHT, KAI, SONG, HEI, WHEEL), 4),
)  # fmt: skip


@dataclass
class Face:
    """What the manifest says of one role: which face serves it and whether its style is the right one."""

    role: str
    label: str
    family: str
    source: str
    index: int
    face: str
    licensed: bool
    substituted: bool
    files: list[str]
    sha256: str
    stamp: str


class NoFont(Exception):
    """No Chinese font at all was found on this machine."""


def fonts_dir() -> Path:
    return Path(settings.FONTS_DIR)


def configuration() -> Path:
    """The fontconfig file that the PDF process reads: our cut faces, then the machine's fonts as the last resort."""
    return fonts_dir() / "fonts.conf"


def prepared() -> Path:
    """The configuration, with the faces cut first if this installation never did."""
    if not manifest() or not configuration().exists():
        prepare()
    return configuration()


def manifest() -> list[Face]:
    """The faces in use by role; empty before the first preparation."""
    try:
        data = json.loads((fonts_dir() / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return []
    return [Face(**row) for row in data["faces"]] if data.get("version") == CUT_VERSION else []


def prepare() -> tuple[list[Face], int]:
    """Find and cut the faces; (faces, how many were cut anew). Nothing is written where nothing changed."""
    folder = fonts_dir()
    for name in ("cut", "licensed", "cache"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    # Two processes may start at once: the second waits and finds the work done.
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = {face.role: face for face in manifest()}
        system = dict(_font_files(_system_folders()))
        licensed = sorted((folder / "licensed").rglob("*"))
        faces, cut = [], 0
        for role in ROLES:
            face = _choose(role, licensed, system)
            old = known.get(role.key)
            if old and old.stamp == face.stamp and all((folder / "cut" / name).exists() for name in old.files):
                faces.append(old)
                continue
            source = Path(face.source)
            face.files, face.sha256 = cut_files(source, face.index, role.key, role.family, role.weight, folder / "cut")
            faces.append(face)
            cut += 1
        if cut or not configuration().exists():
            _write(configuration(), _FONTCONFIG.format(folder=folder))
            _write(folder / "manifest.json", json.dumps({"version": CUT_VERSION, "faces": list(map(asdict, faces))}))
            used = {name for face in faces for name in face.files}
            for stale in (folder / "cut").glob("*.otf"):
                if stale.name not in used:
                    stale.unlink()
    return faces, cut


_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}/cut</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>{folder}/cache</cachedir>
</fontconfig>
"""


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a reader never sees half a file."""
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(path)


def _system_folders() -> list[Path]:
    folders = [Path(name) for name in SYSTEM_FOLDERS]
    # A machine without apt may have the wheel that carries a Chinese sans face.
    wheel = importlib.util.find_spec("weblate_fonts")
    if wheel and wheel.submodule_search_locations:
        folders += [Path(place) for place in wheel.submodule_search_locations]
    return [folder for folder in folders if folder.is_dir()]


def _font_files(folders: list[Path]) -> Iterator[tuple[str, Path]]:
    for folder in reversed(folders):
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in {".otf", ".ttf", ".ttc", ".otc"}:
                yield path.name.lower(), path


def _choose(role: Role, licensed: list[Path], system: dict[str, Path]) -> Face:
    """The best face for a role: a licensed one, a free one of the right style, any other, any Chinese font at all."""
    for path in licensed:
        if (found := _licensed_index(path, role)) is not None:
            return _face(role, path, found, licensed=True, substituted=False)
    for place, (name, family) in enumerate(role.free):
        known = system.get(name.lower())
        if known is not None:
            return _face(role, known, _index(known, family), licensed=False, substituted=place >= role.fitting)
    for path in system.values():
        if _speaks_chinese(path):
            return _face(role, path, 0, licensed=False, substituted=True)
    raise NoFont("没有找到任何中文字体。请安装 fonts-noto-cjk，或把字体文件放入 " + str(fonts_dir() / "licensed"))


def _face(role: Role, path: Path, index: int, *, licensed: bool, substituted: bool) -> Face:
    stat = path.stat()
    stamp = f"{CUT_VERSION}:{path}:{index}:{stat.st_size}:{stat.st_mtime_ns}"
    with TTFont(path, fontNumber=index, lazy=True) as font:
        name = font["name"].getDebugName(4) or path.stem
    return Face(
        role=role.key, label=role.label, family=role.family, source=str(path), index=index, face=name,
        licensed=licensed, substituted=substituted, files=[], sha256="", stamp=stamp,
    )  # fmt: skip


def _names(path: Path, index: int) -> set[str]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return {record.toUnicode(errors="replace") for record in font["name"].names if record.nameID in (1, 4, 16)}


def _index(path: Path, family: str) -> int:
    """The place of a family within a collection; 0 for a plain file."""
    if path.suffix.lower() not in {".ttc", ".otc"}:
        return 0
    place = 0
    while True:
        try:
            if family in _names(path, place):
                return place
        except TTLibError:
            return 0
        place += 1


def _licensed_index(path: Path, role: Role) -> int | None:
    """Where a dropped-in file holds the role's face: told by the file's name (role key or words) or its own names."""
    if path.suffix.lower() not in {".otf", ".ttf", ".ttc"} or not role.words:
        return None
    words = (*role.words, role.key.lower())
    if any(word in path.stem.lower() for word in words) and not _other_song(path.stem, role):
        return 0
    try:
        names = _names(path, 0)
    except (TTLibError, OSError):
        return None
    return 0 if any(word in name.lower() for name in names for word in words if not _other_song(name, role)) else None


def _other_song(name: str, role: Role) -> bool:
    """仿宋体 and 小标宋体 contain 宋体 but aren't it."""
    return role.key == "SongTi" and any(word in name.lower() for word in ("仿宋", "标宋", "fangsong", "biaosong"))


def _speaks_chinese(path: Path) -> bool:
    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            covered = font.getBestCmap() or {}
    except (TTLibError, OSError):
        return False
    return sum(code in covered for code in range(0x4E00, 0x9FA6)) > 6000


@register(Tags.compatibility)
def check_pdf_libraries(app_configs=None, **kwargs) -> list[CheckMessage]:
    """PDFs need HarfBuzz's subsetter (without it they take sixty times longer, silently) and the right faces."""
    found: list[CheckMessage] = []
    try:
        load_harfbuzz()
        ctypes.CDLL("libpango-1.0.so.0")
        ctypes.CDLL("libpangoft2-1.0.so.0")
    except (HarfBuzzMissing, OSError) as missing:
        hint = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"
        found.append(Error(f"生成 PDF 所需的系统库不全：{missing}", hint=hint, id="core.E001"))
    for face in manifest():
        if face.substituted:
            hint = "把相应字体文件放入 " + str(fonts_dir() / "licensed") + "，再运行 manage.py fonts。"
            found.append(Warning(f"公文字体“{face.label}”以 {face.face} 代替。", hint=hint, id="core.W001"))
    return found

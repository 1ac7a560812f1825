"""Faces by role: cut once, told when they stand in for another, a licensed one first."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from fontTools.ttLib import TTFont

from core import fonts


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    settings.FONTS_DIR = tmp_path / "fonts"
    return settings.FONTS_DIR


@pytest.fixture(scope="module")
def cut_once(tmp_path_factory) -> Path:
    with override_settings(FONTS_DIR=tmp_path_factory.mktemp("once") / "fonts"):
        fonts.prepare()
        return fonts.fonts_dir()


@pytest.fixture
def ready(folder, cut_once) -> Path:
    """A prepared folder of one's own."""
    shutil.copytree(cut_once, folder)
    (folder / "fonts.conf").unlink()
    assert fonts.prepare()[1] == 0
    return folder


def run(*options: str) -> str:
    output = StringIO()
    call_command("fonts", *options, stdout=output, no_color=True)
    return output.getvalue()


def test_every_role_gets_a_face_with_our_names_and_the_second_run_changes_nothing(folder):
    assert "新裁剪 6 个" in run()
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.[ojc]*")}
    assert "新裁剪 0 个" in run()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.[ojc]*")} == before
    faces = {face.role: face for face in fonts.manifest()}
    assert list(faces) == [role.key for role in fonts.ROLES]
    for face in faces.values():
        for name in face.files:
            with TTFont(folder / "cut" / name) as font:
                assert font["name"].getDebugName(1).startswith(face.family)
                assert "GSUB" not in font and "GPOS" not in font


def test_common_and_further_characters_are_whole_and_apart(ready):
    common = TTFont(ready / "cut/Rare.otf").getBestCmap()
    further = TTFont(ready / "cut/RareMore.otf").getBestCmap()
    assert not set(common) & set(further)
    assert all(ord(char) in common for char in "党建品牌，。“”〔〕—①2026Aa")
    assert all(ord(char) in further for char in "㛃䶮𫖯翀堃喆烜玥珺魅")


def test_a_licensed_face_wins_and_a_removed_one_is_given_up(ready):
    song = next(face for face in fonts.manifest() if face.role == "SongTi")
    shutil.copy(next(face for face in fonts.manifest() if face.role == "FangSong").source, ready / "licensed/仿宋.otf")
    faces, cut = fonts.prepare()
    assert cut == 1
    assert [(face.role, face.licensed) for face in faces if face.licensed] == [("FangSong", True)]
    assert next(face for face in fonts.manifest() if face.role == "SongTi") == song
    (ready / "licensed/仿宋.otf").unlink()
    assert fonts.prepare()[1] == 1
    assert not any(face.licensed for face in fonts.manifest())


def test_substitutions_are_printed_and_shown_by_the_system_check(ready, tmp_path, monkeypatch):
    assert fonts.check_pdf_libraries() == []
    only = tmp_path / "only"
    only.mkdir()
    shutil.copy(next(face for face in fonts.manifest() if face.role == "KaiTi").source, only / "plain.otf")
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", (str(only),))
    assert "仿宋（正文）：以 FandolKai" in run() or "仿宋（正文）：以 LXGW" in run()
    warnings = fonts.check_pdf_libraries()
    assert {warning.id for warning in warnings} == {"core.W001"}
    assert len(warnings) == len(fonts.ROLES)


def test_without_any_font_the_command_says_what_to_do(folder, monkeypatch):
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())
    with pytest.raises(CommandError, match="没有找到任何中文字体"):
        run()


def test_a_missing_subsetter_is_an_error(monkeypatch):
    def missing():
        raise fonts.HarfBuzzMissing("libharfbuzz-subset.so.0")

    monkeypatch.setattr(fonts, "load_harfbuzz", missing)
    (error,) = [message for message in fonts.check_pdf_libraries() if message.id == "core.E001"]
    assert "libharfbuzz-subset0" in error.hint


def test_the_manifest_of_another_version_is_not_trusted(ready):
    path = ready / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 0}))
    assert fonts.manifest() == []
    assert fonts.prepared().exists()
    assert len(fonts.manifest()) == len(fonts.ROLES)

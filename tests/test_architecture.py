"""The house rules that a machine can read: which way imports point, where a state is set, how long a file is."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["core", "accounts", "branches", "brands", "assessments", "boards", "config"]
# core and accounts lie on one level; core knows no account beyond AUTH_USER_MODEL.
LEVEL = {"core": 0, "accounts": 1, "branches": 2, "brands": 3, "assessments": 4, "boards": 5, "config": 6}
# From the ground up; admin and management commands stand beside views, tests and apps.py anywhere.
FLOORS = [
    "enums",
    "limits",
    "roles",
    "scoring",
    "querysets",
    "models",
    "permissions",
    "rules",
    "workflow",
    "selectors",
    "documents",
    "notifications",
    "services",
    "tasks",
    "filters",
    "forms",
    "views",
    "urls",
]
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
# Settings are composed in config alone; brands' demonstration data and commands stand beside views.
ENVIRONMENT = re.compile(r"os\.environ|os\.getenv|environ\.Env\(")


def sources() -> list[Path]:
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    ]


def imports(path: Path, *, top_level_only: bool = False) -> list[str]:
    """Dotted names that a file imports from our own apps; those under TYPE_CHECKING are no dependency."""
    tree = ast.parse(path.read_text())
    found: list[str] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            if isinstance(child, ast.Import):
                found.extend(alias.name for alias in child.names)
            elif isinstance(child, ast.ImportFrom) and child.module and not child.level:
                found.append(child.module)
                found.extend(f"{child.module}.{alias.name}" for alias in child.names)
            elif not (top_level_only and isinstance(child, ast.FunctionDef | ast.ClassDef)):
                visit(child)

    visit(tree)
    return [name for name in found if name.split(".")[0] in LEVEL]


def floor_of(dotted: str) -> int | None:
    parts = dotted.split(".")
    return FLOORS.index(parts[1]) if len(parts) > 1 and parts[1] in FLOORS else None


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("app", APPS)
def test_apps_depend_downwards(app):
    upward = [
        f"{dotted(path)} imports {name}"
        for path in sources()
        if path.relative_to(ROOT).parts[0] == app
        for name in imports(path)
        if LEVEL[name.split(".")[0]] > LEVEL[app]
    ]
    assert upward == []


@pytest.mark.parametrize("app", ["accounts", "branches", "brands", "assessments", "boards"])
def test_floors_depend_downwards(app):
    """A module imports nothing from a higher floor of its own app at load time."""
    upward = []
    for path in sources():
        name = dotted(path)
        floor = floor_of(name)
        if not name.startswith(f"{app}.") or floor is None:
            continue
        for target in imports(path, top_level_only=True):
            other = floor_of(target)
            if target.startswith(f"{app}.") and other is not None and other > floor:
                upward.append(f"{name} imports {target}")
    assert upward == []


def test_status_is_assigned_in_one_place():
    """Only Flow.take moves a subject; a Job's own machine lives in core.jobs, which is no process of the domain."""
    pattern = re.compile(r"^\s*[\w.]+\.status = ", re.MULTILINE)
    allowed = {"core/workflow.py", "core/jobs.py"}
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if pattern.search(path.read_text()) and str(path.relative_to(ROOT)) not in allowed
    ]
    assert found == []


def test_environment_is_read_in_config_only():
    allowed = {"config", "scripts"}
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.relative_to(ROOT).parts[0] not in allowed and ENVIRONMENT.search(path.read_text())
    ]
    assert found == []


def test_files_and_functions_stay_readable():
    """Tests too: they are read as often as what they test."""
    long = []
    for path in [*sources(), *sorted((ROOT / "tests").rglob("*.py"))]:
        text = path.read_text()
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert long == []


def test_templates_hold_no_script_or_style():
    """The Content-Security-Policy forbids both; documents for print have their own style sheets."""
    pattern = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "pdf" not in path.parts]
    assert pages
    assert [str(path.relative_to(ROOT)) for path in pages if pattern.search(path.read_text())] == []


def test_components_name_their_variables_and_are_called_alone():
    components = list((ROOT / "templates/components").glob("*.html"))
    assert components
    assert [path.name for path in components if not path.read_text().startswith("{#")] == []
    calls = re.compile(r'{% include "components/[^%]*%}')
    loose = [
        f"{path.relative_to(ROOT)}: {call}"
        for path in (ROOT / "templates").rglob("*.html")
        for call in calls.findall(path.read_text())
        if not call.endswith(" only %}")
    ]
    assert loose == []


def test_the_project_speaks_of_itself_only():
    """No path of a machine and no leftover marks in what we ship."""
    pattern = re.compile(r"(?<![\w.])/(work|tmp|root|farm)/|\b(TODO|FIXME|XXX)\b")
    paths = [*sources(), *(ROOT / "docs").glob("*.md"), *(ROOT / "templates").rglob("*.html")]
    assert [str(path.relative_to(ROOT)) for path in paths if pattern.search(path.read_text())] == []

"""Measures documents per second, and how many times faster that is than bare WeasyPrint on the same HTML.

    python -m tests.bench.pdf

Bare: `HTML(string=...).write_pdf()` with the same rules in a <style>, its default configuration for each document, and
the same faces as whole collections. Both run one document after the other in one process that is warm, and no two
documents have the same text. Medians, wall clock.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from core.fontcut import common

ROUNDS = 3
DOCUMENTS = 10
WARM = 3


def _bare_families(css: str, families: dict[str, str]) -> str:
    """Our cut families replaced by the whole faces they were cut from."""
    css = re.sub(r'"Yipin \w+ More",? ?', "", css)
    return re.sub(r'"Yipin (\w+)"', lambda match: f'"{families[match[1]]}"', css)


def _bare_child() -> None:
    """Runs in a process without any change to WeasyPrint: reads HTML, prints seconds per document."""
    from weasyprint import HTML

    result = {}
    for name, pages in json.loads(sys.stdin.read()).items():
        times = []
        for html in pages:
            start = time.perf_counter()
            HTML(string=html).write_pdf()
            times.append(time.perf_counter() - start)
        result[name] = median(times[WARM:])
    print(json.dumps(result))


def _varied(context: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same document about something else: some hundred of the common characters, other ones each time."""
    draw = random.Random(seed)
    words = "".join(draw.sample([chr(code) for code in sorted(common()) if 0x4E00 <= code < 0xA000], 120))
    if "paragraphs" in context:
        return context | {"paragraphs": [*context["paragraphs"], ("p", words)]}
    return context | {"fields": [*context["fields"], ("工作基础", words)]}


def _bare(documents: dict[str, list[str]]) -> dict[str, float]:
    from fontTools.ttLib import TTFont

    from core import fonts
    from core.pdfengine.engine import STYLES

    fonts.prepared()
    families, folders = {}, {"/usr/share/fonts"}
    for face in fonts.manifest():
        with TTFont(face.source, fontNumber=face.index, lazy=True) as font:
            families[face.role] = font["name"].getBestFamilyName()
        folders.add(str(Path(face.source).parent))
    for name, pages in documents.items():
        sheet = re.search(r'data-styles="(\w+)"', pages[0])
        css = (STYLES / f"{sheet[1]}.css").read_text("utf-8") if sheet else ""
        # The defaults our sheets build on, as a plain document would state them.
        css = "body, p, h1, h2, h3 { margin: 0; font-size: inherit } table { border-collapse: collapse }" + css
        css = f"<style>{_bare_families(css, families)}</style></head>"
        documents[name] = [html.replace("</head>", css) for html in pages]
    with tempfile.TemporaryDirectory() as folder:
        conf = Path(folder, "fonts.conf")
        dirs = "".join(f"<dir>{path}</dir>" for path in sorted(folders))
        conf.write_text(f"<fontconfig>{dirs}<cachedir>{folder}/cache</cachedir></fontconfig>", "utf-8")
        done = subprocess.run(
            [sys.executable, "-c", "from tests.bench.pdf import _bare_child; _bare_child()"],
            input=json.dumps(documents),
            env={**os.environ, "FONTCONFIG_FILE": str(conf)},
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(done.stdout)


def _ours(template: str, contexts: list[dict[str, Any]]) -> float:
    """Median seconds of a document, through the same door as the pages use."""
    from core.pdf import render_pdf

    times = []
    for context in contexts:
        start = time.perf_counter()
        render_pdf(template, context)
        times.append(time.perf_counter() - start)
    return median(times[WARM:])


def measure() -> dict[str, float]:
    """Documents per second of the naming document and the application form, and their ratios to bare WeasyPrint.

    The two ways take turns, so that whatever else the machine does weighs on both; the ratio is the rounds' median.
    """
    from django.template.loader import render_to_string

    from tests.core import pdf_samples

    samples = {
        "naming": ("pdf/naming.html", pdf_samples.naming()),
        "application": ("pdf/application_form.html", pdf_samples.application_form()),
    }
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in samples}
    for turn in range(ROUNDS):
        varied = {
            name: [_varied(context, 1000 * turn + n) for n in range(WARM + DOCUMENTS)]
            for name, (_, context) in samples.items()
        }
        pages = {
            name: [render_to_string(samples[name][0], context) for context in contexts]
            for name, contexts in varied.items()
        }
        for name, (template, _) in samples.items():
            bare = _bare({name: pages[name]})[name]
            rounds[name].append((_ours(template, varied[name]), bare))
    result: dict[str, float] = {}
    for name, pairs in rounds.items():
        result[f"pdf_{name}_per_second"] = round(1 / median(ours for ours, _ in pairs), 2)
        result[f"pdf_{name}_bare_per_second"] = round(1 / median(bare for _, bare in pairs), 2)
        result[f"pdf_{name}_ratio"] = round(median(bare / ours for ours, bare in pairs), 2)
    return result


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    for name, value in measure().items():
        print(f"{name:36} {value:8.2f}")


if __name__ == "__main__":
    main()

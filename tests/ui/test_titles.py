"""What a page is called: in the tab and above the page, once and by what it is about."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.branches import fresh
from tests.factories.phases import passage

FRAMES = ("list.html", "login.html")  # filled by others; with a heading inside its card
PLACES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
TEMPLATES = [path for path in PLACES if path.name not in FRAMES]
BLOCK = r"{% block TITLE %}(.*?){% endblock( TITLE)? %}"


def inside(text: str, name: str) -> str:
    found = re.search(BLOCK.replace("TITLE", name), text, re.DOTALL)
    return found.group(1).strip() if found else ""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_a_page_has_a_title_and_a_heading_of_its_own(path):
    text = path.read_text(encoding="utf-8")
    if not re.search(r'{% extends "(base|list).html" %}', text):
        return
    assert inside(text, "title"), "no title"
    assert inside(text, "page_title"), "no heading"
    # The tab says no less than the heading what a step is about.
    if inside(text, "title") == "{{ title }}":
        assert inside(text, "page_title").startswith("{{ title }}")
        assert "{{ title }}：" not in inside(text, "page_title")


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL).group(1)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found)).split())


def titled(page: str) -> str:
    return unescape(re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1)).split(" - ")[0].strip()


@pytest.mark.django_db
def test_pages_that_named_a_thing_twice_or_not_at_all():
    stage = passage()
    client = Client()
    client.force_login(fresh(stage.cast.office))
    page = client.get(reverse("brands:plan_ask")).content.decode()
    assert (titled(page), heading(page)) == ("布置年度计划", "布置年度计划")
    page = client.get(f"{reverse('brands:phase_list')}?brand={stage.brand.pk}").content.decode()
    assert titled(page) == f"{stage.brand.name}的阶段推进"
    assert heading(page).startswith(f"{stage.brand.name}的阶段推进")
    page = client.get(reverse("brands:brand_step", args=[stage.brand.pk, "demand"])).content.decode()
    assert titled(page) == heading(page) == f"要求重新申报：{stage.brand.name}"

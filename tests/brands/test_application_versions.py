"""Versions of an application compared field by field."""

import pytest

from brands.models import Application
from brands.selectors.application import differences, marked
from brands.selectors.content import content_of
from brands.services.application import advance
from tests.brands.filing import url

pytestmark = pytest.mark.django_db


def test_versions_are_compared_field_by_field_and_escaped(client, application, cast):
    application = advance(application, "submit", actor=cast.secretary)
    application = advance(application, "return", actor=cast.general_reviewer, comment="改")
    Application.objects.filter(pk=application.pk).update(
        goals="三年内形成<script>alert(1)</script>可复制的工作法", slogan="路畅人和"
    )
    application.refresh_from_db()
    advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.general_reviewer)
    page = client.get(url("application_compare", application))
    assert [d.label for d in page.context["differences"]] == ["品牌口号", "品牌目标"]
    text = page.content.decode()
    assert "<del>，初心如磐</del>" in text
    assert "<script>alert" not in text and "&lt;script&gt;" in text
    same = client.get(url("application_compare", application), {"from": "1", "to": "1"})
    assert same.context["differences"] == []
    assert client.get(url("application_compare", application), {"from": "9"}).status_code == 400


def test_marked_shows_what_went_and_came():
    assert marked("先锋岗", "先锋队") == ("先锋<del>岗</del>", "先锋<ins>队</ins>")
    assert marked("", "<b>") == ("", "<ins>&lt;b&gt;</ins>")
    # Long texts sentence by sentence.
    before, after = marked("甲。" * 1500 + "乙。", "甲。" * 1500 + "丙。")
    assert (before[-14:], after[-14:]) == ("。<del>乙。</del>"[-14:], "。<ins>丙。</ins>"[-14:])


def test_every_field_of_the_content_is_compared(application):
    before = content_of(application)
    after = content_of(application)
    after["resolution"] = after["resolution"] | {"votes_for": 9}
    after["plans"] = [plan | {"text": "另一计划"} for plan in after["plans"][:1]] + after["plans"][1:]
    after["attachments"] = [{"id": 1, "name": "新附件.pdf", "size": 3}]
    assert [d.label for d in differences(before, after)] == ["分阶段计划：宣传发动", "支部决议：赞成", "附件"]

"""The components: what they draw from what they are given, and what they do with hostile text."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template

from core.templatetags import ui
from core.workflow import Step

HOSTILE = "<script>alert(1)</script>"


def draw(source: str, **context) -> str:
    return Template("{% load ui crispy_forms_tags %}" + source).render(Context(context))


class Filing(forms.Form):
    name = forms.CharField(label="名称", max_length=8)
    concept = forms.CharField(label="理念", max_length=20, widget=forms.Textarea)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")], widget=forms.RadioSelect)
    version = forms.IntegerField(label="版本", widget=forms.HiddenInput)


class Row(forms.Form):
    title = forms.CharField(label="载体")


Rows = forms.formset_factory(Row, extra=1, can_delete=True)


def rows(*titles, deleted=()):
    data = {"r-TOTAL_FORMS": len(titles), "r-INITIAL_FORMS": len(titles)}
    data |= {f"r-{number}-title": title for number, title in enumerate(titles)}
    data |= {f"r-{number}-DELETE": "on" for number in deleted}
    return Rows(data, prefix="r")


def test_a_state_is_colour_icon_and_word():
    subject = SimpleNamespace(status="returned", get_status_display=lambda: HOSTILE)
    page = draw("{% status_badge s %}", s=subject)
    assert 'class="badge-state tone-warn"' in page
    assert "bi-exclamation-triangle" in page
    assert "&lt;script&gt;" in page


def test_every_tone_in_the_table_is_known():
    assert set(ui.STATUS_TONES.values()) <= set(ui.TONES)


def test_open_steps_become_buttons_of_their_tone():
    steps = [Step("endorse", "同意", ("a",), "b"), Step("decline", "不予受理", ("a",), "c", tone="danger")]
    page = draw("{% step_actions steps '/x/STEP/' %}", steps=steps)
    assert '<a class="btn btn-primary" href="/x/endorse/">同意</a>' in page
    assert '<a class="btn btn-danger" href="/x/decline/">不予受理</a>' in page
    assert draw("{% step_actions steps '/x/STEP/' %}", steps=[]).strip() == ""


def test_error_summary_links_to_each_field():
    form = Filing({"name": "九个字的名称太长了吧", "concept": "", "kind": "z", "version": "x"})
    page = draw("{% error_summary form %}", form=form)
    assert "有 4 处需要修改" in page
    assert 'href="#id_name"' in page
    assert 'href="#div_id_kind"' in page
    assert 'href="#id_version"' not in page  # nobody can go to a hidden field


def test_error_summary_names_the_row_and_leaves_deleted_rows_out():
    page = draw("{% error_summary rows %}", rows=rows("好", "", "", deleted=[1]))
    assert "第3行 载体" in page
    assert "第2行" not in page
    assert draw("{% error_summary rows %}", rows=rows("好", "", deleted=[1])).strip() == ""


def test_a_limited_text_has_a_counter_and_is_never_cut_by_the_browser():
    page = draw("{{ form.concept|as_crispy_field }}", form=Filing())
    assert 'data-limit="20"' in page
    assert "最多 20 字" in page
    assert "maxlength" not in page


def test_required_and_errors_are_words():
    page = draw("{{ form.name|as_crispy_field }}", form=Filing({"name": ""}))
    assert "必填" in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_name_error"' in page


def test_a_deleted_row_stays_hidden_and_marked():
    page = draw(
        "{% include 'components/formset.html' with formset=rows title='载体' only %}",
        rows=rows("一", "二", deleted=[0]),
    )
    assert page.count("formset-row d-none") == 1
    assert page.count(" checked") == 1
    assert 'value="一"' in page  # what was typed is still there


def test_stored_file_shows_its_name_and_no_address():
    class Upload(forms.Form):
        logo = forms.FileField(label="标识", required=False)

    stored = SimpleNamespace(name="logos/2026/标识.png", url="/media/secret")
    page = draw("{{ form.logo|as_crispy_field }}", form=Upload(initial={"logo": stored}))
    assert "标识.png" in page
    assert "/media/secret" not in page


@pytest.mark.parametrize(("number", "masked"), [("13812345678", "138****5678"), ("12345", "*****"), ("", "")])
def test_phone_is_masked(number, masked):
    assert ui.mask_phone(number) == masked


def test_a_message_is_escaped():
    message = SimpleNamespace(level=40, __str__=lambda self: "")
    page = draw("{% include 'components/timeline.html' with events=e only %}", e=[
        SimpleNamespace(label="退回", actor_name=HOSTILE, at=None, comment=f"一\n{HOSTILE}")
    ])  # fmt: skip
    assert "<script>" not in page
    assert "一<br>" in page
    assert ui.message_tone(message) == "danger"

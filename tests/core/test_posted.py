"""What a browser sends as text: numbers, keys, copies, one more row; nothing of it is believed."""

import pytest
from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict

from core.posted import NO_COPY, ids_of, one_more, texts_of, version_of, whole, with_row

RowSet = forms.formset_factory(forms.Form, max_num=3, absolute_max=5)


@pytest.fixture
def posted(rf):
    return lambda text: rf.post("/", text, content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)]
    + [(text, None) for text in ("", None, " 7", "+7", "-7", "7.0", "1e3", "0x1", "١٢", "７", "²", "9" * 19, "1_000")],
)
def test_a_whole_number_is_ascii_digits_that_a_database_holds(text, number):
    assert whole(text) == number


def test_a_form_without_a_copy_loses_to_any_other(posted):
    assert [version_of(posted(f"version={text}")) for text in ("3", "", "x", "-1", "9" * 10)] == [3, *[NO_COPY] * 4]
    assert version_of(posted("seen=4"), "seen") == 4


def test_keys_come_singly_or_with_commas_each_once(posted):
    assert ids_of(posted("selected=3&selected=1,3,2,")) == [3, 1, 2]
    assert texts_of(posted("selected=a-b,c"), "selected") == ["a-b", "c"]
    assert ids_of(posted("")) == []


@pytest.mark.parametrize("text", ["selected=1,x", "selected=-1", f"selected={'9' * 19}", "selected=1,2,3"])
def test_what_no_page_sends_is_refused(posted, text):
    with pytest.raises(BadRequest):
        ids_of(posted(text), most=2)


@pytest.mark.parametrize("text", [f"job={'a' * 37}", "job=%E4%B8%80", "job=a,b"])
def test_texts_that_no_page_sends_are_refused(posted, text):
    with pytest.raises(BadRequest):
        texts_of(posted(text), "job", most=1)


@pytest.mark.parametrize(("total", "rows"), [("0", 1), ("2", 3), ("4", 5), ("5", 5), ("99999", 1), ("x", 1), (None, 1)])
def test_one_more_row_as_far_as_the_formset_goes(total, rows):
    assert one_more({"rows-TOTAL_FORMS": total}, "rows", RowSet) == rows


def test_a_row_is_added_to_the_formset_that_the_button_names():
    data = QueryDict("add_row=rows&rows-TOTAL_FORMS=2&others-TOTAL_FORMS=1&rows-0-name=x")
    assert with_row(data, rows=RowSet, others=RowSet).dict() == data.dict() | {"rows-TOTAL_FORMS": "3"}
    assert with_row(data, others=RowSet).dict() == data.dict()

"""The form of a ledger: filled in by two at once, saved by itself, nothing typed is lost."""

import json

import pytest

from assessments.enums.ledger import Column
from assessments.models import LedgerEvidence
from assessments.services.ledger import advance_ledger
from tests.assessments.visiting import client_of, form_of, url
from tests.factories import ledgers as made
from tests.factories.branches import fresh

pytestmark = pytest.mark.django_db


def test_a_branch_fills_in_hands_on_and_reads(stage):
    client, ledger = client_of(stage.secretary), stage.ledger()
    address, names = url("ledger_score", ledger.pk), stage.indicators
    data = form_of(client.get(address)) | {
        f"points_{names['组织生活'].pk}": "55", f"points_{names['品牌创建'].pk}": "33.5",
        f"times_{names['逾期未办'].pk}": "2", f"reason_{names['逾期未办'].pk}": "两次\n逾期",
    }  # fmt: skip
    answer = client.post(address, data | {"action": "submit"})
    assert answer.url == url("ledger_step", ledger.pk, "submit")
    entry = ledger.entries.get(indicator=names["逾期未办"])
    assert (entry.self_times, entry.self_reason) == (2, "两次 逾期")
    page = client.get(answer.url)
    assert client.post(answer.url, form_of(page) | {"comment": ""}).url == url("ledger_detail", ledger.pk)
    page = client.get(url("ledger_detail", ledger.pk)).content.decode()
    assert "86.5" in page


def test_what_is_missing_is_told_where_it_can_be_filled_in(stage):
    client, ledger, line = client_of(stage.secretary), stage.ledger(), stage.indicators["品牌创建"]
    address, other = url("ledger_score", ledger.pk), stage.indicators["组织生活"]
    data = form_of(client.get(address)) | {f"points_{other.pk}": "55", "action": "submit"}
    answer = client.post(address, data)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "还不能提交自评，有 1 处需要补充" in page
    assert f'href="#indicator-{line.pk}">品牌创建：未评分。' in page
    assert form_of(answer)[f"points_{other.pk}"] == "55"
    assert client.post(address, form_of(answer) | {f"points_{line.pk}": "30", "action": "submit"}).status_code == 302


def test_what_the_superior_leaves_blank_is_not_missing(stage):
    ledger, line = made.self_scored(stage), stage.indicators["品牌创建"]
    checker = client_of(stage.checker_of(ledger.organization))
    address = url("ledger_score", ledger.pk)
    blank = form_of(checker.get(address)) | {"action": "submit"}
    assert checker.post(address, blank | {f"points_{line.pk}": "1"}).status_code == 400
    answer = checker.post(
        address,
        form_of(checker.get(address))
        | {
            "action": "submit",
            f"points_{line.pk}": "",
        },
    )
    assert answer.url == url("ledger_step", ledger.pk, "check")


def test_nothing_typed_is_lost_to_a_wrong_figure(stage):
    client, ledger = client_of(stage.clerk), stage.ledger()
    address, line = url("ledger_score", ledger.pk), stage.indicators["组织生活"].pk
    data = form_of(client.get(address)) | {f"points_{line}": "61", f"reason_{line}": "写了很久的说明"}
    page = client.post(address, data)
    assert page.status_code == 400
    assert 'value="61"' in page.content.decode()
    assert "写了很久的说明" in page.content.decode()
    assert ledger.entries.count() == 0
    both = data | {f"points_{line}": "50", f"na_{line}": "on"}
    assert "选择了不适用" in client.post(address, both).content.decode()


def test_two_editors_keep_both_lines_and_are_told_of_the_same_one(stage):
    ledger, life, brand = stage.ledger(), stage.indicators["组织生活"].pk, stage.indicators["品牌创建"].pk
    address = url("ledger_score", ledger.pk)
    first, second = client_of(stage.clerk), client_of(stage.secretary)
    opened_first, opened_second = form_of(first.get(address)), form_of(second.get(address))
    assert first.post(address, opened_first | {f"points_{life}": "40"}).status_code == 302
    assert second.post(address, opened_second | {f"points_{brand}": "30"}).status_code == 302
    third = form_of(second.get(address))
    assert first.post(address, form_of(first.get(address)) | {f"points_{life}": "41"}).status_code == 302
    page = second.post(address, third | {f"points_{life}": "42", f"points_{brand}": "31"})
    assert page.status_code == 409
    assert "组织生活（" in page.content.decode()
    assert dict(ledger.entries.values_list("indicator", "self_points")) == {life: 41, brand: 30}
    again = form_of(page)
    assert again[f"points_{life}"] == "42"
    assert second.post(address, again).status_code == 302
    assert dict(ledger.entries.values_list("indicator", "self_points")) == {life: 42, brand: 31}


def test_the_form_saves_itself(stage):
    ledger, line = stage.ledger(), stage.indicators["组织生活"].pk
    client = client_of(stage.clerk)
    data, address = form_of(client.get(url("ledger_score", ledger.pk))), url("ledger_autosave", ledger.pk)
    saved = client.post(address, data | {f"points_{line}": "12"})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    other = client_of(stage.secretary).post(address, data | {f"points_{line}": "13"})
    assert other.status_code == 409
    assert other.json()["changes"] == [{"label": "组织生活", "by": str(stage.clerk), "value": "12"}]
    wrong = client.post(address, data | {f"points_{line}": "x"})
    assert wrong.status_code == 400
    assert "数字" in wrong.json()["message"]
    advance_ledger(made.fill(stage.ledger(), Column.SELF, made.said(stage), stage.clerk), "submit",
                   actor=fresh(stage.secretary))  # fmt: skip
    late = client.post(address, data)
    assert (late.status_code, json.loads(late.content)["message"]) == (409, "台账待上级审核，您现在不能填写。")


def test_what_the_system_knows_is_shown_beside_the_line_and_only_suggested(stage):
    kind = made.activity(stage.tree.branch).kind
    made.activity(stage.tree.branch, title="志愿服务")
    made.activity(stage.tree.sibling)
    page = client_of(stage.secretary).get(url("ledger_score", stage.ledger().pk)).content.decode()
    assert f"系统记录：开展活动2次（{kind}2次）" in page
    assert stage.ledger().entries.count() == 0


def test_evidence_is_ticked_and_comes_back_to_the_line(stage):
    own, client, ledger = made.activity(stage.tree.branch), client_of(stage.secretary), stage.ledger()
    line = stage.indicators["组织生活"].pk
    address = url("ledger_score", ledger.pk)
    answer = client.post(address, form_of(client.get(address)) | {"action": f"evidence-{line}", f"points_{line}": "9"})
    assert answer.url == url("ledger_evidence", ledger.pk, line)
    assert stage.ledger().entries.get().self_points == 9
    assert "清明祭扫" in client.get(answer.url).content.decode()
    back = client.post(answer.url, {"chosen": [f"activity:{own.pk}"]})
    assert back.url == f"{address}#indicator-{line}"
    assert LedgerEvidence.objects.get().object_id == own.pk
    assert client.post(answer.url, {"chosen": ["activity:424242"]}).status_code == 400
    assert client_of(stage.reviewer).get(answer.url).status_code == 403


def test_silence_is_said_to_mean_consent(stage):
    ledger = made.self_scored(stage)
    page = client_of(stage.reviewer).get(url("ledger_score", ledger.pk)).content.decode()
    assert "不填即按自评：50" in page

"""Activities read from whatever a spreadsheet pastes: days, numbers, kinds and rows as people write them."""

from datetime import date

import pytest

from brands.forms.activity.reading import read_day, read_kind, read_people, read_rows
from brands.selectors import activity as selectors

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", date(2026, 3, 5)),
        ("2026.3.5", date(2026, 3, 5)),
        ("２０２６年３月５日", date(2026, 3, 5)),
        ("2026年3月5日（周四）", date(2026, 3, 5)),
        ("2026年3月5日 星期四", date(2026, 3, 5)),
        ("2026年3月5日上午9点", date(2026, 3, 5)),
        ("2026-03-05 14:30", date(2026, 3, 5)),
        ("20260305", date(2026, 3, 5)),
        ("46086", date(2026, 3, 5)),
        ("46086.5", date(2026, 3, 5)),
        ("3月5日", date(2026, 3, 5)),
        ("3.5", date(2026, 3, 5)),
        ("3/5", date(2026, 3, 5)),
        ("12月20日", date(2025, 12, 20)),
        ("4月18日", date(2026, 4, 18)),
        ("4月19日", date(2025, 4, 19)),
        ("2月29日", date(2024, 2, 29)),
        ("5-Mar", date(2026, 3, 5)),
        ("05-Mar-26", date(2026, 3, 5)),
        ("2026-02-29", None),
        ("2月30日", None),
        ("三月五日", None),
        ("3月5日至7日", None),
        ("9999年1月1日", None),
        ("１²", None),
        ("", None),
        ("12345", None),
    ],
)
def test_days_as_people_write_them(text, wanted):
    assert read_day(text, TODAY) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("23", 23), ("２３人", 23), ("约30人", 30), ("50余人", 50), ("1,200人次", 1200), ("12.0", 12), ("全体党员", None)],
)
def test_numbers_of_people(text, wanted):
    assert read_people(text) == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("主题党日", "theme_day"),
        ("支部主题党日活动", "theme_day"),
        ("支委会", "three_meetings"),
        ("开放日", "exchange"),
        ("集中学习", "study"),
        ("讲党课", "lecture"),
        ("志愿服务", "volunteer"),
        ("聚餐", None),
        ("", None),
    ],
)
def test_kinds_by_name_and_by_other_words(text, code):
    found = read_kind(text, selectors.active_kinds())
    assert (found.code if found else None) == code


def test_rows_with_headings_in_any_order():
    text = "2026年一季度活动表\n序号\t活动时间\t活动主题\t地点\t主持人\t参加人数\n1\t3月5日\t学雷锋\t社区\t王某\t12人\n"
    assert read_rows(text) == [
        {
            "raw": "1 | 3月5日 | 学雷锋 | 社区 | 王某 | 12人",
            "held_on": "3月5日", "title": "学雷锋", "place": "社区", "summary": "王某", "people": "12人",
        }
    ]  # fmt: skip


def test_rows_without_headings_with_numbers_before_them():
    assert read_rows("1\t2026/3/5\t党课\t讲党史\t会议室\t20\t第一讲\t补记")[0] == {
        "raw": "1 | 2026/3/5 | 党课 | 讲党史 | 会议室 | 20 | 第一讲 | 补记",
        "held_on": "2026/3/5", "kind": "党课", "title": "讲党史", "place": "会议室", "people": "20",
        "summary": "第一讲 补记",
    }  # fmt: skip


def test_quoted_cells_lone_quotes_and_text_without_tabs():
    assert read_rows('3月5日\t学习\t题\t处\t5\t"第一行\n第二行 ""引"""')[0]["summary"] == '第一行 第二行 "引"'
    assert [row["title"] for row in read_rows('3月5日\t学习\t5" 屏幕\r\n3月6日\t学习\t第二行')] == ['5" 屏幕', "第二行"]
    assert read_rows("3月5日  党课  讲党史")[0]["title"] == "讲党史"
    assert read_rows("| 3月5日 | 党课 | 讲党史 |")[0]["kind"] == "党课"
    assert read_rows("\n \t \n") == []


def test_nothing_pasted_is_lost():
    """Whatever the row, each of its cells is found again in what was read."""
    text = "随便\t写的\t东西\t没有\t日期\t也行\t多一列\t再多一列"
    row = read_rows(text)[0]
    assert all(cell in "".join(row.values()) for cell in text.split("\t"))

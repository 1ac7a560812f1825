"""Chinese typesetting in templates."""

from datetime import date

import pytest

from core.templatetags import typeset

ZERO = "\u200b"


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("坚持“围绕中心”做实", f"坚持{ZERO}“围绕中心”{ZERO}做实"),
        ("服务群众”，把“一支部”", f"服务群众”，把{ZERO}“一支部”"),
        ("他说：“好。”（笑）", f"他说：{ZERO}“好。”{ZERO}（笑）"),
        ("it’s “fine” here", "it’s “fine” here"),
    ],
)
def test_lines_may_break_beside_quotation_marks_between_chinese_characters(text, broken):
    assert typeset.han(text) == broken


def test_text_is_escaped_once():
    assert typeset.han("<b>&") == "&lt;b&gt;&amp;"
    assert typeset.balanced("<b>题") == "&lt;b&gt;题"
    assert typeset.han_paragraphs("<i>\n\n 二 ") == ["&lt;i&gt;", "二"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于做好品牌创建工作的通知", ["关于做好品牌创建工作的通知"]),
        (
            "中共云岭市直属机关工作委员会关于命名2026年度机关党建示范品牌的决定",
            ["中共云岭市直属机关工作委员会", "关于命名2026年度机关党建示范品牌的决定"],
        ),
        ("", [""]),
        ("品" * 41, ["品" * 14, "品" * 13, "品" * 14]),
    ],
)
def test_titles_divide_into_balanced_lines(title, lines):
    assert typeset.title_lines(title) == lines


def test_no_title_line_is_wider_than_the_block_or_begins_with_a_closing_mark():
    for count in range(1, 60):
        lines = typeset.title_lines("《云岭市机关党建品牌创建规划》的通知，" * 3 + "甲" * count)
        assert all(typeset.width(line) <= 20 for line in lines)
        assert not [line for line in lines if line[0] in "，》的"]


def test_red_head_fills_the_width_but_not_more_than_22_mm():
    assert float(typeset.head_size("中共云岭市直属机关工作委员会文件")) == pytest.approx(27.59, abs=0.01)
    assert float(typeset.head_size("文件")) == pytest.approx(62.31, abs=0.01)


def test_dates_have_no_leading_zeros():
    assert typeset.plain_date(date(2026, 5, 8)) == "2026年5月8日"
    assert typeset.plain_date(None) == ""


def test_columns_share_the_width_by_weight_or_by_content():
    assert typeset.column_shares([("甲", 1), ("乙", 3)]) == [("甲", "25.00"), ("乙", "75.00")]
    shares = [float(share) for _, share in typeset.column_shares(["序号", "党组织"], [["1", "第" * 12], ["2", "二"]])]
    assert sum(shares) == pytest.approx(100, abs=0.05)
    assert shares[1] == pytest.approx(80, abs=0.01)

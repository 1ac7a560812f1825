"""The layout of GB/T 9704, measured in the PDF itself."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from core.pdf import render_pdf
from tests.core import pdf_samples
from tests.core.pdf_measure import MM, Page, read_pages

# The text block: millimetres from the page's upper left corner.
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
CHARACTER = 15.75 * MM
SMALL = 14 * MM  # 4号
near = lambda value: pytest.approx(value, abs=0.15)  # noqa: E731


@pytest.fixture(scope="module")
def naming() -> list[Page]:
    return read_pages(render_pdf("pdf/naming.html", pdf_samples.naming()))


@pytest.fixture(scope="module")
def full() -> list[Page]:
    """A document whose second page is one paragraph from edge to edge."""
    return read_pages(render_pdf("pdf/naming.html", pdf_samples.naming(paragraphs=[("p", "检" * 1500)])))


def test_page_is_a4(naming):
    assert {(round(page.width, 1), round(page.height, 1)) for page in naming} == {(210.0, 297.0)}


def test_full_page_has_22_lines_of_28_characters_in_a_block_of_156_by_225(full):
    lines = [runs for baseline, runs in full[1].lines().items() if baseline < BOTTOM]
    assert [sum(len(run.text) for run in runs) for runs in lines] == [28] * 22
    assert {(round(runs[0].left, 1), round(runs[-1].right, 1)) for runs in lines} == {(28.0, 184.0)}
    assert {round(run.size, 2) for runs in lines for run in runs} == {15.75}
    baselines = [runs[0].baseline for runs in lines]
    assert baselines[-1] - baselines[0] == near(21 * 225 / 22)
    # The first line's characters begin within the block, the last line's end within it.
    assert baselines[0] - 0.88 * CHARACTER > TOP
    assert baselines[-1] + 0.12 * CHARACTER < BOTTOM


def test_head_is_red_35_mm_down_and_as_wide_as_the_block(naming):
    organ = naming[0].find("中共云岭市直属机关工作委员会文件")
    assert organ.font == "Yipin-XiaoBiaoSong-Bold"
    assert organ.color[0] > 0.8 and organ.color[1:] == (0, 0)
    assert (organ.left, organ.right) == (pytest.approx(LEFT, abs=0.3), pytest.approx(RIGHT, abs=0.3))
    # The characters' upper edge lies 0.77 of the size above the baseline.
    assert organ.baseline - 0.77 * organ.size * MM == pytest.approx(TOP + 35, abs=0.5)


def test_number_is_centred_and_the_red_line_4_mm_below_it_is_156_mm_wide(naming):
    number = naming[0].find("〔2026〕5号")
    assert number.text == "云机工发〔2026〕5号"
    assert (number.left + number.right) / 2 == near((LEFT + RIGHT) / 2)
    assert (number.size, number.font) == (pytest.approx(15.75), "Yipin-FangSong")
    (rule,) = [shape for shape in naming[0].shapes if shape.color[0] > 0.8]
    assert (rule.left, rule.width) == (near(LEFT), near(156))
    assert rule.color[1:] == (0, 0)
    assert rule.top - number.baseline == pytest.approx(4 + 0.17 * CHARACTER, abs=0.4)


def test_title_addressee_headings_and_indents(naming):
    title = [run for run in naming[0].runs if round(run.size, 1) == 22]
    assert [run.text for run in title] == ["中共云岭市直属机关工作委员会", "关于命名2026年度机关党建示范品牌的决定"]
    assert {run.font for run in title} == {"Yipin-XiaoBiaoSong-Bold"}
    assert {round((run.left + run.right) / 2, 1) for run in title} == {106.0}
    assert naming[0].find("各机关党委").left == near(LEFT)
    heading = naming[0].find("一、总体要求")
    assert (heading.font, heading.left) == ("Yipin-HeiTi", near(LEFT + 2 * CHARACTER))
    second = naming[1].find("（一）巩固成果")
    assert (second.font, second.left) == ("Yipin-KaiTi", near(LEFT + 2 * CHARACTER))
    assert naming[0].find("按照《云岭市").left == near(LEFT + 2 * CHARACTER)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(naming):
    numbers = [page.find("— ") for page in naming]
    assert [run.text for run in numbers] == ["— 1 —", "— 2 —", "— 3 —"]
    assert {round(run.size, 1) for run in numbers} == {14.0}
    assert [numbers[0].right, numbers[2].right] == [near(RIGHT - SMALL)] * 2
    assert numbers[1].left == near(LEFT + SMALL)
    # The dash is drawn a third of the size above the baseline: 7 mm below the block.
    assert {round(run.baseline - 0.297 * SMALL - BOTTOM, 1) for run in numbers} == {7.0}


def test_attachments_signature_and_date(naming):
    page = naming[1]
    note, signer, day = page.find("附件："), page.find("中共云岭市直属"), page.find("2026年5月8日")
    assert note.text == "附件：2026年度机关党建示范品牌名单"
    assert note.left == near(LEFT + 2 * CHARACTER)
    assert (signer.left + signer.right) / 2 == near((day.left + day.right) / 2)
    assert RIGHT - day.right == pytest.approx(4 * CHARACTER, abs=0.5)
    assert signer.baseline - note.baseline == near(3 * 28.99 * MM)


def test_a_long_organ_moves_the_date_left_rather_than_leave_the_block():
    signer = "中共云岭市直属机关工作委员会品牌创建领导小组"
    page = read_pages(render_pdf("pdf/naming.html", pdf_samples.naming(signer=signer)))[1]
    organ, day = page.find(signer), page.find("2026年5月8日")
    assert organ.right <= RIGHT + 0.1
    assert (organ.left + organ.right) / 2 == near((day.left + day.right) / 2)


def test_annex_begins_a_new_page_with_its_mark_in_black(naming):
    runs = [run for runs in naming[2].lines().values() for run in runs]
    assert (runs[0].text, runs[0].font, runs[0].left) == ("附件", "Yipin-HeiTi", near(LEFT))
    assert runs[0].size == pytest.approx(15.75)
    assert runs[1].text == "2026年度机关党建示范品牌名单"


def test_two_annexes_are_numbered_and_a_long_list_repeats_its_head():
    rows = [[str(n), "红色龙头", "第一党支部"] for n in range(60)]
    annexes = [{"title": title, "columns": ["序号", "品牌", "支部"], "rows": rows} for title in ("甲表", "乙表")]
    document = pdf_samples.naming(annexes=annexes, attachments=["甲表", "乙表"])
    pages = read_pages(render_pdf("pdf/naming.html", document))
    starts = [page for page in pages if page.text().startswith("附件")]
    assert [page.text().splitlines()[0] for page in starts] == ["附件1", "附件2"]
    first = pages.index(starts[0])
    assert all("序号" in page.text() for page in pages[first : first + 6])
    assert "附件：1.甲表" in pages[first - 1].text()


def test_colophon_stands_at_the_foot_of_the_last_page(naming):
    lines = [shape for shape in naming[2].shapes if shape.width == near(156)]
    assert [round(line.height / MM, 1) for line in lines] == [1.0, 0.7, 1.0]
    assert lines[-1].top + lines[-1].height == near(BOTTOM)
    assert naming[2].find("抄送：").left == near(LEFT + SMALL)
    printed = naming[2].find("2026年5月9日印发")
    assert (printed.right, round(printed.size, 1)) == (near(RIGHT - SMALL), 14.0)
    assert naming[2].find("办公室").left == near(LEFT + SMALL)


def test_metadata_and_bookmarks():
    document = pdf_samples.naming()
    reader = PdfReader(BytesIO(render_pdf("pdf/naming.html", document)))
    assert (reader.metadata.title, reader.metadata.author) == (document["title"], document["organ"])
    assert reader.metadata["/Keywords"] == "党建品牌, 命名"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.outline[0].title == document["title"]


def test_rare_characters_of_names_are_set():
    names = "㛃䶮𫖯翀堃喆烜玥珺"
    document = pdf_samples.naming(paragraphs=[("p", names)], signer=names)
    text = "".join(page.text() for page in read_pages(render_pdf("pdf/naming.html", document)))
    assert text.count(names) == 2


def test_lines_break_beside_chinese_quotation_marks_and_never_before_a_comma():
    document = pdf_samples.naming(paragraphs=[("p", "党" * n + "“一支部一品牌”，做实" * 12) for n in range(1, 7)])
    pages = read_pages(render_pdf("pdf/naming.html", document))
    lines = ["".join(run.text for run in runs) for page in pages[:3] for runs in page.lines().values()]
    assert not [line for line in lines if line[0] in "，。；：、”）》"]
    assert not [line for line in lines if line[-1] in "“（《" and len(line) > 20]
    assert [line for line in lines if line[0] == "“"]


def test_slack_is_spread_over_characters_but_a_nearly_empty_line_stays_as_it_is():
    document = pdf_samples.naming(paragraphs=[("p", "见证" + "0" * 54 + "所载各项内容并认真落实" * 3)])
    page = read_pages(render_pdf("pdf/naming.html", document))[0]
    lines = list(page.lines().values())
    alone = next(runs for runs in lines if runs[0].text == "见证")
    assert alone[0].right - alone[0].left == near(2 * CHARACTER)


def test_a_score_table_of_many_judges_is_landscape():
    (first, *_) = read_pages(render_pdf("pdf/score_table.html", pdf_samples.score_table(judges=15)))
    assert (round(first.width), round(first.height)) == (297, 210)
    assert {run.text for run in first.runs} >= {"名次", "评委9", "得分"}
    (upright, *_) = read_pages(render_pdf("pdf/score_table.html", pdf_samples.score_table(judges=3)))
    assert (round(upright.width), round(upright.height)) == (210, 297)


def test_application_form_shows_every_part_and_a_seal_box_for_each_opinion():
    pages = read_pages(render_pdf("pdf/application_form.html", pdf_samples.application_form()))
    text = "".join(page.text() for page in pages)
    for part in (
        "党建品牌申报表",
        "红色龙头",
        "内涵要点",
        "数据先锋突击队",
        "总结提升",
        "支部党员大会",
        "同意推荐",
        "李㛃",
    ):
        assert part in text
    assert text.index("品牌内涵") < text.index("内涵要点") < text.index("品牌目标") < text.index("数据先锋突击队")
    assert text.count("（盖　章）") == 2
    assert pages[-1].text().endswith(f"第 {len(pages)} 页，共 {len(pages)} 页")


def test_notice_states_period_and_contact():
    text = "".join(page.text() for page in read_pages(render_pdf("pdf/notice.html", pdf_samples.notice())))
    for part in (
        "拟命名名单的公示",
        "公示时间：2026年5月8日至5月14日（5个工作日）。",
        "0800-1234567",
        "YP-2026-0005-7F3A9C",
    ):
        assert part in text

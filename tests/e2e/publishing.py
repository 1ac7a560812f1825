"""The second half of a year of assessments: confirmed, reckoned, published, appealed, closed, exported."""

from datetime import timedelta
from pathlib import Path

import openpyxl
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessments.enums.ledger import LedgerStatus
from assessments.models import Appeal, Ledger, LedgerPublication
from brands.models import Brand
from core import jobs
from tests.e2e.assessing import LIFE, PROMISES, REMARK, Year
from tests.e2e.naming import confirm
from tests.e2e.walking import done, fill, follow, press, sees, sees_not, tick

APPEAL = "两项承诺均已兑现，活动记录在系统中，请复核。"
ANSWER = "经核实，其中一项已经兑现，予以更正。"
NOTE = "调阅活动记录，两项中一项有记录。"


def confirm_all(year: Year) -> None:
    walk, at = year.walk, year.at("scheme_ledgers", year.scheme.pk)
    with walk.step("还没有审定，不能核算"):
        office = walk.go(walk.of(year.cast.office), year.at("scheme_ledgers_settle", year.scheme.pk))
        sees(office, "还有3个单位的台账未审定")
    with walk.step("工委负责人审定"):
        page = walk.go(walk.of(year.cast.director), at)
        page.get_by_label("全选本页").check()
        press(page, "审定所选台账")
        sees(page, "共3本，其中待审定3本", year.tree.branch.name, "上级评分92分")
        press(page, "确认审定")
        done(page, "已审定3本台账")
    with walk.step("核算总分、等次和名次，逐行可查"):
        office.reload()
        press(office, "开始核算")
        jobs.work_off()
        walk.go(office, year.at("ledger_detail", year.ledger().pk))
        # 92 × 80% + 95 × 20%; the neighbours, with too few ballots, have but the organisation's part.
        sees(office, "92.6", "优秀", "95")
    with walk.step("公布之前，支部看不到总分和等次"):
        own = walk.go(walk.of(year.cast.secretary), year.at("ledger_detail", year.ledger().pk))
        sees_not(own, "92.6", "优秀")


def publish(year: Year) -> None:
    walk = year.walk
    office, director = walk.of(year.cast.office), walk.of(year.cast.director)
    with walk.step("拟写公布件，作保密与准确性审查"):
        walk.go(office, year.at("scheme_ledgers", year.scheme.pk))
        follow(office, "拟写公布件")
        office.locator("[name='wanted_range']").select_option("public")
        press(office, "保存")
        done(office, "已拟写")
        expect(office.get_by_role("link", name="批准并公布")).to_have_count(0)
        follow(office, "保密与准确性审查通过")
        tick(office, "secrecy", "accuracy")
        fill(office, {"comment": "不涉密，名单准确。"})
        press(office, "确认保密与准确性审查通过")
        done(office, "已办理")
        expect(office.get_by_role("link", name="批准并公布")).to_have_count(0)
    with walk.step("由另一位同志批准，结果随即公布"):
        walk.go(director, year.at("publication_detail", LedgerPublication.objects.get().pk))
        confirm(director, "批准并公布")
        jobs.work_off()
    with walk.step("支部看到自己的结果和计分过程"):
        own = walk.go(walk.of(year.cast.secretary), year.at("ledger_detail", year.ledger().pk))
        sees(own, "已公布", "92.6", "优秀")
    with walk.step("公众只看到等次"):
        page = walk.go(walk.visitor(), reverse("boards:result_list"))
        page.locator("#list a").first.click()
        sees(page, "优秀", year.tree.branch.name)
        sees_not(page, "92.6", REMARK)


def appeal(year: Year) -> None:
    walk = year.walk
    own = walk.of(year.cast.secretary)
    with walk.step("支部书记在申诉期内提出申诉"):
        follow(own, "提出申诉")
        own.locator("[name='indicator']").select_option(label=PROMISES)
        fill(own, {"text": APPEAL})
        press(own, "提出申诉")
        done(own, "已提出申诉")
    with walk.step("有申诉未答复、申诉期未满，不能归档"):
        director = walk.go(
            walk.of(year.cast.director), year.at("publication_detail", LedgerPublication.objects.get().pk)
        )
        follow(director, "归档")
        press(director, "确认归档")
        sees(director, "还有1件申诉未答复", "期满次日方可归档")
    with walk.step("工委负责人核实，申诉成立，更正并重新核算"):
        walk.go(director, reverse("assessments:appeal_list"))
        director.locator("#list tbody a").first.click()
        sees(director, APPEAL)
        follow(director, "申诉成立，予以更正")
        name = f"points_{year.line(PROMISES)}"
        expect(director.locator(f"[name='{name}']")).to_have_value("34")
        fill(director, {"comment": NOTE, "answer": ANSWER, name: 35, f"reason_{year.line(PROMISES)}": "更正一项。"})
        press(director, "确认更正")
        done(director, "申诉成立，已更正")
        jobs.work_off()
    with walk.step("支部看到答复和更正后的总分"):
        walk.go(own, year.at("appeal_detail", Appeal.objects.get().pk))
        sees(own, ANSWER, "34 → 35")
        sees_not(own, NOTE)
        sees(walk.go(own, year.at("ledger_detail", year.ledger().pk)), "93.4", "优秀")


def let_the_appeals_end() -> None:
    """Five working days can't be waited for, and the server has a clock of its own: the period's end goes back."""
    LedgerPublication.objects.update(appeals_until=timezone.localdate() - timedelta(days=1))


def close(year: Year) -> None:
    walk = year.walk
    director = walk.of(year.cast.director)
    with walk.step("归档，此后不能再改"):
        walk.go(director, year.at("publication_detail", LedgerPublication.objects.get().pk))
        confirm(director, "归档")
        jobs.work_off()
        own = walk.go(walk.of(year.cast.secretary), year.at("ledger_detail", year.ledger().pk))
        sees(own, "已归档", "93.4")
        expect(own.get_by_role("link", name="提出申诉")).to_have_count(0)
    assert set(Ledger.objects.values_list("status", flat=True)) == {LedgerStatus.CLOSED}
    with walk.step("等次记入品牌"):
        brand = Brand.objects.get(pk=year.brand.pk)
        assert (brand.last_ledger_year, brand.last_ledger_score, brand.last_ledger_grade) == (
            year.scheme.year,
            year.ledger().total,
            "优秀",
        )


def export(year: Year, folder: Path) -> None:
    walk = year.walk
    office = walk.go(walk.of(year.cast.office), year.at("scheme_ledgers", year.scheme.pk))
    with walk.step("导出汇总表，按单位顺序，数字与页面相同"):
        with office.expect_download() as found:
            follow(office, "汇总 xlsx")
        found.value.save_as(folder / "all.xlsx")
        heads, *rows = table(folder / "all.xlsx")
        lines = {row[heads.index("党组织")]: dict(zip(heads, row, strict=True)) for row in rows}
        tree = year.tree
        assert list(lines) == [tree.branch.name, tree.sibling.name, tree.direct.name]
        own = lines[tree.branch.name]
        heads = ("自评得分", "上级评分", "组织考核得分", "群众评价得分", "总分", "等次", "名次")
        assert [own[head] for head in heads] == [94, 92, 93, 95, 93.4, "优秀", 1]
        assert lines[tree.sibling.name]["群众评价得分"] is None
    with walk.step("导出本支部台账，三栏分数俱在"):
        own_page = walk.go(walk.of(year.cast.secretary), year.at("ledger_detail", year.ledger().pk))
        with own_page.expect_download() as found:
            follow(own_page, "xlsx")
        found.value.save_as(folder / "own.xlsx")
        heads, *rows = table(folder / "own.xlsx")
        lines = {row[1]: [str(row[heads.index(head)]) for head in ("自评", "上级评分", "审定")] for row in rows}
        assert lines[PROMISES] == ["36", "34", "35"]
        # Times are numbers; that they are times stands in the cell's format.
        assert lines[LIFE] == ["1"] * 3


def table(file: Path) -> list[list[object]]:
    """The first sheet; no formula is in it."""
    rows = [list(row) for row in openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)]
    assert not any(str(cell).startswith("=") for row in rows for cell in row)
    return rows

"""The second half of the way: from the round of selection to the numbered document."""

import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import User
from brands.models import Brand, PublicNotice, SelectionRound
from core import jobs
from tests.e2e.scene import Scene
from tests.e2e.walking import Walk, done, fill, follow, heading, press, sees, sees_not, tick

ROUND = "年度示范品牌评选"
POINTS = {"红心筑路": 91.25, "风云哨兵": 82.5, "暖心驿站": 71.75}
REPLY = "经核实，所反映的路段不属该支部管养，不影响命名。感谢您的监督。"


def round_path(name: str = "round_detail") -> str:
    return reverse(f"brands:{name}", args=[SelectionRound.objects.get(name=ROUND).pk])


def confirm(page: Page, step: str) -> None:
    """A step from its bar, then the page that says what will happen."""
    follow(page, step)
    press(page, f"确认{step}")
    done(page, f"已办理：{step}")


def text_of(pdf: Any) -> str:
    """All that a PDF says, without its spaces and line ends."""
    return re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in PdfReader(pdf).pages))


def open_round(walk: Walk, scene: Scene) -> None:
    page, today = walk.of(scene.cast.office), timezone.localdate()
    with walk.step("工委办公室建立批次，标准从创建活动带入"):
        walk.go(page, reverse("brands:round_list"))
        follow(page, "新建批次")
        fill(page, {"name": ROUND, "year": today.year, "quota": 2, "judges_per_nomination": 5})
        days = {"nominations_until": 5, "scoring_until": 9}
        fill(page, {name: f"{today + timedelta(days=ahead):%Y-%m-%d}" for name, ahead in days.items()})
        expect(page.locator("[name='criteria-0-name']")).to_have_value("政治性")
        press(page, "添加一项标准")
        fill(page, {"criteria-6-name": "群众评价", "criteria-6-weight": 10})
        press(page, "保存")
        sees(page, "权重之和应为100%，现为110%")
        fill(page, {"criteria-0-weight": 10})
        press(page, "保存")
        done(page, "已保存")
        sees(page, "群众评价")
    with walk.step("开始受理"):
        confirm(page, "开始受理")


def nominate(walk: Walk, scene: Scene, brand: Brand) -> None:
    with walk.step("已命名的品牌不能再报，页面写明原因"):
        page = walk.of(scene.named_secretary)
        walk.go(page, round_path("nomination_create"))
        sees(page, scene.named.name, "命名为示范品牌，有效期内不重复参评")
        expect(page.get_by_role("button", name="报名参评")).to_have_count(0)
    with walk.step("支部书记报名参评"):
        page = walk.go(walk.of(scene.cast.secretary), round_path())
        follow(page, "报名参评")
        fill(page, {"statement": "责任区覆盖全部管养路段，群众评价好。"})
        press(page, "报名参评")
        done(page, "已报名参评")
    with walk.step("工委推荐另外两个，不符合条件的勾选不了"):
        page = walk.go(walk.of(scene.cast.office), round_path("nomination_create"))
        expect(page.get_by_label(f"选择 {scene.named.name}")).to_be_disabled()
        for other in (scene.neighbour, scene.far):
            page.get_by_label(f"选择 {other.name}").check()
        press(page, "推荐所选品牌")
        press(page, "确认推荐")
        done(page, "已推荐2个品牌")
    with walk.step("资格审查"):
        page.get_by_label("全选本页").check()
        press(page, "通过资格审查")
        sees(page, brand.name, scene.neighbour.name, scene.far.name)
        press(page, "确认通过")
        done(page, "已通过3个品牌的资格审查")


def name_judges(walk: Walk, scene: Scene) -> None:
    page = walk.of(scene.cast.office)
    with walk.step("聘请五名评委"):
        walk.go(page, round_path("judge_add"))
        page.get_by_label("全选本页").check()
        press(page, "聘请所选评委")
        done(page, "已聘请5名评委")
    with walk.step("分配评委，同一系统的自动回避"):
        follow(page, "分配评委")
        press(page, "确认分配")
        done(page, "已分配评委")
        matrix = page.locator("table.matrix")
        expect(matrix.locator(".matrix-barred")).to_have_count(2)
        expect(matrix.locator(".matrix-assigned")).to_have_count(13)
    with walk.step("开始评分，标准固定"):
        walk.go(page, round_path())
        confirm(page, "开始评分")
        expect(page.get_by_role("link", name="修改", exact=True)).to_have_count(0)


def score(walk: Walk, scene: Scene) -> None:
    for number, judge in enumerate(scene.judges):
        with walk.step(f"第{number + 1}位评委评分"):
            score_all(walk, judge, number)
        if number == 0:
            see_progress_only(walk, scene)
        walk.leave(judge)
    with walk.step("工委办公室看到评分齐了"):
        sees(walk.go(walk.of(scene.cast.office), round_path()), "已提交13/13")


def score_all(walk: Walk, judge: User, number: int) -> None:
    """All of the judge's sheets, one after the other; the first judge looks at the next before handing in."""
    page = walk.go(walk.of(judge), reverse("brands:sheet_list"))
    due = page.locator("#list tbody tr").count()
    assert due == (1 if number == 4 else 3)
    page.locator("#list tbody a").first.click()
    if number == 0:
        first = heading(page).inner_text()
        page.locator("[data-weight]").first.fill("60")
        press(page, "暂存，评下一个")
        done(page, "已保存")
        expect(heading(page)).not_to_have_text(first)
    for _ in range(due):
        fields = page.locator("[data-weight]")
        points = POINTS[heading(page).inner_text().split()[0]] + number
        for place in range(7):
            fields.nth(place).fill(str(points))
        expect(page.locator("[data-score-total]")).to_have_text(f"{points:g}")
        press(page, "提交，评下一个")
        done(page, "已提交评分")
    expect(heading(page)).to_have_text("我的评分")
    sees(page, f"{due}/{due}")


def see_progress_only(walk: Walk, scene: Scene) -> None:
    page = walk.of(scene.cast.office)
    with walk.step("评分期间只见进度，不见分数"):
        walk.go(page, round_path("judge_list"))
        sees(page, "已提交3/3", "已提交0/3")
        sees_not(page, *(f"{points:g}" for points in POINTS.values()))
        walk.go(page, round_path("round_scores"))
        sees(page, "评分结束之后才能查看得分")
        sees_not(page, *(f"{points:g}" for points in POINTS.values()))


def shortlist(walk: Walk, scene: Scene) -> None:
    page = walk.of(scene.cast.office)
    with walk.step("结束评分，计分过程公开可查"):
        walk.go(page, round_path())
        confirm(page, "结束评分")
        follow(page, "得分与计分过程")
        # Four judges: all count. Five: the highest and the lowest do not.
        sees(page, "92.750", "84.500", "73.250", "去掉最高分", "去掉最低分")
        expect(page.locator("tr.dropped")).to_have_count(2)
    with walk.step("按名额确定初选名单"):
        follow(page, "确定初选")
        sees(page, "按得分入围2个")
        press(page, "确定初选名单")
        done(page, "已确定初选名单")


def publish_notice(walk: Walk, scene: Scene) -> None:
    office, director = walk.of(scene.cast.office), walk.of(scene.cast.director)
    with walk.step("拟写公示，作保密与准确性审查"):
        follow(office, "拟写公示")
        fill(office, {"contact": "机关工委办公室，电话 0000-00000000"})
        press(office, "保存")
        done(office, "已保存公示")
        follow(office, "保密与准确性审查通过")
        tick(office, "secrecy", "accuracy")
        fill(office, {"comment": "不涉密，信息准确。"})
        press(office, "确认保密与准确性审查通过")
        done(office, "已办理")
        expect(office.get_by_role("link", name="批准并发布")).to_have_count(0)
    with walk.step("工委负责人批准，公示立即发布"):
        walk.go(director, reverse("brands:notice_list"))
        director.locator("#list tbody a").first.click()
        confirm(director, "批准并发布")


def give_opinion(walk: Walk, scene: Scene, brand: Brand) -> str:
    """The visitor's receipt."""
    page = walk.go(walk.visitor(), reverse("boards:notice_list"))
    with walk.step("公众看到公示，匿名反映意见"):
        page.locator("#list a").first.click()
        sees(page, brand.name, scene.far.name, "公示中")
        sees_not(page, scene.neighbour.name)
        follow(page, "我要反映意见")
        page.locator("[name=nomination]").select_option(label=f"{brand.name}（{brand.organization.name}）")
        page.check("[name=is_anonymous][value='1']")
        fill(page, {"text": "太短"})
        press(page, "提交意见")
        sees(page, "请至少写10个字")
        fill(page, {"text": "该支部管养的东环路有三处坑槽，一个月没有修补。"})
        press(page, "提交意见")
        sees(page, "意见已收到")
    return page.locator(".receipt-code").inner_text()


def handle_opinion(walk: Walk, scene: Scene, receipt: str) -> None:
    office, director = walk.of(scene.cast.office), walk.of(scene.cast.director)
    with walk.step("有未办结的意见、公示未满，都不能决定命名"):
        walk.go(director, round_path("round_decide"))
        sees(director, "还有1条公示意见未办结", "期满次日方可决定")
        expect(director.get_by_role("button", name="确认决定")).to_have_count(0)
    with walk.step("工委办公室核实办结并答复"):
        walk.go(office, reverse("brands:opinion_list"))
        office.locator("#list tbody a").first.click()
        confirm(office, "受理并核实")
        follow(office, "不影响命名")
        fill(office, {"comment": "现场核查，该路段由市政部门管养。", "reply": REPLY})
        press(office, "确认不影响命名")
        done(office, "已办理：不影响命名")
    with walk.step("反映人凭回执编号看到答复"):
        page = walk.go(walk.visitor(), reverse("boards:opinion_status"))
        fill(page, {"code": receipt})
        press(page, "查询")
        sees(page, REPLY)
        sees_not(page, "由市政部门管养")


def let_the_notice_end() -> None:
    """Five working days can't be waited for, and the server has a clock of its own: the notice's dates go back."""
    today = timezone.localdate()
    PublicNotice.objects.update(starts_on=today - timedelta(days=10), ends_on=today - timedelta(days=1))


def decide(walk: Walk, scene: Scene) -> None:
    page = walk.of(scene.cast.director)
    with walk.step("工委负责人决定命名，不予命名的写明理由"):
        walk.go(page, round_path("round_decide"))
        passed = page.locator(".decision", has_text=scene.far.name)
        passed.get_by_label("不予命名", exact=True).check()
        press(page, "确认决定")
        sees(page, "不予命名的请写明理由")
        passed.locator("textarea").fill("本年度班子调整，建议下一年度参评。")
        press(page, "确认决定")
        done(page, "已决定命名")
    with walk.step("签发之前，支部看不到结果"):
        secretary = walk.go(walk.of(scene.cast.secretary), round_path())
        sees(secretary, "已列入公示")
        sees_not(secretary, "已命名")


def issue(walk: Walk, scene: Scene, brand: Brand, folder: Path) -> str:
    """The check code printed on the document."""
    page, number = walk.of(scene.cast.director), f"云机工发〔{timezone.localdate().year}〕1号"
    with walk.step("签发命名文件，取得文号"):
        walk.go(page, round_path("round_issue"))
        sees(page, number, brand.name)
        press(page, "签发")
        done(page, f"已签发{number}")
        expect(heading(page)).to_contain_text(number)
    with walk.step("下载的文件上有机关、文号和品牌"):
        with page.expect_download() as found:
            follow(page, "下载 PDF")
        found.value.save_as(folder / "naming.pdf")
        text = text_of(folder / "naming.pdf")
        code = page.locator(".check-code").inner_text()
        for words in (f"{scene.tree.top.name}文件", number, brand.name, brand.organization.name, code):
            assert words in text, words
        assert scene.far.name not in text
    with walk.step("签发的同时，结果告知各支部"):
        sees(walk.go(walk.of(scene.cast.secretary), round_path()), "已命名")
    return code


def see_in_public(walk: Walk, brand: Brand, code: str) -> None:
    with walk.step("品牌墙显示称号"):
        page = walk.go(walk.visitor(), reverse("boards:wall") + "?q=筑路")
        sees(page, brand.name, "示范品牌", f"{timezone.localdate().year}年")
    with walk.step("核验码对了是真的，错了查不到"):
        walk.go(page, reverse("boards:document_check"))
        fill(page, {"code": code[:-1] + ("2" if code[-1] != "2" else "3")})
        press(page, "核验")
        sees(page, "没有查到这份文件")
        fill(page, {"code": code})
        press(page, "核验")
        sees(page, "确有此文", f"〔{timezone.localdate().year}〕1号", brand.name)


def export(walk: Walk, scene: Scene, brand: Brand, folder: Path) -> None:
    page = walk.of(scene.cast.office)
    with walk.step("导出全部申报表"):
        walk.go(page, round_path())
        press(page, "导出全部申报表（zip）")
        sees(page, "排队中")
        jobs.work_off()  # what the server's own thread does; the page asks for itself
        with page.expect_download() as found:
            follow(page, "下载结果")
        found.value.save_as(folder / "forms.zip")
        with zipfile.ZipFile(folder / "forms.zip") as archive:
            (name,) = archive.namelist()
            assert name.endswith(f"{brand.name}.pdf")
            assert brand.name in text_of(archive.open(name))

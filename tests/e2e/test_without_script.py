"""Where no script runs: written, saved, submitted, reviewed and found all the same."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from brands.services.shown import refresh_search
from tests.e2e.filing import CHECKED, NAME, TEXTS, open_waiting
from tests.e2e.scene import Scene, logo, make_scene
from tests.e2e.walking import Walk, done, fill, follow, heading, press, sees, sees_not, tick
from tests.factories.brands import PublicBrandFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("walk", ["without scripts"], indirect=True),
]
PRESENT = {"present": 9, "votes_for": 8, "votes_against": 0, "abstained": 1, "opinions_asked": "会前逐一征求意见。"}


def test_a_draft_is_written_submitted_and_reviewed(walk):
    scene = make_scene()
    write(walk, scene)
    submit(walk, walk.of(scene.cast.secretary))
    review(walk, scene)


def write(walk: Walk, scene: Scene) -> None:
    page = walk.of(scene.cast.secretary)
    with walk.step("无脚本：填写，按按钮加行，已填的都在"):
        follow(page, "发起申报")
        page.get_by_role("button", name="开始填写").click()
        fill(page, TEXTS)
        press(page, "添加一个载体")
        expect(page.locator("[name='connotation']")).to_have_value(TEXTS["connotation"])
        fill(page, {"carriers-0-name": "党员先锋岗"})
        page.select_option("[name='carriers-0-kind']", "post")
        press(page, "添加一个载体")
        expect(page.locator("[name='carriers-0-name']")).to_have_value("党员先锋岗")
        fill(page, {"carriers-1-name": "写错的一行"})
        tick(page, "carriers-1-DELETE")
        page.locator("[name^='plan_']").first.fill("召开动员会，划分责任路段。")
    with walk.step("无脚本：选了标识再加行，标识不丢"):
        page.set_input_files("[name=logo]", [logo()])
        page.check("[name=has_emblem][value=no]")
        press(page, "添加一个要点")
        sees(page, "刚才选择的标识图片已收到")
        press(page, "暂存")
        done(page, "已暂存")
        expect(page.get_by_alt_text("现在的品牌标识")).to_be_visible()
        expect(page.locator("[name='carriers-0-name']")).to_have_value("党员先锋岗")
        expect(page.locator("[name='carriers-1-name']")).to_have_count(0)


def submit(walk: Walk, page: Page) -> None:
    with walk.step("无脚本：提交"):
        page.select_option("[name='resolution-kind']", "assembly")
        fill(page, {f"resolution-{name}": value for name, value in PRESENT.items()})
        fill(page, {"resolution-held_on": f"{timezone.localdate():%Y-%m-%d}"})
        press(page, "保存并提交")
        sees(page, "形成第1版")
        press(page, "提交")
        done(page, "已办理：提交")


def review(walk: Walk, scene: Scene) -> None:
    page = walk.of(scene.cast.general_reviewer)
    with walk.step("无脚本：审核"):
        open_waiting(walk, page)
        follow(page, "同意并上报")
        tick(page, *CHECKED)
        press(page, "同意并上报")
        done(page, "已办理：同意并上报")
    with walk.step("无脚本：批量审核"):
        page = walk.go(walk.of(scene.cast.committee_reviewer), reverse("brands:application_list") + "?tab=waiting")
        press(page, "同意所选")
        expect(page.get_by_role("alert").first).to_contain_text("请先勾选")
        page.get_by_label(f"选择 {NAME}").check()
        press(page, "同意所选")
        tick(page, *CHECKED)
        press(page, "确认同意1件")
        expect(heading(page)).to_have_text("批量办理结果")


def test_the_public_searches_and_filters_the_wall(walk):
    for name in ("红心筑路", "风云哨兵"):
        refresh_search(PublicBrandFactory(name=name))
    with walk.step("无脚本：公众查找"):
        page = walk.go(walk.visitor(), reverse("boards:wall"))
        sees(page, "共展示 2 个支部品牌", "红心筑路", "风云哨兵")
        fill(page, {"q": "筑路"})
        press(page, "查找")
        sees(page, "符合条件的品牌：1 个", "红心筑路")
        sees_not(page, "风云哨兵")
        fill(page, {"q": "路"})
        press(page, "查找")
        sees(page, "请至少输入2个字")
        follow(page, "看全部")
        sees(page, "风云哨兵")

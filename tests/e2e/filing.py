"""The first half of the way: from a clerk's draft to the public wall."""

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from brands.models import Application, Brand
from tests.e2e.scene import Scene, logo
from tests.e2e.walking import Walk, done, fill, follow, heading, press, sees, sees_not, tick

NAME = "红心筑路"
TEXTS = {
    "name": NAME,
    "slogan": "一公里一颗心",
    "logo_meaning": "以路与心的轮廓表示把服务铺到群众身边。",
    "concept": "把支部建在养护一线，把责任落到每一公里。",
    "connotation": "以养护班组为单元，党员包段、骨干包点、支部包片，路况、险情、民情一并上报。",
    "goals": "三年内实现管养路段党员责任区全覆盖，形成可复制的工作法。",
}
SAVED = "[data-autosave-state]"
CHECKED = ("emblem", "similar")


def edit_path(scene: Scene) -> str:
    application = Application.objects.get(organization=scene.tree.branch)
    return reverse("brands:application_edit", args=[application.pk])


def open_waiting(walk: Walk, page: Page) -> None:
    """From the list of what waits for this person to the application."""
    walk.go(page, reverse("brands:application_list") + "?tab=waiting")
    follow(page, NAME)
    expect(heading(page)).to_contain_text(NAME)


def write_draft(walk: Walk, scene: Scene) -> None:
    page = walk.of(scene.cast.clerk)
    with walk.step("填报员发起申报"):
        follow(page, "发起申报")
        page.get_by_role("button", name="开始填写").click()
        expect(heading(page)).to_have_text("填写品牌申报")
    with walk.step("填报员填写，字数随写随计，不刷新即可加行"):
        fill(page, TEXTS)
        expect(page.locator("#div_id_name [data-counter]")).to_have_text("4/20 字")
        address = page.url
        press(page, "添加一个要点")
        fill(page, {"facets-0-title": "畅", "facets-0-text": "道路畅通"})
        press(page, "添加一个载体")
        press(page, "添加一个载体")
        page.select_option("[name='carriers-0-kind']", "post")
        fill(page, {"carriers-0-name": "党员先锋岗", "carriers-1-name": "党员抢险队"})
        page.select_option("[name='carriers-1-kind']", "team")
        page.locator("[name^='plan_']").first.fill("召开动员会，划分责任路段。")
        assert page.url == address
    with walk.step("草稿自动保存"):
        expect(page.locator(SAVED)).to_contain_text("已自动保存")
        expect(page.locator("[name=version]")).not_to_have_value("0")
    with walk.step("上传标识并暂存"):
        page.set_input_files("[name=logo]", [logo()])
        expect(page.locator("[data-logo-preview] img")).to_be_visible()
        page.check("[name=has_emblem][value=no]")
        press(page, "暂存")
        done(page, "已暂存")
        expect(page.get_by_alt_text("现在的品牌标识")).to_be_visible()
        expect(page.locator("[name='carriers-1-name']")).to_have_value("党员抢险队")
    with walk.step("填报员不能提交"):
        expect(page.get_by_role("button", name="保存并提交")).to_have_count(0)
        sees(page, "由支部书记提交")


def leave_and_come_back(walk: Walk, scene: Scene) -> None:
    page, path = walk.of(scene.cast.clerk), edit_path(scene)
    with walk.step("离开再回来，已保存的都在"):
        walk.go(page, reverse("brands:workbench"))
        walk.go(page, path)
        for name, value in TEXTS.items():
            expect(page.locator(f"[name='{name}']")).to_have_value(value)
        expect(page.locator("[name='facets-0-text']")).to_have_value("道路畅通")
    with walk.step("没来得及保存就离开，本机留有一份"):
        asked = []
        page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        fill(page, {"goals": f"{TEXTS['goals']}每年回访一次。"})
        walk.go(page, reverse("brands:workbench"))
        assert asked == ["beforeunload"]
        walk.go(page, path)
        expect(page.locator("[name=goals]")).to_have_value(TEXTS["goals"])
        press(page, "恢复")
        expect(page.locator("[name=goals]")).to_have_value(f"{TEXTS['goals']}每年回访一次。")
        expect(page.locator(SAVED)).to_contain_text("已自动保存")


def write_at_once(walk: Walk, scene: Scene) -> None:
    clerk, secretary, path = walk.of(scene.cast.clerk), walk.of(scene.cast.secretary), edit_path(scene)
    with walk.step("填报员与书记同时修改，后保存的被告知"):
        walk.go(clerk, path)
        walk.go(secretary, path)
        fill(clerk, {"slogan": "一公里一份情"})
        press(clerk, "暂存")
        done(clerk, "已暂存")
        fill(secretary, {"slogan": "一公里一班岗", "concept": "支部建在养护一线，责任落到每一公里。"})
        expect(secretary.locator("[data-autosave-conflict]")).to_contain_text(scene.cast.clerk.name)
        expect(secretary.locator("[name=slogan]")).to_have_value("一公里一班岗")
    with walk.step("书记逐项选择，两个人写的都不丢"):
        press(secretary, "暂存")
        sees(secretary, "一公里一份情", "一公里一班岗")
        secretary.get_by_label(f"采用{scene.cast.clerk.name}的内容").check()
        press(secretary, "按所选保存")
        done(secretary, "已暂存")
        expect(secretary.locator("[name=slogan]")).to_have_value("一公里一份情")
        expect(secretary.locator("[name=concept]")).to_have_value("支部建在养护一线，责任落到每一公里。")


def submit(walk: Walk, scene: Scene) -> None:
    page = walk.of(scene.cast.secretary)
    with walk.step("实到不过半，不能提交"):
        expect(page.locator("[name='resolution-expected']")).to_have_value("10")
        page.select_option("[name='resolution-kind']", "assembly")
        votes = {"present": 5, "votes_for": 5, "votes_against": 0, "abstained": 0}
        fill(page, {f"resolution-{name}": value for name, value in votes.items()})
        fill(page, {"resolution-held_on": f"{timezone.localdate():%Y-%m-%d}"})
        fill(page, {"resolution-opinions_asked": "会前逐一征求党员意见，采纳三条。"})
        press(page, "保存并提交")
        sees(page, "还不能提交", "实到人数须超过应到人数的半数")
        expect(page.get_by_role("button", name="提交", exact=True)).to_have_count(0)
    with walk.step("补正后提交"):
        follow(page, "继续填写")
        fill(page, {"resolution-present": 9, "resolution-votes_for": 8, "resolution-abstained": 1})
        press(page, "保存并提交")
        sees(page, "形成第1版")
        press(page, "提交")
        done(page, "已办理：提交")
        sees(page, "审核中", scene.tree.general.short_name)


def return_and_submit_again(walk: Walk, scene: Scene) -> None:
    reviewer, secretary = walk.of(scene.cast.general_reviewer), walk.of(scene.cast.secretary)
    reason = "载体与业务结合不够，请补充抢险队的职责。"
    with walk.step("党总支退回，须写明理由"):
        open_waiting(walk, reviewer)
        follow(reviewer, "退回修改")
        press(reviewer, "退回修改")
        expect(reviewer.locator("[name=comment]:invalid")).to_have_count(1)
        fill(reviewer, {"comment": reason})
        press(reviewer, "退回修改")
        done(reviewer, "已办理：退回修改")
    with walk.step("书记看到理由，修改后提交第二版"):
        walk.go(secretary, edit_path(scene))
        sees(secretary, reason)
        fill(secretary, {"carriers-1-text": "汛期二十四小时值守，险情半小时到场。"})
        press(secretary, "保存并提交")
        sees(secretary, "形成第2版")
        press(secretary, "提交")
        done(secretary, "已办理：提交")
    with walk.step("两个版本的差异一目了然"):
        open_waiting(walk, reviewer)
        follow(reviewer, "比较两个版本")
        expect(reviewer.locator("ins")).to_have_text(["汛期二十四小时值守，险情半小时到场。"])
        sees_not(reviewer, TEXTS["goals"])


def climb(walk: Walk, scene: Scene) -> None:
    general, committee = walk.of(scene.cast.general_reviewer), walk.of(scene.cast.committee_reviewer)
    with walk.step("党总支同意并上报"):
        open_waiting(walk, general)
        follow(general, "同意并上报")
        sees(general, f"上报{scene.tree.committee.short_name}审核")
        tick(general, *CHECKED)
        press(general, "同意并上报")
        done(general, "已办理：同意并上报")
    with walk.step("机关党委批量同意，先看清将要办理什么"):
        walk.go(committee, reverse("brands:application_list") + "?tab=waiting")
        committee.get_by_label(f"选择 {NAME}").check()
        press(committee, "同意所选")
        sees(committee, f"同意，上报{scene.tree.top.short_name}。")
        tick(committee, *CHECKED)
        press(committee, "确认同意1件")
        expect(heading(committee)).to_have_text("批量办理结果")
        sees(committee, NAME, "同意并上报")


def accept(walk: Walk, scene: Scene) -> Brand:
    office, director = walk.of(scene.cast.office), walk.of(scene.cast.director)
    with walk.step("工委办公室初审"):
        open_waiting(walk, office)
        follow(office, "初审通过")
        tick(office, "secrecy", *CHECKED)
        press(office, "初审通过")
        done(office, "已办理：初审通过")
    with walk.step("工委负责人同意创建，面向社会公开"):
        open_waiting(walk, director)
        follow(director, "同意创建")
        director.check("[name=publication_range][value=public]")
        press(director, "同意创建")
        done(director, "已办理：同意创建")
        follow(director, "查看品牌")
        expect(heading(director)).to_contain_text(NAME)
    return Brand.objects.get(name=NAME)


def find_on_wall(walk: Walk, scene: Scene, brand: Brand) -> None:
    with walk.step("公众在品牌墙上用两个字找到它"):
        page = walk.go(walk.visitor(), reverse("boards:wall"))
        sees(page, NAME, "创建中")
        fill(page, {"q": "筑路"})
        press(page, "查找")
        sees(page, "符合条件的品牌：1 个")
        follow(page, NAME)
        expect(heading(page)).to_have_text(NAME)
        sees(page, "一公里一份情", "党员抢险队", scene.tree.branch.name)
        expect(page.get_by_alt_text("品牌标识")).to_be_visible()
        assert page.context.cookies() == []

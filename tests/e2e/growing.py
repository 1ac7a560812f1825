"""From acceptance to the last phase: closings, an extension, a reminder, an inspection, a pair of branches."""

from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from brands.enums import BrandStatus
from brands.limits import CLOSING_LIMITS
from brands.models import Brand, Finding, Inspection, Pairing
from tests.e2e.life import NAME, NEIGHBOUR, Life
from tests.e2e.walking import done, fill, follow, heading, press, sees, sees_not

INSPECTION = "上半年品牌创建督查"
PROBLEM = "先锋岗值班台账缺少第二季度记录。"
REASON = "请补充责任区覆盖的里程数据。"


def texts(order: int) -> dict[str, str]:
    return {name: f"第{order}阶段：走访班组十二个，解决难题六件，第{n}项。" for n, name in enumerate(CLOSING_LIMITS)}


def confirm(page: Page, step: str) -> None:
    """A step from its bar, then the page that says what will happen."""
    follow(page, step)
    press(page, f"确认{step}")
    done(page, f"已办理：{step}")


def hand_in(life: Life, order: int) -> Page:
    """The secretary writes the closing and hands it in."""
    page = life.walk.of(life.cast.secretary)
    life.walk.go(page, life.at("phase_detail", life.record(order).pk))
    follow(page, "填写阶段小结")
    fill(page, texts(order))
    press(page, "保存并提交")
    press(page, "提交验收")
    done(page, "已办理：提交验收")
    return page


def accept(life: Life, order: int) -> Page:
    page = life.walk.of(life.cast.general_reviewer)
    life.walk.go(page, life.at("phase_detail", life.record(order).pk))
    follow(page, "验收通过")
    press(page, "验收通过")
    done(page, "已办理：验收通过")
    return page


def close_first_phase(life: Life) -> None:
    walk, clerk, secretary = life.walk, life.walk.of(life.cast.clerk), life.walk.of(life.cast.secretary)
    detail = life.at("phase_detail", life.record(1).pk)
    with walk.step("填报员填报活动，品牌和阶段自动带入"):
        walk.go(clerk, reverse("brands:activity_create"))
        clerk.select_option("[name=kind]", label="主题党日")
        fill(clerk, {"title": "养护一线主题党日", "people": 18, "summary": "现场排查隐患五处。"})
        press(clerk, "保存")
        done(clerk, "已填报“养护一线主题党日”")
        sees(clerk, NAME, "宣传发动")
    with walk.step("填报员起草阶段小结，提交由书记办理"):
        walk.go(clerk, detail)
        follow(clerk, "填写阶段小结")
        expect(clerk.locator("[name=looked_back_do]")).to_have_value("本阶段开展活动1次：主题党日1次，累计参加18人次。")
        fill(clerk, texts(1))
        press(clerk, "暂存")
        done(clerk, "已暂存")
        expect(clerk.get_by_role("button", name="保存并提交")).to_have_count(0)
    with walk.step("书记少填一项，不能提交"):
        walk.go(secretary, detail)
        follow(secretary, "填写阶段小结")
        fill(secretary, {"measures": ""})
        press(secretary, "保存并提交")
        sees(secretary, "还不能提交", "“下一步措施”还没有填写")
        follow(secretary, "继续填写")
        fill(secretary, {"measures": texts(1)["measures"]})
        press(secretary, "保存并提交")
        press(secretary, "提交验收")
        done(secretary, "已办理：提交验收")
    with walk.step("党总支退回，须写明理由"):
        reviewer = walk.go(walk.of(life.cast.general_reviewer), reverse("brands:phase_list"))
        follow(reviewer, NAME)
        follow(reviewer, "退回修改")
        press(reviewer, "退回修改")
        expect(reviewer.locator("[name=comment]:invalid")).to_have_count(1)
        fill(reviewer, {"comment": REASON})
        press(reviewer, "退回修改")
        done(reviewer, "已办理：退回修改")
    with walk.step("书记看到理由，补正后再次提交，验收通过"):
        walk.go(secretary, detail)
        sees(secretary, REASON)
        hand_in(life, 1)
        sees(accept(life, 1), "已验收")
        sees(walk.go(secretary, life.at("phase_detail", life.record(2).pk)), "创建培育", "进行中")


def inspect(life: Life) -> None:
    page = life.walk.of(life.cast.office)
    with life.walk.step("工委办公室安排督查，勾选党支部"):
        life.walk.go(page, reverse("brands:finding_list"))
        follow(page, "安排督查")
        values = {"title": INSPECTION, "starts_on": "2026-06-15", "ends_on": "2026-06-19", "leader": "督查一组"}
        fill(page, values)
        press(page, "保存，选择督查对象")
        done(page, "已安排督查")
        page.get_by_label(f"选择 {life.tree.branch.name}").check()
        press(page, "选入所选党支部")
        done(page, "已选入1个党支部")
        follow(page, "选好了，返回督查")
    with life.walk.step("记录现场情况和问题"):
        follow(page, life.tree.branch.short_name)
        fill(page, {"visited_on": "2026-06-15", "impression": "责任区标识齐全，先锋岗正常运转。"})
        press(page, "添加一个问题")
        values = {"problem": PROBLEM, "measure": "补记并明确专人负责。", "due_on": "2026-07-10"}
        fill(page, {f"findings-0-{name}": value for name, value in values.items()})
        press(page, "保存")
        done(page, "告知之前党支部看不到")
    with life.walk.step("告知之前支部看不到，告知之后看到"):
        secretary = life.walk.go(life.walk.of(life.cast.secretary), reverse("brands:finding_list"))
        sees_not(secretary, PROBLEM)
        confirm(page, "告知督查结果")
        sees(life.walk.go(secretary, reverse("brands:finding_list")), PROBLEM)


def extend(life: Life) -> None:
    page = life.walk.of(life.cast.general_reviewer)
    with life.walk.step("党总支同意延期，写明理由，原定日期留痕"):
        life.walk.go(page, life.at("phase_detail", life.record(2).pk))
        follow(page, "同意延期")
        fill(page, {"until": "2026-07-20", "comment": "汛期抢险任务集中。"})
        press(page, "同意延期")
        done(page, "已办理：同意延期")
        sees(page, "2026-07-20", "原定2026-06-29", "汛期抢险任务集中")


def remind(life: Life) -> None:
    """The morning's command, and what the secretary finds of it."""
    call_command("send_reminders")
    page = life.walk.of(life.cast.secretary)
    with life.walk.step("书记收到提醒，由提醒直达问题"):
        page.get_by_role("link", name="消息").first.click()
        expect(heading(page)).to_have_text("消息")
        sees(page, "未读")
        page.locator("main .work-list a", has_text=PROBLEM[:8]).click()
        expect(heading(page)).to_contain_text("的问题")
        sees(page, PROBLEM)


def answer(life: Life) -> None:
    page, office = life.walk.of(life.cast.secretary), life.walk.of(life.cast.office)
    finding, inspection = Finding.objects.get(), Inspection.objects.get()
    with life.walk.step("支部报送整改情况"):
        follow(page, "报送整改情况")
        fill(page, {"answer": "已补记台账，由副书记每周核对。"})
        press(page, "确认报送整改情况")
        done(page, "已办理：报送整改情况")
    with life.walk.step("工委办公室核对销号，办结督查"):
        life.walk.go(office, life.at("finding_detail", finding.pk))
        sees(office, "由副书记每周核对")
        confirm(office, "销号")
        life.walk.go(office, life.at("inspection_detail", inspection.pk))
        confirm(office, "办结督查")


def close_second_phase(life: Life) -> None:
    with life.walk.step("延期之内完成第二阶段"):
        hand_in(life, 2)
        accept(life, 2)


def pair(life: Life) -> None:
    call_command("classify_brands")
    office = life.walk.of(life.cast.office)
    with life.walk.step("工委办公室判定为较好，薄弱的由规则列出"):
        life.walk.go(office, life.at("guidance_detail", life.brand.pk))
        follow(office, "判定类别")
        office.check("[name=guidance_class][value=good]")
        fill(office, {"reason": "责任区做法成熟，可供借鉴。"})
        press(office, "确认判定")
        done(office, "已判定类别")
        life.walk.go(office, reverse("brands:guidance_list"))
        sees(office, NEIGHBOUR)
    with life.walk.step("提议结对"):
        life.walk.go(office, reverse("brands:pairing_suggest"))
        office.get_by_role("link", name="选帮带品牌").first.click()
        office.select_option("[name=strong]", str(life.brand.pk))
        fill(office, {"goals": "每季度共过一次主题党日，帮助补齐阶段任务。"})
        press(office, "提议，请双方确认")
        done(office, "已提议结对")
    detail = life.at("pairing_detail", Pairing.objects.get().pk)
    with life.walk.step("双方先后确认，共建开始"):
        weak = life.walk.go(life.walk.of(life.cast.sibling_secretary), detail)
        confirm(weak, "同意结对")
        strong = life.walk.go(life.walk.of(life.cast.secretary), detail)
        confirm(strong, "同意帮带")
        sees(strong, "结对中")
    with life.walk.step("共同开展的活动填报一次，选为共建活动"):
        life.walk.go(strong, reverse("brands:activity_create"))
        strong.select_option("[name=kind]", label="主题党日")
        fill(strong, {"title": "两支部联合巡路", "people": 26})
        press(strong, "保存")
        done(strong, "已填报")
        life.walk.go(strong, detail)
        strong.select_option("[name=activity]", index=1)
        press(strong, "加入共建活动")
        done(strong, "已加入共建活动")
        sees(strong, "两支部联合巡路")


def close_third_phase(life: Life) -> None:
    with life.walk.step("第三阶段"):
        hand_in(life, 3)
        accept(life, 3)


def close_last_phase(life: Life) -> None:
    with life.walk.step("第四阶段验收，品牌创建完成"):
        hand_in(life, 4)
        page = accept(life, 4)
        assert Brand.objects.get(pk=life.brand.pk).status == BrandStatus.CONCLUDED
        sees(life.walk.go(page, life.at("brand_detail", life.brand.pk)), "创建完成")

"""From the naming to the archive: a yearly plan, a recheck, a revocation, a restoration."""

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from brands.enums import HonourLevel, HonourStatus, RoundStatus
from brands.models import AnnualPlan, Honour, Recheck, SelectionRound
from tests.e2e.growing import PROBLEM, confirm
from tests.e2e.life import NAME, Life
from tests.e2e.walking import done, fill, follow, heading, press, sees, sees_not
from tests.factories.honours import REPORT, grant, issued

GOALS = "责任区做法推广到全部养护班组。"
WHY_REVOKED = "责任区名存实亡，群众多次反映。"
WHY_RESTORED = "整改到位，经核实恢复。"
# What must stand in the archive, the first last; what has a day and no hour stands before the rest of its day.
HAPPENED = [
    "提交申报第1版", "同意创建", "养护一线主题党日", "宣传发动：退回修改", "宣传发动：验收通过", "创建培育：同意延期",
    "两支部联合巡路", "创建培育：验收通过", "巩固深化：验收通过", "总结提升：验收通过", "报送", "撤销命名", "恢复命名",
]  # fmt: skip


def name(life: Life) -> None:
    """By a document of the director; the selection that leads to it is walked elsewhere."""
    today = timezone.localdate()
    round = SelectionRound.objects.create(
        program=life.brand.program, name="年度示范品牌评选", year=today.year, level=HonourLevel.DEMONSTRATION,
        nominations_until=today, scoring_until=today, status=RoundStatus.NAMED, released_at=timezone.now(),
    )  # fmt: skip
    grant(life.brand, round, issued(life.tree.top, life.cast.director, today, round=round), today)
    with life.walk.step("支部看到称号和命名文件"):
        page = life.walk.go(life.walk.of(life.cast.secretary), reverse("brands:honour_list"))
        follow(page, NAME)
        sees(page, "示范品牌", "命名的由来和变更", "云机工发〔2026〕1号", "2026年12月28日至2029年12月27日")


def ask_for_plan(life: Life) -> None:
    """Asked for by the clock in the first days of the year."""
    call_command("ask_for_plans")
    clerk, secretary = life.walk.of(life.cast.clerk), life.walk.of(life.cast.secretary)
    office, detail = life.walk.of(life.cast.office), life.at("plan_detail", AnnualPlan.objects.get().pk)
    with life.walk.step("填报员写年度计划，措施未写不能报送"):
        life.walk.go(clerk, reverse("brands:plan_list"))
        follow(clerk, NAME)
        follow(clerk, "填写计划")
        fill(clerk, {"goals": GOALS})
        press(clerk, "暂存")
        done(clerk, "已保存")
        life.walk.go(secretary, detail)
        follow(secretary, "报送")
        press(secretary, "确认报送")
        sees(secretary, "工作措施")
    with life.walk.step("书记补充后报送"):
        life.walk.go(secretary, detail)
        follow(secretary, "填写计划")
        expect(secretary.locator("[name=goals]")).to_have_value(GOALS)
        fill(secretary, {"measures": "三月底前各班组划定责任区，书记负责。"})
        press(secretary, "保存并去报送")
        press(secretary, "确认报送")
        done(secretary, "已办理：报送")
    with life.walk.step("工委办公室批量阅看"):
        life.walk.go(office, reverse("brands:plan_list") + "?tab=submitted")
        office.get_by_label(f"选择 {NAME}").check()
        press(office, "标记已阅")
        press(office, "确认已阅")
        done(office, "已将1份计划标记为已阅")
        sees(life.walk.go(secretary, detail), "已阅")


def recheck(life: Life) -> None:
    clerk, secretary = life.walk.of(life.cast.clerk), life.walk.of(life.cast.secretary)
    office = life.walk.of(life.cast.office)
    with life.walk.step("工委办公室启动复核，写明原因"):
        life.walk.go(office, life.at("honour_detail", life.honour.pk))
        follow(office, "启动复核")
        fill(office, {"reason": "群众反映责任区无人值守。"})
        press(office, "确认启动")
        done(office, "已启动复核")
    detail = life.at("recheck_detail", Recheck.objects.get().pk)
    with life.walk.step("填报员填写复核表"):
        life.walk.go(clerk, reverse("brands:recheck_list"))
        follow(clerk, NAME)
        follow(clerk, "填写复核表")
        fill(clerk, REPORT)
        press(clerk, "暂存")
        done(clerk, "已保存")
    with life.walk.step("书记报送"):
        life.walk.go(secretary, detail)
        confirm(secretary, "报送")
    with life.walk.step("工委办公室建议撤销，决定之前支部看不到"):
        life.walk.go(office, detail)
        follow(office, "提出建议")
        office.check("[name=advice][value=revoke]")
        fill(office, {"comment": WHY_REVOKED})
        press(office, "确认提出建议")
        done(office, "已办理：提出建议")
        sees_not(life.walk.go(secretary, detail), WHY_REVOKED, "撤销")


def issue(page: Page, number: int) -> None:
    """The document's text is proposed, looked at, and issued under its number."""
    press(page, "下一步：拟定文件")
    sees(page, f"云机工发〔2027〕{number}号", NAME)
    press(page, "签发")
    done(page, f"已签发云机工发〔2027〕{number}号")
    sees(page, NAME)


def revoke(life: Life) -> None:
    page = life.walk.of(life.cast.director)
    with life.walk.step("工委负责人决定撤销，印发文件"):
        life.walk.go(page, life.at("recheck_detail", Recheck.objects.get().pk))
        follow(page, "作出决定")
        expect(page.locator("input[type=radio][value=revoke]")).to_be_checked()
        issue(page, 1)
    with life.walk.step("展示墙上不再有称号，历史保留"):
        assert Honour.objects.get().status == HonourStatus.REVOKED
        wall = life.walk.go(life.walk.visitor(), reverse("boards:wall") + "?q=筑路")
        sees(wall, NAME)
        sees_not(wall, "示范品牌")
        secretary = life.walk.go(life.walk.of(life.cast.secretary), life.at("honour_detail", life.honour.pk))
        sees(secretary, "已撤销", WHY_REVOKED, "云机工发〔2027〕1号")


def restore(life: Life) -> None:
    page = life.walk.of(life.cast.director)
    with life.walk.step("工委负责人恢复命名，印发文件"):
        life.walk.go(page, life.at("honour_detail", life.honour.pk))
        follow(page, "恢复命名")
        fill(page, {"comment": WHY_RESTORED})
        issue(page, 2)
    with life.walk.step("称号的由来和变更是一条完整的线"):
        assert Honour.objects.get().status == HonourStatus.VALID
        life.walk.go(page, life.at("honour_detail", life.honour.pk))
        chain = page.locator("main .card").first.inner_text()
        points = ["同意创建", "命名", "复核", "撤销", "恢复", "有效期至"]
        places = [chain.find(word, 0 if word != "命名" else chain.find("同意创建")) for word in points]
        assert -1 not in places, chain
        assert places == sorted(places), chain


def read_archive(life: Life) -> None:
    """Everything in order of time, the latest first, and every source there."""
    page, url = life.walk.of(life.cast.secretary), life.at("archive", life.brand.pk)
    titles, links = [], set()
    with life.walk.step("档案按时间排列，一年一折"):
        for year in (2027, 2026):
            life.walk.go(page, f"{url}?year={year}")
            expect(heading(page)).to_contain_text("创建档案")
            rows = page.locator(".archive-list > li")
            times = rows.locator("time").evaluate_all("all => all.map(e => e.dateTime)")
            assert times == sorted(times, reverse=True), times
            assert {time[:4] for time in times} == {str(year)}
            titles += rows.locator(".archive-text").all_inner_texts()
            links |= set(page.locator("main a").evaluate_all("all => all.map(e => e.href)"))
        assert stand_in_order(HAPPENED, titles[::-1]), titles
        for words in (PROBLEM, "结对", "2027年度深化计划", "命名为示范品牌", WHY_REVOKED, WHY_RESTORED):
            assert any(words in title for title in titles), (words, titles)
    with life.walk.step("档案里的每个链接都能打开"):
        answers = {link: page.request.get(link).status for link in sorted(links)}
        assert {link: status for link, status in answers.items() if status != 200} == {}
        assert len(answers) >= 15


def stand_in_order(wanted: list[str], titles: list[str]) -> bool:
    """Each of them somewhere after the former."""
    rest = iter(titles)
    return all(any(words in title for title in rest) for words in wanted)


def hand_over(life: Life) -> None:
    page = life.walk.of(life.cast.secretary)
    with life.walk.step("交接清单"):
        life.walk.go(page, life.at("handover", life.tree.branch.pk))
        expect(heading(page)).to_contain_text("工作交接清单")
        sees(page, "待办事项", "近期期限", "近期决定", NAME, "示范品牌", life.cast.secretary.name)

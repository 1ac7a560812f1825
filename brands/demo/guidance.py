"""Guidance in the demonstration: the office's word on some brands, pairs, and sites that others come to see."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from brands.demo.applications import Desk
from brands.demo.clock import Story
from brands.enums import BrandStatus, HalfDay
from brands.models import Activity, Brand, DemonstrationSite, Pairing, Visit
from brands.services.guidance import classify, judge
from brands.services.pairing import advance_pairing, link_activity, propose_pairing
from brands.services.site import advance_site, advance_visit, book_visit, mark_site
from core.calendar import add_working_days
from core.onetime import new_key

GOOD = {
    "ws1a": "急诊预检改进后，候诊时间有监测数据，两家医院来学过。",
    "mz1a": "照护工作法写成手册，新员工上岗即用，家属满意度连续三季上升。",
    "gk1a": "班前三问用了四年没断过，全港区推广。",
}
WEAK = {
    "jy2": "走访两次，载体负责人空缺，活动记录停在半年前，需要帮带。",
    "cg2": "人员变动大，新书记到任不久，创建计划没有衔接上。",
}
GOALS = "每季度共过一次主题党日；帮助理清一个载体、建好一本台账；一年内补齐阶段任务。"
RESULT = "共过主题党日三次，合建一本台账；结对支部理清了服务流程，阶段小结一次通过验收。"
SITES = {
    "ws1a": ("可看预检分诊台和党员先锋岗运行，可学候诊数据怎么记、怎么用。", "第二人民医院急诊楼一层", 20),
    "gk1a": ("可看班前三问现场，可学安全承诺与班组管理结合的做法。", "港务集团调度楼", 30),
    "mz1a": ("可看照护工作法培训室，可学手册编写和带教。", "社会福利院二号楼", 15),
}
REPORT = "看了运行现场，带回值守表样式和数据记录办法；支委会已商定先在窗口试行一个月。"


def guidance_stories(desk: Desk) -> Iterable[Story]:
    return (
        _judgement_story(desk),
        _pairing_story(desk),
        _quick_pairings_story(desk),
        _site_story(desk),
        _visits_story(desk),
        _class_story(desk),
    )


def _brand(desk: Desk, key: str) -> Brand:
    rows = Brand.objects.filter(organization=desk.organizations[key]).exclude(status=BrandStatus.CLOSED)
    return rows.select_related("program__organizer", "organization").latest("accepted_on", "pk")


def _judgement_story(desk: Desk) -> Story:
    for number, (key, reason) in enumerate({**GOOD, **WEAK}.items()):
        yield desk.clock.at(75, 10, number)
        judge(_brand(desk, key), "good" if key in GOOD else "weak", reason=reason, actor=desk.cast["office"])


def _propose(desk: Desk, strong: str, weak: str, days: int = 365) -> Pairing:
    today = timezone.localdate()
    return propose_pairing(
        _brand(desk, strong),
        desk.organizations[weak],
        goals=GOALS,
        starts_on=today,
        ends_on=today + timedelta(days=days),
        actor=desk.cast["office"],
        key=new_key(),
    )


def _pairing_story(desk: Desk) -> Story:
    """Proposed, agreed, worked on with what both have entered anyway."""
    clock, secretaries = desk.clock, desk.cast.secretaries
    yield clock.at(70)
    pairing = _propose(desk, "mz1a", "jy2")
    yield clock.at(68, 10)
    pairing = advance_pairing(pairing, "agree_strong", actor=secretaries["mz1a"], comment="照护与特教相通，愿意结对。")
    yield clock.at(67, 15)
    pairing = advance_pairing(pairing, "agree_weak", actor=secretaries["jy2"], comment="正缺办法，感谢帮带。")
    yield clock.at(6, 16)
    places = [desk.organizations[key] for key in ("mz1a", "jy2")]
    shared = Activity.objects.filter(organization__in=places, is_void=False, held_on__gte=pairing.starts_on)
    for activity in shared.order_by("held_on", "pk")[:2]:
        writer = secretaries["mz1a" if activity.organization_id == places[0].pk else "jy2"]
        link_activity(pairing, activity, actor=writer)


def _quick_pairings_story(desk: Desk) -> Story:
    """One that has ended, one that waits, one that was declined."""
    clock, secretaries = desk.clock, desk.cast.secretaries
    yield clock.at(74)
    ended = _propose(desk, "gk1a", "jt2", days=60)
    yield clock.at(73)
    advance_pairing(ended, "agree_strong", actor=secretaries["gk1a"])
    yield clock.at(72)
    advance_pairing(ended, "agree_weak", actor=secretaries["jt2"])
    yield clock.at(50)
    declined = _propose(desk, "ws1a", "ws2")
    yield clock.at(48)
    reason = "正值换届，支委尚未到齐，请下半年再安排。"
    advance_pairing(declined, "decline", actor=secretaries["ws2"], comment=reason)
    yield clock.at(12)
    advance_pairing(ended, "end", actor=secretaries["gk1a"], result=RESULT)
    yield clock.at(3)
    _propose(desk, "ws1a", "cg2")


def _site_story(desk: Desk) -> Story:
    for number, (key, (introduction, place, capacity)) in enumerate(SITES.items()):
        yield desk.clock.at(66, 9, number)
        mark_site(
            _brand(desk, key),
            introduction=introduction,
            place=place,
            capacity=capacity,
            actor=desk.cast["office"],
            key=new_key(),
        )
    yield desk.clock.at(14, 9)
    site = DemonstrationSite.objects.get(brand=_brand(desk, "mz1a"))
    advance_site(site, "suspend", actor=desk.cast.secretaries["mz1a"], comment="二号楼消防改造，预计两个月。")


def _book(desk: Desk, host: str, guest: str, *, after: int, people: int, half: str = HalfDay.AM) -> Visit:
    site = DemonstrationSite.objects.select_related("brand__organization", "organizer").get(brand=_brand(desk, host))
    return book_visit(
        site,
        desk.organizations[guest],
        visit_on=_visit_day(desk, timezone.localdate() + timedelta(days=after)),
        half=half,
        people=people,
        purpose="看现场，学台账和带教做法。",
        actor=desk.cast.secretaries[guest],
        key=new_key(),
    )


def _visit_day(desk: Desk, day: date) -> date:
    """A working day: what has been lies before that day, what lies ahead not before it."""
    return desk.clock.on(day).date() if day < desk.clock.today else add_working_days(day - timedelta(days=1), 1)


def _visits_story(desk: Desk) -> Story:
    """Seen and reported, turned down, called off; two lie ahead."""
    clock, secretaries = desk.clock, desk.cast.secretaries
    yield clock.at(45, 9)
    seen = _book(desk, "ws1a", "ws2", after=6, people=12)
    yield clock.at(44, 10)
    seen = advance_visit(seen, "confirm", actor=secretaries["ws1a"], comment="欢迎，请从东门进。")
    yield clock.at(37, 16)
    advance_visit(seen, "report", actor=secretaries["ws2"], report=REPORT)
    yield clock.at(30, 9)
    refused = _book(desk, "gk1a", "jt2", after=2, people=20)
    yield clock.at(30, 15)
    advance_visit(refused, "decline", actor=secretaries["gk1a"], comment="当天有夜航检修，人手不够，请改期。")
    yield clock.at(25, 9)
    off = _book(desk, "gk1a", "jy2", after=9, people=8)
    yield clock.at(23, 9)
    advance_visit(off, "cancel", actor=secretaries["jy2"], comment="学校有开放日，改期再约。")
    yield clock.at(2, 9)
    ahead = _book(desk, "ws1a", "zwfw", after=8, people=15, half=HalfDay.PM)
    yield clock.at(1, 9)
    advance_visit(ahead, "confirm", actor=secretaries["ws1a"])
    yield clock.at(1, 11)
    _book(desk, "gk1a", "sw1a", after=12, people=10)


def _class_story(desk: Desk) -> Story:
    """As the daily command leaves it."""
    yield desk.clock.at(0, 8)
    for _ in classify():
        pass

"""What named brands owe and what comes of it: plans, rechecks, decisions; rules, awards, the survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from branches.enums import Role
from branches.models import Organization, RoleAssignment
from brands.demo.clock import Clock, Story
from brands.documents.decision import Verdict, draft_decision
from brands.enums import HonourStatus, RecheckStatus
from brands.models import AnnualPlan, Honour, Program, Recheck, Regulation
from brands.services import award as awards
from brands.services import highlight as highlights
from brands.services import honour as honours
from brands.services import plan as plans
from brands.services import regulation as regulations
from core.onetime import new_key

GOALS = "品牌载体全部有人负责、有活动记录；服务对象满意度比上年提高；形成一项可以推广的做法。"
MEASURES = "一季度对照品牌内涵查找差距；二季度集中开展服务；三季度征求群众意见并改进；四季度总结并互学互评。"
REPORT = {
    "achievements": "坚持按月开展品牌活动，服务承诺逐项兑现，群众反映的问题有回音。",
    "problems": "部分载体更新不及时，新进党员对品牌内涵了解不够。",
    "measures": "每季度评估载体使用情况；把品牌内涵纳入新党员第一课。",
}
RULES = (
    (
        "党建品牌创建管理办法",
        "云机工发〔{year}〕3号",
        "第一条　为规范党建品牌创建，减轻基层负担，制定本办法。\n第二条　品牌创建立足本职，不搞形象工程。",
    ),
    (
        "党建品牌动态管理办法（试行）",
        "云机工发〔{year}〕9号",
        "第一条　称号有效期满前进行复核。\n第二条　复核结果分为保留、降级、限期整改和撤销。",
    ),
    ("基层党组织活动记录规范", "", "活动记录以够用为度，照片一般不超过三张。"),
)
AWARDS = (
    ("市级文明单位", "云岭市精神文明建设指导委员会", 3, 200),
    ("青年文明号", "共青团云岭市委员会", 3, 150),
    ("优质服务窗口", "云岭市政务服务局", 3, 90),
    ("巾帼文明岗", "云岭省妇女联合会", 4, 120),
    ("先进集体", "区总工会", 2, 60),
    ("季度服务之星集体", "本单位", 1, 30),
)
SURVEY = {
    "strengths": "窗口党员轮流值守延时服务，群众下班后也能办事。",
    "core_task": "围绕便民利企改革，承担窗口受理和帮办代办。",
    "served": "办事群众和小微企业，最需要一次办成、少跑路。",
    "carriers": "党员先锋岗：亮身份、亮承诺\n帮办代办服务队：为老年人和残疾人上门服务",
    "idea": "一窗暖心",
    "difficulties": "夜间服务人手不足，希望协调轮岗。",
}
# Days before the demonstration's today.
RULES_DAYS, AWARDS_DAYS, RECHECK_DAYS, DECIDED_DAYS = 400, 25, 40, 20


@dataclass(frozen=True)
class Hands:
    """Who acts for the committee."""

    office: Any
    director: Any


def honour_stories(organizations: dict[str, Organization], cast: Any, clock: Clock) -> list[Story]:
    hands = Hands(cast["office"], cast["director"])
    return [
        rules_story(organizations["gw"], hands, clock),
        plans_story(hands, clock),
        rechecks_story(hands, clock),
        awards_story(organizations, clock),
        survey_story(clock),
    ]


def rules_story(organizer: Organization, hands: Hands, clock: Clock) -> Story:
    """Three rules, one of them in its second version, one still a draft."""
    yield clock.at(RULES_DAYS, 9)
    programs = list(Program.objects.filter(organizer=organizer).order_by("pk"))
    made: list[Regulation] = []
    for title, reference, text in RULES:
        reference = reference.format(year=timezone.localdate().year)
        values = {"title": title, "reference": reference, "text": text, "effective_on": timezone.localdate()}
        rule = regulations.create_regulation(
            organizer, actor=hands.office, values=values, programs=programs, key=new_key()
        )
        made.append(rule)
    for rule in made[:2]:
        regulations.advance_regulation(rule, "issue", actor=hands.office)
    yield clock.at(AWARDS_DAYS, 15)
    programs = list(Program.objects.filter(organizer=organizer).order_by("pk"))
    draft = regulations.revise_regulation(Regulation.objects.get(pk=made[1].pk), actor=hands.office, key=new_key())
    today = timezone.localdate()
    values = {"title": "党建品牌动态管理办法", "reference": f"云机工发〔{today.year}〕17号", "effective_on": today}
    draft = regulations.update_regulation(draft, actor=hands.office, values=values, programs=programs)
    regulations.advance_regulation(draft, "issue", actor=hands.office)


def plans_story(hands: Hands, clock: Clock) -> Story:
    """Asked for in January, written by most, read by the office; and this year's once more where January is over."""
    new_year = date(clock.today.year, 1, 1)
    yield clock.on(new_year + timedelta(days=5), 9)
    plans.ask_for_plans()
    yield clock.on(new_year + timedelta(days=20), 10)
    for place, plan in enumerate(AnnualPlan.objects.select_related("brand__organization").order_by("pk")):
        writer = secretary_of(plan.brand.organization)
        if writer is None or place % 4 == 3:
            continue
        texts = {"goals": GOALS, "measures": MEASURES}
        plan = plans.save_plan(plan, actor=writer, texts=texts, version=plan.edit_version)
        if place % 4 != 2:
            plan = plans.advance_plan(plan, "submit", actor=writer)
        if place % 4 == 0:
            plans.advance_plan(plan, "read", actor=hands.office)


def rechecks_story(hands: Hands, clock: Clock) -> Story:
    """One kept, one lowered, one given time; of the rest one in each state of a recheck."""
    yield clock.at(RECHECK_DAYS, 9)
    held = list(
        Honour.objects.valid().filter(level__gt=1).select_related("brand__organization", "document__organization")
    )
    due_on = timezone.localdate() + timedelta(days=30)
    opened = []
    # Of a brand's honours the highest is looked at: one brand, one recheck.
    for honour in _highest(held)[:6]:
        if secretary_of(honour.brand.organization):
            opened.append(honours.open_recheck(honour, reason="年度抽查复核。", due_on=due_on, actor=hands.office))
    yield clock.at(RECHECK_DAYS - 10, 15)
    for recheck in opened[:5]:
        writer = secretary_of(recheck.honour.brand.organization)
        recheck = honours.save_recheck(recheck, actor=writer, texts=REPORT, version=0)
        honours.advance_recheck(recheck, "submit", actor=writer)
    yield clock.at(DECIDED_DAYS + 2, 9)
    for recheck, advice in zip(opened[:4], ("keep", "lower", "correct", "keep"), strict=False):
        honours.advise(recheck, advice=advice, reason="对照复核表和日常了解的情况提出。", actor=hands.office)
    yield clock.at(DECIDED_DAYS, 10)
    verdicts = _verdicts(opened[:3])
    if verdicts:
        text = draft_decision(verdicts, on=timezone.localdate())
        honours.decide_honours(verdicts, text=text, actor=hands.director)


def _highest(held: Sequence[Honour]) -> list[Honour]:
    best: dict[int, Honour] = {}
    for honour in held:
        if honour.brand_id not in best or honour.level > best[honour.brand_id].level:
            best[honour.brand_id] = honour
    return list(best.values())


def _verdicts(rechecks: Sequence[Recheck]) -> list[Verdict]:
    reasons = {
        "keep": "巩固深化成效明显，同意保留。",
        "lower": "示范带动作用减弱，予以降级。",
        "correct": "载体更新滞后，限期整改。",
    }
    found = []
    rows = Recheck.objects.filter(pk__in=[r.pk for r in rechecks], status=RecheckStatus.SUBMITTED).order_by("pk")
    for recheck in rows.select_related("honour__brand__organization", "honour__round__program"):
        day = timezone.localdate() + timedelta(days=60) if recheck.advice == "correct" else None
        if recheck.honour.status == HonourStatus.VALID:
            found.append(Verdict(recheck.honour, recheck.advice, reasons[recheck.advice], day))
    return found


def awards_story(organizations: dict[str, Organization], clock: Clock) -> Story:
    """A few branches with something to show, entered once."""
    yield clock.at(AWARDS_DAYS, 11)
    writers = [(o, w) for o in organizations.values() if o.kind == "branch" and (w := secretary_of(o))]
    for place, (title, by, level, days) in enumerate(AWARDS):
        organization, writer = writers[place % len(writers)]
        row = {"title": title, "awarded_by": by, "level": level,
               "awarded_on": timezone.localdate() - timedelta(days=days), "note": ""}  # fmt: skip
        awards.enter_awards(organization, actor=writer, rows=[row], key=new_key())


def survey_story(clock: Clock) -> Story:
    """Some have answered before their first filing, others have not."""
    yield clock.at(AWARDS_DAYS, 10)
    program = Program.objects.filter(status="open").select_related("organizer").order_by("-pk").first()
    if program is None:
        return
    inside = Organization.objects.active().filter(kind="branch", path__startswith=program.organizer.path)
    for place in inside.order_by("path")[:8:2]:
        if writer := secretary_of(place):
            highlights.save_highlight(program, place, actor=writer, answers=SURVEY, version=0)


def secretary_of(organization: Organization) -> Any:
    row = RoleAssignment.objects.in_force().filter(organization=organization, role=Role.SECRETARY).order_by("pk")
    found = row.select_related("user").first()
    return found.user if found else None

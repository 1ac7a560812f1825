"""Inspections of the demonstration: by region and by list, told, mended, settled, put off, called off."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from branches.models import Region
from brands.demo.applications import Desk
from brands.demo.clock import Story
from brands.enums import FindingStatus
from brands.models import Finding, Inspection, InspectionTarget
from brands.services.finding import advance_finding, answer_finding
from brands.services.inspection import (
    FindingDraft,
    add_targets,
    advance_inspection,
    plan_inspection,
    record_target,
    target_token,
)
from core.onetime import new_key

HARBOUR = "港区片区"
IMPRESSIONS = (
    "品牌展板在入口显眼处，值班党员能讲清三项承诺；台账放在窗口，随手可查。",
    "阵地整洁，活动记录到上月；党员普遍知道品牌名称，对指标说得不够具体。",
    "载体正常运转，群众意见簿有回音；阶段小结尚未张贴。",
    "主题党日按月开展，记录完整；品牌与日常业务结合的做法还可以再提炼。",
)
# Problem, measure, days to mend it.
FOUND = (
    ("品牌载体只有名称，值守表一个季度没有更新。", "明确载体负责人，值守表每周更新并上墙。", 30),
    ("阶段小结照搬申报材料，没有写遇到的困难。", "对照阶段任务重写小结，写明两个以上具体问题和改进办法。", 25),
    ("群众意见簿有三条意见没有答复。", "逐条答复并回访，建立七日答复办法。", 10),
    ("党员承诺公示栏仍是上一年度内容。", "更换本年度承诺，支委会逐条审核。", 15),
    ("志愿服务时间集中在年底，平时活动少。", "排出全年计划，每月至少一次。", 40),
)
ANSWERS = (
    "已由支委分工到人，值守表每周一更新，本月已更新四期，并在窗口公示。",
    "小结已重写，写明人手紧、宣传弱两个问题，下阶段用共建力量补足。",
    "三条意见全部答复并电话回访，来访群众表示认可，答复办法已上墙。",
)
CONCLUSION = "各支部品牌方向清楚，阵地基本到位；共性问题是载体维护不及时、小结写得空。请各党委跟踪整改。"


def inspection_stories(desk: Desk) -> Iterable[Story]:
    return (_harbour_story(desk), _traffic_story(desk), _present_story(desk), _cancelled_story(desk))


def _plan(desk: Desk, actor: User, organizer: str, title: str, **values: object) -> Inspection:
    today = timezone.localdate()
    fields = {"title": title, "starts_on": today, "ends_on": today + timedelta(days=9), "leader": str(actor)} | values
    return plan_inspection(desk.organizations[organizer], actor=actor, values=fields, key=new_key())


def _record(desk: Desk, actor: User, target: InspectionTarget, number: int, found: Iterable[int]) -> None:
    today = timezone.localdate()
    drafts = [FindingDraft(FOUND[n][0], FOUND[n][1], today + timedelta(days=FOUND[n][2])) for n in found]
    record_target(
        target,
        actor=actor,
        visited_on=today,
        impression=IMPRESSIONS[number % len(IMPRESSIONS)],
        findings=drafts,
        seen=target_token(target),
    )


def _harbour_story(desk: Desk) -> Story:
    """The office looks at a whole region; six weeks later some of it is still open."""
    clock, office = desk.clock, desk.cast["office"]
    yield clock.at(62)
    region = Region.objects.get(name=HARBOUR)
    words = "看载体是否运转，查台账是否随手可得，听群众怎么说。"
    inspection = _plan(desk, office, "gw", "港区片区品牌创建督查", region=region, focus=words)
    targets = list(inspection.targets.select_related("inspection__organizer", "organization", "brand"))
    for number, target in enumerate(targets):
        yield clock.at(58, 9 + number % 8, number)
        _record(desk, office, target, number, [number % len(FOUND)] if number < 5 else [])
    yield clock.at(54, 16)
    advance_inspection(inspection, "carry_out", actor=office, conclusion=CONCLUSION)
    findings = list(Finding.objects.filter(target__inspection=inspection).order_by("pk"))
    for number, finding in enumerate(findings[:3]):
        yield clock.at(40 - number, 10)
        secretary = desk.cast.secretaries[desk.key_of[finding.organization_id]]
        findings[number] = answer_finding(finding, answer=ANSWERS[number], actor=secretary)
    yield clock.at(35, 9)
    advance_finding(findings[0], "close", actor=office, comment="现场复核属实。")
    yield clock.at(35, 9, 20)
    sent_back = "小结里的宣传弱没有写改进办法，请补写并说明责任人。"
    findings[1] = advance_finding(findings[1], "send_back", actor=office, comment=sent_back)
    if len(findings) > 4:
        yield clock.at(20, 15)
        advance_finding(
            findings[4],
            "extend",
            actor=office,
            comment="赶上台风季连续值守，活动顺延。",
            until=findings[4].due_on + timedelta(days=40),
        )


def _traffic_story(desk: Desk) -> Story:
    """A committee looks at its own branches, and all of it is settled."""
    clock, reviewer = desk.clock, desk.cast.reviewers["jt"]
    yield clock.at(90)
    inspection = _plan(desk, reviewer, "jt", "交通系统品牌阵地检查", focus="阵地、台账、承诺上墙。")
    wanted = [desk.organizations[key] for key in ("jt1a", "jt2")]
    add_targets(inspection, [place.pk for place in wanted], actor=reviewer)
    for number, target in enumerate(inspection.targets.select_related("inspection__organizer", "organization")):
        yield clock.at(88, 10 + number)
        _record(desk, reviewer, target, number + 1, [3] if number == 0 else [])
    yield clock.at(86, 10)
    inspection = advance_inspection(inspection, "carry_out", actor=reviewer, conclusion="总体较好，承诺栏须及时更换。")
    for finding in Finding.objects.filter(target__inspection=inspection, status=FindingStatus.OPEN):
        yield clock.at(80, 11)
        secretary = desk.cast.secretaries[desk.key_of[finding.organization_id]]
        finding = answer_finding(finding, answer="本年度承诺已全部更换上墙，支委逐条看过。", actor=secretary)
        yield clock.at(78, 9)
        advance_finding(finding, "close", actor=reviewer)
    yield clock.at(77, 9)
    advance_inspection(inspection, "close", actor=reviewer)


def _present_story(desk: Desk) -> Story:
    """Begun, half written up, nothing told yet."""
    clock, office = desk.clock, desk.cast["office"]
    yield clock.at(4)
    words = "窗口单位服务承诺兑现情况。"
    inspection = _plan(desk, office, "gw", "窗口单位品牌督查", focus=words)
    wanted = [desk.organizations[key] for key in ("zwfw", "gjj", "ybj", "sw1a")]
    add_targets(inspection, [place.pk for place in wanted], actor=office)
    for number, target in enumerate(inspection.targets.select_related("inspection__organizer", "organization")[:2]):
        yield clock.at(2, 10 + number)
        _record(desk, office, target, number + 2, [2] if number else [])


def _cancelled_story(desk: Desk) -> Story:
    clock, office = desk.clock, desk.cast["office"]
    yield clock.at(130)
    inspection = _plan(desk, office, "gw", "年中品牌资料检查")
    yield clock.at(129)
    reason = "与年中党建检查重复，为减轻基层负担，不再单独开展。"
    advance_inspection(inspection, "cancel", actor=office, comment=reason)

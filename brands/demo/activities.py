"""What the branches did month by month, what their members promised, who mans the posts, two good deeds."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from branches.models import Member
from brands.demo.applications import Desk
from brands.demo.clock import Story
from brands.enums import CarrierKind
from brands.models import ActivityKind, Brand, Carrier, Commitment
from brands.rules.activity import checks_of
from brands.selectors.activity import record_on, records_of
from brands.services.activity import ActivityDraft, enter_activities
from brands.services.carrier import man_carrier
from brands.services.commitment import Promise, advance_commitment, enter_commitments
from brands.services.deed import Consent, DeedDraft, advance_deed, enter_deed, record_consent

Members = dict[str, list[Member]]
KEYS = uuid.UUID("2a4b1d90-6f0f-4c7c-8d0e-9d5b7a3c1e42")
BRANCHES = 14  # so many branches with brands keep their records in the system
MONTHS = (165, 135, 105, 75, 45, 15)  # days ago, when the month just past was entered
# kind, title, place, so many of the members, summary
DONE = (
    ("theme_day", "重温入党志愿书，对照查找差距", "支部活动室", 0.9, "诵读志愿书，六名党员谈了当年想法和现在差距。"),
    ("study", "围绕本职业务集中学习半天", "会议室", 0.8, "由业务骨干主讲，现场答疑，会后各自写出一条改进办法。"),
    ("volunteer", "到结对社区清理楼道杂物", "花溪社区", 0.4, "清运杂物三车，帮四户独居老人检查了电线。"),
    ("three_meetings", "支部党员大会讨论品牌年度任务", "会议室", 0.95, "讨论通过任务分工，意见两条，已吸收。"),
    ("lecture", "书记讲党课：把小事办成暖心事", "会议室", 0.85, "结合三个服务案例讲服务意识，课后讨论半小时。"),
    ("exchange", "兄弟支部来访看岗位", "服务大厅", 0.3, "介绍先锋岗的做法，带走了对方提出的四条建议。"),
    ("outreach", "政策宣讲进企业", "高新园区", 0.2, "解答企业提问二十余个，三个当场办结。"),
    ("three_meetings", "党小组会评议岗位承诺", "值班室", 0.5, "逐人说进展，未达到的说明原因和补救时间。"),
    ("volunteer", "考试周为考生护航", "第三中学门口", 0.3, "设便民点两处，提供饮水、文具和应急接送。"),
    ("theme_day", "参观城市建设档案展", "市档案馆", 0.7, "看老照片讲新变化，两名老党员作了讲解。"),
    ("study", "研读先进典型事迹", "线上", 0.75, "每人推荐一段话并说明理由，整理成岗位提示卡。"),
)  # fmt: skip
PROMISES = (
    "每周到服务窗口值守一次，当天问题当天答复。",
    "带一名新同志，半年内能独立上岗。",
    "每月为所在小区做一件力所能及的事。",
    "经手的事项全部按时办结，超时主动说明。",
    "每季度提出一条改进流程的建议。",
)
KEPT = ("值班表和答复记录齐全，做到了。", "新同志已独立上岗，师傅和徒弟都认可。", "每月一件，社区反馈良好。")
NOT_KEPT = "有两个月因外出学习没有做到，本人作了说明，下半年补上。"
POSTS = (CarrierKind.POST, CarrierKind.TEAM)
DUTIES = ("负责人", "联络", "")
DEEDS = (
    ("暴雨夜守在积水路口", "暴雨当晚路口积水、井盖移位，在雨中守了两个小时，提醒行人绕行，直到抢修人员赶到。"),
    ("把迷路老人送回家", "午休时遇到一位说不清住址的老人，陪着步行两公里，把老人送到家门口，又联系了家属。"),
)  # fmt: skip
CONSENT = "书面同意书，原件存支部档案"


def activity_story(desk: Desk, members: Members) -> Story:
    """Month by month: what was done in the month just past, entered in one go; at last what this month has seen."""
    kinds = {kind.code: kind for kind in ActivityKind.objects.select_related("checklist")}
    for turn, days in enumerate(MONTHS):
        yield desk.clock.at(days, 17, 10)
        for number, brand in enumerate(_brands()):
            key = desk.key_of[brand.organization_id]
            drafts = [
                _draft(desk, brand, kinds, turn * 2 + number + part, 6 + 9 * part, len(members[key]))
                for part in range(3)
            ]
            enter_activities(
                brand.organization, drafts=drafts, actor=desk.cast.secretaries[key], key=_key(brand, f"done{turn}")
            )
    yield desk.clock.at(0, 8, 40)
    for number, brand in enumerate(_brands()):
        # This month has begun: what was held since, entered the same day.
        key = desk.key_of[brand.organization_id]
        draft = _draft(desk, brand, kinds, len(MONTHS) * 2 + number, number % 6, len(members[key]))
        if draft.held_on.replace(day=1) == desk.clock.today.replace(day=1):
            enter_activities(
                brand.organization, drafts=[draft], actor=desk.cast.secretaries[key], key=_key(brand, "lately")
            )


def _brands() -> list[Brand]:
    """The first branches that have a brand by then."""
    return list(Brand.objects.select_related("organization", "program").order_by("accepted_on", "pk")[:BRANCHES])


def _draft(
    desk: Desk, brand: Brand, kinds: dict[str, ActivityKind], place: int, days_ago: int, size: int
) -> ActivityDraft:
    code, title, where, share, summary = DONE[place % len(DONE)]
    kind, day = kinds[code], desk.clock.on(timezone.localdate() - timedelta(days=days_ago)).date()
    items = kind.checklist.items if kind.checklist else []
    carriers = list(brand.carriers.filter(is_active=True))
    return ActivityDraft(
        kind=kind,
        title=title,
        held_on=day,
        place=where,
        people=max(3, round(size * share)),
        strand="commitment" if "承诺" in title else "",
        brand=brand,
        phase_record=record_on(brand, records_of([brand]), day),
        carrier=carriers[place % len(carriers)] if carriers and place % 2 else None,
        summary=summary,
        checks=checks_of(kind, set(items[: len(items) - place % 2])),
    )


def promise_story(desk: Desk, members: Members) -> Story:
    """Promised half a year ago; some branches have checked, two have yet to; posts and teams are manned."""
    yield desk.clock.at(150, 10, 20)
    brands = _brands()
    until = timezone.localdate() + timedelta(days=130)
    for brand in brands[:6]:
        key = desk.key_of[brand.organization_id]
        actor = desk.cast.secretaries[key]
        promises = [Promise(member, PROMISES[n % len(PROMISES)]) for n, member in enumerate(members[key][1:6])]
        enter_commitments(
            brand.organization, promises=promises, made_on=timezone.localdate(), due_on=until, brand=brand,
            actor=actor, key=_key(brand, "promises"),
        )  # fmt: skip
        _man(brand, members[key], actor)
    yield desk.clock.at(12, 15, 5)
    for brand in brands[:4]:
        actor = desk.cast.secretaries[desk.key_of[brand.organization_id]]
        for number, commitment in enumerate(Commitment.objects.filter(brand=brand).order_by("pk")):
            step, words = ("break", NOT_KEPT) if number == 3 else ("keep", KEPT[number % len(KEPT)])
            advance_commitment(commitment, step, actor=actor, comment=words)


def _man(brand: Brand, members: list[Member], actor: object) -> None:
    since = timezone.localdate()
    for carrier in Carrier.objects.filter(brand=brand, kind__in=POSTS, is_active=True)[:2]:
        for duty, member in zip(DUTIES, members[2:], strict=False):
            man_carrier(carrier, member=member, since=since, duty=duty, actor=actor)


def deed_story(desk: Desk, members: Members) -> Story:
    """One is carried to the brand's public page, the other has only just been agreed to."""
    yield desk.clock.at(70, 9, 40)
    public = Brand.objects.public().select_related("organization", "program").order_by("accepted_on", "pk")
    for number, brand in enumerate(public[:2]):
        key = desk.key_of[brand.organization_id]
        actor = desk.cast.secretaries[key]
        title, text = DEEDS[number]
        today = timezone.localdate()
        draft = DeedDraft(members[key][7], title, text, today - timedelta(days=4), brand)
        deed = enter_deed(brand.organization, draft=draft, actor=actor, key=_key(brand, "deed"))
        consent = Consent(on=today, until=_in_a_year(today), note=CONSENT)
        deed = record_consent(deed, consent=consent, actor=actor, version=deed.edit_version)
        if number == 0:
            deed = advance_deed(deed, "propose", actor=actor)
            deed = advance_deed(deed, "check", actor=desk.cast["office"], comment="内容属实，不涉密，未写他人姓名。")
            advance_deed(deed, "approve", actor=desk.cast["director"], comment="同意公开。")


def _in_a_year(day: date) -> date:
    return day + timedelta(days=365)


def _key(brand: Brand, what: str) -> str:
    """The one-time key of the form that enters it."""
    return str(uuid.uuid5(KEYS, f"{brand.organization.code} {brand.program_id} {what}"))

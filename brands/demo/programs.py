"""Three programs: the one that is over, the one that runs, the one to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from branches.models import Organization
from brands.demo.accounts import Cast
from brands.demo.clock import Clock, Story
from brands.enums import EndorsementRule, ProgramNature
from brands.models import Program
from brands.services.program import PhaseDraft, WeightDraft, advance_program, create_program
from core.onetime import new_key

DOCUMENT_CODE = "云机工发"
MONTHS_BEGUN = 22  # months that the running program has run: it always stands in its third phase
MONTHS = 36
# Months of each phase, its name, what to do, what to hand in.
PHASES = (
    (
        6,
        "宣传发动",
        "讲清为什么创、创什么、怎么创；走访服务对象，召开党员大会，确定品牌名称与内涵并申报。",
        "品牌申报表、支部决议。",
    ),
    (
        12,
        "创建培育",
        "按计划建载体、带队伍、立规矩；上级党组织结对指导，及时修正不贴合实际的做法。",
        "阶段小结（不超过一千字），问题与改进措施。",
    ),
    (
        10,
        "巩固深化",
        "对照六项标准查短板，把好做法固定为制度；开展支部之间互看互学。",
        "阶段小结、可推广的做法一条。",
    ),
    (8, "总结提升", "请群众评议变化，归档资料，形成能被别人照着做的方法。", "总结报告、创建档案目录。"),
)
SHORT_PHASES = ((4, *PHASES[0][1:]), (5, *PHASES[1][1:]), (3, *PHASES[3][1:]))
CRITERIA = (
    ("政治性", 20, "方向正确，体现党组织的政治功能和组织功能。"),
    ("时代性", 15, "回应当前的新任务、新期待，不因循旧套路。"),
    ("服务性", 20, "服务对象看得见、说得出变化，有数据可查。"),
    ("创新性", 15, "做法有新意、有实效，解决过去解决不了的问题。"),
    ("示范性", 15, "别的支部学得会、用得上。"),
    ("差异性", 15, "贴合本单位特点，与其他品牌不雷同。"),
)
PURPOSE = (
    "用三年时间，引导市直机关各党支部从本职岗位出发，每个支部培育一个群众认可、党员认同、拿得出手也经得住看的品牌。"
    "不比名头比实效，不比材料比变化：能用一张表说清的不写两张，能到现场看的不看照片。"
)
BASIS = "《云岭市直机关党建品牌创建工作方案》，经市直机关工委会议研究通过。"
EARLIER_BASIS = "《市直机关支部品牌试点工作方案》，列入市直机关工委工作要点。"
PREPARED_PURPOSE = "面向基层站所、窗口和班组，培育一批小而实的岗位服务品牌，正在征求各单位意见。"


@dataclass
class Programs:
    """Filled as the stories come to them."""

    current: Program = field(init=False)
    earlier: Program = field(init=False)


def plus_months(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def span(starts_on: date, months: int) -> tuple[date, date]:
    return starts_on, plus_months(starts_on, months) - timedelta(days=1)


def template(first: date, phases: Sequence[tuple[int, str, str, str]]) -> list[PhaseDraft]:
    drafts = []
    for months, name, tasks, deliverables in phases:
        drafts.append(PhaseDraft(name, *span(first, months), tasks=tasks, deliverables=deliverables))
        first = plus_months(first, months)
    return drafts


def _created(
    organizer: Organization, cast: Cast, starts_on: date, phases: Sequence[tuple[int, str, str, str]], **values: Any
) -> Program:
    months = sum(phase[0] for phase in phases)
    return create_program(
        organizer,
        actor=cast["office"],
        values=values | dict(zip(("starts_on", "ends_on"), span(starts_on, months), strict=True)),
        phases=template(starts_on, phases),
        criteria=[WeightDraft(name=name, weight=weight, description=text) for name, weight, text in CRITERIA],
        key=new_key(),
    )


def _planned(organizer: Organization, cast: Cast, starts_on: date, title: str, basis: str) -> Program:
    """A three-year plan, internal to the system and reported."""
    ends_on = span(starts_on, MONTHS)[1]
    return _created(
        organizer,
        cast,
        starts_on,
        PHASES,
        name=f"{title}三年规划（{starts_on.year}—{ends_on.year}年）",
        nature=ProgramNature.INTERNAL,
        approval_basis=f"{basis}属本系统内部创建活动，已报市委组织部备案。",
        approved_by=organizer.name,
        approved_on=starts_on - timedelta(days=35),
        applications_until=plus_months(starts_on, MONTHS - 6),
        purpose=PURPOSE,
        endorsement_rule=EndorsementRule.EVERY_LEVEL,
        document_code=DOCUMENT_CODE,
    )


def current_story(programs: Programs, organizer: Organization, cast: Cast, clock: Clock) -> Story:
    starts_on = plus_months(clock.today, -MONTHS_BEGUN)
    yield clock.on(starts_on - timedelta(days=20), 9)
    programs.current = _planned(organizer, cast, starts_on, "市直机关党建品牌创建", BASIS)
    yield clock.on(starts_on - timedelta(days=3), 9)
    programs.current = advance_program(programs.current, "open", actor=cast["office"])


def earlier_story(programs: Programs, organizer: Organization, cast: Cast, clock: Clock) -> Story:
    starts_on = plus_months(clock.today, -MONTHS_BEGUN - MONTHS)
    yield clock.on(starts_on - timedelta(days=20), 9)
    programs.earlier = _planned(organizer, cast, starts_on, "市直机关支部品牌试点", EARLIER_BASIS)
    yield clock.on(starts_on - timedelta(days=3), 9)
    programs.earlier = advance_program(programs.earlier, "open", actor=cast["office"])
    yield clock.on(programs.earlier.ends_on + timedelta(days=20), 16)
    comment = "试点任务完成，转入市直机关党建品牌创建三年规划。"
    programs.earlier = advance_program(programs.earlier, "close", actor=cast["director"], comment=comment)


def prepared_story(organizer: Organization, cast: Cast, clock: Clock) -> Story:
    """Still without its approval: it cannot be opened yet."""
    yield clock.at(6, 15)
    starts_on = plus_months(clock.today, 4)
    _created(
        organizer,
        cast,
        starts_on,
        SHORT_PHASES,
        name=f"市直机关岗位服务品牌创建活动（{starts_on.year}年）",
        nature=ProgramNature.DEMONSTRATION,
        purpose=PREPARED_PURPOSE,
        endorsement_rule=EndorsementRule.NEXT_ONLY,
    )

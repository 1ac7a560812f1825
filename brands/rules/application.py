"""What an application needs before it is submitted."""

from datetime import date
from typing import Any

from django.utils import timezone

from brands.enums import ApplicationKind, ApplicationStatus, CarrierKind, ProgramStatus
from brands.models import Application, Brand, Program, Resolution
from core.errors import BusinessError

REQUIRED = {
    "name": "品牌名称",
    "slogan": "品牌口号",
    "concept": "品牌理念",
    "connotation": "品牌内涵",
    "goals": "品牌目标",
}
LIMITED = {**REQUIRED, "logo_meaning": "标识释义"}


def check_ready_to_submit(application: Application) -> None:
    """The program accepts filings, every text is within its limit, and the branch has resolved with a quorum."""
    missing = (
        program_missing(application)
        + text_missing(application)
        + row_missing(application)
        + resolution_missing(getattr(application, "resolution", None), timezone.localdate())
        + opinion_missing(application)
    )
    if missing:
        raise BusinessError("申报还不能提交，请补充：", details=missing)


def program_missing(application: Application) -> list[str]:
    program = application.program
    if program.status != ProgramStatus.OPEN:
        return [f"创建活动“{program}”{program.get_status_display()}，暂不受理申报。"]
    # What came in time may come again after it was returned.
    in_time = application.version_number > 0 or application.kind == ApplicationKind.REVISION
    if not in_time and program.applications_until and program.applications_until < timezone.localdate():
        return [f"申报已于{program.applications_until:%Y年%-m月%-d日}截止。"]
    return []


def text_missing(application: Application) -> list[str]:
    limits = application.program.limits
    missing = [f"请填写“{label}”。" for field, label in REQUIRED.items() if not getattr(application, field).strip()]
    for field, label in LIMITED.items():
        size, limit = len(getattr(application, field)), limits.get(field)
        if limit and size > limit:
            missing.append(f"“{label}”不超过{limit}字，现为{size}字。")
    if application.logo and application.has_emblem is None:
        missing.append("请说明标识中是否含有党徽党旗图案。")
    if application.logo and not application.logo_meaning.strip():
        missing.append("请填写“标识释义”。")
    return missing


def row_missing(application: Application) -> list[str]:
    limits = application.program.limits
    missing = []
    if not application.carriers:
        missing.append("请至少填写一个品牌载体。")
    if not any(plan.get("text") for plan in application.plans):
        missing.append("请至少填写一个阶段的计划。")
    missing += [f"品牌载体第{number}项缺少名称。" for number, c in enumerate(application.carriers, 1) if not c["name"]]
    missing += [f"内涵要点第{number}项缺少标题。" for number, f in enumerate(application.facets, 1) if not f["title"]]
    missing += repeated_carriers(application.carriers)
    rows = (
        ("facet_text", "内涵要点", application.facets),
        ("carrier_text", "品牌载体", application.carriers),
        ("plan_text", "分阶段计划", application.plans),
    )
    for key, label, items in rows:
        limit = limits.get(key)
        missing += [
            f"“{label}”第{number}项的说明不超过{limit}字，现为{len(item.get('text', ''))}字。"
            for number, item in enumerate(items, start=1)
            if limit and len(item.get("text", "")) > limit
        ]
    return missing


def repeated_carriers(carriers: list[dict[str, Any]]) -> list[str]:
    """A brand has each carrier of a kind once."""
    seen, found = set(), []
    for carrier in carriers:
        key = (carrier["kind"], carrier["name"])
        if key in seen:
            found.append(f"品牌载体“{CarrierKind(carrier['kind']).label}：{carrier['name']}”重复。")
        seen.add(key)
    return found


def opinion_missing(application: Application) -> list[str]:
    """The text about opinions asked has its limit like every other."""
    resolution, limit = getattr(application, "resolution", None), application.program.limits.get("opinions_asked")
    size = len(resolution.opinions_asked) if resolution else 0
    return [f"“征求党员意见情况”不超过{limit}字，现为{size}字。"] if limit and size > limit else []


def resolution_missing(resolution: Resolution | None, today: date) -> list[str]:
    """Quorum: present more than half of expected; for more than half of expected; the votes add up to those present."""
    if resolution is None or not resolution.kind or resolution.held_on is None:
        return ["请填写支部决议的会议类型和日期。"]
    missing = []
    if resolution.held_on > today:
        missing.append("支部决议的会议日期不能晚于今天。")
    given = (
        resolution.expected,
        resolution.present,
        resolution.votes_for,
        resolution.votes_against,
        resolution.abstained,
    )
    counts = [count for count in given if count is not None]
    if len(counts) < len(given):
        return [*missing, "请填写应到、实到人数和赞成、反对、弃权票数。"]
    expected, present, votes_for, votes_against, abstained = counts
    if expected == 0:
        return [*missing, "应到人数应大于0。"]
    if present > expected:
        missing.append("实到人数不能多于应到人数。")
    if votes_for + votes_against + abstained != present:
        missing.append("赞成、反对、弃权票数之和应等于实到人数。")
    if present * 2 <= expected:
        missing.append("实到人数须超过应到人数的半数，会议方为有效。")
    if votes_for * 2 <= expected:
        missing.append("赞成票须超过应到人数的半数，决议方为通过。")
    if not resolution.opinions_asked.strip():
        missing.append("请填写征求党员意见的情况。")
    return missing


OPEN_STATES = (ApplicationStatus.DRAFT, ApplicationStatus.IN_REVIEW)
ALREADY_OPEN = "本组织在该创建活动中已有一份进行中的申报，请先办完那一份。"


def check_may_start(program: Program, organization: Any, kind: ApplicationKind) -> None:
    """One application under way for each organisation and program; the first filing only while there is no brand."""
    if program.status != ProgramStatus.OPEN:
        raise BusinessError(f"创建活动“{program}”{program.get_status_display()}，暂不受理申报。")
    if Application.objects.filter(program=program, organization=organization, status__in=OPEN_STATES).exists():
        raise BusinessError(ALREADY_OPEN)
    has_brand = Brand.objects.filter(program=program, organization=organization).exists()
    if kind == ApplicationKind.FIRST and has_brand:
        raise BusinessError("本组织在该创建活动中已有品牌，如需调整请在品牌页面发起修订。")
    until = program.applications_until
    if kind == ApplicationKind.FIRST and until and until < timezone.localdate():
        raise BusinessError(f"申报已于{until:%Y年%-m月%-d日}截止。")


def check_may_reopen(application: Application) -> None:
    """A withdrawn application comes back only if nothing has taken its place meanwhile."""
    others = Application.objects.filter(
        program=application.program_id, organization=application.organization_id, status__in=OPEN_STATES
    )
    if others.exists():
        raise BusinessError(ALREADY_OPEN)
    brand = Brand.objects.filter(program=application.program_id, organization=application.organization_id)
    if application.kind == ApplicationKind.FIRST and brand.exists():
        raise BusinessError("本组织在该创建活动中已有品牌，如需调整请在品牌页面发起修订。")

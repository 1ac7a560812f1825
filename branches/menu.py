"""The menu: what stands where, who sees it, and which count it carries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

from branches.enums import Ability
from branches.roles import has_ability_somewhere

Counts = dict[str, int]


@dataclass(frozen=True)
class Item:
    """One line of the menu. Without abilities everybody who is logged in sees it; otherwise one of them is enough."""

    label: str
    url_name: str
    icon: str
    abilities: tuple[Ability, ...] = ()
    counter: str = ""
    # Pages whose view name begins with one of these belong to the line too.
    also: tuple[str, ...] = ()

    def is_open_to(self, user: Any) -> bool:
        return not self.abilities or any(has_ability_somewhere(user, ability) for ability in self.abilities)

    def nearness(self, view_name: str) -> int:
        """How much of the page's name this line knows; 0 when the page is none of its own."""
        names = (self.url_name, self.url_name.removesuffix("_list"), *self.also)
        return max((len(name) for name in names if view_name == name or view_name.startswith(f"{name}_")), default=0)


@dataclass(frozen=True)
class Group:
    label: str
    lines: tuple[Item, ...]


A = Ability
WORKBENCH = Item("工作台", "brands:workbench", "house", counter="todo")
APPLICATIONS = Item("申报", "brands:application_list", "file-earmark-text", (A.READ,), "applications")
NOTICES = Item("公示", "brands:notice_list", "megaphone", (A.READ, A.ORGANIZE), "notices", ("brands:opinion",))
SHEETS = Item("我的评分", "brands:sheet_list", "pencil-square", (A.SCORE,), "sheets")
PROFILE = Item("我的", "accounts:profile", "person", also=("accounts:password",))
MESSAGES = Item("消息", "brands:message_list", "bell", counter="messages")

MENU: tuple[Group, ...] = (
    Group("", (WORKBENCH,)),
    Group(
        "品牌创建",
        (
            APPLICATIONS,
            Item("品牌", "brands:brand_list", "award", (A.READ,), also=("brands:archive",)),
            Item("创建活动", "brands:program_list", "flag", (A.READ,)),
        ),
    ),
    Group(
        "创建过程",
        (
            Item("阶段推进", "brands:phase_list", "signpost-split", (A.READ,), "phases", ("brands:supervision",)),
            Item(
                "活动",
                "brands:activity_list",
                "calendar-event",
                (A.READ,),
                "activities",
                ("brands:commitment", "brands:carrier", "brands:deed"),
            ),
            Item("督查整改", "brands:finding_list", "search", (A.READ,), "findings", ("brands:inspection",)),
            Item(
                "分类指导",
                "brands:guidance_list",
                "diagram-2",
                (A.READ,),
                "guidance",
                ("brands:pairing", "brands:site", "brands:visit"),
            ),
            Item("年度计划", "brands:plan_list", "calendar-check", (A.READ,), "plans", ("brands:highlight",)),
            Item("制度与荣誉", "brands:regulation_list", "journal-text", (A.READ,), "regulations", ("brands:award",)),
        ),
    ),
    Group(
        "评选命名",
        (
            Item("评选批次", "brands:round_list", "trophy", (A.READ,), "rounds", ("brands:nomination", "brands:judge")),
            SHEETS,
            NOTICES,
            Item("命名文件", "brands:document_list", "file-earmark-check", (A.READ,), "documents"),
            Item("命名称号", "brands:honour_list", "patch-check", (A.READ,), "honours", ("brands:recheck",)),
        ),
    ),
    Group(
        "考核评价",
        (
            Item("考核细则", "assessments:scheme_list", "clipboard-check", (A.READ,)),
            Item(
                "考核台账",
                "assessments:ledger_list",
                "journal-check",
                (A.READ,),
                "ledgers",
                ("assessments:scheme_ledgers", "assessments:publication", "assessments:appeal", "assessments:proposal"),
            ),
            Item("群众评价", "assessments:survey_list", "chat-square-text", (A.READ,)),
            Item("党员积分", "assessments:point_list", "star", (A.READ,), also=("assessments:appraisal",)),
        ),
    ),
    Group(
        "组织与账号",
        (
            Item(
                "党组织",
                "branches:organization_list",
                "diagram-3",
                (A.READ, A.MANAGE_ORGANIZATIONS),
                also=("branches:term",),
            ),
            Item("片区与条线", "branches:region_list", "geo-alt", (A.MANAGE_SETTINGS,), also=("branches:line",)),
            Item("党员", "branches:member_list", "people", (A.READ, A.MANAGE_ORGANIZATIONS)),
            Item(
                "批量导入",
                "branches:import_list",
                "upload",
                (A.MANAGE_ORGANIZATIONS, A.MANAGE_ACCOUNTS),
                also=("branches:import",),
            ),
            Item("账号与授权", "branches:account_list", "person-lock", (A.MANAGE_ACCOUNTS,), also=("branches:role",)),
        ),
    ),
    Group(
        "系统",
        (
            Item("我的任务", "core:jobs", "hourglass-split", also=("core:job",)),
            Item("审计记录", "branches:audit_list", "shield-check", (A.READ_AUDIT,)),
            Item("数据管理", "admin:index", "gear", (A.MANAGE_SETTINGS, A.ORGANIZE)),
        ),
    ),
)
BOTTOM = (WORKBENCH, APPLICATIONS, SHEETS, NOTICES, PROFILE)

_counters: list[Callable[[Any], Counts]] = []


def counter(function: Callable[[Any], Counts]) -> Callable[[Any], Counts]:
    """Registers (user) -> {counter key: number}; an app does so in its AppConfig.ready by importing the module."""
    if function not in _counters:
        _counters.append(function)
    return function


# Pages that higher apps add to an organisation: (line, predicate of person and organisation).
OrganizationPage = tuple[Item, Callable[[Any, Any], bool]]
_pages: list[OrganizationPage] = []


def organization_page(item: Item, is_open: Callable[[Any, Any], bool]) -> None:
    """Registers a page of one organisation; its address takes the organisation's key."""
    if all(item != known for known, _ in _pages):
        _pages.append((item, is_open))


def pages_of(user: Any, organization: Any) -> list["Line"]:
    """The pages about one organisation that this person may open."""
    open_ones = [item for item, is_open in _pages if is_open(user, organization)]
    lines = [Line(item.label, address(item.url_name, organization.pk), item.icon) for item in open_ones]
    return [line for line in lines if line.url]


@dataclass
class Line:
    """An item as one person sees it now."""

    label: str
    url: str | None
    icon: str
    active: bool = False
    count: int = 0


@dataclass
class Section:
    label: str
    items: list[Line] = field(default_factory=list)


@dataclass
class Menu:
    groups: list[Section]
    bottom: list[Line]
    messages: Line
    home_url: str


def address(url_name: str, *args: Any) -> str | None:
    """None where an installation lacks the page."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return None


def menu_for(user: Any, view_name: str, *, is_counted: bool = True) -> Menu:
    """The lines this person sees, with their counts and the one that is open now."""
    counts: Counts = {}
    for function in _counters if is_counted else ():
        counts |= function(user)

    # A page belongs to the line that names it most exactly.
    every = [item for group in MENU for item in group.lines]
    nearest = max(item.nearness(view_name) for item in (*every, *BOTTOM, MESSAGES))

    def line(item: Item) -> Line:
        count, nearness = counts.get(item.counter, 0), item.nearness(view_name)
        return Line(item.label, address(item.url_name), item.icon, 0 < nearness == nearest, count)

    def seen(items: Iterable[Item]) -> list[Line]:
        return [shown for shown in (line(item) for item in items if item.is_open_to(user)) if shown.url]

    sections = [Section(group.label, seen(group.lines)) for group in MENU]
    return Menu(
        groups=[section for section in sections if section.items],
        bottom=seen(BOTTOM),
        messages=line(MESSAGES),
        home_url=address(WORKBENCH.url_name) or reverse(PROFILE.url_name),
    )

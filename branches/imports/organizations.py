"""Checks of the sheet 党组织: superiors in any order, cycles named, warnings of the rules beside."""

from typing import Any

from branches.enums import OrganizationKind, RowAction
from branches.imports.checking import Context, NewOrganization, refuse_doubles, settle
from branches.imports.reading import Row
from branches.rules import PARENTS
from branches.selectors import depth_of
from branches.tree import PATH_MAX, PATH_STEP

PLAIN = ("name", "short_name", "kind", "founded_on", "term_years", "exception_note")


def check(context: Context, rows: list[Row]) -> None:
    refuse_doubles(rows, "code")
    coming: dict[str, Row] = {}
    for row in rows:
        _resolve(context, row)
        code = row.values.get("code")
        if code is None or not row.is_sound:
            continue
        if existing := context.organizations.get(code):
            _check_existing(context, row, existing)
        else:
            coming[code] = row
    _check_coming(context, coming, rows)


def _resolve(context: Context, row: Row) -> None:
    """Names of regions and lines become their records."""
    for name, known, label in (("region", context.regions, "片区"), ("line", context.lines, "业务条线")):
        text = row.values.get(name)
        if text is None:
            continue
        if text in known:
            row.values[name] = known[text]
        else:
            names = "、".join(list(known)[:20]) or "（还没有，请先在系统中添加）"
            row.fault(name, f"没有名为“{text}”的{label}，现有：{names}。")
    founded = row.values.get("founded_on")
    if founded and founded > context.today:
        row.fault("founded_on", "成立日期不能晚于今天。")


def _check_existing(context: Context, row: Row, existing: Any) -> None:
    if not context.manages.covers(existing.path):
        row.fault("code", f"组织代码“{existing.code}”不在您的管理范围内。")
        return
    parent = row.values.get("parent")
    if parent is not None and parent != (existing.parent.code if existing.parent else None):
        row.fault("parent", "与系统中的上级党组织不同；调整隶属关系请在该党组织的页面上办理。")
        return
    values = {name: row.values[name] for name in (*PLAIN, "region", "line") if name in row.values}
    settle(row, existing, values | ({} if existing.is_active else {"is_active": True}))


def _check_coming(context: Context, coming: dict[str, Row], rows: list[Row]) -> None:
    """Follow each new organisation up to a superior that exists."""
    faulty = {row.values["code"]: row for row in rows if "code" in row.values and not row.is_sound}
    for code in coming:
        chain: list[str] = []
        at = code
        while at in coming and at not in context.new_organizations and coming[at].is_sound and at not in chain:
            chain.append(at)
            at = coming[at].values.get("parent", "")
        if at in chain:
            _name_cycle(coming, chain[chain.index(at) :])
            chain = chain[: chain.index(at)]
        # From the top down: each finds its superior settled.
        for link in reversed(chain):
            _settle_coming(context, coming, faulty, coming[link])


def _name_cycle(coming: dict[str, Row], cycle: list[str]) -> None:
    named = " → ".join([*cycle, cycle[0]] if len(cycle) <= 10 else [*cycle[:10], "…", cycle[0]])
    for code in cycle:
        coming[code].fault("parent", f"上级关系循环：{named}。")


def _settle_coming(context: Context, coming: dict[str, Row], faulty: dict[str, Row], row: Row) -> None:
    parent = row.values.get("parent")
    if parent is None:
        row.fault("parent", "新增的党组织必须填写上级组织代码。")
        return
    wrong = faulty.get(parent) or coming.get(parent)
    if wrong is not None and not wrong.is_sound and parent not in context.organizations:
        row.fault("parent", f"上级组织“{parent}”（第 {wrong.number} 行）有误，请先修改。")
        return
    above = context.place_of(row, "parent", context.manages, unknown="，本表中也没有")
    if above is None:
        return
    is_new = isinstance(above, NewOrganization)
    depth = above.depth + 1 if isinstance(above, NewOrganization) else depth_of(above.path) + 1
    anchor = above.anchor if isinstance(above, NewOrganization) else above.path
    if depth > PATH_MAX // PATH_STEP:
        row.fault("parent", f"组织层级最多 {PATH_MAX // PATH_STEP} 级。")
        return
    kind_above = above.row.values["kind"] if is_new else above.kind  # type: ignore[union-attr]
    if kind_above not in PARENTS[row.values["kind"]]:
        labels = OrganizationKind(row.values["kind"]).label, OrganizationKind(kind_above).label
        row.notes.append(f"提示：{labels[0]}设在{labels[1]}之下，请核对。")
    row.action = RowAction.CREATE
    row.entry = NewOrganization(row, anchor, depth)
    context.new_organizations[row.values["code"]] = row.entry

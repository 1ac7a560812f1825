"""Checks of the sheet 党员."""

from branches.enums import RowAction
from branches.imports.checking import Context, NewOrganization, refuse_doubles, settle
from branches.imports.reading import Row
from branches.models import Organization

PLAIN = ("name", "status", "joined_on", "group", "exempt_class")


def check(context: Context, rows: list[Row]) -> None:
    refuse_doubles(rows, "code")
    for row in rows:
        joined = row.values.get("joined_on")
        if joined and joined > context.today:
            row.fault("joined_on", "入党日期不能晚于今天。")
        place = context.place_of(row, "organization", context.manages, unknown="，“党组织”表中也没有（或有误）")
        if row.is_sound and place is not None:
            _settle(context, row, place)


def _settle(context: Context, row: Row, place: Organization | NewOrganization) -> None:
    code = row.values["code"]
    existing = context.members.get(code)
    if existing is None:
        row.action = RowAction.CREATE
        row.entry = place
        context.new_members[code] = row
        return
    if not context.manages.covers(existing.organization.path):
        row.fault("code", f"党员编号“{code}”已有登记，且不在您的管理范围内。")
        return
    values = {name: row.values[name] for name in PLAIN if name in row.values}
    if not existing.is_active:
        values["is_active"] = True
        row.notes.append("该党员已转出，将恢复在册。")
    settle(row, existing, values)
    moves = isinstance(place, NewOrganization) or place.pk != existing.organization_id
    if moves:
        row.notes.append(f"将由“{existing.organization.short_name}”转入“{row.values['organization']}”。")
        row.action = RowAction.UPDATE
        row.entry[1]["organization"] = place

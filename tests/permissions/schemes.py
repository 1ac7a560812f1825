"""Schemes in every state on each side, and a spreadsheet that is being turned into one."""

from typing import Any

from assessments.enums.scheme import SchemeStatus
from assessments.models import Indicator, Scheme, SchemeFlag, SchemeImport
from assessments.services.scheme import copy_scheme, overrule_flag
from core.onetime import new_key
from tests.factories.branches import fresh
from tests.factories.schemes import PLAIN, make_scheme
from tests.permissions.canaries import Canaries
from tests.permissions.people import BUSINESS, RUN

FLAGGED = [
    *PLAIN[:1],
    {
        "name": "宣传工作",
        "lines": [
            {"name": "信息报送", "maximum": 20, "mechanism": "被媒体报道的计分"},
            {"name": "学习情况", "maximum": 20, "mechanism": "检查学习笔记"},
        ],
    },
]


def fill(side: Any, canaries: Canaries) -> None:
    office = fresh(side.people[f"{side.prefix}office"])
    known = [*side.names(*(BUSINESS if not side.prefix else RUN)), *side.names("auditor")]
    if side.prefix:
        known += side.names("clerk", "secretary", "committee_reviewer", "judge")
    for state in ("in_force", "closed"):
        title = canaries.new(f"{side.prefix}{state} scheme: title", known)
        scheme = make_scheme(side.places["top"], office=office, status=SchemeStatus(state), name=f"{title}细则")
        side.things[f"{state}_scheme"] = scheme
    title = canaries.new(f"{side.prefix}draft scheme: title", side.names(*RUN, "auditor"))
    former = side.things["closed_scheme"]
    draft = copy_scheme(
        former, actor=office, organizer=side.places["top"], name=f"{title}细则", year=2027, key=new_key()
    )
    side.things["draft_scheme"] = draft
    side.things["draft_scheme_group"] = draft.groups.first()
    side.things["draft_scheme_indicator"] = Indicator.objects.of(draft).first()
    _flagged(side, canaries, office)
    side.things["scheme_import"] = SchemeImport.objects.create(
        organizer=side.places["top"],
        actor=office,
        file_name=canaries.new(f"{side.prefix}scheme import", side.names("office")),
        rows=[
            {
                "number": 2, "doubts": ["请核对。"], "notes": [], "is_checked": False,
                "values": {"category": "甲", "name": "项目", "kind": "base", "maximum": "10", "method": "site"},
            }
        ],
    )  # fmt: skip


def _flagged(side: Any, canaries: Canaries, office: Any) -> None:
    title = canaries.new(f"{side.prefix}flagged scheme: title", side.names(*RUN, "auditor"))
    scheme = make_scheme(side.places["top"], office=office, name=f"{title}细则", groups=FLAGGED)
    first, second = SchemeFlag.objects.filter(indicator__group__scheme=scheme).order_by("pk")
    reason = canaries.new(f"{side.prefix}flag: reason", side.names(*RUN, "auditor"))
    side.things["flagged_scheme"] = Scheme.objects.get(pk=scheme.pk)
    side.things["scheme_flag"] = first
    side.things["overruled_scheme_flag"] = overrule_flag(second, actor=office, reason=f"{reason}确有必要保留。")
    side.things["flagged_scheme"].refresh_from_db()

"""By when a year's ledgers are to be self-scored, checked and confirmed."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from assessments.models import Scheme
from core.errors import BusinessError

# In the order of the work, with what is to be done by then.
DUES = {"self_due_on": "自评", "check_due_on": "上级审核", "confirm_due_on": "审定"}
DUE_FIELDS = tuple(DUES)


def date_faults(values: Mapping[str, Any]) -> dict[str, str]:
    """Field → why its date does not fit those before it."""
    dated = [(name, values[name]) for name in DUE_FIELDS if values.get(name) is not None]
    return {
        later: f"{DUES[later]}截止日期不能早于{DUES[earlier]}截止日期（{day:%Y年%-m月%-d日}）。"
        for (earlier, day), (later, other) in pairwise(dated)
        if other < day
    }


def check_dates(scheme: Scheme) -> None:
    faults = date_faults({name: getattr(scheme, name) for name in DUE_FIELDS})
    if faults:
        raise BusinessError("截止日期的先后不对：", details=list(faults.values()))


def moved_on(day: date | None, years: int) -> date | None:
    """The same day so many years on; of a leap day the day before."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

"""A page of a list: numbers for the first pages, by key beyond, and no count over a whole table."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest

from core.posted import whole

NUMBERED_PAGES = 10
PER_PAGE = 20


@dataclass(frozen=True)
class Page:
    """What components/pagination.html and a list need."""

    rows: list
    number: int | None  # None beyond the numbered pages
    numbers: list[int]
    next_number: int | None
    next_after: str | None
    total: int  # counted up to the end of the numbered pages
    total_is_exact: bool

    @property
    def total_label(self) -> str:
        return str(self.total) if self.total_is_exact else f"{self.total} 以上"

    @property
    def has_other_pages(self) -> bool:
        return self.number is None or len(self.numbers) > 1 or self.next_after is not None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def paginate(request: HttpRequest, queryset: QuerySet, *, order: tuple[str, ...], per_page: int = PER_PAGE) -> Page:
    """The page the address asks for (`page=` or `after=`), in the full order, whose columns are never null.

    The order ends in the primary key. Raises BadRequest for an address that names no page.
    """
    if order[-1].lstrip("-") != "pk":
        raise ValueError("a list's full order ends in pk")
    queryset = queryset.order_by(*order)
    bound = NUMBERED_PAGES * per_page
    total = queryset.order_by()[: bound + 1].count()
    exact, total = total <= bound, min(total, bound)
    numbers = list(range(1, max(1, -(-total // per_page)) + 1))
    if after := request.GET.get("after"):
        rows = list(queryset.filter(_beyond(queryset.model, order, _read_key(after)))[: per_page + 1])
        number = None
    else:
        number = min(_number(request.GET.get("page", "1")), numbers[-1])
        start = (number - 1) * per_page
        rows = list(queryset[start : start + per_page + 1])
    more = len(rows) > per_page
    rows = rows[:per_page]
    numbered_next = number + 1 if number and number < numbers[-1] else None
    key = _key_of(rows[-1], order) if more and numbered_next is None else None
    return Page(rows, number, numbers, numbered_next, key, total, exact)


def _number(text: str) -> int:
    number = whole(text, 6)
    if not number:
        raise BadRequest("页码应为正整数。")
    return number


def _key_of(row: Model, order: tuple[str, ...]) -> str:
    values = []
    for name in order:
        value: Any = row
        for part in name.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(value)
    # Not DjangoJSONEncoder's own time format: it cuts microseconds, and a cut key would show a row twice.
    values = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(values, cls=DjangoJSONEncoder).encode()).decode().rstrip("=")


def _read_key(text: str) -> list:
    try:
        values = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadRequest("翻页参数有误，请从首页重新打开。") from error
    if not isinstance(values, list):
        raise BadRequest("翻页参数有误，请从首页重新打开。")
    return values


def _field(model: type[Model], path: str) -> Field:
    names = path.split("__")
    for name in names[:-1]:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model._meta.pk if names[-1] == "pk" else model._meta.get_field(names[-1])  # type: ignore[return-value]


def _beyond(model: type[Model], order: tuple[str, ...], values: list) -> Q:
    """Rows that come after the key in the order, whatever the directions of its columns."""
    if len(values) != len(order):
        raise BadRequest("翻页参数有误，请从首页重新打开。")
    condition, equal = Q(), Q()
    for name, raw in zip(order, values, strict=True):
        path = name.lstrip("-")
        try:
            value = _field(model, path).to_python(raw)
        except (ValidationError, ValueError, TypeError, OverflowError, FieldDoesNotExist) as error:
            raise BadRequest("翻页参数有误，请从首页重新打开。") from error
        if value is None or "\x00" in str(value) or (isinstance(value, int) and abs(value) >= 2**63):
            raise BadRequest("翻页参数有误，请从首页重新打开。")
        condition |= equal & Q(**{f"{path}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{path: value})
    return condition

"""Where an organisation stands in the tree: new places, moves, and the rows elsewhere that carry the place.

A higher app that keeps `organization_path` on its rows registers the column here, so that a move rewrites it in
the same transaction without branches knowing what the rows are.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr

from branches.models import Organization
from branches.tree import PATH_END, PATH_MAX, PATH_STEP, below, segment
from core.errors import BusinessError
from core.models import NumberSeries

TREE_LOCK = "branches:tree"
TOO_DEEP = f"组织层级最多 {PATH_MAX // PATH_STEP} 级，请调整上级党组织。"
TOO_MANY = "该党组织的下级数量已达上限。"


@dataclass(frozen=True)
class Carrier:
    """A column elsewhere that holds organisations' paths."""

    model: type[models.Model]
    field: str

    def within(self, path: str) -> models.QuerySet:
        return self.model._default_manager.filter(below([path], self.field))


_carriers: list[Carrier] = []


def register(model: type[models.Model], field: str = "organization_path") -> None:
    """Called in AppConfig.ready of the app that owns the model."""
    model._meta.get_field(field)
    carrier = Carrier(model, field)
    if carrier not in _carriers:
        _carriers.append(carrier)


def register_all(models_of_app: Iterable[type[models.Model]]) -> None:
    """Every column of an app that is named …_path holds an organisation's place."""
    for model in models_of_app:
        for field in model._meta.local_fields:
            if field.name.endswith("_path"):
                register(model, field.name)


def carriers() -> tuple[Carrier, ...]:
    return tuple(_carriers)


def lock_tree() -> None:
    """One change of the tree's shape at a time, until the transaction ends.

    A new child of a branch that is being moved would otherwise keep its parent's former place.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the tree is locked in the transaction that changes it")
    NumberSeries.objects.select_for_update().get_or_create(key=TREE_LOCK)


def current_path(organization: Organization) -> str:
    """The organisation's place now, which stays so until the caller's transaction ends.

    For services that write a row carrying the path: a move waits for them, or they for the move.
    """
    return Organization.objects.select_for_update(no_key=True).values_list("path", flat=True).get(pk=organization.pk)


def next_child_number(parent_path: str) -> int:
    """One more than the highest child's number; the empty path asks for a root. The tree is locked by the caller."""
    inside = Organization.objects.filter(path__gt=parent_path, path__lt=parent_path + PATH_END)
    last = inside.order_by("-path").values_list("path", flat=True).first()
    return int(last[len(parent_path) : len(parent_path) + PATH_STEP], 36) + 1 if last else 1


def next_child_numbers(parents: Iterable[Organization]) -> dict[str, int]:
    """The same for many superiors by their paths, some hundreds in a query."""
    by_key = {parent.pk: parent.path for parent in parents}
    numbers = dict.fromkeys(by_key.values(), 1)
    keys = sorted(by_key)
    for start in range(0, len(keys), 500):
        children = Organization.objects.filter(parent__in=keys[start : start + 500]).order_by()
        for key, last in children.values_list("parent").annotate(last=Max("path")):
            numbers[by_key[key]] = int(last[-PATH_STEP:], 36) + 1
    return numbers


def child_path(parent_path: str, number: int) -> str:
    if len(parent_path) + PATH_STEP > PATH_MAX:
        raise BusinessError(TOO_DEEP)
    try:
        return parent_path + segment(number)
    except ValueError:
        raise BusinessError(TOO_MANY) from None


def next_path(parent: Organization | None) -> str:
    """A free place below the parent; the tree is locked and the parent fresh."""
    parent_path = parent.path if parent else ""
    return child_path(parent_path, next_child_number(parent_path))


def carried_by(path: str) -> list[tuple[str, int]]:
    """What carries the place or a place below it: (name, number of rows) of each kind that has any."""
    counted = [(str(c.model._meta.verbose_name), c.within(path).count()) for c in carriers()]
    return [(name, count) for name, count in counted if count]


def rewrite(old: str, new: str) -> dict[str, int]:
    """Move everything at and below `old` to `new`: the organisations first, then every registered column."""
    deepest = (
        Organization.objects.filter(below([old])).order_by(Length("path").desc()).values_list("path", flat=True).first()
    )
    if deepest and len(deepest) - len(old) + len(new) > PATH_MAX:
        raise BusinessError(TOO_DEEP)
    changed: dict[str, int] = {}
    for carrier in (Carrier(Organization, "path"), *carriers()):
        moved = Concat(Value(new), Substr(carrier.field, len(old) + 1))
        changed[carrier.model._meta.label_lower] = carrier.within(old).update(**{carrier.field: moved})
    return changed

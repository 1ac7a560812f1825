"""Arithmetic on materialised paths: fixed-width base-36 segments, `below` is a range on an index."""

from collections.abc import Iterable

from django.db.models import Q

PATH_STEP = 4  # characters a level: 1.6 million children of one parent
PATH_MAX = 40  # ten levels
PATH_END = "~"  # sorts after every character of a path


def below(paths: Iterable[str], field: str = "path") -> Q:
    """Rows whose path column lies within one of the paths (the nodes themselves included): ranges on an index."""
    condition = Q(pk__in=[])
    for path in outermost(paths):
        condition |= Q(**{f"{field}__gte": path, f"{field}__lt": path + PATH_END})
    return condition


def outermost(paths: Iterable[str]) -> list[str]:
    """The paths that lie within no other one of them, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def ancestor_paths(path: str, *, include_self: bool = False) -> list[str]:
    """The paths from the root down to the parent (or to the path itself)."""
    end = len(path) + (1 if include_self else 0)
    return [path[:size] for size in range(PATH_STEP, end, PATH_STEP)]


def segment(number: int) -> str:
    """The path segment of a parent's n-th child, in base 36 (1 is "0001")."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    if len(text) > PATH_STEP:
        raise ValueError("more children than a path segment can number")
    return text.rjust(PATH_STEP, "0")

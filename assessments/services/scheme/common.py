"""What every change of a scheme asks for: the office, a draft, and the copy that was seen."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone

from assessments.models import Group, Indicator, Scheme, SchemeFlag
from assessments.permissions.scheme import may_organize_scheme
from assessments.rules.scheme import check_is_draft, meaning_changes
from assessments.rules.scheme.formalism import found_in
from core.errors import StaleCopy, StepRefused

OFFICE_ONLY = "只有考核单位的工委办公室可以办理。"
CHANGED = "该细则刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。"
GROUPS_MOST, INDICATORS_MOST, GRADES_MOST = 30, 60, 10
# Name, lowest total, share of all units: what most schemes start from.
USUAL_GRADES = (
    ("优秀", Decimal(90), "1/3"),
    ("良好", Decimal(80), ""),
    ("合格", Decimal(60), ""),
    ("不合格", None, ""),
)


def locked_draft(scheme: Scheme, actor: Any, seen: int | None) -> Scheme:
    """The row, locked; `seen` is the edit version on the form."""
    fresh = Scheme.objects.select_for_update(of=("self",)).select_related("organizer").get(pk=scheme.pk)
    if not may_organize_scheme(actor, fresh):
        raise StepRefused(OFFICE_ONLY)
    check_is_draft(fresh)
    if seen is not None and fresh.edit_version != seen:
        raise StaleCopy(CHANGED)
    return fresh


def touch(scheme: Scheme) -> Scheme:
    """One edit more."""
    Scheme.objects.filter(pk=scheme.pk).update(edit_version=F("edit_version") + 1, updated_at=timezone.now())
    return Scheme.objects.select_related("organizer").get(pk=scheme.pk)


def allowed(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def refresh_flags(indicators: Iterable[Indicator]) -> None:
    """Flags as the words now stand; what was overruled stays overruled while the words that gave it away do."""
    indicators = list(indicators)
    present: dict[int, dict[str, SchemeFlag]] = {}
    for flag in SchemeFlag.objects.filter(indicator__in=[i.pk for i in indicators]):
        present.setdefault(flag.indicator_id, {})[flag.rule] = flag
    fresh, gone = [], []
    for indicator in indicators:
        flags = present.get(indicator.pk, {})
        found = found_in(indicator.name, indicator.content, indicator.mechanism, indicator.note)
        for rule, words in found.items():
            known = flags.pop(rule, None)
            if known is not None and known.found == words:
                continue
            if known is not None:
                gone.append(known.pk)
            fresh.append(SchemeFlag(indicator=indicator, rule=rule, found=words))
        gone += [flag.pk for flag in flags.values()]
    SchemeFlag.objects.filter(pk__in=gone).delete()
    SchemeFlag.objects.bulk_create(fresh)


def refresh_comparability(indicators: Iterable[Indicator]) -> None:
    """Comparable while the meaning is the former one's; what a person has judged, with a reason, stays."""
    changed = []
    for indicator in indicators:
        if indicator.comparable_reason:
            continue
        former = indicator.predecessor
        is_same = former is not None and not meaning_changes(indicator, former)
        if is_same != indicator.is_comparable:
            indicator.is_comparable = is_same
            changed.append(indicator)
    Indicator.objects.bulk_update(changed, ["is_comparable"])


def of_group(group: Group) -> list[Indicator]:
    return list(Indicator.objects.filter(group=group).select_related("group", "predecessor__group"))

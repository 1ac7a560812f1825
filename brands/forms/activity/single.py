"""The form of one activity: filled with what is likely, so that typing one takes under a minute."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone

from branches.models import Organization
from brands.enums import Strand
from brands.forms.activity.fields import PickField
from brands.forms.application import FilesField, unix
from brands.limits import ACTIVITY_PEOPLE_MOST, SUMMARY_MOST
from brands.models import Activity, ActivityKind, Brand
from brands.rules.activity import checks_of, evidence_cap
from brands.selectors.activity import active_kinds, brands_of, last_entered, record_on, records_of
from brands.services.activity import ActivityDraft
from core.days import PlausibleDays
from core.forms import DayInput


class ActivityForm(PlausibleDays, forms.Form):
    """What happened comes first; where it belongs stands below, filled in already."""

    kind = PickField(label="类型", empty="请选择")
    held_on = forms.DateField(label="日期", widget=DayInput())
    title = forms.CharField(label="主题", max_length=60)
    place = forms.CharField(label="地点", max_length=60, required=False)
    people = forms.IntegerField(label="参加人数", min_value=0, max_value=ACTIVITY_PEOPLE_MOST, required=False)
    summary = forms.CharField(
        label="内容摘要", max_length=SUMMARY_MOST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    strand = forms.ChoiceField(label="工作主线", choices=[("", "按类型"), *Strand.choices], required=False)
    brand = PickField(label="品牌", empty="不关联品牌", required=False)
    phase_record = PickField(label="创建阶段", empty="按日期", required=False)
    carrier = PickField(label="载体", empty="不关联载体", required=False)
    link = forms.CharField(
        label="相关链接", max_length=300, required=False, validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.TextInput(attrs={"inputmode": "url", "data-no-limit": ""}),
        help_text="已在网站、公众号发布的，填链接即可，不必上传。",
    )  # fmt: skip
    files = FilesField(label="佐证材料（可不提供）", required=False)

    # The first fields of the page; the others are folded.
    FIRST = ("kind", "held_on", "title", "place", "people")
    PLACED = ("brand", "phase_record", "carrier", "strand", "link")

    def __init__(self, *args: Any, organization: Organization, activity: Activity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization, self.activity = organization, activity
        brands = brands_of(organization)
        kinds = active_kinds()
        if activity:
            brands += [activity.brand] if activity.brand and activity.brand not in brands else []
            kinds += [activity.kind] if activity.kind not in kinds else []
        self.brands, self.records = brands, records_of(brands)
        self.fields["kind"].offer(kinds, _kind_label)
        self.fields["brand"].offer(brands)
        several = len(brands) > 1
        self.fields["phase_record"].offer(
            self.records, lambda record: f"{record.brand}·{record.phase}" if several else str(record.phase)
        )
        self.fields["carrier"].offer(_carriers(brands, activity))
        self.lists = _checklists(kinds, activity)
        cap = min((evidence_cap(brand) for brand in brands), default=evidence_cap(None))
        self.fields["files"].help_text = f"最多{cap}个；照片自动缩小并去除拍摄信息，也可上传PDF、docx、xlsx。"

    def place_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PLACED]

    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def placed_is_open(self) -> bool:
        """Something below needs a look."""
        return any(name in self.errors for name in self.PLACED) if self.is_bound else False

    def ticked(self, name: str) -> set[str]:
        """The points of one checklist that were ticked, or hold for the stored activity."""
        if self.is_bound:
            return set(self.data.getlist(name))
        return {item for item, is_met in (self.activity.checks if self.activity else {}).items() if is_met}

    def checklists(self) -> list[dict[str, Any]]:
        """For the page: each list with its kinds, and which points are ticked."""
        return [
            row | {"points": [(item, item in self.ticked(row["name"])) for item in row["items"]]} for row in self.lists
        ]

    def clean_link(self) -> str:
        return self.cleaned_data["link"].strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        brand, record, carrier = data.get("brand"), data.get("phase_record"), data.get("carrier")
        part = record or carrier
        if brand is None and part is not None:
            # Whoever names a phase or a carrier names its brand.
            brand = data["brand"] = next((one for one in self.brands if one.pk == part.brand_id), None)
        for name, label in (("phase_record", "创建阶段"), ("carrier", "载体")):
            if data.get(name) and brand and data[name].brand_id != brand.pk:
                self.add_error(name, f"所选{label}不属于品牌“{brand}”。")
        return data

    def draft(self) -> ActivityDraft:
        data = self.cleaned_data
        kind: ActivityKind = data["kind"]
        former = self.activity.checks if self.activity and self.activity.kind_id == kind.pk else None
        ticked = self.ticked(_list_name(kind)) if kind.checklist_id or former else set()
        return ActivityDraft(
            kind=kind,
            title=data["title"],
            held_on=data["held_on"],
            place=data["place"],
            people=data["people"],
            strand=data["strand"],
            brand=data["brand"],
            phase_record=data["phase_record"] or record_on(data["brand"], self.records, data["held_on"]),
            carrier=data["carrier"],
            summary=unix(data["summary"]),
            link=data["link"],
            checks=checks_of(kind, ticked, former),
        )


def likely(organization: Organization, *, like: Activity | None = None) -> dict[str, Any]:
    """What a new activity starts from: today, the brand under way, kind and place of the last one or of the model.

    How many came and what was done is never copied: that is the new day's own.
    """
    source = like or last_entered(organization)
    brands = brands_of(organization)
    initial: dict[str, Any] = {"held_on": timezone.localdate(), "brand": brands[0] if brands else None}
    if source:
        initial |= {"kind": source.kind, "place": source.place}
    if like:
        initial |= {"title": like.title, "strand": like.strand, "brand": like.brand, "carrier": like.carrier}
    return initial


def stored(activity: Activity) -> dict[str, Any]:
    names = (*ActivityForm.FIRST, *ActivityForm.PLACED, "summary")
    return {name: getattr(activity, name) for name in names}


def _kind_label(kind: ActivityKind) -> str:
    return kind.name if kind.is_active else f"{kind.name}（已停用）"


def _carriers(brands: Iterable[Brand], activity: Activity | None) -> list[Any]:
    from brands.models import Carrier

    rows = Carrier.objects.filter(brand__in=list(brands), is_active=True).order_by("brand", "order", "pk")
    found = list(rows)
    former = activity.carrier if activity else None
    return [*found, former] if former and former not in found else found


def _list_name(kind: ActivityKind) -> str:
    return f"checks-{kind.checklist_id or 0}"


def _checklists(kinds: list[ActivityKind], activity: Activity | None) -> list[dict[str, Any]]:
    """One block for each checklist in use; of the stored activity's kind with the points as they stood then."""
    blocks: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        own = activity.checks if activity and activity.kind_id == kind.pk else None
        if not own and not kind.checklist:
            continue
        name = _list_name(kind)
        title = kind.checklist.name if kind.checklist else "要点"
        items = list(kind.checklist.items) if kind.checklist else []
        block = blocks.setdefault(name, {"name": name, "title": title, "kinds": [], "labels": [], "items": items})
        block["kinds"].append(kind.pk)
        block["labels"].append(kind.name)
        if own:
            block["items"] = list(own)
    return list(blocks.values())

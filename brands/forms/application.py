"""The application form: everything a branch types of its brand, complete or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from brands.enums import CarrierKind, ResolutionKind
from brands.limits import (
    CARRIER_NAME_MOST,
    CARRIERS_MOST,
    DEFAULT_LIMITS,
    FACET_TITLE_MOST,
    FACETS_MOST,
    NAME_ADVISED,
    NAME_MOST,
    SLOGAN_MOST,
    TEXT_MOST,
)
from brands.models import Application, Phase, Program
from brands.selectors.content import content_of, flat
from brands.services.drafts import Draft
from core.days import PlausibleDays
from core.enums import PublicationRange
from core.forms import DayInput

TOO_LONG = {"max_length": "不超过%(limit_value)d字，现为%(show_value)d字。"}
EMBLEM = [("no", "不含党徽党旗图案"), ("yes", "含有党徽或党旗图案")]
EMBLEM_VALUES = {"yes": True, "no": False}
PEOPLE_MOST = 32_767


def limited(label: str, limit: int | None, most: int, *, rows: int = 0, **options: Any) -> forms.CharField:
    """A text beside which the program's limit is counted; a draft may go beyond it, never beyond `most`."""
    attrs: dict[str, Any] = {"data-limit": limit} if limit else {}
    widget = forms.Textarea(attrs=attrs | {"rows": rows}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, max_length=most, required=False, widget=widget, error_messages=TOO_LONG, **options
    )


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files chosen at once."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(file, initial) for file in data or []]


class BrandTextForm(forms.Form):
    """The texts, the logo and one plan for each phase of the program."""

    logo = forms.FileField(
        label="品牌标识", required=False, help_text="PNG、JPG 或 WebP 图片，长边超过1600像素的自动缩小。"
    )
    remove_logo = forms.BooleanField(label="删除已上传的标识", required=False)
    has_emblem = forms.ChoiceField(
        label="标识中是否含有党徽党旗图案",
        choices=EMBLEM,
        required=False,
        widget=forms.RadioSelect,
        help_text="党徽党旗的图案应当按制法说明使用，不得改动、遮挡，不得用作商标。",
    )
    files = FilesField(
        label="添加附件", required=False, help_text="图片、PDF、docx 或 xlsx，每个不超过20MB，可不提供。"
    )

    def __init__(self, *args: Any, program: Program, phases: list[Phase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phases = phases
        limits = DEFAULT_LIMITS | program.limits
        least, most = NAME_ADVISED
        texts = {
            "name": limited("品牌名称", limits["name"], NAME_MOST, help_text=f"建议{least}至{most}个字，便于记忆。"),
            "slogan": limited("品牌口号", limits["slogan"], SLOGAN_MOST),
            "logo_meaning": limited("标识释义", limits["logo_meaning"], TEXT_MOST, rows=3),
            "concept": limited("品牌理念", limits["concept"], TEXT_MOST, rows=3),
            "connotation": limited("品牌内涵", limits["connotation"], TEXT_MOST, rows=6),
            "goals": limited("品牌目标", limits["goals"], TEXT_MOST, rows=5),
        }
        for phase in phases:
            when = f"{phase.starts_on:%Y-%m-%d} 至 {phase.ends_on:%Y-%m-%d}"
            note = f"{when}。{phase.tasks}" if phase.tasks else when
            texts[f"plan_{phase.pk}"] = limited(phase.name, limits["plan_text"], TEXT_MOST, rows=3, help_text=note)
        self.fields = {**texts, **self.fields}

    def plans(self) -> list[dict[str, Any]]:
        texts = {phase.pk: self.cleaned_data[f"plan_{phase.pk}"] for phase in self.phases}
        return [{"phase": pk, "text": unix(text)} for pk, text in texts.items() if text]

    def plan_fields(self) -> list[forms.BoundField]:
        return [self[f"plan_{phase.pk}"] for phase in self.phases]

    def texts(self) -> dict[str, str]:
        names = ("name", "slogan", "logo_meaning", "concept", "connotation", "goals")
        return {name: unix(self.cleaned_data[name]) for name in names}


class FacetForm(forms.Form):
    title = forms.CharField(label="标题", max_length=FACET_TITLE_MOST, required=False, error_messages=TOO_LONG)

    def __init__(self, *args: Any, limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = limited("说明", limit, TEXT_MOST, rows=2)
        self.fields["text"].widget.attrs["class"] = "field-wide"


class CarrierForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=CarrierKind.choices, required=False)
    name = forms.CharField(label="名称", max_length=CARRIER_NAME_MOST, required=False, error_messages=TOO_LONG)

    def __init__(self, *args: Any, limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = limited("说明", limit, TEXT_MOST, rows=2)
        self.fields["text"].widget.attrs["class"] = "field-wide"


class RowSet(BaseFormSet):
    """Rows in the order in which they stand; empty ones and deleted ones are left out."""

    def kept(self) -> list[dict[str, str]]:
        rows = [form.cleaned_data for form in self.forms if not form.cleaned_data.get("DELETE")]
        named = [{key: unix(row.get(key) or "") for key in self.form.base_fields | {"text": None}} for row in rows]
        return [row for row in named if any(value for key, value in row.items() if key != "kind")]


FacetSet = formset_factory(
    FacetForm,
    formset=RowSet,
    extra=0,
    can_delete=True,
    max_num=FACETS_MOST,
    absolute_max=FACETS_MOST + 20,
    validate_max=True,
)
CarrierSet = formset_factory(
    CarrierForm,
    formset=RowSet,
    extra=0,
    can_delete=True,
    max_num=CARRIERS_MOST,
    absolute_max=CARRIERS_MOST + 20,
    validate_max=True,
)


def people(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=PEOPLE_MOST, required=False)


class ResolutionForm(PlausibleDays, forms.Form):
    kind = forms.ChoiceField(label="会议类型", choices=[("", "请选择"), *ResolutionKind.choices], required=False)
    held_on = forms.DateField(label="会议日期", required=False, widget=DayInput())
    expected = people("应到人数")
    present = people("实到人数")
    votes_for = people("赞成")
    votes_against = people("反对")
    abstained = people("弃权")

    def __init__(self, *args: Any, limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opinions_asked"] = limited("征求党员意见情况", limit, TEXT_MOST, rows=3)
        self.fields["opinions_asked"].widget.attrs["class"] = "field-wide"

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"opinions_asked": unix(self.cleaned_data["opinions_asked"])}


@dataclass
class FilingForms:
    """The parts of the one page."""

    text: BrandTextForm
    facets: RowSet
    carriers: RowSet
    resolution: ResolutionForm

    def parts(self) -> tuple[Any, ...]:
        return (self.text, self.facets, self.carriers, self.resolution)

    def are_valid(self) -> bool:
        # Every part is asked, so that all errors show at once.
        answers = [part.is_valid() for part in self.parts()]
        return all(answers)

    def draft(self, *, logo: str | None = None) -> Draft:
        """What was typed; to be asked for when all parts are valid."""
        return Draft(
            texts=self.text.texts(),
            has_emblem=EMBLEM_VALUES.get(self.text.cleaned_data["has_emblem"]),
            facets=self.facets.kept(),
            carriers=self.carriers.kept(),
            plans=self.text.plans(),
            resolution=self.resolution.values(),
            logo=logo,
        )

    def errors(self) -> list[str]:
        """All errors in words, each with its field, for an answer without a page."""
        found = []
        for form in (self.text, *self.facets.forms, *self.carriers.forms, self.resolution):
            for name, texts in form.errors.items():
                found += [f"“{form.fields[name].label}”{text}" if name in form.fields else text for text in texts]
        return [*found, *self.facets.non_form_errors(), *self.carriers.non_form_errors()]


def filing_forms(application: Application, data: Mapping[str, Any] | None = None, files: Any = None) -> FilingForms:
    """The page's forms: filled with the draft, or with what was posted."""
    program = application.program
    phases = list(program.phases.all())
    limits = DEFAULT_LIMITS | program.limits
    resolution = getattr(application, "resolution", None)
    plans = {f"plan_{plan['phase']}": plan["text"] for plan in application.plans}
    names = ("name", "slogan", "logo_meaning", "concept", "connotation", "goals")
    emblem = {value: key for key, value in EMBLEM_VALUES.items()}.get(application.has_emblem)
    texts = {name: getattr(application, name) for name in names} | plans | {"has_emblem": emblem}
    # Posted rows stand for themselves: beside stored ones a row saved meanwhile would count as unchanged and empty.
    facets, carriers = (application.facets, application.carriers) if data is None else (None, None)
    return FilingForms(
        text=BrandTextForm(data, files, initial=texts, program=program, phases=phases),
        facets=FacetSet(data, initial=facets, prefix="facets", form_kwargs={"limit": limits["facet_text"]}),
        carriers=CarrierSet(data, initial=carriers, prefix="carriers", form_kwargs={"limit": limits["carrier_text"]}),
        resolution=ResolutionForm(
            data,
            initial={f: getattr(resolution, f) for f in (*ResolutionForm.base_fields, "opinions_asked")}
            if resolution
            else None,
            prefix="resolution",
            limit=limits["opinions_asked"],
        ),
    )


def with_stored(data: Any, application: Application, keys: Iterable[str]) -> Any:
    """What was posted, with the stored value in the fields named: what another editor has written there meanwhile."""
    data = data.copy()
    content = flat(content_of(application))
    emblem = {value: key for key, value in EMBLEM_VALUES.items()}
    for key in keys:
        group, _, name = key.partition(":")
        value = content.get(key)
        if group in ("facets", "carriers"):
            _replace_rows(data, group, value or [])
        elif group == "plan":
            data[f"plan_{name}"] = value or ""
        elif group == "resolution":
            data[f"resolution-{name}"] = "" if value is None else str(value)
        elif group == "has_emblem":
            data[key] = emblem.get(value, "")
        elif group != "logo":
            data[key] = value or ""
    return data


def _replace_rows(data: Any, prefix: str, rows: list[dict[str, str]]) -> None:
    for name in [name for name in data if name.startswith(f"{prefix}-") and not name.endswith("_FORMS")]:
        del data[name]
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), "0"
    for number, row in enumerate(rows):
        for name, value in row.items():
            data[f"{prefix}-{number}-{name}"] = value


def unix(text: str) -> str:
    """Line ends as they are stored, whatever the browser sends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class CommentForm(forms.Form):
    comment = forms.CharField(label="意见", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields["comment"]
        comment.required = required
        comment.error_messages["required"] = "请写明理由。"
        if required:
            comment.label = "理由"


class ScreenForm(CommentForm):
    """The office's screening is also the check before publication."""

    secrecy = forms.BooleanField(label="已作保密审查：不涉及国家秘密、工作秘密和不宜公开的个人信息")
    emblem = forms.BooleanField(label="已核对标识：不含党徽党旗图案，或使用符合《中国共产党党徽党旗条例》")
    similar = forms.BooleanField(label="已查看相似品牌提示")
    field_order = ("secrecy", "emblem", "similar", "comment")


class EndorseForm(CommentForm):
    """What a reviewer has looked at."""

    emblem = forms.BooleanField(label="已核对标识：不含党徽党旗图案，或使用符合《中国共产党党徽党旗条例》")
    similar = forms.BooleanField(label="已查看相似品牌提示")
    field_order = ("emblem", "similar", "comment")


class AcceptForm(CommentForm):
    publication_range = forms.ChoiceField(label="公开范围", choices=PublicationRange.choices, widget=forms.RadioSelect)
    field_order = ("publication_range", "comment")


class PublishForm(CommentForm):
    publication_range = forms.ChoiceField(
        label="公开范围",
        choices=[choice for choice in PublicationRange.choices if choice[0] != PublicationRange.NONE],
        widget=forms.RadioSelect,
    )
    field_order = ("publication_range", "comment")

"""Fields that name an organisation or a member by code or name, and the version of an edited copy."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from core import onetime
from core.errors import BusinessError
from core.forms import add_error

SUGGESTIONS = 300


class SuggestInput(forms.TextInput):
    """A text input with a list of suggestions; with too many to choose from it has none."""

    template_name = "branches/widgets/suggest.html"
    options: QuerySet[Any] | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = suggestions(self.options)
        return context


def suggestions(options: QuerySet[Any] | None) -> list[str]:
    """What may be typed; nothing where there is too much to choose from."""
    rows = list(options[: SUGGESTIONS + 1]) if options is not None else []
    return [written(row) for row in rows] if len(rows) <= SUGGESTIONS else []


def written(row: Any) -> str:
    """As a person reads it and the field understands it: name and code."""
    return f"{getattr(row, 'short_name', '') or row.name} {row.code}"


class CodeField(forms.CharField):
    """A record of the queryset, given by its code, its exact name, or both with a space between."""

    widget = SuggestInput
    names: tuple[str, ...] = ("name",)
    absent = "没有找到“{}”，请填写编号或准确的名称。"
    several = "有多个“{}”，请填写编号。"

    def __init__(self, *, queryset: QuerySet[Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 150)
        super().__init__(**kwargs)
        self.queryset = queryset

    @property
    def queryset(self) -> QuerySet[Any] | None:
        return self._queryset

    @queryset.setter
    def queryset(self, queryset: QuerySet[Any] | None) -> None:
        self._queryset = queryset
        if isinstance(self.widget, SuggestInput):
            self.widget.options = queryset

    def prepare_value(self, value: Any) -> Any:
        return written(value) if hasattr(value, "code") else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        assert self._queryset is not None
        by_code = self._queryset.filter(code__in={text, text.split()[-1]})
        found = list(by_code[:2]) or list(self._queryset.filter(self._named(text))[:2])
        if not found:
            raise forms.ValidationError(self.absent.format(text), code="absent")
        if len(found) > 1:
            raise forms.ValidationError(self.several.format(text), code="several")
        return found[0]

    def _named(self, text: str) -> Q:
        condition = Q()
        for name in self.names:
            condition |= Q(**{name: text})
        return condition


class OrganizationField(CodeField):
    names = ("name", "short_name")
    absent = "没有找到“{}”，请填写组织代码或准确的名称（须在您的管理范围内且在册）。"
    several = "有多个党组织叫“{}”，请填写组织代码。"


class MemberField(CodeField):
    absent = "没有找到党员“{}”，请填写党员编号或准确的姓名（须在本组织或下级组织在册）。"
    several = "有同名党员“{}”，请填写党员编号。"


class VersionMixin(forms.Form):
    """Carries when the copy on the form was saved, so that a later save by somebody else is noticed."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    data: Any

    def clean_version(self) -> datetime | None:
        text = self.cleaned_data["version"]
        try:
            value = parse_datetime(text) if text else None
        except ValueError:
            value = None
        if text and (value is None or value.tzinfo is None):
            raise forms.ValidationError("页面已失效，请重新打开后再保存。")
        return value

    def renew(self, updated_at: datetime) -> None:
        """After a clash: the typed text stays, and saving again is a decision made with open eyes."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = updated_at.isoformat()


class OneTimeMixin(forms.Form):
    """A form that creates: sent twice, it finds what the first one made."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = onetime.new_key()


def tell(form: forms.BaseForm, error: BusinessError) -> None:
    """The rule that stood against the act, and a key with which the form may be sent again."""
    add_error(form, error)
    if isinstance(form, OneTimeMixin) and form.is_bound:
        # A key that another form has spent would be refused again.
        form.data = form.data.copy()
        form.data[form.add_prefix("key")] = onetime.form_key(form.data)


def offer(form: Any, name: str, queryset: Any) -> None:
    """What the field of that name may name."""
    form.fields[name].queryset = queryset

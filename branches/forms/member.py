"""Forms of members, terms and posts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from branches.enums import PostKind
from branches.forms.fields import MemberField, OneTimeMixin, OrganizationField, VersionMixin, offer
from branches.models import Member, Organization, Term
from branches.rules import term_end
from core.days import PlausibleDays
from core.forms import DayInput

ENTRY = ["name", "code", "status", "joined_on", "group", "exempt_class"]


class MemberForm(PlausibleDays, VersionMixin, forms.ModelForm):
    organization = OrganizationField(label="所在党支部", help_text="改为其他党组织即为转接组织关系。")

    class Meta:
        model = Member
        fields = ENTRY
        widgets = {"joined_on": DayInput()}
        help_texts = {"code": "本系统内唯一，请勿使用身份证号。"}
        error_messages = {"code": {"unique": "该党员编号已被使用，请核对。"}}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organization", Organization.objects.manageable_by(user).active().order_by("path"))
        if self.instance.pk:
            self.fields["organization"].initial = self.instance.organization
            self.fields["version"].initial = self.instance.updated_at.isoformat()

    def clean_joined_on(self) -> Any:
        day = self.cleaned_data["joined_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("入党日期不能晚于今天。")
        return day

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in [*ENTRY, "organization"]}


class NewMemberForm(OneTimeMixin, MemberForm):
    pass


class TermForm(PlausibleDays, VersionMixin, forms.ModelForm):
    ends_on = forms.DateField(
        label="届满日期", required=False, widget=DayInput(), help_text="留空则按任期年限自动推算。"
    )

    class Meta:
        model = Term
        fields = ["number", "elected_on", "ends_on", "exception_note"]
        widgets = {"elected_on": DayInput()}
        help_texts = {"exception_note": "经上级批准提前或延期换届的，写明批准情况，届满提示不再显示。"}

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        if self.instance.pk:
            self.fields["version"].initial = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        elected, ends, number = cleaned.get("elected_on"), cleaned.get("ends_on"), cleaned.get("number")
        if elected and not ends and "ends_on" not in self.errors:
            cleaned["ends_on"] = term_end(elected, self.organization.term_years)
        elif elected and ends and ends <= elected:
            self.add_error("ends_on", "届满日期应晚于选举日期。")
        others = Term.objects.filter(organization=self.organization).exclude(pk=self.instance.pk)
        if number is not None and others.filter(number=number).exists():
            self.add_error("number", f"第 {number} 届已登记。")
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("number", "elected_on", "ends_on", "exception_note")}


OFFERED = "offered_members"  # the list of suggestions that all rows share


class PostForm(forms.Form):
    kind = forms.ChoiceField(label="职务", choices=[("", "请选择"), *PostKind.choices])
    member = MemberField(
        label="党员",
        help_text="填写姓名或党员编号。",
        widget=forms.TextInput(attrs={"list": OFFERED, "autocomplete": "off", "data-no-limit": ""}),
    )

    def __init__(self, *args: Any, members: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member", members)


class BasePostFormSet(BaseFormSet):
    def clean(self) -> None:
        """Nobody holds the same post twice; there is one secretary."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        held = [(row["member"].pk, row["kind"]) for row in rows if row.get("member") and row.get("kind")]
        if len(set(held)) != len(held):
            raise forms.ValidationError("同一名党员的同一职务填写了两次。")
        if sum(kind == PostKind.SECRETARY for _, kind in held) > 1:
            raise forms.ValidationError("一届班子只能有一名书记。")


PostFormSet = formset_factory(
    PostForm, formset=BasePostFormSet, extra=0, can_delete=True, max_num=30, validate_max=True, absolute_max=60
)

"""What the public may type."""

from django import forms

from brands.enums import HonourLevel
from brands.models import PublicNotice
from core.onetime import new_key

SHORTEST_SEARCH = 2
# A code or a number is copied, not composed: no counter beside it.
UNCOUNTED = {"data-no-limit": ""}


class WallFilter(forms.Form):
    """The wall's filters; `choices` come from the counts, so that nothing empty is offered."""

    q = forms.CharField(
        label="搜索品牌、口号或党组织",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=UNCOUNTED),
    )
    region = forms.TypedChoiceField(label="片区", coerce=int, required=False, empty_value=None)
    line = forms.TypedChoiceField(label="业务条线", coerce=int, required=False, empty_value=None)
    level = forms.TypedChoiceField(label="称号", coerce=int, required=False, empty_value=None)
    year = forms.TypedChoiceField(label="命名年度", coerce=int, required=False, empty_value=None)

    def __init__(self, *args, counts: dict[str, list[tuple[int, str, int]]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in counts.items():
            options = [(str(value), f"{label}（{count}）") for value, label, count in rows]
            self.fields[name].choices = [("", "全部"), *options]

    def clean_q(self) -> str:
        text = self.cleaned_data["q"].strip()
        if text and len(text) < SHORTEST_SEARCH:
            raise forms.ValidationError(f"请至少输入{SHORTEST_SEARCH}个字。")
        return text


class OpinionForm(forms.Form):
    """An opinion on a public notice, named or anonymous."""

    nomination = forms.TypedChoiceField(label="涉及的品牌", coerce=int, required=False, empty_value=None)
    is_anonymous = forms.TypedChoiceField(
        label="反映方式",
        choices=[("0", "实名反映（便于核实和答复）"), ("1", "匿名反映")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
    )
    name = forms.CharField(label="姓名", max_length=40, required=False, help_text="匿名反映不填。")
    contact = forms.CharField(
        label="联系方式", max_length=60, required=False, help_text="仅供受理部门核实时使用，不对外公开；匿名反映不填。"
    )
    text = forms.CharField(
        label="意见内容",
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="请写明具体情况和依据。请勿填写他人的身份证号、住址等个人信息。",
        error_messages={"min_length": "请至少写10个字，说明具体情况。"},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args, notice: PublicNotice, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        entries = [(str(row["nomination"]), f"{row['brand']}（{row['organization']}）") for row in notice.entries]
        self.fields["nomination"].choices = [("", "不针对某一个品牌"), *entries]

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("is_anonymous"):
            data["name"] = data["contact"] = ""
        elif not (data.get("name") or "").strip() and not self.errors.get("name"):
            self.add_error("name", "实名反映请填写姓名，或选择匿名反映。")
        return data


class ReceiptForm(forms.Form):
    code = forms.CharField(label="回执编号", max_length=20, widget=forms.TextInput(attrs=UNCOUNTED))


class CheckForm(forms.Form):
    """Number and check code as printed on a naming document; the code alone is enough."""

    code = forms.CharField(
        label="核验码",
        max_length=20,
        help_text="印在命名文件末页，不区分大小写。",
        widget=forms.TextInput(attrs=UNCOUNTED),
    )
    number = forms.CharField(
        label="发文字号",
        max_length=60,
        required=False,
        help_text="如：云机工发〔2026〕5号，可不填。",
        widget=forms.TextInput(attrs=UNCOUNTED),
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"].upper().replace("-", "").replace(" ", "")


LEVEL_LABELS = dict(HonourLevel.choices)

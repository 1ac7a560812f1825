"""How a person wants to be reminded."""

from typing import Any

from django import forms

from branches.roles import has_ability_somewhere
from brands.models import ReminderSetting
from brands.selectors.reminder import REMINDER_SOURCES
from brands.services.reminder import DAYS_BEFORE

MOST_DAYS = 60


class ReminderSettingForm(forms.Form):
    by_mail = forms.BooleanField(label="同时发送邮件", required=False, help_text="邮件发到“我的”中登记的电子邮箱。")
    days_before = forms.IntegerField(
        label="提前天数",
        min_value=1,
        max_value=MOST_DAYS,
        help_text=f"期限前这么多天提醒一次（1 至 {MOST_DAYS} 天），前一天和当天各再提醒一次。",
    )
    wanted = forms.MultipleChoiceField(
        label="需要提醒的事项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="取消勾选的事项不再发消息，仍显示在工作台。",
    )

    def __init__(self, *args: Any, user: Any, setting: ReminderSetting | None, **kwargs: Any) -> None:
        # Only what may ever be this person's to do.
        kinds = [s for s in REMINDER_SOURCES if any(has_ability_somewhere(user, ability) for ability in s.abilities)]
        muted = setting.muted if setting else []
        kwargs["initial"] = {
            "by_mail": setting.by_mail if setting else True,
            "days_before": setting.days_before if setting else DAYS_BEFORE,
            "wanted": [source.key for source in kinds if source.key not in muted],
        }
        super().__init__(*args, **kwargs)
        self.kinds = [source.key for source in kinds]
        wanted: Any = self.fields["wanted"]
        wanted.choices = [(source.key, source.label) for source in kinds]
        self.others = [key for key in muted if key not in self.kinds]
        if not kinds:
            del self.fields["wanted"]

    def muted(self) -> list[str]:
        """What was ticked off, and what was in a role that the person does not hold now."""
        wanted = self.cleaned_data.get("wanted", [])
        return [*(key for key in self.kinds if key not in wanted), *self.others]

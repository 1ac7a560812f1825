"""The form that brings a workbook."""

from django import forms


class UploadForm(forms.Form):
    file = forms.FileField(
        label="表格文件",
        help_text="按模板填写的 xlsx 文件，不超过 20MB；每张工作表最多 20000 行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择要导入的表格文件。", "empty": "文件是空的，请重新选择。"},
    )

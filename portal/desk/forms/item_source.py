"""A system that hands service items in: what it is called, and for whom it may speak."""

from django import forms

from portal.desk.forms.accounts import UnitForm


class SourceForm(UnitForm):
    """Its post is always an editor's, from today until it is ended."""

    field_order = ("name", "code")
    name = forms.CharField(label="来源名称", max_length=60, help_text="审核人员看到的名字，如 省政务服务平台")
    code = forms.CharField(
        label="来源编号",
        max_length=60,
        help_text="设置文件里用，以后不改；文字、数字和 - _，如 province-items",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

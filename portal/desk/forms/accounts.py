"""What a security administrator fills in about a person, and whoever lets somebody stand in."""

from typing import Any

from django import forms
from django.utils import timezone

from geo.errors import BadInput
from layers.organisations.models import Organisation
from layers.organisations.named import option as organisation_option
from layers.organisations.named import organisation_named
from layers.regions.models import Level, Region
from layers.regions.named import option as region_option
from layers.regions.named import region_named
from layers.staff.accounts import LONGEST_PHONE
from layers.staff.models import Role, User
from layers.staff.scope import Scope


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FaultForm(forms.Form):
    """A form that also shows what the rules of the floor below refuse, beside the field that they name."""

    def show(self, problem: BadInput) -> None:
        field = problem.parameter if problem.parameter in self.fields else None
        self.add_error(field, problem.message)


class UnitForm(FaultForm):
    """A region and an organisation among those that a security administrator looks after."""

    region = forms.CharField(
        label="区划",
        max_length=120,
        help_text="12 位代码，或从县写起的全名，如 示例县示例镇",
        widget=forms.TextInput(attrs={"list": "regions", "autocomplete": "off"}),
    )
    organisation = forms.CharField(
        label="单位",
        max_length=140,
        help_text="单位全称",
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, scope: Scope) -> None:
        super().__init__(data)
        roles = [Role.SECURITY_ADMINISTRATOR]
        self.regions = scope.rows(
            Region.objects.published(), region_path="path", organisation=None, roles=roles
        )
        self.organisations = scope.rows(Organisation.objects.published(), organisation="id", roles=roles)

    def listed_regions(self) -> list[str]:
        """What is offered while one types; villages are too many and are written."""
        units = self.regions.filter(level__lte=Level.TOWN).order_by("sort_key", "code")
        return [region_option(unit) for unit in units.only("name", "code")]

    def listed_organisations(self) -> list[str]:
        return [
            organisation_option(one) for one in self.organisations.only("name", "public_id").order_by("name")
        ]

    def clean_region(self) -> Region:
        try:
            return region_named(self.cleaned_data["region"], self.regions)  # type: ignore[arg-type]
        except BadInput as problem:
            raise forms.ValidationError(problem.message) from None

    def clean_organisation(self) -> Organisation:
        try:
            return organisation_named(self.cleaned_data["organisation"], self.organisations)
        except BadInput as problem:
            raise forms.ValidationError(problem.message) from None


class PostForm(UnitForm):
    """A role for a region on behalf of an organisation, for a time."""

    field_order: Any = ("role",)
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    valid_from = forms.DateField(label="任职自", initial=timezone.localdate, widget=DayInput())
    valid_to = forms.DateField(
        label="任职至", required=False, help_text="当天还有效；不写就是一直有效", widget=DayInput()
    )
    is_secrecy_reviewer = forms.BooleanField(
        label="保密审查员", required=False, help_text="公布前的保密审查由谁做；只有审核人员可以是"
    )


class AccountForm(PostForm):
    """A new person, who has a post from the beginning."""

    field_order = ("username", "display_name", "phone", "role")
    username = forms.CharField(
        label="用户名",
        max_length=150,
        help_text="用来登录，以后不改；文字、数字和 @ . + - _",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    display_name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="办公电话", max_length=LONGEST_PHONE, required=False)


class LoanForm(FaultForm):
    """Who stands in, from when to when, and why."""

    user = forms.CharField(
        label="代理人的用户名",
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "list": "colleagues",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    valid_from = forms.DateField(label="代理自", initial=timezone.localdate, widget=DayInput())
    valid_to = forms.DateField(label="代理至", help_text="当天还有效；最长一年", widget=DayInput())
    reason = forms.CharField(label="事由", max_length=200, help_text="如 年休假、外出培训")

    def clean_user(self) -> User:
        found = User.objects.filter(username__iexact=self.cleaned_data["user"]).first()
        if found is None:
            raise forms.ValidationError("没有这个用户名")
        return found


class EndForm(forms.Form):
    last_day = forms.DateField()

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.http import HttpRequest

from geo.errors import BadInput
from layers.administration import ClosedAdmin, ClosedLookups
from layers.staff import passwords
from layers.staff.models import Assignment, User
from layers.staff.separation import refuse_mixture


class GivenPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A password that is told to somebody, who must change it."""

    def save(self, commit: bool = True) -> User:
        user: User = self.user
        if not self.cleaned_data.get("set_usable_password", True):
            super().save(commit)
        else:
            passwords.change(user, self.cleaned_data["password1"], must_change=True)
        return user


@admin.register(User)
class StaffAdmin(ClosedLookups, UserAdmin):  # type: ignore[type-arg]
    change_password_form = GivenPasswordForm
    list_display = ["username", "display_name", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "is_sample"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("本人", {"fields": ["display_name", "email", "phone"]}),
        ("权限", {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.must_change_password = obj.must_change_password or not change
        super().save_model(request, obj, form, change)


class AssignmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """The rules of accounts.assign, for the first administrators of a city, whom nobody else can appoint."""

    by: User

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        user, role, since = given.get("user"), given.get("role"), given.get("valid_from")
        if user is not None and user == self.by:
            self.add_error("user", "不能给自己任职")
        elif user and role and since:
            try:
                refuse_mixture(user, role, since, given.get("valid_to"), but=self.instance.pk)
            except BadInput as problem:
                self.add_error("role", problem.message)
        return given


@admin.register(Assignment)
class AssignmentAdmin(ClosedAdmin):
    form = AssignmentForm
    list_display = ["user", "role", "region", "organisation", "valid_from", "valid_to"]
    list_filter = ["role"]
    autocomplete_fields = ["user", "region", "organisation"]
    list_select_related = ["user", "region", "organisation"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

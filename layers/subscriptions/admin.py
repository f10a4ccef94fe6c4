from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from geo.errors import BadInput
from layers.administration import ClosedAdmin
from layers.subscriptions.models import NoticeKind, Wording
from layers.subscriptions.wording import check


class WordingForm(forms.ModelForm[Wording]):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            check(self.instance.code or cleaned.get("code", ""), cleaned.get("text", ""))
        except BadInput as problem:
            raise ValidationError({"text": problem.message}) from None
        return cleaned


@admin.register(Wording)
class WordingAdmin(ClosedAdmin):
    form = WordingForm
    list_display = ["name", "text"]
    readonly_fields = ["code"]


@admin.register(NoticeKind)
class NoticeKindAdmin(ClosedAdmin):
    list_display = ["name", "goes_at_once"]
    readonly_fields = ["code"]

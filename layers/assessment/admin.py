import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from layers.administration import ClosedAdmin
from layers.assessment.counted import counted
from layers.assessment.models import Criterion, Formula


class FormulaForm(forms.ModelForm[Formula]):
    def clean_valid_from(self) -> dt.date:
        day: dt.date = self.cleaned_data["valid_from"]
        if day <= timezone.localdate():
            raise ValidationError("新的办法从明天以后的一天起用：以前的得分不能再变")
        return day


class CriterionForm(forms.ModelForm[Criterion]):
    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code not in counted():
            raise ValidationError(f"没有这一项，可以数的有：{'、'.join(counted())}")
        return code


class KeptAdmin(ClosedAdmin):
    """What is in force is looked at and not changed; the next version is added beside it."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        formula = obj.formula if isinstance(obj, Criterion) else obj
        is_in_force = formula is not None and formula.valid_from <= timezone.localdate()
        return super().has_change_permission(request, obj) and not is_in_force


@admin.register(Formula)
class FormulaAdmin(KeptAdmin):
    form = FormulaForm
    list_display = ["version", "valid_from", "note"]


@admin.register(Criterion)
class CriterionAdmin(KeptAdmin):
    form = CriterionForm
    list_display = ["formula", "name", "code", "weight", "none_at", "full_at"]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **options: Any
    ) -> Any:
        options["queryset"] = Formula.objects.filter(valid_from__gt=timezone.localdate())
        return super().formfield_for_foreignkey(db_field, request, **options)

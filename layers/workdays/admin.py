from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from layers.workdays.models import CalendarDay, CalendarYear


class CalendarDayInline(admin.TabularInline):
    model = CalendarDay
    extra = 3
    ordering = ["date"]


@admin.register(CalendarYear)
class CalendarYearAdmin(admin.ModelAdmin):
    list_display = ["year", "source_no", "source_title", "confirmed_on"]
    inlines = [CalendarDayInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_readonly_fields(self, request: HttpRequest, obj: CalendarYear | None = None) -> list[Any]:
        # The year is the key: changing it would copy the row, not move it.
        return ["year"] if obj else []

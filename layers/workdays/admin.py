from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from layers.workdays.models import CalendarDay, CalendarYear


class CalendarDayInline(admin.TabularInline):  # type: ignore[type-arg]
    """The year at a glance, each day with a link to its own form.

    Not editable in the table: forty rows are more form fields than the site accepts in one request.
    """

    model = CalendarDay
    fields = ["date", "kind", "name"]
    ordering = ["date"]
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CalendarYear)
class CalendarYearAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["year", "source_no", "source_title", "confirmed_on"]
    inlines = [CalendarDayInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_readonly_fields(self, request: HttpRequest, obj: CalendarYear | None = None) -> list[Any]:
        # The year is the key: changing it would copy the row, not move it.
        return ["year"] if obj else []


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["date", "kind", "name"]
    list_filter = ["year", "kind"]
    fields = ["year", "date", "kind", "name"]

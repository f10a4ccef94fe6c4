from typing import Any

from django.contrib import admin

from layers.administration import ClosedAdmin, PublishedAdmin, TextInline
from layers.places import facets, models, publish
from layers.public_geometry import public_point


class EntranceInline(TextInline):
    model = models.Entrance


class PhoneInline(TextInline):
    model = models.Phone


class OpeningHoursInline(TextInline):
    model = models.OpeningHours


class HandledItemInline(TextInline):
    model = models.HandledItem
    autocomplete_fields = ["item"]


class PostInline(TextInline):
    model = models.Post


class QuestionInline(TextInline):
    model = models.Question


@admin.register(models.Place)
class PlaceAdmin(PublishedAdmin):
    list_display = ["public_id", "name", "category", "region", "verified_on", "withdrawn_at"]
    list_filter = ["category__group", "category", "is_sample"]
    search_fields = ["name", "public_id"]
    autocomplete_fields = ["region", "organisation", "seat_of", "successor"]
    raw_id_fields = ["audio"]
    list_select_related = ["category", "region"]
    inlines = [
        EntranceInline,
        PhoneInline,
        OpeningHoursInline,
        HandledItemInline,
        PostInline,
        QuestionInline,
    ]

    def before_save(self, obj: models.Place) -> None:
        obj.public_location = public_point("places", obj.location)

    def publish(self, obj: models.Place) -> None:
        publish.publish(obj)

    def save_related(self, request: Any, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        # Hours and matters are saved after the place itself.
        facets.update([form.instance.public_id])

    def withdraw(self, obj: Any) -> None:
        publish.withdraw(obj, obj.withdrawal_reason, obj.successor)


@admin.register(models.CategoryGroup)
class CategoryGroupAdmin(ClosedAdmin):
    list_display = ["code", "name", "icon", "hue", "sort_key"]


@admin.register(models.Category)
class CategoryAdmin(ClosedAdmin):
    list_display = ["code", "name", "group", "icon", "sort_key"]
    list_filter = ["group"]
    search_fields = ["name", "code"]

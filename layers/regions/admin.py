from typing import Any

from django.contrib import admin
from django.db.models.query import QuerySet
from django.http import HttpRequest

from layers import versions
from layers.administration import ContentAdmin, TextInline
from layers.public_geometry import public_area
from layers.regions import models, tree
from layers.search import index


class CodeInline(TextInline):
    model = models.RegionCode


class NameInline(TextInline):
    model = models.RegionName
    readonly_fields = ["is_sample"]


class ReadingInline(TextInline):
    model = models.RegionReading


class SuccessionInline(TextInline):
    model = models.Succession
    fk_name = "predecessor"
    autocomplete_fields = ["successor"]


@admin.register(models.Region)
class RegionAdmin(ContentAdmin):
    list_display = ["code", "name", "level", "kind", "manage_parent", "valid_to"]
    list_filter = ["level", "kind"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["stat_parent", "manage_parent"]
    readonly_fields = ["path", "sort_key", "is_sample_area"]
    list_select_related = ["manage_parent"]
    inlines = [CodeInline, NameInline, ReadingInline, SuccessionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Region]:
        # A list of fifty units needs none of their megabytes of area.
        rows: QuerySet[models.Region] = super().get_queryset(request)
        listing = request.resolver_match is not None and str(request.resolver_match.url_name).endswith(
            "_changelist"
        )
        return (
            rows.defer("area", "public_area", "manage_parent__area", "manage_parent__public_area")
            if listing
            else rows
        )

    def save_model(self, request: HttpRequest, obj: models.Region, form: Any, change: bool) -> None:
        obj.public_area = public_area("regions", obj.area)
        obj.save()
        if not change or "manage_parent" in form.changed_data:
            tree.rebuild([obj])
            obj.refresh_from_db(fields=["path", "sort_key"])

    def after_save(self, obj: models.Region) -> None:
        index.update("region", [obj])
        county = obj.county
        versions.bump("regions", [county.code] if county else [])

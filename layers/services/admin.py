from django.contrib import admin

from layers.administration import ClosedAdmin, ContentAdmin
from layers.search import index
from layers.services import versions
from layers.services.models import ServiceItem, Theme


@admin.register(ServiceItem)
class ServiceItemAdmin(ContentAdmin):
    list_display = ["public_id", "name", "kind", "organisation", "duration", "verified_on"]
    list_filter = ["kind", "is_sample"]
    search_fields = ["name", "aliases", "code", "public_id"]
    autocomplete_fields = ["organisation", "successor"]
    readonly_fields = ["public_id", "withdrawn_at", "withdrawal_reason", "is_sample"]
    list_select_related = ["organisation"]

    def after_save(self, obj: ServiceItem) -> None:
        index.update("item", [obj])
        versions.keep([obj.public_id])


@admin.register(Theme)
class ThemeAdmin(ClosedAdmin):
    list_display = ["name", "served", "sort_key"]
    list_filter = ["served"]

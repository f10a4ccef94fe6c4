from django.contrib import admin

from layers.administration import ClosedAdmin
from layers.organisations.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(ClosedAdmin):
    list_display = ["name", "uscc", "region", "parent", "phone"]
    list_filter = ["is_sample"]
    search_fields = ["name", "short_name", "uscc"]
    autocomplete_fields = ["region", "parent", "successor"]
    readonly_fields = ["public_id", "withdrawn_at", "withdrawal_reason", "is_sample"]
    list_select_related = ["region", "parent"]

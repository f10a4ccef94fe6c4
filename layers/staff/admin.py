from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from layers.administration import ClosedAdmin, ClosedLookups
from layers.staff.models import Assignment, User


@admin.register(User)
class StaffAdmin(ClosedLookups, UserAdmin):  # type: ignore[type-arg]
    list_display = ["username", "display_name", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "is_sample"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("本人", {"fields": ["display_name", "email", "phone"]}),
        ("权限", {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]


@admin.register(Assignment)
class AssignmentAdmin(ClosedAdmin):
    list_display = ["user", "role", "region", "organisation", "valid_from", "valid_to"]
    list_filter = ["role"]
    autocomplete_fields = ["user", "region", "organisation"]
    list_select_related = ["user", "region", "organisation"]

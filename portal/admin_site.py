"""Django's admin, for superusers only, at settings.ADMIN_PATH, every list of it closed to outside lookups.

The people of the desk have pages of their own; this is the system administrator's tool of last resort.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.http import HttpRequest

from layers.administration import ClosedLookups


class SystemSite(AdminSite):
    site_title = site_header = "系统管理"
    index_title = "系统管理员专用：改动立即生效，并记入日志"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Whoever forgets to close a ModelAdmin finds it closed."""
        given = admin_class or ModelAdmin
        if not issubclass(given, ClosedLookups):
            given = type(given.__name__, (ClosedLookups, given), {"__module__": given.__module__})
        super().register(model_or_iterable, given, **options)

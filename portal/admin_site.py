"""Django's admin, for superusers only, at settings.ADMIN_PATH, every list of it closed to outside lookups.

The people of the desk have pages of their own; this is the system administrator's tool of last resort.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from layers.administration import ClosedLookups
from portal.desk.way import login_address, safe_next


class SystemSite(AdminSite):
    site_title = site_header = "系统管理"
    index_title = "系统管理员专用：改动立即生效，并记入日志"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The one login of the site, with its lock and its second factor."""
        if self.has_permission(request):
            return redirect(safe_next(request.GET.get("next") or reverse("admin:index")))
        return redirect(login_address(request))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The desk's page, which knows the rules and the history."""
        return redirect("desk:password")

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Whoever forgets to close a ModelAdmin finds it closed."""
        given = admin_class or ModelAdmin
        if not issubclass(given, ClosedLookups):
            given = type(given.__name__, (ClosedLookups, given), {"__module__": given.__module__})
        super().register(model_or_iterable, given, **options)

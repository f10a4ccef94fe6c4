from django.contrib.admin.apps import AdminConfig


class SystemAdminConfig(AdminConfig):
    """Named in INSTALLED_APPS in place of django.contrib.admin: the site that admin.py files register with."""

    default_site = "portal.admin_site.SystemSite"

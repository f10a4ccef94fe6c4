"""What `./manage.py check --deploy` says beside Django's own."""

from typing import Any

from django.conf import settings
from django.core.checks import Info, register

from portal.file_stores import in_words


@register(deploy=True)
def where_files_lie(**asked: Any) -> list[Info]:
    return [Info(in_words(settings.STORAGES), id="portal.I001")]

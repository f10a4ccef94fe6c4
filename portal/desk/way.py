"""Where somebody was going when the login stopped them: pages of the desk and of the admin, nothing else."""

import re
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

# No backslash, no //, no dots that climb, nothing encoded: a browser reads those in more ways than one.
PLAIN_PATH = re.compile(r"/(?:[\w-]+(?:\.[\w-]+)*/)*(?:[\w-]+(?:\.[\w-]+)*)?", re.ASCII)
LONGEST = 500


def login_address(request: HttpRequest) -> str:
    """The login, and back here after it. A form that was sent is not sent again."""
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    after = safe_next(here)
    query = f"?{urlencode({'next': after})}" if after != reverse("desk:home") else ""
    return reverse("desk:login") + query


def safe_next(wanted: str) -> str:
    """``wanted`` if it is an address of /staff/ or the admin on this site, else the home of the desk."""
    home = reverse("desk:home")
    if len(wanted) > LONGEST or not wanted.isprintable() or wanted != wanted.strip():
        return home
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return home
    if parts.scheme or parts.netloc or not PLAIN_PATH.fullmatch(parts.path):
        return home
    leads_out = parts.path in {reverse("desk:login"), reverse("desk:code"), reverse("desk:logout")}
    if leads_out or not parts.path.startswith(("/staff/", f"/{settings.ADMIN_PATH}")):
        return home
    return wanted

"""The WSGI entry that gunicorn loads. However it was started, it shows no samples as if they were real."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# After the line above: these need the apps.
from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402

from layers.patience import set_limits  # noqa: E402
from layers.production import refuse_unsafe_start  # noqa: E402

set_limits()

if not settings.DEMO:
    refuse_unsafe_start()
    # A server that forks after loading must not hand one connection to all its workers.
    connections.close_all()

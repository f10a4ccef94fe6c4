"""/kiosk/: what a touch screen asks for itself. The cookie with its token is sent to these addresses alone."""

from django.urls import path

from portal.kiosk.attract import attract
from portal.kiosk.health import health
from portal.kiosk.offline import bundle, shell, tombstones, worker
from portal.kiosk.reporting import heartbeat, printing

app_name = "kiosk"
urlpatterns = [
    path("", health, name="health"),
    path("attract", attract, name="attract"),
    path("heartbeat", heartbeat, name="heartbeat"),
    path("print", printing, name="print"),
    path("bundle.json", bundle, name="bundle"),
    path("tombstones.json", tombstones, name="tombstones"),
    path("offline", shell, name="offline"),
    path("worker.js", worker, name="worker"),
]

"""/zones/: the register of 专区."""

from django.urls import path

from portal.zones.device import here, theme
from portal.zones.register import zone, zones

app_name = "zones"
urlpatterns = [
    path("", zones, name="zones"),
    path("<str:public_id>", zone, name="zone"),
    path("<str:public_id>/here", here, name="here"),
    path("<str:public_id>/theme.css", theme, name="theme"),
]

"""/land/…: from the county to the village, and 我站的地方. The fixed addresses are in addresses.py."""

from django.urls import path

from portal.modules.land_info.catalogue import catalogue
from portal.modules.land_info.here import here
from portal.modules.land_info.picking import city, region

app_name = "land_info"
urlpatterns = [
    path("", city, name="city"),
    path("here", here, name="here"),
    path("catalogue", catalogue, name="catalogue"),
    path("<str:code>", region, name="region"),
]

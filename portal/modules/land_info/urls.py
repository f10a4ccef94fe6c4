"""/land/…: from the county to the village, 我站的地方, 我的地块 and 名词解释. The fixed addresses are in addresses.py."""

from django.urls import path

from portal.modules.land_info.catalogue import catalogue
from portal.modules.land_info.here import here
from portal.modules.land_info.my_land import my_land
from portal.modules.land_info.picking import city, region
from portal.modules.land_info.words import words

app_name = "land_info"
urlpatterns = [
    path("", city, name="city"),
    path("here", here, name="here"),
    path("catalogue", catalogue, name="catalogue"),
    path("mine", my_land, name="my_land"),
    path("words", words, name="words"),
    path("<str:code>", region, name="region"),
]

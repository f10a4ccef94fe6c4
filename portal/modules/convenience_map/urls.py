"""/map/ and what lies under it."""

from django.urls import path

from portal.modules.convenience_map import (
    map_page,
    nearest_page,
    place_page,
    points,
    reach_page,
    way_page,
    within_page,
)

app_name = "convenience_map"

urlpatterns = [
    path("", map_page.map_page, name="map"),
    path("list", map_page.list_part, name="list"),
    path("nearest", nearest_page.nearest, name="nearest"),
    path("reach", reach_page.reach, name="reach"),
    path("reach.geojson", reach_page.reach_geojson, name="reach_geojson"),
    path("points.json", points.points, name="points"),
    path("<str:public_id>", place_page.place, name="place"),
    path("<str:public_id>/part", place_page.place_part, name="place_part"),
    path("<str:public_id>/reach", within_page.place_reach, name="place_reach"),
    path("<str:public_id>/way", way_page.way, name="way"),
    path("<str:public_id>/way.gpx", way_page.way_gpx, name="way_gpx"),
]

"""/know/: the wall of codes, and the sheet of stickers; what a code leads to is at /q/."""

from django.urls import path

from portal.modules.scan_to_know.wall import stickers, wall

app_name = "scan_to_know"
urlpatterns = [
    path("", wall, name="wall"),
    path("stickers", stickers, name="stickers"),
]

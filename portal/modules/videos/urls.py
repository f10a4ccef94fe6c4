"""/videos/: the videos, one of them with its bytes and captions, and what the screens play."""

from django.urls import path

from portal.modules.videos.files import captions, copy
from portal.modules.videos.listed import videos
from portal.modules.videos.playlists import play, playlist_json
from portal.modules.videos.video import video

app_name = "videos"
urlpatterns = [
    path("", videos, name="videos"),
    path("playlist.json", playlist_json, name="playlist"),
    path("play/<str:public_id>", play, name="play"),
    path("<str:public_id>", video, name="video"),
    path("<str:public_id>/file/<slug:kind>", copy, name="file"),
    path("<str:public_id>/captions.vtt", captions, name="captions"),
]

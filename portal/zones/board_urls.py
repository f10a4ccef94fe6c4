"""/boards/: corridors and notice boards. Short, as it stands in the code on each of them."""

from django.urls import path

from portal.zones.board import board, boards, poster

app_name = "boards"
urlpatterns = [
    path("", boards, name="boards"),
    path("<str:public_id>", board, name="board"),
    path("<str:public_id>/poster.pdf", poster, name="poster"),
]

"""Fixed addresses at the root, printed as QR codes: /go/ hands a place over to a map app, /q/ is a service item."""

from django.urls import path

from portal.modules.convenience_map import hand_off, item_page

urlpatterns = [
    path("go/<str:public_id>", hand_off.go, name="go"),
    path("q/<str:public_id>", item_page.item, name="item"),
]

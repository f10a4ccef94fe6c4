"""/services/: what can be done, by theme and by office; an item itself is at /q/."""

from django.urls import path

from portal.modules.services.items import items
from portal.modules.services.offices import office, offices

app_name = "services"
urlpatterns = [
    path("", items, name="items"),
    path("offices/", offices, name="offices"),
    path("offices/<str:public_id>", office, name="office"),
]

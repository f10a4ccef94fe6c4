"""/subscriptions/… and /u/<token>, which every message carries."""

from django.urls import path

from portal.subscribing.leaving import unsubscribe
from portal.subscribing.listing import box, change, mine
from portal.subscribing.subscribe import confirm_code, new

app_name = "subscriptions"
urlpatterns = [
    path("subscriptions/", mine, name="mine"),
    path("subscriptions/new", new, name="new"),
    path("subscriptions/confirm", confirm_code, name="confirm"),
    path("subscriptions/box", box, name="box"),
    path("subscriptions/change", change, name="change"),
    path("u/<str:token>", unsubscribe, name="unsubscribe"),
]

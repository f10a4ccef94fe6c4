"""/subscriptions/… and /u/<token>, which every message carries."""

from django.urls import path

from portal.subscribing.leaving import unsubscribe
from portal.subscribing.letters import ask_for_list, confirm_address
from portal.subscribing.listing import box, change, mine
from portal.subscribing.near import points, villages
from portal.subscribing.subscribe import confirm_code, new

app_name = "subscriptions"
urlpatterns = [
    path("subscriptions/", mine, name="mine"),
    path("subscriptions/new", new, name="new"),
    path("subscriptions/confirm", confirm_code, name="confirm"),
    path("subscriptions/box", box, name="box"),
    path("subscriptions/change", change, name="change"),
    path("subscriptions/mail", ask_for_list, name="mail"),
    path("subscriptions/mail/<str:link>", confirm_address, name="confirm_mail"),
    path("subscriptions/villages", villages, name="villages"),
    path("subscriptions/villages.json", points, name="village_points"),
    path("u/<str:token>", unsubscribe, name="unsubscribe"),
]

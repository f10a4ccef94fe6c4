"""/media/: the official accounts, and one of them."""

from django.urls import path

from portal.modules.new_media.accounts import account, accounts

app_name = "new_media"
urlpatterns = [
    path("", accounts, name="accounts"),
    path("<str:public_id>", account, name="account"),
]

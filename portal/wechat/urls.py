"""/wechat/…: what the 公众号 calls, and what a page inside WeChat asks for."""

from django.urls import path

from portal.wechat.callback import callback
from portal.wechat.page_config import page_config

app_name = "wechat"
urlpatterns = [
    path("callback", callback, name="callback"),
    path("config", page_config, name="config"),
]

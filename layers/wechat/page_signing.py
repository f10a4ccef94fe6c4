"""What wx.config of the JS-SDK wants: a page is signed by its whole address without the fragment."""

import hashlib
import secrets
import time
from urllib.parse import urldefrag

from django.conf import settings

from layers.wechat.credentials import jsapi_ticket


def signature(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """JS-SDK使用权限签名算法: SHA-1 of the four, named and in the order of their names, the address not escaped."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={urldefrag(url).url}"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def page_config(url: str) -> dict[str, str | int]:
    """The arguments of wx.config for the page at ``url``, under the names that it gives them."""
    nonce, timestamp = secrets.token_hex(8), int(time.time())
    signed = signature(jsapi_ticket(), nonce, timestamp, url)
    return {"appId": settings.WECHAT_APP_ID, "timestamp": timestamp, "nonceStr": nonce, "signature": signed}

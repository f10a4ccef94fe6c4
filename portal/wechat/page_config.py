"""/wechat/config?url=…: by what a page inside WeChat may use the JS-SDK. Only a page of our own gets it, and only for itself."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.outbound import Unanswered, Unreachable
from layers.wechat import page_signing
from layers.wechat.asking import NotUnderstood, Refused

logger = logging.getLogger(__name__)
LONGEST_URL = 2_000


@never_cache
@require_safe
def page_config(request: HttpRequest) -> JsonResponse:
    if not settings.WECHAT_APP_ID:
        raise Http404("本站没有开通公众号")
    own = f"{request.scheme}://{request.get_host()}"
    if not _asked_by(request, own):
        raise PermissionDenied("只有本站的网页可以使用")
    url = request.GET.get("url", "")
    if _origin(url) != own or len(url) > LONGEST_URL:
        raise BadInput("url", "应为本站网页的网址")
    try:
        return JsonResponse(page_signing.page_config(url))
    except (Refused, NotUnderstood) as problem:
        logger.warning("网页签名：%s", problem)
    except (Unreachable, Unanswered) as problem:
        logger.warning("网页签名：微信服务器没有答复（%s）", problem)
    # The page works without; a button of WeChat's just does not appear.
    return JsonResponse({"error": "微信服务器暂时没有答复"}, status=503)


def _asked_by(request: HttpRequest, own: str) -> bool:
    """Newer browsers say it themselves; the others name the page (SECURE_REFERRER_POLICY sends it within the site)."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return _origin(request.headers.get("Referer", "")) == own


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"

"""/wechat/callback: the address that the 公众号 calls. What it cannot believe is refused without a word of what was sent.

Only the sealed form (安全模式) is taken: the plain one is signed without its body.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.wechat.envelope import Envelope, Forged
from layers.wechat.replay import is_new
from portal.wechat.answering import answer
from portal.wechat.letters import read_letter, read_xml, reply, sealed_reply

# A text holds 2,048 bytes, sealed and named some 4,000.
LONGEST_BODY = 65_536
LONGEST_ECHO = 200
# 被动回复: "success" alone says that there is no answer.
NO_ANSWER = b"success"


# The signature over token and body is the proof; WeChat has no cookie.
@csrf_exempt
@never_cache
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def callback(request: HttpRequest) -> HttpResponse:
    if not (settings.WECHAT_APP_ID and settings.WECHAT_CALLBACK_TOKEN and settings.WECHAT_CALLBACK_KEY):
        raise Http404("本站没有开通公众号")
    envelope = Envelope(settings.WECHAT_CALLBACK_TOKEN, settings.WECHAT_CALLBACK_KEY, settings.WECHAT_APP_ID)
    if request.method in ("GET", "HEAD"):
        return _echoed(request, envelope)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST_BODY:
        return _refused(413, "来信太长")
    try:
        sealed = read_xml(request.body).findtext("Encrypt") or ""
        signature, timestamp, nonce = (
            request.GET.get(name, "")[:100] for name in ("msg_signature", "timestamp", "nonce")
        )
        if not envelope.is_signed(signature, timestamp, nonce, sealed):
            raise Forged
        letter = read_letter(envelope.opened(sealed))
        if not is_new(timestamp, nonce, signature):
            return _refused(403, "来信已经过期，或已经收过")
        text = answer(request, letter)
    except Forged:
        return _refused(403, "签名不对")
    except BadInput:
        return _refused(400, "来信的格式不对")
    if not text:
        return HttpResponse(NO_ANSWER, content_type="text/plain; charset=utf-8")
    return HttpResponse(
        sealed_reply(envelope, reply(letter, text), timestamp, nonce), content_type="application/xml"
    )


def _echoed(request: HttpRequest, envelope: Envelope) -> HttpResponse:
    """The account's owner has just entered this address: echostr goes back to who knows the token, and to nobody else."""
    signature, timestamp, nonce = (
        request.GET.get(name, "")[:100] for name in ("signature", "timestamp", "nonce")
    )
    if not envelope.is_signed(signature, timestamp, nonce) or not is_new(timestamp, nonce, signature):
        return _refused(403, "签名不对，或已经过期")
    return HttpResponse(
        request.GET.get("echostr", "")[:LONGEST_ECHO], content_type="text/plain; charset=utf-8"
    )


def _refused(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")

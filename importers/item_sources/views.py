"""POST /api/v1/items: a system of another office hands its service items in (docs/item-sources.md)."""

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from importers.item_sources.keys import known
from importers.item_sources.models import ItemSource, Push
from importers.item_sources.pushing import MOST_BYTES, Pushed, receive
from layers.api.errors import error_response
from layers.changes.errors import Conflict
from layers.staff.lockout import Meter, charge, meter_key

AN_HOUR = 60
WORDS = {
    Push.Outcome.DRAFTED: "已接收，等待审核",
    Push.Outcome.UNCHANGED: "与已公布的内容相同，没有变化",
}
REPEATED = "这一份已经收到，正在审核"
REFUSED = "有 {} 处问题，整份没有接收"


# The key is the caller's proof: no browser sends it by itself, so no other site can make one send it.
@csrf_exempt
def items(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return error_response(405, headers={"Allow": "POST"})
    source = asking(request)
    if source is None:
        return error_response(
            401, "密钥不正确，或已收回", headers={"WWW-Authenticate": 'Bearer realm="items"'}
        )
    meter = Meter(meter_key("item-source", str(source.pk)), settings.ITEM_PUSHES_AN_HOUR, AN_HOUR)
    if not charge(meter):
        return error_response(429, headers={"Retry-After": str(AN_HOUR * 60)})
    if request.content_type != "application/json":
        return error_response(415, "请以 application/json 推送")
    content = request.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return error_response(413, f"一次最多 {MOST_BYTES // 1_000_000} MB，请分成几次推送")
    try:
        return answer(receive(source, content))
    except Conflict as conflict:
        return error_response(409, conflict.message)
    except OperationalError:
        # Two lists of one source at one moment: the second waits for the lock no longer than its login may.
        return error_response(503, headers={"Retry-After": "5"})


def asking(request: HttpRequest) -> ItemSource | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return known(key.strip()) if scheme.lower() == "bearer" else None


def answer(pushed: Pushed) -> HttpResponse:
    """202 for what waits for people now, 200 for what changes nothing, 422 with every problem."""
    push = pushed.push
    if push.outcome == Push.Outcome.REFUSED:
        message = REFUSED.format(push.report["problem_count"])
        return error_response(422, message, code="problems", report=push.report)
    words = REPEATED if pushed.is_repeated else WORDS[Push.Outcome(push.outcome)]
    is_new = push.outcome == Push.Outcome.DRAFTED and not pushed.is_repeated
    return JsonResponse(
        {"message": words, "repeated": pushed.is_repeated, "report": push.report},
        status=202 if is_new else 200,
        json_dumps_params={"ensure_ascii": False},
    )

"""/ledger/: the ledger of public files, its daily roots in plain words, and all of it as lines to be checked by anyone."""

import datetime as dt
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.ledger.append import head
from layers.ledger.models import LedgerDay, LedgerEntry
from layers.reads import read_alias

DAYS_A_PAGE = 31
CHUNK = 2_000
# So many entries in one answer, about 70 MB: a thread of the site is not held for longer than that.
MOST_LINES = 100_000


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The newest roots; ?before=2026-11-01 leads to the older ones."""
    before = request.GET.get("before", "")
    days = LedgerDay.objects.all()
    if before:
        days = days.filter(day__lt=parse_day(before))
    shown = list(days[: DAYS_A_PAGE + 1])
    context = {
        "head": head(),
        "days": shown[:DAYS_A_PAGE],
        "older": shown[DAYS_A_PAGE - 1].day if len(shown) > DAYS_A_PAGE else None,
        "is_first_page": not before,
        "most_lines": MOST_LINES,
    }
    return render(request, "pages/ledger.html", context)


@require_safe
def lines(request: HttpRequest) -> StreamingHttpResponse:
    """The entries behind ?after= as the very texts that were hashed, one a line."""
    after = parse_seq(request.GET.get("after", "0"))
    # The stream runs when the request is over and nobody remembers that it was a public read.
    rows = LedgerEntry.objects.using(read_alias()).order_by("seq").values_list("seq", "line")

    def content() -> Iterator[str]:
        last, end = after, after + MOST_LINES
        while chunk := list(rows.filter(seq__gt=last, seq__lte=end)[:CHUNK]):
            yield "".join(f"{line}\n" for _, line in chunk)
            last = chunk[-1][0]

    response = StreamingHttpResponse(content(), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = (
        content_disposition_header(True, f"ledger-{after + 1}.jsonl") or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def parse_seq(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)
    raise BadInput("after", "after 应为账本的序号：从 0 起的整数")


def parse_day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput("before", "before 应为日期，如 2026-11-01") from None

"""/verify: is the file in my hand the one that was published? Asked by its hash; the file itself never comes here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.ledger.answers import answers, parse_hash
from layers.ledger.models import LedgerDay, LedgerEntry

MOST_ECHOED = 200


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and with ?hash= its answer; 400 with the form again for what is no hash."""
    typed = request.GET.get("hash", "").strip()
    context: dict[str, Any] = {"typed": typed[:MOST_ECHOED]}
    status = 200
    if typed:
        try:
            context |= found(parse_hash(typed))
        except BadInput as problem:
            context["error"], status = problem.message, 400
    return render(request, "pages/verify.html", context, status=status)


def found(hash_: str) -> dict[str, Any]:
    """A file's hash, or a root or head as it is printed on paper."""
    same = answers(hash_)
    link = None if same else LedgerEntry.objects.filter(hash=hash_).only("seq", "at").first()
    day = LedgerDay.objects.filter(seq=link.seq).first() if link else None
    return {"asked": hash_, "answers": same, "link": link, "day": day}

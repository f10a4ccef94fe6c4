"""/foi/receipt: what became of an application; from there its correction, and the file of its answer."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.documents.kinds import PDF
from layers.foi import by_receipt
from layers.foi.asking import ask
from portal.without_account import receipt_view

TEMPLATE = "foi/told.html"
find_application = receipt_view(ask, TEMPLATE, __name__, "，或打受理机关的电话")


@sensitive_post_parameters()
@never_cache
@require_POST
def correct(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "")[:8_000] for name in ("ticket", "text")}
    try:
        by_receipt.correct(request, **given)
    except BadInput as problem:
        # The words stay on the page: to be handed in again, or carried to where number and code are asked for.
        return render(
            request, TEMPLATE, given | {"is_correcting": True, "error": problem.message}, status=422
        )
    return render(request, TEMPLATE, {"is_corrected": True})


@sensitive_post_parameters()
@never_cache
@require_POST
def file(request: HttpRequest) -> HttpResponseBase:
    """As an attachment, kept by no cache; a kiosk is refused it (portal.kiosk.no_files)."""
    try:
        name, content = by_receipt.answer_file(request, request.POST.get("ticket", ""))
    except BadInput as problem:
        return render(request, TEMPLATE, {"error": problem.message}, status=422)
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=PDF.media_type)

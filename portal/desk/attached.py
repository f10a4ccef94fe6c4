"""/staff/changes/<id>/files/<file>/: a file of a draft, for who may see the draft. For all others there is nothing."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.changes.attaching import attachment
from layers.changes.attachment import Attachment
from layers.documents.delivery import deliver, deliver_to_staff
from layers.documents.derive import READABLE
from layers.documents.erasing import is_there
from layers.documents.reading import Reading
from layers.documents.tasks import derive_later
from layers.screening.models import Screening
from portal.desk.files import of_attachment


@require_safe
def file(request: HttpRequest, public_id: str, file: str) -> HttpResponse:
    """Its pages, its words, what the gate said, and the way to the very bytes."""
    one = attachment(public_id, file, request.user)
    reading = Reading.of(one.version)
    if reading.lacks_images and one.version.original.media_type in READABLE:
        derive_later(one.version)
    may_mask = one.is_private and one.change_set.author_id == request.user.pk
    context = {
        "set": one.change_set,
        "file": one,
        "view": of_attachment(one),
        "reading": reading,
        "may_mask": may_mask,
        "screening": screening_of(one),
    }
    return render(request, "desk/file.html", context)


def screening_of(one: Attachment) -> Screening | None:
    return Screening.objects.filter(original=one.version.original_id, file_name=one.version.file_name).first()


@require_safe
def original(request: HttpRequest, public_id: str, file: str) -> HttpResponseBase:
    """The bytes whose hash is signed."""
    one = attachment(public_id, file, request.user)
    if not is_there(one.version.original):
        raise Http404("这份文件的原件已因泄露信息删除，只留下校验值")
    is_kept = request.GET.get("download") == "1"
    return deliver_to_staff(request, one.version.original, one.version.title, attachment=is_kept)


@require_safe
def page(request: HttpRequest, public_id: str, file: str, page: int, width: int) -> HttpResponseBase:
    one = attachment(public_id, file, request.user)
    image = one.version.page_images.select_related("file").filter(page=page, width=width).first()
    if image is None:
        raise Http404("没有这一页")
    return deliver(request, image.file, f"{one.version.title} 第{page}页")

"""A clerk stands before a board and says what she sees: a work record by her alone, with an entry in the trail.

The caller has asked whether the clerk may, and wraps the call in ``layers.audit.acting``.
"""

import datetime as dt
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.documents.media import publish_snapshot
from layers.documents.models import MediaFile
from layers.publication import take_back
from layers.zones.boards import Board, Inspection

LONGEST = 200


@transaction.atomic
def inspect(
    board: Board,
    *,
    inspected_on: dt.date,
    today: dt.date,
    is_sound: bool,
    note: str,
    person: Any,
    photo: tuple[str, IO[bytes]] | None = None,
) -> Inspection:
    """``photo``: its file name and bytes. Raises BadInput that names the field, and stores nothing."""
    if inspected_on > today:
        raise BadInput("on", "查看日期不能晚于今天")
    if inspected_on < (since := timezone.localtime(board.published_at).date()):
        raise BadInput("on", f"查看日期不能早于登记这处公开栏的 {since:%Y-%m-%d}")
    words = " ".join(note.split())
    if not is_sound and not words:
        raise BadInput("note", "有问题的请写明是什么问题")
    if len(words) > LONGEST or "\0" in words:
        raise BadInput("note", f"说明最多 {LONGEST} 个字")
    made = Inspection.objects.create(
        board=board, inspected_on=inspected_on, is_sound=is_sound, note=words, person=person
    )
    if photo is not None:
        name, content = photo
        made.photo = publish_snapshot(
            content,
            file_name=name,
            title=f"公开栏查看照片（{board}）"[:120],
            transcript=f"{board}，{inspected_on:%Y-%m-%d} 查看：{'完好' if is_sound else words}",
            is_sample=board.is_sample,
        )
        made.save(update_fields=["photo"])
    return made


def unrecord(inspection: Inspection) -> None:
    """Nobody was there: the row goes, the photo is withdrawn, the trail keeps both."""
    photo = inspection.photo
    inspection.delete()
    if photo is not None:
        take_back(MediaFile, [(photo.public_id, "查看记录有误", "")], "图片")

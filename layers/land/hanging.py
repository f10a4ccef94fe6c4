"""A notice is put up, taken down, or was recorded by mistake: by one clerk alone, with an entry in the trail.

The caller has asked whether the clerk may, and wraps the call in ``layers.audit.acting``.
"""

import datetime as dt
from typing import IO, Any

from django.db import IntegrityError, transaction

from geo.errors import BadInput
from layers.documents.media import publish_snapshot
from layers.documents.models import MediaFile
from layers.land.boards import Board
from layers.land.facts import CaseFacts, StageFact
from layers.land.models import Case, Posting, Stage
from layers.land.periods import posting_deadline
from layers.publication import take_back
from layers.workdays.work_calendar import WorkCalendar


def put_up(
    stage: Stage,
    board: Board,
    *,
    place: str,
    posted_on: dt.date,
    today: dt.date,
    person: Any,
    note: str = "",
    photo: tuple[str, IO[bytes]] | None = None,
) -> Posting:
    """``photo``: its file name and bytes. Raises BadInput that names the field, and stores nothing."""
    if posted_on > today:
        raise BadInput("posted_on", "张贴日期不能晚于今天")
    if posted_on < stage.posted_on:
        raise BadInput("posted_on", f"张贴日期不能早于公告日期 {stage.posted_on:%Y-%m-%d}")
    posting = Posting(
        stage=stage,
        place_kind=board.kind,
        region_id=board.region_id,
        place=_sound("place", place, 80),
        posted_on=posted_on,
        person=person,
        note=_sound("note", note, 200, may_be_empty=True),
    )
    try:
        with transaction.atomic():
            posting.save(force_insert=True)
            if photo is not None:
                posting.photo = _photo(stage, posting, board, *photo)
                posting.save(update_fields=["photo"])
    except IntegrityError:
        raise BadInput("place", f"“{posting.place}”已经登记过") from None
    return posting


def take_down(posting: Posting, *, removed_on: dt.date, today: dt.date, earliest: dt.date | None) -> None:
    """``earliest``: see ``comes_down_on``. Raises BadInput with the day from which it may come down."""
    if removed_on > today:
        raise BadInput("removed_on", "取下日期不能晚于今天")
    if removed_on < posting.posted_on:
        raise BadInput("removed_on", "取下日期不能早于张贴日期")
    if earliest is None:
        raise BadInput("removed_on", "还有地方没有张贴，公告期没有开始，不能取下")
    if removed_on < earliest:
        raise BadInput("removed_on", f"公告期还没有满，最早 {earliest:%Y-%m-%d} 可以取下")
    posting.removed_on = removed_on
    posting.save(update_fields=["removed_on"])


def unrecord(posting: Posting) -> None:
    """It never hung there: the row goes, the photo is withdrawn, the trail keeps both."""
    photo = posting.photo
    posting.delete()
    if photo is not None:
        take_back(MediaFile, [(photo.public_id, "张贴记录有误", "")], "图片")


def comes_down_on(facts: CaseFacts, stage: StageFact, calendar: WorkCalendar) -> dt.date | None:
    """The first day on which the sheets of a notice may come down: the one after its period. None while the period has
    not begun. A notice whose length the law leaves open (条例 31) may come down on any day.
    """
    kind, begin = facts.kind(stage.code), facts.start(stage)
    end = posting_deadline(kind, begin.on, calendar) if kind else None
    if end is None:
        return stage.posted_on
    return None if begin.unposted else end.date + dt.timedelta(days=1)


def _photo(stage: Stage, posting: Posting, board: Board, name: str, content: IO[bytes]) -> MediaFile:
    case: Case = stage.case
    return publish_snapshot(
        content,
        file_name=name,
        title=f"{stage.kind.name}张贴照片（{board}）"[:120],
        transcript=f"{case.name}：{stage.kind.name}于 {posting.posted_on:%Y-%m-%d} 张贴在{board}（{posting.place}）",
        is_sample=case.is_sample,
    )


def _sound(parameter: str, text: str, longest: int, *, may_be_empty: bool = False) -> str:
    text = " ".join(text.split())
    label = {"place": "具体地点", "note": "说明"}[parameter]
    if not text and not may_be_empty:
        raise BadInput(parameter, f"请填写{label}")
    if len(text) > longest or "\0" in text:
        raise BadInput(parameter, f"{label}最多 {longest} 个字")
    return text

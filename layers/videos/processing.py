"""The job of a film: its copies, made in the sandbox, told second by second, stopped when somebody asks.

Whoever holds the lock of a film works on it. The lock is of a connection, so a worker that is killed loses it, and the
next job begins anew: nothing but bytes without a row is left of the first, and those are swept up.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.documents import gates
from layers.documents.bench import Bench, bench
from layers.documents.film import SMALL_PX, Film, make_poster, make_rendition, probe, size_of_copy, sizes_of
from layers.documents.kinds import JPEG, MP4
from layers.documents.storage import StoreAway
from layers.documents.store import open_stored, put_made
from layers.staff.scope import scope_of
from layers.videos.copies import CopyKind
from layers.videos.footage import Footage, FootageCopy, Progress
from layers.videos.handing_in import queue

State = Footage.State
EVERY_S = 1.0
# What ends the worker each time must not end it for ever.
MOST_ATTEMPTS = 3
CANCELLED = "已按要求取消"
POSTER_PX = 1280


class Busy(Exception):
    """Another film is being worked on: two at a time would take every core."""


class Cancelled(Exception):
    """Somebody pressed 取消."""


def process(pk: int) -> None:
    """The job. Does nothing for a film that does not wait, or that another job is at. Raises Busy, StoreAway."""
    with _held("videos_footage", pk) as is_ours:
        footage = Footage.objects.select_related("original", "user").filter(pk=pk).first()
        if not is_ours or footage is None or not footage.is_under_way:
            return
        with _held("videos_one_at_a_time", 0) as is_alone:
            if not is_alone:
                raise Busy
            _work(footage)


def _work(footage: Footage) -> None:
    progress, _ = Progress.objects.get_or_create(footage=footage)
    Progress.objects.filter(pk=progress.pk).update(attempts=F("attempts") + 1, percent=0)
    if progress.attempts >= MOST_ATTEMPTS:
        _end(footage, State.FAILED, "处理几次都没有完成，请用剪辑软件重新导出后再传")
        return
    with _acting(footage):
        _under_way(footage).update(state=State.WORKING, problem="")
    try:
        with open_stored(footage.original) as source, bench(source, footage.file_name) as opened:
            _make_copies(footage, opened)
    except StoreAway:
        Progress.objects.filter(pk=progress.pk).update(attempts=F("attempts") - 1)
        raise
    except Cancelled:
        _end(footage, State.CANCELLED, CANCELLED)
    except BadInput as problem:
        _end(footage, State.FAILED, problem.message)
    else:
        _make_ready(footage)


def _make_copies(footage: Footage, opened: Bench) -> None:
    """Each has its row as soon as it is made: a long film takes hours, and bytes without a row are swept up."""
    film = probe(opened)
    sizes = sizes_of(film)
    for number, side in enumerate(sizes):
        name = make_rendition(opened, film, side, _teller(footage, number, len(sizes)))
        kind = CopyKind.SMALL if side == SMALL_PX else CopyKind.LARGE
        _keep(footage, kind, opened, name, size_of_copy(film, side))
    _keep(footage, CopyKind.POSTER, opened, make_poster(opened, film), poster_size(film))


def poster_size(film: Film) -> tuple[int, int]:
    width_px = min(POSTER_PX, film.width_px)
    return width_px, round(film.height_px * width_px / film.width_px / 2) * 2


def _keep(footage: Footage, kind: CopyKind, opened: Bench, name: str, size_px: tuple[int, int]) -> None:
    with opened.made(name) as content:
        stored = put_made(content, (JPEG if kind == CopyKind.POSTER else MP4).media_type)
    given = {"file": stored, "width_px": size_px[0], "height_px": size_px[1]}
    with _acting(footage):
        FootageCopy.objects.update_or_create(footage=footage, kind=kind, defaults=given)


def _teller(footage: Footage, number: int, of: int) -> Callable[[float], None]:
    """Tells the percent of the whole, once a second; raises Cancelled."""
    last = 0.0

    def told(part: float) -> None:
        nonlocal last
        if time.monotonic() - last < EVERY_S:
            return
        last = time.monotonic()
        row = Progress.objects.filter(footage=footage)
        row.update(percent=int((number + part) / of * 99), at=timezone.now())
        if row.filter(is_cancelled=True).exists():
            raise Cancelled

    return told


def _make_ready(footage: Footage) -> None:
    with _acting(footage):
        Progress.objects.filter(footage=footage).update(percent=100)
        _under_way(footage).update(state=State.READY, ended_at=timezone.now())
    # A long film waits for the gate of personal data; begun now, it has an answer when the video is handed in.
    with contextlib.suppress(BadInput, StoreAway):
        gates.pass_all(footage.original, footage.file_name, is_sample=footage.is_sample)


def cancel(footage: Footage) -> bool:
    """Asks the job to stop; when none is at it, it is cancelled now. False for what has ended already."""
    if not footage.is_under_way:
        return False
    Progress.objects.filter(footage=footage).update(is_cancelled=True)
    with _held("videos_footage", footage.pk) as is_nobodys:
        if is_nobodys:
            _end(footage, State.CANCELLED, CANCELLED)
    return True


def begin_again(footage: Footage) -> bool:
    """What failed or was cancelled waits anew. In a transaction. False for what is under way or done."""
    if not footage.may_begin_again:
        return False
    footage.state, footage.problem, footage.queued_at, footage.ended_at = (
        State.WAITING,
        "",
        timezone.now(),
        None,
    )
    footage.save(update_fields=["state", "problem", "queued_at", "ended_at"])
    queue(footage)
    return True


def is_worked_on(footage: Footage) -> bool:
    with _held("videos_footage", footage.pk) as is_nobodys:
        return not is_nobodys


def _end(footage: Footage, state: str, problem: str) -> None:
    """Without copies; unless another job came to an end."""
    with _acting(footage):
        if _under_way(footage).update(state=state, problem=problem[:300], ended_at=timezone.now()):
            FootageCopy.objects.filter(footage=footage).delete()


def _under_way(footage: Footage) -> QuerySet[Footage]:
    """As the database has it now: somebody may have cancelled it since."""
    return Footage.objects.filter(pk=footage.pk, state__in=(State.WAITING, State.WORKING))


def _acting(footage: Footage) -> AbstractContextManager[None]:
    """One transaction in the name of whoever handed the film in."""
    return acting(footage.user, scope=scope_of(footage.user), purpose="视频转码")


@contextlib.contextmanager
def _held(name: str, key: int) -> Iterator[bool]:
    """Whether the lock is ours, for the length of the block, on a connection of its own that ends with it."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), %s)", [name, key])
            yield bool(cursor.fetchone()[0])
    finally:
        own.close()

"""A film is handed in: looked into in the sandbox, kept among the originals, and put before the worker."""

from typing import IO

from django.conf import settings

from layers.audit.acting import acting
from layers.documents.bench import bench
from layers.documents.film import Film, probe
from layers.documents.kinds import MP4
from layers.documents.store import clean_file_name, put
from layers.staff.models import User
from layers.staff.scope import Grant, scope_of
from layers.videos.footage import Footage, Progress


def hand_in(user: User, grant: Grant, content: IO[bytes], file_name: str) -> Footage:
    """The footage of this film, of the unit in which ``grant`` makes the user an editor; that which is there already
    when the same person hands in the same bytes again.

    Raises BadInput("file") with the file's name for what is no film of ours; nothing of it is kept then.
    """
    name = clean_file_name(file_name)
    films: list[Film] = []

    def look(source: IO[bytes]) -> None:
        with bench(source, name) as opened:
            films.append(probe(opened))

    original = put(content, name, allowed=(MP4,), most_bytes=settings.FILM_MAX_BYTES, look=look)
    (film,) = films
    with acting(user, scope=scope_of(user), purpose="上传视频"):
        there = Footage.objects.filter(user=user, original=original).exclude(
            state__in=(Footage.State.FAILED, Footage.State.CANCELLED)
        )
        if known := there.first():
            return known
        made = Footage.objects.create(
            original=original, file_name=name, user=user, region_id=grant.region_id,
            organisation_id=grant.organisation_id, duration_s=f"{film.duration_s:.3f}", width_px=film.width_px,
            height_px=film.height_px, has_sound=film.has_sound,
        )  # fmt: skip
        queue(made)
    return made


def queue(footage: Footage) -> None:
    """Puts it before the worker. In a transaction; the job begins when it has ended."""
    from layers.videos.tasks import process_later

    Progress.objects.update_or_create(
        footage=footage, defaults={"percent": 0, "attempts": 0, "is_cancelled": False}
    )
    process_later(footage)

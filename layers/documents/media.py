"""Photos, sounds and films: stored like documents, a photo made anew without what the camera wrote into it."""

from pathlib import Path
from typing import IO

from geo.errors import BadInput
from layers.documents import gates, sandbox
from layers.documents.bench import bench
from layers.documents.film import probe
from layers.documents.kinds import JPEG, MP3, MP4, PNG, WAV, Kind
from layers.documents.models import MediaFile, StoredFile
from layers.documents.store import checked, clean_file_name, copy, open_stored, put, put_made

PHOTO = Path(__file__).parent / "parsers/photo.py"
LONGEST_PX = 2000
KINDS: dict[str, tuple[Kind, ...]] = {
    MediaFile.Kind.PHOTO: (JPEG, PNG),
    MediaFile.Kind.AUDIO: (MP3, WAV),
    MediaFile.Kind.ANIMATION: (MP4,),
    MediaFile.Kind.VIDEO: (MP4,),
}


def publish_media(
    kind: str,
    content: IO[bytes] | bytes,
    *,
    file_name: str,
    title: str,
    transcript: str,
    is_sample: bool = False,
    public_id: str | None = None,
) -> MediaFile:
    """Store and publish. Raises BadInput: wrong kind of file, no words beside it, or refused by a gate."""
    if kind not in KINDS:
        raise BadInput("kind", "类型应为图片、音频、动画或视频")
    if not transcript.strip():
        raise BadInput("transcript", "须有文字稿或图片说明")
    name = clean_file_name(file_name)
    original = _stored(content, name, KINDS[kind])
    gates.pass_all(original, name, is_sample=is_sample)
    return MediaFile.objects.create(
        kind=kind,
        title=title,
        transcript=transcript.strip(),
        original=original,
        file=_public_copy(kind, original, name),
        is_sample=is_sample,
        **({"public_id": public_id} if public_id else {}),
    )


def publish_snapshot(
    content: IO[bytes] | bytes, *, file_name: str, title: str, transcript: str, is_sample: bool = False
) -> MediaFile:
    """A photo from a person's own phone: what is stored, as original too, is the picture made anew, so that where and
    when the phone was is kept nowhere. Raises BadInput as ``publish_media``.
    """
    allowed = KINDS[MediaFile.Kind.PHOTO]
    with checked(content, file_name, allowed=allowed, parameter="photo") as source:
        made = _made_anew(source, clean_file_name(file_name, "photo"))
    original = put_made(made, JPEG.media_type, store=StoredFile.Store.ORIGINALS)
    gates.pass_all(original, f"{title}.jpg", is_sample=is_sample)
    return MediaFile.objects.create(
        kind=MediaFile.Kind.PHOTO,
        title=title,
        transcript=transcript,
        original=original,
        file=put_made(made, JPEG.media_type),
        is_sample=is_sample,
    )


def _stored(content: IO[bytes] | bytes, name: str, allowed: tuple[Kind, ...]) -> StoredFile:
    """A film is looked into first: nothing of one that is refused is kept."""

    def look(source: IO[bytes]) -> None:
        if MP4 in allowed:
            with bench(source, name) as opened:
                probe(opened)

    return put(content, name, allowed=allowed, look=look)


def _public_copy(kind: str, original: StoredFile, name: str) -> StoredFile:
    if kind != MediaFile.Kind.PHOTO:
        return copy(original, StoredFile.Store.DERIVATIVES)
    with open_stored(original) as source:
        return put_made(_made_anew(source, name), JPEG.media_type)


def _made_anew(source: IO[bytes], name: str) -> bytes:
    made = sandbox.run(
        PHOTO,
        source,
        name=name,
        arguments={"longest": LONGEST_PX},
        reasons={"pixels": "图片超过 1.5 亿像素，请缩小后再传"},
    )
    return made["photo"]

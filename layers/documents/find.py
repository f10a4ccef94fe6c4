"""From an address to a version: wrong check character, never public, withdrawn, or there it is."""

from django.http import Http404

from geo.errors import BadInput
from layers.documents.models import DocumentVersion, MediaFile, Publication
from layers.public_ids import parse_public_id


class Withdrawn(Exception):
    """What was asked for was public and is no more: 410."""

    def __init__(
        self, title: str, publication: Publication | MediaFile, newer: DocumentVersion | None = None
    ):
        super().__init__(title)
        self.title = title
        self.publication = publication
        self.newer = newer
        version = getattr(publication, "version", None)
        redaction = getattr(version, "redaction", None)
        self.redaction = redaction if redaction and redaction.done_at else None


def public_id_or_404(text: str) -> str:
    """The canonical id; Http404 with 编号可能输错 when the check character is wrong."""
    try:
        return parse_public_id(text)
    except BadInput as error:
        raise Http404(error.message) from error


def find_versions(public_id: str) -> list[DocumentVersion]:
    """Every version that is or was public, newest first. Http404 when there is none."""
    versions = DocumentVersion.objects.ever_published().filter(
        document__public_id=public_id_or_404(public_id)
    )
    found = list(versions.order_by("-number"))
    if not found:
        raise Http404("没有这个文件，或者它尚未公布")
    return found


def find_version(public_id: str, number: int | None = None) -> tuple[DocumentVersion, list[DocumentVersion]]:
    """Version ``number``, or the newest public one, with all its sisters. Raises Withdrawn or Http404."""
    versions = find_versions(public_id)
    public = [version for version in versions if version.publication.withdrawn_at is None]
    if number is None:
        version = (public or versions)[0]
    else:
        numbered = [version for version in versions if version.number == number]
        if not numbered:
            raise Http404("没有这个版本，或者它尚未公布")
        version = numbered[0]
    if version.publication.withdrawn_at is not None:
        raise Withdrawn(version.title, version.publication, public[0] if public else None)
    return version, versions


def find_media(public_id: str) -> MediaFile:
    media = MediaFile.objects.filter(public_id=public_id_or_404(public_id)).first()
    if media is None:
        raise Http404("没有这个文件，或者它尚未公布")
    if media.withdrawn_at is not None:
        raise Withdrawn(media.title, media)
    return media

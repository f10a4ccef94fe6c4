"""What is public and would not become public today: documents that newer rules hold back."""

from django.db.models import Exists, F, OuterRef, QuerySet

from geo.errors import BadInput
from layers.documents.models import DocumentVersion
from layers.screening.models import Finding, Screening
from layers.screening.screen import DETECTOR_VERSION, give_up, look


def screen_public() -> int:
    """Look again at everything public, and at drafts, that was seen by older rules or never; how many are held.

    One file at a time: the night is long, and a worker that is stopped goes on where it was in the next one.
    """
    versions = (
        DocumentVersion.objects.published().filter(document__is_sample=False).select_related("original")
    )
    for version in versions.exclude(_seen_today()).iterator():
        screening, _ = Screening.objects.get_or_create(
            original=version.original,
            file_name=version.file_name,
            defaults={"detector_version": DETECTOR_VERSION},
        )
        _look(screening)
    for screening in Screening.objects.filter(detector_version__lt=DETECTOR_VERSION).iterator():
        _look(screening)
    return public_and_held().count()


def public_and_held() -> QuerySet[DocumentVersion]:
    """Versions that are public although their file has an open finding, newest publication first; for the desk."""
    held = Finding.objects.filter(
        override__isnull=True,
        screening__original=OuterRef("original"),
        screening__file_name=OuterRef("file_name"),
    )
    return (
        DocumentVersion.objects.published()
        .filter(Exists(held), document__is_sample=False)
        .select_related("document", "publication", "original")
        .order_by(F("publication__published_at").desc())
    )


def _seen_today() -> Exists:
    return Exists(
        Screening.objects.filter(
            original=OuterRef("original"),
            file_name=OuterRef("file_name"),
            detector_version=DETECTOR_VERSION,
            checked_at__isnull=False,
        )
    )


def _look(screening: Screening) -> None:
    try:
        look(screening)
    except BadInput:
        give_up(screening)

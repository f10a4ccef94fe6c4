"""What is public and would not become public today: documents that newer rules hold back."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers.documents.models import DocumentVersion
from layers.screening.models import Finding, Screening
from layers.screening.screen import DETECTOR_VERSION, give_up, look

# Recognition of the longest file takes a quarter of an hour: what still waits then was lost with its worker.
LOST_AFTER = timedelta(hours=2)


def screen_public() -> int:
    """Look again at everything public, and at drafts, that was seen by older rules or never; how many public are held.

    One file at a time: the night is long, and a worker that is stopped goes on where it was in the next one.
    """
    versions = (
        DocumentVersion.objects.published().filter(document__is_sample=False).select_related("original")
    )
    for version in versions.exclude(_seen_by_these_rules()).iterator():
        screening, _ = Screening.objects.get_or_create(
            original=version.original,
            file_name=version.file_name,
            defaults={"detector_version": DETECTOR_VERSION},
        )
        _look(screening)
    lost = Q(state=Screening.State.WAITING, created_at__lt=timezone.now() - LOST_AFTER)
    for screening in Screening.objects.filter(Q(detector_version__lt=DETECTOR_VERSION) | lost).iterator():
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


def _seen_by_these_rules() -> Exists:
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

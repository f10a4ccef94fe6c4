"""Jobs: the pages of a version made later, by the worker."""

from procrastinate.contrib.django import app

from layers.documents.derive import derive
from layers.documents.models import DocumentVersion


@app.task(queue="documents")
def derive_version(version_id: int) -> None:
    """Nothing happens to a version that has its pages, or is gone."""
    version = DocumentVersion.objects.filter(pk=version_id).first()
    if version is not None:
        derive(version)


def derive_later(version: DocumentVersion) -> None:
    derive_version.defer(version_id=version.pk)

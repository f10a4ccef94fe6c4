"""Jobs: the pages of a version made later, by the worker."""

import contextlib

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layers.documents.derive import derive
from layers.documents.models import DocumentVersion


@app.task(queue="documents")
def derive_version(version_id: int) -> None:
    """Nothing happens to a version that has its pages, or is gone."""
    version = DocumentVersion.objects.filter(pk=version_id).first()
    if version is not None:
        derive(version)


def derive_later(version: DocumentVersion) -> None:
    """Puts the version into the queue, where it stands once however often it is asked for."""
    # A refusal of the database must not take the caller's transaction with it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        derive_version.configure(queueing_lock=f"derive-{version.pk}").defer(version_id=version.pk)

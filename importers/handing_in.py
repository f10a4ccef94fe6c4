"""A file is handed in: kept by its hash, its header read, its columns guessed or remembered. Nothing is checked yet."""

from typing import IO, Any

from django.db import transaction

from geo.errors import BadInput
from importers.cells import shown
from importers.choices import Choices
from importers.dataset import dataset_of
from importers.failpoints import failpoint
from importers.mapping import guess, remembered
from importers.models import Batch
from importers.opening import digest_of, keep, open_batch
from importers.source import Source, first_rows
from layers.audit.acting import acting
from layers.changes.errors import NotSeen
from layers.staff.models import User
from layers.staff.scope import scope_of

SHOWN_ROWS = 5
LONGEST_CELL = 80


def hand_in(user: User, dataset: str, content: IO[bytes], file_name: str) -> Batch:
    """The batch of this file; the open one of the same person when she hands in the same bytes again.

    Raises NotSeen for who is no editor, BadInput with the file's name for what is no file of ours.
    """
    kind = dataset_of(dataset)
    scope = scope_of(user)
    grant = next((grant for grant in scope.grants if grant.role == kind.role), None)
    if grant is None:
        raise NotSeen
    # The bytes first: a row without them would be a broken promise, bytes without a row are swept up.
    stored = keep(content, file_name)
    failpoint("upload.stored")
    with acting(user, scope=scope):
        there = _open_one(user, dataset, stored.pk)
        if there is not None:
            return there
        made = Batch(
            dataset=dataset, user=user, region_id=grant.region_id, organisation_id=grant.organisation_id,
            file=stored, file_name=file_name,
        )  # fmt: skip
        source = open_batch(made, Choices())
        take_header(made, source)
        made.choices = Choices.of(_options(user, made)).as_json()
        made.idempotency_key = digest_of(made)
        made.save()
    failpoint("upload.saved")
    return made


def correct(batch: Batch, content: IO[bytes], file_name: str) -> None:
    """Lays a corrected list over the file of the batch. Raises BadInput for a list of another file."""
    stored = keep(content, file_name)
    with transaction.atomic():
        batch.correction, batch.correction_name = stored, file_name
        for _ in open_batch(batch, Choices.of(batch.choices)).batches():
            pass
        batch.save(update_fields=["correction", "correction_name"])


def take_header(batch: Batch, source: Source) -> None:
    """Titles and the first rows, for the page on which the fields are told."""
    if not any(source.header):
        raise BadInput("file", f"{batch.file_name}：第一行应是各列的名称")
    rows = first_rows(source, SHOWN_ROWS)
    batch.header = source.header
    batch.sample = [[shown(column[at])[:LONGEST_CELL] for column in rows.columns] for at in range(len(rows))]


def _options(user: User, batch: Batch) -> dict[str, Any]:
    known = remembered(user, batch.dataset, batch.header)
    if known:
        return known
    columns = dataset_of(batch.dataset).columns(None)
    return {"mapping": guess(batch.header, columns)}


def _open_one(user: User, dataset: str, file: int) -> Batch | None:
    same = Batch.objects.filter(user=user, dataset=dataset, file=file, correction=None).select_related(
        "change_set"
    )
    return next((batch for batch in same.order_by("-pk") if batch.is_open), None)

"""A file is handed in: kept by its hash, its header read, its columns guessed or remembered. Nothing is checked yet."""

from collections.abc import Sequence
from typing import IO, Any

from geo.errors import BadInput
from importers.bundle.taking import take_bundle, take_index
from importers.cells import shown
from importers.choices import Choices
from importers.dataset import Bundled, Dataset, Whole, dataset_of
from importers.handed import HandedFile
from importers.mapping import guess, remembered
from importers.models import Batch
from importers.opening import MOST_CORRECTED, digest_of, keep, open_batch, together
from importers.recognise import Format
from importers.report import NUMBER
from importers.sheet import read_sheet
from importers.source import Source, opened
from layers.audit.acting import acting
from layers.changes.errors import NotSeen
from layers.failpoints import failpoint
from layers.staff.models import User
from layers.staff.scope import Grant, scope_of

SHOWN_ROWS = 5
LONGEST_CELL = 80


def hand_in(
    user: User, dataset: str, files: Sequence[tuple[str, IO[bytes]]], *, choices: Choices | None = None
) -> Batch:
    """The batch of these files (several: the loose parts of one shapefile, or a bundle with its index), each by name and
    bytes; the batch that is open or in review when the same person hands in the same bytes again. ``choices`` is how it is
    read where that needs no look at it.

    Raises NotSeen for who is no editor, BadInput with the file's name for what is no file of ours.
    """
    kind = dataset_of(dataset)
    scope = scope_of(user)
    grant = next((grant for grant in scope.grants if _may_hand_in(grant, kind)), None)
    if grant is None:
        raise NotSeen
    made = Batch(dataset=dataset, user=user, region_id=grant.region_id, organisation_id=grant.organisation_id)
    # The bytes before the row: a row without them would be a broken promise, bytes without a row are swept up.
    if isinstance(kind, Bundled):
        take_bundle(made, files)
    elif isinstance(kind, Whole):
        with together(files) as (made.file_name, content):
            made.file = keep(content, made.file_name)
    else:
        _take_layer(made, files)
    failpoint("upload.stored")
    with acting(user, scope=scope):
        there = _under_way(made)
        if there is not None:
            return there
        has_columns = not isinstance(kind, Bundled | Whole)
        made.choices = (choices or Choices.of(_choices(user, made) if has_columns else {})).as_json()
        made.idempotency_key = digest_of(made)
        made.save()
    failpoint("upload.saved")
    return made


def _may_hand_in(grant: Grant, kind: Dataset) -> bool:
    # The path of a region has as many keys as its level: one is the city.
    return grant.role == kind.role and (not isinstance(kind, Whole) or grant.region_path.count("/") == 1)


def _take_layer(batch: Batch, files: Sequence[tuple[str, IO[bytes]]]) -> None:
    with together(files) as (batch.file_name, content):
        with opened(HandedFile(batch.file_name, content), Choices()) as source:
            take_header(batch, source)
        batch.file = keep(content, batch.file_name)


def correct(batch: Batch, content: IO[bytes], file_name: str) -> None:
    """A corrected list: laid over a file whose rows it numbers, in the place of a sheet, or as the index of a bundle.

    Raises BadInput for a list of another file.
    """
    if isinstance(dataset_of(batch.dataset), Bundled):
        take_index(batch, content, file_name)
        batch.save(update_fields=["correction", "correction_name"])
        return
    sheet = read_sheet(content, _size(content), file_name, most_rows=MOST_CORRECTED)
    stored = keep(content, file_name)
    if NUMBER in sheet.header:
        batch.correction, batch.correction_name = stored, file_name
        with open_batch(batch, Choices.of(batch.choices)) as source:
            # Of a short file it is said at once that a row is not its; of a long one by the check.
            for _ in source.batches() if batch.rows_read <= MOST_CORRECTED else ():
                pass
    else:
        if batch.about.get("format") != Format.SHEET:
            raise BadInput("file", f"改正表里没有“{NUMBER}”这一列，请用下载的标错表改")
        missing = [title for title in batch.header if title and title not in sheet.header]
        if missing:
            raise BadInput("file", f"改正表缺少这些列：{'、'.join(missing)[:200]}")
        batch.file, batch.file_name = stored, file_name
        with open_batch(batch, Choices.of(batch.choices)) as source:
            take_header(batch, source)
    batch.save(
        update_fields=["file", "file_name", "correction", "correction_name", "header", "about", "sample"]
    )


def look_again(batch: Batch, choices: Choices) -> None:
    """Header and first rows anew, for another layer or encoding. Raises BadInput."""
    with open_batch(batch, choices) as source:
        take_header(batch, source)
    batch.choices = choices.as_json()
    batch.save(update_fields=["header", "sample", "about", "choices"])


def take_header(batch: Batch, source: Source) -> None:
    """Titles and the first rows, for the page on which the fields are told."""
    if not any(source.header):
        raise BadInput("file", f"{batch.file_name}：第一行应是各列的名称")
    rows = source.first(SHOWN_ROWS)
    batch.header, batch.about = source.header, source.about
    batch.sample = [[shown(column[at])[:LONGEST_CELL] for column in rows.columns] for at in range(len(rows))]


def _choices(user: User, batch: Batch) -> dict[str, Any]:
    known = remembered(user, batch.dataset, batch.header)
    if known:
        return known
    columns = dataset_of(batch.dataset).columns(None)
    return {"mapping": guess(batch.header, columns)}


def _size(content: IO[bytes]) -> int:
    size = content.seek(0, 2)
    content.seek(0)
    return size


def _under_way(made: Batch) -> Batch | None:
    same = Batch.objects.filter(
        user=made.user, dataset=made.dataset, file=made.file, correction=made.correction
    ).select_related("change_set")
    return next((batch for batch in same.order_by("-pk") if batch.is_open or batch.is_in_review), None)

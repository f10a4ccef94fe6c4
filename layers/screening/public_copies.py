"""What the public gets of a file: made anew from what can be seen of it."""

from layers.documents import sandbox
from layers.documents.kinds import JPEG, PDF, PNG
from layers.documents.models import StoredFile
from layers.documents.pages import MAX_PAGES, REASONS
from layers.documents.parsers import render
from layers.documents.store import open_stored, put_made
from layers.documents.table_kinds import XLSX
from layers.screening.reading import PARSERS, Read

LIMITS = sandbox.Limits(
    memory_bytes=2 << 30, cpu_s=120, wall_s=180, output_bytes=256 << 20, frame_bytes=256 << 20
)


def make(original: StoredFile, file_name: str, found: Read, pictures: dict[int, bytes]) -> StoredFile | None:
    """A PDF of type and pictures, a picture without what was written beside it, a table of values.

    None where nothing was made: sounds and films, which layers.documents.media copies, and a page without a picture.
    Raises BadInput, naming the file, when it cannot be made.
    """
    if not all(pictures.values()):
        return None
    if original.media_type == PDF.media_type:
        return put_made(_pdf(original, file_name, pictures), PDF.media_type)
    if original.media_type in (PNG.media_type, JPEG.media_type):
        return put_made(pictures[1], JPEG.media_type)
    if original.media_type == XLSX.media_type and found.table is not None:
        return put_made(found.table, XLSX.media_type)
    return None


def _pdf(original: StoredFile, file_name: str, pictures: dict[int, bytes]) -> bytes:
    with open_stored(original) as source:
        parts: dict[str, sandbox.Content] = {
            "document": source,
            **{f"pages/{page}": picture for page, picture in pictures.items()},
        }
        emitted = sandbox.run(
            PARSERS / "rebuild.py",
            parts,
            name=file_name,
            arguments={"max_pages": MAX_PAGES},
            reasons=REASONS,
            limits=LIMITS,
            modules=[render],
        )
    return emitted["pdf"]

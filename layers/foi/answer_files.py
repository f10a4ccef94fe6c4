"""The file of an answer: what is given to this applicant alone, so it is no public document but ciphertext with a key."""

import base64
from typing import IO

from geo.errors import BadInput
from layers.documents.kinds import PDF
from layers.documents.pages import read_pages
from layers.documents.store import checked, clean_file_name
from layers.foi.models import AnswerFile, Application
from layers.personal.reading import read

MAX_BYTES = 20 << 20


def pdf_of(content: IO[bytes], size: int, file_name: str) -> tuple[str, str]:
    """Name and base64 of a PDF that can be opened. Raises BadInput("file")."""
    if size > MAX_BYTES:
        raise BadInput("file", f"附件超过 {MAX_BYTES >> 20} MB，请压缩或改为当面、邮寄提供")
    with checked(content, file_name, allowed=(PDF,), parameter="file") as safe:
        try:
            # The sandbox opens it: encrypted, damaged and empty files are refused here and not on the applicant's phone.
            if next(iter(read_pages(safe, PDF.media_type, file_name)), None) is None:
                raise BadInput("file", "附件里没有页面")
        except BadInput as problem:
            raise BadInput("file", problem.message) from None
        safe.seek(0)
        return clean_file_name(file_name), base64.b64encode(safe.read()).decode()


def keep(row: Application, pdf: tuple[str, str]) -> None:
    """Inside ``acting``, in the transaction of the answer."""
    name, content = pdf
    AnswerFile.objects.create(application=row, region=row.region, name=name, content=content)


def of(row: Application) -> AnswerFile | None:
    """Merged ones have one answer, and one file."""
    if row.erased_at is not None:
        return None
    rows = AnswerFile.objects.filter(application__in=filter(None, (row.pk, row.merged_into_id)))
    return rows.select_related("personal_key").first()


def name_of(row: Application) -> str:
    """Inside ``acting``; empty without one."""
    found = of(row)
    return read(found, "name")[0] if found is not None else ""


def shown(row: Application) -> tuple[str, bytes] | None:
    """Name and bytes, with an entry in the trail; inside ``acting``."""
    found = of(row)
    if found is None:
        return None
    name, content = read(found, "name", "content")
    return (name, base64.b64decode(content)) if content else None


def forget(row: Application) -> None:
    for found in AnswerFile.objects.filter(application=row):
        found.delete()

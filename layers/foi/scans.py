"""A picture of an identity document: through the safe door, made anew in the sandbox, encrypted, and soon forgotten."""

import base64
import datetime as dt
from typing import IO

from django.conf import settings

from geo.errors import BadInput
from layers.documents.kinds import JPEG, PDF, PNG
from layers.documents.pages import read_pages
from layers.documents.store import checked
from layers.foi.models import Application, IdentityScan
from layers.personal.reading import read

ALLOWED = (JPEG, PNG, PDF)
MAX_BYTES = 10 << 20


def picture_of(content: IO[bytes], size: int, file_name: str) -> str:
    """The first page, made anew, as data without anything else of the file. Raises BadInput("scan")."""
    if size > MAX_BYTES:
        raise BadInput("scan", f"文件超过 {MAX_BYTES >> 20} MB，请拍小一点或压缩后再交")
    with checked(content, file_name, allowed=ALLOWED, parameter="scan") as safe:
        head = safe.read(8)
        safe.seek(0)
        kind = next(kind for kind in ALLOWED if kind.starts(head))
        try:
            page = next(iter(read_pages(safe, kind.media_type, "证件影像")), None)
        except BadInput as problem:
            raise BadInput("scan", problem.message) from None
    if page is None or not page.pictures:
        raise BadInput("scan", "文件里没有能看的页面")
    largest = max(page.pictures, key=lambda picture: picture.width)
    return f"{largest.media_type};{base64.b64encode(largest.content).decode()}"


def keep(row: Application, picture: str) -> None:
    """In place of an earlier one, which is deleted with its key."""
    forget(row)
    IdentityScan.objects.create(application=row, region=row.region, content=picture)


def shown(row: Application) -> tuple[str, bytes] | None:
    """Media type and bytes, with an entry in the trail. Inside ``acting``."""
    scan = IdentityScan.objects.filter(application=row).select_related("personal_key").first()
    if scan is None:
        return None
    media_type, _, content = read(scan, "content")[0].partition(";")
    return (media_type, base64.b64decode(content)) if content else None


def forget(row: Application) -> None:
    for scan in IdentityScan.objects.filter(application=row):
        scan.delete()


def forget_old(now: dt.datetime) -> int:
    """Those that nobody has looked at in so many days; inside ``acting`` for the regions."""
    before = now - dt.timedelta(days=settings.FOI_SCAN_KEEP_DAYS)
    old = list(IdentityScan.objects.filter(created_at__lt=before))
    for scan in old:
        scan.delete()
    return len(old)

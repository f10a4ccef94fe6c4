"""Are the bytes of every row in their store, and are they what their names say?"""

import hashlib
from collections.abc import Iterator

from django.db.models import QuerySet

from layers.documents.erasing import erased
from layers.documents.models import StoredFile
from layers.documents.storage import store_of
from layers.documents.store import open_stored

ROWS_A_TIME = 2_000


def faults(read: int = 0) -> Iterator[str]:
    """One Chinese sentence a fault: a file that is missing, of another size, or, of ``read`` files (the same ones each time),
    of other content; a store that anybody may read. Bytes that were erased on purpose are not missed. Raises StoreAway.
    """
    for store in StoredFile.Store.values:
        yield from _of_store(store)
    for stored in expected().order_by("sha256", "store")[:read]:
        yield from _of_content(stored)


def expected() -> QuerySet[StoredFile]:
    return StoredFile.objects.exclude(pk__in=erased().values("pk"))


def _of_store(store: str) -> Iterator[str]:
    storage = store_of(store)
    sizes = {one.name: one.size for one in storage.kept()}
    for name in list(sizes)[:1]:
        if storage.is_read_by_anybody(name):
            yield f"{store}：存储桶对外公开，没有口令也能读到文件；立即改为私有"
    for stored in expected().filter(store=store).order_by("sha256").iterator(ROWS_A_TIME):
        size = sizes.get(stored.name)
        if size is None:
            if not storage.exists(stored.name):  # nor since it was listed
                yield f"{store}/{stored.name}：没有这个文件"
        elif size != stored.size:
            yield f"{store}/{stored.name}：应为 {stored.size} 字节，实为 {size} 字节"


def _of_content(stored: StoredFile) -> Iterator[str]:
    try:
        with open_stored(stored) as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return  # said already, with all the others
    if sha256 != stored.sha256:
        yield f"{stored.store}/{stored.name}：内容与名字不符，实为 {sha256}"

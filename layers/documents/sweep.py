"""Stored files that belong to nothing: after samples were dropped, after an upload that ended half way."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, ForeignObjectRel, OuterRef
from django.utils import timezone

from layers.documents.models import StoredFile
from layers.documents.storage import store_of

# An upload that is under way has its bytes before its rows.
YOUNG = timedelta(hours=1)


def sweep(young: timedelta = YOUNG) -> int:
    """Delete rows that nothing refers to and bytes that no row names, older than ``young``; the number of files.

    For a quiet hour: bytes handed in again at the very moment of their deletion would be lost.
    """
    before = timezone.now() - young
    mine = OuterRef("pk")
    # Whoever points at it, the tables of other floors too; but not what only tells of it and goes with it.
    used = reduce(
        or_,
        (
            Exists(relation.related_model._base_manager.filter(**{relation.field.name: mine}))
            for relation in StoredFile._meta.get_fields(include_hidden=True)
            if isinstance(relation, ForeignObjectRel)
            and relation.field.name not in getattr(relation.related_model, "holds_no_file", ())
        ),
    )
    StoredFile.objects.filter(~used, created_at__lt=before).delete()
    return sum(_sweep_store(store, before) for store in StoredFile.Store.values)


def _sweep_store(store: str, before: datetime) -> int:
    storage = store_of(store)
    known = set(StoredFile.objects.filter(store=store).values_list("sha256", flat=True))
    unknown = [one for one in storage.kept() if one.name.rpartition("/")[2] not in known]
    swept = [one.name for one in unknown if one.written_at < before]
    for name in swept:
        storage.delete(name)
    return len(swept)

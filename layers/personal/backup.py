"""The keys' own backup. It is what decides how long an erased key can come back: so many days and no longer.

A dump that is kept for long leaves these two tables out, and a base backup lives no longer (docs/backup.md). What
is written is wrapped: without a master key, which is kept apart from both, it opens nothing.
"""

import datetime as dt
import gzip
import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.record import record
from layers.personal.models import PersonalHash, PersonalKey

NAME = "personal-keys-{day}.jsonl.gz"


def export(folder: Path) -> Path:
    """Today's file, readable by us alone; files of the folder that are past their days are deleted.

    Copies elsewhere have to keep the same days: PERSONAL_KEY_BACKUP_DAYS.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    today = timezone.localdate()
    file = folder / NAME.format(day=today)
    fresh = folder / f".{file.name}.{os.getpid()}"
    hashes: dict[Any, list[list[str]]] = {}
    for hash_ in PersonalHash.objects.all():
        hashes.setdefault(hash_.key_id, []).append([hash_.column, bytes(hash_.digest).hex()])
    with open(fresh, "wb", opener=_private) as raw, gzip.open(raw, "wt", encoding="utf-8") as stream:
        for key in PersonalKey.objects.filter(erased_at__isnull=True).order_by("created_at"):
            line = {
                "id": str(key.pk),
                "purpose": key.purpose,
                "wrapped": bytes(key.wrapped).hex(),
                "hashes": hashes.get(key.pk, []),
            }
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    fresh.rename(file)
    expired = expire(folder, today)
    record("export", noun=PersonalKey, detail={"file": file.name, "expired": len(expired)})
    return file


def expire(folder: Path, today: dt.date) -> list[Path]:
    """Deletes the backups that are older than their days, and gives them."""
    oldest = NAME.format(day=today - dt.timedelta(days=settings.PERSONAL_KEY_BACKUP_DAYS))
    expired = [file for file in sorted(folder.glob(NAME.format(day="*"))) if file.name < oldest]
    for file in expired:
        file.unlink()
    return expired


@transaction.atomic
def restore(file: Path) -> int:
    """Puts back the keys that are missing; the number of them. One that is here stays as it is, an erased one erased.

    Raises BadInput, and restores nothing, for a file that is not whole.
    """
    here = set(PersonalKey.objects.values_list("pk", flat=True))
    keys, hashes = [], []
    try:
        with gzip.open(file, "rt", encoding="utf-8") as stream:
            for line in map(json.loads, stream):
                key = PersonalKey(
                    id=line["id"], purpose=line["purpose"], wrapped=bytes.fromhex(line["wrapped"])
                )
                key.clean_fields()
                if key.pk not in here:
                    keys.append(key)
                    hashes += [
                        PersonalHash(key=key, column=c, digest=bytes.fromhex(d)) for c, d in line["hashes"]
                    ]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as problem:
        raise BadInput("file", f"{file.name} 不是完整的密钥备份（{problem}）") from problem
    PersonalKey.objects.bulk_create(keys)
    PersonalHash.objects.bulk_create(hashes)
    record("restore", noun=PersonalKey, detail={"file": file.name, "keys": len(keys)})
    return len(keys)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

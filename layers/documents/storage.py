"""A folder in which a name is written once and never again."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="layers.documents.storage.WriteOnceStorage")
class WriteOnceStorage(FileSystemStorage):
    """Whole or not at all: a file appears under its name when every byte of it is on the disk."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # the name is the content's hash, so a second file of the name is the same file

    def _save(self, name: str, content: File[Any]) -> str:
        final = Path(self.path(name))
        final.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        part = final.with_name(f".{final.name}.{secrets.token_hex(4)}")
        try:
            with part.open("xb") as target:
                for chunk in content.chunks():
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            part.chmod(0o640)
            part.replace(final)  # by another writer of the same bytes at the same moment: the same file
        finally:
            part.unlink(missing_ok=True)
        return name

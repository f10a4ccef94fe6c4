"""What somebody handed in: a name that is shown, and bytes."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from layers.documents.sandbox import Content
from layers.documents.store import clean_file_name


@dataclass(frozen=True)
class HandedFile:
    """``content`` is bytes, an open file, or where a file of ours lies; it is read and never written."""

    name: str
    content: Content

    @property
    def shown(self) -> str:
        """The name for messages. Raises BadInput when it holds a path or what nobody can see."""
        return clean_file_name(self.name)

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0] if "." in self.name else self.name

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""

    def open(self) -> IO[bytes]:
        """From the beginning. A path is opened anew; who handed in an open file closes it."""
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        if isinstance(self.content, Path):
            return self.content.open("rb")
        self.content.seek(0)
        return self.content

    def rewound(self) -> Content:
        if not isinstance(self.content, bytes | Path):
            self.content.seek(0)
        return self.content

    def head(self, length: int = 4096) -> bytes:
        return self.open().read(length)

    @property
    def size(self) -> int:
        if isinstance(self.content, Path):
            return self.content.stat().st_size
        return self.open().seek(0, 2)

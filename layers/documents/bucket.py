"""A store in a bucket of an S3-compatible service: object storage of the city's own cloud, MinIO, Ceph.

Nobody but this service knows the bucket. No address of it is given away, signed or not; bytes leave through delivery.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from functools import cached_property
from typing import IO, Any, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from layers.documents.storage import Kept, StoreAway

CONNECT_S = 3
# Between two pieces, and for the answer after the last one.
ANSWER_S = 30
IN_MEMORY = 8 << 20


class BucketStorage(S3Storage):  # type: ignore[misc]
    """FileStore under the prefix ``location``. A file is one PUT, so it appears whole or not at all."""

    def __init__(self, *, addressing_style: str, **options: Any) -> None:
        client = Config(
            signature_version="s3v4",
            connect_timeout=CONNECT_S,
            read_timeout=ANSWER_S,
            retries={"total_max_attempts": 2},
            # What the environment says of proxies is for browsers and package managers.
            proxies={},
            # The SHA-256 of the bytes is signed with each of them, so the other side keeps nothing but what we sent. Newer
            # checksums of Amazon's own are not understood everywhere.
            s3={"addressing_style": addressing_style, "payload_signing_enabled": True},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=client, security_token=None, session_profile=None, **options)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # as in a folder

    def url(self, name: str, *args: Any, **options: Any) -> str:
        raise ValueError("a file of a bucket has no address of its own")

    def exists(self, name: str) -> bool:
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        with _asked(name):
            return int(self._client.head_object(**self._place(name))["ContentLength"])

    def delete(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError), _asked(name):
            self._client.delete_object(**self._place(name))

    def open_range(self, name: str, first: int, last: int) -> IO[bytes]:
        with _asked(name):
            answer = self._client.get_object(**self._place(name), Range=f"bytes={first}-{last}")
        return cast(IO[bytes], answer["Body"])

    def kept(self) -> Iterator[Kept]:
        prefix = f"{self.location}/"
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=prefix)
        with _asked(prefix):
            for page in pages:
                for one in page.get("Contents", ()):
                    yield Kept(one["Key"].removeprefix(prefix), one["Size"], one["LastModified"])

    def is_read_by_anybody(self, name: str) -> bool:
        try:
            with _asked(name):
                self.unsigned_connection.meta.client.head_object(**self._place(name))
        except (StoreAway, FileNotFoundError):
            return False
        return True

    def _save(self, name: str, content: File[Any]) -> str:
        content.seek(0)
        with _asked(name):
            # Django's File without a name is false, which botocore takes for no bytes at all.
            self._client.put_object(
                **self._place(name), Body=content.file, ContentType="application/octet-stream"
            )
        return name

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """A private copy: parsers jump about in a file, and an answer that breaks off is seen before any of it is used."""
        with contextlib.ExitStack() as closing:
            content = closing.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
            with _asked(name):
                shutil.copyfileobj(self._client.get_object(**self._place(name))["Body"], content)
            content.seek(0)
            closing.pop_all()
            return File(content, name)

    @cached_property
    def _client(self) -> Any:
        """One for all threads, which a client allows; each takes half a second to make."""
        return self._create_session().client(
            "s3", region_name=self.region_name, endpoint_url=self.endpoint_url, config=self.client_config
        )

    def _place(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}


@contextlib.contextmanager
def _asked(name: str) -> Iterator[None]:
    """FileNotFoundError for a name that is not there, StoreAway for every other failure."""
    try:
        yield
    except ClientError as refused:
        code = refused.response["Error"]["Code"]
        if code in ("404", "NoSuchKey"):
            raise FileNotFoundError(name) from None
        raise StoreAway(f"refused: {code}") from None
    except BotoCoreError as problem:
        raise StoreAway(type(problem).__name__) from None

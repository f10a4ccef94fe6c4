"""The master keys, which only wrap the keys of the records. They are in the environment and never in the database."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# 43 letters of base64 are 256 bits.
SHORTEST = 43
FEWEST_LETTERS = 10
ID_BYTES = 8


@dataclass(frozen=True)
class Master:
    """``id`` stands before what the key wrapped, and says nothing about it."""

    id: bytes
    key: bytes


def masters() -> tuple[Master, ...]:
    """The first wraps; the others still open what they wrapped before. Raises ImproperlyConfigured without a good one."""
    if fault := fault_of_settings():
        raise ImproperlyConfigured(fault)
    return _derived(tuple(settings.PERSONAL_KEYS))


def fault_of_settings() -> str | None:
    """Why the configured keys will not do, in Chinese."""
    keys: list[str] = settings.PERSONAL_KEYS
    if not keys:
        return "没有个人信息主密钥；设 CUNTU_PERSONAL_KEYS（64 个随机字符）"
    if any(len(key) < SHORTEST or len(set(key)) < FEWEST_LETTERS for key in keys):
        return f"CUNTU_PERSONAL_KEYS 中有太短或不随机的密钥；每个至少 {SHORTEST} 个随机字符"
    return None


@lru_cache(maxsize=4)
def _derived(texts: tuple[str, ...]) -> tuple[Master, ...]:
    return tuple(Master(_bytes(text, b"id", ID_BYTES), _bytes(text, b"wrap", 32)) for text in texts)


def _bytes(text: str, use: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"cuntu personal " + use).derive(text.encode())

"""A small secret as it may lie in the database: AES-256-GCM under a key that lies elsewhere."""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12


def seal(plain: bytes, owner: str) -> bytes:
    """Opens only for the same ``owner``: moved to the row of somebody else it is worth nothing."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(settings.SECOND_FACTOR_KEY).encrypt(nonce, plain, owner.encode())


def unseal(sealed: bytes, owner: str) -> bytes | None:
    """None when the key is another one, or the bytes are somebody else's or changed."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return _cipher(settings.SECOND_FACTOR_KEY).decrypt(nonce, rest, owner.encode())
    except (InvalidTag, ValueError):
        return None


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESGCM:
    if not secret:
        raise ImproperlyConfigured("SECOND_FACTOR_KEY 没有设置：动态口令的密钥不能存放")
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cuntu second factor")
    return AESGCM(derived.derive(secret.encode()))

"""AES-256-GCM with a fresh nonce; what the text belongs to is authenticated with it, so it opens nowhere else."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# The first byte says how the rest is made, for the day when it is made otherwise (SM4-GCM, 密评).
FORM = b"\x01"
NONCE_BYTES = 12


class Unreadable(Exception):
    """Not encrypted under this key for this place: tampered with, moved, or the key is another."""


def new_key() -> bytes:
    return AESGCM.generate_key(256)


def encrypt(key: bytes, plain: bytes, belongs_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return FORM + nonce + AESGCM(key).encrypt(nonce, plain, belongs_to)


def decrypt(key: bytes, sealed: bytes, belongs_to: bytes) -> bytes:
    """Raises Unreadable."""
    form, nonce, rest = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        if form != FORM:
            raise ValueError(f"form {form!r}")
        return AESGCM(key).decrypt(nonce, rest, belongs_to)
    except (InvalidTag, ValueError) as problem:
        raise Unreadable(belongs_to.decode()) from problem

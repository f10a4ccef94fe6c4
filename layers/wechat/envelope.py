"""The envelope of what the 公众号 sends and is answered (消息加解密, 安全模式): signed by SHA-1, sealed by AES-256-CBC.

plain = 16 random bytes, length of the message in 4 bytes (network order), message, AppID; PKCS#7 to blocks of 32
key   = base64 of EncodingAESKey and "="; the vector is its first 16 bytes
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from django.utils.crypto import constant_time_compare

BLOCK_BITS = 32 * 8
RANDOM_BYTES = 16
LENGTH_BYTES = 4


class Forged(Exception):
    """Not sealed by who knows our token and key, or for another account."""


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, repr=False)
class Envelope:
    """``token`` and ``aes_key`` as they stand in the settings of the account."""

    token: str
    aes_key: str
    app_id: str

    def is_signed(self, given: str, *parts: str) -> bool:
        return constant_time_compare(signature(self.token, *parts), given)

    def opened(self, sealed: str) -> bytes:
        """The message. To be called after its signature was looked at. Raises Forged."""
        try:
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
            unpadder = PKCS7(BLOCK_BITS).unpadder()
            plain = unpadder.update(padded) + unpadder.finalize()
        except (ValueError, binascii.Error):
            raise Forged from None
        begins = RANDOM_BYTES + LENGTH_BYTES
        ends = begins + int.from_bytes(plain[RANDOM_BYTES:begins], "big")
        # Without this a message to one account of a service could be shown to another.
        if plain[ends:] != self.app_id.encode():
            raise Forged
        return plain[begins:ends]

    def sealed(self, message: bytes) -> str:
        plain = secrets.token_bytes(RANDOM_BYTES) + len(message).to_bytes(LENGTH_BYTES, "big") + message
        padder = PKCS7(BLOCK_BITS).padder()
        padded = padder.update(plain + self.app_id.encode()) + padder.finalize()
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _cipher(self) -> Cipher[CBC]:
        key = base64.b64decode(f"{self.aes_key}=")
        return Cipher(AES256(key), CBC(key[:16]))

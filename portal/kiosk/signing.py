"""What lies in a kiosk for an outage is signed: a browser checks it (WebCrypto, ECDSA P-256) before it shows it.

The key follows from SECRET_KEY, so that it needs no keeping of its own; who changes the one, changes the other.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings

# The order of the curve (FIPS 186-4, D.1.2.3): a private key lies between 0 and it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def sign(content: bytes) -> str:
    """r and s, 32 bytes each, as WebCrypto reads them; base64."""
    r, s = decode_dss_signature(_key(settings.SECRET_KEY).sign(content, ec.ECDSA(SHA256())))
    return base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()


def public_key() -> str:
    """The point, uncompressed (65 bytes); base64."""
    numbers = _key(settings.SECRET_KEY).public_key().public_numbers()
    return base64.b64encode(b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32)).decode()


@lru_cache(maxsize=2)
def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    # 64 bytes, so that no remainder is likelier than another.
    number = int.from_bytes(hmac.digest(secret.encode(), b"kiosk bundle", hashlib.sha512))
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())

"""One-time codes of RFC 6238 (SHA-1, 30 s, six digits), written down apart from the product."""

import base64
import hashlib
import hmac
import struct
import time


def code(secret_base32, at_s=None):
    padded = secret_base32.replace(" ", "").upper()
    key = base64.b32decode(padded + "=" * (-len(padded) % 8))
    step = int(time.time() if at_s is None else at_s) // 30
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"

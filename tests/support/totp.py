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


class Codes:
    """Codes that nobody has typed yet. The product takes the code of the step before the present
    one, of the present one and of the next, each once and none older than the last one typed: so
    the oldest that is still good comes first, and only the fourth sign-in of a minute waits."""

    SPARE_S = 8  # the product may look at the code this much later

    def __init__(self, now=time.time):
        self.now, self.used = now, {}

    def next(self, name, secret):
        while True:
            at = self.now()
            step = max(self.used.get(name, 0) + 1, int(at + self.SPARE_S) // 30 - 1)
            if step <= int(at) // 30 + 1:
                self.used[name] = step
                return code(secret, step * 30)
            time.sleep(0.2)

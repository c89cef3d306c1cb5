"""Signatures by other products: sound ones in many manners, and forged or unfit CMS.

cases(authority) yields (label, class, name, bytes): "sound" passes, "attack" must not look intact,
"policy" must not pass.
"""

import hashlib
import re

import covers
import pdfwrite
from foreign import sign

ECDSA_256, ECDSA_512 = "06082a8648ce3d040302", "06082a8648ce3d040304"
SHA_256, SHA_384 = "0609608648016503040201", "0609608648016503040202"
DIGESTED, DATA = "06092a864886f70d010705", "06092a864886f70d010701"
LOOK = b"BT /F1 10 Tf 2 5 Td (Da ky) Tj ET"
PSS = ("-keyopt", "rsa_padding_mode:pss")


def _patch(der, old, new, last=True):
    old, new = bytes.fromhex(old), bytes.fromhex(new)
    at = der.rfind(old) if last else der.find(old)
    assert at >= 0, old.hex()
    return der[:at] + new + der[at + len(old):]


def _sound(authority, data, packed):
    """(name, file) of signatures as products make them."""
    def cms(*words, **how):
        return lambda covered: authority.cms(covered, *words, **how)
    yield "plain", sign(data, authority)
    yield "visible", sign(data, authority, look=LOOK)
    yield "adbe", sign(data, authority, kind=b"adbe.pkcs7.detached", make=cms(cades=False))
    yield "adbe-bound", sign(data, authority, kind=b"adbe.pkcs7.detached", first="contents")
    yield "direct", sign(data, authority, direct=True)
    yield "inline-form", sign(data, authority, inline=True)
    yield "same-kind", sign(data, authority, packed=packed)
    yield "said", sign(data, authority, more=b"/M (D:20261123020000Z) /Name (A) /Reason (Duyet) "
                       b"/Location (Bien Hoa) /ContactInfo (a@x.vn) /Prop_Build << /App << /Name "
                       b"/Khac /REx (1.0) >> >>")
    for level in (1, 2, 3):
        yield "certified-%d" % level, sign(
            data, authority, more=b"/Reference [<< /Type /SigRef /TransformMethod /DocMDP "
            b"/TransformParams << /Type /TransformParams /V /1.2 /P %d >> >>]" % level,
            extra=lambda doc, at: [(doc.root, b"/Perms", b"<< /DocMDP %d 0 R >>" % (at + 1))])
    for key in ("rsa", "ec384", "ec521", "brainpool", "ed"):
        who = authority.signer(key=key)
        md = "sha512" if key == "ed" else "sha384"
        if key != "ed":
            yield "key-" + key, sign(data, authority, make=cms("-md", md, who=who))
    yield "pss", sign(data, authority, make=cms(*PSS, who=authority.signer(key="rsa")))
    yield "agent", sign(data, authority, make=cms(who=authority.signer("agent")))
    first = sign(data, authority, look=LOOK)
    yield "second", sign(first, authority, name=b"S2", packed=packed)
    yield "second-direct", sign(first, authority, name=b"S2", direct=True)
    yield "second-default", sign(first, authority, name=b"S2", extra=lambda doc, at: [
        (at, b"/DV", b"%d 0 R" % (at + 1))])
    returns = re.sub(rb"\nxref\n(\d+ \d+)\n", rb"\nxref\r\1\r", data)
    yield "returns", sign(returns, authority)
    stamped = sign(first, authority, name=b"T1", kind=b"ETSI.RFC3161", make=authority.token)
    yield "stamped", stamped
    yield "stamped-second", sign(stamped, authority, name=b"S2")
    before = sign(data, authority, name=b"T1", kind=b"ETSI.RFC3161", make=authority.token)
    yield "stamped-before", sign(before, authority)
    doc = pdfwrite.Document(stamped)
    n = doc.size
    kept = doc.append({
        doc.root: pdfwrite.with_key(doc.objects[doc.root], b"/DSS", b"<< /Certs [%d 0 R] >>" % n),
        n: pdfwrite.stream(b"", authority.der("signer-ec"))})
    yield "long-term", sign(kept, authority, name=b"T2", kind=b"ETSI.RFC3161",
                            make=authority.token)
    filled = pdfwrite.Document(first)
    if 13 in filled.objects:
        field = pdfwrite.with_key(filled.objects[13], b"/V", b"(moi)")
        yield "filled", filled.append({13: field})


def _forged(authority, data):
    def sign_with(change, *words, **how):
        return sign(data, authority, make=lambda covered: change(
            authority.cms(covered, *words, **how)))
    other = authority.signer(key="rsa")
    yield "content-inside", sign(data, authority, size=20000,
                                 make=lambda covered: authority.cms(covered, "-nodetach"))
    yield "two-signers", sign_with(lambda der: der, "-signer", other + ".pem", "-inkey",
                                   other + ".key")
    yield "by-sha1-of-other", sign(data, authority, kind=b"adbe.pkcs7.sha1",
                                   make=_by_sha1(authority, b"x"))
    yield "by-sha1-detached", sign(data, authority, kind=b"adbe.pkcs7.sha1")
    yield "sha1-as-content", sign(data, authority, make=_by_sha1(authority))
    yield "other-data", sign(data, authority, make=lambda covered: authority.cms(b"x"))
    yield "signature-algorithm", sign_with(lambda der: _patch(der, ECDSA_256, ECDSA_512))
    yield "digest-algorithm", sign_with(lambda der: _patch(der, SHA_256, SHA_384))
    digest = "06092a864886f70d010904"
    yield "attribute-tag", sign_with(lambda der: _patch(der, digest + "31", digest + "11"))
    yield "content-type", sign_with(lambda der: _patch(der, DIGESTED, DATA, last=False),
                                    "-econtent_type", "1.2.840.113549.1.7.5")
    yield "content-type-other", sign_with(lambda der: der, "-econtent_type",
                                          "1.2.840.113549.1.7.5")
    yield "tail", sign_with(lambda der: der + bytes.fromhex("3003020105"))
    yield "tail-twice", sign_with(lambda der: der + der)
    yield "value-zero", sign_with(_zero_value)
    yield "empty-sequence", sign(data, authority, make=lambda covered: bytes.fromhex("3000"))
    yield "only-certificate", sign(data, authority, make=lambda covered: authority.der(
        authority.signer()))
    first = sign(data, authority, look=LOOK)
    yield "stamp-of-other", sign(first, authority, name=b"T1", kind=b"ETSI.RFC3161",
                                 make=lambda covered: authority.token(b"x"))
    yield "stamp-as-signature", sign(data, authority, make=authority.token)
    yield "signature-as-stamp", sign(first, authority, name=b"T1", kind=b"ETSI.RFC3161")
    bad = sign(first, authority, name=b"S2", make=lambda covered: authority.cms(b"x"))
    yield "second-forged", bad
    yield "second-default", sign(first, authority, name=b"S2", extra=lambda doc, at: [
        (at, b"/DV", b"(khac)")])


def _zero_value(der):
    """r and s as zeros of the same length."""
    at = der.rfind(b"\x04", 0, len(der) - 60)
    start = next(i for i in range(len(der) - 75, len(der) - 60)
                 if der[i] == 0x04 and der[i + 1] == len(der) - i - 2)
    body = bytearray(der[start + 2:])
    where = 2
    for _ in range(2):
        size = body[where + 1]
        body[where + 2:where + 2 + size] = bytes(size)
        where += 2 + size
    assert at >= 0
    return der[:start + 2] + bytes(body)


def _by_sha1(authority, change=b""):
    """A CMS that holds the SHA-1 of what is covered, as old products make it."""
    return lambda covered: authority.cms(hashlib.sha1(covered + change).digest(), "-nodetach",
                                         cades=False)


ECDSA_SHA256 = bytes.fromhex("06082a8648ce3d040302")


def _names_other_digest(der):
    """The signer's algorithm says SHA-384 where all else is SHA-256."""
    at = der.rindex(ECDSA_SHA256) + len(ECDSA_SHA256) - 1
    return der[:at] + b"\x03" + der[at + 1:]


def _unfit(authority, data):
    yield "unfit-two-digests", sign(
        data, authority, make=lambda covered: _names_other_digest(authority.cms(covered)))
    yield "unfit-by-sha1", sign(data, authority, kind=b"adbe.pkcs7.sha1",
                                make=_by_sha1(authority))
    for profile, key in (("tls", "ec"), ("login", "ec"), ("clock", "ec"), ("signer", "rsa1024")):
        who = authority.signer(profile, key)
        yield "unfit-%s-%s" % (profile, key), sign(
            data, authority, make=lambda covered, who=who: authority.cms(covered, who=who))
    yield "unfit-sha1", sign(data, authority, kind=b"adbe.pkcs7.detached",
                             make=lambda covered: authority.cms(covered, "-md", "sha1",
                                                                cades=False))


def cases(authority):
    for name, data in pdfwrite.bases():
        packed = name.startswith("packed")
        for each, made in _sound(authority, data, packed):
            yield "sound", "foreign", "%s foreign-%s" % (name, each), made
        for each, made in _forged(authority, data):
            yield "attack", "cms", "%s cms-%s" % (name, each), made
        for each, made in _unfit(authority, data):
            yield "policy", "cms", "%s %s" % (name, each), made
        signed = sign(data, authority, look=LOOK, packed=packed)
        for each, made in covers.attacks(signed):
            yield "attack", "foreign", "%s foreign/%s" % (name, each), made

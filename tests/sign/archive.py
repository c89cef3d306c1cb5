#!/usr/bin/env python3
"""Archive timestamps of version 3 (EN 319 122-1, clause 5.5) in CAdES, built here piece by piece;
each sound one has twins that must not count.

  archive.py TRUC|SIGN_TOOL     sign_tool judges in its own process: for sanitizers
"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import tap  # noqa: E402
from foreign import Authority  # noqa: E402

TRUC = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""
FOLDER = tempfile.TemporaryDirectory()
AUTHORITY = Authority(FOLDER.name)
DATA = "Quyết định số 12".encode()
ARCHIVE = bytes.fromhex("060604008d450204")
INDEX_3 = bytes.fromhex("060704008195320105")
INDEX_1 = bytes.fromhex("060604008d450205")
SHA_256 = bytes.fromhex("300b0609608648016503040201")


def element(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = (len(body).bit_length() + 7) // 8
    return bytes([tag, 128 | size]) + len(body).to_bytes(size, "big") + body


def members(body):
    """[(tag, whole element, content)]"""
    found, at = [], 0
    while at < len(body):
        head, size = 2, body[at + 1]
        if size >= 128:
            head, size = 2 + size - 128, int.from_bytes(body[at + 2:at + 2 + size - 128], "big")
        found.append((body[at], body[at:at + head + size], body[at + head:at + head + size]))
        at += head + size
    return found


def hashed(*parts):
    return element(4, hashlib.sha256(b"".join(parts)).digest())


def open_cms(der):
    """(type of the outer content, members of the SignedData)"""
    outer = members(members(der)[0][2])
    return outer[0][1], members(members(outer[1][2])[0][2])


def close_cms(kind, parts):
    return element(0x30, kind, element(0xa0, element(0x30, *parts)))


def with_unsigned(der, *attributes):
    """The CMS with unsigned attributes for its one signer."""
    kind, parts = open_cms(der)
    signer = members(members(parts[-1][2])[0][2])
    signer = [each[1] for each in signer if each[0] != 0xa1]
    changed = element(0x31, element(0x30, *signer, element(0xa1, *attributes)))
    return close_cms(kind, [each[1] for each in parts[:-1]] + [changed])


def archived(old=False, spoil=None, content=DATA):
    """A CMS over DATA with an archive timestamp. `spoil` changes the index before it is stamped."""
    cms = AUTHORITY.cms(DATA, "-nodetach")
    _, parts = open_cms(cms)
    certificates = [hashed(each[1]) for each in members(parts[3][2])]
    signer = [each[1] for each in members(members(parts[-1][2])[0][2]) if each[0] != 0xa1]
    lists = [element(0x30, *certificates), element(0x30), element(0x30)]
    index = element(0x30, *([] if old else [SHA_256]), *(spoil(lists) if spoil else lists))
    stamped = (members(parts[2][2])[0][1] + hashlib.sha256(content).digest() + b"".join(signer)
               + index)
    token = with_unsigned(AUTHORITY.token(stamped), element(
        0x30, INDEX_1 if old else INDEX_3, element(0x31, index)))
    return with_unsigned(cms, element(0x30, ARCHIVE, element(0x31, token)))


def verify(der):
    path = os.path.join(FOLDER.name, "file.p7m")
    trust = os.path.join(FOLDER.name, "trust")
    os.makedirs(trust, exist_ok=True)
    with open(path, "wb") as out:
        out.write(der)
    with open(AUTHORITY.path("foreign-root.pem"), "rb") as root, \
            open(os.path.join(trust, "root.pem"), "wb") as out:
        out.write(root.read())
    words = ["verify", path, "--trust", trust, "--json"]
    if os.path.basename(TRUC) == "sign_tool":
        words = ["report", path, os.path.join(trust, "root.pem")]
    done = subprocess.run([TRUC, *words], check=False, stdout=subprocess.PIPE)
    one = json.loads(done.stdout)["signatures"][0]
    return one, [each for each in one["timestamps"] if each["kind"] == "archive"]


def assert_sound(der):
    one, stamps = verify(der)
    assert [each["integrity"] for each in stamps] == ["intact"], stamps
    assert stamps[0]["indication"] == "TOTAL-PASSED", stamps
    assert one["indication"] == "TOTAL-PASSED" and one["best_signature_time"], one


def assert_spoilt(der):
    _, stamps = verify(der)
    assert [each["integrity"] for each in stamps] == ["broken"], stamps


def test_an_archive_timestamp_of_version_3_counts():
    assert_sound(archived())


def test_the_older_index_counts_too():
    assert_sound(archived(old=True))


def test_an_index_of_what_is_not_there_does_not():
    assert_spoilt(archived(spoil=lambda lists: [element(0x30, hashed(b"x"))] + lists[1:]))
    assert_spoilt(archived(spoil=lambda lists: lists[:2] + [element(0x30, hashed(b"x"))]))


def test_a_stamp_over_other_content_does_not():
    assert_spoilt(archived(content=b"x"))


def test_a_stamp_of_another_signature_does_not():
    first, second = archived(), AUTHORITY.cms(DATA + b"!", "-nodetach")
    _, parts = open_cms(first)
    attribute = members(members(members(parts[-1][2])[0][2])[-1][2])[0][1]
    assert_spoilt(with_unsigned(second, attribute))


def test_a_certificate_that_came_later_is_told():
    kind, parts = open_cms(archived())
    more = element(0xa0, parts[3][2], AUTHORITY.der(AUTHORITY.signer(key="rsa")))
    late = close_cms(kind, [each[1] for each in parts[:3]] + [more, parts[-1][1]])
    one, stamps = verify(late)
    assert stamps[0]["integrity"] == "intact", stamps
    told = [each for each in one["checks"] if each["id"] == "archive-timestamp"]
    assert told and told[0]["result"] == "warn", one["checks"]


sys.exit(tap.run_module(globals()))

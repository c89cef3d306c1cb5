#!/usr/bin/env python3
"""Indications and sub-indications of `truc verify` against what they must be.

  expectations.py TRUC [VECTORS]

First files made here with openssl, expected after EN 319 102-1; then, where the folder is there,
the published files whose manifest states what a reference validator answers. Prints agreement by
class and one line for each disagreement; at least 90 % of each kind must agree, and all of ours.
"""
import collections
import csv
import datetime
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'support')]
import foreign  # noqa: E402
import pdfwrite  # noqa: E402
import tap  # noqa: E402
from foreign import Authority, sign  # noqa: E402

TRUC = str(pathlib.Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else ''
VECTORS = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
PASSED, OPEN, FAILED = 'TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED'
NOW = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).strftime(
    '%Y-%m-%dT%H:%M:%SZ')
SHARE = 0.9

# Where the answer differs from what is published, and why that stands.
POLICY = {
    'pades/upstream/hellopades-lt-sha256-rsa2048-expired.pdf':
        'published by a test that is switched off since; the standard has OUT_OF_BOUNDS_NO_POE for '
        'a signature first proven after its certificate ended',
    'pades/upstream/test-with-vri.pdf':
        'its own FieldMDP locks all fields, and a later revision changes one',
}


def verify(path, trust, at=NOW, detached=None):
    words = [TRUC, 'verify', str(path), '--json', '--at', at]
    words += ['--trust', str(trust)] if trust else []
    words += ['--detached', str(detached)] if detached else []
    done = subprocess.run(words, capture_output=True, check=False)
    overall = json.loads(done.stdout)['overall']
    return overall['indication'], overall['sub_indication']


# ---- made here ----

def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def weak(authority, covered, **how):
    return authority.cms(covered, '-md', 'sha1', cades=False, **how)


def made(authority, data):
    """(name, bytes, more of verify, expected) of PDF files."""
    sound = sign(data, authority)
    gap = sound.rindex(b'/Contents <') + 11
    stamped = sign(data, authority, size=9000, make=lambda covered: with_token(authority, covered))
    rsa = authority.signer(key='rsa')
    by_rsa = sign(data, authority, make=lambda covered: authority.cms(covered, who=rsa))
    value = by_rsa.rindex(b'/Contents <') + 11
    length = 2 * (4 + int(by_rsa[value + 4:value + 8], 16))
    short = authority.signer(key='rsa1024')
    yield 'sound', sound, {}, (PASSED, None)
    yield 'stamped', stamped, {'at': '2028-01-01T00:00:00Z'}, (PASSED, None)
    yield 'stamp ended too', stamped, {'at': '2031-01-01T00:00:00Z'}, (
        OPEN, 'OUT_OF_BOUNDS_NO_POE')
    yield 'nobody trusted', sound, {'trust': None}, (OPEN, 'NO_CERTIFICATE_CHAIN_FOUND')
    yield 'range 1', flipped(sound, 40), {}, (FAILED, 'HASH_FAILURE')
    yield 'range 2 in the table', flipped(sound, sound.rindex(b' 00000 n')), {}, (
        FAILED, 'HASH_FAILURE')
    yield 'range 2 in the range', flipped(sound, sound.rindex(b'/ByteRange [0 ') + 14), {}, (
        FAILED, 'HASH_FAILURE')
    yield 'signature value', flipped(by_rsa, value + length - 9), {}, (FAILED, 'SIG_CRYPTO_FAILURE')
    yield 'not a CMS', sound[:gap] + b'00' * 40 + sound[gap + 80:], {}, (FAILED, 'FORMAT_FAILURE')
    yield 'certificate ended', sound, {'at': '2028-01-01T00:00:00Z'}, (OPEN, 'OUT_OF_BOUNDS_NO_POE')
    yield 'certificate not begun', sound, {'at': '2025-01-01T00:00:00Z'}, (
        OPEN, 'OUT_OF_BOUNDS_NO_POE')
    yield 'key of 1024 bit', sign(data, authority, make=lambda covered: authority.cms(
        covered, who=short)), {}, (OPEN, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')
    yield 'SHA-1', sign(data, authority, make=lambda covered: weak(authority, covered)), {}, (
        OPEN, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')
    yield 'SHA-1, ended', sign(data, authority, make=lambda covered: weak(authority, covered)), {
        'at': '2028-01-01T00:00:00Z'}, (OPEN, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')
    yield 'bound by SHA-1', sign(
        data, authority, kind=b'adbe.pkcs7.sha1', make=lambda covered: authority.cms(
            hashlib.sha1(covered).digest(), '-nodetach', cades=False)), {}, (
                OPEN, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')
    yield 'not for signing', sign(data, authority, make=lambda covered: authority.cms(
        covered, who=authority.signer('tls'))), {}, (OPEN, 'CHAIN_CONSTRAINTS_FAILURE')
    yield 'no certificate', sign(data, authority, make=lambda covered: authority.cms(
        covered, '-nocerts')), {}, (OPEN, 'NO_SIGNING_CERTIFICATE_FOUND')
    other = pdfwrite.Document(sound).append({6: pdfwrite.stream(b'', b'BT ET')})
    yield 'changed behind', other, {}, (FAILED, 'FORMAT_FAILURE')


def with_token(authority, covered):
    """A CMS with a signature timestamp among its unsigned attributes (a signer of RSA: its value
    stands last)."""
    der = authority.cms(covered, who=authority.signer(key='rsa'))
    token = authority.token(der[-256:])
    held = element(0xa1, element(0x30, bytes.fromhex('060b2a864886f70d010910020e'),
                                 element(0x31, token)))
    return grown(der, held)


def element(tag, *parts):
    body = b''.join(parts)
    size = len(body).to_bytes(4, 'big').lstrip(b'\0')
    head = bytes([len(body)]) if len(body) < 128 else bytes([128 | len(size)]) + size
    return bytes([tag]) + head + body


def grown(der, more):
    """The element with `more` at its end, and so all that it ends with: down to the signer."""
    body = der[2 + (der[1] - 128 if der[1] > 128 else 0):]
    at = 0
    while at < len(body):
        size = body[at + 1]
        head = 2
        if size > 128:
            head = 2 + size - 128
            size = int.from_bytes(body[at + 2:at + head], 'big')
        last, at = at, at + head + size
    if der[0] == 0x30 and body[last] == 0x04 and at == len(body):
        return element(0x30, body, more)
    return element(der[0], body[:last], grown(body[last:], more))


def edwards(authority, data, *more):
    """A detached CMS by an Ed25519 key (RFC 8419), which openssl cms does not make; `more`: further
    signed attributes."""
    who = authority.signer(key='ed')
    certificate = authority.der(who)
    text = authority.run('x509', '-in', who + '.pem', '-noout', '-serial').decode()
    serial = bytes.fromhex(text.strip().split('=')[1])
    issuer = element(0x30, element(0x31, element(0x30, bytes.fromhex('0603550403'), element(
        0x0c, b'foreign-root'))))
    sha512 = element(0x30, bytes.fromhex('0609608648016503040203'))
    kind = bytes.fromhex('06092a864886f70d010701')
    attributes = b''.join(sorted((
        element(0x30, bytes.fromhex('06092a864886f70d010903'), element(0x31, kind)),
        element(0x30, bytes.fromhex('06092a864886f70d010904'), element(
            0x31, element(4, hashlib.sha512(data).digest()))), *more)))
    pathlib.Path(authority.path('attributes')).write_bytes(element(0x31, attributes))
    value = authority.run('pkeyutl', '-sign', '-inkey', who + '.key', '-rawin', '-in', 'attributes')
    signer = element(0x30, element(2, b'\1'), element(0x30, issuer, element(2, serial)), sha512,
                     element(0xa0, attributes), element(0x30, bytes.fromhex('06032b6570')),
                     element(4, value))
    return element(0x30, bytes.fromhex('06092a864886f70d010702'), element(0xa0, element(
        0x30, element(2, b'\1'), element(0x31, sha512), element(0x30, kind),
        element(0xa0, certificate), element(0x31, signer))))


def made_cms(authority):
    data = 'Quyết định số 12'.encode()
    by_edwards = edwards(authority, data)
    yield 'Ed25519', by_edwards, {'data': data}, (PASSED, None)
    yield 'Ed25519, other value', by_edwards[:-9] + b'12' + by_edwards[-7:], {'data': data}, (
        FAILED, 'SIG_CRYPTO_FAILURE')
    yield 'Ed25519, other data', by_edwards, {'data': b''}, (FAILED, 'HASH_FAILURE')
    bare = authority.cms(data)
    whole = authority.cms(data, '-nodetach')
    yield 'attached', whole, {}, (PASSED, None)
    yield 'detached', bare, {'data': data}, (PASSED, None)
    yield 'data missing', bare, {}, (OPEN, 'SIGNED_DATA_NOT_FOUND')
    yield 'other data', bare, {'data': data + b'.'}, (FAILED, 'HASH_FAILURE')
    yield 'indefinite lengths', authority.cms(data, '-nodetach', '-stream'), {}, (PASSED, None)
    yield 'no certificate inside', authority.cms(data, '-nodetach', '-nocerts'), {}, (
        OPEN, 'NO_SIGNING_CERTIFICATE_FOUND')


def revoked(authority, data):
    """Signed, one of them stamped, and then revoked; the list is CRL."""
    who = authority.signer(key='rsa')
    plain = sign(data, authority, make=lambda covered: authority.cms(covered, who=who))
    stamped = sign(data, authority, size=9000, make=lambda covered: with_token(authority, covered))
    time.sleep(1.5)  # times are whole seconds
    authority.run('ca', '-config', 'c.cnf', '-revoke', who + '.pem', '-keyfile', 'foreign-root.key')
    crl = authority.run('ca', '-config', 'c.cnf', '-gencrl', '-crldays', '30', '-keyfile',
                        'foreign-root.key')
    trust = pathlib.Path(authority.path('revoked'))
    trust.mkdir()
    (trust / 'root.pem').write_bytes(pathlib.Path(authority.path('foreign-root.pem')).read_bytes())
    (trust / 'list.pem').write_bytes(crl)
    yield 'revoked, no proof', plain, {'trust': trust}, (OPEN, 'REVOKED_NO_POE')
    yield 'revoked after its timestamp', stamped, {'trust': trust}, (PASSED, None)
    yield 'no list, not revoked', plain, {}, (PASSED, None)


def said(folder):
    """(what must be said, the checks) of signatures that are sound and odd."""
    authority = Authority(str(folder))
    content = folder / 'data'
    content.write_bytes(b'data')
    policy = element(0x30, bytes.fromhex('06032a0304'), element(0x30, element(
        0x30, bytes.fromhex('0609608648016503040201')), element(4, bytes(32))))
    attribute = element(0x30, bytes.fromhex('060b2a864886f70d010910020f'), element(0x31, policy))
    first = sign(pdfwrite.serialise(*pdfwrite.base()), authority)
    plain = foreign.dictionary
    foreign.dictionary = lambda *how: plain(*how).replace(b'/Type /DocTimeStamp', b'/Type /Sig')
    stamped = sign(first, authority, name=b'T1', kind=b'ETSI.RFC3161', make=authority.token)
    foreign.dictionary = plain
    proper = sign(first, authority, name=b'T1', kind=b'ETSI.RFC3161', make=authority.token)
    for wanted, name, data in ((True, 'signature-policy', edwards(authority, b'data', attribute)),
                               (False, 'signature-policy', edwards(authority, b'data')),
                               (True, 'timestamp-type', stamped),
                               (False, 'timestamp-type', proper)):
        path = folder / 'odd'
        path.write_bytes(data)
        done = subprocess.run([TRUC, 'verify', str(path), '--json', '--detached', str(content)],
                              capture_output=True, check=False)
        one = json.loads(done.stdout)['signatures'][0]
        yield wanted, name, one['integrity'], {check['id'] for check in one['checks']}


def own_cases(folder):
    authority = Authority(str(folder))
    trust = folder / 'trust'
    trust.mkdir()
    (trust / 'root.pem').write_bytes((folder / 'foreign-root.pem').read_bytes())
    data = pdfwrite.serialise(*pdfwrite.base())
    for group, cases in (('PDF', made(authority, data)), ('CMS', made_cms(authority)),
                         ('revoked', revoked(authority, data))):
        for number, (name, content, more, expected) in enumerate(cases):
            path = folder / ('%s-%d' % (group, number))
            path.write_bytes(content)
            how = {'trust': trust} | {key: value for key, value in more.items() if key != 'data'}
            if 'data' in more:
                how['detached'] = folder / 'data'
                how['detached'].write_bytes(more['data'])
            yield group, name, expected, verify(path, **how)


# ---- published ----

def certificates(data):
    """What looks like certificates, in the bytes, in hexadecimal strings and in packed streams."""
    pieces = [data]
    for match in re.finditer(rb'<([0-9A-Fa-f\s]{400,})>', data):
        text = re.sub(rb'\s', b'', match.group(1))
        pieces.append(bytes.fromhex(text[:len(text) // 2 * 2].decode()))
    for match in re.finditer(rb'stream\r?\n', data):
        try:
            pieces.append(zlib.decompressobj().decompress(data[match.end():]))
        except zlib.error:
            pass
    for piece in pieces:
        for match in re.finditer(rb'(?=\x30\x82(..)\x30\x82)', piece, re.S):
            body = piece[match.start():match.start() + 4 + int.from_bytes(match.group(1), 'big')]
            if b'\x17\x0d' in body and b'\x55\x1d' in body:
                yield body


def anchors(paths, folder):
    """The authorities that the files carry: the list of those who published them."""
    folder.mkdir()
    found = {body for path in paths for body in certificates(path.read_bytes())}
    for number, body in enumerate(sorted(found)):
        said = subprocess.run(['openssl', 'x509', '-inform', 'DER', '-noout', '-ext',
                               'basicConstraints'], input=body, capture_output=True, check=False)
        if b'CA:TRUE' in said.stdout:
            (folder / ('%d.cer' % number)).write_bytes(body)
    return folder


def published(folder):
    """Each file without a list, and where what is stated depends on one with the list."""
    with open(VECTORS / 'manifest.tsv', encoding='utf-8') as file:
        rows = [row for row in csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE)
                if row['format'] in ('PAdES', 'CAdES') and
                row['expected'] in ('PASS', 'FAIL', 'MODIFIED', 'INDET')]
    trust = anchors([VECTORS / row['file'] for row in rows], folder / 'published')
    for row in rows:
        sub = row['etsi_sub_indication'] or None
        listed = sub is not None and row['expected'] == 'INDET'
        answer = verify(VECTORS / row['file'], trust if listed else None)
        wanted = {'INDET': OPEN, 'PASS': OPEN}.get(row['expected'], FAILED)
        if row['expected'] == 'PASS' and answer[0] == PASSED:
            wanted = PASSED
        yield row['expected'] + ' ' + row['class'], row['file'], (wanted, sub), answer


def agreement(cases, strict):
    """Prints the table; true where it suffices."""
    count = collections.Counter()
    for group, name, wanted, answer in cases:
        for kind, at in (('indication', 0), ('sub-indication', 1)):
            if at == 1 and wanted[1] is None and wanted[0] != PASSED:
                continue
            same = wanted[at] == answer[at]
            count[group, kind, same] += 1
            count['all', kind, same] += 1
            if not same:
                print('# %s: %s, expected %s: %s' % (name, answer, wanted, POLICY.get(name, '?')))
    for group, kind in sorted({key[:2] for key in count}):
        good, bad = count[group, kind, True], count[group, kind, False]
        print('# %-24s %-15s %3d of %3d' % (group, kind, good, good + bad))
    return all(count['all', kind, True] >=
               (count['all', kind, True] + count['all', kind, False]) * (1 if strict else SHARE)
               for kind in ('indication', 'sub-indication'))


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)

        def test_own():
            assert agreement(list(own_cases(folder)), strict=True)

        def test_said():
            with tempfile.TemporaryDirectory() as other:
                for wanted, name, integrity, checks in said(pathlib.Path(other)):
                    assert integrity == 'intact' and (name in checks) == wanted, (name, checks)

        def test_published():
            assert agreement(list(published(folder)), strict=False)
        tests = [('files made here', test_own), ('what is odd is said', test_said)]
        if VECTORS is not None and (VECTORS / 'manifest.tsv').exists():
            tests.append(('published files', test_published))
        return tap.run(tests)


if __name__ == '__main__':
    sys.exit(main())

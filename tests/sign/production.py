#!/usr/bin/env python3
"""Documents of every build, signed twice and taken to LT and LTA, judged by others and by us.

  tests/sign/production.py SIGN_TOOL [--count N] [--seed S] [--keep DIR]

Each must be clean for qpdf, its signatures valid for pdfsig and openssl cms, its timestamps for
openssl ts, and TOTAL-PASSED for us. No step may change a stored byte or lower a level.
"""

import argparse
import collections
import concurrent.futures
import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pdfwrite  # noqa: E402

AT_TIME = '1795399200'  # SIGN_NOW_US of the fixture
LEVELS = ('B', 'T', 'LT', 'LTA')
# Who signs (tests/support/sign_tool.c): RSA, RSASSA-PSS, P-256, P-384; capitals with a timestamp.
SIGNERS = 'PQAC'
TIMESTAMP = bytes.fromhex('060b2a864886f70d010910020e')
TOKEN_INFO = bytes.fromhex('060b2a864886f70d0109100104')


# ---- base documents ----

def hybrid(objects, trailer):
    """A table, and a stream behind /XRefStm for what stands in an object stream (7.5.8.4)."""
    out = bytearray(b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')
    hidden = [n for n in sorted(objects) if objects[n].startswith(b'<< /Type /Font')]
    offsets, rows = {}, {}
    for number in sorted(set(objects) - set(hidden)):
        offsets[number] = len(out)
        out += b'%d 0 obj\n%s\nendobj\n' % (number, objects[number])
    container, table = max(objects) + 1, max(objects) + 2
    rows[container] = (1, len(out), 0)
    pdfwrite._pack(out, container, [(n, objects[n]) for n in hidden])
    rows.update({number: (2, container, at) for at, number in enumerate(hidden)})
    stream_at = len(out)
    rows[table] = (1, stream_at, 0)
    out += pdfwrite._xref_stream(table, rows, table + 1, trailer)
    out += pdfwrite._table(offsets, len(out), b'%s /XRefStm %d' % (trailer, stream_at), table + 1,
                           whole=True, freed=hidden + [container, table])
    return bytes(out)


def by_qpdf(*words):
    def write(objects, trailer):
        with tempfile.TemporaryDirectory() as folder:
            source, target = os.path.join(folder, 'in.pdf'), os.path.join(folder, 'out.pdf')
            with open(source, 'wb') as file:
                file.write(pdfwrite.serialise(objects, trailer))
            subprocess.run(['qpdf', *words, source, target], check=True, capture_output=True)
            with open(target, 'rb') as file:
                return file.read()
    return write


WRITERS = {
    'table': pdfwrite.serialise,
    'stream': lambda objects, trailer: pdfwrite.serialise(objects, trailer, True),
    'hybrid': hybrid,
    'linearised': by_qpdf('--linearize'),
    'linearised-stream': by_qpdf('--linearize', '--object-streams=generate'),
    'qpdf-stream': by_qpdf('--object-streams=generate'),
}


def random_base(dice):
    """(name of the writer, bytes)"""
    form, layer, second = (dice.random() < 0.5 for _ in range(3))
    objects, trailer = pdfwrite.base(form, layer, second)
    lines = [b'BT /F%d %d Tf %d %d Td (%s) Tj ET' % (
        dice.choice((1, 2)), dice.randint(6, 20), dice.randint(40, 200), dice.randint(420, 800),
        bytes(dice.choice(b'abcdefghik lmnopqrstuvxy') for _ in range(dice.randint(1, 30))))
        for _ in range(dice.randint(1, 30))]
    objects[6] = pdfwrite.stream(b'', b'\n'.join(lines) + b'\n')
    if dice.random() < 0.3:
        trailer = trailer.split(b' /ID')[0]
    if dice.random() < 0.3:
        for number in range(dice.randint(1, 40)):
            objects[max(objects) + dice.randint(1, 9)] = b'<< /Rest %d >>' % number
    name = dice.choice(sorted(WRITERS))
    return name, WRITERS[name](objects, trailer)


# ---- signed documents ----

def grow(tool, folder, count, dice):
    """[(stem, steps, writer)]; the files are stem.0.pdf, stem.1.pdf, …"""
    rows, lines = [], []
    for number in range(count):
        stem = os.path.join(folder, 'doc%04d' % number)
        writer, data = random_base(dice)
        steps = dice.choice(SIGNERS) + dice.choice(SIGNERS) + 'vd'
        with open(stem + '.0.pdf', 'wb') as file:
            file.write(data)
        lines.append('%s.0.pdf %s %s' % (stem, stem, steps))
        rows.append((stem, steps, writer))
    subprocess.run([tool, 'grow', folder], input='\n'.join(lines) + '\n', text=True, check=True)
    return rows


def judge(tool, folder, paths):
    """{path: (indication, integrity, modified, levels)}"""
    done = subprocess.run([tool, 'judge', folder], input='\n'.join(paths) + '\n', text=True,
                          stdout=subprocess.PIPE, check=True)
    rows = [line.split('\t') for line in done.stdout.splitlines()]
    return {row[0]: (row[1], row[3], row[4], row[7].split(',')) for row in rows}


# ---- others' opinions ----

def element(data, at):
    """(start of its content, end) of the DER element at `at`."""
    length, start = data[at + 1], at + 2
    if length & 0x80:
        start += length & 0x7f
        length = int.from_bytes(data[at + 2:start], 'big')
    return start, start + length


def signatures(data):
    """(subfilter, CMS, covered bytes) of every signature."""
    pattern = rb'/SubFilter /(\S+).*?/ByteRange \[0 (\d+) (\d+) (\d+)\]'
    for match in re.finditer(pattern, data, re.S):
        first, second, length = (int(match.group(i)) for i in (2, 3, 4))
        cms = bytes.fromhex(data[first + 1:second - 1].decode())
        yield (match.group(1), cms[:element(cms, 0)[1]],
               data[:first] + data[second:second + length])


def inside(data, at):
    """Where the elements inside the one at `at` start."""
    start, end = element(data, at)
    found = []
    while start < end:
        found.append(start)
        start = element(data, start)[1]
    return found


def stamped_value(cms):
    """(token, signature value) of the signature timestamp."""
    signed_data = inside(cms, inside(cms, 0)[1])[0]
    signer = inside(cms, inside(cms, signed_data)[-1])[0]
    value, unsigned = inside(cms, signer)[-2:]
    attribute = inside(cms, unsigned)[0]
    kind, values = inside(cms, attribute)
    assert cms[kind:values] == TIMESTAMP, cms[kind:values]
    token = inside(cms, values)[0]
    start, end = element(cms, value)
    return cms[token:element(cms, token)[1]], cms[start:end]


def says(words, **more):
    done = subprocess.run(words, capture_output=True, text=True, check=False, **more)
    return done.returncode, done.stdout + done.stderr


def openssl_finds_fault(folder, stem, data):
    """What openssl says against a signature or a timestamp; empty: nothing."""
    faults = []
    root, issuing = os.path.join(folder, 'root.pem'), os.path.join(folder, 'issuing.pem')

    def put(name, content):
        path = '%s.%s' % (stem, name)
        with open(path, 'wb') as file:
            file.write(content)
        return path

    def check_token(token, content):
        code, text = says(['openssl', 'ts', '-verify', '-token_in', '-in', put('token', token),
                           '-data', put('data', content), '-CAfile', root, '-untrusted', issuing,
                           '-attime', AT_TIME])
        if code != 0:
            faults.append('ts: ' + text)

    for kind, cms, content in signatures(data):
        if kind == b'ETSI.RFC3161':
            assert TOKEN_INFO in cms
            check_token(cms, content)
            continue
        code, text = says(['openssl', 'cms', '-verify', '-cades', '-binary', '-inform', 'DER',
                           '-in', put('cms', cms), '-content', put('data', content),
                           '-CAfile', root, '-purpose', 'any', '-attime', AT_TIME,
                           '-out', os.devnull])
        if code != 0:
            faults.append('cms: ' + text)
        check_token(*stamped_value(cms))
    return faults


def others_find_fault(folder, stem, steps):
    path, count = '%s.%d.pdf' % (stem, len(steps)), 2
    with open(path, 'rb') as file:
        faults = openssl_finds_fault(folder, stem, file.read())
    code, text = says(['qpdf', '--check', path])
    if code != 0:
        faults.append('qpdf: ' + text)
    code, text = says(['pdfsig', path])
    said = re.findall('Signature Validation: (.*)', text)
    stamps = [each for each in said if each == 'Signature has not yet been verified.']
    if said.count('Signature is Valid.') != count or len(stamps) != len(said) - count:
        faults.append('pdfsig: ' + text)
    return faults


# ---- properties ----

def we_find_fault(stem, steps, verdicts):
    """Every step keeps the bytes and all that held before."""
    faults, before, levels = [], None, []
    for number in range(len(steps) + 1):
        path = '%s.%d.pdf' % (stem, number)
        with open(path, 'rb') as file:
            data = file.read()
        if before is not None and not (data.startswith(before) and len(data) > len(before)):
            faults.append('step %d changes stored bytes' % number)
        before = data
        if number == 0:
            continue
        indication, integrity, modified, now = verdicts[path]
        if (indication, integrity) != ('TOTAL-PASSED', 'intact') or modified == 'yes':
            faults.append('step %d: %s' % (number, verdicts[path]))
        if any(LEVELS.index(a) > LEVELS.index(b) for a, b in zip(levels, now)):
            faults.append('step %d lowers %s to %s' % (number, levels, now))
        levels = now
    if levels != ['LTA', 'LTA']:
        faults.append('ends at %s' % levels)
    return faults


def main():
    options = argparse.ArgumentParser()
    options.add_argument('tool')
    options.add_argument('--count', type=int, default=60)
    options.add_argument('--seed', type=int, default=20261123)
    options.add_argument('--keep')
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or scratch
        os.makedirs(folder, exist_ok=True)
        rows = grow(chosen.tool, folder, chosen.count, random.Random(chosen.seed))
        paths = ['%s.%d.pdf' % (stem, number) for stem, steps, _ in rows
                 for number in range(1, len(steps) + 1)]
        verdicts = judge(chosen.tool, folder, paths)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
            answers = list(workers.map(
                lambda row: others_find_fault(folder, row[0], row[1]), rows))
        ours = [(stem, steps, fault) for stem, steps, _ in rows
                for fault in we_find_fault(stem, steps, verdicts)]
        theirs = [(stem, steps, fault) for (stem, steps, _), faults in zip(rows, answers)
                  for fault in faults]
        return report(rows, ours, theirs)


def report(rows, ours, theirs):
    for writer, count in sorted(collections.Counter(row[2] for row in rows).items()):
        print('# %-18s %5d documents' % (writer, count))
    for kind in SIGNERS:
        print('# signer %s %16d signatures' % (kind, sum(row[1].count(kind) for row in rows)))
    print('1..2')
    names = ('%d documents: bytes kept, no level lowered, TOTAL-PASSED at LTA' % len(rows),
             '%d documents: sound for openssl cms, openssl ts, pdfsig, qpdf' % len(rows))
    for number, (name, faults) in enumerate(zip(names, (ours, theirs)), 1):
        print('%sok %d - %s' % ('not ' if faults else '', number, name))
        for fault in faults[:25]:
            print('#   %s %s: %s' % (fault[0], fault[1], fault[2].replace('\n', '\n#     ')))
    return 1 if ours or theirs else 0


if __name__ == '__main__':
    sys.exit(main())

#!/usr/bin/env python3
"""Signed files under an empty user password, made with qpdf and openssl: `truc verify` reads them.

  encrypted.py TRUC
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
sys.path.insert(0, str(HERE))
import pdfwrite  # noqa: E402
import tap  # noqa: E402
from foreign import Authority, sign  # noqa: E402

TRUC = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '').resolve()
METHODS = {'rc4-40': ('40',), 'rc4-128': ('128', '--use-aes=n'), 'aes-128': ('128', '--use-aes=y'),
           'aes-128-open-metadata': ('128', '--use-aes=y', '--cleartext-metadata'),
           'aes-256': ('256',), 'aes-256-old': ('256', '--force-R5')}
CONTENT = b'BT /F1 18 Tf 72 770 Td (Hop dong so 12) Tj ET'


def base(form):
    """Numbered as qpdf numbers it: without a form the page is object 3."""
    return pdfwrite.serialise({
        1: b'<< /Type /Catalog /Pages 2 0 R%s >>' % (b' /AcroForm 5 0 R' if form else b''),
        5: b'<< /Fields [] >>', 2: b'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
        3: b'<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 595 842] '
           b'/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> '
           b'>> >> >>',
        4: pdfwrite.stream(b'', CONTENT)}, b'/Root 1 0 R /ID [<00112233> <00112233>]')


def lock(folder, method, password, streams):
    plain, locked = os.path.join(folder, 'plain.pdf'), os.path.join(folder, 'locked.pdf')
    pathlib.Path(plain).write_bytes(base(streams == 'generate'))
    subprocess.run(['qpdf', '--allow-weak-crypto', '--object-streams=' + streams, '--encrypt',
                    password, 'owner', *METHODS[method], '--', plain, locked], check=True)
    return pathlib.Path(locked).read_bytes()


def verify(folder, data):
    path = os.path.join(folder, 'asked.pdf')
    pathlib.Path(path).write_bytes(data)
    done = subprocess.run([TRUC, 'verify', path, '--json', '--at', '2026-11-24T00:00:00Z',
                           '--trust', os.path.join(folder, 'trust')], capture_output=True,
                          check=False)
    return done.returncode, json.loads(done.stdout), done.stderr.decode()


def verdict(folder, data):
    _, report, _ = verify(folder, data)
    first = report['signatures'][0]
    return first['indication'], first['integrity'], first['modified_after']


def is_read(folder, authority, method):
    """Judged as any signed file is, text under the lock and all."""
    signed = sign(lock(folder, method, '', 'disable'), authority)
    assert CONTENT not in signed and b'/Encrypt' in signed
    assert verdict(folder, signed) == ('TOTAL-PASSED', 'intact', 'no'), verdict(folder, signed)
    doc = pdfwrite.Document(signed)
    store = doc.append({doc.root: pdfwrite.with_key(doc.objects[doc.root], b'/DSS',
                                                    b'<< /Certs [] >>')})
    assert verdict(folder, store) == ('TOTAL-PASSED', 'intact', 'permitted')
    other = doc.append({4: pdfwrite.stream(b'', b'BT ET')})
    assert verdict(folder, other) == ('TOTAL-FAILED', 'intact', 'yes')
    unlocked = other.replace(b' /Encrypt', b' /Encrypx')
    assert verdict(folder, unlocked)[0] != 'TOTAL-PASSED'
    for rect, wanted in ((b'[300 100 400 140]', 'permitted'), (b'[70 765 250 790]', 'yes')):
        second = sign(signed, authority, name=b'S2',
                      extra=lambda doc, at, rect=rect: [(at, b'/Rect', rect)])
        assert verdict(folder, second)[2] == wanted, (rect, verdict(folder, second))


def is_opened(folder, method):
    """Object streams are read under the empty password, and under no other."""
    packed = lock(folder, method, '', 'generate')
    assert verify(folder, packed)[0] == 3
    status, _, said = verify(folder, lock(folder, method, 'x', 'generate'))
    assert status == 4 and 'pdf.encrypted' in said, (status, said)
    broken = re.sub(rb'(/U <)(..)', lambda found: found.group(1) + b'%02x' % (
        int(found.group(2), 16) ^ 1), packed)
    assert broken != packed and verify(folder, broken)[0] == 4


def main():
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        os.mkdir(os.path.join(folder, 'trust'))
        pathlib.Path(folder, 'trust', 'root.pem').write_bytes(
            pathlib.Path(folder, 'foreign-root.pem').read_bytes())
        return tap.run(
            [(each + ' is read', lambda each=each: is_read(folder, authority, each))
             for each in METHODS] +
            [(each + ' opens', lambda each=each: is_opened(folder, each)) for each in METHODS])


if __name__ == '__main__':
    sys.exit(main())

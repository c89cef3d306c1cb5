#!/usr/bin/env python3
"""`truc sign`, `truc augment` and `truc pdf diff` against an authority made with openssl, which
answers timestamps, OCSP, lists and issuers on loopback.

  commands.py TRUC
"""
import base64
import contextlib
import glob
import hashlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
sys.path.insert(0, str(HERE))
import pdfwrite  # noqa: E402
import tap  # noqa: E402

TRUC = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '').resolve()
WORK = tempfile.TemporaryDirectory()
AT = pathlib.Path(WORK.name)
SOFTHSM = glob.glob('/usr/lib/softhsm/libsofthsm2.so') + glob.glob(
    '/usr/lib/*/softhsm/libsofthsm2.so')

EXTENSIONS = '''
[root]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[issuing]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
crlDistributionPoints=URI:http://127.0.0.1:PORT/root.crl
[person]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,nonRepudiation
authorityKeyIdentifier=keyid
authorityInfoAccess=@places
[clock]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
authorityKeyIdentifier=keyid
authorityInfoAccess=@places
[places]
OCSP;URI=http://127.0.0.1:PORT/ocsp
caIssuers;URI=http://127.0.0.1:PORT/issuing.der
[tsa]
default_tsa=clock_service
[clock_service]
serial=SERIAL
signer_cert=clock.pem
signer_key=clock.key
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
ess_cert_id_alg=sha256
[ca]
default_ca=list
[list]
database=index
default_md=sha256
default_crl_days=30
crlnumber=number
'''


def openssl(*words, data=None):
    done = subprocess.run(['openssl', *map(str, words)], cwd=AT, input=data, capture_output=True,
                          check=False)
    assert done.returncode == 0, (words, done.stderr.decode())
    return done.stdout


def answer_ocsp(question, answer):
    openssl('ocsp', '-index', 'index', '-rsigner', 'issuing.pem', '-rkey', 'issuing.key', '-CA',
            'issuing.pem', '-reqin', question, '-respout', answer, '-ndays', '7')


class Responder(http.server.BaseHTTPRequestHandler):
    """Every request is one word: where it goes."""
    asked = []

    def log_message(self, *_):
        pass

    def answer(self, body, kind='application/octet-stream'):
        self.send_response(200 if body else 404)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        data = self.rfile.read(int(self.headers['Content-Length']))
        self.asked.append(self.path)
        with tempfile.NamedTemporaryFile(dir=AT) as question:
            question.write(data)
            question.flush()
            if self.path == '/tsa':
                self.answer(openssl('ts', '-reply', '-config', 'conf', '-section', 'clock_service',
                                    '-queryfile', question.name))
            elif self.path == '/ocsp':
                answer_ocsp(question.name, question.name + '.out')
                self.answer(pathlib.Path(question.name + '.out').read_bytes())
            else:
                self.answer(b'')

    def do_GET(self):
        self.asked.append(self.path)
        known = {'/root.crl': 'root.crl', '/issuing.der': 'issuing.der'}
        self.answer((AT / known[self.path]).read_bytes() if self.path in known else b'')


SERVER = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Responder)
PORT = SERVER.server_address[1]
TSA = 'http://127.0.0.1:%d/tsa' % PORT
NAMES = {'root': 'Goc', 'issuing': 'Cap phat', 'rsa': 'Nguyen Van A', 'p256': 'Tran Thi B',
         'p384': 'Le Van C', 'old': 'Het Han', 'clock': 'Dau thoi gian'}
KINDS = {'rsa': ('RSA', 'rsa_keygen_bits:2048'), 'p384': ('EC', 'ec_paramgen_curve:P-384')}


def make_certificate(name, by):
    kind, option = KINDS.get(name, ('EC', 'ec_paramgen_curve:P-256'))
    if not (AT / (name + '.key')).exists():
        openssl('genpkey', '-algorithm', kind, '-pkeyopt', option, '-out', name + '.key')
    openssl('req', '-new', '-key', name + '.key', '-subj', '/C=VN/O=Thu/CN=' + NAMES[name], '-out',
            name + '.csr')
    section = name if name in ('root', 'issuing', 'clock') else 'person'
    signer = ['-signkey', 'root.key'] if by is None else ['-CA', by + '.pem', '-CAkey', by + '.key']
    when = ['-days', '-1'] if name == 'old' else ['-days', '30']
    openssl('x509', '-req', '-in', name + '.csr', *signer, '-extfile', 'conf', '-extensions',
            section, '-set_serial', '0x%s' % hashlib.sha256(name.encode()).hexdigest()[:16], *when,
            '-out', name + '.pem')


def index_line(name, state='V', revoked=''):
    said = openssl('x509', '-in', name + '.pem', '-noout', '-serial').decode()
    serial = said.split('=')[1].strip()
    return '\t'.join((state, '361231235959Z', revoked, serial, 'unknown', '/CN=' + name)) + '\n'


def set_up():
    text = EXTENSIONS.replace('PORT', str(PORT)).replace('SERIAL', str(AT / 'serial'))
    (AT / 'conf').write_text(text)
    (AT / 'serial').write_text('01\n')
    (AT / 'number').write_text('01\n')
    (AT / 'index').write_text('')
    make_certificate('root', None)
    make_certificate('issuing', 'root')
    for name in ('rsa', 'p256', 'p384', 'old', 'clock'):
        make_certificate(name, 'issuing')
        (AT / (name + '-chain.pem')).write_bytes(
            (AT / (name + '.pem')).read_bytes() + (AT / 'issuing.pem').read_bytes())
    openssl('ca', '-gencrl', '-config', 'conf', '-cert', 'root.pem', '-keyfile', 'root.key', '-out',
            'root.crl.pem')
    openssl('crl', '-in', 'root.crl.pem', '-outform', 'DER', '-out', 'root.crl')
    openssl('x509', '-in', 'issuing.pem', '-outform', 'DER', '-out', 'issuing.der')
    write_index()
    (AT / 'trust').mkdir()
    (AT / 'trust/root.pem').write_bytes((AT / 'root.pem').read_bytes())
    for name, data in pdfwrite.bases():
        (AT / (name + '.pdf')).write_bytes(data)
    threading.Thread(target=SERVER.serve_forever, daemon=True).start()


def write_index(**revoked):
    (AT / 'index').write_text(''.join(
        index_line(name, 'R', revoked[name]) if name in revoked else index_line(name)
        for name in ('rsa', 'p256', 'p384', 'old', 'clock')))


def truc(*words, data=b''):
    """stdin is a pipe: nothing is asked of a person."""
    done = subprocess.run([TRUC, *map(str, words)], cwd=AT, input=data, capture_output=True,
                          check=False, env={**os.environ, 'LANG': 'C.UTF-8'})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def sign(name, source, target, *words):
    status, _, said = truc('sign', source, '--out', target, '--key', name + '.key',
                           '--certificate', name + '.pem', *words)
    assert status == 0, said
    return AT / target


def verdict(path, *words):
    _, out, _ = truc('verify', path, '--trust', 'trust', '--json', *words)
    return json.loads(out)


def expect(path, levels):
    report = verdict(path)
    assert report['overall'] == {'indication': 'TOTAL-PASSED', 'sub_indication': None,
                                 'modified': False}, report
    assert [each['level'] for each in report['signatures']] == levels, report
    said = subprocess.run(['pdfsig', path], capture_output=True, text=True, check=False).stdout
    assert said.count('Signature is Valid') >= len(levels), said
    assert 'Invalid' not in said, said
    checked = subprocess.run(['qpdf', '--check', path], capture_output=True, check=False)
    assert checked.returncode == 0, checked
    return report


@contextlib.contextmanager
def refused(target):
    """Nothing may be written."""
    assert not (AT / target).exists()
    yield
    assert not (AT / target).exists()


def test_levels_one_after_the_other():
    first = sign('rsa', 'plain-form.pdf', 'b.pdf', '--reason', 'Duyệt')
    before = first.read_bytes()
    expect_level(first, 'B', 'INDETERMINATE')  # its status was asked nobody
    for level in ('T', 'LT', 'LTA', 'LTA'):
        status, _, said = truc('augment', 'b.pdf', '--to', level, '--tsa', TSA, '--trust', 'trust',
                               '--loopback')
        assert status == 0, said
        after = first.read_bytes()
        assert after.startswith(before) and len(after) > len(before)
        before = after
        assert verdict(first)['signatures'][0]['level'] == level
    expect(first, ['LTA'])
    assert {'/ocsp', '/root.crl', '/issuing.der'} <= set(Responder.asked), Responder.asked


def expect_level(path, level, indication):
    one = verdict(path)['signatures'][0]
    assert (one['level'], one['indication'], one['integrity']) == (level, indication, 'intact'), one


def test_every_key_and_two_signers():
    for name, more in (('rsa', ()), ('rsa', ('--pss',)), ('p256', ()), ('p384', ())):
        sign(name, 'packed-form-layer.pdf', 'one.pdf', '--tsa', TSA, '--level', 'LT', '--trust',
             'trust', '--loopback', *more)
        path = sign('p256', 'one.pdf', 'two.pdf', '--tsa', TSA, '--level', 'LTA', '--trust',
                    'trust', '--loopback', '--page', '1', '--rect', '380,60,120,50')
        report = expect(path, ['LTA', 'LTA'])
        assert report['signatures'][0]['modified_after'] == 'permitted'


def test_files_of_any_kind():
    (AT / 'note.txt').write_text('Hợp đồng số 12\n')
    for name in ('rsa', 'p256', 'p384'):
        for attached in (False, True):
            path = sign(name, 'note.txt', 'note.p7s', '--cades', '--tsa', TSA, '--certificate',
                        name + '-chain.pem', *(['--attached'] if attached else []))
            words = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', path,
                     '-CAfile', 'root.pem', '-purpose', 'any']
            got = openssl(*words, *([] if attached else ['-content', 'note.txt']))
            assert got == (AT / 'note.txt').read_bytes()
            assert verdict(path, '--detached', 'note.txt')['signatures'][0]['level'] == 'T'


def test_evidence_from_files_needs_no_network():
    sign('p256', 'plain-text.pdf', 'off.pdf', '--tsa', TSA)
    folder = AT / 'evidence'
    folder.mkdir()
    (folder / 'issuing.der').write_bytes((AT / 'issuing.der').read_bytes())
    (folder / 'root.crl').write_bytes((AT / 'root.crl').read_bytes())
    before = (AT / 'off.pdf').read_bytes()
    words = ('augment', 'off.pdf', '--to', 'LT', '--trust', 'trust', '--evidence', 'evidence',
             '--offline')
    status, _, said = truc(*words)
    assert status == 1 and 'augment.level' in said, said  # nothing speaks of the person
    assert (AT / 'off.pdf').read_bytes() == before
    for name in ('p256', 'clock'):
        openssl('ocsp', '-issuer', 'issuing.pem', '-cert', name + '.pem', '-no_nonce', '-reqout',
                'ask')
        answer_ocsp('ask', 'evidence/%s.ors' % name)
    asked = len(Responder.asked)
    status, _, said = truc(*words)
    assert status == 0, said
    assert len(Responder.asked) == asked
    expect(AT / 'off.pdf', ['LT'])


def test_certificates_lead_to_nothing_on_this_machine():
    path = sign('p256', 'plain-form.pdf', 'far.pdf', '--tsa', TSA)
    before, asked = path.read_bytes(), len(Responder.asked)
    status, _, said = truc('augment', path, '--to', 'LT', '--tsa', TSA, '--trust', 'trust')
    assert status == 1 and 'http.away' in said and 'augment.chain' in said, (status, said)
    assert len(Responder.asked) == asked and path.read_bytes() == before


def test_a_refusal_names_the_file_and_says_what_to_do():
    words = ('--key', 'p256.key', '--certificate', 'p256.pem')
    (AT / 'empty').write_bytes(b'')
    for word, command in (('none.pdf', ('sign', 'none.pdf', '--out', 'x.pdf', *words)),
                          ('none.key', ('sign', 'plain-form.pdf', '--out', 'x.pdf', '--key',
                                        'none.key')),
                          ('no/x.pdf', ('sign', 'plain-form.pdf', '--out', 'no/x.pdf', *words)),
                          ('pdf.off_page', ('sign', 'plain-form.pdf', '--out', 'x.pdf', '--rect',
                                            '590,10,60,20', *words)),
                          ('none.pdf', ('augment', 'none.pdf', '--to', 'LT')),
                          ('none.pdf', ('verify', 'none.pdf')),
                          ('none', ('verify', 'plain-form.pdf', '--trust', 'none')),
                          ('--at', ('verify', 'plain-form.pdf', '--at', 'today')),
                          ('file.unknown', ('verify', 'empty')),
                          ('none.pdf', ('pdf', 'diff', 'none.pdf'))):
        status, _, said = truc(*command)
        assert status == {'verify': 4, 'pdf': 2}.get(command[0], 1), (command, status)
        assert word in said and len(said.split(': ', 2)[2]) > 20, (command, said)
        assert 'pdf.limit' not in said, said
    assert not (AT / 'x.pdf').exists()
    for command in ('sign', 'augment', 'verify', 'pdf'):
        status, out, _ = truc(command, '--help')
        assert status == 0 and 'Exit status' in out, out


def test_what_is_broken_is_not_augmented():
    path = sign('p256', 'plain-form.pdf', 'hurt.pdf', '--tsa', TSA)
    data = path.read_bytes()
    hurt = data.replace(b'Gia: 1.000.000', b'Gia: 9.000.000')
    assert hurt != data
    path.write_bytes(hurt)
    status, _, said = truc('augment', path, '--to', 'LT', '--tsa', TSA, '--trust', 'trust')
    assert status == 1 and 'augment.broken' in said, said
    assert path.read_bytes() == hurt
    status, _, said = truc('augment', 'plain-form.pdf', '--to', 'LT', '--tsa', TSA)
    assert status == 1 and 'augment.broken' in said, said


def test_who_may_not_sign():
    with refused('no.pdf'):
        status, _, said = truc('sign', 'plain-form.pdf', '--out', 'no.pdf', '--key', 'old.key',
                               '--certificate', 'old.pem')
        assert status == 1 and 'certificate.expired' in said, said
        status, _, said = truc('sign', 'plain-form.pdf', '--out', 'no.pdf', '--key', 'rsa.key',
                               '--certificate', 'p256.pem')
        assert status == 1 and 'produce.key' in said, said
        write_index(p384='261101000000Z')
        status, _, said = truc('sign', 'plain-form.pdf', '--out', 'no.pdf', '--key', 'p384.key',
                               '--certificate', 'p384.pem', '--tsa', TSA, '--level', 'LT',
                               '--loopback',
                               '--trust', 'trust')
        write_index()
        assert status == 1 and 'sign.revoked' in said, said
        assert truc('sign', 'plain-form.pdf', '--out', 'no.pdf', '--key', 'p256.key',
                    '--certificate', 'p256.pem', '--level', 'T')[0] == 2
        assert truc('sign', 'note.p7s', '--out', 'no.pdf', '--key', 'p256.key', '--certificate',
                    'p256.pem')[0] == 1


def test_a_timestamp_for_something_else_is_refused():
    class Liar(Responder):
        def do_POST(self):
            self.rfile.read(int(self.headers['Content-Length']))
            openssl('ts', '-query', '-data', 'conf', '-sha256', '-cert', '-out', 'other.tsq')
            self.answer(openssl('ts', '-reply', '-config', 'conf', '-section', 'clock_service',
                                '-queryfile', 'other.tsq'))
    server = http.server.HTTPServer(('127.0.0.1', 0), Liar)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with refused('liar.pdf'):
        status, _, said = truc('sign', 'plain-form.pdf', '--out', 'liar.pdf', '--key', 'p256.key',
                               '--certificate', 'p256.pem', '--tsa',
                               'http://127.0.0.1:%d/' % server.server_address[1])
        assert status == 1 and 'timestamp.nonce' in said, said
    server.shutdown()


def test_passphrase_and_token():
    (AT / 'word').write_text('mot hai\n')
    (AT / 'wrong').write_text('ba\n')
    openssl('pkcs12', '-export', '-inkey', 'p256.key', '-in', 'p256.pem', '-certfile',
            'issuing.pem', '-passout', 'file:word', '-out', 'p256.p12')
    assert truc('sign', 'plain-text.pdf', '--out', 'p12.pdf', '--key', 'p256.p12', '--pin-file',
                'word')[0] == 0
    status, _, said = truc('sign', 'plain-text.pdf', '--out', 'x.pdf', '--key', 'p256.p12',
                           '--pin-file', 'wrong')
    assert status == 1 and 'softkey.passphrase' in said, said
    assert truc('sign', 'plain-text.pdf', '--out', 'p12.pdf', '--key', 'p256.p12',
                data=b'mot hai\n')[0] == 0
    if not SOFTHSM:
        return
    tokens = AT / 'tokens'
    tokens.mkdir()
    (AT / 'softhsm2.conf').write_text('directories.tokendir = %s\n' % tokens)
    os.environ['SOFTHSM2_CONF'] = str(AT / 'softhsm2.conf')
    (AT / 'pin').write_text('1234\n')
    for name in ('rsa', 'p384'):
        subprocess.run(['softhsm2-util', '--init-token', '--free', '--label', name, '--pin', '1234',
                        '--so-pin', '12345678'], check=True, capture_output=True)
        openssl('pkcs8', '-topk8', '-nocrypt', '-in', name + '.key', '-out', name + '.p8')
        subprocess.run(['softhsm2-util', '--import', AT / (name + '.p8'), '--token', name,
                        '--label', name, '--id', '01', '--pin', '1234'], check=True,
                       capture_output=True)
        status, _, said = truc('sign', 'plain-text.pdf', '--out', name + '-token.pdf', '--pkcs11',
                               SOFTHSM[0], '--token', name, '--pin-file', 'pin', '--certificate',
                               name + '.pem', '--tsa', TSA, '--level', 'LT', '--trust', 'trust',
                               '--loopback')
        assert status == 0, said
        expect(AT / (name + '-token.pdf'), ['LT'])
    status, _, said = truc('sign', 'plain-text.pdf', '--out', 'x.pdf', '--pkcs11', SOFTHSM[0],
                           '--token', 'rsa', '--pin-file', 'wrong', '--certificate', 'rsa.pem')
    assert status == 1 and 'signer.pin_wrong' in said, said


def dark(path):
    """(width, dark dots) of page 1, a dot for each point, in rows from the top."""
    drawn = subprocess.run(['pdftoppm', '-gray', '-r', '72', '-f', '1', '-l', '1', path],
                           capture_output=True, check=True).stdout
    _, size, _, pixels = drawn.split(b'\n', 3)
    width, height = map(int, size.split())
    spots = {i for i in range(width * height) if pixels[i] < 128}
    return width, spots


def test_stamps_of_attachments_and_copies():
    for words, lines in ((('--attachment-of', '12/QĐ-UBND'), 2),
                         (('--copy', 'SAO Y', '--agency', 'UBND xã Phú Hoà'), 3)):
        path = sign('p256', 'plain-text.pdf', 'stamped.pdf', *words)
        assert not verdict(path)['overall']['modified'], verdict(path)
        width, before = dark(AT / 'plain-text.pdf')
        _, after = dark(path)
        assert before <= after
        new = after - before
        assert len(new) > 40, 'no stamp'
        assert all(spot % width > width / 2 and spot // width < 17 + 12 * lines + 3
                   for spot in new), 'the stamp is not at the top right'
        path.unlink()
    for words in (('--copy', 'SAO Y'), ('--agency', 'UBND'), ('--attachment-of', '1', '--cades'),
                  ('--attachment-of', '1', '--copy', 'SAO Y', '--agency', 'UBND')):
        with refused('x.pdf'):
            status, _, _ = truc('sign', 'plain-text.pdf', '--out', 'x.pdf', '--key', 'p256.key',
                                '--certificate', 'p256.pem', *words)
            assert status == 2, words


def test_difference_of_two_files():
    sign('p256', 'plain-form.pdf', 'd1.pdf')
    sign('p256', 'd1.pdf', 'd2.pdf', '--rect', '380,60,120,50')
    status, out, _ = truc('pdf', 'diff', 'd1.pdf', 'd2.pdf', '--json')
    report = json.loads(out)
    assert status == 0 and report['revisions'] == 3, report
    assert {each['kind'] for each in report['changes']} == {'signature-added'}, report
    assert [each['rect'] for each in report['changes'] if each['rect']][0] == [380, 60, 500, 110]
    document = pdfwrite.Document((AT / 'd1.pdf').read_bytes())
    page = document.objects[6].replace(b'1.000.000', b'9.000.000')
    (AT / 'd3.pdf').write_bytes(document.append({6: page}))
    status, out, _ = truc('pdf', 'diff', 'd1.pdf', 'd3.pdf')
    assert status == 1 and 'content' in out and 'NOT PERMITTED' in out, out
    status, out, _ = truc('pdf', 'diff', 'd3.pdf', '--json')
    assert status == 1 and {each['revision'] for each in json.loads(out)['changes']} == {2, 3}, out
    assert truc('pdf', 'diff', 'd2.pdf', 'd3.pdf')[0] == 2
    assert truc('pdf', 'diff', 'note.txt')[0] == 2
    assert truc('pdf', 'same', 'd1.pdf')[0] == 2


set_up()
sys.exit(tap.run_module(globals()))

#!/usr/bin/env python3
"""Two verifiers that share no code must agree: good logs are good, damaged ones bad.

  test_tlog.py LOG_TOOL
"""
import base64
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
sys.path.insert(0, str(HERE))
import tap  # noqa: E402
from tlog_verify import tree  # noqa: E402

TOOL = sys.argv[1] if len(sys.argv) > 1 else ''


def ours(folder, vkey, *more):
    """`truc log verify`."""
    return subprocess.run([TOOL, 'log', 'verify', str(folder), '--vkey', vkey, *more],
                          capture_output=True, text=True, check=False)


def theirs(folder, vkey, *more):
    """The independent script."""
    return subprocess.run([sys.executable, str(HERE / 'tlog_verify.py'), str(folder), vkey, *more],
                          capture_output=True, text=True, check=False)


def make(folder, size):
    """A signed log; its vkey."""
    return subprocess.run([TOOL, 'make', str(folder), str(size)], capture_output=True, text=True,
                          check=True).stdout.strip()


def both_good(folder, vkey):
    """Both accept and print the same size and root."""
    a, b = ours(folder, vkey), theirs(folder, vkey)
    assert a.returncode == 0, a.stderr
    assert b.returncode == 0, b.stderr
    assert a.stdout == b.stdout and a.stdout.startswith('size '), (a.stdout, b.stdout)


def both_bad(folder, vkey, what=''):
    """Both refuse; ours names the place."""
    a, b = ours(folder, vkey), theirs(folder, vkey)
    assert a.returncode == 1 and not a.stdout, (a.returncode, a.stdout)
    assert b.returncode == 1, b.stdout
    assert what in a.stderr, a.stderr


def flip(path, at):
    """One bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 4
    path.write_bytes(data)


def test_sizes():
    """Logs of every shape."""
    for size in (0, 1, 2, 255, 256, 257, 1000, 66000):
        with tempfile.TemporaryDirectory() as folder:
            both_good(folder, make(folder, size))


def test_every_file_with_a_flipped_bit():
    """Each file of a log of 66,000 in turn would take long; of 600, every file at three places."""
    with tempfile.TemporaryDirectory() as folder:
        vkey = make(folder, 600)
        for path in sorted(p for p in pathlib.Path(folder).rglob('*') if p.is_file()):
            whole = path.read_bytes()
            for at in {0, len(whole) // 2, len(whole) - 2}:
                flip(path, at)
                both_bad(folder, vkey)
                path.write_bytes(whole)
            path.write_bytes(whole[:-1])
            both_bad(folder, vkey, path.name.split('.')[0] if path.name.isdigit() else '')
            path.unlink()
            both_bad(folder, vkey)
            path.write_bytes(whole)
        both_good(folder, vkey)


def test_places_are_named():
    """A tile is told from an entry."""
    with tempfile.TemporaryDirectory() as folder:
        vkey, root = make(folder, 600), pathlib.Path(folder)
        flip(root / 'tile/0/001', 40)
        both_bad(folder, vkey, 'tile/0/001')
        flip(root / 'tile/0/001', 40)
        flip(root / 'tile/entries/001', 34 * 7 + 9)
        both_bad(folder, vkey, 'entry 263')
        flip(root / 'tile/entries/001', 34 * 7 + 9)
        flip(root / 'tile/1/000.p/2', 3)
        both_bad(folder, vkey, 'tile/1/000.p/2')


def test_dropped_entry_and_cut_tail():
    """An entry taken out, and the last one cut off together with its hash."""
    with tempfile.TemporaryDirectory() as folder:
        vkey, root = make(folder, 300), pathlib.Path(folder)
        bundle = root / 'tile/entries/001.p/44'
        whole = bundle.read_bytes()
        bundle.write_bytes(whole[34:])
        both_bad(folder, vkey, 'tile/entries/001.p/44')
        bundle.write_bytes(whole)
        for name in ('tile/entries/001.p', 'tile/0/001.p'):
            data = (root / name / '44').read_bytes()
            (root / name / '44').unlink()
            (root / name / '43').write_bytes(data[:-34 if 'entries' in name else -32])
        both_bad(folder, vkey, 'tile/entries/001.p/44')


def test_other_key_and_other_log():
    """The signature of another key, and of another log by the same key."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        vkey = make(folder, 10)
        make(other, 11)
        stranger = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
        both_bad(folder, stranger, 'checkpoint')
        assert ours(folder, vkey[:-4] + 'AAAA').returncode == 1
        (pathlib.Path(folder) / 'checkpoint').write_bytes(
            (pathlib.Path(other) / 'checkpoint').read_bytes())
        both_bad(folder, vkey, 'tile/entries/000.p/11')


def test_old_checkpoint_and_strangers_lines():
    """A checkpoint beside the log, and one with a line of a key that nobody knows."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as old:
        make(old, 100)
        vkey = make(folder, 300)
        kept = pathlib.Path(old) / 'checkpoint'
        a, b = ours(folder, vkey, '--checkpoint', str(kept)), theirs(folder, vkey, str(kept))
        assert a.returncode == 0 and a.stdout == b.stdout and 'size 100' in a.stdout, a.stderr
        current = pathlib.Path(folder) / 'checkpoint'
        current.write_bytes(current.read_bytes() + '— someone AAAAAAAAAAA=\n'.encode())
        both_good(folder, vkey)
        current.write_bytes(current.read_bytes() + '— broken\n'.encode())
        both_bad(folder, vkey, 'checkpoint')


# ---- proofs against a definition written here ----

def leaf(data):
    """A leaf hash."""
    return hashlib.sha256(b'\0' + data).digest()


def path_to(index, hashes):
    """PATH of RFC 6962 2.1.1."""
    if len(hashes) == 1:
        return []
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if index < half:
        return path_to(index, hashes[:half]) + [tree(hashes[half:])]
    return path_to(index - half, hashes[half:]) + [tree(hashes[:half])]


def between(size, hashes, whole=True):
    """SUBPROOF of RFC 6962 2.1.2."""
    if size == len(hashes):
        return [] if whole else [tree(hashes)]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if size <= half:
        return between(size, hashes[:half], whole) + [tree(hashes[half:])]
    return between(size - half, hashes[half:], False) + [tree(hashes[:half])]


def b64(data):
    """Base64 text."""
    return base64.b64encode(data).decode()


def proof_status(folder, proof):
    """Exit status of `truc log proof`."""
    file = pathlib.Path(folder) / 'proof.json'
    file.write_text(proof if isinstance(proof, str) else json.dumps(proof))
    return subprocess.run([TOOL, 'log', 'proof', str(file)], capture_output=True,
                          check=False).returncode


def mutations(proof):
    """Each number one off, each hash with a bit flipped, cut, extended, emptied, swapped."""
    for key, value in proof.items():
        if isinstance(value, int):
            for other in (value + 1, value - 1, 0, value * 2 + 1):
                if other != value:
                    yield {**proof, key: other}
        elif isinstance(value, str):
            data = bytearray(base64.b64decode(value))
            data[7] ^= 1
            for other in (b64(data), b64(data[:-1]), '', None, value + '='):
                yield {**proof, key: other}
    hashes = proof['proof']
    yield {**proof, 'proof': hashes + [b64(leaf(b'more'))]}
    yield {**proof, 'proof': [b64(leaf(b'more'))] + hashes}
    if hashes:
        yield {**proof, 'proof': hashes[:-1]}
        yield {**proof, 'proof': hashes[1:]}
        yield {**proof, 'proof': hashes[:-1] + ['']}


def test_proofs():
    """Random proofs hold; every mutation of them does not."""
    random.seed(6962)
    leaves = [leaf(str(i).encode()) for i in range(200)]
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(12):
            size = random.randint(2, 200)
            index, old = random.randrange(size), random.randint(1, size)
            inclusion = {'leafIdx': index, 'treeSize': size, 'root': b64(tree(leaves[:size])),
                         'leafHash': b64(leaves[index]),
                         'proof': [b64(h) for h in path_to(index, leaves[:size])]}
            consistency = {'size1': old, 'size2': size, 'root1': b64(tree(leaves[:old])),
                           'root2': b64(tree(leaves[:size])),
                           'proof': [b64(h) for h in between(old, leaves[:size])]}
            for proof in (inclusion, consistency):
                assert proof_status(folder, proof) == 0, proof
                for changed in mutations(proof):
                    # a path of the same shape in a tree of another size is as true: it is the
                    # checkpoint that binds sizes to roots
                    if [changed.get(k) for k in ('treeSize', 'size1', 'size2')] != \
                            [proof.get(k) for k in ('treeSize', 'size1', 'size2')]:
                        continue
                    assert proof_status(folder, changed) == 1, changed
        for text in ('', '{', '[]', '{}', 'null', '{"leafIdx":0}', '{"size1":0,"size2":0}'):
            assert proof_status(folder, text) == 1, text


def test_usage():
    """Wrong usage is 2, help is 0 and on stdout."""
    def run(*words):
        return subprocess.run([TOOL, 'log', *words], capture_output=True, text=True, check=False)
    assert run().returncode == 2
    assert run('verify').returncode == 2
    assert run('verify', '/nowhere').returncode == 2
    assert run('proof', 'a', 'b').returncode == 2
    assert run('proof', '/nowhere').returncode == 1
    helped = run('--help')
    assert helped.returncode == 0 and 'truc log verify' in helped.stdout
    with tempfile.TemporaryDirectory() as folder:
        told = run('verify', folder, '--vkey', make(folder, 3), '--json')
        assert json.loads(told.stdout)['size'] == 3


sys.exit(tap.run_module(globals()))

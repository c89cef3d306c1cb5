#!/usr/bin/env python3
"""Checks a C2SP tlog-tiles folder from the public texts alone, sharing nothing with the product.

  tlog_verify.py DIR VKEY [CHECKPOINT]

Prints size and root and exits 0, or says what is bad and exits 1. RFC 8032 for the signature,
RFC 6962 for the tree, c2sp.org/tlog-tiles, tlog-checkpoint and signed-note for the files.
"""
import base64
import hashlib
import pathlib
import sys

P = 2 ** 255 - 19
Q = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


class Bad(Exception):
    """The log does not hold; the text names the first thing that is wrong."""


# ---- Ed25519, RFC 8032 section 6 ----

def plus(a, b):
    """Adds two points in extended coordinates."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    s, t = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, t - s, t + s, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    """number × point."""
    result = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            result = plus(result, point)
        point = plus(point, point)
        number >>= 1
    return result


def x_of(y, sign):
    """The x of a point by its y and the lowest bit of x; None where there is no such point."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def decode(text):
    """32 bytes to a point, or None."""
    y = int.from_bytes(text, 'little')
    sign, y = y >> 255, y & (1 << 255) - 1
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = x_of(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signature_holds(public, message, signature):
    """Ed25519 verification."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = decode(public), decode(signature[:32])
    s = int.from_bytes(signature[32:], 'little')
    if key is None or commitment is None or s >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left = times(s, BASE)
    right = plus(commitment, times(int.from_bytes(digest, 'little') % Q, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and \
        (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---- notes ----

def read_vkey(text):
    """name, key id, public key."""
    name, key_id, blob = text.split('+', 2)
    blob = base64.b64decode(blob, validate=True)
    if blob[0] != 1 or len(blob) != 33:
        raise Bad('vkey: not an Ed25519 key')
    if hashlib.sha256(name.encode() + b'\n' + blob).digest()[:4] != bytes.fromhex(key_id):
        raise Bad('vkey: the key id is not of this key')
    return name, bytes.fromhex(key_id), blob[1:]


def read_checkpoint(data, vkey):
    """Size and root of a checkpoint that the key signed."""
    name, key_id, public = read_vkey(vkey)
    text, found, signatures = data.decode('utf-8').rpartition('\n\n')
    if not found or not signatures.endswith('\n'):
        raise Bad('checkpoint: not a signed note')
    text += '\n'
    signed = False
    for line in signatures[:-1].split('\n'):
        dash, who, blob = line.split(' ')
        blob = base64.b64decode(blob, validate=True)
        if dash != '\u2014':
            raise Bad('checkpoint: malformed signature line')
        if (who, blob[:4]) != (name, key_id):
            continue
        if not signature_holds(public, text.encode(), blob[4:]):
            raise Bad('checkpoint: the signature does not hold')
        signed = True
    if not signed:
        raise Bad('checkpoint: not signed by this key')
    _, size, root = text.split('\n')[:3]
    if str(int(size)) != size or int(size) < 0:
        raise Bad('checkpoint: malformed size')
    root = base64.b64decode(root, validate=True)
    if len(root) != 32:
        raise Bad('checkpoint: malformed root')
    return int(size), root


# ---- tree ----

def node(left, right):
    """RFC 6962: the hash of an inner node."""
    return hashlib.sha256(b'\1' + left + right).digest()


def tree(hashes):
    """RFC 6962: the root over leaf hashes or over roots of equal perfect trees."""
    if not hashes:
        return hashlib.sha256(b'').digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return node(tree(hashes[:half]), tree(hashes[half:]))


def spelt(number):
    """1234067 → x001/x234/067"""
    text = str(number)
    text = text.zfill((len(text) + 2) // 3 * 3)
    groups = [text[i:i + 3] for i in range(0, len(text), 3)]
    return '/'.join(['x' + group for group in groups[:-1]] + groups[-1:])


def fetch(folder, level, index, width):
    """The bytes of a tile, its name and the width that the file has."""
    name = f'tile/{level}/{spelt(index)}'
    for suffix, stands in ([(f'.p/{width}', width)] if width < 256 else []) + [('', 256)]:
        if (folder / (name + suffix)).is_file():
            return (folder / (name + suffix)).read_bytes(), name + suffix, stands
    raise Bad(f'{name}: missing')


def entries(folder, index, width):
    """Leaf hashes of a bundle."""
    data, name, stands = fetch(folder, 'entries', index, width)
    hashes = []
    while data:
        length = int.from_bytes(data[:2], 'big')
        if len(data) < 2 + length:
            raise Bad(f'{name}: cut off')
        hashes.append(hashlib.sha256(b'\0' + data[2:2 + length]).digest())
        data = data[2 + length:]
    if len(hashes) != stands:
        raise Bad(f'{name}: {len(hashes)} entries')
    return hashes[:width]


def check(folder, vkey, checkpoint):
    """Every level from the one below; the root from the highest that is not empty."""
    size, root = read_checkpoint(checkpoint.read_bytes(), vkey)
    level, hashes = 0, []
    for index in range(0, (size + 255) // 256):
        hashes += entries(folder, index, min(256, size - index * 256))
    if tree(hashes) != root:
        raise Bad('checkpoint: the entries do not give its root')
    while hashes:
        for index in range(0, (len(hashes) + 255) // 256):
            want = hashes[index * 256:index * 256 + 256]
            data, name, stands = fetch(folder, level, index, len(want))
            if len(data) != 32 * stands or data[:32 * len(want)] != b''.join(want):
                raise Bad(f'{name}: is not what stands below it')
        hashes = [tree(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
    return size, root


def main():
    """The command."""
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    checkpoint = pathlib.Path(sys.argv[3]) if len(sys.argv) == 4 else folder / 'checkpoint'
    try:
        size, root = check(folder, sys.argv[2], checkpoint)
    except (Bad, ValueError, OSError) as why:
        print(f'bad: {why}', file=sys.stderr)
        sys.exit(1)
    print(f'size {size}\nroot {base64.b64encode(root).decode()}')


if __name__ == '__main__':
    main()

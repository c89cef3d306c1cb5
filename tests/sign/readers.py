"""Attacks that live on two readers not agreeing: the one who signed, the one who looks.

attacks(data) yields (name, bytes) behind a signed file.
"""

import re
import zlib

from pdfwrite import Document, _xref_stream, stream, with_key

PAGE, CONTENTS, FORM_XOBJECT = 3, 6, 8
NEW_CONTENT = stream(b"", b"BT /F1 12 Tf 72 700 Td (Gia: 9.000.000 dong) Tj ET")


def _raw(doc, body, rows, trailer=b"", size=None, prev=None):
    """A table revision written by hand; rows: [(first, [(offset in body, generation, kind)])]."""
    out = bytearray(doc.data)
    if not out.endswith(b"\n"):
        out += b"\n"
    start = len(out)
    out += body
    at = len(out)
    out += b"xref\n"
    for first, entries in rows:
        out += b"%d %d\n" % (first, len(entries))
        for offset, generation, kind in entries:
            out += b"%010d %05d %s \n" % (offset + start if kind == b"n" else offset, generation,
                                          kind)
    out += (b"trailer\n<< /Size %d %s%s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
            % (size or doc.size, doc.trailer(), trailer, prev or doc.last, at))
    return bytes(out)


def generations(doc):
    """An object that comes again under another generation is gone for those who look for it."""
    for number in (CONTENTS, PAGE, 7, 5):
        body = b"%d 1 obj\n%s\nendobj\n" % (number, doc.objects[number])
        yield "generation-%d" % number, _raw(doc, body, [(number, [(0, 1, b"n")])])
        body = b"%d 0 obj\n%s\nendobj\n" % (number, doc.objects[number])
        yield "generation-entry-%d" % number, _raw(doc, body, [(number, [(0, 1, b"n")])])
        body = b"%d 7 obj\n%s\nendobj\n" % (number, doc.objects[number])
        yield "generation-head-%d" % number, _raw(doc, body, [(number, [(0, 0, b"n")])])
    freed = _raw(doc, b"", [(CONTENTS, [(0, 1, b"f")])])
    yield "generation-free", freed
    again = Document(freed)
    body = b"6 1 obj\n%s\nendobj\n" % NEW_CONTENT
    yield "generation-freed-reused", _raw(again, body, [(CONTENTS, [(0, 1, b"n")])])


def trailers(doc):
    body = b"10 0 obj\n%s\nendobj\n" % doc.objects[10]
    row = [(10, [(0, 0, b"n")])]
    yield "trailer-size-small", _raw(doc, body, row, size=4)
    yield "trailer-size-one", _raw(doc, b"", [(0, [(0, 65535, b"f")])], size=1)
    crypt = (b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>"
             % (b"00" * 32, b"11" * 32))
    yield "trailer-encrypt", _raw(doc, body, row, trailer=crypt)
    yield "trailer-encrypt-identity", _raw(doc, b"", [(0, [(0, 65535, b"f")])],
                                           trailer=b" /Encrypt << /Filter /X >>")
    yield "trailer-prev-none", _raw(doc, body, row).replace(
        b"/Prev %d >>" % doc.last, b">>".ljust(len(b"/Prev %d >>" % doc.last)))
    first = int(re.findall(rb"startxref\s+(\d+)", doc.data)[0])
    if first not in (doc.last, 0):
        yield "trailer-prev-skips", _raw(doc, body, row, prev=first)
    yield "trailer-version", doc.append({doc.root: with_key(
        doc.objects[doc.root], b"/Version", b"/1.4")} | {CONTENTS: NEW_CONTENT})


def hybrids(doc):
    """A table for one reader, a stream behind /XRefStm for the other."""
    if not doc.tables:
        return
    same = b"6 0 obj\n%s\nendobj\n" % doc.objects[CONTENTS]
    other = b"6 0 obj\n%s\nendobj\n" % NEW_CONTENT
    base = len(doc.data) + (0 if doc.data.endswith(b"\n") else 1)
    for name, table, body in (("hidden", [(0, [(0, 65535, b"f")])], same + other),
                              ("freed", [(CONTENTS, [(0, 0, b"f")])], same + other),
                              ("freed-same", [(CONTENTS, [(0, 0, b"f")])], same),
                              ("both", [(CONTENTS, [(0, 0, b"n")])], same + other)):
        newest = base + (len(same) if body != same else 0)
        hidden = _xref_stream(doc.size, {CONTENTS: (1, newest, 0)}, doc.size + 1, doc.trailer())
        yield "hybrid-" + name, _raw(doc, body + hidden, table,
                                     trailer=b" /XRefStm %d" % (base + len(body)))


def _container(number, members):
    head, body = b"", b""
    for each, text in members:
        head += b"%d %d " % (each, len(body))
        body += text + b"\n"
    data = zlib.compress(head + body)
    return stream(b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode"
                  % (len(members), len(head)), data)


def containers(doc):
    """Object streams: overwritten, extended, with an object twice."""
    old = doc.find(b"/ObjStm", b"/N ")
    fake = doc.objects[PAGE].replace(b"/Contents 6 0 R", b"/Contents 18 0 R")
    if fake == doc.objects[PAGE]:
        fake = with_key(doc.objects[PAGE], b"/Rotate", b"180")
    for number in old[:1]:
        names = [n for n, body in sorted(doc.objects.items())
                 if b"stream" not in body and n < number]
        members = [(n, fake if n == PAGE else doc.objects[n]) for n in names]
        yield "container-overwritten", doc.append({number: _container(number, members)})
        yield "container-emptied", doc.append({number: _container(number, [])})
        yield "container-freed", doc.append({}, freed=(number,))
        yield "container-length", doc.append({number: re.sub(
            rb"/Length \d+", b"/Length 3 ", doc.objects[number])})
    n = doc.size
    twice = _container(n, [(10, doc.objects[10]), (PAGE, fake), (PAGE, doc.objects[PAGE])])
    for index in (1, 2):
        yield "container-twice-%d" % index, _stream_revision(
            doc, {n: twice}, {PAGE: (2, n, index)})
    extends = twice.replace(b"/Type /ObjStm", b"/Type /ObjStm /Extends %d 0 R" % (n + 1))
    yield "container-extends", _stream_revision(
        doc, {n: extends, n + 1: _container(n + 1, [(CONTENTS, b"null")])}, {10: (2, n, 0)})


def _stream_revision(doc, objects, rows):
    out = bytearray(doc.data)
    rows = dict(rows)
    if not out.endswith(b"\n"):
        out += b"\n"
    for number, body in objects.items():
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    number, at = doc.size + 5, len(out)
    rows[number] = (1, at, 0)
    out += _xref_stream(number, rows, number + 1, doc.trailer(), doc.last)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % at)


def syntax(doc):
    """The same bytes, read in two ways."""
    page = doc.objects[PAGE]
    yield "syntax-key-twice", doc.append({PAGE: page[:-2] + b"/Contents 18 0 R >>"})
    yield "syntax-key-escaped", doc.append({PAGE: page[:-2] + b"/Content#73 18 0 R >>"})
    yield "syntax-comment-key", doc.append({PAGE: page[:-2] + b"%%\r/Rotate 90 >>"})
    yield "syntax-two-values", doc.append({10: doc.objects[10] + b" " + doc.objects[10]})
    yield "syntax-stream-longer", doc.append({CONTENTS: doc.objects[CONTENTS].replace(
        b"endstream", b"\nBT (x) Tj ET endstream")})
    yield "syntax-no-endobj", doc.append({10: doc.objects[10]}).replace(
        b"endobj\nxref", b"endobX\nxref")
    good = doc.append({10: doc.objects[10]})
    yield "syntax-eof-late", good + b"\n" * 3 + b"6 0 obj\n" + NEW_CONTENT + b"\nendobj\n%%EOF\n"
    yield "syntax-eof-missing", good[:-6]
    yield "syntax-startxref-zero", re.sub(rb"startxref\n\d+(?!.*startxref)", b"startxref\n0",
                                          good[len(doc.data):], count=0) and (
        doc.data + re.sub(rb"startxref\n\d+", b"startxref\n0", good[len(doc.data):]))
    yield "syntax-front", b"\n" + doc.data
    yield "syntax-front-header", b"%PDF-1.7\n" + doc.data
    nested = b"4 0 obj << /Type /Page >> endobj"
    yield "syntax-object-in-string", doc.append({10: with_key(
        doc.objects[10], b"/Contents", b"(" + nested + b")")})


def repairs(doc):
    """Objects for readers that mend what they think is broken, and what makes them think so."""
    n, root = doc.size, doc.objects[doc.root]
    twin = b"\n6 0 obj\n%s\nendobj\n" % NEW_CONTENT
    head = b"\ntrailer\n<< /Root %d 0 R >>\n" % (n + 3)
    store = {doc.root: with_key(root, b"/DSS", b"%d 0 R" % n),
             n: b"<< /Certs [%d 0 R] >>" % (n + 1)}
    for name, text in (("twin", twin), ("trailer", head)):
        yield "repair-%s-stream" % name, doc.append(store | {n + 1: stream(b"", text)})
        yield "repair-%s-string" % name, doc.append(store | {n + 1: b"(" + text + b")"})
        yield "repair-%s-comment" % name, doc.append(store | {n + 1: stream(b"", b"0")},
                                                     gap=b"%" + text.replace(b"\n", b" ") + b"\n")
    yield "repair-catalog", doc.append(store | {n + 1: root})
    yield "repair-hole", doc.append(store)
    if doc.info:
        yield "repair-freed", doc.append({}, freed=(doc.info,))


def attacks(data):
    doc = Document(data)
    for group in (repairs, generations, trailers, hybrids, containers, syntax):
        yield from group(doc)

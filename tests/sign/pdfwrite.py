"""A small PDF writer for tests: base documents, and revisions appended to signed ones.

It shares no code with the reader under test. Objects are bytes between "obj" and "endobj".
"""

import re
import struct
import zlib


def stream(dictionary, data):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def serialise(objects, trailer, packed=False):
    """A whole file. `packed`: what is no stream stands in an object stream."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    if packed:
        return bytes(_packed(out, objects, trailer))
    offsets = {}
    for number in sorted(objects):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    return bytes(out + _table(offsets, len(out), trailer, max(objects) + 1, whole=True))


def _table(offsets, at, trailer, size, whole=False, freed=(), prev=None):
    rows = {number: b"%010d 00000 n \n" % where for number, where in offsets.items()}
    rows.update({number: b"0000000000 00001 f \n" for number in freed})
    if whole:
        rows[0] = b"0000000000 65535 f \n"
    text = bytearray(b"xref\n")
    numbers = sorted(rows)
    while numbers:
        run = 1
        while run < len(numbers) and numbers[run] == numbers[0] + run:
            run += 1
        text += b"%d %d\n" % (numbers[0], run)
        text += b"".join(rows[number] for number in numbers[:run])
        numbers = numbers[run:]
    link = b"" if prev is None else b" /Prev %d" % prev
    text += b"trailer\n<< /Size %d %s%s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, link, at)
    return bytes(text)


def _xref_stream(number, rows, size, trailer, prev=None):
    rows = dict(rows)
    index, data = [], bytearray()
    for each in sorted(rows):
        if index and index[-1][0] + index[-1][1] == each:
            index[-1][1] += 1
        else:
            index.append([each, 1])
        kind, where, extra = rows[each]
        data += struct.pack(">BIH", kind, where, extra)
    parts = b" ".join(b"%d %d" % (first, count) for first, count in index)
    link = b"" if prev is None else b" /Prev %d" % prev
    head = (b"/Type /XRef /W [1 4 2] /Index [%s] /Size %d %s%s /Filter /FlateDecode"
            % (parts, size, trailer, link))
    return b"%d 0 obj\n%s\nendobj\n" % (number, stream(head, zlib.compress(bytes(data))))


def _pack(out, number, members):
    head, body = bytearray(), bytearray()
    for each, text in members:
        head += b"%d %d " % (each, len(body))
        body += text + b"\n"
    data = zlib.compress(bytes(head + body))
    out += b"%d 0 obj\n%s\nendobj\n" % (number, stream(
        b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(members), len(head)), data))


def _packed(out, objects, trailer):
    rows = {0: (0, 0, 65535)}
    for number in sorted(objects):
        if b"stream" in objects[number]:
            rows[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    members = [(n, objects[n]) for n in sorted(objects) if b"stream" not in objects[n]]
    container, table = max(objects) + 1, max(objects) + 2
    rows[container] = (1, len(out), 0)
    _pack(out, container, members)
    for at, (number, _) in enumerate(members):
        rows[number] = (2, container, at)
    at = len(out)
    rows[table] = (1, at, 0)
    out += _xref_stream(table, rows, table + 1, trailer)
    out += b"startxref\n%d\n%%%%EOF\n" % at
    return out


class Document:
    """A file as the mutators see it: the newest text of every object, the last xref."""

    def __init__(self, data):
        self.data = data
        self.objects = {}
        self.offsets = {}
        for match in re.finditer(rb"(?<![0-9])(\d+) 0 obj\b(.*?)endobj", data, re.S):
            body = match.group(2).strip()
            self.objects[int(match.group(1))] = body
            self.offsets[int(match.group(1))] = match.start()
            if b"/ObjStm" in body[:200]:
                self._unpack(body)
        self.last = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
        self.tables = data[self.last:self.last + 4] == b"xref"
        tail = data[self.last:]
        self.root = int(re.search(rb"/Root (\d+)", tail).group(1))
        self.lock = b"".join(b" " + each.group(0) for each in (
            re.search(rb"/Encrypt \d+ 0 R", tail), re.search(rb"/ID \[.*?\]", tail, re.S))
                             if each and b"/Encrypt" in tail)
        info = re.search(rb"/Info (\d+) 0 R", tail)
        self.info = int(info.group(1)) if info else None
        self.size = max(int(re.findall(rb"/Size (\d+)", tail)[0]), max(self.objects) + 1)

    def _unpack(self, body):
        raw = re.search(rb"stream\r?\n(.*)\r?\nendstream", body, re.S).group(1)
        text = zlib.decompress(raw)
        first = int(re.search(rb"/First (\d+)", body).group(1))
        head = [int(each) for each in text[:first].split()]
        starts = head[1::2] + [len(text) - first]
        for at, number in enumerate(head[0::2]):
            self.objects[number] = text[first + starts[at]:first + starts[at + 1]].strip()

    def find(self, *words):
        """Numbers of the objects that hold every word."""
        return [n for n, body in sorted(self.objects.items()) if all(w in body for w in words)]

    def trailer(self, root=None, info=None):
        text = b"/Root %d 0 R" % (root or self.root)
        if info or self.info:
            text += b" /Info %d 0 R" % (info or self.info)
        return text + self.lock

    def append(self, changes, freed=(), root=None, packed=False, gap=b"", info=None, apart=()):
        """The file with one more revision; `apart`: objects that no object stream may hold."""
        out = bytearray(self.data)
        if not out.endswith(b"\n"):
            out += b"\n"
        size = max([self.size] + [n + 1 for n in changes])
        out += gap
        if packed:
            return bytes(self._append_packed(out, changes, freed, size, self.trailer(root, info),
                                             apart))
        offsets = {}
        for number in sorted(changes):
            offsets[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, changes[number])
        at = len(out)
        return bytes(out + _table(offsets, at, self.trailer(root, info), size, freed=freed,
                                  prev=self.last))

    def restate(self, changes):
        """One more revision whose table lists every object, also those that stay as they were."""
        out = bytearray(self.data)
        offsets = dict(self.offsets)
        for number in sorted(changes):
            offsets[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, changes[number])
        return bytes(out + _table(offsets, len(out), self.trailer(), max(offsets) + 1,
                                  prev=self.last))

    def append_pair(self, changes):
        """One more revision as a hybrid pair: its table, and right behind it an empty one that
        names a stream."""
        out = bytearray(self.data)
        size = max([self.size] + [n + 1 for n in changes])
        offsets = {}
        for number in sorted(changes):
            offsets[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, changes[number])
        hidden, at = len(out), size
        out += _xref_stream(at, {at: (1, hidden, 0)}, size + 1, self.trailer())
        table = len(out)
        out += _table(offsets, 0, self.trailer(), size + 1, prev=self.last).partition(
            b"startxref")[0]
        pair = len(out)
        out += b"xref\n0 0\ntrailer\n<< /Size %d %s /Prev %d /XRefStm %d >>\n" % (
            size + 1, self.trailer(), table, hidden)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % pair)

    def _append_packed(self, out, changes, freed, size, trailer, apart=()):
        rows = {number: (0, 0, 1) for number in freed}
        single = {n for n in changes if b"stream" in changes[n] or n in apart}
        members = [(n, changes[n]) for n in sorted(changes) if n not in single]
        for number in sorted(changes):
            if number in single:
                rows[number] = (1, len(out), 0)
                out += b"%d 0 obj\n%s\nendobj\n" % (number, changes[number])
        if members:
            rows[size] = (1, len(out), 0)
            _pack(out, size, members)
            for at, (number, _) in enumerate(members):
                rows[number] = (2, size, at)
        at = len(out)
        rows[size + 1] = (1, at, 0)
        out += _xref_stream(size + 1, rows, size + 2, trailer, self.last)
        out += b"startxref\n%d\n%%%%EOF\n" % at
        return out


def with_key(body, key, value):
    """The dictionary with `key` set; a key that is there is replaced up to the next key."""
    found = re.search(rb"%s\b\s*(<<.*?>>|\[.*?\]|\([^)]*\)|\d+ 0 R|/?[^\s/>\]]+)" % re.escape(key),
                      body, re.S)
    if found:
        return body[:found.start()] + key + b" " + value + body[found.end():]
    return b"<< " + key + b" " + value + body[2:] if body.startswith(b"<<") else body


# ---- base documents ----

CONTENT = (b"BT /F1 18 Tf 72 770 Td (Hop dong so 12) Tj ET\n"
           b"BT /F1 12 Tf 72 700 Td (Gia: 1.000.000 dong) Tj ET\n"
           b"q 1 0 0 1 300 600 cm /X1 Do Q\nq 40 0 0 40 450 640 cm /I1 Do Q\n"
           b"/OC /L1 BDC BT /F2 12 Tf 72 660 Td (Dieu khoan them) Tj ET EMC\n")


def base(form=True, layer=True, second_page=True):
    """A contract with text, a form XObject, an image, a layer, a link and two form fields."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R%s%s /Metadata 20 0 R /Lang (vi) >>" % (
            b" /AcroForm 12 0 R" if form else b"",
            b" /OCProperties << /OCGs [11 0 R] /D << /ON [11 0 R] /Order [11 0 R] >> >>"
            if layer else b""),
        2: b"<< /Type /Pages /Kids [3 0 R%s] /Count %d >>" % (
            b" 4 0 R" if second_page else b"", 2 if second_page else 1),
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 5 0 R "
           b"/Contents 6 0 R /Annots [%s10 0 R] >>" % (b"13 0 R 14 0 R " if form else b""),
        5: b"<< /Font << /F1 7 0 R /F2 16 0 R >> /XObject << /X1 8 0 R /I1 9 0 R >> "
           b"/Properties << /L1 11 0 R >> >>",
        6: stream(b"", CONTENT),
        7: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        8: stream(b"/Type /XObject /Subtype /Form /BBox [0 0 100 40] /Resources << /Font << "
                  b"/F1 7 0 R >> >>", b"BT /F1 10 Tf 4 10 Td (Muc phat 5%) Tj ET"),
        9: stream(b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray "
                  b"/BitsPerComponent 8", b"\x00\x80\xff\x40"),
        10: b"<< /Type /Annot /Subtype /Link /Rect [72 500 200 520] /Border [0 0 0] "
            b"/A << /S /URI /URI (https://example.vn/) >> >>",
        11: b"<< /Type /OCG /Name (Dieu khoan) >>",
        15: stream(b"/Type /XObject /Subtype /Form /BBox [0 0 120 20] /Resources << /Font << "
                   b"/F1 7 0 R >> >>", b"/Tx BMC BT /F1 10 Tf 2 5 Td (cu) Tj ET EMC"),
        16: b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
        17: b"<< /Producer (bases) /Title (Hop dong) >>",
        20: stream(b"/Type /Metadata /Subtype /XML", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
    }
    if second_page:
        objects[4] = (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 5 0 R "
                      b"/Contents 18 0 R >>")
        objects[18] = stream(b"", b"BT /F1 12 Tf 72 700 Td (Trang hai) Tj ET")
    if form:
        objects[12] = (b"<< /Fields [13 0 R 14 0 R] /DR << /Font << /F1 7 0 R >> >> "
                       b"/DA (/F1 10 Tf 0 g) >>")
        objects[13] = (b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (ten) /V (cu) /F 4 /P 3 0 R "
                       b"/Rect [300 500 420 520] /DA (/F1 10 Tf 0 g) /AP << /N 15 0 R >> >>")
        objects[14] = (b"<< /Type /Annot /Subtype /Widget /FT /Btn /T (dong_y) /V /Off /AS /Off "
                       b"/F 4 /P 3 0 R /Rect [300 470 312 482] /AP << /N << /Yes 19 0 R >> >> >>")
        objects[19] = stream(b"/Type /XObject /Subtype /Form /BBox [0 0 12 12]", b"0 0 12 12 re f")
    return objects, b"/Root 1 0 R /Info 17 0 R /ID [<00112233> <00112233>]"


def bases():
    """(name, bytes) of every build."""
    for packed in (False, True):
        for form in (True, False):
            for layer in (True, False):
                objects, trailer = base(form, layer, second_page=form == layer)
                name = "%s-%s%s" % ("packed" if packed else "plain", "form" if form else "text",
                                    "-layer" if layer else "")
                yield name, serialise(objects, trailer, packed)

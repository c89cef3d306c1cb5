"""Attacks on signed PDFs, and revisions that are permitted. Each is labelled by construction.

attacks(data, seed) and permitted(data) yield (name, bytes). An attack changes what the signature
covers, or adds something that shows, runs, hides or stands where nobody signed.
"""

import random
import re
import subprocess

from pdfwrite import CONTENT, Document, stream, with_key

PAGE, CONTENTS, FONT, FORM_XOBJECT, IMAGE = 3, 6, 7, 8, 9


# ---- inside the signature dictionary: universal forgery ----

def _last_signature(data):
    """Offsets: ByteRange value begin and end, Contents value begin and end, of the last one."""
    found = list(re.finditer(rb"/ByteRange (\[[^\]]*\] *) ?/Contents (<[0-9A-Fa-f]*>)", data))[-1]
    return found.start(1), found.end(1), found.start(2), found.end(2)


def _put(data, start, end, text):
    """`text` in the place of data[start:end], filled with blanks to the same length."""
    if len(text) > end - start:
        return None
    return data[:start] + text + b" " * (end - start - len(text)) + data[end:]


def forgeries(data):
    start, end, contents, contents_end = _last_signature(data)
    a, b, c = [int(each) for each in re.findall(rb"\d+", data[start:end])[1:4]]
    ranges = {
        "null": b"null", "zero": b"0", "empty": b"[]", "three": b"[0 %d %d]" % (a, b),
        "five": b"[0 %d %d %d 0]" % (a, b, c), "string": b"(0 %d %d %d)" % (a, b, c),
        "negative": b"[0 %d -%d %d]" % (a, b, c), "huge": b"[0 %d 99999999999 %d]" % (a, c),
        "swapped": b"[%d %d 0 %d]" % (b, c, a), "from-ten": b"[10 %d %d %d]" % (a, b, c),
        "short": b"[0 %d %d %d]" % (a, b, c - 40), "long": b"[0 %d %d %d]" % (a, b, c + 40),
        "wide-gap": b"[0 %d %d %d]" % (a - 8, b + 8, c - 8), "no-gap": b"[0 %d %d %d]" % (b, b, c),
        "reals": b"[0.0 %d.0 %d.0 %d.0]" % (a, b, c), "name": b"/None",
        "names": b"[/0 /%d /%d /%d]" % (a, b, c), "nested": b"[[0 %d %d %d]]" % (a, b, c),
        "all-first": b"[0 %d 0 0]" % len(data), "nothing": b"[0 0 0 0]",
        "reference": b"1 0 R",
    }
    for name, text in ranges.items():
        bad = _put(data, start, end, text)
        if bad is not None:
            yield "range-" + name, bad
    values = {
        "null": b"null", "empty": b"<>", "zero": b"0", "string": b"(abc)", "name": b"/Sig",
        "short": data[contents:contents + 200] + b">",
        "array": b"[%s]" % data[contents:contents + 99],
        "zeros": b"<" + b"0" * (contents_end - contents - 2) + b">", "reference": b"1 0 R",
        "der-null": b"<0500>", "odd": b"<" + data[contents + 2:contents_end],
    }
    for name, text in values.items():
        bad = _put(data, contents, contents_end, text)
        if bad is not None:
            yield "contents-" + name, bad
    for key in (b"/ByteRange", b"/Contents"):
        at = data.rfind(key, 0, contents)
        yield "no%s" % key.decode().replace("/", "-").lower(), (
            data[:at] + key[:-1] + b"X" + data[at + len(key):])
    yield "range-twice", _put(data, start, end, data[start:end].strip() + b"/ByteRange 0")
    yield "smuggled", (data[:contents_end - 40] + b">"
                       + b"/Reason (x) /Location <00>".ljust(39) + data[contents_end:])


# ---- flipped bits ----

def protected(der):
    """Ranges of a CMS that its own signature covers: content, signed attributes, value. Other parts
    may be left out without a trace, so that a change there proves nothing."""
    done = subprocess.run(["openssl", "asn1parse", "-inform", "DER"], input=der,
                          stdout=subprocess.PIPE, check=True).stdout.decode("utf-8", "replace")
    row = re.compile(r" *(\d+):d=(\d+) +hl=(\d+) l= *(\d+) \w+: +(.*)")
    found, in_signers = [], False
    for line in done.splitlines():
        match = row.match(line)
        if not match:
            continue
        start, depth, head, size = (int(each) for each in match.groups()[:4])
        kind, end = match.group(5), start + head + size
        if depth == 3 and kind.startswith("SET") and start > 200:
            in_signers = True
        if in_signers and depth == 5 and (kind.startswith("cont [ 0 ]")
                                          or kind.startswith("OCTET STRING")):
            found.append((start + head, end))
        if depth == 5 and kind.startswith("OCTET STRING") and not in_signers:
            found.append((start + head, end))
    return found


def flips(data, seed, count):
    chance = random.Random(seed)
    start, _, contents, contents_end = _last_signature(data)
    ranges = protected(bytes.fromhex(data[contents + 1:contents_end - 1].decode()))
    for i in range(count):
        place = ("front", "back", "cms")[i % 3]
        if place == "cms":
            low, high = chance.choice(ranges)
            at = contents + 1 + 2 * chance.randrange(low, high) + chance.randrange(2)
            new = ord(chance.choice([c for c in "0123456789abcdef"
                                     if c != chr(data[at]).lower()]))
        else:
            at = (chance.randrange(0, contents) if place == "front"
                  else chance.randrange(contents_end, len(data)))
            new = data[at] ^ (1 << chance.randrange(8))
        yield "flip-%s-%d" % (place, at), data[:at] + bytes([new]) + data[at + 1:]


# ---- revisions appended behind the signature ----

ANNOTATIONS = ("Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight",
               "Underline", "Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Popup",
               "FileAttachment", "Sound", "Movie", "Screen", "Link", "Redact", "Watermark", "3D",
               "PrinterMark", "TrapNet")


def _page_with_annotation(doc, number):
    body = doc.objects[PAGE]
    listed = re.search(rb"/Annots \[([^\]]*)\]", body)
    return body[:listed.end(1)] + b" %d 0 R" % number + body[listed.end(1):]


def _hidden(doc):
    return stream(b"/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << /Font << "
                  b"/F1 7 0 R >> >>", b"1 g 0 0 300 40 re f 0 g BT /F1 12 Tf 2 9 Td (9) Tj ET")


def _annotations(doc):
    n = doc.size
    for kind in ANNOTATIONS:
        annotation = (b"<< /Type /Annot /Subtype /%s /Rect [70 690 300 715] /F 4 /Contents (x) "
                      b"/AP << /N %d 0 R >> >>" % (kind.encode(), n + 1))
        yield "annotation-" + kind.lower(), {PAGE: _page_with_annotation(doc, n), n: annotation,
                                             n + 1: _hidden(doc)}
    changed = with_key(doc.objects[10], b"/Rect", b"[60 690 300 720]")
    yield "annotation-moved", {10: changed}
    yield "annotation-action", {10: with_key(doc.objects[10], b"/A",
                                             b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>")}
    yield "annotation-appearance", {10: with_key(doc.objects[10], b"/AP", b"<< /N 8 0 R >>")}
    yield "annotation-removed", {PAGE: doc.objects[PAGE].replace(b" 10 0 R", b"")
                                 .replace(b"[10 0 R", b"[")}


def _contents(doc):
    n = doc.size
    new = stream(b"", CONTENT.replace(b"1.000.000", b"9.000.000"))
    page = doc.objects[PAGE]
    yield "content-replaced", {CONTENTS: new}
    yield "content-empty", {CONTENTS: stream(b"", b"")}
    yield "content-added", {PAGE: with_key(page, b"/Contents", b"[6 0 R %d 0 R]" % n), n: new}
    yield "content-other", {PAGE: with_key(page, b"/Contents", b"%d 0 R" % n), n: new}
    yield "content-image", {PAGE: with_key(page, b"/Contents", b"9 0 R")}
    yield "content-none", {PAGE: page.replace(b"/Contents 6 0 R", b"")}
    yield "content-to-dictionary", {CONTENTS: b"<< /Length 0 >>"}
    yield "font-replaced", {FONT: doc.objects[FONT].replace(b"Helvetica", b"Symbol")}
    yield "font-encoding", {FONT: with_key(doc.objects[FONT], b"/Encoding",
                                           b"<< /Differences [49 /nine] >>")}
    yield "font-swapped", {5: doc.objects[5].replace(b"/F1 7 0 R", b"/F1 16 0 R")}
    yield "resources-form", {5: doc.objects[5].replace(b"/X1 8 0 R", b"/X1 9 0 R")}
    yield "resources-new", {PAGE: with_key(page, b"/Resources", b"%d 0 R" % n),
                            n: doc.objects[5].replace(b"/F1 7 0 R", b"/F1 16 0 R")}
    yield "xobject-form", {FORM_XOBJECT: stream(
        b"/Type /XObject /Subtype /Form /BBox [0 0 100 40]", b"0 0 100 40 re f")}
    yield "xobject-image", {IMAGE: doc.objects[IMAGE].replace(b"\x00\x80\xff\x40",
                                                               b"\xff\xff\xff\xff")}


def _pages(doc):
    n = doc.size
    pages, page = doc.objects[2], doc.objects[PAGE]
    extra = (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 5 0 R "
             b"/Contents %d 0 R >>")
    drawn = {n: extra % (n + 1), n + 1: stream(b"", b"BT /F1 12 Tf 72 700 Td (Them) Tj ET")}
    kids = re.search(rb"/Kids \[([^\]]*)\]", pages).group(1)
    yield "page-added", dict(drawn, **{}) | {2: with_key(
        with_key(pages, b"/Kids", b"[%s %d 0 R]" % (kids, n)), b"/Count", b"3")}
    yield "page-first", drawn | {2: with_key(pages, b"/Kids", b"[%d 0 R %s]" % (n, kids))}
    yield "page-removed", {2: with_key(with_key(pages, b"/Kids", b"[]"), b"/Count", b"0")}
    yield "page-twice", {2: with_key(pages, b"/Kids", b"[3 0 R 3 0 R]")}
    yield "page-replaced", drawn | {2: with_key(pages, b"/Kids", b"[%d 0 R]" % n)}
    yield "page-object", {PAGE: extra % 8}
    for key, value in ((b"/Rotate", b"180"), (b"/CropBox", b"[0 0 595 600]"),
                       (b"/MediaBox", b"[0 300 595 842]"), (b"/UserUnit", b"2"),
                       (b"/AA", b"<< /O << /S /JavaScript /JS (1) >> >>"),
                       (b"/Trans", b"<< /S /Wipe >>"), (b"/Group", b"<< /S /Transparency >>")):
        yield "page-key-" + key[1:].decode().lower(), {PAGE: with_key(page, key, value)}


def _catalog(doc):
    n, root = doc.size, doc.objects[doc.root]
    script = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    values = {
        b"/OpenAction": script, b"/AA": b"<< /WC %s >>" % script,
        b"/Names": b"<< /JavaScript << /Names [(a) %s] >> >>" % script,
        b"/Dests": b"<< /a [3 0 R /Fit] >>", b"/PageMode": b"/FullScreen",
        b"/ViewerPreferences": b"<< /HideToolbar true >>",
        b"/PageLabels": b"<< /Nums [0 << /P (x) >>] >>",
        b"/Outlines": b"%d 0 R" % n, b"/URI": b"<< /Base (http://x.vn) >>",
        b"/OutputIntents": b"[]", b"/Collection": b"<< >>", b"/NeedsRendering": b"true",
        b"/StructTreeRoot": b"%d 0 R" % n, b"/MarkInfo": b"<< /Marked true >>",
        b"/AF": b"[%d 0 R]" % n, b"/Threads": b"[]", b"/Pages": b"%d 0 R" % n,
        b"/OCProperties": b"<< /OCGs [11 0 R] /D << /OFF [11 0 R] >> >>",
    }
    extra = {n: doc.objects[2]}
    for key, value in values.items():
        changes = {doc.root: with_key(root, key, value)}
        if b"%d 0 R" % n in value:
            changes |= extra
        yield "catalog-" + key[1:].decode().lower(), changes
    yield "layer-object", {
        11: b"<< /Type /OCG /Name (Khac) /Usage << /View << /ViewState /OFF >> >> >>"}
    yield "catalog-form-gone", {doc.root: re.sub(rb"/AcroForm \d+ 0 R", b"", root)}


def _fields(doc):
    """Changes of a form that no filling-in makes."""
    n = doc.size
    field = doc.objects.get(13)
    if field is None or b"/FT /Tx" not in field:
        return
    shown = stream(b"/Type /XObject /Subtype /Form /BBox [0 0 120 20] /Resources << /Font << "
                   b"/F1 7 0 R >> >>", b"BT /F1 10 Tf 2 5 Td (khac) Tj ET")
    yield "field-appearance-only", {13: with_key(field, b"/AP", b"<< /N %d 0 R >>" % n), n: shown}
    yield "field-appearance-object", {15: shown}
    moved = with_key(field, b"/Rect", b"[70 690 300 715]")
    yield "field-moved", {13: with_key(moved, b"/V", b"(a)")}
    yield "field-renamed", {13: with_key(field, b"/T", b"(khac)")}
    yield "field-type", {13: with_key(field, b"/FT", b"/Btn")}
    yield "field-action", {13: with_key(field, b"/AA", b"<< /K << /S /JavaScript /JS (1) >> >>")}
    yield "field-hidden", {13: with_key(field, b"/F", b"2")}
    yield "field-new", {PAGE: _page_with_annotation(doc, n), n: field.replace(b"(ten)", b"(moi)"),
                        12: re.sub(rb"/Fields \[", b"/Fields [%d 0 R " % n, doc.objects[12])}
    yield "field-removed", {12: doc.objects[12].replace(b"13 0 R", b"")}
    yield "form-need-appearances", {12: with_key(doc.objects[12], b"/NeedAppearances", b"true")}
    yield "form-default-font", {12: doc.objects[12].replace(b"/F1 7 0 R", b"/F1 16 0 R")}
    yield "form-xfa", {12: with_key(doc.objects[12], b"/XFA", b"%d 0 R" % n),
                       n: stream(b"", b"<x/>")}
    yield "appearance-shared", {13: with_key(with_key(field, b"/V", b"(a)"), b"/AP",
                                             b"<< /N 8 0 R >>"),
                                FORM_XOBJECT: shown}


def _signatures(doc):
    """Changes of what signatures say or show."""
    n = doc.size
    for number in doc.find(b"/ByteRange")[:1]:
        body = doc.objects[number]
        yield "signature-reason", {number: with_key(body, b"/Reason", b"(Khac)")}
        yield "signature-name", {number: with_key(body, b"/Name", b"(Nguoi khac)")}
        yield "signature-date", {number: with_key(body, b"/M", b"(D:20200101000000Z)")}
        yield "signature-filter", {number: body.replace(b"ETSI.CAdES", b"adbe.pkcs7")}
    for number in doc.find(b"/FT /Sig")[:1]:
        body = doc.objects[number]
        yield "signature-field-value", {number: with_key(body, b"/V", b"%d 0 R" % n),
                                        n: b"<< /Type /Sig >>"}
        yield "signature-field-empty", {number: re.sub(rb"/V \d+ 0 R", b"", body)}
        yield "signature-moved", {number: with_key(body, b"/Rect", b"[70 690 300 715]")}
        yield "signature-appearance", {number: with_key(body, b"/AP", b"<< /N %d 0 R >>" % n),
                                       n: _hidden(doc)}
        look = re.search(rb"/AP << /N (\d+) 0 R", body)
        if look:
            yield "signature-appearance-object", {int(look.group(1)): _hidden(doc)}
    covering = (b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (moi) /F 132 /P 3 0 R "
                b"/Rect [60 690 320 720] /AP << /N %d 0 R >> >>" % (n + 1))
    form = doc.find(b"/SigFlags")
    if form and form[0] != doc.root:
        yield "signature-over-text", {
            PAGE: _page_with_annotation(doc, n), n: covering, n + 1: _hidden(doc),
            form[0]: re.sub(rb"/Fields \[", b"/Fields [%d 0 R " % n, doc.objects[form[0]])}


def revisions(doc):
    """(name, changes) of every appended attack."""
    for group in (_annotations, _contents, _pages, _catalog, _fields, _signatures):
        yield from group(doc)
    yield "unreferenced", {doc.size: stream(b"", b"BT (x) Tj ET")}


def structures(doc):
    """Attacks on the frame of the file."""
    data = doc.data
    hidden = b"%d 0 obj\n<< /Type /Page >>\nendobj\n" % (doc.size + 5)
    yield "tail-text", data + b"\nMore text behind the end"
    yield "tail-object", data + hidden
    yield "tail-eof", data + b"%%EOF\n"
    yield "tail-startxref", data + hidden + b"startxref\n%d\n%%%%EOF\n" % doc.last
    yield "gap-object", doc.append({10: doc.objects[10]}, gap=hidden)
    yield "gap-bytes", doc.append({10: doc.objects[10]}, gap=b"garbage that is no comment\n")
    for number in (CONTENTS, FONT, PAGE, 5, 2):
        yield "freed-%d" % number, doc.append({}, freed=(number,))
    yield "root-other", doc.append({doc.size: doc.objects[doc.root]}, root=doc.size)
    yield "root-copy", doc.append({doc.size: with_key(doc.objects[doc.root], b"/Lang", b"(en)")},
                                  root=doc.size)
    # an entry that points at bytes of a signed revision: an object that slept there
    sleeping = re.search(rb"(?<![0-9])%d 0 obj" % FORM_XOBJECT, data)
    if sleeping:
        bad = doc.append({CONTENTS: doc.objects[CONTENTS]})
        entry = re.compile(rb"6 1\n\d{10} 00000 n ")
        found = list(entry.finditer(bad))
        if found:
            at = found[-1].start()
            yield "entry-backwards", (bad[:at] + b"6 1\n%010d 00000 n " % sleeping.start()
                                      + bad[at + 23:])
    loop = doc.append({10: doc.objects[10]})
    at = loop.rfind(b"/Prev ")
    own = int(re.findall(rb"startxref\s+(\d+)", loop)[-1])
    digits = len(re.match(rb"\d+", loop[at + 6:]).group(0))
    if len(str(own)) == digits:
        yield "loop", loop[:at + 6] + str(own).encode() + loop[at + 6 + digits:]


def _other_frames(doc, name, changes):
    """The revision as other writers frame it."""
    if not doc.tables or b"/ObjStm" in doc.data:
        return
    yield name + "/restated", doc.restate(changes)
    yield name + "/paired", doc.append_pair(changes)
    older = doc.restate(changes)
    at = older.rindex(b"%010d 00000 n " % doc.offsets[FONT])
    if name == "content-replaced":  # the font's entry leads to another object of old bytes
        yield "restated-other", (older[:at] + b"%010d 00000 n " % doc.offsets[FORM_XOBJECT]
                                 + older[at + 19:])


def attacks(data, seed=1, flip_count=60):
    doc = Document(data)
    yield from ((name, bad) for name, bad in forgeries(data) if bad is not None)
    yield from flips(data, seed, flip_count)
    for name, changes in revisions(doc):
        yield name, doc.append(changes)
        yield name + "/packed", doc.append(changes, packed=True)
        if name in ("content-replaced", "metadata"):
            yield from _other_frames(doc, name, changes)
    yield from structures(doc)


# ---- what may follow a signature ----

def permitted(data, level=0):
    """Revisions that leave what was signed as it is; `level`: DocMDP of the signature."""
    doc = Document(data)
    n, root = doc.size, doc.objects[doc.root]
    store = {n: b"<< /Certs [%d 0 R] /CRLs [] /OCSPs [] >>" % (n + 1), n + 1: stream(b"", b"0")}
    yield "dss", {doc.root: with_key(root, b"/DSS", b"%d 0 R" % n)} | store
    yield "dss-direct", {doc.root: with_key(root, b"/DSS", b"<< /Certs [%d 0 R] >>" % (n + 1)),
                         n + 1: stream(b"", b"0")}
    yield "metadata", {20: stream(b"/Type /Metadata /Subtype /XML", b"<x:xmpmeta/>")}
    if doc.info:
        yield "information", {doc.info: b"<< /Producer (khac) /ModDate (D:20261123) >>"}
    yield "same-again", {10: doc.objects[10], FONT: doc.objects[FONT]}
    yield "extensions", {doc.root: with_key(
        root, b"/Extensions", b"<< /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>")}
    field = doc.objects.get(13, b"")
    if b"/FT /Tx" in field and level != 1:
        shown = stream(b"/Type /XObject /Subtype /Form /BBox [0 0 120 20] /Resources << /Font << "
                       b"/F1 7 0 R >> >>", b"/Tx BMC BT /F1 10 Tf 2 5 Td (moi) Tj ET EMC")
        filled = with_key(with_key(field, b"/V", b"(moi)"), b"/AP", b"<< /N %d 0 R >>" % n)
        yield "form-filled", {13: filled, n: shown}
        ticked = with_key(with_key(doc.objects[14], b"/V", b"/Yes"), b"/AS", b"/Yes")
        yield "form-ticked", {14: ticked}
    if level == 3:
        remark = b"<< /Type /Annot /Subtype /Text /Rect [500 20 520 40] /Contents (Xem lai) /F 4 >>"
        yield "remark", {PAGE: _page_with_annotation(doc, n), n: remark}


def permitted_files(data, level=0):
    doc = Document(data)
    for name, changes in permitted(data, level):
        yield name, doc.append(changes)
        yield name + "/packed", doc.append(changes, packed=True)
        if name in ("content-replaced", "metadata"):
            yield from _other_frames(doc, name, changes)

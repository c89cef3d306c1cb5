"""Attacks by what is laid over the page, and by what was prepared before anybody signed.

attacks(data) yields (name, bytes) for any signed base; traps() gives documents that were made to
be attacked, trap_attacks(name, data) what follows their signature, trap_permitted what may.
"""

import re
import zlib

from pdfwrite import CONTENT, Document, base, serialise, stream, with_key
from foreign import add_field

PAGE, CONTENTS, FIELD, TICK = 3, 6, 13, 14
WHITE = b"1 g 0 0 300 40 re f 0 g BT /F1 12 Tf 2 9 Td (Gia: 9) Tj ET"
BOX = b"/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << /Font << /F1 7 0 R >> >>"
OVER = b"/Rect [60 690 320 720]"


def _signed_field(doc, rect, look, more=None, value=None, name=b"moi"):
    """A new signature field with a value of its own."""
    n = doc.size
    widget = rect + b" /AP << /N %d 0 R >> /V %d 0 R" % (n + 2, n + 1)
    changes = add_field(doc, n, name, widget)
    changes[n + 1] = value or (b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter "
                               b"/ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <30> >>")
    changes[n + 2] = look
    return changes | (more or {})


def _appearances():
    yield "plain", stream(BOX, WHITE)
    yield "flate", stream(BOX + b" /Filter /FlateDecode", zlib.compress(WHITE))
    yield "flate-array", stream(BOX + b" /Filter [/FlateDecode]", zlib.compress(WHITE))
    yield "hex", stream(BOX + b" /Filter /ASCIIHexDecode", WHITE.hex().encode() + b">")
    yield "deep", stream(BOX, b"q " * 80 + b"1 0 0 1 900 900 cm " + b"Q " * 80 + WHITE)
    yield "image", stream(b"/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << "
                          b"/XObject << /I 9 0 R >> >>", b"300 0 0 40 0 0 cm /I Do")
    yield "shading", stream(b"/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << "
                            b"/Shading << /S << /ShadingType 2 /ColorSpace /DeviceGray /Coords "
                            b"[0 0 1 1] /Function << /FunctionType 2 /Domain [0 1] /N 1 >> >> >> "
                            b">>", b"/S sh")
    glyph = (b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 300 40] /FontMatrix [1 0 0 1 0 0] "
             b"/CharProcs << /a 9 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 "
             b"/LastChar 97 /Widths [1] >>")
    yield "glyph", stream(BOX.replace(b"/F1 7 0 R", b"/T " + glyph), b"BT /T 1 Tf (a) Tj ET")
    yield "broad-line", stream(BOX, b"40 w 0 20 m 300 20 l S")
    yield "inline-image", stream(BOX, b"300 0 0 40 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI")
    yield "tiny-box", stream(BOX.replace(b"300 40", b"3 0.4"), b"1 g 0 0 3 0.4 re f")
    yield "matrix", stream(BOX + b" /Matrix [0 1 -1 0 0 0]", WHITE)
    clear = b"/Resources << /ExtGState << /G << /ca 0.99 /BM /Multiply >> >>"
    yield "clear", stream(BOX.replace(b"/Resources <<", clear), b"/G gs " + WHITE)


def fields(doc):
    """New signature fields that lie over the text, or draw although nobody signs in them."""
    n = doc.size
    for name, look in _appearances():
        yield "over-" + name, _signed_field(doc, OVER, look)
    plain = stream(BOX, WHITE)
    yield "over-rect-reference", _signed_field(doc, b"/Rect %d 0 R" % (n + 3), plain,
                                               {n + 3: b"[60 690 320 720]"})
    yield "over-rect-numbers", _signed_field(
        doc, b"/Rect [%d 0 R 690 320 720]" % (n + 3), plain, {n + 3: b"60"})
    yield "over-rect-turned", _signed_field(doc, b"/Rect [320 720 60 690]", plain)
    yield "over-no-zoom", _signed_field(doc, b"/Rect [60 722 61 723] /F 28", plain)
    wrong = _signed_field(doc, OVER, plain)
    if 4 in doc.objects:
        wrong[n] = wrong[n].replace(b"/P 3 0 R", b"/P 4 0 R")
        yield "over-wrong-page", wrong
    bare = add_field(doc, n, b"moi", b"/Rect [72 560 372 600] /AP << /N %d 0 R >>" % (n + 2))
    yield "field-unsigned-text", bare | {n + 2: plain}
    yield "field-null-value", {k: v.replace(b"/AP", b"/V null /AP") if k == n else v
                               for k, v in bare.items()} | {n + 2: plain}
    states = _signed_field(doc, OVER, plain)
    states[n] = states[n].replace(b"/N %d 0 R" % (n + 2), b"/N << /On %d 0 R >>" % (n + 2))
    states[n] = states[n].replace(b"/F 132", b"/F 132 /AS /On")
    yield "over-states", states
    for kind in (b"/Tx", b"/Btn", b"/Ch"):
        other = _signed_field(doc, b"/Rect [72 560 372 600]", plain, value=b"(x)")
        other[n] = other[n].replace(b"/FT /Sig", b"/FT " + kind)
        yield "field-other" + kind.decode().replace("/", "-").lower(), other
    moved = _signed_field(doc, b"/Rect [72 560 372 600]", plain)
    moved[n] = moved[n].replace(b"/F 132", b"/F 132 /A << /S /URI /URI (http://x.vn) >>")
    yield "field-with-action", moved


def filled(doc):
    """Filling in that is none."""
    field = doc.objects.get(FIELD, b"")
    if b"/FT /Tx" not in field:
        return
    n = doc.size
    look = {n: stream(BOX, WHITE)}
    drawn = with_key(field, b"/AP", b"<< /N %d 0 R >>" % n)
    yield "fill-state-only", {FIELD: with_key(drawn, b"/AS", b"/Off")} | look
    value = with_key(drawn, b"/V", b"(moi)")
    for key, text in ((b"/MK", b"<< /BG [1 1 1] >>"), (b"/Ff", b"4096"), (b"/MaxLen", b"3"),
                      (b"/Opt", b"[(a)]"), (b"/DV", b"(x)"), (b"/TU", b"(x)"), (b"/F", b"6"),
                      (b"/Rect", b"[60 690 320 720]"), (b"/OC", b"11 0 R"), (b"/Q", b"2"),
                      (b"/Parent", b"14 0 R"), (b"/A", b"<< /S /ResetForm >>"), (b"/DR", b"<< >>")):
        yield "fill-with" + key.decode().replace("/", "-").lower(), {
            FIELD: with_key(value, key, text)} | look
    form = doc.objects[12]
    for key, text in ((b"/CO", b"[10 0 R]"), (b"/Q", b"2"), (b"/XFA", b"[]"),
                      (b"/NeedAppearances", b"true")):
        if key != b"/CO":
            yield "form-with" + key.decode().replace("/", "-").lower(), {
                12: with_key(form, key, text)}
    yield "fill-shared-font", {FIELD: value, 7: doc.objects[16]} | look


def inherited(doc):
    """What a page gets from above, and what a document says of all its pages."""
    pages, root, n = doc.objects[2], doc.objects[doc.root], doc.size
    for key, text in ((b"/MediaBox", b"[0 300 595 842]"), (b"/CropBox", b"[0 0 595 600]"),
                      (b"/Rotate", b"90"), (b"/Resources", b"<< >>"), (b"/UserUnit", b"2")):
        yield "pages" + key.decode().replace("/", "-").lower(), {2: with_key(pages, key, text)}
    for key, text in ((b"/Perms", b"<< /DocMDP %d 0 R >>" % n), (b"/Legal", b"<< >>"),
                      (b"/Requirements", b"[]"), (b"/Lang", b"(en)"), (b"/SpiderInfo", b"<< >>"),
                      (b"/PieceInfo", b"<< >>"), (b"/DPartRoot", b"<< >>"),
                      (b"/PageLayout", b"/TwoColumnLeft"),
                      (b"/Names", b"<< /EmbeddedFiles << /Names [(a) %d 0 R] >> >>" % n),
                      (b"/Type", b"/Khac")):
        yield "catalog" + key.decode().replace("/", "-").lower() + "-2", {
            doc.root: with_key(root, key, text), n: b"<< /Type /Filespec /F (a) >>"}
    page = doc.objects[PAGE]
    for key, text in ((b"/BleedBox", b"[0 0 9 9]"), (b"/Tabs", b"/R"), (b"/PZ", b"3"),
                      (b"/Thumb", b"9 0 R"), (b"/B", b"[]"), (b"/Dur", b"1"), (b"/VP", b"[]"),
                      (b"/StructParents", b"9"), (b"/Metadata", b"20 0 R"),
                      (b"/Contents", b"[6 0 R 6 0 R]"), (b"/Contents", b"[]")):
        yield "page-with" + key.decode().replace("/", "-").lower(), {
            PAGE: with_key(page, key, text)}
    five = doc.objects[5]
    for key, text in ((b"/ColorSpace", b"<< /DefaultGray [/Indexed /DeviceGray 1 <ffff>] >>"),
                      (b"/ExtGState", b"<< /G << /ca 0 >> >>"), (b"/Pattern", b"<< >>"),
                      (b"/Shading", b"<< >>"), (b"/Properties", b"<< >>")):
        yield "resources-with" + key.decode().replace("/", "-").lower(), {
            5: with_key(five, key, text)}
    seven = doc.objects[7]
    for key, text in ((b"/ToUnicode", b"20 0 R"), (b"/Widths", b"[0]"), (b"/FontDescriptor",
                      b"<< /Type /FontDescriptor >>"), (b"/BaseFont", b"/Courier")):
        yield "font-with" + key.decode().replace("/", "-").lower(), {7: with_key(seven, key, text)}
    nine = doc.objects[9]
    for key, text in ((b"/Decode", b"[1 0]"), (b"/SMask", b"9 0 R"), (b"/ImageMask", b"true"),
                      (b"/ColorSpace", b"[/Indexed /DeviceRGB 0 <000000>]")):
        yield "image-with" + key.decode().replace("/", "-").lower(), {9: with_key(nine, key, text)}


def attacks(data):
    doc = Document(data)
    for group in (fields, filled, inherited):
        for name, changes in group(doc):
            yield name, doc.append(changes)
            yield name + "/packed", doc.append(changes, packed=True)


# ---- documents made to be attacked ----

def _over_field(objects):
    """A text field that waits, empty and clear, over the price."""
    objects[FIELD] = (objects[FIELD].replace(b"[300 500 420 520]", b"[60 690 320 720]")
                      .replace(b"/V (cu)", b"/V ()"))
    objects[15] = stream(BOX, b"")


def _over_tick(objects):
    """A box whose other state, already drawn, covers the price."""
    objects[TICK] = objects[TICK].replace(b"[300 470 312 482]", b"[60 690 320 720]")
    objects[19] = stream(BOX, WHITE)


def _apart(objects):
    """A field whose value and appearance are objects of their own."""
    objects[FIELD] = objects[FIELD].replace(b"/V (cu)", b"/V 22 0 R")
    objects[22] = b"(cu)"


def _hole(objects):
    """References to what is not there."""
    objects[PAGE] = objects[PAGE].replace(b"/Contents 6 0 R", b"/Contents [6 0 R 40 0 R]")
    objects[5] = objects[5].replace(b"/X1 8 0 R", b"/X1 8 0 R /X2 41 0 R")
    objects[6] = stream(b"", CONTENT + b"/X2 Do\n")


def _encoded(objects):
    """Content that takes a decoder to read."""
    objects[6] = stream(b"/Filter [/ASCIIHexDecode /FlateDecode]",
                        zlib.compress(CONTENT).hex().encode() + b">")


def _length(objects):
    """A length that stands apart."""
    objects[6] = objects[6].replace(b"/Length %d" % len(CONTENT), b"/Length 24 0 R")
    objects[24] = b"%d" % len(CONTENT)


def _turned(objects):
    objects[PAGE] = objects[PAGE].replace(b"/Parent", b"/Rotate 90 /Parent")


def _layered(objects):
    objects[1] = objects[1].replace(b"/Order [11 0 R]", b"/Order [11 0 R] /AS [<< /Event /View "
                                    b"/Category [/View] /OCGs 25 0 R >>]")
    objects[25] = b"[11 0 R]"


def _dotted(objects):
    """Filling in where dots and lines ask for it."""
    objects[6] = stream(b"", CONTENT + b"BT /F1 12 Tf 300 505 Td (Ten: ..........................) "
                        b"Tj 0 -30 Td (___) Tj ET\n")


TRAPS = {"over-field": _over_field, "over-tick": _over_tick, "apart": _apart, "hole": _hole,
         "encoded": _encoded, "length": _length, "turned": _turned, "layered": _layered,
         "dotted": _dotted}


def traps():
    for name, change in TRAPS.items():
        for packed in (False, True):
            objects, trailer = base()
            change(objects)
            yield "trap-%s-%s" % ("packed" if packed else "plain", name), serialise(
                objects, trailer, packed)


def _trap_changes(trap, doc):
    n, field = doc.size, doc.objects[FIELD]
    if trap == "over-field":
        filled_in = with_key(field, b"/V", b"(9.000.000)")
        yield "replace", {FIELD: with_key(filled_in, b"/AP", b"<< /N %d 0 R >>" % n),
                          n: stream(BOX, WHITE)}
        yield "hide", {FIELD: with_key(filled_in, b"/AP", b"<< /N %d 0 R >>" % n),
                       n: stream(BOX, b"1 g 0 0 300 40 re f")}
        yield "letters", {FIELD: with_key(filled_in, b"/AP", b"<< /N %d 0 R >>" % n), n: stream(
            BOX, b"BT /F1 24 Tf 12 4 Td (9.000.000) Tj ET")}
        yield "no-appearance", {FIELD: re.sub(rb"/AP << /N 15 0 R >>", b"", filled_in)}
        yield "in-place", {FIELD: filled_in, 15: stream(BOX, WHITE)}
    if trap == "over-tick":
        yield "tick", {TICK: with_key(with_key(doc.objects[TICK], b"/V", b"/Yes"), b"/AS",
                                      b"/Yes")}
        yield "state", {TICK: with_key(doc.objects[TICK], b"/AS", b"/Yes")}
    if trap == "apart":
        yield "appearance", {22: b"(cu)", 15: stream(BOX, WHITE)}
        yield "appearance-only", {15: stream(BOX, WHITE)}
    if trap == "hole":
        added = stream(b"", b"BT /F1 12 Tf 72 640 Td (Them) Tj ET")
        yield "filled", {40: added}
        yield "filled-again", {40: added, PAGE: doc.objects[PAGE]}
        yield "filled-resource", {41: stream(BOX, WHITE), 5: doc.objects[5]}
        yield "filled-resource-only", {41: stream(BOX, WHITE)}
        over = _signed_field(doc, b"/Rect [0 0 0 0]", stream(BOX, b""))
        yield "filled-beside", {40: added} | over
    if trap == "length":
        yield "shorter", {24: b"60"}
        yield "longer", {24: b"9999"}
    if trap == "layered":
        yield "usage", {25: b"[]"}
        yield "state", {doc.root: doc.objects[doc.root].replace(b"/ON [11", b"/OFF [11")}
    if trap in ("encoded", "turned"):
        for name, changes in fields(doc):
            if name.startswith("over"):
                yield name, changes


def trap_attacks(trap, data):
    doc = Document(data)
    for name, changes in _trap_changes(trap, doc):
        yield "%s-%s" % (trap, name), doc.append(changes)
        yield "%s-%s/packed" % (trap, name), doc.append(changes, packed=True)


def trap_permitted(trap, data, level):
    doc = Document(data)
    n, field = doc.size, doc.objects[FIELD]
    text = stream(b"/Type /XObject /Subtype /Form /BBox [0 0 120 20] /Resources << /Font << "
                  b"/F1 7 0 R >> >>", b"/Tx BMC BT /F1 10 Tf 2 5 Td (moi) Tj ET EMC")
    changes = {}
    if trap == "dotted" and level != 1:
        filled_in = with_key(with_key(field, b"/V", b"(moi)"), b"/AP", b"<< /N %d 0 R >>" % n)
        changes["fill"] = {FIELD: filled_in, n: text}
        changes["tick"] = {TICK: with_key(with_key(doc.objects[TICK], b"/V", b"/Yes"), b"/AS",
                                          b"/Yes")}
    if trap == "apart" and level != 1:
        changes["fill"] = {22: b"(moi)", 15: text}
        changes["value"] = {22: b"(moi)"}
    for name, change in changes.items():
        yield "%s-%s" % (trap, name), doc.append(change)
        yield "%s-%s/packed" % (trap, name), doc.append(change, packed=True)

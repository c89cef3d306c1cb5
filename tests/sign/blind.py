"""Attacks where a validator that reads shapes, names and rules may be blind; each with a twin that
is permitted. What is laid over the page is laid there by a second signature that is itself sound.

cases(authority) yields (label, class, name, bytes).
"""

import re

from pdfwrite import CONTENT, Document, base, serialise, stream, with_key
from foreign import dictionary, fill, sign

PAGE, CONTENTS, RESOURCES, HELVETICA, FORM, FIELD, TICK, LOOK = 3, 6, 5, 7, 12, 13, 14, 15
BOX = b"/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << /Font << /F1 7 0 R >> >>"
WHITE = b"1 g 0 0 300 40 re f"
PRICE = b"[60 690 320 720]"


# ---- what a later signature draws over the price ----

def _set(key, value):
    return BOX.replace(b"/Resources <<", b"/Resources << /ExtGState << /G << %s %s >> >>"
                       % (key, value))


def _looks():
    """(name, form) that hide the price."""
    rows = b"".join(b"0 %.1f 300 1.9 re f " % (i * 2) for i in range(20))
    columns = b"".join(b"%d 0 1 40 re f " % i for i in range(300))
    yield "white", stream(BOX, WHITE)
    yield "rows", stream(BOX, b"1 g " + rows)
    yield "columns", stream(BOX, b"1 g " + columns)
    yield "cells", stream(BOX, b"1 g " + b"".join(
        b"%d %d 3 3 re f " % (x, y) for x in range(0, 300, 3) for y in range(0, 40, 3)))
    yield "hatch", stream(BOX, b"1 G 3 w " + b"".join(
        b"0 %d m 300 %d l S " % (y, y) for y in range(0, 40, 3)))
    yield "hatch-upright", stream(BOX, b"1 G 3 w " + b"".join(
        b"%d 0 m %d 40 l S " % (x, x) for x in range(0, 300, 3)))
    yield "hatch-one-path", stream(BOX, b"1 G 3 w " + b"".join(
        b"%d 0 m %d 40 l " % (x, x) for x in range(0, 300, 3)) + b"S")
    yield "hatch-slanted", stream(BOX, b"1 G 3 w " + b"".join(
        b"%d 0 m %d 40 l S " % (x - 40, x) for x in range(0, 340, 3)))
    yield "hatch-curves", stream(BOX, b"1 G 3 w " + b"".join(
        b"0 %d m 100 %d 200 %d 300 %d c S " % (y, y, y, y) for y in range(0, 40, 3)))
    yield "line-by-state", stream(_set(b"/LW", b"60"), b"/G gs 1 G 0 20 m 300 20 l S")
    yield "font-by-state", stream(_set(b"/Font", b"[7 0 R 60]"),
                                  b"/G gs BT 0 0 Td (MMMMMMMM) Tj ET")
    yield "letters", stream(BOX, b"1 g BT /F1 3 Tf " + b"".join(
        b"1 0 0 1 %d %d Tm (M) Tj " % (x, y) for x in range(0, 300, 2) for y in range(0, 40, 2))
        + b"ET")
    hidden = b"x EI 0 0 0 0 0 0 cm xxxxxxxxxx"
    yield "image-end", stream(BOX, b"q BI /W %d /H 1 /CS /G /BPC 8 ID %s\nEI Q q %s Q"
                              % (len(hidden), hidden, WHITE))


def _clear_looks():
    """(name, form) that leave the price readable."""
    yield "written", stream(BOX, b"0 0 1 RG 0.8 w 10 5 m 60 40 100 -20 150 30 c 200 60 250 0 290 "
                            b"20 c S")
    yield "frame", stream(BOX, b"1 w 0.5 0.5 299 39 re S")
    yield "beside", stream(BOX, b"BT /F1 10 Tf 240 5 Td (Da ky) Tj ET")
    yield "nothing", stream(BOX, b"")


# ---- documents that were made to be attacked ----

def _wide(objects, width):
    """Composite text that is wider or narrower than most."""
    objects[RESOURCES] = objects[RESOURCES].replace(b"/F2", b"/F3 21 0 R /F2")
    objects[21] = (b"<< /Type /Font /Subtype /Type0 /BaseFont /Rong /Encoding /Identity-H "
                   b"/DescendantFonts [22 0 R] >>")
    objects[22] = (b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Rong /CIDSystemInfo << "
                   b"/Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW %d "
                   b"/W [1 [%d %d] 3 9 %d] >>" % (width, width, width, width))
    glyphs = b"".join(b"%04x" % (1 + i % 12) for i in range(20))
    objects[CONTENTS] = stream(b"", CONTENT + b"BT /F3 12 Tf 72 620 Td <" + glyphs + b"> Tj ET\n")


def _outlined(objects):
    """Letters that are drawn as shapes, and a coloured box that says nothing."""
    shape = b"%d 500 m %d 510 l %d 514 %d 514 %d 510 c %d 500 l %d 506 l f\n"
    shapes = b"".join(shape % (x, x, x, x + 7, x + 7, x + 7, x + 3) for x in range(72, 180, 9))
    objects[CONTENTS] = stream(b"", CONTENT + shapes + b"0.9 g 72 300 200 60 re f 0 g\n")


def _by_state(objects):
    """Text whose font and size a graphics state brings along."""
    objects[RESOURCES] = objects[RESOURCES].replace(
        b"/Font <<", b"/ExtGState << /G << /Font [7 0 R 14] >> >> /Font <<")
    objects[CONTENTS] = stream(b"", CONTENT + b"/G gs BT 72 560 Td (Han: 30 ngay) Tj ET\n")


def _drawn(objects):
    """Text in letters that are drawings of full size."""
    objects[RESOURCES] = objects[RESOURCES].replace(b"/F2", b"/F3 21 0 R /F2")
    objects[21] = (b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 12] "
                   b"/FontMatrix [1 0 0 1 0 0] /CharProcs << /a 22 0 R >> /Encoding << "
                   b"/Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [10] >>")
    objects[22] = stream(b"", b"10 0 d0 1 1 m 8 1 l 4 11 l f")
    objects[CONTENTS] = stream(b"", CONTENT + b"BT /F3 1 Tf 72 560 Td (aaaaaaaa) Tj ET\n")


def _shared(objects):
    """Two pages with one list of annotations, and text where the other page has none."""
    objects[30] = b"[13 0 R 14 0 R 10 0 R]"
    objects[PAGE] = objects[PAGE].replace(b"[13 0 R 14 0 R 10 0 R]", b"30 0 R")
    objects[4] = objects[4].replace(b"/Contents", b"/Annots 30 0 R /Contents")
    objects[18] = stream(b"", b"BT /F1 12 Tf 72 700 Td (Trang hai) Tj 0 -300 Td (Phat: 5) Tj ET")


LINES = b"BT /F1 12 Tf 10 100 Td (So tien: 1.000.000) Tj 0 -40 Td (Bang chu: mot trieu) Tj ET"
TALL = (b"/Type /XObject /Subtype /Form /BBox [0 0 480 180] /Resources << /Font << /F1 7 0 R >> "
        b">>")


def _roomy(objects):
    """A large field and a large remark with little text in them."""
    objects[FIELD] = objects[FIELD].replace(b"[300 500 420 520]", b"[60 300 540 480]")
    objects[LOOK] = stream(TALL, LINES)
    objects[PAGE] = objects[PAGE].replace(b"10 0 R]", b"10 0 R 21 0 R]")
    objects[21] = (b"<< /Type /Annot /Subtype /FreeText /Rect [60 100 540 280] /Contents (x) "
                   b"/DA (/F1 12 Tf) /F 4 /AP << /N 22 0 R >> >>")
    objects[22] = stream(TALL, LINES)


def _locked_field(objects, name=b"(ten)"):
    objects[FIELD] = objects[FIELD].replace(b"(ten)", name)


def _read_only(objects):
    objects[FIELD] = objects[FIELD].replace(b"/F 4", b"/F 4 /Ff 1")


def _button(objects):
    objects[FIELD] = objects[FIELD].replace(b"/FT /Tx", b"/FT /Btn /Ff 65536").replace(
        b"/V (cu)", b"")


def _remark_field(objects):
    objects[FIELD] = objects[FIELD].replace(b"/Widget", b"/FreeText")


def _no_type(objects):
    objects[FIELD] = objects[FIELD].replace(b"/FT /Tx", b"")


def _waiting(objects, rect):
    """A signature field that nobody has signed yet."""
    objects[PAGE] = objects[PAGE].replace(b"10 0 R]", b"10 0 R 21 0 R]")
    objects[FORM] = objects[FORM].replace(b"14 0 R]", b"14 0 R 21 0 R]")
    objects[21] = (b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (cho) /F 132 /P 3 0 R /Rect %s "
                   b">>" % rect)


def made(change, *words, packed=False):
    objects, trailer = base()
    change(objects, *words)
    return serialise(objects, trailer, packed)


# ---- laid over them ----

# trap -> its builder, rectangles that hide something, rectangles that do not
OVER = {
    "plain": (lambda objects: None, (b"[445 635 495 685]", b"[298 600 402 640]"),
              (b"[445 635 460 685]", b"[300 200 420 240]")),
    "wide": (lambda objects: _wide(objects, 1000), (b"[210 615 312 635]",),
             (b"[320 615 420 635]",)),
    "narrow": (lambda objects: _wide(objects, 250), (b"[60 615 130 635]",),
               (b"[140 615 240 635]",)),
    "outlined": (_outlined, (b"[70 495 190 520]",), (b"[72 300 272 360]",)),
    "by-state": (_by_state, (b"[70 555 160 575]",), (b"[300 555 390 575]",)),
    "drawn": (_drawn, (b"[70 555 160 575]",), (b"[300 555 390 575]",)),
    "roomy": (_roomy, (b"[60 395 300 415]", b"[60 195 300 215]"),
              (b"[300 310 500 350]", b"[300 110 500 150]")),
}


def _shared_list(authority):
    for packed in (False, True):
        doc = Document(_in_list(authority, Document(made(_shared, packed=packed)), b"S1", 3,
                                b"[0 0 0 0]"))
        for page, rect, label in ((4, b"[60 650 320 675]", "attack"),
                                  (3, b"[60 390 320 415]", "attack"),
                                  (3, b"[300 200 400 240]", "permitted")):
            yield label, "over-shared-list %d" % page, _in_list(
                authority, doc, b"S2", page, rect)


def _in_list(authority, doc, name, page, rect):
    """Signs with a field that stands in the list of both pages."""
    n = doc.size
    form = doc.find(b"/Fields [")[0]
    return fill(doc.append({
        n: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /P %d 0 R /Rect %s "
           b"/AP << /N %d 0 R >> /V %d 0 R >>" % (name, page, rect, n + 2, n + 1),
        n + 1: dictionary(), n + 2: stream(BOX, WHITE),
        30: doc.objects[30].replace(b"[", b"[%d 0 R " % n),
        form: doc.objects[form].replace(b"/Fields [", b"/Fields [%d 0 R " % n)}), authority.cms)


def _over(authority):
    for packed in (False, True):
        for trap, (change, hiding, clear) in OVER.items():
            first = sign(made(change, packed=packed), authority)
            for label, rects in (("attack", hiding), ("permitted", clear)):
                for rect in rects:
                    yield label, "over-%s %s" % (trap, rect.decode()), sign(
                        first, authority, name=b"S2", form=stream(BOX, WHITE), rect=rect)
        first = sign(made(lambda objects: None, packed=packed), authority)
        for label, looks in (("attack", _looks()), ("permitted", _clear_looks())):
            for name, form in looks:
                yield label, "over-look-" + name, sign(first, authority, name=b"S2", form=form,
                                                       rect=PRICE)
    yield from _shared_list(authority)
    for packed in (False, True):
        for label, rect in (("attack", PRICE), ("permitted", b"[300 200 420 240]")):
            doc = Document(sign(made(_waiting, rect, packed=packed), authority))
            n = doc.size
            yield label, "over-waiting", fill(doc.append({
                21: doc.objects[21].replace(b"/F 132", b"/F 132 /V %d 0 R /AP << /N %d 0 R >>"
                                            % (n, n + 1)),
                n: dictionary(), n + 1: stream(BOX, WHITE)}), authority.cms)


# ---- what is filled in, or named ----

FILLED = stream(b"/Type /XObject /Subtype /Form /BBox [0 0 120 20] /Resources << /Font << "
                b"/F1 7 0 R >> >>", b"BT /F1 10 Tf 2 5 Td (9.000.000) Tj ET")


def _filled(data, number=FIELD):
    doc = Document(data)
    n = doc.size
    value = b"/Yes" if number == TICK else b"(9.000.000)"
    body = with_key(doc.objects[number], b"/V", value)
    if number == TICK:
        return doc.append({number: with_key(body, b"/AS", b"/Yes")})
    return doc.append({number: with_key(body, b"/AP", b"<< /N %d 0 R >>" % n), n: FILLED})


def _fills(authority):
    for label, name, data in (
            ("permitted", "read-only", made(_read_only)), ("attack", "button", made(_button)),
            ("attack", "remark", made(_remark_field)), ("attack", "no-type", made(_no_type))):
        yield label, "fill-" + name, _filled(sign(data, authority))


def _names(authority):
    """A new signature field under a name that is taken."""
    first = sign(made(lambda objects: None), authority)
    for label, name in (("attack", b"ten"), ("attack", b"S1"), ("permitted", b"S2"),
                        ("permitted", b"tenn")):
        yield label, "name-" + name.decode(), sign(first, authority, name=name)
    wide = made(_locked_field, b"<FEFF00740065006E>")
    yield "attack", "name-wide", sign(sign(wide, authority), authority, name=b"ten")


RULE = (b"/Reference [<< /Type /SigRef /TransformMethod %s /TransformParams << /Type "
        b"/TransformParams /V /1.2 %s >> >>]")


def _locks(authority):
    """Fields that the signature locks, however the names are written."""
    wide = b"<FEFF00740065006E>"
    for label, name, base_name, rule in (
            ("attack", "plain", b"(ten)", b"/Action /Include /Fields [(ten)]"),
            ("attack", "wide-field", wide, b"/Action /Include /Fields [(ten)]"),
            ("attack", "wide-lock", b"(ten)", b"/Action /Include /Fields [%s]" % wide),
            ("attack", "marked-lock", b"(ten)", b"/Action /Include /Fields [<EFBBBF74656E>]"),
            ("attack", "all", b"(ten)", b"/Action /All"),
            ("attack", "apart", b"(ten)", b"/Action /Include /Fields [40 0 R]"),
            ("attack", "action-apart", b"(ten)", b"/Action 41 0 R"),
            ("attack", "no-list", b"(ten)", b"/Action /Include"),
            ("attack", "excluded-other", b"(ten)", b"/Action /Exclude /Fields [(dong_y)]"),
            ("permitted", "excluded", wide, b"/Action /Exclude /Fields [(ten)]"),
            ("permitted", "other", b"(ten)", b"/Action /Include /Fields [(dong_y)]")):
        objects, trailer = base()
        _locked_field(objects, base_name)
        objects |= {40: b"(ten)", 41: b"/All"}
        objects[1] = objects[1].replace(b"/Lang", b"/PieceInfo << /A [40 0 R 41 0 R] >> /Lang")
        first = sign(serialise(objects, trailer), authority, more=RULE % (b"/FieldMDP", rule))
        yield label, "lock-" + name, _filled(first)
        if label == "attack" and b"dong_y" not in rule and name in ("plain", "wide-lock"):
            yield "permitted", "lock-%s-beside" % name, _filled(first, TICK)
    objects, trailer = base()
    objects |= {40: b"/DocMDP", 41: b"1"}
    objects[1] = objects[1].replace(b"/Lang", b"/PieceInfo << /A [40 0 R 41 0 R] >> /Lang")
    data = serialise(objects, trailer)
    for name, method, level in (("plain", b"/DocMDP", b"/P 1"), ("method", b"40 0 R", b"/P 1"),
                                ("level", b"/DocMDP", b"/P 41 0 R")):
        yield "attack", "certified-" + name, _filled(sign(data, authority,
                                                          more=RULE % (method, level)))


def _stamps(authority):
    """A timestamp that shows something on a document that admits no change."""
    data = made(lambda objects: None)
    first = sign(data, authority, more=RULE % (b"/DocMDP", b"/P 1"))
    look = b"BT /F1 10 Tf 2 5 Td (Da huy) Tj ET"
    for label, shown in (("attack", look), ("permitted", None)):
        yield label, "stamp-seen" if shown else "stamp-unseen", sign(
            first, authority, name=b"T1", kind=b"ETSI.RFC3161", make=authority.token, look=shown)
    yield "permitted", "stamp-seen-free", sign(
        sign(data, authority), authority, name=b"T1", kind=b"ETSI.RFC3161", make=authority.token,
        look=look)


def _remarks(authority):
    """Marks over the text of a document that admits remarks."""
    first = sign(made(lambda objects: None), authority, more=RULE % (b"/DocMDP", b"/P 3"))
    quad = b"72 %g 320 %g 72 %g 320 %g "
    line = quad % (712, 712, 696, 696)
    stack = b"".join(quad % (y + 1, y + 1, y, y) for y in range(690, 716))
    for label, name, keys in (
            ("attack", "wide-line", b"/QuadPoints [%s] /BS << /W 40 >> /C [1 1 1]" % line),
            ("attack", "wide-border", b"/QuadPoints [%s] /Border [0 0 40] /C [1 1 1]" % line),
            ("attack", "many-lines", b"/QuadPoints [%s] /C [1 1 1]" % stack),
            ("permitted", "line", b"/QuadPoints [%s] /C [1 0 0]" % line)):
        for kind in (b"StrikeOut", b"Underline"):
            doc = Document(first)
            n = doc.size
            page = doc.objects[PAGE]
            listed = re.search(rb"/Annots \[([^\]]*)\]", page)
            page = page[:listed.end(1)] + b" %d 0 R" % n + page[listed.end(1):]
            yield label, "remark-%s-%s" % (kind.decode().lower(), name), doc.append({
                PAGE: page, n: b"<< /Type /Annot /Subtype /%s /F 4 /Rect [60 688 330 718] %s >>"
                % (kind, keys)})


def _tlv(tag, body):
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(digits)]) + digits + body


def _members(body):
    """[(tag, content)] of what stands in a constructed value."""
    found, at = [], 0
    while at < len(body):
        tag, size, at = body[at], body[at + 1], at + 2
        if size >= 128:
            size, at = int.from_bytes(body[at:at + size - 128], "big"), at + size - 128
        found.append((tag, body[at:at + size]))
        at += size
    return found


def _bare(authority):
    """The attributes that somebody signed given out as a content without attributes."""
    kind, (_, inner) = _members(_members(authority.cms(b"Hop dong", "-nodetach"))[0][1])
    parts = _members(_members(inner)[0][1])
    signer = _members(_members(parts[-1][1])[0][1])
    content = _tlv(0x31, next(body for tag, body in signer if tag == 0xa0))
    parts[2] = (0x30, _tlv(*_members(parts[2][1])[0]) + _tlv(0xa0, _tlv(4, content)))
    parts[-1] = (0x31, _tlv(0x30, b"".join(_tlv(*each) for each in signer if each[0] != 0xa0)))
    signed = _tlv(0x30, b"".join(_tlv(*each) for each in parts))
    yield "attack", "bare-attributes", _tlv(0x30, _tlv(*kind) + _tlv(0xa0, signed))
    yield "sound", "bare-content", authority.cms(b"Hop dong", "-nodetach", "-noattr", cades=False)


def cases(authority):
    for group in (_bare, _over, _fills, _names, _locks, _stamps, _remarks):
        for label, name, data in group(authority):
            yield label, name.split("-")[0], name, data

"""Documents signed in the ways of other products, by the openssl command: no code of ours signs.

Authority(folder) makes a root and signers there; sign(data, …) appends a signature.
"""

import os
import re
import subprocess

from pdfwrite import Document, stream, with_key

CONFIGURATION = """
[ca]
default_ca = d
[d]
database = index.txt
serial = serial
new_certs_dir = .
certificate = foreign-root.pem
private_key = foreign-root.key
default_md = sha256
policy = p
[p]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
keyUsage = critical, digitalSignature, nonRepudiation
[agent]
keyUsage = critical, digitalSignature, nonRepudiation
extendedKeyUsage = emailProtection
[login]
keyUsage = critical, digitalSignature
[tls]
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
[clock]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[loose-clock]
keyUsage = critical, digitalSignature
extendedKeyUsage = timeStamping, emailProtection
[tsa]
default_tsa = t
[t]
serial = tsa-serial
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
signer_digest = sha256
"""
KEYS = {"ec": ("EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        "ec384": ("EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
        "ec521": ("EC", "-pkeyopt", "ec_paramgen_curve:P-521"),
        "brainpool": ("EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"),
        "rsa": ("RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
        "rsa1024": ("RSA", "-pkeyopt", "rsa_keygen_bits:1024"), "ed": ("ED25519",)}


class Authority:
    """A root of its own, and certificates by name: ("signer", "ec") is signer-ec.pem."""

    def __init__(self, folder):
        self.folder = folder
        for name, text in (("c.cnf", CONFIGURATION), ("index.txt", ""), ("serial", "01\n"),
                           ("tsa-serial", "01\n"), ("index.txt.attr", "unique_subject = no\n")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        self._issue("foreign-root", "ec", "root", "-selfsign")

    def run(self, *words, data=b""):
        return subprocess.run(["openssl", *words], cwd=self.folder, input=data, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout

    def path(self, name):
        return os.path.join(self.folder, name)

    def _issue(self, name, key, profile, *more):
        self.run("genpkey", "-algorithm", *KEYS[key], "-out", name + ".key")
        self.run("req", "-config", "c.cnf", "-new", "-key", name + ".key", "-subj", "/CN=" + name,
                 "-out", name + ".csr")
        self.run("ca", "-config", "c.cnf", "-batch", "-notext", "-in", name + ".csr",
                 "-startdate", "20251123000000Z", "-enddate",
                 "20301123000000Z" if profile == "clock" else "20271123000000Z", "-keyfile",
                 "foreign-root.key", "-extensions", profile, "-out", name + ".pem", *more)

    def signer(self, profile="signer", key="ec"):
        name = profile + "-" + key
        if not os.path.exists(self.path(name + ".pem")):
            self._issue(name, key, profile)
        return name

    def der(self, name):
        return self.run("x509", "-in", name + ".pem", "-outform", "DER")

    def cms(self, data, *more, who=None, cades=True):
        """A detached CMS over `data`."""
        who = who or self.signer()
        return self.run("cms", "-sign", "-binary", "-signer", who + ".pem", "-inkey",
                        who + ".key", "-outform", "DER", "-nosmimecap", "-md", "sha256",
                        *(["-cades"] if cades else []), *more, data=data)

    def token(self, data, who=None):
        """A timestamp token over `data`."""
        who = who or self.signer("clock")
        self.run("ts", "-query", "-sha256", "-cert", "-out", "query.der", "-data",
                 self._file("stamped", data))
        return self.run("ts", "-reply", "-config", "c.cnf", "-section", "t", "-queryfile",
                        "query.der", "-signer", who + ".pem", "-inkey", who + ".key", "-chain",
                        "foreign-root.pem", "-token_out", "-out", "/dev/stdout")

    def _file(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)
        return name


def fill(data, make, room=None):
    """Puts the range and what make(covered bytes) gives into the last placeholders."""
    start = data.rindex(b"<" + b"0" * 64)
    end = data.index(b">", start) + 1
    spot = data.rindex(b"[0 " + b"*" * 30)
    numbers = b"[0 %d %d %d]" % (start, end, len(data) - end)
    stop = data.index(b"]", spot) + 1
    data = data[:spot] + numbers.ljust(stop - spot) + data[stop:]
    text = make(data[:start] + data[end:]).hex().encode()
    assert len(text) <= end - start - 2, (len(text), end - start)
    return data[:start] + b"<" + text.ljust(end - start - 2, b"0") + b">" + data[end:]


RANGE = b"[0 " + b"*" * 32 + b"]"


def placeholder(size):
    return b"<" + b"0" * (2 * size) + b">"


def add_field(doc, number, name, extra=b"", inline=False):
    """{object: text} of a new signature field with its places in form and page."""
    field = (b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /P 3 0 R %s >>"
             % (name, extra or b"/Rect [0 0 0 0]"))
    page = doc.objects[3]
    listed = re.search(rb"/Annots \[([^\]]*)\]", page)
    if listed:
        page = page[:listed.end(1)] + b" %d 0 R" % number + page[listed.end(1):]
    else:
        page = with_key(page, b"/Annots", b"[%d 0 R]" % number)
    changes = {number: field, 3: page}
    forms = [n for n, body in doc.objects.items() if b"/Fields [" in body]
    if forms:
        body = re.sub(rb"/Fields \[", b"/Fields [%d 0 R " % number, doc.objects[forms[0]])
        if b"/SigFlags" not in body and forms[0] != doc.root:
            body = with_key(body, b"/SigFlags", b"3")
        changes[forms[0]] = body
    elif inline:
        changes[doc.root] = with_key(doc.objects[doc.root], b"/AcroForm",
                                     b"<< /SigFlags 3 /Fields [%d 0 R] >>" % number)
    else:
        changes[doc.root] = with_key(doc.objects[doc.root], b"/AcroForm", b"%d 0 R" % (number + 9))
        changes[number + 9] = b"<< /Fields [%d 0 R] /SigFlags 3 >>" % number
    return changes


def dictionary(kind=b"ETSI.CAdES.detached", more=b"", size=2500, first="range"):
    parts = [b"/ByteRange " + RANGE, b"/Contents " + placeholder(size)]
    if first == "contents":
        parts.reverse()
    return (b"<< /Type /%s /Filter /Adobe.PPKLite /SubFilter /%s %s %s >>"
            % (b"DocTimeStamp" if b"3161" in kind else b"Sig", kind, b" ".join(parts), more))


def sign(data, authority, name=b"S1", kind=b"ETSI.CAdES.detached", make=None, more=b"",
         first="range", packed=False, direct=False, look=None, inline=False, size=2500,
         extra=None, rect=b"[400 100 550 140]", form=None):
    """`data` with one more signature; `make(bytes)` gives the CMS, `form` is the whole look."""
    doc = Document(data)
    at = doc.size
    value = dictionary(kind, more, size, first)
    widget = b""
    changes = {}
    if look is not None:
        form = stream(b"/Type /XObject /Subtype /Form /BBox [0 0 150 40] /Resources << "
                      b"/Font << /F1 7 0 R >> >>", look)
    if form is not None:
        changes = {at + 2: form}
        widget = b"/Rect %s /AP << /N %d 0 R >>" % (rect, at + 2)
    if direct:
        widget = (widget or b"/Rect [0 0 0 0]") + b" /V " + value
    else:
        widget = (widget or b"/Rect [0 0 0 0]") + b" /V %d 0 R" % (at + 1)
        changes[at + 1] = value
    changes |= add_field(doc, at, name, widget, inline)
    for number, key, text in extra(doc, at) if extra else ():
        changes[number] = with_key(changes.get(number, doc.objects.get(number)), key, text)
    return fill(doc.append(changes, packed=packed, apart=(at, at + 1)), make or authority.cms)

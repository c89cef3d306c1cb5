"""A person's browser without scripts or pictures: pages, links, forms and cookies, nothing else.

Knows only what HTML says: fields are found by their label, buttons by their words, and a form is
sent the way a browser would send it. Whatever it can do, anybody without JavaScript can do.
"""

import http.client
import re
import secrets
import urllib.parse
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
REDIRECTS = 10


def squeeze(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


class Node:
    """An element: tag, attributes, children (nodes and strings)."""

    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent, self.children = tag, attributes, parent, []

    def get(self, name, otherwise=None):
        return self.attributes.get(name, otherwise)

    def walk(self):
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, *tags):
        return [node for node in self.walk() if node.tag in tags]

    def has_class(self, name):
        return name in (self.get("class") or "").split()

    def up(self, *tags):
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node

    def _pieces(self):
        if self.tag in ("script", "style", "template"):
            return
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                block = child.tag not in ("a", "b", "i", "em", "strong", "span", "abbr", "time")
                yield " " if block else ""
                yield from child._pieces()
                yield " " if block else ""

    @property
    def text(self):
        return squeeze("".join(self._pieces()))


class _Tree(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("#page", {}, None)
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if self.at.tag == tag and tag not in VOID:
            self.at = self.at.parent

    def handle_endtag(self, tag):
        node = self.at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.at = node.parent

    def handle_data(self, data):
        self.at.children.append(data)


class NotOnPage(AssertionError):
    """What the script looked for is not there."""


class Page:
    def __init__(self, url, status, headers, body):
        self.url, self.status, self.headers, self.body = url, status, headers, body
        kind = headers.get("content-type", "")
        self.html = body.decode("utf-8") if "html" in kind else ""
        self.tree = _Tree(self.html).root
        self.filled = {}  # node → value, list of uploads or checked state, by the person
        self.by_id = {node.get("id"): node for node in self.tree.walk() if node.get("id")}

    @property
    def text(self):
        bodies = self.tree.all("body")
        return bodies[0].text if bodies else self.body.decode("utf-8", "replace")

    @property
    def h1(self):
        return " | ".join(node.text for node in self.tree.all("h1"))

    def fields(self):
        return [node for node in self.tree.all("input", "select", "textarea")
                if node.get("type") not in ("hidden", "submit", "button", "image")]

    def labels_of(self, field):
        """Every text by which a person knows the field."""
        found = [label.text for label in self.tree.all("label")
                 if label.get("for") and label.get("for") == field.get("id")]
        around = field.up("label")
        if around is not None:
            found.append(around.text)
        if field.get("aria-label"):
            found.append(squeeze(field.get("aria-label")))
        for name in (field.get("aria-labelledby") or "").split():
            if name in self.by_id:
                found.append(self.by_id[name].text)
        if field.get("type") not in ("radio", "checkbox"):
            group = field.up("fieldset")
            legends = group.all("legend") if group is not None else []
            found += [f"{legends[0].text} {label}" for label in list(found) if legends]
        return found

    def find_field(self, label, kinds=None):
        """The one field that a person would mean; its label equals, starts with or contains it."""
        wanted = squeeze(label).casefold()
        candidates = [f for f in self.fields() if kinds is None or f.get("type", "text") in kinds]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            hits = [f for f in candidates
                    if any(fits(text.casefold(), wanted) for text in self.labels_of(f))]
            if len(hits) == 1:
                return hits[0]
            if len(hits) > 1 and fits is not str.__eq__:
                break
        known = sorted({text for f in candidates for text in self.labels_of(f)})
        raise NotOnPage(f"no single field “{label}” on {self.url} ({self.h1}); there are {known}")

    def find_button(self, words):
        wanted = squeeze(words).casefold()
        buttons = [node for node in self.tree.all("button", "input")
                   if node.get("type", "submit") == "submit"
                   and (node.tag == "button" or "type" in node.attributes)]
        named = [(squeeze(node.text or node.get("value") or node.get("aria-label") or ""), node)
                 for node in buttons]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            hits = [node for text, node in named if fits(text.casefold(), wanted)]
            if hits:
                return hits[0]
        raise NotOnPage(f"no button “{words}” on {self.url} ({self.h1}); there are "
                        f"{[text for text, _ in named]}")

    def find_link(self, words):
        wanted = squeeze(words).casefold()
        links = [(node.text or squeeze(node.get("aria-label") or ""), node)
                 for node in self.tree.all("a") if node.get("href")]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            hits = [node for text, node in links if fits(text.casefold(), wanted)]
            if hits:
                return hits[0]
        raise NotOnPage(f"no link “{words}” on {self.url} ({self.h1})")

    # what the person does before pressing a button

    def fill(self, label, value):
        field = self.find_field(label)
        if field.tag == "select":
            return self.choose(value, label)
        if field.get("type") in ("radio", "checkbox", "file"):
            raise NotOnPage(f"“{label}” is no text field")
        self.filled[field] = value
        return field

    def choose(self, option, label=None):
        """A radio button, a check box or a row of a list."""
        if label is not None:
            field = self.find_field(label)
            if field.tag == "select":
                for row in field.all("option"):
                    if row.text.casefold().startswith(squeeze(option).casefold()):
                        self.filled[field] = row.get("value", row.text)
                        return field
                raise NotOnPage(f"“{label}” offers {[r.text for r in field.all('option')]}")
        field = self.find_field(option, ("radio", "checkbox"))
        if field.get("type") == "radio":
            for other in self.fields():
                if other.get("type") == "radio" and other.get("name") == field.get("name"):
                    self.filled[other] = False
        self.filled[field] = True
        return field

    def attach(self, label, name, content, media_type="application/octet-stream"):
        field = self.find_field(label, ("file",))
        self.filled[field] = [(name, content, media_type)]
        return field

    def _pairs_of(self, field):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or "disabled" in field.attributes:
            return
        if kind in ("radio", "checkbox"):
            if self.filled.get(field, "checked" in field.attributes):
                yield name, field.get("value", "on")
        elif kind == "file":
            yield from ((name, upload) for upload in self.filled.get(field, [("", b"", "")]))
        elif field.tag == "select":
            rows = field.all("option")
            chosen = [r for r in rows if "selected" in r.attributes] or rows[:1]
            values = [r.get("value", r.text) for r in chosen]
            yield from ((name, value) for value in ([self.filled[field]] if field in self.filled
                                                    else values))
        elif field.tag == "textarea":
            text = "".join(c for c in field.children if isinstance(c, str)).removeprefix("\n")
            yield name, re.sub(r"\r\n|\r|\n", "\r\n", self.filled.get(field, text))
        elif kind not in ("submit", "button", "image", "reset"):
            yield name, self.filled.get(field, field.get("value", ""))

    def submission(self, button):
        """(method, address, pairs, is multipart) of the button's form."""
        form = self.by_id.get(button.get("form")) if button.get("form") else button.up("form")
        if form is None:
            raise NotOnPage(f"the button “{button.text}” stands in no form")
        pairs = []
        for node in self.tree.all("input", "select", "textarea"):
            owner = self.by_id.get(node.get("form")) if node.get("form") else node.up("form")
            if owner is form:
                pairs += list(self._pairs_of(node))
        if button.get("name"):
            pairs.append((button.get("name"), button.get("value", "")))
        action = button.get("formaction") or form.get("action") or self.url
        method = (button.get("formmethod") or form.get("method") or "get").upper()
        return method, action, pairs, form.get("enctype") == "multipart/form-data"


def encode_multipart(pairs):
    mark = "----truc" + secrets.token_hex(12)
    out = []
    for name, value in pairs:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, tuple):
            file, content, kind = value
            head += f'; filename="{file}"\r\nContent-Type: {kind or "application/octet-stream"}'
        else:
            content = value.encode("utf-8")
        out.append(head.encode("utf-8") + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(out) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


class Client:
    """One person's browser: cookies and the page in front of them."""

    def __init__(self, base, timeout=20):
        self.base, self.timeout, self.cookies, self.page = base.rstrip("/"), timeout, {}, None

    def request(self, method, url, body=None, headers=None):
        """One exchange, no redirect followed."""
        url = urllib.parse.urljoin(self.page.url if self.page else self.base + "/", url)
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.timeout)
        path = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        if parts.query:
            path += "?" + urllib.parse.quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        sent = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "vi"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if method == "POST":
            sent |= {"Origin": self.base, "Sec-Fetch-Site": "same-origin"}
        try:
            connection.request(method, path, body, sent | (headers or {}))
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for line in answer.msg.get_all("Set-Cookie") or []:
            self._keep_cookie(line)
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Page(url, answer.status, found, content)

    def _keep_cookie(self, line):
        first, *rest = line.split(";")
        name, _, value = first.strip().partition("=")
        if any(part.strip().lower() == "max-age=0" for part in rest) or value == "":
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value

    def go(self, method, url, body=None, headers=None):
        """As a browser: follows redirects; the last page is in front of the person."""
        page = self.request(method, url, body, headers)
        for _ in range(REDIRECTS):
            if page.status not in (301, 302, 303, 307, 308) or "location" not in page.headers:
                break
            target = urllib.parse.urljoin(page.url, page.headers["location"])
            page = self.request("GET", target)
        self.page = page
        return page

    def open(self, path):
        return self.go("GET", urllib.parse.urljoin(self.base + "/", path))

    def follow(self, words):
        return self.go("GET", self.page.find_link(words).get("href"))

    def press(self, words):
        method, action, pairs, multipart = self.page.submission(self.page.find_button(words))
        action = action.split("#")[0]
        if method == "GET":
            query = urllib.parse.urlencode([(n, v) for n, v in pairs if not isinstance(v, tuple)])
            return self.go("GET", action.split("?")[0] + "?" + query)
        if multipart:
            body, kind = encode_multipart(pairs)
        else:
            body = urllib.parse.urlencode([(n, v[0] if isinstance(v, tuple) else v)
                                           for n, v in pairs]).encode()
            kind = "application/x-www-form-urlencoded"
        return self.go("POST", action, body, {"Content-Type": kind})


def sign_in(client, account, code):
    """An official comes in with a password and a one-time code; the page after that."""
    client.open("/can-bo/dang-nhap")
    client.page.fill("Tài khoản công vụ", account["name"])
    client.page.fill("Mật khẩu", account["password"])
    client.press("Tiếp tục")
    client.page.fill("Mã 6 số", code)
    return client.press("Đăng nhập")

"""Real things to put into the addresses of routes: dossiers, papers, settings, people.

They are found as people find them, by following links from page to page as every role; numbers that
no link shows are tried from 1. What the demo does not hold is made first (made.py), or named below
with the reason."""
import re
import urllib.parse

DEPTH = 2
EACH = 2  # how many things of a pattern are looked into
NUMBERS = 30
LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
NOWHERE = {"code": "H19.62-200101-0001", "token": "0" * 32, "link": "0" * 32}
# Addresses whose thing is one agency's: the same role elsewhere does not see it.
OF_AN_AGENCY = ("/can-bo/ho-so/{code}", "/can-bo/ky/{loai}/{id}")

# Answers that only somebody who was let in gets, where the act cannot be done with an empty form.
ALSO_GOOD = {
    # hidden fields that a browser always sends are missing
    ("POST", "/can-bo/cong-dan/ma"): {400},
    ("POST", "/can-bo/ky/lan/{lan}/ky"): {404},
    ("POST", "/can-bo/ky/lan/{lan}/tiep"): {404},
    ("POST", "/can-bo/ky/lan/{lan}/dung"): {404},
    ("GET", "/can-bo/ky/lan/{lan}"): {404},
    ("POST", "/can-bo/sap-xep/{id}/tep"): {400},
    # nothing in the demo is in that state: no second session, nobody without an account, no
    # recovery under way, no draft of a procedure, no hanging job, no other provider
    ("POST", "/can-bo/toi/phien/{phien}"): {404},
    ("POST", "/can-bo/tai-khoan/{id}/phien/{phien}"): {404},
    ("GET", "/can-bo/tai-khoan/moi/{nguoi}"): {404},
    ("POST", "/can-bo/tai-khoan/moi/{nguoi}"): {404},
    ("POST", "/can-bo/toi/dung-lap-lai"): {404},
    ("GET", "/can-bo/cau-hinh/ban-nhap/{id}"): {404},
    ("POST", "/can-bo/cau-hinh/ban-nhap/{id}"): {404},
    ("POST", "/can-bo/cau-hinh/ban-nhap/{id}/bo"): {404},
    ("POST", "/can-bo/van-hanh/viec/{id}/chay-lai"): {404},
    ("POST", "/can-bo/toi/lien-ket/{noi}"): {404},
    ("POST", "/can-bo/toi/lien-ket/{noi}/bo"): {404},
    ("GET", "/can-bo/co-quan/nhap/{so}"): {404},
    ("POST", "/can-bo/co-quan/nhap/{so}/ghi"): {404},
    # no picture of a hand or a seal waits for a yes, no file of certificates was brought in
    ("GET", "/can-bo/chu-ky/mau/{so}"): {404},
    ("POST", "/can-bo/chu-ky/dung"): {404},
    ("GET", "/can-bo/con-dau/{co-quan}/mau/{so}"): {404},
    ("POST", "/can-bo/con-dau/{co-quan}/dung"): {404},
    ("GET", "/can-bo/chung-thu/nhap/{so}"): {404},
    ("POST", "/can-bo/chung-thu/nhap/{so}/ghi"): {404},
    # a decision whose file nobody has attached yet
    ("GET", "/can-bo/sap-xep/{id}/tep"): {404},
    # asks for whom first
    ("GET", "/can-bo/quyen/nguoi.csv"): {404},
}


def of_an_agency(pattern):
    return pattern.startswith(OF_AN_AGENCY)


def also_good(route):
    return ALSO_GOOD.get((route["method"], route["pattern"]), set())


def expression(pattern):
    """A route's pattern as a regular expression with named groups."""
    parts = re.split(r"\{([\w-]+)\}", pattern)
    out = "".join(re.escape(p) if i % 2 == 0 else f"(?P<{p.replace('-', '_')}>[^/]+)"
                  for i, p in enumerate(parts))
    return re.compile(f"^{out}$")


def stem(pattern, name):
    """The pattern up to and with {name}: what a value of it belongs to."""
    return pattern[:pattern.index("{" + name + "}") + len(name) + 2]


def keep(found, pattern, match):
    for name in re.findall(r"\{([\w-]+)\}", pattern):
        value = urllib.parse.unquote(match.group(name.replace("-", "_")))
        values = found.setdefault(stem(pattern, name), [])
        if value not in values:
            values.append(value)


class Things:
    """What each role sees: values of parameters by the stem they belong to."""

    def __init__(self, routes):
        staff = [r for r in routes if r["permission"] not in (None, "citizen")]
        self.plain = [r["pattern"] for r in staff
                      if r["method"] == "GET" and "{" not in r["pattern"]]
        self.every = {r["pattern"] for r in routes}
        patterns = [(r["pattern"], expression(r["pattern"])) for r in staff if "{" in r["pattern"]]
        # the literal parts of a pattern win over parameters
        self.patterns = sorted(patterns, key=lambda p: -len(re.sub(r"\{[\w-]+\}", "", p[0])))
        self.seen = {}

    def note(self, role, target):
        """The pattern that a link belongs to; None where it has no parameter."""
        if target in self.every:
            return None
        for pattern, regex in self.patterns:
            match = regex.match(target)
            if match:
                keep(self.seen.setdefault(role, {}), pattern, match)
                return pattern
        return None

    def crawl(self, role, client):
        waiting, asked, looked = [(path, 0) for path in self.plain], set(), {}
        while waiting:
            path, depth = waiting.pop(0)
            page = client.request("GET", path)
            if page.status != 200 or "html" not in page.headers.get("content-type", ""):
                continue
            for link in LINK.findall(page.body.decode()):
                target = urllib.parse.urlsplit(link.replace("&amp;", "&")).path
                if target in asked:
                    continue
                asked.add(target)
                pattern = self.note(role, target)
                if pattern and depth < DEPTH and looked.get(pattern, 0) < EACH:
                    looked[pattern] = looked.get(pattern, 0) + 1
                    waiting.append((target, depth + 1))

    def values(self, role, where):
        """One's own first, then what others see, then numbers."""
        own = self.seen.get(role, {}).get(where, [])
        others = [v for other in self.seen.values() for v in other.get(where, [])]
        return list(dict.fromkeys(own + others))

    def addresses(self, pattern, role=None, numbers=False):
        tries = [{}]
        for name in re.findall(r"\{([\w-]+)\}", pattern):
            values = self.values(role, stem(pattern, name))[:8]
            if numbers:
                values = values[:1] + [str(n) for n in range(1, NUMBERS)]
            tries = [t | {name: v} for t in tries for v in values]
        return [fill(pattern, t) for t in tries][:NUMBERS] or [self.address(pattern, role)]

    def address(self, pattern, role=None):
        """One address; of a thing that does not exist where none is known."""
        names = re.findall(r"\{([\w-]+)\}", pattern)
        values = {name: (self.values(role, stem(pattern, name)) or [NOWHERE.get(name, "1")])[0]
                  for name in names}
        return fill(pattern, values)


def fill(pattern, values):
    return re.sub(r"\{([\w-]+)\}", lambda m: urllib.parse.quote(values[m.group(1)]), pattern)


def find(clients, routes):
    things = Things(routes)
    for role, client in clients.items():
        things.crawl(role, client)
    return things

"""A citizen's journey as requests: recorded once through the forms, then asked many times."""

import os
import re
import struct
import time
import zlib

import formclient
import measure
import totp

PROCEDURE = "2.000635"
CLERK = "diem.mtn"  # of the agency that fill_page chooses: the last of the list
TOKEN = re.compile(r"[0-9a-f]{32}")
CODE = re.compile(r"H\d+\.\d+-\d{6}-\d{4,}")
ANSWERS = {
    "ho_ten_nguoi": "Trần Văn Nam", "noi_dang_ky": "UBND xã Phú Hoà", "nam_dang_ky": "1990",
    "so_giay_cu": "123", "ho_ten": "Trần Văn Nam", "so_dinh_danh": "075090000123",
    "dien_thoai": "0912345678", "so_ban": "2", "ngay": "5", "thang": "6", "nam": "1990",
}


def fill_page(page, file=None):
    """Answers whatever the page asks: texts by the end of their name, the first of every choice."""
    chosen = set()
    for field in page.fields():
        name, kind = field.get("name", ""), field.get("type", "text")
        if kind == "radio" and name not in chosen:
            chosen.add(name)
            for other in page.fields():
                if other.get("name") == name:
                    page.filled[other] = other is field
        elif field.tag == "select":
            page.filled[field] = [row.get("value") for row in field.all("option")][-1]
        elif kind == "file" and file:
            page.filled[field] = [("anh.png", file, "image/png")]
        elif kind not in ("radio", "checkbox", "file"):
            known = [value for key, value in ANSWERS.items() if re.search(rf"(^|[-.]){key}$", name)]
            if known:
                page.filled[field] = known[0]


def answer_draft(browser, file=None):
    """From the start page to the check page; the browser stands there then."""
    browser.open(f"/dich-vu/{PROCEDURE}")
    fill_page(browser.page)
    browser.press("Bắt đầu")
    for _ in range(20):
        if browser.page.url.endswith("/kiem-tra"):
            return
        if browser.page.status >= 400:
            raise RuntimeError(f"{browser.page.url}: {browser.page.status} {browser.page.h1}")
        fill_page(browser.page, file)
        browser.press("Tiếp tục")
    raise RuntimeError(f"no check page; stopped at {browser.page.url} ({browser.page.h1})")


def clerk_of(server, name):
    """A browser signed in as a demo account, both steps."""
    account = server.accounts()[name]
    browser = measure.Recorder(server.base)
    formclient.sign_in(browser, account, totp.code(account["totp"]))
    return browser


def accept_all(server, codes, receipts):
    """The clerk takes the dossiers in; answers how many of their receipts came out as PDF."""
    clerk = clerk_of(server, CLERK)
    for code in codes:
        clerk.open(f"/can-bo/ho-so/{code}")
        clerk.press("Tiếp nhận")
    citizen, papers, until = measure.Recorder(server.base), 0, time.monotonic() + 60
    for receipt in receipts:
        while time.monotonic() < until:
            paper = citizen.request("GET", f"/ho-so/{receipt}/giay/1")
            if paper.status == 200 and paper.body.startswith(b"%PDF-"):
                papers += 1
                break
            time.sleep(0.2)
    return papers


class Journey:
    """The requests of one citizen, to be asked again for many drafts."""

    def __init__(self, server, file=None):
        self.server = server
        self.browser = measure.Recorder(server.base)
        answer_draft(self.browser, file)
        self.browser.press("Gửi hồ sơ")
        start, *self.steps, self.send = self.browser.sent
        self.start = start
        if self.browser.page.status != 200 or "/ho-so/" not in self.browser.page.url:
            raise RuntimeError(f"no receipt: {self.browser.page.url} {self.browser.page.h1}")

    def ask(self, requests, clients):
        """Sends [(recorded request, token)], answers [(status, location)]."""
        load = measure.Load(self.server.port)
        for (path, headers, body, _), token in requests:
            load.add("POST", TOKEN.sub(token, path) if token else path, self.browser.cookie(),
                     headers.get("Content-Type", ""), body)
        return load.run(clients)

    def drafts(self, count, clients=8):
        """Tokens of `count` drafts with every answer given."""
        _, started = self.ask([(self.start, "")] * count, clients)
        tokens = [TOKEN.search(place)[0] for status, place in started if status == 303]
        for step in self.steps:
            _, answers = self.ask([(step, token) for token in tokens], clients)
            if any(status != 303 for status, _ in answers):
                raise RuntimeError(f"{step[0]}: {[a for a in answers if a[0] != 303][:3]}")
        return tokens

    def uploads(self, count):
        """(tokens of new drafts, the recorded request that sends the file)"""
        upload = next(step for step in self.steps if len(step[2]) > 100 * 1024)
        _, started = self.ask([(self.start, "")] * count, 8)
        return [TOKEN.search(place)[0] for _, place in started], upload

    def codes(self, receipts):
        """The codes that receipt pages show."""
        pages = (self.browser.open(f"/ho-so/{receipt}") for receipt in receipts)
        return [CODE.search(page.text)[0] for page in pages]

    def submit(self, tokens, clients):
        """(summary, receipt tokens of the acknowledged ones)"""
        summary, answers = self.ask([(self.send, token) for token in tokens], clients)
        return summary, [TOKEN.search(place)[0] for status, place in answers
                         if status == 303 and "/ho-so/" in place]


def png(width, height, rows):
    """A PNG (RGBA, 16 bits); `rows(y)` gives the filter byte and the bytes of a row."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    pack = zlib.compressobj(1)
    body = b"".join(pack.compress(rows(y)) for y in range(height)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) +
            chunk(b"IEND", b""))


def picture(size):
    """A picture of about `size` bytes that cannot be packed smaller."""
    side = round((size / 8) ** 0.5)
    return png(side, side, lambda y: b"\0" + os.urandom(side * 8))


def slow_picture():
    """A small file that takes an inspector about two seconds to look at."""
    row = b"\4" + b"\1" * (8000 * 8)  # the filter that costs most to undo
    return png(8000, 9000, lambda y: row)

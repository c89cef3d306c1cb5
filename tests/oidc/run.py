#!/usr/bin/env python3
"""Signing in with accounts held elsewhere, against a provider of the package registry and against
one that cheats. TAP on standard output."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path[:0] = [os.path.join(TOP, "tests", "support"), os.path.join(TOP, "tests", "oidc")]
import node  # noqa: E402
import tap  # noqa: E402
import totp  # noqa: E402
from browser import Browser  # noqa: E402
from server import free_port  # noqa: E402

TRUC = os.path.join(os.environ.get("TRUC_BUILD", os.path.join(TOP, "build")), "truc")
PASSWORD = "tre xanh ben song"
CODES = totp.Codes()
NODE = node.Node(**{"web.workers": 1})
OURS = f"http://127.0.0.1:{NODE.port}"
CAME_IN = f"{OURS}/cua-toi"


class Program:
    """A script of Node.js that says when it is ready."""

    def __init__(self, name, *arguments):
        self.command = ["node", os.path.join(TOP, "tests", "oidc", name), *arguments]
        self.start()

    def start(self, *more):
        self.process = subprocess.Popen([*self.command, *more], stdout=subprocess.PIPE, text=True,
                                        stderr=subprocess.DEVNULL)
        assert "ready" in self.process.stdout.readline(), self.command

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def truc(*words, given=""):
    done = subprocess.run([TRUC, *words, "--config", NODE.config], input=given, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def provide(code, issuer, secret, **more):
    path = os.path.join(NODE.folder, f"{code}.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"code": code, "audience": "citizen", "title": f"Nơi {code}", "issuer": issuer,
                   "client_id": code, **more}, file)
    truc("oidc", "set", path, "--reason", "Kiểm thử", given=secret + "\n")


def hand_over():
    """What commands made as root belongs to the one who runs the node."""
    if os.geteuid() == 0:
        for folder, _, files in os.walk(NODE.data):
            for name in (".", *files):
                shutil.chown(os.path.join(folder, name), "nobody")


def rows(sql):
    with sqlite3.connect(os.path.join(NODE.data, "truc.db")) as database:
        return database.execute(sql).fetchall()


REAL_PORT, EVIL_PORT = free_port(), free_port()
REAL, EVIL = f"http://localhost:{REAL_PORT}", f"http://127.0.0.1:{EVIL_PORT}"


def way(code, **query):
    return f"{OURS}/dang-nhap/tai-khoan/{code}" + (
        "?" + urllib.parse.urlencode(query) if query else "")


def through_real(person, code="quoc-gia", stop=None, url=None, browser=None):
    """Walks through the pages of the real provider: who, then consent."""
    browser = browser or Browser()
    browser.open(url or way(code))
    assert browser.url.startswith(REAL), (browser.url, browser.body[:300])
    browser.press(login=person, password="x")
    return browser.press(stop=stop or CAME_IN)


def mode(**what):
    request = urllib.request.Request(f"{EVIL}/mode", json.dumps(what).encode(), method="PUT")
    urllib.request.urlopen(request).read()


def seen():
    return json.load(urllib.request.urlopen(f"{EVIL}/seen"))


def through_evil(browser=None, **what):
    mode(**what)
    return (browser or Browser()).open(way("xau"), stop=CAME_IN)


def came_in(browser):
    return browser.hops[-1] == CAME_IN and len(browser.cookie(OURS)) == 64


def why(browser):
    return browser.hops, browser.status, re.findall(r'<span class="code">([^<]*)<', browser.body)


def refused(browser, code):
    assert not came_in(browser), browser.hops
    assert browser.status in (422, 503), (browser.status, browser.hops)
    found = re.search(r'<span class="code">([^<]*)<', browser.body)
    assert found and found[1] == code, (found and found[1], code)
    assert len(browser.cookie(OURS)) == 32, "no session"


def test_a_citizen_signs_in_with_RS256_and_client_secret_basic():
    browser = through_real("nam")
    assert came_in(browser), why(browser)
    kind, said = rows("SELECT kind, record FROM evidence WHERE kind = 'oidc.accepted'")[0]
    assert "nam" not in json.loads(said)["data"].values(), "the subject stays out of the log"


def test_a_business_signs_in_by_its_tax_code():
    browser = through_real("congty")
    assert came_in(browser), why(browser)
    assert rows("SELECT count(*) FROM citizen WHERE identifier = '3600001233'") == [(1,)]


def test_an_account_without_a_level_does_not():
    refused(through_real("moi"), "oidc.level")


def test_new_keys_are_fetched_once_a_minute():
    REAL_NODE.stop()
    REAL_NODE.start("second")
    assert came_in(through_real("nam"))
    REAL_NODE.stop()
    REAL_NODE.start("third")
    refused(through_real("nam"), "jose.unknown_key")


def sign_in_staff(browser):
    browser.open(f"{OURS}/can-bo/dang-nhap")
    browser.press(user="quan.tri", pw=PASSWORD)
    browser.press(otp=CODES.next("quan.tri", SECRET))
    return browser


def test_an_official_gets_in_only_after_linking():
    stranger = through_real("diem", code="noi-bo", stop=f"{OURS}/can-bo/ma")
    refused(stranger, "oidc.not_linked")
    official = sign_in_staff(Browser())
    official.open(f"{OURS}/can-bo/toi")
    number = [i for i, form in enumerate(re.findall(r"<form[^>]*>", official.body))
              if "lien-ket/noi-bo" in form][0]
    official.press(form=number)
    link = re.search(r'href="([^"]*)">[^<]*Tiếp tục', official.body)[1].replace("&amp;", "&")
    through_real("diem", url=link, browser=official, stop=f"{OURS}/can-bo/toi")
    assert rows("SELECT count(*) FROM oidc_link WHERE ended_us IS NULL") == [(1,)]


def test_a_linked_official_is_asked_for_the_code_with_ES256():
    browser = through_real("diem", code="noi-bo", stop=f"{OURS}/can-bo/ma")
    assert browser.hops[-1] == f"{OURS}/can-bo/ma", why(browser)
    browser.open(f"{OURS}/can-bo/toi")
    assert "/can-bo/dang-nhap" in browser.url, "half a session opens nothing"
    browser.open(f"{OURS}/can-bo/ma")
    browser.press(otp=CODES.next("quan.tri", SECRET))
    assert browser.open(f"{OURS}/can-bo/toi").status == 200
    assert rows("SELECT count(*) FROM session WHERE assurance = 'staff_oidc' AND stage = 2") == [
        (1,)]


def test_the_cheat_can_be_honest():
    browser = through_evil()
    assert came_in(browser), why(browser)
    assert not seen()["problems"], seen()
    assert came_in(through_evil(alg="ES256"))


TOKENS = {
    "no signature": ({"alg": "none"}, "jose.alg"),
    "HMAC under the public key": ({"alg": "HS256"}, "jose.alg"),
    "an EC signature under the RSA key's name": ({"alg": "ES256", "header": {"kid": "rsa"}},
                                                 "jose.key"),
    "another key under the right name": ({"key": "other"}, "jose.signature"),
    "a key of its own in the token": ({"key": "other", "header": {"jwk": {"kty": "RSA"}}},
                                      "jose.signature"),
    "another issuer": ({"claims": {"iss": "https://id.example.vn"}}, "oidc.token_issuer"),
    "another audience": ({"claims": {"aud": "khac"}}, "oidc.audience"),
    "two audiences, given to another": ({"claims": {"aud": ["xau", "khac"], "azp": "khac"}},
                                        "oidc.audience"),
    "another nonce": ({"claims": {"nonce": "x"}}, "oidc.nonce"),
    "no nonce": ({"claims": {"nonce": None}}, "oidc.nonce"),
    "expired": ({"claims": {"exp": 1700000000}}, "oidc.time"),
    "issued yesterday": ({"claims": {"iat": 1700000000}}, "oidc.time"),
    "another access token": ({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "oidc.at_hash"),
    "an access token as ID token": ({"header": {"typ": "at+jwt"}}, "jose.type"),
    "a critical extension": ({"header": {"crit": ["exp"]}}, "jose.crit"),
    "userinfo of somebody else": ({"userinfo": {"sub": "khac"}}, "oidc.userinfo"),
    "userinfo with another number": (
        {"userinfo": {"sub": "nan-nhan", "SoDinhDanh": "075090000111"}}, "oidc.userinfo"),
    "no token": ({"tokens": {"access_token": "x"}}, "oidc.tokens"),
    "half a token": ({"tokens": {"access_token": "x", "id_token": "a.b"}}, "jose.token"),
    "an error with status 400": ({"status": 400}, "oidc.code"),
    "a redirection instead of tokens": ({"status": 302, "location": "http://127.0.0.1:1/"},
                                        "oidc.code"),
    "200 KB of tokens": ({"pad": 200000}, "http.too_large"),
}


def test_every_false_token_is_refused():
    for name, (what, code) in TOKENS.items():
        try:
            refused(through_evil(**what), code)
        except AssertionError as problem:
            raise AssertionError(f"{name}: {problem}") from problem
        print(f"# refused: {name} ({code})")
    told = {json.loads(record)["data"]["code"]
            for (record,) in rows("SELECT record FROM evidence WHERE kind = 'oidc.refused'")}
    assert {code for _, code in TOKENS.values()} <= told, told


def test_an_unknown_key_costs_one_fetch():
    mode(header={"kid": "moi"})
    browsers = [Browser().open(way("xau"), stop=CAME_IN) for _ in range(4)]
    for browser in browsers:
        refused(browser, "jose.unknown_key")
    assert seen()["keys"] <= 1, seen()


def test_the_state_belongs_to_one_browser_and_is_good_once():
    refused(through_evil(state="x" * 43), "oidc.state")
    mode()
    victim = Browser().open(way("xau"), stop="/ve?")
    answer = victim.hops[-1]
    thief = Browser()
    thief.open(f"{OURS}/can-bo/dang-nhap")  # a browser with a session of its own
    refused(thief.open(answer, stop=CAME_IN), "oidc.state")
    refused(Browser().open(f"{OURS}/can-bo/dang-nhap").open(answer), "oidc.state")
    assert came_in(victim.open(answer, stop=CAME_IN)), "the thief did not use it up"
    assert not came_in(victim.open(answer, stop=CAME_IN)), "the same answer again"
    assert victim.status == 422


def test_a_code_of_the_thief_is_not_taken():
    thief = Browser()
    mode()
    stolen = urllib.parse.parse_qs(
        urllib.parse.urlsplit(thief.open(way("xau"), stop="/ve?").hops[-1]).query)["code"][0]
    refused(through_evil(code=stolen), "oidc.nonce")
    assert "verifier" in seen()["problems"], "and an honest provider would see another verifier"


def test_providers_are_not_mixed_up():
    refused(through_evil(iss="https://id.example.vn"), "oidc.mix_up")
    refused(through_evil(iss=REAL), "oidc.mix_up")
    # Begun with the cheat, sent back as if the honest one had answered.
    browser = Browser()
    mode(back_to=f"{OURS}/dang-nhap/tai-khoan/quoc-gia/ve", iss=REAL)
    refused(browser.open(way("xau"), stop=CAME_IN), "oidc.state")


def test_a_foreign_document_is_not_believed():
    browser = Browser().open(way("la"))
    assert browser.status == 422 and "oidc.issuer" in browser.body, browser.body[:300]


def test_stopping_half_way_is_said_kindly():
    browser = through_evil(error="access_denied")
    refused(browser, "oidc.declined")


def test_nobody_is_sent_elsewhere():
    mode()
    for place in ("//evil.example", "https://evil.example/", "/\\evil.example", "/can-bo/viec"):
        browser = Browser().open(way("xau", tiep=place), stop=CAME_IN)
        assert came_in(browser), (place, browser.hops[-1])
    browser = Browser().open(way("xau", tiep="/tra-cuu"), stop=f"{OURS}/tra-cuu")
    assert browser.hops[-1] == f"{OURS}/tra-cuu"


def test_the_session_is_a_new_one():
    browser = Browser()
    browser.open(f"{OURS}/can-bo/dang-nhap")
    before = browser.cookie(OURS)
    through_evil(browser)
    assert came_in(browser) and browser.cookie(OURS) != before
    fixed = Browser()
    fixed.cookies = {f"127.0.0.1:{NODE.port}": {"truc": before}}
    fixed.open(f"{OURS}/can-bo/toi")
    assert "dang-nhap" in fixed.url, "the cookie of before opens nothing"


def test_a_slow_provider_holds_up_nobody():
    mode(delay_ms=20000)
    browser = Browser().open(way("xau"), stop="/ve?")
    waiting = subprocess.Popen(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-b",
                                f"truc={browser.cookie(OURS)}", browser.hops[-1]],
                               stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    slowest, until = 0, time.monotonic() + 3
    while time.monotonic() < until:
        started = time.monotonic()
        assert NODE.get("/")[0] == 200
        slowest = max(slowest, time.monotonic() - started)
    status = waiting.communicate(timeout=30)[0]
    print(f"# slowest other page {slowest * 1000:.1f} ms with one web worker")
    assert status == "503" and slowest < 0.5, (status, slowest)


def test_the_workers_cannot_read_the_secret():
    path = os.path.join(NODE.data, "keys", "oidc", "xau.secret")
    assert os.stat(path).st_mode & 0o077 == 0
    for (said,) in rows("SELECT definition FROM oidc_provider UNION ALL "
                        "SELECT record FROM evidence"):
        assert "xau xa" not in said


def set_up():
    global SECRET, REAL_NODE, EVIL_NODE
    with open(NODE.config, "a", encoding="utf-8") as file:
        file.write(f"site.origin = {OURS}\n")
    truc("migrate")
    printed = truc("admin", "create", "--login", "quan.tri", "--name", "Bùi Thị Quản", "--agency",
                   "H19", "--agency-name", "UBND thành phố", given=PASSWORD + "\n")
    SECRET = re.search(r"secret=([A-Z2-7]+)", printed)[1]
    provide("quoc-gia", REAL, "secret of quoc-gia & more")
    provide("noi-bo", REAL, "secret of noi-bo & more", audience="staff", userinfo=False,
            auth="client_secret_post")
    provide("xau", EVIL, "xau xa")
    provide("la", f"{EVIL}/la", "xau xa")
    hand_over()
    REAL_NODE = Program("provider.mjs", str(REAL_PORT), OURS)
    EVIL_NODE = Program("evil.mjs", str(EVIL_PORT))
    NODE.start()


if __name__ == "__main__":
    set_up()
    try:
        STATUS = tap.run_module(globals())
    finally:
        NODE.stop()
        REAL_NODE.stop()
        EVIL_NODE.stop()
    NODE.close()
    sys.exit(STATUS)

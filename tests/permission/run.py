#!/usr/bin/env python3
"""Who may reach what, asked from outside: every address of `truc routes` as every role of the demo
and as nobody, held against `truc permissions`. TAP on standard output.

  tests/permission/run.py [--url BASE --data DIR]   the product that runs there, else one of its own
"""
import argparse
import json
import os
import re
import subprocess
import sys
import urllib.parse

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(TOP, "tests", "support"))

import formclient  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402
import totp  # noqa: E402

FORM = "application/x-www-form-urlencoded"
# What a placeholder stands for: there is no such thing, so that nothing is changed by asking.
NOWHERE = {"code": "H19.62-200101-0001", "token": "0" * 32, "phien": "999999999"}
ENDS_SESSION = "/can-bo/dang-xuat"


class Running:
    """A product that somebody else started."""

    def __init__(self, base, data):
        self.base, self.data = base, data

    def truc(self, *words):
        command = [os.path.join(TOP, "build", "truc"), *words, "--config",
                   os.path.join(self.data, "truc.conf")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def accounts(self):
        return {row["name"]: row for row in json.loads(self.truc("demo", "accounts", "--json"))}

    def close(self):
        pass


def sign_in(base, account):
    client = formclient.Client(base)
    client.open("/can-bo/dang-nhap")
    client.page.fill("Tài khoản công vụ", account["name"])
    client.page.fill("Mật khẩu", account["password"])
    client.press("Tiếp tục")
    client.page.fill("Mã 6 số", totp.code(account["totp"]))
    client.press("Đăng nhập")
    assert client.page.status in (200, 403), client.page.status
    client.open("/can-bo/toi")
    assert account["person"] in client.page.text, "not signed in"
    return client


def csrf_of(client):
    """The token of the page in front of the person."""
    for node in client.page.tree.all("input"):
        if node.get("name") == "csrf":
            return node.get("value")
    raise AssertionError("no form on the page")


def address(pattern):
    return re.sub(r"\{(\w+)\}", lambda m: NOWHERE.get(m.group(1), "1"), pattern)


def ask(client, route, path=None):
    """The answer to a well-formed request; a POST carries the session's own token."""
    path = path or address(route["pattern"])
    if route["method"] == "GET":
        return client.request("GET", path)
    body = urllib.parse.urlencode({"csrf": csrf_of(client)}).encode()
    return client.request("POST", path, body, {"Content-Type": FORM})


def refused(page):
    """True where the door itself is shut: to sign-in and back here, or no right."""
    to_sign_in = page.status == 303 and "/can-bo/dang-nhap?tiep=" in page.headers.get("location",
                                                                                      "")
    return to_sign_in or page.status in (401, 403)


def tests_of(node):
    routes = json.loads(node.truc("routes", "--json"))
    rights = {row["name"]: set(row["roles"])
              for row in json.loads(node.truc("permissions", "--json"))}
    people, clients = {}, {}
    for account in node.accounts().values():
        people.setdefault(account["role"], account)

    def client_of(role):
        if role not in clients:
            clients[role] = sign_in(node.base, people[role])
        return clients[role]

    def nobody():
        client = formclient.Client(node.base)
        client.open("/can-bo/dang-nhap")
        return client

    def roles_are_played():
        assert set(people) == set().union(*rights.values()), people.keys()

    def known_permissions():
        for route in routes:
            name = route["permission"]
            assert name in (None, "staff", "citizen") or name in rights, (route["pattern"], name)
            if route["pattern"].startswith("/can-bo/") and name is None:
                assert route["pattern"] in ("/can-bo/dang-nhap", "/can-bo/ma"), route["pattern"]

    def allowed_and_denied(route):
        name = route["permission"]
        may = set(people) if name == "staff" else rights[name]
        assert refused(ask(nobody(), route)), "nobody came in"
        for role in sorted(people):
            page = ask(client_of(role), route)
            if role in may:
                assert not refused(page), f"{role} may, but got {page.status}"
            else:
                assert page.status == 403, f"{role} may not, but got {page.status}"

    def public(route):
        page = ask(nobody(), route)
        assert not refused(page), page.status

    def other_agency():
        own = people["mot_cua"]
        stranger = sign_in(node.base, next(a for a in node.accounts().values()
                                           if a["agency_code"] != own["agency_code"]
                                           and a["role"] == "mot_cua"))
        page = client_of("mot_cua").request("GET", "/can-bo/viec?ds=dang-mo")
        code = re.search(r"/can-bo/ho-so/(H19[\d.]*-[\d-]+)", page.body.decode()).group(1)
        for route in routes:
            if "/can-bo/ho-so/{code}" not in route["pattern"]:
                continue
            path = address(route["pattern"].replace("{code}", code))
            if route["permission"] in ("dossier.read", "dossier.accept", "dossier.task"):
                page = ask(stranger, route, path)
                assert page.status == 404, f"{route['method']} {path}: {page.status}"
        page = client_of("mot_cua").request("GET", f"/can-bo/ho-so/{code}")
        assert page.status == 200, page.status

    tests = [("every role has somebody to play it", roles_are_played),
             ("every address names a known permission", known_permissions),
             ("a dossier of another agency does not exist", other_agency)]
    staff = [r for r in routes if r["permission"] not in (None, "citizen")
             and r["pattern"] != ENDS_SESSION]
    ends = [r for r in routes if r["pattern"] == ENDS_SESSION]
    for route in staff + ends:
        tests.append((f"{route['method']} {route['pattern']} asks for {route['permission']}",
                      lambda route=route: allowed_and_denied(route)))
    for route in routes:
        if route["permission"] is None and route["method"] == "GET":
            tests.append((f"GET {route['pattern']} is for everybody",
                          lambda route=route: public(route)))
    return tests


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url")
    parser.add_argument("--data")
    options = parser.parse_args()
    node = Running(options.url, options.data) if options.url else server.Server()
    try:
        if not options.url:
            node.start()
        return tap.run(tests_of(node))
    finally:
        node.close()


if __name__ == "__main__":
    sys.exit(main())

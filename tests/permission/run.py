#!/usr/bin/env python3
"""Who may reach what, asked from outside. Every route with a permission is a row: each role of the
demo that has it comes in with a real thing in hand, each role that has not is refused, GET and POST
alike, and so are nobody and, where the thing belongs to an agency, the same role elsewhere. The
things are found by following the links of the pages themselves (things.py), so that a new route
needs nothing here. TAP on standard output.

  tests/permission/run.py [--url BASE --data DIR]   the product that runs there, else one of its own
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import urllib.parse

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path[:0] = [os.path.join(TOP, "tests", "support"), os.path.dirname(os.path.abspath(__file__))]

import formclient  # noqa: E402
import made  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402
import things  # noqa: E402
import totp  # noqa: E402

FORM = "application/x-www-form-urlencoded"
# These end sessions, perhaps of those who still have to try other rows: they come last.
ENDS_SESSION = ("/can-bo/toi/phien/{phien}", "/can-bo/tai-khoan/{id}/phien/{phien}",
                "/can-bo/dang-xuat")
# With a form sent empty the door is open where the form comes back (422) or where the thing is in
# another state (409): both only for who was let in. 303 and 200: done.
THROUGH = {200, 303, 409, 422}
HOME = "H19.62"


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
    formclient.sign_in(client, account, totp.code(account["totp"]))
    client.open("/can-bo/toi")
    assert account["person"] in client.page.text, "not signed in"
    return with_token(client)


def with_token(client):
    """Keeps the session's own token, from the form in front of the person."""
    client.token = next(node.get("value") for node in client.page.tree.all("input")
                        if node.get("name") == "csrf")
    return client


def ask(client, route, path):
    """The answer to a request that any browser could send; a POST carries the session's own token
    and nothing else."""
    if route["method"] == "GET":
        return client.request("GET", path)
    body = urllib.parse.urlencode({"csrf": client.token}).encode()
    return client.request("POST", path, body, {"Content-Type": FORM})


def to_sign_in(page):
    return page.status == 303 and "dang-nhap?tiep=" in page.headers.get("location", "")


def refused(page):
    """True where the door itself is shut: to sign-in and back here, or no right."""
    return to_sign_in(page) or page.status in (401, 403)


class Matrix:
    """The rows and the people who try them."""

    def __init__(self, node):
        self.node = node
        self.routes = json.loads(node.truc("routes", "--json"))
        self.rights = {row["name"]: set(row["roles"])
                       for row in json.loads(node.truc("permissions", "--json"))}
        accounts = list(node.accounts().values())
        self.roles = {row["role"] for row in accounts}
        own, others = {}, {}
        for row in sorted(accounts, key=lambda a: a["agency_code"] != HOME):
            own.setdefault(row["role"], row)
        for row in accounts:
            if row["agency_code"] not in (HOME, own[row["role"]]["agency_code"]):
                others.setdefault(row["role"], row)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            signed = dict(zip(own, pool.map(lambda a: sign_in(node.base, a), own.values())))
            strangers = dict(zip(others, pool.map(lambda a: sign_in(node.base, a),
                                                  others.values())))
        self.clients, self.strangers = signed, strangers
        nobody = formclient.Client(node.base)
        nobody.open("/can-bo/dang-nhap")
        self.nobody = with_token(nobody)
        self.citizen = made.everything(node.base, signed)
        self.things = things.find(signed, self.routes)

    def may(self, route):
        name = route["permission"]
        return self.roles if name == "staff" else self.rights[name]

    def staff_rows(self):
        rows = [r for r in self.routes if r["permission"] not in (None, "citizen")]
        return sorted(rows, key=lambda r: (ENDS_SESSION.index(r["pattern"]) + 1
                                           if r["pattern"] in ENDS_SESSION else 0,
                                           r["method"] == "POST"))


def played(matrix):
    """Everybody who can come in is there, and nothing is open that should not be."""
    def every_role():
        assert matrix.roles == set().union(*matrix.rights.values()), matrix.roles

    def known():
        for route in matrix.routes:
            name = route["permission"]
            assert name in (None, "staff", "citizen") or name in matrix.rights, route
            if route["pattern"].startswith("/can-bo/") and name is None:
                assert route["pattern"] in ("/can-bo/dang-nhap", "/can-bo/ma"), route
            if route["pattern"].startswith("/cua-toi"):
                assert name == "citizen", route
    return [("every role has somebody to play it", every_role),
            ("every address names a known permission", known)]


def through(matrix, role, route):
    """The best answer that a role gets with the things it knows."""
    client, answer = matrix.clients[role], None
    for numbers in (False, True):
        for path in matrix.things.addresses(route["pattern"], role, numbers):
            page = ask(client, route, path)
            assert not to_sign_in(page), f"{role} was sent to sign in"
            if answer is None or page.status in THROUGH:
                answer = page.status
            if answer in THROUGH:
                return answer
        if route["method"] != "GET" or "{" not in route["pattern"]:
            break
    return answer


def row_test(matrix, route):
    """Refused first, so that nobody finds a thing already gone; then let in."""
    def run():
        may = matrix.may(route)
        path = matrix.things.address(route["pattern"], next(iter(sorted(may)), None))
        page = ask(matrix.nobody, route, path)
        assert refused(page), f"nobody came in: {page.status}"
        for role in sorted(matrix.roles - may):
            page = ask(matrix.clients[role], route, path)
            assert page.status == 403, f"{role} may not, but got {page.status}"
        for role, stranger in sorted(matrix.strangers.items()):
            if role in may and things.of_an_agency(route["pattern"]):
                page = ask(stranger, route, matrix.things.address(route["pattern"], role))
                assert page.status in (403, 404), f"{role} elsewhere got {page.status}"
        got = {role: through(matrix, role, route) for role in sorted(may)}
        good = THROUGH | things.also_good(route)
        assert set(got.values()) & good, f"nobody came through: {got}"
    return run


def citizen_test(matrix, route):
    """A citizen's page: for the citizen, not for nobody, and not for any official either."""
    def run():
        path = matrix.things.address(route["pattern"])
        assert refused(ask(matrix.nobody, route, path)), "nobody came in"
        for role, client in sorted(matrix.clients.items()):
            page = ask(client, route, path)
            assert refused(page), f"{role} got {page.status}"
        if route["method"] == "GET":
            page = ask(matrix.citizen, route, path)
            assert not refused(page), f"the citizen got {page.status}"
            assert "{" in route["pattern"] or page.status in THROUGH, page.status
    return run


def public_test(matrix, route):
    def run():
        page = ask(matrix.nobody, route, matrix.things.address(route["pattern"]))
        assert not refused(page), page.status
    return run


def tests_of(node):
    matrix = Matrix(node)
    tests = played(matrix)
    for route in matrix.staff_rows():
        tests.append((f"{route['method']} {route['pattern']} asks for {route['permission']}",
                      row_test(matrix, route)))
    for route in matrix.routes:
        name = f"{route['method']} {route['pattern']}"
        if route["permission"] == "citizen":
            tests.append((f"{name} is the citizen's own", citizen_test(matrix, route)))
        elif route["permission"] is None and route["method"] == "GET":
            tests.append((f"{name} is for everybody", public_test(matrix, route)))
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

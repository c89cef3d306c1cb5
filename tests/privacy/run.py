#!/usr/bin/env python3
"""Personal data, asked from outside: every page that shows some leaves a reading behind; another's
data does not exist; what is erased leaves the log verifiable, for our verifier and for one that
shares no code with it. TAP on standard output."""
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import zipfile

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(TOP, "tests", "support"))

import formclient  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402
import totp  # noqa: E402

# Pages that show what the reader is typing, or the demo's screen of all messages.
NO_READING = {"/nop/{token}": "a draft is nobody's record yet",
              "/nop/{token}/kiem-tra": "a draft is nobody's record yet",
              "/nop/{token}/{step}": "a draft is nobody's record yet",
              "/tin-nhan-thu": "exists in the demo only"}
TEXT = ("text/html", "text/csv", "application/json", "text/plain")


class Node:
    """The product with its database open beside it, and people signed in."""

    def __init__(self):
        self.server = server.Server()
        self.server.start()
        self.clients = {}
        self.database = sqlite3.connect(
            f"file:{self.server.data}/truc.db?mode=ro", uri=True, isolation_level=None)
        self.accounts = {a["name"]: a for a in json.loads(self.truc("demo", "accounts", "--json"))}
        self.routes = json.loads(self.truc("routes", "--json"))

    def truc(self, *words):
        command = [os.path.join(TOP, "build", "truc"), *words, "--config",
                   os.path.join(self.server.data, "truc.conf")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def rows(self, sql, *values):
        return self.database.execute(sql, values).fetchall()

    def official(self, name):
        if name not in self.clients:
            account, client = self.accounts[name], formclient.Client(self.server.base)
            formclient.sign_in(client, account, totp.code(account["totp"]))
            self.clients[name] = client
        return self.clients[name]

    def code_sent(self, phone):
        screen = formclient.Client(self.server.base)
        screen.open(f"/tin-nhan-thu?dien-thoai={phone}")
        return re.search(r"Ma mot lan: (\d{6})", screen.page.text).group(1)

    def ask_code(self, identifier, phone, client=None):
        client = client or formclient.Client(self.server.base)
        client.open("/dang-nhap")
        client.page.fill("Số định danh cá nhân", identifier)
        client.page.fill("Số điện thoại di động", phone)
        client.press("Gửi mã cho tôi")
        return client

    def enter(self, identifier, phone, client=None):
        client = self.ask_code(identifier, phone, client)
        client.page.fill("Mã 6 số", self.code_sent(phone))
        client.press("Đăng nhập")
        assert client.page.h1 == "Trang của tôi", client.page.text[:300]
        return client

    def bind(self, clerk, identifier, name, phone):
        client = self.official(clerk)
        client.open("/can-bo/cong-dan")
        client.page.fill("Số định danh", identifier)
        client.page.fill("Họ tên", name)
        client.page.fill("Số điện thoại", phone)
        client.page.choose("Tôi đã xem giấy tờ gốc")
        client.press("Gửi mã")
        client.page.fill("Mã 6 số", self.code_sent(phone))
        client.press("Gắn điện thoại")
        assert "Đã gắn điện thoại" in client.page.text, client.page.text[:300]


def local(phone):
    return "0" + phone[3:]


def subject(node):
    """A dossier with a result, its clerk, and what stands for each placeholder."""
    row = node.rows("""SELECT d.id, d.code, d.receipt_token, d.result_link, d.identifier, d.phone,
                              d.applicant_name, d.agency_id
                       FROM dossier d WHERE d.status IN (9, 10) ORDER BY d.id DESC LIMIT 1""")[0]
    keys = ("id", "code", "receipt", "link", "identifier", "phone", "name", "agency_id")
    return dict(zip(keys, row))


def clerk_of(node, one):
    code = one["code"].rsplit("-", 2)[0]
    return next(a["name"] for a in node.accounts.values()
                if a["role"] == "mot_cua" and a["agency_code"] == code)


def markers_of(node):
    """Text that is somebody's: identifiers, phones and names of all dossiers."""
    found = {}
    for id_, name, identifier, phone in node.rows(
            "SELECT id, applicant_name, identifier, phone FROM dossier WHERE identifier <> ''"):
        spoken = local(phone)
        for mark in (name, identifier, phone, spoken,
                     f"{spoken[:4]} {spoken[4:7]} {spoken[7:]}"):
            found.setdefault(mark, set()).add(f"dossier:{id_}")
    return found


def values_of(node, one, pattern):
    document = node.rows("SELECT id FROM issued_document WHERE dossier_id = ?", one["id"])
    file = node.rows("SELECT id FROM dossier_file WHERE dossier_id = ?", one["id"])
    mark = f"dossier:{one['id']}"
    reading = node.rows(
        "SELECT evidence_id FROM evidence_subject WHERE object = ? UNION "
        "SELECT r.evidence_id FROM evidence_subject_recent r, json_each(r.objects) j "
        "WHERE j.value = ? ORDER BY 1 DESC", mark, mark)
    evidence = node.rows("SELECT id FROM evidence WHERE object = ?", f"dossier:{one['id']}")
    question = node.rows("SELECT id, token FROM privacy_question LIMIT 1") or [(1, "0" * 32)]
    export = node.rows("SELECT token FROM data_export LIMIT 1") or [("0" * 32,)]
    values = {"code": one["code"], "token": one["receipt"], "link": one["link"], "so": "1",
              "mau": "1", "tep": str(file[0][0]) if file else "1", "cau": str(question[0][0]),
              "luot": str(reading[0][0]) if reading else "1",
              "id": str(document[0][0]) if document else "1", "lan": "1"}
    if pattern.startswith("/can-bo/kiem-tra/"):
        values["id"] = str(evidence[0][0])
    if pattern.startswith("/hoi-dap/"):
        values["token"] = question[0][1]
    if pattern.startswith("/cua-toi/du-lieu/"):
        values["token"] = export[0][0]
    return values


def address(node, one, pattern):
    values = values_of(node, one, pattern)
    return re.sub(r"\{([\w-]+)\}", lambda m: values.get(m.group(1), "1"), pattern)


def newest(node):
    return node.rows("SELECT COALESCE(MAX(id), 0) FROM evidence")[0][0]


def read_since(node, mark):
    return {row[0] for row in node.rows(
        "SELECT object FROM evidence_subject WHERE evidence_id > ? UNION "
        "SELECT j.value FROM evidence_subject_recent r, json_each(r.objects) j "
        "WHERE r.evidence_id > ?", mark, mark)}


def shown_by(page, route, markers):
    """The sets of objects of which one must have been recorded for each mark on the page."""
    media = page.headers.get("content-type", "").split(";")[0]
    if page.status != 200 or "api" in route:
        return []
    if not media.startswith(TEXT):
        return [] if media in ("image/svg+xml",) or "/static/" in route["pattern"] else [None]
    text = re.sub(r"<header.*?</header>", "", page.body.decode(), flags=re.S)  # one's own name
    return [objects for mark, objects in markers.items() if mark in text]


def unrecorded(node, client, route, path, markers):
    before = newest(node)
    page = client.request("GET", path)
    wanted = shown_by(page, route, markers)
    if not wanted:
        return None
    read = read_since(node, before)
    own = any(object_.startswith("citizen:") for object_ in read)
    for objects in wanted:
        if not read or (objects is not None and not objects & read and not own):
            return f"{path} as {page.status}: shows {objects}, recorded {sorted(read)[:5]}"
    return False


def tests_of(node):
    one = subject(node)
    clerk = clerk_of(node, one)
    phone = "0967123490"
    markers = markers_of(node)
    state = {"shown": 0}

    def everybody_is_there():
        node.official(clerk).open(f"/can-bo/ho-so/{one['code']}")
        node.bind(clerk, one["identifier"], one["name"], phone)
        state["citizen"] = node.enter(one["identifier"], phone)
        assert one["code"] in state["citizen"].page.text
        state["citizen"].open("/cua-toi/ai-da-xem")
        state["citizen"].follow("Hỏi vì sao")
        state["citizen"].page.fill("Bạn muốn hỏi gì?", "Vì sao xem hồ sơ của tôi?")
        state["citizen"].press("Gửi câu hỏi")
        assert state["citizen"].page.h1 == "Câu hỏi đã gửi", state["citizen"].page.text[:300]

    def a_copy_another_program_reads():
        client = state["citizen"]
        client.open("/cua-toi/du-lieu")
        client.press("Lập bản sao cho tôi")
        until = time.monotonic() + 20
        while "Tải bản" not in client.page.text and time.monotonic() < until:
            time.sleep(0.3)
            client.open("/cua-toi/du-lieu")
        token = node.rows("SELECT token FROM data_export")[0][0]
        page = client.request("GET", f"/cua-toi/du-lieu/{token}")
        archive = zipfile.ZipFile(io.BytesIO(page.body))
        assert archive.testzip() is None
        dossier = json.loads(archive.read(f"{one['code']}/ho-so.json"))
        assert dossier["so_dinh_danh"] == one["identifier"], dossier
        assert json.loads(archive.read("ai-da-xem.json")) is not None
        looked = json.loads(archive.read(f"{one['code']}/ai-da-xem.json"))
        assert any(line["muc_dich"] == "Giải quyết hồ sơ của bạn" for line in looked)

    def leaves_a_reading(route):
        people = [node.official(name) for name in
                  (clerk, "thanh.tra", "quan.tri",
                   next(a["name"] for a in node.accounts.values() if a["role"] == "lanh_dao"
                        and a["agency_code"] == one["code"].rsplit("-", 2)[0]))]
        people += [state["citizen"], formclient.Client(node.server.base)]
        path = address(node, one, route["pattern"])
        for client in people:
            missing = unrecorded(node, client, route, path, markers)
            assert not missing, missing
            state["shown"] += missing is False

    def pages_were_seen():
        assert state["shown"] >= 20, f"only {state['shown']} pages showed anything"

    def another_has_nothing(thief):
        for route in node.routes:
            pattern = route["pattern"]
            if not pattern.startswith("/cua-toi/") or "{" not in pattern:
                continue
            path = address(node, one, pattern)
            if route["method"] == "GET":
                page = thief.request("GET", path)
            else:
                said = "&cau_hoi=a" if pattern.endswith("/hoi") else ""
                page = thief.request("POST", path, f"csrf={csrf_of(thief)}{said}".encode(),
                                     {"Content-Type": "application/x-www-form-urlencoded"})
            assert page.status == 404, f"{route['method']} {path}: {page.status}"

    def csrf_of(client):
        client.open("/cua-toi/phien")
        return next(n.get("value") for n in client.page.tree.all("input")
                    if n.get("name") == "csrf")

    def a_claim_is_another():
        another_has_nothing(node.enter(one["identifier"], "0967123491"))

    def a_neighbour_is_another():
        another_has_nothing(node.enter("075090000777", "0967123492"))

    def a_planted_token_opens_nothing():
        victim, thief = (formclient.Client(node.server.base) for _ in range(2))
        thief.open("/dang-nhap")
        victim.cookies = dict(thief.cookies)
        node.enter("075090000778", "0967123493", victim)
        assert victim.cookies != thief.cookies, "the session kept the planted token"
        thief.open("/cua-toi")
        assert "Không bắt buộc đăng nhập" in thief.page.text

    def an_officials_session_is_no_citizens():
        page = node.official(clerk).request("GET", "/cua-toi")
        assert page.status == 303 and page.headers["location"].startswith("/dang-nhap?tiep="), page
        page = state["citizen"].request("GET", "/can-bo/viec")
        assert page.status == 303 and "/can-bo/dang-nhap" in page.headers["location"], page

    def verify():
        log = os.path.join(node.server.data, "log")
        with open(os.path.join(log, "vkey"), encoding="utf-8") as file:
            vkey = file.read().strip()
        ours = subprocess.run([os.path.join(TOP, "build", "truc"), "log", "verify", log, "--vkey",
                               vkey], capture_output=True, text=True, check=False)
        assert ours.returncode == 0, ours.stdout + ours.stderr
        theirs = subprocess.run([sys.executable, os.path.join(TOP, "tests/tools/tlog_verify.py"),
                                 log, vkey], capture_output=True, text=True, check=False)
        assert theirs.returncode == 0, theirs.stdout + theirs.stderr
        return int(re.search(r"\d+", theirs.stdout).group())

    def erased_and_still_verifiable():
        before = verify()
        client = state["citizen"]
        client.open("/cua-toi/xoa")
        client.page.choose("Tôi hiểu")
        client.press("Yêu cầu xóa")
        admin = node.official("quan.tri")
        admin.open("/can-bo/luu-giu")
        admin.page.choose("Tôi hiểu: đã xóa thì không lấy lại được")
        admin.press("Duyệt xóa")
        until = time.monotonic() + 30
        while (node.rows("SELECT state FROM erasure_request")[0][0] != "done" or
               node.rows("SELECT COUNT(*) FROM evidence WHERE leaf_index IS NULL")[0][0]) \
                and time.monotonic() < until:
            time.sleep(0.3)
        assert node.rows("SELECT state FROM erasure_request")[0][0] == "done"
        silent = node.rows("SELECT COUNT(*) FROM evidence WHERE record = '' AND salt = x''")
        assert silent[0][0] > 0
        assert not node.rows("SELECT 1 FROM citizen WHERE phone = ?", "+84" + phone[1:])
        time.sleep(2)  # the sequencer's next checkpoint
        assert verify() > before

    tests = [("a citizen is bound, signs in and asks", everybody_is_there),
             ("another program reads the copy of one's data", a_copy_another_program_reads)]
    for route in node.routes:
        if route["method"] == "GET" and route["pattern"] not in NO_READING:
            tests.append((f"GET {route['pattern']} leaves a reading where it shows somebody",
                          lambda route=route: leaves_a_reading(route)))
    tests += [("pages with personal data were among them", pages_were_seen),
              ("who claims my number has nothing of mine", a_claim_is_another),
              ("another citizen has nothing of mine", a_neighbour_is_another),
              ("a planted session opens nothing", a_planted_token_opens_nothing),
              ("official and citizen are apart", an_officials_session_is_no_citizens),
              ("erased data leaves the log verifiable", erased_and_still_verifiable)]
    return tests


def main():
    node = Node()
    try:
        return tap.run(tests_of(node))
    finally:
        node.server.close()


if __name__ == "__main__":
    sys.exit(main())

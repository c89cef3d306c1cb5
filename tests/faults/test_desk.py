#!/usr/bin/env python3
"""Thirty papers on a leader's desk while the node dies: one is returned, 29 are signed once each.

The PIN is wrong twice, the signer is killed, the node is killed (SIGKILL) in the middle of the
batch, again and again a moment later. Prints TAP.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path[:0] = [os.path.join(TOP, "tests", part) for part in ("perf", "support")]
import journey  # noqa: E402
import measure  # noqa: E402
import tap  # noqa: E402
from server import Server  # noqa: E402

PAPERS = 30
OFFICIAL, LEADER, PIN = "loc.hv", "ngan.dtk", "246810"
PAPER = re.compile(r"/can-bo/ky/ket-qua/(\d+)$")
REGISTER = {"Nơi đăng ký": "UBND xã Phú Hoà", "Quyển số": "01/1990", "Số đăng ký": "123",
            "Ngày đăng ký": "14/03/1990", "Họ, chữ đệm, tên": "Trần Văn Nam",
            "Ngày sinh": "05/06/1990"}


def papers_of(leader):
    """{number of a paper: code} of what waits on the desk."""
    page = leader.open("/can-bo/ky")
    return {PAPER.search(link.get("href"))[1]: link.text
            for link in page.tree.all("a") if PAPER.search(link.get("href", ""))}


def lay(server, leader):
    """Fills the desk up to PAPERS: citizens send, the clerk accepts, the official prepares."""
    wanted = PAPERS - len(papers_of(leader))
    trip = journey.Journey(server)
    _, receipts = trip.submit(trip.drafts(wanted), 8)
    codes = trip.codes(receipts)
    clerk = journey.clerk_of(server, journey.CLERK)
    official = journey.clerk_of(server, OFFICIAL)
    for code in codes:
        clerk.open(f"/can-bo/ho-so/{code}")
        clerk.press("Tiếp nhận")
        page = official.open(f"/can-bo/ho-so/{code}")
        for label, value in REGISTER.items():
            page.fill(label, value)
        page.choose("Nam", "Giới tính")
        official.press("Xong: Lập trích lục")
        assert official.page.status == 200, official.page.text[:400]
    until = time.monotonic() + 120
    while len(papers_of(leader)) < PAPERS:
        assert time.monotonic() < until, len(papers_of(leader))
        time.sleep(0.5)
    return sorted(papers_of(leader), key=int)


def wait_for(leader, address, words, seconds=120):
    """The page once it has one of the words."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page = leader.open(address)
        for word in words:
            if word in page.text:
                return word
        time.sleep(0.2)
    raise AssertionError(f"{address}: none of {words} in {leader.page.text[:600]}")


def give_pin(leader, pin):
    leader.page.fill("Mã PIN", pin)
    leader.press("Ký ")


def kill_signer(server):
    """The signer alone; the supervisor starts another, which knows of no grant."""
    for pid in measure.processes(server.process.pid):
        with open(f"/proc/{pid}/comm", encoding="ascii") as file:
            if file.read().strip() == "truc-signer":
                os.kill(pid, signal.SIGKILL)
                return
    raise AssertionError("no signer")


def kill_node(server):
    measure.kill_tree(server.process.pid)
    server.stop()
    server.start(300)


def go_on(leader, address):
    """Up to the PIN, where the batch asks for one again. False once everything is signed."""
    found = wait_for(leader, address, ("Đã ký 29 trên 29", "Ký tiếp", "Mã PIN"))
    if found == "Ký tiếp":
        leader.press("Ký tiếp")
        found = wait_for(leader, address, ("Đã ký 29 trên 29", "Mã PIN"))
    return found == "Mã PIN"


def check_paper(leader, number, folder):
    """Signed once, sealed once, whole: by our reader and by another."""
    until = time.monotonic() + 120
    while "Đã ký và đóng dấu" not in leader.open(f"/can-bo/ky/ket-qua/{number}").text:
        assert time.monotonic() < until, leader.page.text[:600]
        time.sleep(0.3)
    assert leader.page.text.count("Lãnh đạo ký") == 1, number
    assert leader.page.text.count("Cơ quan đóng dấu") == 1, number
    symbol = re.search(r"số (\S+/TLHT-BS)", leader.page.text)[1]
    path = os.path.join(folder, f"{number}.pdf")
    with open(path, "wb") as file:
        file.write(leader.request("GET", f"/can-bo/ky/ket-qua/{number}/ban-ky.pdf").body)
    ours = subprocess.run([os.path.join(TOP, "build", "truc"), "verify", path, "--json"],
                          capture_output=True, text=True, check=False)
    assert ours.stdout.count('"integrity":"intact"') >= 2, ours.stdout[:400]
    assert '"modified":false' in ours.stdout, ours.stdout[-200:]
    theirs = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True,
                            check=False).stdout
    assert theirs.count("Signature is Valid.") >= 2, theirs
    return symbol


def verify_log(folder):
    with open(os.path.join(folder, "vkey"), encoding="utf-8") as file:
        vkey = file.read().strip()
    done = subprocess.run([os.path.join(TOP, "build", "truc"), "log", "verify", folder, "--vkey",
                           vkey], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def play(database):
    server = Server(database)
    try:
        server.start(600)
        leader = journey.clerk_of(server, LEADER)
        papers = lay(server, leader)
        leader.open(f"/can-bo/ky/ket-qua/{papers[7]}")
        leader.page.fill("Lý do trả lại", "Ngày sinh khác sổ gốc")
        leader.press("Trả lại")
        assert "Ngày sinh khác sổ gốc" in leader.page.text
        leader.open("/can-bo/ky")
        leader.press("Ký cả 29 văn bản")
        address = leader.page.url
        wait_for(leader, address, ("Mã PIN",))
        for _ in range(2):
            give_pin(leader, "135790")
            assert leader.page.status == 422 and "PIN" in leader.page.text
        give_pin(leader, PIN)
        kill_signer(server)
        kills = 0
        for delay in (0.05, 0.4, 0.9):
            if not go_on(leader, address):
                break
            give_pin(leader, PIN)
            time.sleep(delay)
            kill_node(server)
            kills += 1
        while go_on(leader, address):
            give_pin(leader, PIN)
        assert kills > 0, "the node was never killed while it signed"
        folder = tempfile.mkdtemp(dir=server.folder)
        del papers[7]
        symbols = [check_paper(leader, number, folder) for number in papers]
        assert len(set(symbols)) == len(papers) == 29, symbols
        verify_log(os.path.join(server.data, "log"))
    finally:
        server.close()


def test_thirty_papers_on_sqlite():
    play(None)


def test_thirty_papers_on_postgresql():
    postgres = measure.Postgres()
    try:
        play(postgres.url)
    finally:
        postgres.close()


if __name__ == "__main__":
    sys.exit(tap.run_module(globals()))

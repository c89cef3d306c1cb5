#!/usr/bin/env python3
"""A running node while its world fails: requests sent again, the database gone, the disk full.

The node is the shipped one with the small demo. Prints TAP.
"""

import os
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

PAGE = f"/dich-vu/{journey.PROCEDURE}"  # reads the database every time


def status_of(server, path):
    return measure.Recorder(server.base).request("GET", path).status


def until_status(server, path, wanted, seconds=20):
    """Waits for an answer with this status."""
    until, status = time.monotonic() + seconds, None
    while time.monotonic() < until:
        status = status_of(server, path)
        if status == wanted:
            return
        time.sleep(0.2)
    raise AssertionError(f"{path}: {status}, not {wanted} within {seconds} s")


def send_one(trip, token):
    """(status, address) of sending a draft."""
    _, answers = trip.ask([(trip.send, token)], 1)
    return answers[0]


def test_a_submit_sent_32_times_and_after_a_restart_is_one_dossier():
    server = Server()
    try:
        server.start(300)
        trip = journey.Journey(server)
        token = trip.drafts(1)[0]
        _, answers = trip.ask([(trip.send, token)] * 32, 32)
        assert {status for status, _ in answers} == {303}, answers
        places = {place for _, place in answers}
        assert len(places) == 1 and "/ho-so/" in places.copy().pop(), places
        measure.kill_tree(server.process.pid)
        server.stop()
        server.start(300)
        assert send_one(trip, token) == (303, places.pop())
        other = trip.drafts(1)[0]  # red twin: another draft is another dossier
        assert send_one(trip, other)[1] != answers[0][1]
    finally:
        server.close()


def test_a_database_that_goes_is_a_503_and_comes_back():
    postgres = measure.Postgres()
    server = Server(postgres.url)
    try:
        server.start(300)
        trip = journey.Journey(server)
        token, after = trip.drafts(2)
        until_status(server, PAGE, 200)
        postgres.kill()
        until_status(server, PAGE, 503)
        assert send_one(trip, token)[0] == 503
        postgres.start_again()
        until_status(server, PAGE, 200)
        assert send_one(trip, token)[0] == 303
        assert send_one(trip, after)[0] == 303
    finally:
        server.close()
        postgres.close()


def test_a_full_disk_refuses_new_work_and_goes_on_reading():
    folder = tempfile.mkdtemp(prefix="truc-full.")
    os.chmod(folder, 0o755)
    options = "size=900m,mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    tempfile.tempdir = folder
    server = Server()
    tempfile.tempdir = None
    try:
        server.start(300)
        trip = journey.Journey(server)
        token = trip.drafts(1)[0]
        receipt = "/ho-so/" + trip.submit(trip.drafts(1), 1)[1][0]
        ballast = os.path.join(folder, "ballast")
        fill(ballast)
        refused = 0
        for _ in range(200):  # what is left in the write-ahead log is used up first
            status = trip.ask([(trip.start, "")], 1)[1][0][0]
            assert status in (303, 503), status
            refused += status == 503
        assert refused > 0, "never refused"
        assert send_one(trip, token)[0] == 503
        assert status_of(server, PAGE) == 200
        # a page with personal data is shown only when its reading can be recorded
        assert status_of(server, receipt) in (200, 503)
        os.remove(ballast)
        assert status_of(server, receipt) == 200
        assert send_one(trip, token)[0] == 303
    finally:
        server.close()
        subprocess.run(["umount", "--lazy", folder], check=False)
        os.rmdir(folder)


def fill(path):
    """Takes every byte that is left of the file system."""
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\\0" * 65536)
        except OSError:
            pass


if __name__ == "__main__":
    sys.exit(tap.run_module(globals()))

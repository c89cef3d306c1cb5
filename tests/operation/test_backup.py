#!/usr/bin/env python3
"""Backup, restore, drill, upgrade and rollback of a running node, on both engines. Prints TAP.

What a person was told to be done (a receipt) is what must not be lost.
"""

import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path[:0] = [os.path.join(TOP, "tests", part) for part in ("perf", "support")]
import journey  # noqa: E402
import measure  # noqa: E402
import tap  # noqa: E402
from server import Server, free_port  # noqa: E402

BUILD = os.environ.get("TRUC_BUILD", os.path.join(TOP, "build"))
PROGRAMS = ("truc", "truc-node", "truc-signer", "truc-inspect")


def truc(*arguments, program=None, status=0, **options):
    """Both outputs of a command; `status` None takes any."""
    env = {**os.environ, **options.pop("env", {})}
    done = subprocess.run([program or os.path.join(BUILD, "truc"), *map(str, arguments)],
                          capture_output=True, text=True, check=False, env=env, **options)
    assert status is None or done.returncode == status, (
        f"truc {arguments}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class Writer(threading.Thread):
    """Sends dossiers without a pause and keeps the receipt of each that was acknowledged."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.trip = journey.Journey(server)
        self.receipts, self.going = [], True

    def run(self):
        while self.going:
            tokens = self.trip.drafts(8)
            self.receipts += self.trip.submit(tokens, 8)[1]

    def stop(self):
        self.going = False
        self.join(60)


class World:
    """A running demo and a folder for its backups."""

    def __init__(self, database=None):
        self.server = Server(database)
        self.server.start(300)
        os.chmod(self.server.folder, 0o777)
        self.backups = os.path.join(self.server.folder, "sao-luu")
        self.config = ("--config", os.path.join(self.server.data, "truc.conf"))
        self.moved = []

    def finished(self):
        return [name for name in sorted(os.listdir(self.backups)) if not name.startswith(".")]

    def close(self):
        self.server.close()
        for folder in self.moved:
            shutil.rmtree(folder, ignore_errors=True)


def owner_of(path):
    return f"{os.stat(path).st_uid}:{os.stat(path).st_gid}"


class Restored:
    """A restored node, running on a port of its own."""

    def __init__(self, world, data):
        shutil.copytree(os.path.join(world.server.data, "keys"), os.path.join(data, "keys"))
        port = free_port()
        path = pathlib.Path(data, "truc.conf")
        text = re.sub(r"(?m)^listen = .*$", f"listen = 127.0.0.1:{port}", path.read_text())
        path.write_text(text, encoding="utf-8")
        subprocess.run(["chown", "-R", owner_of(world.server.data), data], check=True)
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([os.path.join(BUILD, "truc"), "serve", "--config", path],
                                        stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                self.status("/")
                return
            except OSError:
                assert self.process.poll() is None, "the restored node ended"
                time.sleep(0.1)

    def status(self, path):
        return measure.Recorder(self.base).request("GET", path).status

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def no_acknowledged_dossier_is_lost(database, empty):
    world = World(database)
    try:
        writer = Writer(world.server)
        writer.start()
        while len(writer.receipts) < 30:
            time.sleep(0.1)
        truc("backup", world.backups, *world.config)
        before = list(writer.receipts)  # acknowledged before the second backup began
        said = truc("backup", world.backups, *world.config)
        during = len(writer.receipts) - len(before)
        writer.stop()
        print(f"# {len(before)} receipts before, {during} while it ran: "
              + said.splitlines()[1])
        new = os.path.join(world.server.folder, "moi")
        options = ["--data", new] + (["--database", empty] if empty else [])
        assert "mã băm khớp" in truc("restore", world.backups, *options, *world.config)
        restored = Restored(world, new)
        try:
            lost = [code for code in before if restored.status(f"/ho-so/{code}") != 200]
            assert lost == [], f"{len(lost)} of {len(before)} lost"
            # red twin: a receipt that was never given is not there
            assert restored.status("/ho-so/" + "0" * 32) == 404
        finally:
            restored.stop()
    finally:
        world.close()


def test_no_acknowledged_dossier_is_lost_sqlite():
    no_acknowledged_dossier_is_lost(None, None)


def test_no_acknowledged_dossier_is_lost_postgresql():
    postgres = measure.Postgres()
    try:
        host = re.search(r"host=([^&]*)", postgres.url).group(1)
        subprocess.run(["createdb", "-h", host, "-U", "postgres", "moi"], check=True)
        no_acknowledged_dossier_is_lost(postgres.url, postgres.url.replace("/truc?", "/moi?"))
    finally:
        postgres.close()


WORLD = None


def world():
    global WORLD
    if WORLD is None:
        WORLD = World()
    return WORLD


def test_a_full_disk_refuses_the_backup_and_leaves_nothing():
    folder = tempfile.mkdtemp(prefix="truc-full.")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=777", "tmpfs", folder],
                   check=True)
    try:
        said = truc("backup", folder + "/b", *world().config, status=1)
        assert "backup.space" in said, said
        assert os.listdir(folder + "/b") == [".khoa"], os.listdir(folder + "/b")
        # the disk fills while it is copied
        for point in ("file.write:40", "file.write:200+"):
            said = truc("backup", world().backups, *world().config, status=1,
                        env={"TRUC_FAULT": point})
            assert "os.disk_full" in said, said
            assert world().finished() == [], world().finished()
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False)
        os.rmdir(folder)
    truc("backup", world().backups, *world().config)  # red twin: with room it succeeds


def test_a_killed_backup_is_no_backup():
    before = world().finished()
    for point in ("backup.database", "backup.files", "backup.synced"):
        truc("backup", world().backups, "--full", *world().config, status=-signal.SIGKILL,
             env={"TRUC_FAULT": f"kill@{point}:1"})
        assert world().finished() == before
    truc("backup", world().backups, *world().config)
    left = [name for name in os.listdir(world().backups) if name.startswith(".dang-lam")]
    assert left == [], left


def test_the_drill_tells_by_mail_and_is_due_once():
    letter = os.path.join(world().server.folder, "letter")
    sendmail = os.path.join(world().server.folder, "sendmail")
    pathlib.Path(sendmail).write_text(f"#!/bin/sh\ncat > {letter}\nchmod 666 {letter}\n")
    os.chmod(sendmail, 0o755)
    env = {"TRUC_OPERATION_MAIL": "van-hanh@example.gov.vn", "TRUC_OPERATION_SENDMAIL": sendmail,
           "TRUC_DRILL_WEEKDAY": "0", "TRUC_DRILL_HOUR": "0"}
    truc("drill", world().backups, "--due", *world().config, env=env)
    text = pathlib.Path(letter).read_text(encoding="utf-8")
    print("# " + next(line for line in text.splitlines() if "mã băm khớp" in line))
    assert "To: van-hanh@example.gov.vn" in text and "mã băm khớp" in text
    os.remove(letter)
    truc("drill", world().backups, "--due", *world().config, env=env)
    assert not os.path.exists(letter), "a drill that was not due ran"
    newest = os.path.join(world().backups, world().finished()[-1])
    files = os.path.join(newest, "files")
    victim = next(path for path in pathlib.Path(files).rglob("*") if path.is_file())
    os.chmod(victim, 0o600)
    with open(victim, "r+b") as file:
        file.write(b"x")
    said = truc("drill", world().backups, *world().config, env=env, status=1)
    name = os.path.relpath(victim, newest)
    assert f"{name}: khác mã băm" in said, said
    text = pathlib.Path(letter).read_text(encoding="utf-8")
    assert "HỎNG" in text and name in text, text
    pathlib.Path(sendmail).write_text("#!/bin/sh\nexit 75\n")
    said = truc("drill", world().backups, *world().config, env=env, status=1)
    assert "operation.mail" in said, "a letter that was not sent was not said"
    said = truc("backup", world().backups, *world().config)
    assert "chép lại mọi tệp" in said, "the damaged file was linked again"
    assert "mã băm khớp" in truc("drill", world().backups, *world().config)
    assert "chép lại" not in truc("backup", world().backups, *world().config)


def test_an_upgrade_is_rehearsed_on_a_copy():
    truc("backup", world().backups, *world().config)
    before = truc("measure", "list", *world().config)
    said = truc("upgrade", "--rehearse", world().backups, *world().config)
    print("# " + said.splitlines()[-1])
    assert "thay đổi lược đồ" in said and "mã băm khớp" in said, said
    assert truc("measure", "list", *world().config) == before
    left = [name for name in os.listdir(world().backups) if name.startswith(".dien-tap")]
    assert left == [], left


def programs(folder):
    """Two versions as the package lays them out: …/2, …/previous, …/current → 2."""
    for name in ("2", "previous"):
        os.makedirs(os.path.join(folder, name))
        for program in PROGRAMS:
            shutil.copy2(os.path.join(BUILD, program), os.path.join(folder, name, program))
    os.symlink("2", os.path.join(folder, "current"))
    return os.path.join(folder, "current", "truc")


def database(sql):
    done = subprocess.run(["sqlite3", "-cmd", ".timeout 20000",
                           os.path.join(world().server.data, "truc.db"), sql],
                          capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_rollback_says_what_is_lost_and_keeps_keys_and_log():
    mine = world()
    folder = os.path.join(mine.server.folder, "programs-2")
    program = programs(folder)
    truc("backup", mine.backups, "--label", "upgrade", *mine.config)
    said = truc("rollback", mine.backups, *mine.config, program=program)
    assert "không mất dữ liệu nào" in said and "Chưa làm gì" in said, said
    # The new version changes the schema and works on.
    database("INSERT INTO migration VALUES ('core/9999_later', 1)")
    trip = journey.Journey(mine.server)
    lost = trip.submit(trip.drafts(5), 5)[1]
    until = time.monotonic() + 60
    while database("SELECT COUNT(*) - COALESCE((SELECT MAX(size) FROM evidence_checkpoint), 0) "
                   "FROM evidence") != "0":
        assert time.monotonic() < until, "the log never caught up"
        time.sleep(0.2)
    size = int(database("SELECT MAX(size) FROM evidence_checkpoint"))
    said = truc("rollback", mine.backups, *mine.config, program=program)
    assert re.search(r"Sẽ mất: [1-9]\d* việc", said), said
    assert "rollback.running" in truc("rollback", mine.backups, "--yes", *mine.config,
                                      program=program, status=1)
    mine.server.stop()
    # Killed after each of its steps, it goes on from there; the settings stand outside of the data,
    # as on a real node.
    settings = os.path.join(mine.server.folder, "outside.conf")
    shutil.copy2(mine.config[1], settings)
    for point in ("rollback.aside", "rollback.restored", "rollback.carried"):
        truc("rollback", mine.backups, "--yes", "--config", settings, program=program,
             status=-signal.SIGKILL, env={"TRUC_FAULT": f"kill@{point}:1"})
        assert "làm tiếp" in truc("rollback", mine.backups, "--config", settings, program=program)
    said = truc("rollback", mine.backups, "--yes", "--config", settings, program=program)
    assert not os.path.exists(mine.server.data + ".dang-lui")
    assert "Đã lùi" in said and os.readlink(os.path.join(folder, "current")) == "previous", said
    assert database("SELECT COUNT(*) FROM migration WHERE name = 'core/9999_later'") == "0"
    mine.server.start(300)
    base = measure.Recorder(mine.server.base)
    assert {base.request("GET", f"/ho-so/{code}").status for code in lost} == {404}
    again = trip.submit(trip.drafts(1), 1)[1]
    assert base.request("GET", f"/ho-so/{again[0]}").status == 200
    until = time.monotonic() + 60
    while int(database("SELECT MAX(size) FROM evidence_checkpoint")) <= size:
        assert time.monotonic() < until, "the log does not go on after the rollback"
        time.sleep(0.2)
    log = os.path.join(mine.server.data, "log")
    vkey = pathlib.Path(log, "vkey").read_text(encoding="utf-8").strip()
    print("# " + truc("log", "verify", log, "--vkey", vkey).split("\n", maxsplit=1)[0])


def test_an_upgrade_stops_for_less_than_ten_seconds():
    """The socket stays open between the programs: whoever comes waits, nobody is refused. Only a
    connection that the old program had accepted and not read from yet may end unanswered."""
    mine = world()
    mine.server.stop()
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    port = listening.getsockname()[1]
    config = mine.config[1]

    def start():
        script = (f"exec 3<&{listening.fileno()}; export LISTEN_FDS=1 LISTEN_PID=$$; "
                  f"exec {BUILD}/truc serve --config {config}")
        return subprocess.Popen(["bash", "-c", script], pass_fds=[listening.fileno()],
                                stderr=subprocess.DEVNULL)
    waits, ended, going = [], [], [True]

    def ask():
        while going[0]:
            began = time.monotonic()
            try:
                page = measure.Recorder(f"http://127.0.0.1:{port}").request("GET", "/dich-vu")
                waits.append((time.monotonic() - began, page.status))
            except http.client.RemoteDisconnected:
                ended.append(began)
    process = start()
    thread = threading.Thread(target=ask)
    thread.start()
    try:
        time.sleep(3)
        process.terminate()
        assert process.wait(30) == 0
        pathlib.Path(mine.server.data, "run/program").write_text("0.0.9 (before)")
        process = start()
        time.sleep(5)
    finally:
        going[0] = False
        thread.join(60)
        process.terminate()
        process.wait(30)
        listening.close()
    assert {status for _, status in waits} == {200}, waits
    worst = max(seconds for seconds, _ in waits)
    said = database("SELECT detail FROM operation_run WHERE kind = 'upgrade' ORDER BY id DESC "
                    "LIMIT 1")
    print(f"# the longest wait of {len(waits)} requests: {worst:.2f} s, {len(ended)} ended; {said}")
    assert worst < 10 and len(ended) <= 1, (worst, ended)
    assert "0.0.9 (before) →" in said and "dừng" in said, said


if __name__ == "__main__":
    try:
        sys.exit(tap.run_module(globals()))
    finally:
        if WORLD is not None:
            WORLD.close()

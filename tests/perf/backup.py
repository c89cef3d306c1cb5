"""Backup of a node with many files while it is written to, and the restore that is verified.

TRUC_PERF_BACKUP_GB says how large (otherwise 0.2; the bar of the programme names 10).
"""

import hashlib
import os
import re
import shutil
import subprocess
import threading
import time

import journey

FILE_MB, RATE = 4, 100


def fill(server, gigabytes):
    """Stored files of FILE_MB each, as core/files.c lays them down."""
    rows, piece = [], os.urandom(FILE_MB * 1000 * 1000 - 16)
    for number in range(max(1, int(gigabytes * 1000 / FILE_MB))):
        data = piece + f"{number:016d}".encode()
        name = hashlib.sha256(data).hexdigest()
        folder = os.path.join(server.data, "files", name[:2])
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name[2:]), "wb") as file:
            file.write(data)
        rows.append(f"('{name}', {len(data)}, 'application/pdf', 1)")
    sql = "INSERT INTO file (sha256, size, media_type, added_us) VALUES " + ", ".join(rows)
    subprocess.run(["sqlite3", os.path.join(server.data, "truc.db")],
                   input=f".timeout 9000\n{sql};", check=True, text=True)
    owner = os.stat(server.data)
    subprocess.run(["chown", "-R", f"{owner.st_uid}:{owner.st_gid}",
                    os.path.join(server.data, "files")], check=True)


class Writer(threading.Thread):
    """Begins drafts at a steady rate and keeps the name of each that was acknowledged."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.trip = journey.Journey(server)
        self.kept, self.going, self.began = [], True, time.monotonic()

    def run(self):
        asked = 0
        while self.going:
            due = int((time.monotonic() - self.began) * RATE) - asked
            if due > 0:
                _, answers = self.trip.ask([(self.trip.start, "")] * due, 4)
                self.kept += [journey.TOKEN.search(place)[0] for status, place in answers
                              if status == 303]
                asked += due
            time.sleep(0.05)

    def rate(self):
        return len(self.kept) / (time.monotonic() - self.began)


def command(server, *words):
    began = time.monotonic()
    said = server.truc(*words)
    return time.monotonic() - began, said


def lost(path, tokens):
    """How many of the acknowledged drafts the restored database does not have."""
    done = subprocess.run(["sqlite3", path, "SELECT token FROM draft"], capture_output=True,
                          text=True, check=True)
    return len(set(tokens) - set(done.stdout.split()))


def backup(nodes, line):
    """The row for rows.py."""
    def rows(_):
        gigabytes = float(os.environ.get("TRUC_PERF_BACKUP_GB", "0.2"))
        server = nodes.start()
        os.chmod(server.folder, 0o777)
        fill(server, gigabytes)
        folder = os.path.join(server.folder, "backups")
        writer = Writer(server)
        writer.start()
        time.sleep(2)
        first, said = command(server, "backup", folder)
        before = list(writer.kept)
        second, again = command(server, "backup", folder)
        rate = writer.rate()
        writer.going = False
        writer.join(30)
        fresh = os.path.join(server.folder, "restored")
        restored, _ = command(server, "restore", folder, "--data", fresh)
        missing = lost(os.path.join(fresh, "truc.db"), before)
        shutil.rmtree(fresh)
        size = re.search(r"[\d.,]+ GB|[\d.,]+ MB", said)[0]
        note = f"{size}, {rate:.0f} acknowledged writes/s beside it"
        yield line("backup-first", first, "s", None, "low", None, note)
        yield line("backup-second", second, "s", None, "low", None,
                   re.search(r"mới [\d.,]+ .?B", again)[0])
        yield line("backup-restore-verified", restored, "s", None, "low", None, size)
        yield line("backup-lost", missing, "writes", 0, "low", None,
                   f"of {len(before)} acknowledged before the second backup began")
    return rows

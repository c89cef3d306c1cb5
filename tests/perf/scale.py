"""A node with very many dossiers: lists and search as typed.

TRUC_PERF_DOSSIERS says how many (1,000,000). A node of SQLite that was filled once is kept in
TRUC_PERF_DIR and used again until its schema or the filler changes.
"""

import hashlib
import json
import os
import shutil
import subprocess

import measure

DOSSIERS = int(os.environ.get("TRUC_PERF_DOSSIERS", "1000000"))
UNITS = 3500
CONNECTIONS = 64
TYPED = ("nguyen van an", "tran thi hoa", "le minh", "pham ngoc linh", "Võ Thị Hoà", "hoof thi",
         "tan do 12", "truong tieu hoc", "075085", "bui quoc tuan", "so do luong", "đặng thị bích")
FIT_SECONDS, P50_MS, P99_MS = 8, 10, 50


class Filled:
    """A running node and the sessions of its officials."""

    def __init__(self, server, database):
        self.server, self.database = server, database
        server.stop()
        kept = Kept(server, database)
        if not kept.take():
            done = subprocess.run([measure.helper("fill"), database, str(DOSSIERS), str(UNITS)],
                                  capture_output=True, text=True, check=True)
            with open(kept.sessions, "w", encoding="utf-8") as file:
                file.write(done.stdout)
            kept.keep()
        with open(kept.sessions, encoding="utf-8") as file:
            self.sessions = [json.loads(line) for line in file]
        refresh(database)
        server.start(300)

    def pages(self, paths, below=None):
        """A load of these paths by officials who take turns."""
        load = measure.Load(self.server.port)
        people = [s for s in self.sessions if below is None or s["below"] == below]
        for number in range(max(len(people), len(paths)) * 4):
            person = people[number % len(people)]
            load.add("GET", paths[number % len(paths)], f"truc={person['token']}")
        return load


class Kept:
    """The data folder of a filled SQLite node, beside the others; PostgreSQL is filled anew."""

    def __init__(self, server, database):
        self.data, self.lasting = server.data, database.startswith("sqlite:")
        self.folder = os.path.join(measure.data_root(), f"truc-filled-{DOSSIERS}-{fingerprint()}")
        self.sessions = os.path.join(self.data, "perf-sessions.jsonl")

    def take(self):
        """The whole folder, log and keys with the database, but for where the node listens."""
        if not self.lasting or not os.path.isdir(self.folder):
            return False
        conf = os.path.join(self.data, "truc.conf")
        with open(conf, encoding="utf-8") as file:
            own = file.read()
        shutil.rmtree(self.data)
        copy(self.folder, self.data)
        with open(conf, "w", encoding="utf-8") as file:
            file.write(own)
        return True

    def keep(self):
        if not self.lasting:
            return
        copy(self.data, self.folder + ".part")
        os.rename(self.folder + ".part", self.folder)


def copy(source, target):
    """With owners, who decide who runs the node."""
    subprocess.run(["cp", "-a", source, target], check=True)


def fingerprint():
    """Of what a filled node is made from."""
    digest = hashlib.sha256()
    for folder, _, names in sorted(os.walk(measure.TOP)):
        below = os.path.relpath(folder, measure.TOP)
        if below.startswith("src") and below.endswith("schema") or below == "tests/perf":
            for name in sorted(names):
                if name.endswith((".sql", "fill.c")):
                    with open(os.path.join(folder, name), "rb") as file:
                        digest.update(file.read())
    return digest.hexdigest()[:12]


def refresh(database):
    """Sessions of a kept node begin anew: they last half a day."""
    subprocess.run([measure.helper("fill"), database, "0", "0"], check=True)


def beginnings(words):
    """What stands in the box after each key but the spaces."""
    return [words[:n] for n in range(1, len(words) + 1) if words[n - 1] != " "]


def quantiles(summary):
    return (f"p50 {summary['p50_us'] / 1000:.1f} ms, p99 {summary['p99_us'] / 1000:.1f} ms, worst "
            f"{summary['max_us'] / 1000:.1f} ms")


def fits(summary):
    return (summary["failed"] == 0 and summary["p50_us"] <= P50_MS * 1000
            and summary["p99_us"] <= P99_MS * 1000)


def highest_rate(load, from_rate):
    """The highest rate at which both bars still hold, in steps of a tenth; 0: not the first."""
    best, rate, step = 0, from_rate, 1.25
    while rate < 5000:
        summary, _ = load.run(CONNECTIONS, FIT_SECONDS, rate)
        if fits(summary):
            best, rate = rate, round(rate * step)
        elif best and step > 1.1:
            step, rate = 1.1, round(best * 1.1)
        else:
            break
    return best

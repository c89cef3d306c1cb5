"""What the rows of tests/perf/run share: load, processes, memory, the machine and its limits."""

import http.client
import json
import os
import platform
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(TOP, "tests", "support"))
import formclient  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
FORM = "application/x-www-form-urlencoded"


def helper(name):
    """A program of tests/perf, built when needed."""
    target = f"tests/perf/{name}"
    subprocess.run(["ninja", "-C", os.path.join(TOP, "build"), target], check=True,
                   stdout=subprocess.DEVNULL)
    return os.path.join(TOP, "build", target)


def machine():
    """The machine that the figures are true of."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(re.search(r"MemTotal:\s*(\d+)", file.read())[1]) // 1024
    return {"machine": model[1] if model else platform.machine(), "cores": os.cpu_count(),
            "memory_mb": memory, "kernel": platform.release(), "load": os.getloadavg()[0],
            "durable_writes_per_second": durable_writes()}


def durable_writes(seconds=1.0, size=12288):
    """Appends of a small transaction's size that one process gets onto the disk, a second."""
    with tempfile.TemporaryFile(dir=data_root()) as file:
        block, done, until = b"x" * size, 0, time.monotonic() + seconds
        while time.monotonic() < until:
            os.write(file.fileno(), block)
            os.fdatasync(file.fileno())
            done += 1
    return round(done / seconds)


def data_root():
    """A folder on a disk, not in memory."""
    return os.environ.get("TRUC_PERF_DIR", "/var/tmp")


def fetch(port, path):
    """(bytes of the body on the wire, its coding) as a browser gets them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body, answer.getheader("Content-Encoding")


class Load:
    """Requests for the load client, and what came back."""

    def __init__(self, port):
        self.port, self.lines, self.bodies = port, [], {}

    def add(self, method, path, cookie="", kind="", body=b""):
        self.lines.append((method, path, cookie, kind, body))

    def _write(self, folder, asked):
        """Bodies of several lines go into files of their own."""
        with open(asked, "w", encoding="utf-8") as file:
            for *head, body in self.lines:
                if b"\n" in body or b"\t" in body:
                    name = self.bodies.setdefault(body, f"{folder}/body{len(self.bodies)}")
                    if not os.path.exists(name):
                        with open(name, "wb") as part:
                            part.write(body)
                    body = b"@" + name.encode()
                file.write("\t".join((*head, body.decode("utf-8"))) + "\n")

    def run(self, clients, seconds=0, rate=0):
        """(summary, answers in the order of the requests when each is asked once); with `rate`
        so many requests a second arrive, whatever the server does"""
        with tempfile.TemporaryDirectory() as folder:
            asked, got = os.path.join(folder, "asked"), os.path.join(folder, "got")
            self._write(folder, asked)
            done = subprocess.run([helper("load"), str(self.port), str(clients), str(seconds),
                                   asked, got, *([str(rate)] if rate else [])],
                                  capture_output=True, text=True, check=True)
            answers = {}
            if not seconds:
                with open(got, encoding="utf-8") as file:
                    for line in file:
                        number, status, _, place = line.rstrip("\n").split(" ", 3)
                        answers[int(number)] = (int(status), place)
        return json.loads(done.stdout), [answers[n] for n in sorted(answers)]


def processes(root):
    """root and everything below it: {pid: name}."""
    parents, names = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                    head, tail = file.read().rsplit(")", 1)
            except OSError:
                continue
            parents[int(entry)] = int(tail.split()[1])
            names[int(entry)] = head.split("(", 1)[1]
    found = {root}
    while True:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        if not more:
            return {pid: names.get(pid, "") for pid in found}
        found |= more


def ours(server):
    """The product's own processes: not the shell that started them."""
    return {pid: name for pid, name in processes(server.process.pid).items()
            if name.startswith("truc")}


def cpu_seconds(pids):
    """User and system time of processes so far."""
    ticks = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def written_bytes(pid):
    """What a process has handed to write() so far."""
    with open(f"/proc/{pid}/io", encoding="utf-8") as file:
        return int(re.search(r"wchar: (\d+)", file.read())[1])


def worked(pid, engine):
    """A measure of the transactions that a process has made: SQLite's writer writes itself."""
    return written_bytes(pid) if engine == "sqlite" else cpu_seconds([pid])


def pss_bytes(pids):
    """Proportional memory of processes."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
            total += int(re.search(r"(?m)^Pss:\s*(\d+)", file.read())[1]) * 1024
    return total


class Recorder(formclient.Client):
    """A person's browser that remembers what it sent."""

    def __init__(self, base):
        super().__init__(base)
        self.sent = []

    def request(self, method, url, body=None, headers=None):
        page = super().request(method, url, body, headers)
        if method == "POST":
            self.sent.append((urllib.parse.urlsplit(page.url).path, dict(headers or {}),
                              body or b"", page.headers.get("location", "")))
        return page

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class Postgres:
    """A PostgreSQL server of our own that writes to the disk for good; can be killed."""

    def __init__(self):
        done = self._shell('POSTGRES_FSYNC=on; postgres_start && echo "$postgres_dir" && '
                           'echo "$TRUC_TEST_POSTGRES"')
        self.folder, self.url = done.stdout.strip().split("\n")[-2:]

    def _shell(self, words):
        script = os.path.join(TOP, "tests", "support", "postgres.sh")
        return subprocess.run(["bash", "-c", f". {script}; {words}"], capture_output=True,
                              text=True, check=True)

    def kill(self):
        """Every process at once, as when the power goes."""
        with open(os.path.join(self.folder, "data", "postmaster.pid"), encoding="utf-8") as file:
            kill_tree(int(file.readline()))

    def start_again(self):
        data = os.path.join(self.folder, "data")
        with open(os.path.join(data, "postmaster.opts"), encoding="utf-8") as file:
            options = " ".join(shlex.split(file.read())[3:])
        # the dead one may still be waiting for its parent, and then seems to be alive
        for left in (f"{data}/postmaster.pid", f"{self.folder}/.s.PGSQL.5432.lock"):
            os.remove(left)
        self._shell(f'postgres_as "$postgres_bin/pg_ctl" -D {data} -w -l {self.folder}/log '
                    f'-o "{options}" start >/dev/null')

    def close(self):
        self._shell(f"postgres_dir={self.folder}; postgres_stop")


def kill_tree(root):
    """SIGKILL for a process and everything below it, the parent first."""
    below = set(processes(root)) - {root}
    for pid in (root, *sorted(below)):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

"""The rows of tests/perf/run; each yields one or more lines."""

import gzip
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.parse

import measure
from server import Server, free_port

CLIENTS = 16


def line(name, value, unit, bar, better, limit=None, note=""):
    """`better` is "low" or "high": on which side of the bar it is good to be."""
    good = None if bar is None else value <= bar if better == "low" else value >= bar
    return {"id": name, "value": round(value, 3), "unit": unit, "bar": bar, "ok": good,
            "limit": limit, "note": note}


def node(database=None):
    """A running node of its own with the small demo, its data on a disk."""
    os.environ["TMPDIR"] = tempfile.tempdir = measure.data_root()
    server = Server(database)
    server.start(300)
    return server


def home_cpu(_):
    """Processor time of a page that everybody opens."""
    seconds, micros = 6, {}
    port = free_port()
    bare = subprocess.Popen([measure.helper("bare"), str(port)], stdout=subprocess.PIPE)
    try:
        bare.stdout.readline()
        micros["bare"] = cpu_per_request(port, [bare.pid], seconds)
    finally:
        bare.kill()
        bare.wait()
    server = node()
    try:
        micros["home"] = cpu_per_request(server.port, list(measure.ours(server)), seconds)
    finally:
        server.close()
    yield line("home-cpu", micros["home"] / micros["bare"], "× bare", 3, "low", 1,
               f"{micros['home']:.1f} µs a request; the bare library needs {micros['bare']:.1f} µs "
               "for a reply of 1 KB")


def cpu_per_request(port, pids, seconds):
    """Microseconds of processor time of these processes for one GET /."""
    load = measure.Load(port)
    load.add("GET", "/")
    load.run(CLIENTS, 1)
    before = measure.cpu_seconds(pids)
    summary, _ = load.run(CLIENTS, seconds)
    if summary["failed"]:
        raise RuntimeError(f"{summary['failed']} requests failed")
    return (measure.cpu_seconds(pids) - before) * 1e6 / summary["requests"]


def evidence(machine):
    """Evidence rows that become leaves under a signed, published checkpoint."""
    found = {}
    for batch in (CLIENTS, 1):
        with tempfile.TemporaryDirectory(dir=measure.data_root()) as folder:
            count = 40000 if batch > 1 else 8000
            done = subprocess.run([measure.helper("append"), f"sqlite:{folder}/truc.db",
                                   f"{folder}/log", str(count), str(batch)], capture_output=True,
                                  text=True, check=True)
            found[batch] = json.loads(done.stdout)
    best = found[CLIENTS]
    yield line("evidence-append", best["per_second"], "leaves/s", 5000, "high",
               machine["durable_writes_per_second"] * CLIENTS,
               f"SQLite, {CLIENTS} rows a transaction (a screen of {CLIENTS} readers), fsync each, "
               f"{best['checkpoints']} checkpoints signed meanwhile, whole log verified; one row a "
               f"transaction: {found[1]['per_second']} leaves/s")


def first_page(_):
    """What the first visit puts on the wire, without fonts."""
    server = node()
    try:
        total, parts, scripts = page_weight(server)
    finally:
        server.close()
    yield line("first-page-bytes", total, "bytes", 30 * 1024, "low", None,
               ", ".join(f"{name} {size}" for name, size in parts))
    yield line("first-page-scripts", scripts, "scripts", 0, "low", 0, "the page and what it loads")


def page_weight(server):
    browser = measure.Recorder(server.base)
    headers = {"Accept-Encoding": "gzip, br"}
    page = browser.request("GET", "/", headers=headers)
    wire = [("/", len(page.body))]
    body = page.body
    if page.headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    html = body.decode("utf-8")
    loads = re.findall(r'<link[^>]+rel="(?:stylesheet|icon|preload)"[^>]*>', html)
    names = [re.search(r'href="([^"]+)"', tag)[1] for tag in loads]
    names += re.findall(r'<img[^>]+src="([^"]+)"', html)
    for name in dict.fromkeys(names):
        if not re.search(r"\.(woff2?|ttf|otf)", name):
            part = browser.request("GET", name, headers=headers)
            wire.append((urllib.parse.urlsplit(name).path, len(part.body)))
    return sum(size for _, size in wire), wire, len(re.findall(r"<script", html))


def rebuild(_):
    """One source file changed, everything that follows from it built again."""
    build, source = os.path.join(measure.TOP, "build"), "src/core/jobs.c"
    subprocess.run(["ninja", "-C", build], check=True, stdout=subprocess.DEVNULL)
    times = []
    for _ in range(3):
        os.utime(os.path.join(measure.TOP, source))
        started = time.monotonic()
        subprocess.run(["ninja", "-C", build], check=True, stdout=subprocess.DEVNULL)
        times.append(time.monotonic() - started)
    yield line("rebuild-one-file", sorted(times)[1], "s", 3, "low", None,
               f"median of 3 after {source} changed")


def check_quick(_):
    """The check that a person runs before every commit."""
    started = time.monotonic()
    done = subprocess.run([os.path.join(measure.TOP, "check"), "--quick", "--no-install"],
                          capture_output=True, text=True, check=False)
    yield line("check-quick", time.monotonic() - started, "s", 90, "low", None,
               (done.stdout.strip().split("\n") or [""])[-1])


ROWS = {
    "home-cpu": home_cpu,
    "evidence-append": evidence,
    "first-page": first_page,
    "rebuild-one-file": rebuild,
    "check-quick": check_quick,
}

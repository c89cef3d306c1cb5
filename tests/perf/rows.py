"""The rows of tests/perf/run; each yields one or more lines."""

import concurrent.futures
import gzip
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.parse

import backup
import journey
import login
import measure
import reorganise
import scale
import signatures
from server import Server, free_port

CLIENTS = 16


def line(name, value, unit, bar, better, limit=None, note=""):
    """`better` is "low" or "high": on which side of the bar it is good to be."""
    good = None if bar is None else value <= bar if better == "low" else value >= bar
    return {"id": name, "value": round(value, 3), "unit": unit, "bar": bar, "ok": good,
            "limit": limit, "note": note}


class Nodes:
    """Running nodes with the small demo, their data on a disk; one SQLite node serves many rows."""

    def __init__(self):
        self.open = []
        self.common = None
        self.filled = {}
        self.databases = []

    def start(self, database=None, **settings):
        tempfile.tempdir = measure.data_root()
        server = Server(database)
        server.configure(**settings)
        self.open.append(server)
        server.start(300)
        return server

    def shared(self):
        if self.common is None:
            self.common = self.start()
        return self.common

    def close(self):
        for one in self.open + self.databases:
            one.close()
        self.__init__()


NODES = Nodes()


def home_cpu(_):
    """Processor time of a page that everybody opens."""
    seconds, micros = 6, {}
    port = free_port()
    bare = subprocess.Popen([measure.helper("bare"), str(port)], stdout=subprocess.PIPE)
    try:
        bare.stdout.readline()
        micros["bare"] = cpu_per_request(port, lambda: [bare.pid], seconds)
    finally:
        bare.kill()
        bare.wait()
    server = NODES.shared()
    micros["home"] = cpu_per_request(server.port, lambda: list(measure.ours(server)),
                                     seconds)
    yield line("home-cpu", micros["home"] / micros["bare"], "× bare", 3, "low", 1,
               f"{micros['home']:.1f} µs a request; the bare library needs {micros['bare']:.1f} µs "
               "for a reply of 1 KB")


def cpu_per_request(port, processes, seconds):
    """Microseconds of processor time of these processes for one GET /."""
    load = measure.Load(port)
    load.add("GET", "/")
    load.run(CLIENTS, 1)
    pids = processes()
    before = measure.cpu_seconds(pids)
    summary, _ = load.run(CLIENTS, seconds)
    if summary["failed"]:
        raise RuntimeError(f"{summary['failed']} requests failed")
    return (measure.cpu_seconds(pids) - before) * 1e6 / summary["requests"]


SUBMITS, PREPARE_S = 6000, 60


def submit(engine):
    """Sending complete drafts, then the power fails."""
    def rows(machine):
        postgres = measure.Postgres() if engine == "postgres" else None
        try:
            server = NODES.start(postgres.url) if postgres else NODES.shared()
            yield from submit_rows(engine, server, postgres, machine)
            server.stop()
        finally:
            if postgres:
                postgres.close()
    return rows


def submit_rows(engine, server, postgres, machine):
    trip = journey.Journey(server)
    tokens, until = trip.drafts(500), time.monotonic() + PREPARE_S
    while len(tokens) < SUBMITS and time.monotonic() < until:
        tokens += trip.drafts(500)
    trip.submit(trip.drafts(50), CLIENTS)
    writers = [pid for pid, name in measure.ours(server).items() if name == "truc-web"]
    before = {pid: measure.worked(pid, engine) for pid in writers}
    summary, receipts = trip.submit(tokens, CLIENTS)
    shares = [measure.worked(pid, engine) - before[pid] for pid in writers]
    measure.kill_tree(server.process.pid)
    if postgres:
        postgres.kill()
        postgres.start_again()
    server.stop()
    server.start(300)
    missing = len(receipts) - receipts_found(server, receipts)
    name = f"submit-{engine}"
    yield line(name, summary["per_second"], "submits/s", 500, "high",
               machine["durable_writes_per_second"],
               f"{len(receipts)} of {len(tokens)} acknowledged, {CLIENTS} clients, 12 answers; "
               "limit: one process appending 12 KB and syncing")
    yield line(f"{name}-p99", summary["p99_us"] / 1000, "ms", 50, "low", None,
               f"median {summary['p50_us'] / 1000:.1f} ms, worst {summary['max_us'] / 1000:.1f} ms")
    yield line(f"{name}-fairness", min(shares) * len(shares) / max(sum(shares), 1e-9),
               "of the mean", 0.5, "high", 1,
               f"slowest of {len(shares)} web workers by "
               + ("bytes written" if engine == "sqlite" else "processor time"))
    yield line(f"{name}-lost", missing + len(tokens) - len(receipts), "dossiers", 0, "low", 0,
               f"every process killed with SIGKILL right after; {len(receipts) - missing} of "
               f"{len(receipts)} acknowledged receipts there after the restart")


def receipts_found(server, receipts):
    """How many receipt pages open."""
    load = measure.Load(server.port)
    for receipt in receipts:
        load.add("GET", f"/ho-so/{receipt}")
    _, answers = load.run(8)
    return sum(1 for status, _ in answers if status == 200)


def submit_file(machine):
    """As submit-sqlite, each with one inspected picture of 200 KB: from choosing it to the page
    behind it."""
    trip = journey.Journey(NODES.shared(), journey.picture(200 * 1024))
    tokens, upload = trip.uploads(200)
    summary, _ = trip.ask([(upload, token) for token in tokens], CLIENTS)
    yield line("upload-inspected", summary["per_second"], "files/s", None, "high", None,
               f"200 KB JPEG, {CLIENTS} clients, {summary['failed']} failed, p99 "
               f"{summary['p99_us'] / 1000:.0f} ms")


def head_of_line(_):
    """The home page while eight people keep the inspector busy."""
    server = NODES.shared()
    busy = journey.Journey(server, journey.slow_picture())
    tokens, upload = busy.uploads(24)
    load = measure.Load(server.port)
    load.add("GET", "/")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        uploads = pool.submit(busy.ask, [(upload, token) for token in tokens], 8)
        time.sleep(1)
        summary, _ = load.run(4, 4)
        took, answers = uploads.result()
    yield line("head-of-line", summary["p99_us"] / 1000, "ms", 50, "low", None,
               f"home page p99 of {summary['requests']} requests; 8 clients sent "
               f"{len(answers)} large pictures, median {took['p50_us'] / 1e6:.1f} s each")


def memory(_):
    """All processes of the node after a little work."""
    server = NODES.start(**{"web.workers": 4})
    trip = journey.Journey(server)
    _, receipts = trip.submit(trip.drafts(5), 4)
    papers = journey.accept_all(server, trip.codes(receipts), receipts)
    load = measure.Load(server.port)
    paths = ["/", "/dich-vu?q=trich+luc", f"/dich-vu/{journey.PROCEDURE}", "/tra-cuu",
             "/xac-minh", "/muc-tieu", "/can-bo/dang-nhap", *(f"/ho-so/{r}" for r in receipts)]
    for path in (paths * 20)[:100]:
        load.add("GET", path)
    load.run(8)
    names = measure.ours(server)
    sizes = {pid: measure.pss_bytes([pid]) for pid in names}
    server.stop()
    parts = ", ".join(f"{names.get(pid, '')} {size / 2**20:.1f}" for pid, size in sizes.items())
    yield line("memory-pss", sum(sizes.values()) / 2**20, "MB", 64, "low", None,
               f"4 web workers, 100 requests, {papers} PDFs; {parts}")


def decide(_):
    """One permission decision about an agency below, 95 communes in turn."""
    found, postgres = {}, measure.Postgres()
    try:
        with tempfile.TemporaryDirectory(dir=measure.data_root()) as folder:
            for engine, url in (("SQLite", f"sqlite:{folder}/truc.db"),
                                ("PostgreSQL", postgres.url)):
                done = subprocess.run([measure.helper("decide"), url, "20000"],
                                      capture_output=True, text=True, check=True)
                found[engine] = json.loads(done.stdout)
    finally:
        postgres.close()
    parts = "; ".join(f"{engine}: warm p50 {f['warm_p50']}, in words {f['words_p50']}, cold "
                      f"{f['cold_p50']}, a person's grants {f['load_p50']}"
                      for engine, f in found.items())
    yield line("permission-decide", max(f["warm_p99"] for f in found.values()), "µs", 20, "low",
               None, f"p99 of 20000 warm decisions, the slower engine; {parts}")


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
    total, parts, scripts = page_weight(NODES.shared())
    yield line("first-page-bytes", total, "bytes", 30 * 1024, "low", None,
               ", ".join(f"{name} {size}" for name, size in parts))
    yield line("first-page-scripts", scripts, "scripts", 0, "low", 0, "the page and what it loads")


def page_weight(server):
    body, coding = measure.fetch(server.port, "/")
    wire = [("/", len(body))]
    html = (gzip.decompress(body) if coding == "gzip" else body).decode("utf-8")
    loads = re.findall(r'<link[^>]+rel="(?:stylesheet|icon|preload)"[^>]*>', html)
    names = [re.search(r'href="([^"]+)"', tag)[1] for tag in loads]
    names += re.findall(r'<img[^>]+src="([^"]+)"', html)
    for name in dict.fromkeys(names):
        if not re.search(r"\.(woff2?|ttf|otf)", name):
            wire.append((name, len(measure.fetch(server.port, name)[0])))
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


def filled(engine):
    """One node with a million dossiers for each engine, filled when the first row asks for it."""
    if engine not in NODES.filled:
        postgres = measure.Postgres() if engine == "postgres" else None
        server = NODES.start(postgres.url if postgres else None)
        if postgres:
            NODES.databases.append(postgres)
        url = postgres.url if postgres else f"sqlite:{server.data}/truc.db"
        NODES.filled[engine] = scale.Filled(server, url)
    return NODES.filled[engine]


def list_50(engine):
    """Lists of 50 with permission inside the query, open loop."""
    def rows(machine):
        node = filled(engine)
        load = node.pages(["/can-bo/ho-so", "/can-bo/viec", "/can-bo/ho-so?ds=da-xong"])
        load.run(scale.CONNECTIONS, 2, 100)
        summary, _ = load.run(scale.CONNECTIONS, 20, 300)
        best = scale.highest_rate(load, 300) if scale.fits(summary) else 0
        name = f"list-50-{engine}"
        note = f"{scale.DOSSIERS} dossiers, 300/s open loop, {summary['failed']} failed, " + \
            scale.quantiles(summary)
        yield line(name, summary["p50_us"] / 1000, "ms", 10, "low", None, note)
        yield line(f"{name}-p99", summary["p99_us"] / 1000, "ms", 50, "low", None, note)
        yield line(f"{name}-rate", best, "lists/s", 300, "high",
                   machine["durable_writes_per_second"],
                   "highest rate that keeps both; limit: syncs of one process a second, each "
                   "reading is durable before its page leaves")
    return rows


def search_typed(engine):
    """Search as typed by officials of one agency and of all."""
    def rows(_):
        node = filled(engine)
        paths = ["/can-bo/tim?q=" + urllib.parse.quote(part)
                 for words in scale.TYPED for part in scale.beginnings(words)]
        for below, who in ((False, "one agency"), (True, "the whole city")):
            load = node.pages(paths, below)
            load.run(8, 3, 20)
            summary, _ = load.run(scale.CONNECTIONS, 20, 30)
            yield line(f"search-typed-{engine}-{'all' if below else 'own'}",
                       summary["p50_us"] / 1000, "ms", 20, "low", None,
                       f"{scale.DOSSIERS} dossiers, {scale.UNITS} units, {who}, 30 keys/s open "
                       f"loop, {summary['failed']} failed, {scale.quantiles(summary)}")
    return rows


def sign_batch(_):
    """A thousand papers with one PIN through SoftHSM, against the slowest of its parts."""
    build = os.path.join(measure.TOP, "build")
    env = dict(os.environ, TRUC_SIGNER=os.path.join(build, "truc-signer"),
               TMPDIR=measure.data_root())
    for name, more in (("sign-batch", []), ("sign-batch-dated", [os.path.join(build, "truc")])):
        said = subprocess.run([measure.helper("sign_batch"), "1000", "2", *more], env=env,
                              check=True, stdout=subprocess.PIPE, text=True).stdout
        found = json.loads(said.splitlines()[-1])
        parts = {key: found[key] for key in ("bare_sign", "bare_commit", "bare_timestamp")
                 if found[key] > 0}
        slowest = min(parts, key=parts.get)
        yield line(name, found["per_second"] / parts[slowest], f"of {slowest}", 0.8, "high", None,
                   f"{found['signed']} signed, {found['dated']} dated, "
                   f"{found['per_second']:.0f}/s by two workers; bare, one after the other: "
                   + ", ".join(f"{key[5:]} {value:.0f}/s" for key, value in parts.items()))


ROWS = {
    "home-cpu": home_cpu,
    "first-page": first_page,
    "head-of-line": head_of_line,
    "upload-inspected": submit_file,
    "submit-sqlite": submit("sqlite"),
    "submit-postgres": submit("postgres"),
    "list-50-sqlite": list_50("sqlite"),
    "list-50-postgres": list_50("postgres"),
    "search-typed-sqlite": search_typed("sqlite"),
    "search-typed-postgres": search_typed("postgres"),
    "reorganisation-sqlite": reorganise.rows(NODES, line, "sqlite"),
    "reorganisation-postgres": reorganise.rows(NODES, line, "postgres"),
    "evidence-append": evidence,
    "permission-decide": decide,
    "login-4": login.login(NODES, line),
    "backup-10gb": backup.backup(NODES, line),
    "verify-inprocess": signatures.verify_inprocess(line),
    "verify-process": signatures.verify_process(line),
    "pades-sign": signatures.pades_sign(line),
    "memory-pss": memory,
    "rebuild-one-file": rebuild,
    "check-quick": check_quick,
    "sign-batch": sign_batch,
}

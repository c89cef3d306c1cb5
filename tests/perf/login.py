"""Four people sign in at once, over and over: what it costs in memory, and what others notice."""

import concurrent.futures
import threading
import time
import urllib.parse

import journey
import measure

CLIENTS, SECONDS = 4, 10
PATHS = ("/", "/tra-cuu", "/can-bo/viec")


class Memory:
    """The most that all processes of the node held, sampled five times a second."""

    def __init__(self, server):
        self.server, self.most, self.stopped = server, 0, threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def now(self):
        return measure.pss_bytes(list(measure.ours(self.server)))

    def _watch(self):
        while not self.stopped.wait(0.2):
            self.most = max(self.most, self.now())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()


def attempts(server):
    """The password form of four browsers, each for an account of its own."""
    load = measure.Load(server.port)
    for name, account in list(server.accounts().items())[:CLIENTS]:
        browser = measure.Recorder(server.base)
        browser.open("/can-bo/dang-nhap")
        token = next(field.get("value") for field in browser.page.tree.all("input")
                     if field.get("name") == "csrf")
        cookie = "; ".join(f"{key}={value}" for key, value in browser.cookies.items())
        body = urllib.parse.urlencode({"csrf": token, "user": name, "pw": account["password"]})
        load.add("POST", "/can-bo/dang-nhap", cookie, measure.FORM, body.encode())
    return load


def others(server):
    """Pages of other people meanwhile: two public ones and a clerk's desk."""
    clerk = journey.clerk_of(server, journey.CLERK)
    cookie = "; ".join(f"{key}={value}" for key, value in clerk.cookies.items())
    load = measure.Load(server.port)
    for path in PATHS:
        load.add("GET", path, cookie if path.startswith("/can-bo") else "")
    return load


def login(nodes, line):
    def rows(_):
        server = nodes.shared()
        passwords, pages = attempts(server), others(server)
        passwords.run(CLIENTS)  # once, so that what stays is in the memory before
        quiet, _ = pages.run(2, 3)
        with Memory(server) as memory, concurrent.futures.ThreadPoolExecutor() as pool:
            before = memory.now()
            signing = pool.submit(passwords.run, CLIENTS, SECONDS)
            time.sleep(1)
            noticed, _ = pages.run(2, SECONDS - 2)
            signed, _ = signing.result()
        failed = signed["failed"] + noticed["failed"]
        yield line("login-4-memory", (memory.most - before) / 2**20, "MB", 80, "low", None,
                   f"{CLIENTS} at once for {SECONDS} s, all processes; before "
                   f"{before / 2**20:.1f} MB, most {memory.most / 2**20:.1f} MB")
        yield line("login-4-others-p99", noticed["p99_us"] / 1000, "ms", 50, "low",
                   quiet["p99_us"] / 1000, f"{noticed['requests']} other pages, median "
                   f"{noticed['p50_us'] / 1000:.1f} ms; limit: the same while nobody signs in")
        yield line("login-4", signed["p99_us"] / 1000, "ms", None, "low", None,
                   f"{signed['per_second']:.0f} passwords/s, median {signed['p50_us'] / 1000:.0f} "
                   f"ms, {failed} failed")
    return rows

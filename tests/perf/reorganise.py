"""The row `reorganisation`: a large decision while people go on reading."""

import os
import re
import subprocess
import threading
import time

import measure

COMMUNES, DOSSIERS, WAIT_S = 270, 100000, 120
PAGES = ["/", "/dich-vu", "/muc-tieu"]
SECONDS = {"sqlite": 12, "postgres": 24}


def rows(nodes, line, engine):
    """As for the other rows: a function of the machine that yields lines."""
    def measured(_):
        postgres = measure.Postgres() if engine == "postgres" else None
        try:
            server = nodes.start(postgres.url) if postgres else nodes.start()
            yield from apply_rows(line, engine, server, postgres)
            server.stop()
        finally:
            if postgres:
                postgres.close()
    return measured


def apply_rows(line, engine, server, postgres):
    url = postgres.url if postgres else f"sqlite:{server.data}/truc.db"
    helper = subprocess.Popen([measure.helper("reorganise"), url, str(COMMUNES), str(DOSSIERS)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    number = helper.stdout.readline().strip()
    subprocess.run(truc(server, "search", "rebuild"), check=True, stdout=subprocess.DEVNULL)
    load = measure.Load(server.port)
    for path in PAGES:
        load.add("GET", path)
    summary = {}
    reading = threading.Thread(
        target=lambda: summary.update(load.run(8, SECONDS[engine], 50)[0]))
    reading.start()
    time.sleep(1)
    helper.communicate("\n")
    if helper.returncode:
        raise RuntimeError("the decision was not approved")
    reading.join()
    took_ms, report = wait_for(server, number)
    note = f"{COMMUNES} communes, {DOSSIERS} open dossiers, one transaction; {report}"
    name = f"reorganisation-{engine}"
    yield line(name, took_ms / 1000, "s", 60, "low", None, note)
    yield line(f"{name}-reads-p99", summary["p99_us"] / 1000, "ms", 100, "low", None,
               f"{summary['requests']} pages at 50/s meanwhile, {summary['failed']} failed, "
               f"median {summary['p50_us'] / 1000:.1f} ms, worst {summary['max_us'] / 1000:.0f} ms")


def truc(server, *words):
    return [os.path.join(measure.TOP, "build/truc"), *words, "--config",
            os.path.join(server.data, "truc.conf")]


def wait_for(server, number):
    """(milliseconds, the line of the dossiers) once it is applied."""
    until = time.monotonic() + WAIT_S
    command = truc(server, "reorganisation", "report", number)
    while time.monotonic() < until:
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "applied" in text:
            dossiers = re.search(r"^ *(\d+ = \d+) +Hồ sơ đang giải quyết", text, re.M)
            return int(re.search(r"(\d+) ms", text)[1]), dossiers[1]
        if "failed" in text:
            raise RuntimeError(text)
        time.sleep(0.2)
    raise RuntimeError("the decision was never applied")

"""The shipped product on a free port with a data folder of its own, started by ./run."""

import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


def free_port():
    """Below the ports that demos take for their authority (20000 to 30000) and the system gives
    away, and each process from a place of its own: suites side by side never take a port that
    another has just left for a restart."""
    for port in _ports:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


_ports = itertools.cycle(range(10000 + os.getpid() % 900 * 10, 20000))


class Server:
    """start() and stop() as often as wanted over one data folder; close() throws it away."""

    def __init__(self, database=None, demo="small"):
        self.folder = tempfile.mkdtemp(prefix="truc-test.")
        os.chmod(self.folder, 0o755)
        self.data = os.path.join(self.folder, "data")
        self.port, self.database, self.demo = free_port(), database, demo
        self.base, self.process = f"http://127.0.0.1:{self.port}", None

    def configure(self, **settings):
        """Lines of truc.conf that ./run keeps; takes effect at the next start()."""
        path = os.path.join(self.data, "truc.conf")
        lines = []
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                lines = [line for line in file.read().split("\n")
                         if line and line.split("=")[0].strip() not in settings]
        os.makedirs(self.data, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines + [f"{k} = {v}" for k, v in settings.items()]) + "\n")

    def start(self, seconds=600):
        command = [os.path.join(TOP, "run"), "--no-install", "--port", str(self.port), "--data",
                   self.data, "--demo", self.demo]
        if self.database:
            command += ["--database", self.database]
        with open(os.path.join(self.folder, "run.log"), "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL, start_new_session=True)
        until = time.monotonic() + seconds
        while f"{self.base}/" not in self.log():
            if self.process.poll() is not None or time.monotonic() > until:
                said = self.log()[-4000:]
                self.stop()
                raise RuntimeError("the product did not start:\n" + said)
            time.sleep(0.05)

    def log(self):
        path = os.path.join(self.folder, "run.log")
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
        open(os.path.join(self.folder, "run.log"), "wb").close()

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def truc(self, *arguments):
        """Standard output of a command of the product on this data folder."""
        command = [os.path.join(TOP, "build", "truc"), *arguments, "--config",
                   os.path.join(self.data, "truc.conf")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def accounts(self):
        """{sign-in name: {"password": …, "totp": …, …}} of the demo."""
        return {row["name"]: row for row in json.loads(self.truc("demo", "accounts", "--json"))}

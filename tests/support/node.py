"""`truc serve` alone on a free port, without ./run and without a demo: for tests of HTTP itself."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from server import TOP, free_port


class Node:
    """A data folder of its own; start(), stop() with the exit status, close()."""

    def __init__(self, **settings):
        self.folder = tempfile.mkdtemp(prefix="truc-node.")
        self.data, self.port, self.process = os.path.join(self.folder, "data"), free_port(), None
        os.makedirs(self.data)
        lines = {"data": self.data, "listen": f"127.0.0.1:{self.port}", **settings}
        self.config = os.path.join(self.data, "truc.conf")
        with open(self.config, "w", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n" for name, value in lines.items())
        os.chmod(self.folder, 0o755)
        if os.geteuid() == 0:
            shutil.chown(self.data, pwd.getpwnam("nobody").pw_uid)

    def start(self):
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen(
            [os.path.join(os.environ.get("TRUC_BUILD", os.path.join(TOP, "build")), "truc"),
             "serve", "--config", self.config], stdout=self.log, stderr=self.log)
        until = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                break
            except OSError:
                assert self.process.poll() is None and time.monotonic() < until, self.said()
                time.sleep(0.02)
        self.get("/")

    def said(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), 20)

    def send(self, raw):
        """(status, headers as text, body) of one request over a connection of its own."""
        with self.connect() as sock:
            sock.sendall(raw)
            answer = b""
            while True:
                try:
                    piece = sock.recv(65536)
                except ConnectionResetError:
                    break
                if not piece:
                    break
                answer += piece
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head else 0
        return status, head.decode("latin-1"), body

    def get(self, path, *headers):
        lines = [f"GET {path} HTTP/1.1", "Host: test", "Connection: close", *headers]
        return self.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    def post(self, path, body, *headers, kind="application/x-www-form-urlencoded"):
        lines = [f"POST {path} HTTP/1.1", "Host: test", "Connection: close",
                 f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
        return self.send(("\r\n".join(lines) + "\r\n\r\n").encode() + body)

    def children(self, name):
        done = subprocess.run(["pgrep", "-P", str(self.process.pid), name], capture_output=True,
                              text=True, check=False)
        return [int(pid) for pid in done.stdout.split()]

    def stop(self):
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(40)
        self.process = None
        self.log.close()
        return status

    def close(self):
        try:
            if self.process is not None and self.process.poll() is None:
                self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

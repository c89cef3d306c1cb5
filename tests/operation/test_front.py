#!/usr/bin/env python3
"""What stands around the node: nginx with the shipped configuration, and the units of systemd.

nginx really runs, on free loopback ports with a certificate of the test's own. Prints TAP.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests" / "support"))
import node  # noqa: E402
import tap  # noqa: E402
from server import free_port  # noqa: E402

NAME = "dichvucong.example.gov.vn"
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]
STRANGER = "192.0.2.77"  # an address of the loopback device for one test (TEST-NET-1)


def loopback(what):
    """Gives the loopback device the stranger's address, or takes it away."""
    subprocess.run([*AS_ROOT, "ip", "address", what, f"{STRANGER}/32", "dev", "lo"],
                   check=what == "add")


class Front:
    """nginx over a node; one for the whole file."""

    def __init__(self):
        self.plain, self.tls = free_port(), free_port()
        self.node = node.Node(**{"web.workers": 2, "web.behind_proxy": "yes",
                                 "site.origin": f"https://{NAME}"})
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="truc-front."))
        os.chmod(self.folder, 0o755)
        self.nginx = None

    def configure(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
                        "-keyout", self.folder / "key.pem", "-out", self.folder / "chain.pem"],
                       check=True, capture_output=True)
        text = (TOP / "etc/nginx/truc.conf").read_text(encoding="utf-8")
        for old, new in ((r"listen \[::\]:[^;]*;", ""),
                         (r"listen 80 default_server", f"listen {self.plain} default_server"),
                         (r"listen 443 ssl", f"listen {self.tls} ssl"),
                         (r"127\.0\.0\.1:8080", f"127.0.0.1:{self.node.port}"),
                         (r"/etc/truc/tls/", f"{self.folder}/"),
                         (r"/usr/share/truc", str(TOP / "etc/nginx")),
                         (r"client_header_timeout 10s", "client_header_timeout 2s"),
                         (r"client_body_timeout 20s", "client_body_timeout 2s")):
            text, count = re.subn(old, new, text)
            assert count > 0, f"{old} is not in etc/nginx/truc.conf"
        (self.folder / "site.conf").write_text(text, encoding="utf-8")
        (self.folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {self.folder}/pid; error_log {self.folder}/error"
            " warn; events {} http { access_log off; "
            + "".join(f"{kind}_temp_path {self.folder}/{kind}; " for kind in
                      ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            + f"include {self.folder}/site.conf; }}", encoding="utf-8")

    def start(self):
        self.configure()
        self.node.start()
        self.nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", self.folder / "nginx.conf", "-p",
                                       self.folder], stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.tls), 1).close()
                return
            except OSError:
                assert self.nginx.poll() is None, self.nginx.stderr.read()
                time.sleep(0.05)
        raise AssertionError("nginx did not start")

    def close(self):
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait(10)
        self.node.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def curl(self, path, *options, tls=True):
        """(status line, {lower name: [values]}, body) of one request."""
        port = self.tls if tls else self.plain
        scheme = "https" if tls else "http"
        done = subprocess.run(
            ["curl", "-sk", "-i", "--max-time", "20", "--resolve", f"{NAME}:{port}:127.0.0.1",
             *options, f"{scheme}://{NAME}:{port}{path}"], capture_output=True, check=False)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        while body.startswith(b"HTTP/"):  # 100 Continue
            head, _, body = body.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            headers.setdefault(name.lower(), []).append(value)
        return lines[0], headers, body

    def open_tls(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.tls), 10))


FRONT = Front()


def test_http2_with_every_security_header_once():
    status, headers, body = FRONT.curl("/", "--http2")
    assert status.startswith("HTTP/2 200"), status
    assert b"</html>" in body
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy",
                 "strict-transport-security"):
        assert len(headers.get(name, [])) == 1, f"{name}: {headers.get(name)}"
    assert "nginx/" not in headers.get("server", [""])[0], "tells its version"


def test_http_leads_to_https_and_old_tls_is_refused():
    status, headers, _ = FRONT.curl("/tra-cuu?x=1", tls=False)
    assert " 308" in status and headers["location"] == [f"https://{NAME}/tra-cuu?x=1"], headers
    for version, good in (("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{FRONT.tls}",
                               "-cipher", "DEFAULT@SECLEVEL=0", version],
                              input=b"", capture_output=True, check=False)
        assert (done.returncode == 0) == good, f"{version}: {done.stderr[-300:]}"


def test_static_files_are_kept_and_whole():
    _, _, page = FRONT.curl("/")
    sheet = re.search(rb'href="(/static/[^"]+\.css)"', page).group(1).decode()
    status, headers, body = FRONT.curl(sheet)
    assert " 200" in status and b"}" in body
    assert "immutable" in headers["cache-control"][0], headers


def test_a_client_that_is_slow_with_its_headers_is_closed_and_holds_nobody_up():
    slow = FRONT.open_tls()
    slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    began = time.monotonic()
    status, _, _ = FRONT.curl("/")
    assert " 200" in status and time.monotonic() - began < 1.5
    slow.settimeout(15)
    try:
        answer = slow.recv(100)
    except (ConnectionResetError, ssl.SSLError):
        answer = b""
    took = time.monotonic() - began
    assert (answer == b"" or b"408" in answer) and 1 < took < 8, (answer, took)


def test_a_client_that_is_slow_with_its_body_never_reaches_the_node():
    slow = FRONT.open_tls()
    slow.sendall(f"POST /can-bo/dang-nhap HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 5000\r\n"
                 "Content-Type: application/x-www-form-urlencoded\r\n\r\nten=".encode())
    time.sleep(0.5)
    done = subprocess.run(["ss", "-tnH", "state", "established",
                           f"( sport = :{FRONT.node.port} )"], capture_output=True, text=True,
                          check=True)
    idle = [line for line in done.stdout.splitlines() if not line.split()[0] == "0"]
    assert idle == [], "bytes of a half body wait at the node"
    slow.settimeout(15)
    try:
        assert b" 200 " not in slow.recv(200)
    except (ConnectionResetError, ssl.SSLError):
        pass  # closed, as it should


def test_a_body_that_is_too_large_is_refused_by_the_node_or_before_it():
    small = FRONT.folder / "small"
    small.write_bytes(b"a=" + b"x" * 200_000)  # over a form, under nginx's limit
    status, headers, _ = FRONT.curl("/can-bo/dang-nhap", "--data-binary", f"@{small}")
    assert " 413" in status and len(headers["content-security-policy"]) == 1, status
    large = FRONT.folder / "large"
    with open(large, "wb") as file:
        file.truncate(70 * 1024 * 1024)
    status, _, _ = FRONT.curl("/can-bo/dang-nhap", "--data-binary", f"@{large}", "-H", "Expect:")
    assert " 413" in status, status


def burst(count, *options):
    """Statuses of so many guesses at a tracked dossier, at once."""
    def one(number):
        mine = [option.replace("{n}", str(number)) for option in options]
        return FRONT.curl("/can-bo/dang-nhap", "-d", "x=1", *mine)[0].split()[1]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def test_the_address_is_what_nginx_saw_whatever_the_client_says():
    loopback("add")
    try:
        # One stranger who calls himself another in each request is still one, and runs into the
        # limit of one address; this machine itself has none.
        spoofed = burst(40, "--interface", STRANGER, "-H", "X-Forwarded-For: 203.0.113.{n}")
        assert "429" in spoofed, spoofed
        assert "429" not in burst(40), "the machine's own address was limited"
        lied = burst(40, "-H", "X-Forwarded-For: 203.0.113.9")
        assert "429" not in lied, "a header of the client was believed"
        # The monitor's pages are for this machine alone.
        assert " 403" in FRONT.curl("/metrics", "--interface", STRANGER)[0]
        assert " 200" in FRONT.curl("/metrics")[0]
    finally:
        loopback("del")


def test_without_nginx_only_this_machine_may_name_an_address():
    """The node itself: a neighbour's header is his own claim; what is no address counts nothing."""
    port = free_port()
    mine = node.Node(**{"web.behind_proxy": "yes", "listen": f"0.0.0.0:{port}"})
    mine.port = port
    loopback("add")

    def guesses(source, said):
        statuses = []
        for number in range(16):
            with socket.create_connection(("127.0.0.1" if source == "127.0.0.1" else STRANGER,
                                           mine.port), 10, (source, 0)) as sock:
                sock.sendall(("POST /can-bo/dang-nhap HTTP/1.1\r\nHost: x\r\n"
                              f"X-Forwarded-For: {said.format(n=number)}\r\n"
                              "Content-Length: 0\r\nConnection: close\r\n\r\n").encode())
                statuses.append(sock.recv(100).split()[1].decode())
        return statuses
    try:
        mine.start()
        assert "429" in guesses(STRANGER, "203.0.113.{n}"), "a neighbour named himself"
        assert "429" not in guesses("127.0.0.1", "203.0.113.{n}"), "the proxy was not believed"
        assert "429" in guesses("127.0.0.1", "203.0.113.250"), "one address behind it is limited"
        assert "429" not in guesses("127.0.0.1", "203.0.113.250, x"), "no address was counted"
    finally:
        mine.close()
        loopback("del")


def test_while_the_node_is_away_a_page_says_so():
    FRONT.node.stop()
    try:
        status, headers, body = FRONT.curl("/dich-vu")
        assert " 503" in status and headers["retry-after"] == ["60"], (status, headers)
        assert "Tạm dừng ít phút".encode() in body
        assert len(headers["content-security-policy"]) == 1
    finally:
        FRONT.node.start()
    assert " 200" in FRONT.curl("/")[0]


def units():
    """The shipped units beside the programs of this build."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="truc-units."))
    build = os.environ.get("TRUC_BUILD", str(TOP / "build"))
    for unit in (TOP / "etc/systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace("/usr/bin/truc", f"{build}/truc")
        (folder / unit.name).write_text(text, encoding="utf-8")
    return folder


def test_the_units_are_sound_and_locked_down():
    folder = units()
    try:
        done = subprocess.run(["systemd-analyze", "verify", *sorted(folder.iterdir())],
                              capture_output=True, text=True, check=False,
                              env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"})
        assert done.returncode == 0 and done.stderr == "", done.stderr
        for service in ("truc", "truc-backup", "truc-drill"):
            done = subprocess.run(["systemd-analyze", "security", "--offline=true",
                                   "--threshold=25", folder / f"{service}.service"],
                                  capture_output=True, text=True, check=False)
            score = re.search(r"exposure level for \S+ ([\d.]+)", done.stdout).group(1)
            print(f"# systemd-analyze security {service}.service: {score} of 10")
            assert done.returncode == 0 and float(score) <= 2.5, done.stdout[-200:]
        for timer in ("truc-backup.timer", "truc-drill.timer"):
            calendar = re.search(r"OnCalendar=(.*)", (folder / timer).read_text()).group(1)
            subprocess.run(["systemd-analyze", "calendar", calendar], check=True,
                           capture_output=True)
    finally:
        shutil.rmtree(folder)


def test_started_by_a_service_manager():
    """Over a socket that it was given, with a word when it is ready, alive and stopping; the socket
    goes on taking connections while the service starts again."""
    mine = node.Node()
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(os.path.join(mine.folder, "notify"))
    os.chmod(os.path.join(mine.folder, "notify"), 0o777)
    told.settimeout(60)
    build = os.environ.get("TRUC_BUILD", str(TOP / "build"))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def start():
        script = (f'exec 3<&{listening.fileno()}; export LISTEN_FDS=1 LISTEN_PID=$$ '
                  f'WATCHDOG_PID=$$; exec {build}/truc serve --config {mine.config}')
        return subprocess.Popen(
            ["bash", "-c", script], pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL,
            env={**os.environ, "WATCHDOG_USEC": "1500000",
                 "NOTIFY_SOCKET": os.path.join(mine.folder, "notify")})

    def get():
        with socket.create_connection(("127.0.0.1", port), 30) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            sock.settimeout(30)
            return sock.recv(100).split()[1]
    process = start()
    try:
        words = {told.recv(100) for _ in range(3)}
        assert words == {b"READY=1", b"WATCHDOG=1"}, words
        assert get() == b"200"
        process.send_signal(signal.SIGTERM)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            assert process.wait(30) == 0
            while told.recv(100) != b"STOPPING=1":
                pass
            waiting = pool.submit(get)  # nobody serves now: the connection waits
            time.sleep(0.3)
            assert not waiting.done()
            process = start()
            assert waiting.result(30) == b"200"
    finally:
        process.kill()
        process.wait()
        listening.close()
        told.close()
        mine.close()


if __name__ == "__main__":
    try:
        FRONT.start()
        sys.exit(tap.run_module(globals()))
    finally:
        FRONT.close()

#!/usr/bin/env python3
"""The shipped server against what people, machines and bad luck send it."""

import os
import pathlib
import re
import signal
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests" / "support"))
import node  # noqa: E402
import tap  # noqa: E402

SIGN_IN = "/can-bo/dang-nhap"
OURS = "Origin: http://test"
SERVER = node.Node(**{"web.workers": 2})


def header(head, name):
    found = re.search(rf"(?im)^{name}: (.*?)\r?$", head)
    return found.group(1) if found else None


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def open_form():
    """(cookie, token) of a fresh session."""
    status, head, body = SERVER.get(SIGN_IN)
    assert status == 200, status
    return header(head, "Set-Cookie").split(";")[0], hidden(body.decode(), "csrf")


def test_the_home_page_is_small_and_needs_nothing():
    status, head, body = SERVER.get("/", "Accept-Encoding: gzip")
    assert status == 200 and header(head, "Content-Encoding") == "gzip"
    _, _, plain = SERVER.get("/")
    page = plain.decode()
    assert "<script" not in page and "style=" not in page
    assert "Bạn cần làm thủ tục gì?" in page
    assert header(head, "Set-Cookie") is None, "a page without forms of its own starts no session"
    policy = header(head, "Content-Security-Policy")
    assert "default-src 'none'" in policy and "unsafe" not in policy
    style = re.search(r'href="(/static/ui\.[0-9a-f]+\.css)"', page).group(1)
    status, css_head, css = SERVER.get(style, "Accept-Encoding: gzip, br")
    assert status == 200 and header(css_head, "Content-Encoding") == "br"
    assert "immutable" in header(css_head, "Cache-Control")
    icon = SERVER.get(re.search(r'href="(/static/icon[^"]+)"', page).group(1))
    assert len(body) + len(css) + len(icon[2]) + len(head) * 3 <= 30 * 1024


def test_no_path_leads_out():
    for path in ("/../etc/passwd", "/static/../../etc/passwd", "/static/%2e%2e%2fetc%2fpasswd",
                 "//etc/passwd", "/static/..%5c..%5cetc", "/%00", "/static/%ff", "/./", "/a//b",
                 "/static/" + "a" * 5000, "/static/ui.css"):
        status, _, body = SERVER.get(path)
        assert status == 404, (path, status)
        assert b"root:" not in body


def test_a_cookie_says_little_and_stays_here():
    _, head, _ = SERVER.get(SIGN_IN)
    cookie = header(head, "Set-Cookie")
    assert re.fullmatch(r"truc=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", cookie), cookie
    assert header(head, "Cache-Control") == "no-store"


def test_the_token_is_masked_afresh():
    cookie, first = open_form()
    second = hidden(SERVER.get(SIGN_IN, f"Cookie: {cookie}")[2].decode(), "csrf")
    assert first != second
    for token in (first, second):
        status, _, body = SERVER.post(SIGN_IN, f"csrf={token}&user=a&pw=b".encode(), OURS,
                                      f"Cookie: {cookie}")
        assert status in (401, 422) and b"error-summary" in body, status


def test_a_form_from_elsewhere_is_refused():
    cookie, token = open_form()
    good = f"csrf={token}&user=a&pw=b".encode()
    for said in ("Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site",
                 "Sec-Fetch-Site: same-site", "Referer: http://evil.example/"):
        status, _, _ = SERVER.post(SIGN_IN, good, said, f"Cookie: {cookie}")
        assert status == 403, said


def test_an_expired_session_loses_nothing_typed():
    typed = "user=di%E1%BB%85m+%22%3Cb%3E&pw=mat-khau&tiep=%2Fcan-bo%2Fviec&csrf=00"
    status, head, body = SERVER.post(SIGN_IN, typed.encode(), OURS)
    page = body.decode()
    assert status == 403
    assert 'name="user" value="diễm &quot;&lt;b&gt;"' in page
    assert 'value="/can-bo/viec"' in page
    assert "mat-khau" not in page, "a password is never written back"
    assert "Phiên đã hết" in page
    cookie = header(head, "Set-Cookie").split(";")[0]
    again = f"csrf={hidden(page, 'csrf')}&user=a&pw=b".encode()
    assert SERVER.post(SIGN_IN, again, OURS, f"Cookie: {cookie}")[0] in (401, 422)


def test_staff_whose_session_ended_sign_in_and_come_back():
    cookie, token = open_form()
    status, _, body = SERVER.post("/can-bo/dang-xuat", f"csrf={token}".encode(), OURS,
                                  f"Cookie: {cookie}")
    page = body.decode()
    assert status == 401 and "Đăng nhập lại trước" in page and 'target="_blank"' in page
    status, head, _ = SERVER.get("/can-bo/tai-khoan?a=1")
    assert status == 303
    assert header(head, "Location") == "/can-bo/dang-nhap?tiep=%2Fcan-bo%2Ftai-khoan%3Fa%3D1"


def test_a_session_begins_with_the_first_form():
    assert header(SERVER.get("/khong-co")[1], "Set-Cookie") is None
    assert header(SERVER.get("/dich-vu")[1], "Set-Cookie") is None
    assert header(SERVER.get(SIGN_IN)[1], "Set-Cookie") is not None


def test_a_body_has_one_length():
    head = (b"POST /can-bo/dang-nhap HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
            b"Origin: http://test\r\nContent-Type: application/x-www-form-urlencoded\r\n")
    both = head + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"
    assert SERVER.send(both)[0] == 400
    assert SERVER.send(head + b"Content-Length: -1\r\n\r\na=b")[0] in (0, 400)
    assert SERVER.get("/")[0] == 200


def test_input_nobody_asked_for():
    cookie, token = open_form()
    kept = f"Cookie: {cookie}"
    base = f"csrf={token}&user=a&pw=b"
    many = "&".join(f"f{i}=1" for i in range(10000))
    cases = {"unknown field": (f"{base}&admin=1", 400), "twice": (f"{base}&user=c", 400),
             "invalid UTF-8": (f"csrf={token}&user=%ff%fe&pw=b", 400),
             "NUL": (f"csrf={token}&user=a%00b&pw=b", 400), "ten thousand fields": (many, 413),
             "large": ("user=" + "a" * 200000, 413)}
    for name, (body, wanted) in cases.items():
        status, _, page = SERVER.post(SIGN_IN, body.encode(), OURS, kept)
        assert status == wanted, (name, status)
        assert b"<h1>" in page, name
    status, _, _ = SERVER.post(SIGN_IN, b"{}", OURS, kept, kind="application/json")
    assert status == 415
    assert SERVER.get("/dich-vu?q=khai+sinh&fbclid=1&utm_source=x")[0] == 200


def test_hostile_text_stays_text():
    for text in ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%27%3B+DROP+TABLE+dossier%3B--",
                 "%22+onmouseover%3D%22x", "%E2%80%AE", "%F0%9F%98%80" * 30):
        status, _, body = SERVER.get(f"/dich-vu?q={text}")
        assert status == 200, (text, status)
        assert b"<script" not in body and b'" onmouseover' not in body


def test_methods_and_requests_that_are_none():
    assert SERVER.send(b"DELETE / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")[0] == 405
    assert SERVER.post("/", b"a=1")[0] == 405
    assert SERVER.send(b"GARBAGE\r\n\r\n")[0] in (0, 400)
    assert SERVER.send(b"GET / HTTP/1.1\r\nHost: test\r\nX: " + b"a" * 40000 + b"\r\n\r\n")[0] \
        in (0, 413, 414, 431)
    assert SERVER.get("/")[0] == 200


def test_the_language_is_a_cookie():
    status, head, _ = SERVER.get("/ngon-ngu/en?ve=/gioi-thieu")
    assert status == 303 and header(head, "Location") == "/gioi-thieu"
    cookie = header(head, "Set-Cookie").split(";")[0]
    page = SERVER.get("/", f"Cookie: {cookie}")[2].decode()
    assert '<html lang="en">' in page and "What do you need to do?" in page
    assert '<html lang="vi">' in SERVER.get("/")[2].decode()
    assert SERVER.get("/ngon-ngu/xx")[0] == 404
    assert SERVER.get("/ngon-ngu/en?ve=//evil.example")[0] == 400


def test_one_connection_serves_many():
    with SERVER.connect() as sock:
        for _ in range(3):
            sock.sendall(b"GET /gioi-thieu HTTP/1.1\r\nHost: test\r\n\r\n")
            answer = b""
            while b"</html>" not in answer:
                piece = sock.recv(65536)
                assert piece, "closed"
                answer += piece
            assert answer.startswith(b"HTTP/1.1 200")


def timed_get(path="/"):
    start = time.monotonic()
    status, _, _ = SERVER.get(path)
    assert status == 200, status
    return time.monotonic() - start


def test_a_thousand_slow_clients_delay_nobody():
    slow = []
    try:
        for number in range(1000):
            sock = SERVER.connect()
            sock.sendall(b"GET / HTTP/1.1\r\nHost: te" if number % 2 else
                         b"POST /can-bo/dang-nhap HTTP/1.1\r\nHost: test\r\nContent-Length: 900\r\n"
                         b"Content-Type: application/x-www-form-urlencoded\r\n\r\nuser=")
            slow.append(sock)
        times = sorted(timed_get() for _ in range(40))
        assert times[20] <= 0.1, f"median {times[20]:.3f} s"
        until = time.monotonic() + 16
        half = [sock for number, sock in enumerate(slow) if number % 2]
        for sock in half:
            sock.settimeout(max(0.1, until - time.monotonic()))
            assert sock.recv(1000) is not None
        assert time.monotonic() < until, "headers have ten seconds"
    finally:
        for sock in slow:
            sock.close()


def test_a_worker_that_dies_is_replaced():
    workers = SERVER.children("truc-web")
    assert len(workers) == 2, workers
    os.kill(workers[0], signal.SIGKILL)
    for _ in range(10):
        assert SERVER.get("/")[0] == 200
    ended, until = '"event":"node.process_ended"', time.monotonic() + 20
    while time.monotonic() < until and (ended not in SERVER.said()
                                        or len(SERVER.children("truc-web")) < 2):
        time.sleep(0.05)
    assert ended in SERVER.said()
    assert len(SERVER.children("truc-web")) == 2


def test_health_and_metrics():
    status, head, body = SERVER.get("/health")
    assert status == 200 and "application/json" in head
    for name in (b"database", b"disk", b"clock", b"oldest_job"):
        assert b'"name":"' + name + b'"' in body, name
    text = SERVER.get("/metrics")[2].decode()
    assert re.search(r'truc_http_answers_total\{class="2xx"\} [1-9]', text)
    assert re.search(r"truc_process_restarts_total [1-9]", text)


def test_stopping_lets_the_open_request_end():
    with SERVER.connect() as sock:
        body = b"csrf=1&user=a&pw=b"
        sock.sendall(b"POST /can-bo/dang-nhap HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                     b"Origin: http://test\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                     b"Content-Length: %d\r\n\r\n" % len(body) + body[:5])
        time.sleep(0.3)
        SERVER.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        sock.sendall(body[5:])
        answer = b""
        while True:
            piece = sock.recv(65536)
            if not piece:
                break
            answer += piece
    assert answer.startswith(b"HTTP/1.1 403"), answer[:80]
    assert SERVER.process.wait(20) == 0
    assert '"event":"node.stopped"' in SERVER.said()


def test_a_planned_stop_says_until_when():
    stopped = node.Node(**{"maintenance.until": "2999-11-29T05:00:00+07:00"})
    try:
        stopped.start()
        status, head, body = stopped.get("/")
        assert status == 503 and int(header(head, "Retry-After")) > 0
        assert "Tạm dừng đến 29/11/2999 05:00" in body.decode()
        assert stopped.get("/health")[0] == 200
        assert stopped.get("/tra-cuu")[0] == 503
    finally:
        stopped.close()


def main():
    SERVER.start()
    try:
        return tap.run_module(globals())
    finally:
        SERVER.close()


if __name__ == "__main__":
    sys.exit(main())

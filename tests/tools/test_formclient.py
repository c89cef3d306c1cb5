#!/usr/bin/env python3
"""tests/support/formclient.py sends what a browser would send."""

import os
import sys

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)
import formclient  # noqa: E402
import tap  # noqa: E402

PAGE = """<!doctype html><html><body><h1>Đơn &amp; tờ</h1>
<form method="post" action="/gui" enctype="multipart/form-data">
<input type="hidden" name="csrf" value="abc">
<label for="a">Họ và tên</label><input id="a" name="name" value="Cũ">
<label>Ghi chú <textarea name="note">
một
hai</textarea></label>
<fieldset><legend>Quan hệ</legend>
<label><input type="radio" name="relation" value="self" checked> Bản thân</label>
<label><input type="radio" name="relation" value="child"> Con</label></fieldset>
<label for="s">Nơi nhận</label><select id="s" name="place">
<option value="1">Phường A</option><option value="2">Phường B</option></select>
<label for="f">Ảnh</label><input id="f" type="file" name="photo">
<label><input type="checkbox" name="sure" value="yes"> Tôi cam đoan</label>
<input name="off" disabled value="no">
<button name="step" value="next">Tiếp tục</button><button name="step" value="back">Quay lại</button>
</form><form action="/tim"><label>Tìm<input name="q"></label><button>Tìm</button></form>
<a href="/x">Sửa <span>tên</span></a></body></html>"""


def page():
    headers = {"content-type": "text/html; charset=utf-8"}
    return formclient.Page("http://h/p", 200, headers, PAGE.encode())


def expect(found, wanted):
    assert found == wanted, f"{found} is not {wanted}"


def test_sends_what_stands_there():
    p = page()
    method, action, pairs, multipart = p.submission(p.find_button("Tiếp tục"))
    expect((method, action, multipart), ("POST", "/gui", True))
    expect(pairs, [("csrf", "abc"), ("name", "Cũ"), ("note", "một\r\nhai"), ("relation", "self"),
                   ("place", "1"), ("photo", ("", b"", "")), ("step", "next")])


def test_sends_what_was_filled_in():
    p = page()
    p.fill("Họ và tên", "Mới")
    p.choose("Con")
    p.choose("Phường B", "Nơi nhận")
    p.choose("Tôi cam đoan")
    p.attach("Ảnh", "a.png", b"123", "image/png")
    pairs = p.submission(p.find_button("Quay lại"))[2]
    expect(dict(pairs), {"csrf": "abc", "name": "Mới", "note": "một\r\nhai", "relation": "child",
                         "place": "2", "photo": ("a.png", b"123", "image/png"), "sure": "yes",
                         "step": "back"})


def test_finds_only_what_is_there():
    p = page()
    for wrong in (lambda: p.fill("Địa chỉ", "x"), lambda: p.find_button("Xoá"),
                  lambda: p.choose("Phường C", "Nơi nhận"), lambda: p.find_link("Xoá")):
        try:
            wrong()
        except formclient.NotOnPage:
            continue
        raise AssertionError("found what is not there")


def test_reads_text_as_people_do():
    p = page()
    expect(p.h1, "Đơn & tờ")
    expect(p.find_link("Sửa tên").get("href"), "/x")
    assert "Đơn & tờ Họ và tên" in p.text, p.text


def test_multipart_keeps_bytes():
    body, kind = formclient.encode_multipart([("a", "đ"), ("f", ("t.bin", b"\0\r\n--", "x/y"))])
    mark = kind.split("boundary=")[1].encode()
    expect(body.count(b"--" + mark), 3)
    assert b'name="a"\r\n\r\n\xc4\x91\r\n' in body and b"x/y\r\n\r\n\0\r\n--\r\n" in body


if __name__ == "__main__":
    sys.exit(tap.run_module(dict(globals())))

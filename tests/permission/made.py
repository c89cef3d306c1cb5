"""What the demo does not hold and some routes need: a dossier with a paper and a form, a question
of a citizen, a delegation, a decision to reorganise. Each is made as people make it."""
import datetime
import os
import re
import time
import urllib.parse

import formclient

FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scenario", "files")
PHONE, PERSON = "0967000001", "075190000123"
WAIT_S = 20


def day(after=0):
    local = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
    return (local + datetime.timedelta(days=after)).strftime("%d/%m/%Y")


def post(client, path, **fields):
    """The form of the page in front of the person, with these fields; names have '_' for '-'."""
    token = next(node.get("value") for node in client.page.tree.all("input")
                 if node.get("name") == "csrf")
    body = urllib.parse.urlencode(
        {"csrf": token} | {name.replace("_", "-"): value for name, value in fields.items()})
    return client.request("POST", path, body.encode(),
                          {"Content-Type": "application/x-www-form-urlencoded"})


def option_of(page, name, words):
    """The value of the row of a list that has these words."""
    for select in page.tree.all("select"):
        if select.get("name") == name:
            return next(o.get("value") for o in select.all("option") if words in o.text)
    raise AssertionError(f"no list {name}")


def dossier(base, unit):
    """Sent by a citizen with one paper; (client, code)."""
    client = formclient.Client(base)
    client.open("/dich-vu/2.000635")
    client.page.choose(unit, "Xã, phường giải quyết")
    client.press("Bắt đầu")
    steps = [("choose", "Giấy khai sinh"), ("fill", "Họ, chữ đệm và tên người ghi", "Điểu Vy"),
             ("fill", "Nơi đăng ký", "xã Phú Hoà", "Năm đăng ký", "2016"),
             ("choose", "Cha hoặc mẹ"),
             ("fill", "Họ, chữ đệm và tên của bạn", "Nguyễn Thị Hoa", "Số định danh", PERSON),
             ("fill", "Số điện thoại di động", PHONE)]
    for kind, *words in steps:
        if kind == "choose":
            client.page.choose(words[0])
        else:
            for label, value in zip(words[::2], words[1::2]):
                client.page.fill(label, value)
        client.press("Lưu và tiếp tục")
    client.page.fill("Số bản sao", "1")
    client.page.choose("Bản điện tử, và bản giấy tại Một cửa")
    client.press("Lưu và tiếp tục")
    with open(os.path.join(FILES, "giay.png"), "rb") as file:
        client.page.attach("Giấy tờ cũ", "giay.png", file.read(), "image/png")
    client.press("Lưu và tiếp tục")
    client.press("Gửi hồ sơ")
    return client, re.search(r"H19\.\d\d-\d{6}-\d{4}", client.page.text).group(0)


def accepted(clerk, code):
    """Received at the desk, with its form 01 printed."""
    clerk.open(f"/can-bo/ho-so/{code}")
    clerk.page.fill("Số biên lai", "0077001")
    clerk.press("Tiếp nhận")
    until = time.monotonic() + WAIT_S
    while "/phieu/1" not in clerk.open(f"/can-bo/ho-so/{code}").body.decode():
        assert time.monotonic() < until, "form 01 never came"
        time.sleep(0.2)


def question(citizen, base):
    """A citizen signs in by code, sees who looked and asks why; the client stays signed in."""
    citizen.open("/dang-nhap")
    citizen.page.fill("Số định danh cá nhân", PERSON)
    citizen.page.fill("Số điện thoại di động", PHONE)
    citizen.press("Gửi mã cho tôi")
    phone = formclient.Client(base).open(f"/tin-nhan-thu?dien-thoai={PHONE}")
    citizen.page.fill("Mã 6 số", re.search(r"Ma mot lan: (\d{6})", phone.text).group(1))
    citizen.press("Đăng nhập")
    citizen.open("/cua-toi/ai-da-xem")
    citizen.follow("Hỏi vì sao")
    citizen.page.fill("Bạn muốn hỏi gì", "Vì sao đã xem hồ sơ của tôi?")
    citizen.press("Gửi câu hỏi")
    assert citizen.page.status == 200, citizen.page.status


def delegation(leader):
    leader.open("/can-bo/uy-quyen/lap")
    page = leader.page
    answer = post(leader, "/can-bo/uy-quyen/lap", loai="thay", dong_y="co", ly_do="Nghỉ phép",
                  nguoi_vang=option_of(page, "nguoi-vang", "Mai Thị Ngọc Diễm"),
                  nguoi_thay=option_of(page, "nguoi-thay", "Võ Minh Sang"),
                  tu=day(30), den=day(31), van_ban="Văn bản 1/UQ-UBND")
    assert answer.status == 303, answer.status


def reorganisation(administrator):
    administrator.open("/can-bo/sap-xep/moi")
    answer = post(administrator, "/can-bo/sap-xep/moi", so="1/NQ-HĐND", trich_yeu="Sắp xếp",
                  ngay_ky=day(), ngay_hieu_luc=day(40))
    assert answer.status == 303, answer.status


def draft(administrator):
    """A version of a procedure that waits to be published."""
    administrator.open("/can-bo/cau-hinh/nap-thu-tuc?thu-tuc=2.000635")
    with open(os.path.join(FILES, "procedure-5000.json"), "rb") as file:
        administrator.page.attach("procedure.json", "procedure.json", file.read(),
                                  "application/json")
    administrator.press("Đọc và so sánh")
    assert administrator.page.status == 200, administrator.page.status


def everything(base, clients):
    """The signed-in citizen."""
    citizen, code = dossier(base, "xã Phú Hoà")
    accepted(clients["mot_cua"], code)
    question(citizen, base)
    dossier(base, "xã Phú Hoà")  # one that still waits at the desk
    delegation(clients["lanh_dao"])
    reorganisation(clients["quan_tri"])
    draft(clients["quan_tri"])
    return citizen

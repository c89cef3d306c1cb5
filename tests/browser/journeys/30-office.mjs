// The office: the desk, the official, the leader. Signs one dossier and looks at every screen.
import { submit } from "../lib/extract.mjs";
import { look } from "../lib/look.mjs";
import { checkPackage, checkSealed } from "../lib/package.mjs";
import { field, follow, person, press, signIn } from "../lib/people.mjs";

const unit = "xã Phú Hoà";
const people = { clerk: "diem.mtn", official: "loc.hv", leader: "ngan.dtk" };

// Work of a job: reloads until the text is there.
async function waitFor(page, text) {
  for (let tries = 0; tries < 100; tries++) {
    if ((await page.locator("body").innerText()).includes(text)) return;
    await page.waitForTimeout(200);
    await page.reload();
  }
  throw new Error(`${page.url()}: “${text}” never came`);
}

/* The paper with one more revision, in which the page's drawing is another one. */
const withOtherContent = (pdf) => {
  const text = pdf.toString("latin1");
  const last = text.match(/startxref\s+(\d+)\s+%%EOF\s*$/)[1];
  const root = text.match(/\/Root (\d+) 0 R/g).pop();
  const size = text.match(/\/Size (\d+)/g).pop();
  const contents = text.match(/\/Contents (\d+) 0 R/)[1];
  const stream = "0 0 0 rg 80 600 200 20 re f";
  const body = `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`;
  const object = `${contents} 0 obj\n${body}\nendobj\n`;
  const at = String(pdf.length).padStart(10, "0");
  const trailer = `trailer\n<< ${size} ${root} /Prev ${last} >>\n`;
  const table = `xref\n${contents} 1\n${at} 00000 n \n${trailer}`;
  const end = `startxref\n${pdf.length + object.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(object + table + end, "latin1")]);
};

export default {
  async "the clerk signs in with two steps"(world) {
    const page = await person(world);
    await page.goto("/can-bo/viec");
    await look(page, "sign-in-asked", {
      h1: "Đăng nhập",
      words: ["Tài khoản công vụ", "Mật khẩu", "Tiếp tục"],
    });
    const clerk = await signIn(world, people.clerk, {
      atCode: (p) =>
        look(p, "sign-in-code", { h1: "Nhập mã 6 số", words: ["Mã 6 số", "Đăng nhập", "5 lần"] }),
    });
    await clerk.goto("/can-bo/viec");
    await look(clerk, "queue", {
      h1: "Cần làm",
      words: ["Quá hạn", "hồ sơ", "xếp theo hạn", "H19.62"],
    });
    await clerk.goto("/can-bo/toi");
    await look(clerk, "account", {
      h1: "Mai Thị Ngọc Diễm",
      words: ["Các phiên đang mở", "Máy này", "Quyền của tôi"],
    });
    await clerk.goto("/can-bo/quyen");
    await look(clerk, "rights", { h1: "Quyền của tôi", words: ["hồ sơ", "Được", "Không"] });
  },

  async "one dossier from the desk to the signature"(world) {
    const citizen = await person(world, { phone: true });
    const code = await submit(citizen, unit);
    const receipt = citizen.url();

    const clerk = await signIn(world, people.clerk);
    await clerk.goto(`/can-bo/ho-so/${code}`);
    await look(clerk, "dossier", {
      h1: "Cấp bản sao trích lục",
      words: [code, "Nguyễn Thị Hoa", "Tiếp nhận", "giay.png"],
    });
    await clerk.goto(`/can-bo/ho-so/${code}/bo-sung`);
    await look(clerk, "supplement-form", {
      h1: "Yêu cầu bổ sung",
      words: ["Từng thành phần", "Giấy tờ cũ", "Gửi yêu cầu bổ sung"],
    });
    await clerk.goto(`/can-bo/ho-so/${code}/tu-choi`);
    await look(clerk, "refusal-form", {
      h1: "",
      words: ["Không tiếp nhận", "Lý do", "1022"],
    });
    await clerk.goto(`/can-bo/ho-so/${code}`);
    const number = field(clerk, "Số biên lai");
    if ((await number.inputValue()) === "") await number.fill("0001234");
    await press(clerk, "Tiếp nhận");

    const official = await signIn(world, people.official);
    await official.goto(`/can-bo/ho-so/${code}`);
    await look(official, "dossier-prepare", {
      h1: "Cấp bản sao trích lục",
      words: [code, "Quyển số", "Số đăng ký", "Xong: Lập trích lục"],
    });
    await field(official, "Nơi đăng ký").fill("UBND xã Phú Hoà");
    await field(official, "Quyển số").fill("01/2016");
    await field(official, "Số đăng ký").fill("0412");
    await field(official, "Ngày đăng ký").fill("14/03/2016");
    await field(official, "Họ, chữ đệm, tên").fill("Nguyễn Ngọc Thảo Vy");
    await field(official, "Ngày sinh").fill("02/03/2016");
    await field(official, "Giới tính").selectOption({ label: "Nữ" });
    await press(official, "Xong: Lập trích lục");

    const leader = await signIn(world, people.leader);
    await leader.goto("/can-bo/ky");
    await waitFor(leader, code);
    await look(leader, "signing-desk", {
      h1: "Chờ tôi ký",
      words: [code, "Trích lục", "Chờ ký", "Chứng thư"],
    });
    await field(leader, `Chọn ${code}`).check();
    await press(leader, "Xem lại văn bản đã chọn rồi ký");
    await look(leader, "signing-review", {
      h1: "Xem lại 1 văn bản",
      words: [code, "Mã PIN", "Chứng thư", "Ký 1 văn bản"],
    });
    await leader.locator("main tbody a").first().click();
    await look(leader, "signing-document", { h1: "", words: [code, "Mã PIN", "Trả lại"] });
    await leader.goBack();
    await field(leader, "Mã PIN").fill("246810");
    await press(leader, "Ký 1 văn bản");
    await waitFor(leader, "Đã ký 1 trên 1");
    await look(leader, "signing-batch", {
      h1: "Đã ký 1 trên 1",
      words: [code, "Đã ký", "Máy cấp số, đóng dấu và báo người nộp"],
    });

    await citizen.goto(receipt);
    await waitFor(citizen, "Đã xử lý xong");
    await look(citizen, "receipt-done", {
      h1: "",
      words: ["Đã xử lý xong", "Mở kết quả", "Hẹn trả"],
    });
    world.kept.done = code;
  },

  async "the citizen opens the result by a one-time code"(world) {
    const code = world.kept.done;
    const citizen = await person(world, { phone: true });
    await citizen.goto("/tra-cuu");
    await field(citizen, "Mã hồ sơ").fill(code);
    await field(citizen, "4 số cuối").fill("5678");
    await press(citizen, "Xem hồ sơ");
    await look(citizen, "tracked", {
      h1: "",
      words: ["Đã xử lý xong", "Mở kết quả", "Hẹn trả"],
    });
    await press(citizen, "Mở kết quả");
    await look(citizen, "one-time-code", {
      h1: "Mở kết quả",
      words: ["mã 6 số", "10 phút", "Tiếp tục"],
    });
    const phone = await person(world);
    await phone.goto("/tin-nhan-thu?dien-thoai=0912345678");
    const sms = await phone.locator("body").innerText();
    await field(citizen, "Mã 6 số").fill(sms.match(/Ma mot lan: (\d{6})/)[1]);
    await press(citizen, "Tiếp tục");
    await look(citizen, "result", {
      h1: "Trích lục hộ tịch",
      words: [code, "Người ký", "Tải bản gốc", "Giữ nguyên tệp"],
    });
    const link = await citizen.getByRole("link", { name: "Tải bản gốc" }).getAttribute("href");
    const answer = await citizen.request.get(link);
    const bytes = await answer.body();
    if (answer.status() !== 200 || bytes.subarray(0, 5).toString() !== "%PDF-")
      throw new Error(`${link} answers ${answer.status()}`);
    world.kept.pdf = bytes;
    world.kept.link = link.split("/").at(-2);
  },

  async "anyone checks it, and every changed byte shows"(world) {
    const visitor = await person(world);
    await visitor.goto("/xac-minh");
    await field(visitor, "Mã hồ sơ").fill(world.kept.done);
    await press(visitor, /^Kiểm tra$/);
    await look(visitor, "verify-genuine", {
      h1: "Văn bản này là thật",
      words: ["UBND xã Phú Hoà", "Người ký", "nhật ký công khai"],
    });
    const text = await visitor.locator("body").innerText();
    if (text.includes("Nguyễn Ngọc Thảo Vy") || text.includes("Nguyễn Thị Hoa"))
      throw new Error("the verification page names a person");

    await visitor.goto(`/xac-minh/${world.kept.link}`);
    const offered = visitor.getByRole("link", { name: "Tải gói kiểm tra không cần mạng" });
    const zip = await visitor.request.get(await offered.getAttribute("href"));
    checkPackage(await zip.body());

    const upload = async (buffer, name, h1, words, status) => {
      await visitor.goto("/xac-minh");
      const file = { name: "ket-qua.pdf", mimeType: "application/pdf", buffer };
      await field(visitor, "Tệp PDF bạn có").setInputFiles(file);
      await press(visitor, "Kiểm tra tệp này");
      await look(visitor, name, { h1, words, status });
    };
    await upload(world.kept.pdf, "verify-upload", "Văn bản này là thật", [
      "Người ký",
      "Ký lúc",
      "Nơi cấp",
    ]);
    const changed = Buffer.from(world.kept.pdf);
    changed[Math.floor(changed.length / 3)] ^= 1;
    await upload(changed, "verify-changed", "đã bị sửa", ["Đừng dùng bản này", "1022", "Kiểm tra"]);
    const foreign = Buffer.from("%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n");
    await upload(foreign, "verify-unreadable", "Không đọc được tệp này", [
      "Chưa nói được gì về chữ ký của tệp",
      "Tệp PDF này hỏng",
      "INDETERMINATE",
    ]);
    await upload(withOtherContent(world.kept.pdf), "verify-modified", "đã bị sửa", [
      "Chỗ bị sửa, trang 1",
      "Trang như lúc ký",
      "sửa nội dung trang",
      "Tổ chức cấp chứng thư số",
    ]);
    for (const shown of await visitor.locator(".page-shot img").all())
      if (!(await shown.evaluate((img) => img.complete && img.naturalWidth > 100)))
        throw new Error("a picture of the page is not drawn");
    if ((await visitor.locator(".page-shot .page-mark").count()) === 0)
      throw new Error("no changed place is marked");
  },

  async "the verdict can be taken away, sealed"(world) {
    const visitor = await person(world);
    const sealed = async (button) => {
      await button.click();
      await waitFor(visitor, "Báo cáo đã xong");
      const link = visitor.getByRole("link", { name: /^Tải báo cáo/ });
      return (await visitor.request.get(await link.getAttribute("href"))).body();
    };
    const button = { name: "Lấy báo cáo có niêm phong (PDF)" };
    await visitor.goto("/xac-minh");
    const buffer = withOtherContent(world.kept.pdf);
    const file = { name: "ket-qua.pdf", mimeType: "application/pdf", buffer };
    await field(visitor, "Tệp PDF bạn có").setInputFiles(file);
    await visitor.getByText("Tải kết quả về máy").click();
    const pdf = await sealed(visitor.getByRole("button", button));
    const text = checkSealed(pdf);
    for (const words of ["Văn bản đã bị sửa sau khi ký", "Chỗ bị sửa, trang 1", "Người ký:"])
      if (!text.includes(words)) throw new Error(`the report does not say ${words}`);
    await look(visitor, "verify-sealed", {
      h1: "Báo cáo đã xong",
      words: ["Tải báo cáo", "sau đó báo cáo bị xóa", "không được giữ"],
    });

    await visitor.goto(`/xac-minh/${world.kept.link}`);
    const own = checkSealed(await sealed(visitor.getByRole("button", button).first()));
    if (!own.includes("Văn bản này là thật")) throw new Error("a genuine paper is not");

    await visitor.goto("/xac-minh");
    const back = { name: "bao-cao.pdf", mimeType: "application/pdf", buffer: pdf };
    await field(visitor, "Tệp PDF bạn có").setInputFiles(back);
    await press(visitor, "Kiểm tra tệp này");
    await waitFor(visitor, "Chữ ký số hợp lệ");
  },

  async "a figure opens exactly its rows"(world) {
    const page = await person(world);
    await page.goto("/muc-tieu");
    await look(page, "targets-public", {
      h1: "6 trong 27",
      words: ["Đã đo", "Chưa có số liệu", "CSV"],
    });
    await page.goto("/muc-tieu/T1b");
    await look(page, "measure", { h1: "", words: ["Định nghĩa", "CSV", "JSON"] });
  },
};

// A verification package that came out of the product, checked as a stranger would: with the
// command, and by hand as its README says.
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { top } from "./server.mjs";

const byHand = `set -e
qpdf --check document >/dev/null
for f in evidence/*.cer; do openssl x509 -inform DER -in $f; done > trusted.pem
numbers=$(grep -a -o '/ByteRange *\\[[0-9 ]*\\]' document | head -1 | tr -dc '0-9 ')
set -- $numbers; A=$2 B=$3 C=$4
head -c $A document > signed; tail -c +$((B+1)) document | head -c $C >> signed
head -c $((B-1)) document | tail -c +$((A+2)) | xxd -r -p > signature.der
openssl cms -verify -inform DER -in signature.der -binary -content signed \\
    -CAfile trusted.pem -purpose any -out signed.again 2>&1
rm -f trusted.pem signed signature.der signed.again
`;

// A sealed report: our command, qpdf and pdfsig find one signature that holds over all of it.
export function checkSealed(bytes) {
  const folder = mkdtempSync(join(tmpdir(), "truc-report."));
  const file = join(folder, "bao-cao.pdf");
  try {
    writeFileSync(file, bytes);
    const said = spawnSync(join(top, "build/truc"), ["verify", "--json", file]);
    const report = JSON.parse(said.stdout);
    const one = report.signatures[0];
    if (report.signatures.length !== 1 || one.integrity !== "intact" || report.overall.modified)
      throw new Error(`the report's own seal: ${said.stdout}`);
    if (!one.signer.subject.includes("Báo cáo kiểm tra chữ ký số"))
      throw new Error(`sealed by ${one.signer.subject}`);
    execFileSync("qpdf", ["--check", file], { stdio: "ignore" });
    const poppler = execFileSync("pdfsig", [file], { encoding: "utf8" });
    if (!poppler.includes("Signature is Valid")) throw new Error(poppler);
    return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function checkPackage(bytes) {
  const folder = mkdtempSync(join(tmpdir(), "truc-package."));
  const verify = (path) =>
    spawnSync(join(top, "build/truc"), ["verify", "--package", path], { encoding: "utf8" });
  const expect = (what, said, status, words) => {
    const text = said.stdout + said.stderr;
    if (said.status !== status || !text.includes(words))
      throw new Error(`${what}: status ${said.status}, ${text}`);
  };
  try {
    const zip = join(folder, "goi.zip");
    const open = join(folder, "goi");
    writeFileSync(zip, bytes);
    expect("the archive", verify(zip), 0, "TOTAL-PASSED");
    execFileSync("python3", ["-m", "zipfile", "-e", zip, open]);
    expect("the folder", verify(open), 0, "stands in the log");
    if (!readFileSync(join(open, "README.txt"), "utf8").includes("CHECKING BY HAND"))
      throw new Error("the README does not say how to check by hand");
    const said = spawnSync("bash", ["-c", byHand], { cwd: open, encoding: "utf8" });
    expect("by hand", said, 0, "CMS Verification successful");
    appendFileSync(join(open, "document"), "\n");
    expect("a changed document", verify(open), 1, "CHANGED: document");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

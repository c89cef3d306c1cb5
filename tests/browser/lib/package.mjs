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

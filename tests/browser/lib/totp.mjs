// One-time codes of RFC 6238 (SHA-1, 30 s, six digits), written down apart from the product.
import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function fromBase32(text) {
  let bits = "";
  for (const letter of text.replace(/[\s=]/g, "").toUpperCase())
    bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

export function totp(secret, now = Date.now()) {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30000)));
  const digest = createHmac("sha1", fromBase32(secret)).update(step).digest();
  const at = digest[19] & 15;
  const number = digest.readUInt32BE(at) & 0x7fffffff;
  return String(number % 1000000).padStart(6, "0");
}

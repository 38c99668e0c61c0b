// totp.mjs - an authenticator of the tests' own (RFC 6238): six digits, a step of 30 seconds.
import { createHmac } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', STEP_S = 30;

export function base32(text) {
  const bits = [...text].map((c) => LETTERS.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

// The code at this moment, or some steps before or after.
export function codeOf(secret, { steps = 0, ms = Date.now() } = {}) {
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(Math.floor(ms / 1000 / STEP_S) + steps));
  const mac = createHmac('sha1', base32(secret)).update(moment).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

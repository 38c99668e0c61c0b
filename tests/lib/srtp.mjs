// srtp.mjs - one end's SRTP of AES_CM_128_HMAC_SHA1_80 (RFC 3711), for the first 65,535 packets.
import { createCipheriv, createHmac } from 'node:crypto';

const KEY = 16, SALT = 14, TAG = 10, HEADER = 12;
export const KEY_BYTES = KEY + SALT; // what a=crypto holds, in base64

// Makes packets of RTP packets.
export function protector(master) {
  const key = master.subarray(0, KEY), salt = master.subarray(KEY);
  const stream = (by, iv, bytes) => createCipheriv('aes-128-ctr', by, iv).update(bytes);
  const derive = (label, n) => { const iv = Buffer.alloc(16); salt.copy(iv); iv[7] ^= label; return stream(key, iv, Buffer.alloc(n)); };
  const cipher = derive(0, KEY), authentication = derive(1, 20), cipherSalt = derive(2, SALT);
  return (packet) => {
    const iv = Buffer.alloc(16);
    cipherSalt.copy(iv);
    for (let i = 0; i < 4; i++) iv[4 + i] ^= packet[8 + i]; // SSRC
    for (let i = 0; i < 2; i++) iv[12 + i] ^= packet[2 + i]; // sequence number; the roll-over counter is 0
    const sealed = Buffer.concat([packet.subarray(0, HEADER), stream(cipher, iv, packet.subarray(HEADER))]);
    const tag = createHmac('sha1', authentication).update(sealed).update(Buffer.alloc(4)).digest();
    return Buffer.concat([sealed, tag.subarray(0, TAG)]);
  };
}

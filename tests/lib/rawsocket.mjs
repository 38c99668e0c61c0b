// rawsocket.mjs - a TCP client that sends whatever bytes it is told: what no well-behaved library would.
import { createHash } from 'node:crypto';
import net from 'node:net';
import { PATIENCE_MS } from './patience.mjs';

// What came back until the other side closed, or for `ms` of silence: { bytes, closed }. parts: sent in one write, for one that comes too late, after
// the other side has closed, fails, and what had come is lost with it.
export function exchange(port, parts, { ms = 300 } = {}) {
  const bytes = Buffer.concat([parts].flat().map((part) => Buffer.from(part)));
  return new Promise((done, fail) => {
    const socket = net.connect(port, '127.0.0.1'), came = [];
    const end = (closed) => { clearTimeout(silence); clearTimeout(patience); socket.destroy(); done({ bytes: Buffer.concat(came), closed }); };
    const patience = setTimeout(() => { socket.destroy(); fail(new Error(`port ${port} neither closes nor falls silent`)); }, PATIENCE_MS);
    let silence;
    const wait = () => { clearTimeout(silence); silence = setTimeout(() => end(false), ms); };
    socket.on('connect', () => { socket.write(bytes); wait(); });
    socket.on('data', (data) => { came.push(data); wait(); });
    socket.on('end', () => end(true)).on('close', () => end(true)).on('error', () => end(true));
  });
}

// ---- WebSocket frames (RFC 6455, 5.2) as a client writes them, right or wrong ----

// opcode, payload; length: in place of the payload's own; rsv: reserved bits.
export function frame(opcode, payload = Buffer.alloc(0), { fin = true, masked = true, rsv = 0, length = payload.length, wide = false } = {}) {
  const head = [(fin ? 0x80 : 0) | rsv << 4 | opcode], mask = masked ? 0x80 : 0;
  if (wide || length > 0xffff) {
    const long = Buffer.alloc(8);
    long.writeBigUInt64BE(BigInt(length));
    head.push(mask | 127, ...long);
  } else if (length > 125) head.push(mask | 126, length >> 8, length & 0xff);
  else head.push(mask | length);
  const key = masked ? [1, 2, 3, 4] : [];
  return Buffer.concat([Buffer.from([...head, ...key]), masked ? Buffer.from(payload.map((byte, i) => byte ^ key[i % 4])) : payload]);
}

// The request that opens a WebSocket.
export const upgrade = (path, headers = {}) => [`GET ${path} HTTP/1.1`, ...Object.entries({ host: '127.0.0.1', upgrade: 'websocket', connection: 'Upgrade',
  'sec-websocket-version': '13', 'sec-websocket-key': createHash('md5').update(path).digest('base64'), ...headers }).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');

// The code of a Close frame in what a server sent after its 101, unmasked: null if there is none.
export function closeCode(bytes) {
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at + 1 < bytes.length) {
    const short = bytes[at + 1] & 0x7f, head = short === 127 ? 10 : short === 126 ? 4 : 2;
    const length = short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short === 126 ? bytes.readUInt16BE(at + 2) : short;
    if ((bytes[at] & 0x0f) === 8) return length >= 2 ? bytes.readUInt16BE(at + head) : 1005;
    at += head + length;
  }
  return null;
}

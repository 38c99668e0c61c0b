// ports.mjs - ports for what tests start, reserved until they are released or the process ends.
//
// Ports come in blocks. A block belongs to whoever listens at one of its ports, which nobody uses otherwise: the kernel keeps this
// lock, and releases it when its owner ends.
import { createSocket } from 'node:dgram';
import net from 'node:net';

// Below the ports that every voiced takes for its own sounds (media_port_min, 20000 and up), and those that the kernel gives to outgoing
// connections (32768 and up): else one of them might sit on a killed program's port when it comes back. Media lies above them.
export const SERVERS = { first: 10000, size: 32, count: 312, guard: 31 };
const MEDIA = { first: 61000, size: 200, count: 22, guard: 0 };
const STACK_PORTS = SERVERS.size - 1; // that a stack may use, from its base
export const DRIVE_SMSBOX_PORT = 13001; // where drive_smpp of Kannel connects: it cannot be told another one

// The server, or null if somebody listens there.
export const listen = (port) => new Promise((done) => {
  const server = net.createServer().once('error', () => done(null)).listen(port, '127.0.0.1', () => done(server.unref()));
});
const bindUdp = (port) => new Promise((done) => {
  const socket = createSocket('udp4').once('error', () => { socket.close(); done(null); }).bind(port, '127.0.0.1', () => done(socket));
});
const close = (server) => new Promise((done) => server.close(done));
async function isFree(port, open) {
  const opened = await open(port);
  if (opened) await close(opened);
  return opened !== null;
}

async function reserve({ first, size, count, guard }) {
  for (let i = 0; i < count; i++) {
    const base = first + size * ((process.pid + i) % count);
    if (base <= DRIVE_SMSBOX_PORT && DRIVE_SMSBOX_PORT < base + size) continue;
    const held = await listen(base + guard);
    if (!held) continue;
    const ports = Array.from({ length: size }, (_, n) => base + n);
    // Programs other than tests may use them.
    const free = ports.flatMap((port) => [port === base + guard || isFree(port, listen), isFree(port, bindUdp)]);
    if ((await Promise.all(free)).every(Boolean)) return { first: base, last: base + size - 1, release: () => close(held) };
    await close(held);
  }
  throw new Error(`no block of ${size} ports is free`);
}

// first: the stack may use STACK_PORTS from it; release() when it has ended.
export const stackPorts = () => reserve(SERVERS);

// For one relay alone: two rtpengines bind the same UDP port without a word, and one hears what the other is sent.
export const mediaPorts = () => reserve(MEDIA);

let block, next;
// The first of `count` ports that follow each other, this process's until it ends.
export async function reservePorts(count = 1) {
  const reserving = (async (before) => {
    await before;
    if (next === undefined || next + count > block.first + STACK_PORTS) ({ first: next } = block = await reserve(SERVERS));
    next += count;
    return next - count;
  })(reservePorts.last);
  reservePorts.last = reserving.catch(() => {}); // one after the other
  return reserving;
}

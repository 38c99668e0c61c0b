// ports.mjs - ports of this machine that nobody has: above those that the stacks of the tests take.
import net from 'node:net';

const TRIES = 50;
const listen = (port) => new Promise((done) => {
  const server = net.createServer().once('error', () => done(null)).listen(port, '127.0.0.1', () => done(server));
});
const close = (server) => new Promise((done) => server.close(done));

export async function freePort() {
  const server = await listen(0), { port } = server.address();
  await close(server);
  return port;
}

// The first of two that follow each other.
export async function freePair() {
  for (let i = 0; i < TRIES; i++) {
    const first = await listen(0), { port } = first.address(), second = await listen(port + 1);
    await close(first);
    if (!second) continue;
    await close(second);
    return port;
  }
  throw new Error('no two free ports beside each other');
}

const RTP_PORTS = 200, RTP_BLOCKS = 22;

// Ports of calls' media: above those that the kernel gives to outgoing connections, some for each relay, and for it alone: two rtpengines
// bind the same UDP port without a word, and one hears what the other is sent. Who listens at the first by TCP has the block.
export async function mediaBlock(from = process.pid) {
  for (let i = 0; i < RTP_BLOCKS; i++) {
    const first = 61000 + RTP_PORTS * ((from + i) % RTP_BLOCKS);
    const held = await new Promise((done) => {
      const server = net.createServer().once('error', () => done(null)).listen(first, '127.0.0.1', () => done(server.unref()));
    });
    if (held) return { first, last: first + RTP_PORTS - 1, held };
  }
  throw new Error('no block of ports for media is free');
}

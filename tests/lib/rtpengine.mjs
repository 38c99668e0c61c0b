// rtpengine.mjs - a private rtpengine in user space on loopback, asked by voiced's own client (tests/relay/ask.c); and
// ends of calls that send and count RTP.
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PATIENCE_MS } from './patience.mjs';
import { mediaPorts, reservePorts } from './ports.mjs';
import { FLAVOUR, ROOT } from './root.mjs';
import { fromUlaw, loudness, share, tone } from './sound.mjs';

const RESEND_MS = 1000; // a datagram may have been lost

export async function bound(port = 0) {
  const socket = createSocket('udp4');
  await new Promise((done, failed) => { socket.once('error', failed); socket.bind(port, '127.0.0.1', done); });
  return socket;
}

export class Rtpengine {
  static async start() {
    const self = new Rtpengine(), program = `build/${FLAVOUR}/relay/ask`;
    execFileSync('make', ['-s', `FLAVOUR=${FLAVOUR}`, program], { cwd: ROOT, stdio: 'inherit' });
    self.folder = mkdtempSync(join(tmpdir(), 'trunkline-rtp-'));
    const port = await reservePorts();
    self.media = await mediaPorts();
    writeFileSync(join(self.folder, 'rtpengine.conf'), `[rtpengine]
table = -1
interface = 127.0.0.1
listen-ng = 127.0.0.1:${port}
port-min = ${self.media.first}
port-max = ${self.media.last}
foreground = true
log-stderr = true
log-level = 6
num-threads = 2
media-num-threads = 1
`);
    self.daemon = spawn('/usr/bin/rtpengine', ['--config-file', join(self.folder, 'rtpengine.conf')], { stdio: 'ignore' });
    self.daemon.on('error', (error) => { self.failed = error; });
    self.client = spawn(join(ROOT, program), [String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
    self.waiting = [];
    createInterface({ input: self.client.stdout }).on('line', (line) => self.waiting.shift()(JSON.parse(line)));
    for (let i = 0; i < 20; i++) { // each try is 3 s of the client's own
      if (self.failed) throw self.failed;
      if (!/no answer/.test((await self.tell({ do: 'query', call: 'nobody' })).error)) return self;
    }
    throw new Error('rtpengine does not answer');
  }

  tell(line) {
    return new Promise((done) => { this.waiting.push(done); this.client.stdin.write(`${JSON.stringify(line)}\n`); });
  }

  async ask(line) {
    const made = await this.tell(line);
    if (made.error) throw new Error(`${line.do}: ${made.error}`);
    return made;
  }

  async stop() {
    this.client.stdin.end();
    this.daemon.kill('SIGKILL');
    this.media.release();
    rmSync(this.folder, { recursive: true });
  }
}

let asked = 0;
// Sends a command to the rtpengine that listens at this port, and resends it until it answers. Returns the answer. Each command has a cookie
// of its own, as rtpengine answers one that it knows from memory.
export async function askRelay(port, command) {
  const socket = await bound(), cookie = `test${++asked}`;
  let timer, again;
  const text = await new Promise((done, failed) => {
    const send = () => socket.send(`${cookie} ${JSON.stringify(command)}`, port, '127.0.0.1');
    socket.on('message', (data) => done(data.toString('utf8')));
    timer = setTimeout(() => failed(new Error(`rtpengine does not answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    again = setInterval(send, RESEND_MS);
    send();
  }).finally(() => { clearTimeout(timer); clearInterval(again); socket.close(); });
  return JSON.parse(text.slice(text.indexOf(' ')));
}

// Stands between voiced and the rtpengine that listens at this port, and loses the commands for which `loses` says so.
export class Lossy {
  static async open(port) {
    const self = Object.assign(new Lossy(), { lost: 0, loses: () => false });
    self.near = await bound();
    self.far = await bound();
    self.port = self.near.address().port;
    self.near.on('message', (data, from) => {
      self.from = from.port;
      if (self.loses(data.toString('latin1'))) self.lost++;
      else self.far.send(data, port, '127.0.0.1');
    });
    self.far.on('message', (data) => self.near.send(data, self.from, '127.0.0.1'));
    return self;
  }

  close() { this.near.close(); this.far.close(); }
}

export const portOf = (sdp) => Number(/^m=audio (\d+) /m.exec(sdp)[1]);

// What a telephone whose sound is at this port of 127.0.0.1 says of itself.
export const sdpOf = (port) => `v=0\r\no=- ${port} 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0 101\r\n`
  + 'a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n';

// A telephone that says a tone in G.711, 50 packets a second, to where it is told, and counts what it hears.
export class End {
  static async open() {
    const self = new End();
    self.socket = await bound();
    self.port = self.socket.address().port;
    self.heard = 0;
    self.sequence = 0;
    self.period = 20; // samples: 400 Hz
    self.quiet = false;
    self.parts = []; // between these it is not: [first packet, the one behind the last]
    self.digits = ''; // each once, however often its packets come
    self.socket.on('message', (packet) => {
      if (packet[0] >> 6 === 2 && (packet[1] & 0x7f) === 101 && packet.length === 16 && packet.readUInt32BE(4) !== self.event) {
        self.event = packet.readUInt32BE(4);
        self.digits += '0123456789*#'[packet[12]];
      }
      if (packet[0] >> 6 !== 2 || (packet[1] & 0x7f) !== 0) return;
      self.heard++;
      self.sounds?.push(packet.subarray(12));
    });
    // As many as are due by the clock: a busy machine makes them late, never fewer.
    self.began = performance.now();
    self.timer = setInterval(() => { while (self.sequence < (performance.now() - self.began) / 20) self.say(); }, 20);
    return self;
  }

  get sdp() { return sdpOf(this.port); }

  say() {
    this.sequence++;
    if (!this.to) return;
    const packet = Buffer.alloc(172), quiet = this.quiet && !this.parts.some(([from, to]) => this.sequence >= from && this.sequence < to);
    packet[0] = 0x80;
    packet.writeUInt16BE(this.sequence & 0xffff, 2);
    packet.writeUInt32BE(this.sequence * 160, 4);
    packet.writeUInt32BE(this.port, 8);
    if (this.payload) this.payload().copy(packet, 12); // pitch, or tones.mjs
    else for (let i = 0; i < 160; i++) packet[12 + i] = quiet ? 0xff : (this.sequence * 160 + i) % this.period < this.period / 2 ? 0x10 : 0x90;
    this.socket.send(this.protect ? this.protect(packet) : packet, this.to, '127.0.0.1'); // protect: srtp.mjs
  }

  // It says its tone for so long from then on (performance.now()) though it is quiet: by its own clock, however late this test is.
  loud(at, ms) {
    const from = this.next(at);
    this.parts.push([from, from + Math.round(ms / 20)]);
  }
  // The packet that is due then.
  next(at) { return Math.max(Math.ceil((at - this.began) / 20), this.sequence) + 1; }

  // Another tone from now on, in hertz; 0: silence. ms: for so long, then silence.
  pitch(hertz, ms = Infinity) {
    const from = this.next(performance.now()), to = from + ms / 20;
    this.payload = () => tone(this.sequence >= from && this.sequence < to ? hertz : 0, this.sequence * 160);
  }

  // What is heard is kept from now on: sounds, packet by packet.
  listen() { this.sounds = []; this.pitches = {}; }
  // A tone is heard: `count` of 20 packets in a row (a busy machine loses some), behind the packet `from`; answers behind which one. -1: not yet.
  toneAt(hertz, count = 8, from = 0) {
    const is = this.pitches[hertz] ??= [];
    for (let i = is.length; i < this.sounds.length; i++) {
      const samples = Array.from(this.sounds[i], fromUlaw);
      is.push(loudness(samples) > 500 && share(samples, hertz) > 0.8);
    }
    for (let i = from, n = 0; i < is.length; i++) {
      n += is[i] - (i - 20 >= from && is[i - 20]);
      if (n >= count) return i + 1;
    }
    return -1;
  }

  // A key of the telephone (RFC 4733): begun, held, ended three times.
  press(digit) {
    const event = '0123456789*#'.indexOf(digit), timestamp = ++this.sequence * 160;
    for (const [i, end] of [false, false, false, true, true, true].entries()) {
      const packet = Buffer.alloc(16);
      packet[0] = 0x80;
      packet[1] = 101 | (i === 0 ? 0x80 : 0);
      packet.writeUInt16BE(++this.sequence & 0xffff, 2);
      packet.writeUInt32BE(timestamp, 4);
      packet.writeUInt32BE(this.port, 8);
      packet[12] = event;
      packet[13] = (end ? 0x80 : 0) | 10;
      packet.writeUInt16BE(Math.min(i + 1, 4) * 160, 14);
      this.socket.send(packet, this.to, '127.0.0.1');
    }
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.timer);
    this.socket.close();
  }

  // What this test was too busy to read is heard before it hangs up.
  async hangUp() {
    clearInterval(this.timer);
    for (let heard = -1; heard !== this.heard;) {
      heard = this.heard;
      await new Promise(setImmediate); // a round of the loop reads 32 packets
    }
    this.close();
  }
}

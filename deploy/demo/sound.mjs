// sound.mjs - sound of one call in G.711 (mu-law) over RTP: says a tone or a track over and over, and keeps what it hears.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

export const RATE = 8000;
const FRAME = 160, FRAME_MS = 20, HEARD_MAX = RATE * 60, LOUDNESS = 12000, SILENCE = 0xff;

// ---- mu-law (ITU-T G.711) ----

function ulaw(sample) {
  const sign = sample < 0 ? 0x80 : 0, x = Math.min(32635, Math.abs(sample)) + 132;
  const exponent = 31 - Math.clz32(x) - 7;
  return ~(sign | (exponent << 4) | ((x >> (exponent + 3)) & 0x0f)) & 0xff;
}

function linear(byte) {
  const b = ~byte & 0xff, x = (((b & 0x0f) << 3) + 132 << ((b >> 4) & 7)) - 132;
  return b & 0x80 ? -x : x;
}

export const tone = (hz, seconds = 1) => Buffer.from(Array.from({ length: RATE * seconds }, (_, i) => ulaw(Math.round(LOUDNESS * Math.sin((2 * Math.PI * hz * i) / RATE)))));
export const pause = (seconds) => Buffer.alloc(RATE * seconds, SILENCE);
// The sound in a file of voiced/prompts/make.
export const spoken = (wav) => wav.subarray(wav.indexOf('data') + 8);

// How much of the sound is this tone, 0 to 1 (Goertzel).
export function toneIn(bytes, hz) {
  const factor = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let a = 0, b = 0, power = 0;
  for (const byte of bytes) {
    const sample = linear(byte);
    [a, b] = [sample + factor * a - b, a];
    power += sample * sample;
  }
  return power === 0 ? 0 : (2 * (a * a + b * b - factor * a * b)) / (bytes.length * power);
}

// ---- one call's ----

export class Sound {
  // track: what it says; keeps: whether it keeps what it hears, the last minute of it.
  static async open(host, track, { keeps = true } = {}) {
    const sound = new Sound();
    Object.assign(sound, { socket: createSocket('udp4'), keeps, sent: 0, packets: 0, heard: Buffer.alloc(0), ssrc: randomBytes(4) });
    sound.play(track);
    await new Promise((done, fail) => { sound.socket.once('error', fail); sound.socket.bind(0, host, done); });
    sound.socket.on('error', () => {}); // a peer that has gone
    sound.socket.on('message', (packet) => sound.take(packet));
    return sound;
  }

  // Says this from now on.
  play(track) { Object.assign(this, { track: Buffer.concat([track, Buffer.alloc((FRAME - (track.length % FRAME)) % FRAME, SILENCE)]), start: this.sent }); }

  get port() { return this.socket.address().port; }
  // Of what it says, how many times all of it was said.
  get rounds() { return Math.floor(((this.sent - this.start) * FRAME) / this.track.length); }

  take(packet) {
    if (packet.length <= 12 || packet[0] >> 6 !== 2 || (packet[1] & 0x7f) !== 0) return;
    this.packets++;
    if (this.keeps) this.heard = Buffer.concat([this.heard, packet.subarray(12)]).subarray(-HEARD_MAX);
  }

  // By the clock, not by the timer: a timer of 20 ms comes late now and then, and a call has 50 packets a second.
  speakTo({ port, host }) {
    this.to = { port, host };
    this.began ??= performance.now();
    this.timer ??= setInterval(() => { while (this.sent * FRAME_MS <= performance.now() - this.began) this.say(); }, FRAME_MS / 2);
  }

  say() {
    const head = Buffer.alloc(12), at = ((this.sent - this.start) * FRAME) % this.track.length;
    head[0] = 0x80;
    head.writeUInt16BE(this.sent & 0xffff, 2);
    head.writeUInt32BE((this.sent * FRAME) >>> 0, 4);
    this.ssrc.copy(head, 8);
    this.sent++;
    this.socket.send(Buffer.concat([head, this.track.subarray(at, at + FRAME)]), this.to.port, this.to.host, () => {});
  }

  // What was heard lately.
  lately(ms) { return this.heard.subarray(-(ms * RATE) / 1000); }
  silence() { clearInterval(this.timer); }
  close() { this.silence(); if (!this.closed) this.socket.close(); this.closed = true; }
}

export const sdpOf = (host, port) =>
  `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n`;

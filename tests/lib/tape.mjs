// tape.mjs - what is in a recording: stereo mu-law WAV, read and measured as sound.
import assert from 'node:assert/strict';

export const RATE = 8000;
const linear = Array.from({ length: 256 }, (_, byte) => {
  const b = ~byte & 0xff, magnitude = (((b & 0x0f) << 3) + 0x84 << ((b & 0x70) >> 4)) - 0x84;
  return b & 0x80 ? -magnitude : magnitude;
});

export class Tape {
  constructor(file) {
    assert.equal(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 12), 'RIFFWAVE');
    let at = 12;
    while (file.toString('latin1', at, at + 4) !== 'data') {
      if (file.toString('latin1', at, at + 4) === 'fmt ') this.format = [file.readUInt16LE(at + 8), file.readUInt16LE(at + 10), file.readUInt32LE(at + 12), file.readUInt16LE(at + 22)];
      at += 8 + file.readUInt32LE(at + 4);
    }
    assert.deepEqual(this.format, [7, 2, RATE, 8], 'mu-law, two channels');
    this.data = file.subarray(at + 8, at + 8 + file.readUInt32LE(at + 4));
    this.ms = this.data.length / 2 / (RATE / 1000);
  }

  side(name) { const start = name === 'left' ? 0 : 1; return Array.from({ length: this.data.length / 2 }, (_, i) => linear[this.data[2 * i + start]]); }

  // Each 20 ms of a side: how loud, and how much of it is a tone of this period.
  windows(name, period) {
    const all = this.side(name), out = [];
    for (let at = 0; at + 160 <= all.length; at += 160) {
      let re = 0, im = 0, sum = 0;
      for (let i = 0; i < 160; i++) {
        const angle = 2 * Math.PI * i / period;
        re += all[at + i] * Math.cos(angle); im += all[at + i] * Math.sin(angle); sum += Math.abs(all[at + i]);
      }
      const loud = sum / 160;
      out.push({ loud, share: loud > 0 ? 2 * Math.hypot(re, im) / 160 / loud : 0 });
    }
    return out;
  }

  // Milliseconds of a side in which a tone of this period is what is heard.
  tone(name, period) { return 20 * this.windows(name, period).filter((w) => w.loud > 2000 && w.share > 0.9).length; }
  loud(name) { return 20 * this.windows(name, 20).filter((w) => w.loud > 500).length; }
  // Where each stretch of sound begins and ends, in ms; gaps below `gap` ms are none.
  stretches(name, gap = 200) {
    const all = this.side(name), out = [];
    for (let i = 0; i < all.length; i++) {
      if (Math.abs(all[i]) < 500) continue;
      const ms = i / 8, last = out.at(-1);
      if (last && ms - last[1] < gap) last[1] = ms; else out.push([ms, ms]);
    }
    return out;
  }
}

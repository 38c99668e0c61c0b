// sound.mjs - telephone sound of tests: tones in mu-law, and which tone is heard in it.
const RATE = 8000;

export function toUlaw(sample) { // 16 bits, as G.711 says
  const sign = sample < 0 ? 0x80 : 0, magnitude = Math.min(Math.abs(Math.round(sample)), 32635) + 132;
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7);
  return ~(sign | exponent << 4 | magnitude >> exponent + 3 & 0x0f) & 0xff;
}
export function fromUlaw(byte) {
  const value = ~byte & 0xff, magnitude = ((value & 0x0f) << 3) + 132 << (value >> 4 & 7);
  return (value & 0x80 ? -1 : 1) * (magnitude - 132);
}
export const tone = (hertz, at = 0, count = 160) => Buffer.from(Array.from({ length: count }, (_, i) => hertz ? toUlaw(12000 * Math.sin(2 * Math.PI * hertz * (at + i) / RATE)) : 0xff));

// How much of the energy of these samples is at one pitch, 0 to 1 (Goertzel); and how loud they are.
export function share(samples, hertz) {
  const w = 2 * Math.cos(2 * Math.PI * hertz / RATE);
  let a = 0, b = 0, all = 0;
  for (const x of samples) { const c = x + w * a - b; b = a; a = c; all += x * x; }
  return all === 0 ? 0 : 2 * (a * a + b * b - w * a * b) / (all * samples.length);
}
export const loudness = (samples) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / (samples.length || 1));

// The samples of a WAV file of telephone sound, as a player reads it.
export function readWav(file) {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') throw new Error('no WAV file');
  if (file.readUInt32LE(4) !== file.length - 8) throw new Error(`says ${file.readUInt32LE(4)} bytes, has ${file.length - 8}`);
  let format, data;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4), size = file.readUInt32LE(at + 4);
    if (name === 'fmt ') format = { tag: file.readUInt16LE(at + 8), channels: file.readUInt16LE(at + 10), rate: file.readUInt32LE(at + 12), bits: file.readUInt16LE(at + 22) };
    if (name === 'data') data = file.subarray(at + 8, at + 8 + size);
    at += 8 + size + size % 2;
  }
  const samples = format.tag === 7 ? Array.from(data, fromUlaw) : Array.from({ length: data.length / 2 }, (_, i) => data.readInt16LE(2 * i));
  return { ...format, samples, ms: samples.length / 8 };
}
// A WAV file of 16 bits.
export function wav16(samples, rate = RATE) {
  const file = Buffer.alloc(44 + 2 * samples.length);
  file.write('RIFF', 0, 'latin1'); file.writeUInt32LE(36 + 2 * samples.length, 4); file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16); file.writeUInt16LE(1, 20); file.writeUInt16LE(1, 22); file.writeUInt32LE(rate, 24); file.writeUInt32LE(2 * rate, 28);
  file.writeUInt16LE(2, 32); file.writeUInt16LE(16, 34); file.write('data', 36, 'latin1'); file.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((x, i) => file.writeInt16LE(Math.round(x), 44 + 2 * i));
  return file;
}
export const sine = (hertz, ms) => Array.from({ length: ms * 8 }, (_, i) => 12000 * Math.sin(2 * Math.PI * hertz * i / RATE));

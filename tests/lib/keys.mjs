// keys.mjs - keys of a telephone as an end of a call receives them: as telephone events (RFC 4733), and as the two tones of each in its sound.
import assert from 'node:assert/strict';

const CODES = '0123456789*#ABCD', KEYPAD = '123A456B789C*0#D';
const ROWS = [697, 770, 852, 941], COLUMNS = [1209, 1336, 1477, 1633];
const LOUD = 3000, QUIET = 1200; // peaks; of a fiftieth of a second, in which neighbours are not told apart well
const linear = Array.from({ length: 256 }, (_, byte) => {
  const b = ~byte & 255, size = ((b & 15) << 3) + 132 << (b >> 4 & 7);
  return (b & 0x80 ? -1 : 1) * (size - 132);
});

function peak(sound, hertz) {
  let [a, b] = [0, 0];
  sound.forEach((byte, i) => { const turn = 2 * Math.PI * hertz * i / 8000; a += linear[byte] * Math.cos(turn); b += linear[byte] * Math.sin(turn); });
  return 2 * Math.hypot(a, b) / sound.length;
}
const loudest = (sound, all) => all.map((hertz) => peak(sound, hertz)).reduce((best, loud, i) => (loud > best[0] ? [loud, i] : best), [0, 0]);

// The key whose tones a packet has; '' if it is none.
export function keyOf(sound) {
  const [[row, r], [column, c]] = [loudest(sound, ROWS), loudest(sound, COLUMNS)];
  const others = sound.reduce((sum, byte) => sum + linear[byte] ** 2, 0) / sound.length - (row ** 2 + column ** 2) / 2;
  return row > LOUD && column > LOUD && others < QUIET ** 2 * 4 ? KEYPAD[4 * r + c] : '';
}

// Whether the two tones of a key are in this sound, whatever else is.
export const hasKey = (samples, key) => {
  const at = KEYPAD.indexOf(key), sound = Buffer.from(samples);
  return peak(sound, ROWS[at >> 2]) > LOUD && peak(sound, COLUMNS[at & 3]) > LOUD;
};

// What an end receives from now on.
export class Keys {
  constructor(end, { type = 101 } = {}) {
    Object.assign(this, { packets: [], type });
    end.socket.on('message', (packet) => {
      if (packet[0] >> 6 !== 2) return;
      this.packets.push({ type: packet[1] & 0x7f, marker: packet[1] > 0x7f, sequence: packet.readUInt16BE(2), timestamp: packet.readUInt32BE(4), source: packet.readUInt32BE(8), payload: packet.subarray(12) });
    });
  }

  // Each event with its packets.
  get events() {
    const all = [];
    for (const one of this.packets.filter(({ type }) => type === this.type)) {
      if (all.at(-1)?.timestamp !== one.timestamp) all.push({ key: CODES[one.payload[0]], timestamp: one.timestamp, packets: [] });
      all.at(-1).packets.push({ ...one, key: CODES[one.payload[0]], end: one.payload[1] > 0x7f, duration: one.payload.readUInt16BE(2) });
    }
    return all;
  }
  get pressed() { return this.events.map(({ key }) => key).join(''); }

  // The keys that its sound has, each as many packets in a row as there are.
  get tones() {
    const all = [];
    for (const { payload } of this.packets.filter(({ type, payload: { length } }) => type === 0 && length === 160)) {
      const key = keyOf(payload);
      if (all.at(-1)?.key !== key) all.push({ key, packets: 0 });
      all.at(-1).packets++;
    }
    return all.filter(({ key }) => key);
  }
  get toned() { return this.tones.filter(({ packets }) => packets >= 3).map(({ key }) => key).join(''); }

  // Each is as RFC 4733 wants it: marked at its beginning alone, growing, ended three times, and in one line with the sound around it.
  check() {
    for (const { key, packets } of this.events) {
      const told = JSON.stringify(packets.map(({ marker, end, duration }) => [marker, end, duration]));
      assert.deepEqual(packets.map(({ marker }) => marker), packets.map((_, i) => i === 0), `${key}: the marker: ${told}`);
      assert.ok(packets.every((one, i) => one.key === key && (i === 0 || one.duration >= packets[i - 1].duration)), `${key}: ${told}`);
      assert.equal(packets.filter(({ end }) => end).length, 3, `${key}: its end: ${told}`);
      assert.equal(packets.at(-1).duration, 800, `${key}: 100 ms: ${told}`);
    }
    const events = this.events;
    events.forEach(({ timestamp }, i) => assert.ok(i === 0 || timestamp - events[i - 1].timestamp >= 800 + 480, 'a gap of 60 ms at least'));
    const from = this.packets.findIndex(({ type }) => type === this.type), line = this.packets.slice(from).filter(({ source }) => source === this.packets[from].source);
    line.forEach(({ sequence }, i) => assert.ok(i === 0 || (sequence - line[i - 1].sequence & 0xffff) === 1, `one sequence: ${line[i - 1]?.sequence}, ${sequence}`));
    const sound = line.filter(({ type }) => type !== this.type);
    sound.forEach(({ timestamp }, i) => assert.ok(i === 0 || timestamp - sound[i - 1].timestamp >>> 0 <= 8 * 160, 'the sound goes on in one time'));
  }
}

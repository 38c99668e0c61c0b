// tones.mjs - who hears whom: each end of a call says a tone of its own (G.711 mu-law), and what it hears is searched for the others'.
import { until } from './stack.mjs';

const LOUD = 5000, WINDOW = 25; // packets: half a second, so that each even frequency is told from the others
const HEARD = LOUD / 2, SILENT = LOUD / 12;

function encode(sample) {
  const sign = sample < 0 ? 0x80 : 0, size = Math.min(Math.abs(Math.round(sample)), 32635) + 132;
  const exponent = Math.max(0, 31 - Math.clz32(size) - 7);
  return ~(sign | exponent << 4 | size >> exponent + 3 & 15) & 255;
}
const decode = (byte) => {
  const b = ~byte & 255, size = ((b & 15) << 3) + 132 << (b >> 4 & 7);
  return (b & 0x80 ? -1 : 1) * (size - 132);
};

// From now on this end says the tone, and keeps the last half second of what it hears.
export function sing(end, hertz) {
  let at = 0;
  end.tone = hertz;
  end.kept = [];
  end.payload = () => { const out = Buffer.alloc(160); for (let i = 0; i < 160; i++) out[i] = encode(LOUD * Math.sin(2 * Math.PI * hertz * at++ / 8000)); return out; };
  end.socket.on('message', (packet) => {
    if (packet.length !== 172 || packet[0] >> 6 !== 2 || (packet[1] & 0x7f) !== 0) return;
    end.kept.push(packet.subarray(12));
    if (end.kept.length > WINDOW) end.kept.shift();
  });
}

export const loudness = (end, hertz) => loudnessOf(end.kept, hertz);

// Of the best tenth of a second: a browser whose sound has gaps on a busy machine is heard, too.
const PIECE = 5;
export const loudest = (end, hertz) => Math.max(0, ...end.kept.slice(PIECE - 1).map((_, i) => loudnessOf(end.kept.slice(i, i + PIECE), hertz)));

function loudnessOf(packets, hertz) {
  let [a, b, n] = [0, 0, 0];
  for (const packet of packets) for (const byte of packet) {
    const sample = decode(byte), turn = 2 * Math.PI * hertz * n++ / 8000;
    a += sample * Math.cos(turn);
    b += sample * Math.sin(turn);
  }
  return n ? 2 * Math.hypot(a, b) / n : 0;
}

// A customer's call (`how`: as Ua.call takes it) that `agent`'s phone has answered; each end says its tone, and both hear each other.
export async function talkInTones(calls, agent, tones, ...how) {
  await calls.available(agent);
  const caller = await calls.carrier.call(...how);
  sing(caller.end, tones.caller);
  await caller.has(200);
  const leg = await agent.phone.called();
  await leg.answer();
  sing(leg.end, tones.agent);
  const { id } = await calls.state('assigned');
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  return { caller, leg, id: String(id) };
}

// Waits until each dialog hears, over half a second, exactly these of all: hear(new Map([[caller, [leg]], [leg, [caller]]])).
export async function hear(all, wanted) {
  for (const [who, others] of wanted) {
    const end = who.end;
    let told = '';
    await until('heard', () => {
      told = all.map((one) => `${one.end.tone} Hz: ${Math.round(loudness(end, one.end.tone))}`).join(', ');
      return end.kept.length === WINDOW && all.every((one) => one !== who && others.includes(one) ? loudness(end, one.end.tone) > HEARD : loudness(end, one.end.tone) < SILENT);
    }, 8000).catch(() => { throw new Error(`${end.tone} Hz should hear ${others.map((one) => one.end.tone)}, but hears ${told} (${end.kept.length} packets)`); });
  }
}

// The same, and still so when all that each has kept is new: of what begins in a moment, as after a hold, nothing is heard at first.
export async function hearOn(all, wanted) {
  await hear(all, wanted);
  await Promise.all([...wanted.keys()].map((one) => one.hears(WINDOW + 5)));
  await hear(all, wanted);
}

// calls.mjs - PF-13: calls of users' phones through the dial plan and a trunk, and beside them calls through a queue, against
// SIPp that calls SIPp directly; then calls that are held with sound both ways.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sipp, SCENARIOS } from '../lib/sipp.mjs';
import { until, within } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';
import { jitter } from './jitter.mjs';
import { cpuOf, cpuOfPostgres, median, percentile, residentOf, sleep } from './proc.mjs';

const RATE = Number(process.env.BENCH_CALLS_RATE ?? 100), SECONDS = Number(process.env.BENCH_CALLS_SECONDS ?? 60), TALK_MS = 1000, RUNS = 3;
const QUEUE_RATE = 5, AGENTS = 24, USERS = 20;
const HELD = 200, HELD_S = 40;
const MEDIA_LOST_S = 20; // what SIPp gave up ends by then, and two looks
const LEFT_MS = (MEDIA_LOST_S + 20) * 1000;
const SETTLED_MS = 36000; // SIP's transactions are over 32 s after the last message (RFC 3261, timers B to K)
const RTP_PORTS = '40000-49999'; // four for each side's call at the relay, four times the peak
const NUMBER = '+12025550188';

// The same rate, the same talk, nobody between.
async function direct() {
  const uas = await Sipp.start(['-sn', 'uas']);
  try {
    const uac = await Sipp.start(['-sn', 'uac'], { to: `${uas.host}:${uas.port}`, calls: RATE * SECONDS, rate: RATE, talk: TALK_MS, seconds: SECONDS + 30, rtts: true });
    await uac.done();
    const result = { times: uac.times, calls: RATE * SECONDS, cpu: uac.cpu + uas.cpu };
    await uac.stop();
    return result;
  } finally { await uas.stop(); }
}

async function house() {
  const calls = await Calls.start({ durable: true, productLimits: true, name: 'bench-calls', instances: 'presenced routerd chatd voiced', checkKeys: false, rtpPorts: RTP_PORTS, settings: { voiced: { media_lost_s: MEDIA_LOST_S } } });
  const answerer = await Sipp.start(['-sn', 'uas', '-rtp_echo'], { host: '127.0.0.3' });
  const phones = await Sipp.start(['-sn', 'uas'], { host: '127.0.0.1' });
  const trunk = await calls.make('trunks', { name: 'Answerer', host: answerer.host, port: answerer.port, transport: 'udp', sources: [answerer.host], max_calls: 1000 });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  await calls.unlimited();
  const users = [];
  for (let i = 0; i < USERS; i++) {
    const { user } = await calls.worker(`bench${i}`, String(5000 + i));
    users.push(await calls.make('devices', { user_id: user.id, side: 'work', label: 'Phone', algorithm: 'MD5' }));
  }
  for (let i = 0; i < AGENTS; i++) {
    const agent = await calls.agent(`agent${i}`, { phone: null, phone_mode: 'sip_uri', sip_uri: `sip:agent${i}@${phones.host}:${phones.port}` });
    await calls.available(agent);
  }
  return Object.assign(calls, { answerer, desk: phones, lines: users.map((d) => `${d.username};${NUMBER};[authentication username=${d.username} password=${d.password}]`) });
}

const asScenario = (media) => {
  const text = readFileSync(join(SCENARIOS, 'login.xml'), 'utf8');
  return media ? text.replace('<!-- media -->', `<nop><action><exec rtp_stream="${media},-1,0"/></action></nop>`).replaceAll('[media_port]', '[rtpstream_audio_port]') : text;
};
const caller = (calls, more) => Sipp.start(["-auth_uri", `${NUMBER}@127.0.0.1:${calls.port}`], { to: `127.0.0.1:${calls.port}`, scenario: asScenario(more.media), users: calls.lines, rtts: true, ...more });

// How many calls are left when those that SIPp gave up have had their time: 0 is good.
async function left(calls) {
  const look = async () => { const m = await calls.stack.metrics('voiced'); return Math.max(m.voice_legs, m.voice_calls, await calls.carried()); };
  await within(LEFT_MS, 'no call is left', async () => await look() === 0, 200).catch(() => {});
  return look();
}

const refused = async (calls) => { const m = await calls.stack.metrics('voiced'); return m['voice_calls_refused_total{why="behind"}'] + m['voice_calls_refused_total{why="full"}']; };
const handled = async (calls) => (await calls.stack.query('SELECT count(*)::int AS n FROM routing.v_interaction WHERE agent IS NOT NULL'))[0].n;

const spent = (calls) => ({ voiced: cpuOf(calls.stack.pid('voiced')), rtpengine: cpuOf(calls.stack.pid('rtpengine')), postgres: cpuOfPostgres(calls.stack.pid('postgres')) });
const resident = (calls) => ({ voiced: residentOf(calls.stack.pid('voiced')), rtpengine: residentOf(calls.stack.pid('rtpengine')) });

// One run: the users' calls, and calls for the queue beside them.
async function run(calls) {
  const before = spent(calls), count = RATE * SECONDS, queued = QUEUE_RATE * SECONDS, answererBefore = calls.answerer.cpu, refusedBefore = await refused(calls), handledBefore = await handled(calls);
  const users = await caller(calls, { calls: count, rate: RATE, talk: TALK_MS, seconds: SECONDS + 60 });
  const customers = await Sipp.start(['-sn', 'uac', '-s', CALLED], { host: '127.0.0.2', to: `127.0.0.1:${calls.port}`, calls: queued, rate: QUEUE_RATE, talk: TALK_MS, seconds: SECONDS + 60, rtts: true });
  try {
    const codes = await Promise.all([users.ended, customers.ended]);
    const after = spent(calls), good = { users: users.counts.good, customers: customers.counts.good };
    if (codes.some((code) => code !== 0)) console.log(`    users: ${JSON.stringify(users.counts)} ${users.complaints.slice(0, 400)}\n    customers: ${JSON.stringify(customers.counts)} ${customers.complaints.slice(0, 400)}`);
    const result = { good, times: users.times, queueTimes: customers.times, calls: count, queued, failed: count + queued - good.users - good.customers,
      refused: await refused(calls) - refusedBefore, left: await left(calls), handled: await handled(calls) - handledBefore,
      cpu: Object.fromEntries(Object.keys(after).map((who) => [who, after[who] - before[who]])), sipp: users.cpu + calls.answerer.cpu - answererBefore };
    await sleep(SETTLED_MS);
    Object.assign(result, { resident: resident(calls) });
    console.log(`    ${RATE} a second for ${SECONDS} s: ${result.failed} of ${count + queued} failed (${result.refused} refused), ${result.left} left, ${result.handled} of ${queued} reached an agent; p50 ${percentile(result.times, 0.5)} ms, p99 ${percentile(result.times, 0.99)} ms; resident: voiced ${mib(result.resident.voiced)}, rtpengine ${mib(result.resident.rtpengine)} MiB`);
    return result;
  } finally {
    await users.stop();
    await customers.stop();
  }
}

// Calls that stay, each with a stream to the answerer, which sends it back.
async function held(calls) {
  const file = join(calls.stack.dir, 'tone.ulaw');
  writeFileSync(file, Buffer.alloc(8000, 0x55));
  const before = spent(calls);
  const users = await caller(calls, { calls: HELD, rate: 50, talk: HELD_S * 1000, seconds: HELD_S + 60, media: file });
  try {
    await until('all are talking', async () => (await calls.stack.metrics('voiced')).voice_direct_calls === HELD, 30000, 100);
    const one = spent(calls), began = performance.now();
    const spacing = await jitter(calls);
    const two = spent(calls), s = (performance.now() - began) / 1000, code = await users.ended;
    if (code !== 0) console.log(`    held: ${JSON.stringify(users.counts)} ${users.complaints.slice(0, 400)}`);
    return { good: users.counts.good, left: await left(calls), spacing, cores: { voiced: (two.voiced - one.voiced) / s, rtpengine: (two.rtpengine - one.rtpengine) / s }, setup: spent(calls).voiced - before.voiced };
  } finally { await users.stop(); }
}

const us = (seconds, calls) => Math.round(seconds * 1e6 / calls);
const MIB = 1048576, mib = (bytes) => (bytes / MIB).toFixed(1);
const met = (yes) => ({ met: yes ? 'yes' : 'no' });

// What must never be, however slow the machine: the run ends with 1.
const never = (what, value, note) => ({ id: 'PF-13', what, value, unit: '', aim: '0', ...met(value === 0), note, fails: value !== 0 });

function table(peer, runs, talk) {
  const all = runs.flatMap((r) => r.times), last = runs[RUNS - 1], each = last.calls + last.queued;
  const sum = (of) => runs.reduce((total, r) => total + r[of], 0);
  const cost = (who) => us(median(runs.map((r) => r.cpu[who])), each), peers = us(peer.cpu, peer.calls);
  const grown = (who) => last.resident[who] / runs[RUNS - 2].resident[who];
  return [
    never(`calls at ${RATE} a second: login, dial plan, trunk, media anchored, ${QUEUE_RATE} a second through a queue beside them; calls that failed`, sum('failed'),
      `${RUNS} runs of ${SECONDS} s; refused as the machine was behind: ${sum('refused')}; of ${sum('queued')} for the queue ${sum('handled')} reached an agent within their second of talk`),
    never(`calls left ${LEFT_MS / 1000} s after SIPp has ended`, sum('left') + talk.left),
    ...[[0.5, 'p50'], [0.99, 'p99']].map(([share, name]) => ({ id: 'PF-13', what: `from the INVITE with its login to 200, ${name}, against SIPp that calls SIPp`, value: percentile(all, share), peer: percentile(peer.times, share), unit: ' ms',
      ratio: percentile(all, share) / Math.max(1, percentile(peer.times, share)) })),
    { id: 'PF-13', what: 'CPU a call: voiced, against both SIPps of a direct call', value: cost('voiced'), peer: peers, unit: ' µs', ratio: cost('voiced') / peers, aim: '≤ 3', ...met(cost('voiced') <= 3 * peers),
      note: `rtpengine ${cost('rtpengine')}, postgres ${cost('postgres')} µs` },
    ...['voiced', 'rtpengine'].map((who) => ({ id: 'PF-13', what: `resident memory of ${who} after the third run, against the second`, value: last.resident[who] / MIB, peer: runs[RUNS - 2].resident[who] / MIB, unit: ' MiB',
      ratio: grown(who), aim: '≤ 1.05', ...met(grown(who) <= 1.05) })),
    { id: 'PF-13', what: `${HELD} calls held with sound both ways: CPU of one core`, value: talk.cores.rtpengine * 100, unit: ' %', note: `rtpengine; voiced ${(talk.cores.voiced * 100).toFixed(1)} %` },
    never(`${HELD} calls held with sound both ways: calls that failed`, HELD - talk.good),
    spacingRow(talk.spacing),
  ];
}

// RFC 3550's jitter through the relay, less that of packets which go straight.
function spacingRow({ path, straight }) {
  const value = path.jitter_ms - straight.jitter_ms;
  return { id: 'PF-13', what: `jitter that the media path adds to a call beside these ${HELD}`, value, peer: straight.jitter_ms, unit: ' ms', aim: '≤ 1', ...met(value <= 1),
    note: `${path.heard} of ${path.sent} packets heard; under way p50 ${path.p50_ms}, p99 ${path.p99_ms} ms, straight ${straight.p50_ms} and ${straight.p99_ms} ms` };
}

export async function calls() {
  const peer = await direct();
  const suite = await house();
  try {
    const warm = await caller(suite, { calls: USERS, rate: 10, talk: 100 });
    await warm.done();
    await warm.stop();
    const runs = [];
    for (let i = 0; i < RUNS; i++) runs.push(await run(suite));
    const talk = await held(suite);
    return { rows: table(peer, runs, talk), details: { peer: { ...peer, times: undefined }, runs: runs.map((r) => ({ ...r, times: undefined, queueTimes: undefined, p50: percentile(r.times, 0.5), p99: percentile(r.times, 0.99), queue_p50: percentile(r.queueTimes, 0.5), queue_p99: percentile(r.queueTimes, 0.99) })), held: talk } };
  } finally {
    await suite.answerer.stop();
    await suite.desk.stop();
    await suite.stop();
  }
}

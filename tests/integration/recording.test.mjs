// Recordings of queues' calls (SP-15): both directions in their channels, side by side in time; silence while card data is said and while the
// call is held; sealed on the disk; who may hear them; what becomes of them when the daemon dies, the disk fails, the relay refuses, time goes by.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { keysOf, sealBox } from '../lib/box.mjs';
import { Client } from '../lib/client.mjs';
import { record } from '../lib/called.mjs';
import { latency } from '../lib/patience.mjs';
import { until } from '../lib/stack.mjs';
import { Tape } from '../lib/tape.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const CALLER_TONE = 20, AGENT_TONE = 32; // samples: 400 and 250 Hz
let calls, kim, lee, rosa;
const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });
const act = (agent, id, what) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, {});
const shown = (agent, id, check) => agent.see('interaction', (s, f) => f.id === String(id) && s.call && check(s.call));
const folder = () => join(calls.stack.dir, 'recordings', 'voiced');
const files = () => readdirSync(folder()).sort();
const list = async (client, query = '') => (await client.call('GET', `/api/v1/recordings${query}`)).body.data;

async function queueSet(fields) {
  const { body: { version } } = await calls.adam.call('GET', `/api/v1/queues/${calls.queue.id}`);
  const { status, body } = await calls.adam.call('PATCH', `/api/v1/queues/${calls.queue.id}`, fields, { headers: { 'if-match': `"${version}"` } });
  assert.equal(status, 200, JSON.stringify(body));
}

before(async () => {
  calls = await Calls.start({ name: 'recording', testClock: true, queue: { record: true, record_announce: false } });
  kim = await calls.agent('kim');
  lee = await calls.agent('lee');
});
after(() => calls?.stop());

// A call that `agent`'s phone has answered, both quiet (or each says its tone).
async function talk(agent, { from = CALLER, quiet = true } = {}) {
  await calls.available(agent);
  const caller = await calls.carrier.call(CALLED, { from });
  await caller.has(200);
  caller.end.quiet = quiet;
  const leg = await agent.phone.called();
  leg.ring();
  await leg.sound();
  Object.assign(leg.end, { quiet, period: AGENT_TONE });
  await leg.answer();
  const interaction = await calls.state('assigned');
  await leg.hears(5);
  await caller.hears(5);
  return { caller, leg, id: String(interaction.id) };
}
const recording = (agent, id) => shown(agent, id, (call) => call.recording === 'on');

async function over({ caller }) {
  await caller.bye();
  await calls.state('ended');
  await calls.nothingLeft();
  for (const agent of [kim, lee]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}

// Both ends of a call whose daemon died: the relay carries them until nobody has sent for media_lost_s, and two looks.
async function vanished({ caller, leg }) {
  caller.vanish();
  leg.vanish();
  await calls.nothingLeftAtLast();
  for (const agent of [kim, lee]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}
const rows = (id, n = 1) => until(`${n} recordings`, async () => { const all = await list(calls.adam, `?interaction=${id}`); return all.length === n && all; });
async function hear(client, { id }, headers = {}) {
  const answer = await fetch(`${calls.stack.base}/api/v1/recordings/${id}/sound`, { headers: { authorization: `Bearer ${client.token}`, ...headers } });
  record('GET', `/api/v1/recordings/${id}/sound`, answer.status);
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
const tapeOf = async (row) => {
  const { status, bytes } = await until('an answer', async () => { const answer = await hear(calls.adam, row); return answer.status !== 503 && answer; });
  assert.equal(status, 200, bytes.toString().slice(0, 200)); return new Tape(bytes);
};
// So long one after the other, and who says something then: a test that comes late makes nothing of it longer.
async function turns(...parts) {
  let at = performance.now();
  for (const [ms, ...ends] of parts) {
    for (const end of ends) end.loud(at, ms);
    at += ms;
  }
  await sleep(at - performance.now());
}
const loud = (ms, ...ends) => turns([ms, ...ends]);

test('both directions are in their channels, side by side in time, sealed on the disk', async () => {
  const call = await talk(kim);
  await recording(kim, call.id);
  await turns([1000, call.caller.end, call.leg.end], [400], [600, call.leg.end], [300]);
  await over(call);
  const [row] = await rows(call.id);
  assert.deepEqual([row.agent.id, row.part, row.cut_off, row.sound, row.number], [kim.id, 1, false, true, CALLER]);
  const tape = await tapeOf(row);
  assert.ok(Math.abs(tape.ms - row.duration_ms) < 2 && tape.ms > 2200, `${tape.ms} ms, ${row.duration_ms}`);
  latency('the length of the recording', tape.ms, 6000);
  assert.ok(tape.tone('left', CALLER_TONE) >= 800, `the caller on the left: ${tape.tone('left', CALLER_TONE)} ms`);
  assert.ok(tape.tone('right', AGENT_TONE) >= 1200, `the agent on the right: ${tape.tone('right', AGENT_TONE)} ms`);
  assert.equal(tape.tone('left', AGENT_TONE) + tape.tone('right', CALLER_TONE), 0, 'nobody in the other\'s channel');
  const [left] = tape.stretches('left'), [right, again] = tape.stretches('right');
  // Where a channel begins is when it was heard; what follows is by its timestamps, however late it comes.
  assert.ok(left[0] < right[1] && right[0] < left[1], `${left} beside ${right}`);
  latency('one channel beside the other', Math.max(Math.abs(left[0] - right[0]), Math.abs(left[1] - right[1])), 60);
  assert.ok(Math.abs(again[0] - right[1] - 400) < 60, `a pause of 400 ms: ${right} ${again}`);
  await until('its own name', () => files().every((name) => name.endsWith('.tape')));
  assert.deepEqual(files().map((name) => name.replace(/^[0-9a-f]{32}/, '')), ['.tape']);
  const sealed = readFileSync(join(folder(), files()[0]));
  assert.ok(!sealed.includes(Buffer.alloc(40, 0xff)) && !sealed.includes('RIFF') && !sealed.includes(CALLER), 'nothing of it can be read');
});

test('while card data is said, and while the call is held, the file has silence of the same length; the pause ends by itself, too', async () => {
  await queueSet({ record_pause_s: 10 });
  const call = await talk(kim);
  await recording(kim, call.id);
  for (const what of ['pause', 'resume']) assert.equal((await act(lee, call.id, `recording/${what}`)).status, 403, 'not their call');
  Object.assign(call.caller.end, { quiet: false });
  Object.assign(call.leg.end, { quiet: false });
  await sleep(600);
  assert.equal((await act(kim, call.id, 'recording/pause')).status, 202);
  call.caller.end.period = 12; // the card's number
  await shown(kim, call.id, (one) => one.recording === 'paused');
  await sleep(600);
  call.caller.end.period = CALLER_TONE;
  assert.equal((await act(kim, call.id, 'recording/resume')).status, 202);
  await recording(kim, call.id);
  await sleep(600);
  assert.equal((await act(kim, call.id, 'hold')).status, 202);
  await shown(kim, call.id, (one) => one.state === 'held' && one.recording === 'on');
  call.leg.end.period = 12;
  await sleep(600); // the caller hears music
  call.leg.end.period = AGENT_TONE;
  assert.equal((await act(kim, call.id, 'resume')).status, 202);
  await shown(kim, call.id, (one) => one.state === 'talking');
  await sleep(600);
  assert.equal((await act(kim, call.id, 'recording/pause')).status, 202);
  await shown(kim, call.id, (one) => one.recording === 'paused');
  call.caller.end.period = 12;
  await sleep(500);
  await until('the pause ends by itself', async () => (await calls.stack.query('SELECT recording FROM voice.v_call WHERE interaction = $1', [call.id]))[0].recording === 'on', 15000);
  await sleep(600);
  await over(call);
  for (const what of ['recording/pause', 'recording/resume']) assert.equal((await act(kim, call.id, what)).status, 404, what);
  const [row] = await rows(call.id), tape = await tapeOf(row);
  const gaps = tape.stretches('left').map(([from, to], i, all) => (i ? from - all[i - 1][1] : 0)).slice(1);
  assert.equal(gaps.length, 3, `a pause, a hold, a pause: ${tape.stretches('left').map((one) => one.map(Math.round))}`);
  assert.ok(gaps[0] >= 500 && gaps[1] >= 500 && gaps[2] > 8000, `of their length: ${gaps}`);
  latency('the end of the pause', gaps[2], 13000);
  assert.ok(tape.ms > 12000, `${tape.ms} ms`);
  const after = tape.windows('left', 12).slice(0, Math.floor(tape.stretches('left')[2][1] / 20) - 3).filter((w) => w.loud > 4000 && w.share > 0.6);
  assert.equal(after.length, 0, 'nothing of the card number');
  assert.equal(tape.tone('right', 12), 0, 'nor of what the agent says to nobody');
  assert.equal(tape.windows('right', AGENT_TONE).filter((w) => w.loud > 500 && w.share < 0.5).length, 0, 'no music');
});

test('a transfer keeps on: each agent has their own part, and hears no other\'s', async () => {
  const call = await talk(kim);
  await recording(kim, call.id);
  await loud(500, call.caller.end, call.leg.end);
  await calls.available(lee);
  const answer = await kim.call('POST', `/api/v1/interactions/${call.id}/transfer`, { agent: lee.id });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  const second = await lee.phone.called();
  await second.sound();
  Object.assign(second.end, { quiet: true, period: 16 });
  await second.answer();
  await second.hears(5);
  await recording(lee, call.id);
  await loud(700, call.caller.end, second.end);
  await over(call);
  const [later, first] = await rows(call.id, 2);
  assert.deepEqual([first.agent.id, first.part, later.agent.id, later.part], [kim.id, 1, lee.id, 2]);
  const [one, two] = [await tapeOf(first), await tapeOf(later)];
  assert.ok(one.tone('left', CALLER_TONE) >= 300 && one.tone('right', AGENT_TONE) >= 300, 'the first part');
  assert.ok(two.tone('left', CALLER_TONE) >= 500 && two.tone('right', 16) >= 500, 'the second part');
  assert.equal(one.tone('right', 16) + two.tone('right', AGENT_TONE), 0);
  assert.equal((await hear(kim, first)).status, 200, 'their own');
  assert.equal((await hear(kim, later)).status, 404, 'not what another said');
  assert.deepEqual((await list(lee)).map((r) => r.id), [later.id]);
});

test('somebody is asked while the caller waits, then all three talk: the first is silence in the file, the second is in it', async () => {
  const phone = await calls.register(await calls.worker('wim', '5101'));
  await until('5101 can be dialled', async () => (await kim.call('GET', '/api/v1/dial?number=5101')).body.kind === 'extension');
  const call = await talk(kim);
  await recording(kim, call.id);
  assert.equal((await kim.call('POST', `/api/v1/interactions/${call.id}/call/consult`, { number: '5101' })).status, 202);
  const third = await phone.called();
  await third.sound();
  Object.assign(third.end, { quiet: true, period: 16 });
  await third.answer();
  await shown(kim, call.id, (one) => one.consult?.state === 'talking');
  await loud(800, call.leg.end, third.end);
  await sleep(200);
  assert.equal((await act(kim, call.id, 'consult/conference')).status, 202);
  await shown(kim, call.id, (one) => one.consult?.state === 'conference');
  await sleep(500);
  await loud(800, third.end, call.caller.end);
  await sleep(300);
  await over(call);
  const [row] = await rows(call.id), tape = await tapeOf(row);
  assert.equal(tape.tone('right', AGENT_TONE), 0, 'what was said to whom was asked is not in it');
  assert.ok(tape.tone('right', 16) >= 400 && tape.tone('right', 16) <= 1000, `who joined is: ${tape.tone('right', 16)} ms`);
  assert.ok(tape.tone('left', CALLER_TONE) >= 500, `and the caller: ${tape.tone('left', CALLER_TONE)} ms`);
});

test('who may hear a recording: its agent, who leads them, administrators; each listening is audited once; by range', async () => {
  const group = calls.group.id;
  const person = { username: 'lena', first_name: 'Lena', last_name: 'Lead', email: 'lena@example.com', password: 'seven green chairs', role: 'supervisor' };
  const boss = await calls.make('users', { ...person, site_id: calls.site.id, has_seat: true });
  rosa = await Client.login(calls.stack, person);
  const call = await talk(kim);
  await recording(kim, call.id);
  await loud(500, call.caller.end, call.leg.end);
  await over(call);
  const [row] = await rows(call.id);
  assert.equal((await hear(lee, row)).status, 404, 'a colleague');
  assert.equal((await hear(rosa, row)).status, 404, 'a supervisor of others');
  assert.equal((await list(rosa)).length, 0);
  const { body: { version } } = await calls.adam.call('GET', `/api/v1/users/${boss.id}`);
  const led = await calls.adam.call('PATCH', `/api/v1/users/${boss.id}`, { supervises: [group] }, { headers: { 'if-match': `"${version}"` } });
  assert.equal(led.status, 200, JSON.stringify(led.body));
  for (const client of [kim, rosa, calls.adam]) assert.equal((await hear(client, row)).status, 200);
  assert.equal((await hear(new Client(calls.stack, null), row)).status, 401, 'a stranger');
  assert.equal((await hear(kim, { id: 999999 })).status, 404);
  assert.equal((await hear(kim, { id: 'x' })).status, 404);
  const whole = await hear(kim, row), size = whole.bytes.length;
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  for (const [range, from, to] of [['bytes=0-', 0, size], ['bytes=0-9', 0, 10], ['bytes=40-99', 40, 100], [`bytes=${size - 5}-`, size - 5, size], ['bytes=-7', size - 7, size], [`bytes=100-${size + 50}`, 100, size]]) {
    const part = await hear(kim, row, { range });
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes ${from}-${to - 1}/${size}`], range);
    assert.ok(part.bytes.equals(whole.bytes.subarray(from, to)), range);
  }
  for (const range of [`bytes=${size}-`, 'bytes=-0']) assert.equal((await hear(kim, row, { range })).status, 416, range);
  for (const range of ['bytes=5-2', 'bytes=a-', 'lines=1-2', 'bytes=0-1,3-4', 'bytes=99999999999999999999-']) assert.equal((await hear(kim, row, { range })).status, 200, `${range} is no range`);
  const lines = await calls.stack.asOwner(`SELECT actor::text, count(*)::integer AS n FROM ops.audit WHERE action = 'recording_listen' AND detail ->> 'recording' = '${row.id}' GROUP BY actor`);
  assert.deepEqual(new Map(lines.map((l) => [l.actor, l.n])), new Map([[kim.id, 1], [boss.id, 1], [calls.adam.id, 1]]), JSON.stringify(lines));
});

test('SIGKILL in talk: voices go on, what was recorded is closed and has its row, marked as cut off', async () => {
  await calls.set({ media_lost_s: 10 });
  const call = await talk(kim);
  await recording(kim, call.id);
  await loud(7000, call.caller.end, call.leg.end);
  await calls.stack.kill('voiced');
  await call.caller.hears(25);
  await call.leg.hears(25);
  assert.ok(files().some((name) => name.endsWith('.new.part')));
  calls.stack.spawn('voiced');
  const [row] = await rows(call.id);
  assert.deepEqual([row.cut_off, row.agent.id], [true, kim.id]);
  assert.ok(row.duration_ms >= 2000, `${row.duration_ms} ms`);
  const tape = await tapeOf(row);
  assert.ok(tape.tone('left', CALLER_TONE) > tape.ms - 1500 && tape.tone('right', AGENT_TONE) > tape.ms - 1500, 'both are in it');
  await until('its own name', () => files().every((name) => name.endsWith('.tape')));
  await vanished(call);
});

test('a recording that is found when its customer is erased already is noted nowhere, and its file is deleted', async () => {
  await calls.set({ media_lost_s: 10 });
  const from = '+12025550177', customer = await calls.make('customers', { name: 'Gone Soon', number: from });
  const call = await talk(kim, { from });
  await recording(kim, call.id);
  await loud(3000, call.caller.end, call.leg.end);
  const kept = files().length;
  await calls.stack.kill('voiced');
  call.caller.vanish();
  call.leg.vanish();
  await calls.state('ended', 60000);
  const { status, body } = await calls.adam.call('POST', `/api/v1/customers/${customer.id}/erase`, {});
  assert.equal(status, 200, JSON.stringify(body));
  await until('the end of the erasure', async () => (await calls.adam.call('GET', '/api/v1/erasures')).body.data.find((one) => one.customer === customer.id)?.done_at, 30000);
  assert.equal(files().length, kept, 'the daemon is dead, and the file is there');
  calls.stack.spawn('voiced');
  await until('the file is gone', () => files().length === kept - 1, 60000);
  assert.deepEqual(await list(calls.adam, `?interaction=${call.id}`), []);
  await until('nothing is left to delete', async () => (await calls.stack.asOwner('SELECT FROM voice.recording_gone')).length === 0);
  await calls.nothingLeftAtLast();
  for (const agent of [kim, lee]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

test('SIGTERM in talk: the recording is closed whole before the daemon ends', async () => {
  const call = await talk(kim);
  await recording(kim, call.id);
  await loud(1500, call.caller.end, call.leg.end);
  await calls.stack.kill('voiced', 'SIGTERM');
  assert.ok(files().every((name) => name.endsWith('.tape') || name.endsWith('.new')), files().join());
  calls.stack.spawn('voiced');
  const [row] = await rows(call.id);
  assert.equal(row.cut_off, false);
  assert.ok((await tapeOf(row)).tone('left', CALLER_TONE) >= 1200, 'all of it');
  await vanished(call);
});

// A file of the vault's, whole and sealed with the stack's own key, that says `about` of itself.
function sealed(name, about) {
  const seal = (by, nonce, text) => {
    const cipher = createCipheriv('aes-256-gcm', by, nonce);
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
  const own = randomBytes(32), length = Buffer.alloc(4), last = Buffer.alloc(12);
  const box = sealBox(keysOf(calls.stack), `recording ${name}`, Buffer.concat([own, Buffer.from(about)]));
  length.writeUInt32LE(box.length);
  last[11] = 1;
  return Buffer.concat([Buffer.from('TLV1'), length, box, seal(own, last, Buffer.alloc(64))]);
}

test('a file that says nothing of itself that we know is left, and the log says why', async () => {
  const names = { null: 'says-null', '{}': 'says-nothing', '{"tenant": ': 'says-half' }, { uid, gid } = statSync(folder());
  await calls.stack.kill('voiced', 'SIGTERM');
  for (const [about, name] of Object.entries(names)) {
    writeFileSync(join(folder(), `${name}.new`), sealed(name, about), { mode: 0o600 });
    chownSync(join(folder(), `${name}.new`), uid, gid);
  }
  calls.stack.spawn('voiced');
  await calls.stack.untilAllReady(15000);
  const said = (name) => readFileSync(calls.stack.run.logs.voiced, 'utf8').split('\n').filter((row) => row.includes('recording_not_rescued') && row.includes(name)).map((row) => JSON.parse(row).why);
  for (const name of Object.values(names)) {
    await until(`${name} was looked at`, () => said(name).length > 0);
    assert.deepEqual(said(name), ['what the file says about itself can\'t be read']);
    rmSync(join(folder(), `${name}.new`));
  }
});

test('a recording that can\'t be made is told to the agent and counted, the call goes on; where it must be, the call ends', async () => {
  chmodSync(folder(), 0o500);
  try {
    const call = await talk(kim);
    await shown(kim, call.id, (one) => one.recording === 'failed');
    await call.caller.hears(20);
    for (const what of ['pause', 'resume']) assert.equal((await act(kim, call.id, `recording/${what}`)).status, 409);
    assert.ok((await calls.stack.metrics('voiced'))['voice_recordings_total{what="failed"}'] >= 1);
    await over(call);
    await queueSet({ record_required: true });
    await calls.available(kim);
    const caller = await calls.carrier.call(CALLED);
    await caller.has(200);
    await (await kim.phone.called()).answer();
    await caller.has('BYE');
    assert.equal((await calls.state('ended')).outcome, 'not_recorded');
    await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  } finally {
    chmodSync(folder(), 0o700);
    await queueSet({ record_required: false });
  }
});

test('a disk that is full in talk: it is told and counted, voices go on, what was written is kept as cut off', async () => {
  await until('calls are taken again', async () => (await calls.stack.metrics('voiced')).voice_legs === 0);
  const failed = async () => (await calls.stack.metrics('voiced'))['voice_recordings_total{what="failed"}'] ?? 0, before = await failed();
  await calls.stack.fileLimit('voiced', '50000'); // one piece and the beginning of a second
  try {
    const call = await talk(kim, { quiet: false });
    await shown(kim, call.id, (one) => one.recording === 'failed');
    assert.equal(await failed(), before + 1);
    await call.caller.hears(20);
    await call.leg.hears(20);
    await over(call);
    const [row] = await rows(call.id);
    assert.equal(row.cut_off, true);
    assert.ok(row.duration_ms >= 2000 && row.duration_ms < 3500, `${row.duration_ms} ms: the whole pieces`);
    assert.ok((await tapeOf(row)).loud('left') > 500);
    await until('its own name', () => files().every((name) => name.endsWith('.tape')));
  } finally { await calls.stack.fileLimit('voiced', 'unlimited'); }
});

test('recording that is switched on during a call begins with the next agent: this one is no failure', async () => {
  await until('calls are taken again', async () => (await calls.stack.metrics('voiced')).voice_legs === 0);
  const failed = async () => (await calls.stack.metrics('voiced'))['voice_recordings_total{what="failed"}'] ?? 0, before = await failed();
  await queueSet({ record: false });
  const call = await talk(kim);
  await queueSet({ record: true, record_announce: true, record_required: true });
  try {
    await calls.available(lee);
    assert.equal((await kim.call('POST', `/api/v1/interactions/${call.id}/transfer`, { agent: lee.id })).status, 201);
    const next = await lee.phone.called(); // as it rings, how the queue wants it is read again
    next.ring();
    await call.caller.hears(20);
    await shown(kim, call.id, (one) => one.recording === null);
    await next.answer();
    await recording(lee, call.id);
    await over(call);
    assert.equal(await failed(), before);
  } finally { await queueSet({ record: true, record_announce: false, record_required: false }); }
});

test('a queue\'s callers are told before they talk, once', async () => {
  await queueSet({ record_announce: true });
  try {
    await calls.available(kim);
    const caller = await calls.carrier.call(CALLED);
    await caller.has(200);
    const leg = await kim.phone.called();
    leg.ring();
    await leg.sound();
    await leg.answer();
    const { id } = await calls.state('assigned');
    const { heard } = leg.end;
    await caller.hears(30);
    assert.ok(leg.end.heard - heard <= 2, 'the agent hears nobody yet');
    await leg.hears(20);
    await recording(kim, String(id));
    await over({ caller });
  } finally { await queueSet({ record_announce: false }); }
});

test('what is kept no longer is deleted, file first, and the audit log says so', async () => {
  const all = await until('each file has its row', async () => { const found = await list(calls.adam); return found.length === files().length && found; }), before = files().length;
  assert.ok(before >= 1 && all.length === before, `${before} files, ${all.length} rows`);
  const [gone] = all, [{ conversation }] = await calls.stack.query('SELECT conversation FROM routing.v_interaction WHERE id = $1', [gone.interaction]);
  await calls.stack.asOwner(`SELECT ops.batch_begin(ARRAY[]::bigint[]); SELECT voice.recordings_erase(1, ${conversation}); SELECT ops.batch_end()`);
  assert.equal((await hear(calls.adam, gone)).status, 404, 'of an erased customer nothing is heard at once');
  await queueSet({ record_days: 1 });
  await calls.stack.pass(36 * 3600 * 1000);
  await until('all are gone', async () => files().length === 0 && (await calls.stack.asOwner('SELECT FROM voice.recording')).length === 0, 90000);
  const [{ n }] = await calls.stack.asOwner(`SELECT count(*)::integer AS n FROM ops.audit WHERE action = 'recording_delete' AND detail ->> 'why' = 'retention'`);
  const [{ erased }] = await calls.stack.asOwner(`SELECT count(*)::integer AS erased FROM ops.audit WHERE action = 'recording_delete' AND detail ->> 'why' = 'erasure'`);
  assert.ok(erased >= 1 && n + erased === before, `${n} + ${erased} of ${before}`);
});

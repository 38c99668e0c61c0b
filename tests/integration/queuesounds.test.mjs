// A queue's own sounds (SP-10, SP-14): by tones, as callers hear them: welcome, music, what is said while they wait, last words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { until } from '../lib/stack.mjs';
import { record } from '../lib/called.mjs';
import { readWav, share, sine, wav16 } from '../lib/sound.mjs';
import { CALLED, Calls, heardOf, said } from '../lib/voice.mjs';

const USES = ['welcome', 'music', 'waiting', 'closed', 'overflow', 'callback', 'voicemail'];
// A pitch for each, none of which the standard words or the standard tune hold for long.
const PITCH = { welcome: 850, music: 620, waiting: 1150, closed: 1300, overflow: 1450, callback: 1600, voicemail: 1750 };
let calls, kim, caller = 0;
before(async () => {
  calls = await Calls.start({ name: 'queuesounds', queue: { announce_position: true, announce_every_s: 15 } });
  kim = await calls.agent('kim');
});
after(() => calls?.stop());

const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const from = () => `+1202555${2000 + ++caller}`;
const at = (queue, use = '') => `/api/v1/queues/${queue.id}/sounds${use && `/${use}`}`;
async function bytes(path, { who = calls.adam, ...init } = {}) { // what is no JSON; counted as every other call is
  const answer = await fetch(calls.stack.base + path, { ...init, headers: { authorization: `Bearer ${who.token}`, 'content-type': 'audio/wav' } });
  record(init.method ?? 'GET', path, answer.status);
  return answer;
}
const put = (queue, use, ms = 2000, more = {}) => bytes(at(queue, use), { method: 'PUT', body: wav16(sine(PITCH[use] ?? 850, ms)), ...more });
async function give(queue, uses, ms = 2000) { for (const use of uses) assert.equal((await put(queue, use, ms)).status, 200, use); }
const list = async (queue) => ok(await calls.adam.call('GET', at(queue))).data;
const change = async (queue, fields) => { const now = ok(await calls.adam.call('GET', `/api/v1/queues/${queue.id}`)); ok(await calls.adam.call('PATCH', `/api/v1/queues/${queue.id}`, fields, { headers: { 'if-match': `"${now.version}"` } })); };
// Another queue of calls, where calls of a number of its own arrive.
async function another(name, fields = {}) {
  const queue = await calls.make('queues', { name, medium: 'voice', ...fields }), number = `+1202555${3000 + ++caller}`;
  await calls.claim(number);
  const channel = await calls.make('channels', { medium: 'voice', name, number });
  await calls.make('route-rules', { channel_id: channel.id, position: 1, queue_id: queue.id, conditions: {} });
  return { queue, number };
}
async function call(number = CALLED) {
  const one = await calls.carrier.call(number, { from: from() });
  one.end.pitch(0);
  one.end.listen();
  await one.has(200);
  return one;
}
const hears = (one, use, after = 0) => until(`${use} is heard`, () => one.end.toneAt(PITCH[use], 15, after) > 0).then(() => one.end.toneAt(PITCH[use], 15, after));
const never = (one, use) => assert.equal(one.end.toneAt(PITCH[use]), -1, `no ${use}`);

test('which sounds a queue has of its own is listed; each is set, played, and goes back to the standard one; by administrators, of queues of calls', async () => {
  const [{ id: texts }] = await calls.stack.query("SELECT id FROM routing.v_queue WHERE medium <> 'voice' LIMIT 1");
  assert.deepEqual((await list(calls.queue)).map(({ use, own, duration_ms, at: when }) => [use, own, duration_ms, when]), USES.map((use) => [use, false, null, null]));
  for (const use of USES) {
    const set = await put(calls.queue, use);
    assert.equal(set.status, 200);
    assert.deepEqual((({ use: of, own, duration_ms }) => [of, own, duration_ms])(await set.json()), [use, true, 2000]);
  }
  assert.ok((await list(calls.queue)).every(({ own, duration_ms, at: when }) => own && duration_ms === 2000 && when));
  for (const use of USES) {
    const wav = readWav(Buffer.from(await (await bytes(`${at(calls.queue, use)}/sound`)).arrayBuffer()));
    assert.ok(share(wav.samples.slice(0, 4000), PITCH[use]) > 0.8, use);
  }
  assert.equal(ok(await calls.adam.call('GET', `/api/v1/queues/${calls.queue.id}/greeting`)).own, true, 'the voicemail\'s, by its older path');
  for (const [use, ms, wanted] of [['welcome', 61000, 'from 1 to 60 seconds'], ['music', 301000, 'from 1 to 300 seconds'], ['music', 500, 'from 1 to 300 seconds']]) {
    const bad = await put(calls.queue, use, ms);
    assert.equal(bad.status, 422);
    assert.match((await bad.json()).detail, new RegExp(wanted));
  }
  assert.equal((await bytes(at(calls.queue, 'music'), { method: 'PUT', body: Buffer.from('not a sound') })).status, 422);
  assert.equal((await put(calls.queue, 'music', 299000)).status, 200);
  assert.equal((await put(calls.queue, 'welcome', 2000, { who: kim })).status, 403);
  for (const path of ['/api/v1/queues/999999/sounds', `/api/v1/queues/${texts}/sounds`, `/api/v1/queues/${calls.queue.id}/sounds/no`]) {
    const use = path.endsWith('no') ? '' : '/music';
    if (use) assert.equal((await calls.adam.call('GET', path)).status, 404, path);
    assert.equal((await bytes(path + use, { method: 'PUT', body: wav16(sine(850, 2000)) })).status, 404, path);
    assert.equal((await calls.adam.call('DELETE', path + use)).status, 404, path);
    assert.equal((await bytes(`${path}${use}/sound`)).status, 404, path);
  }
  for (const use of USES) assert.deepEqual((({ use: of, own }) => [of, own])(ok(await calls.adam.call('DELETE', at(calls.queue, use)))), [use, false]);
  assert.equal((await bytes(`${at(calls.queue, 'music')}/sound`)).status, 404);
  assert.equal((await calls.stack.query("SELECT count(*)::integer AS n FROM messaging.file"))[0].n, 0, 'nothing is left of them');
});

test('a caller is welcomed, hears the music, is told what the queue says before their place, and hears the music again on hold', async () => {
  await give(calls.queue, ['welcome', 'waiting']);
  await give(calls.queue, ['music'], 1500);
  const one = await call();
  const welcome = await hears(one, 'welcome'), music = await hears(one, 'music', welcome), waiting = await hears(one, 'waiting', music);
  assert.ok(!said(one.end.sounds.slice(0, music), 'greeting'), 'not the standard one beside it');
  await until('the place is said', () => said(one.end.sounds, 'your_position_is'));
  await hears(one, 'music', waiting);
  assert.equal(one.end.toneAt(PITCH.welcome, 15, music), -1, 'it is said once');
  await calls.available(kim);
  const leg = await kim.phone.called();
  await leg.answer();
  const { id } = await calls.state('assigned');
  leg.end.pitch(480);
  await until('the agent is heard', () => one.end.toneAt(480, 15) > 0);
  const talked = one.end.toneAt(480, 15);
  ok(await kim.call('POST', `/api/v1/interactions/${id}/call/hold`, {}), 202);
  await hears(one, 'music', talked);
  await one.bye();
  await calls.state('ended');
});

test('a welcome that is longer than the first announcement waits is heard whole', async () => {
  await give(calls.queue, ['welcome'], 8000);
  const one = await call();
  await hears(one, 'waiting');
  const loud = one.end.pitches[PITCH.welcome] ?? (one.end.toneAt(PITCH.welcome), one.end.pitches[PITCH.welcome]);
  assert.ok(loud.filter(Boolean).length > 340, `${loud.filter(Boolean).length} packets of 400`); // a busy machine loses some
  await one.bye();
  await calls.state('ended');
});

test('a call that overflows into another queue hears that one\'s music, and is not welcomed again', async () => {
  const { queue } = await another('Second');
  assert.equal((await bytes(at(queue, 'music'), { method: 'PUT', body: wav16(sine(PITCH.closed, 1500)) })).status, 200);
  await give(queue, ['welcome']);
  await change(calls.queue, { overflow_action: 'queue', overflow_queue_id: queue.id, overflow_after_ms: 12000 });
  const one = await call();
  const music = await hears(one, 'music');
  await hears(one, 'closed', music);
  assert.equal(one.end.toneAt(PITCH.welcome, 15, music), -1, 'neither by this queue nor by that one');
  await one.bye();
  await change(calls.queue, { overflow_action: null, overflow_queue_id: null, overflow_after_ms: null });
});

test('last words of the queue\'s own: closed, too full, called back; then the call ends', async () => {
  const schedule = await calls.make('schedules', { name: 'Never', time_zone: 'UTC' });
  for (const [use, fields, outcome] of [
    ['closed', { schedule_id: schedule.id, closing: 'end' }, 'queue_closed'],
    ['overflow', { overflow_action: 'reply', overflow_text: 'Too many.', overflow_after_ms: 1000 }, 'auto_reply'],
    ['callback', { overflow_action: 'callback', overflow_text: 'We call back.', overflow_after_ms: 1000 }, 'callback'],
  ]) {
    const { queue, number } = await another(`Last ${use}`, fields);
    await give(queue, ['closed', 'overflow', 'callback']);
    const one = await call(number);
    await hears(one, use);
    await one.has('BYE', 30000);
    for (const other of ['closed', 'overflow', 'callback']) if (other !== use) never(one, other);
    assert.ok(!['closed', 'too_many', 'called_back'].some((word) => said(one.end.sounds, word)), 'not the standard words beside it');
    assert.equal((await calls.state('ended')).outcome, outcome);
  }
});

test('last words are said though the queue\'s sounds can\'t be asked, and though something else was being said', async () => {
  const { queue, number } = await another('Held up', { announce_position: false, announce_wait: false, announce_every_s: 15 });
  await give(queue, ['welcome']);
  await give(queue, ['waiting'], 6000);
  const one = await call(number), heard = () => { one.end.toneAt(PITCH.waiting); return one.end.pitches[PITCH.waiting].filter(Boolean).length; };
  await until('half of what is said to who waits', () => heard() > 160);
  const owner = new pg.Client({ connectionString: calls.stack.owner });
  await owner.connect();
  await owner.query('BEGIN; LOCK TABLE voice.greeting');
  try {
    await change(queue, { overflow_action: 'reply', overflow_text: 'Too many.', overflow_after_ms: 1000 });
    await until('the standard words', () => said(one.end.sounds, 'too_many'));
  } finally { await owner.end(); }
  await one.has('BYE', 30000);
});

test('while the queue\'s sounds can\'t be asked the standard greeting is heard whole, then the place; the music is the queue\'s once they can be', async () => {
  for (const use of USES) ok(await calls.adam.call('DELETE', at(calls.queue, use)));
  const owner = new pg.Client({ connectionString: calls.stack.owner });
  await owner.connect();
  await give(calls.queue, ['music'], 1500);
  await owner.query('BEGIN; LOCK TABLE voice.greeting');
  let one;
  try {
    one = await call();
    await until('the place is said', () => said(one.end.sounds, 'your_position_is'));
  } finally { await owner.end(); }
  const whole = heardOf(one.end.sounds, 'greeting');
  assert.ok(whole > 0.9, `${whole} of it`);
  await hears(one, 'music');
  await one.bye();
});

test('a sound that can\'t be read is said to be so, and callers hear the standard one', async () => {
  const { queue, number } = await another('Broken');
  await give(queue, ['welcome', 'music']);
  await calls.stack.asOwner(`UPDATE messaging.file_chunk AS c SET bytes = set_byte(c.bytes, length(c.bytes) / 2, get_byte(c.bytes, length(c.bytes) / 2) # 255)
    FROM voice.greeting AS g WHERE g.file = c.file AND g.queue = ${queue.id} AND g.use = 'welcome'`);
  const one = await call(number);
  await until('the standard greeting', () => said(one.end.sounds, 'greeting'));
  await hears(one, 'music');
  never(one, 'welcome');
  assert.match(readFileSync(join(calls.stack.dir, 'log', 'voiced.log'), 'utf8'), /own_sound_unreadable/);
  await one.bye();
});

test('the sounds of a queue that is deleted go with it', async () => {
  const files = async () => (await calls.stack.query('SELECT count(*)::integer AS n FROM messaging.file'))[0].n, first = await files();
  const queue = await calls.make('queues', { name: 'Short-lived', medium: 'voice' });
  await give(queue, ['music', 'closed']);
  assert.equal(await files(), first + 2);
  await calls.stack.asOwner('SELECT voice.sweep(1000)');
  assert.equal(await files(), first + 2, 'as long as it is there they stay');
  ok(await calls.adam.call('DELETE', `/api/v1/queues/${queue.id}`, undefined, { headers: { 'if-match': `"${queue.version}"` } }));
  await calls.stack.asOwner('SELECT voice.sweep(1000)');
  assert.equal(await files(), first);
});

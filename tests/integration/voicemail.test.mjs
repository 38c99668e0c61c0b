// Voicemail (SP-14, SP-7, SP-9, RT-8, RT-9): callers with tones, what was recorded by its pitch; greetings, message-waiting, queues' mailboxes,
// crashes, a disk that takes nothing.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { latency } from '../lib/patience.mjs';
import { FLAVOUR, ROOT, until, within } from '../lib/stack.mjs';
import { record } from '../lib/called.mjs';
import { loudness, readWav, share, sine, wav16 } from '../lib/sound.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const run = promisify(execFile);
const VERA = '+12025550411', BEEP = 1000, LENGTH_S = 180; // LENGTH_S: the longest message, by default
let calls, vera, page, folder;
before(async () => {
  calls = await Calls.start({ name: 'voicemail', testClock: 'noon' });
  await calls.claim(VERA);
  vera = await calls.worker('vera', '411', { work_number: VERA, forward_then: 'voicemail', forward_delay_s: 5 });
  page = await Client.working(calls.stack, { username: 'vera', password: 'seven green chairs' });
  calls.clients.push(page);
  folder = join(calls.stack.dir, 'voicemail');
});
after(() => calls?.stop());

const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const list = async (who = page, query = '') => ok(await who.call('GET', `/api/v1/me/voicemails${query}`)).data;
const nothingKept = () => until('nothing lies on the disk', () => readdirSync(folder).length === 0);
// What is no JSON; counted as every other call is.
const bytes = async (path, init = {}) => { const answer = await fetch(calls.stack.base + path, init); record(init.method ?? 'GET', path, answer.status); return answer; };
const sound = async (id, client = page, more = '') => bytes(`/api/v1/me/voicemails/${id}/sound?app=${client.app}${more}`, { headers: { cookie: `tl_${client.app}=${client.token}` } });
const heard = async (id, client) => { const answer = await sound(id, client); assert.equal(answer.status, 200); return readWav(Buffer.from(await answer.arrayBuffer())); };
const one = (wanted, who) => until('a new message', async () => { const all = await list(who); return all.length === wanted && all[0]; });
async function forget(who = page) {
  for (const { id } of await list(who)) ok(await who.call('DELETE', `/api/v1/me/voicemails/${id}`), 204);
  await calls.stack.asOwner(`UPDATE voice.voicemail SET deleted_at = ops.clock() - interval '2 days'; SELECT voice.sweep(1000)`);
}
// Calls, and hears the beep.
async function reached(number = VERA, { from = CALLER, ua = calls.carrier, login } = {}) {
  const caller = await ua.call(number, { from, login });
  caller.end.pitch(0);
  caller.end.listen();
  await caller.has(200, 15000);
  await until('the beep', () => caller.end.toneAt(BEEP) > 0).catch((error) => { throw new Error(`${error.message}: ${caller.end.sounds.length} packets, ${caller.end.pitches[BEEP].filter(Boolean).length} of it, ${caller.told}`); });
  return caller;
}
const speak = async (caller, hertz, ms) => { caller.end.pitch(hertz, ms); await new Promise((done) => setTimeout(done, ms)); };
// The pitch of what was recorded, where it is loud.
function pitch({ samples }) {
  const loud = [];
  for (let i = 0; i + 160 <= samples.length; i += 160) if (loudness(samples.slice(i, i + 160)) > 1000) loud.push(...samples.slice(i, i + 160));
  return { ms: loud.length / 8, of: (hertz) => share(loud.slice(0, 4000), hertz) };
}

test('nobody picks up: greeting, beep, what the caller says is kept sealed, shown with who called, and sounds as it was said', async () => {
  const caller = await reached();
  await speak(caller, 620, 2500);
  await caller.bye();
  const message = await one(1);
  assert.deepEqual([message.read, message.number, message.type, message.queue, message.card.kind], [false, CALLER, 'audio/wav', null, 'number']);
  const wav = await heard(message.id);
  assert.deepEqual([wav.tag, wav.channels, wav.rate], [7, 1, 8000]);
  assert.ok(Math.abs(wav.ms - message.duration_ms) < 2, `${wav.ms} ${message.duration_ms}`);
  const { ms, of } = pitch(wav);
  assert.ok(ms > 1800 && ms < 3200, `${ms} ms of sound`);
  assert.ok(of(620) > 0.8 && of(1000) < 0.1, 'the tone of the caller, and not the beep');
  const [{ bytes }] = await calls.stack.asOwner(`SELECT string_agg(c.bytes, ''::bytea ORDER BY n) AS bytes FROM messaging.file_chunk AS c JOIN voice.voicemail AS v ON v.file = c.file`);
  assert.ok(bytes.toString('latin1').startsWith('TLV1') && !bytes.includes('WAVE'), 'sealed where it lies');
  const saved = await sound(message.id, page, '&download=true');
  assert.match(saved.headers.get('content-disposition'), /^attachment; filename="voicemail.wav"$/);
  await nothingKept();
  await until('the call log', async () => (await calls.stack.query('SELECT cause, missed FROM voice.call_log WHERE owner = $1', [vera.user.id]))[0]?.cause === 'voicemail');
  await forget();
});

test('an agent on a break is left a message by their extension: it is in the workspace, not among their Work messages', async () => {
  const anton = await calls.agent('anton', { agent_extension: '7411', has_work: true, work_extension: '413' });
  const work = await Client.working(calls.stack, { username: 'anton', password: 'seven green chairs' });
  calls.clients.push(work);
  await until('7411 can be dialled', async () => (await calls.adam.call('GET', '/api/v1/dial?number=7411')).body.kind === 'extension');
  ok(await anton.call('PUT', '/api/v1/me/status', { status: 'on_break' }));
  const caller = await reached('7411', { from: vera.device.username, ua: await calls.register(vera), login: vera.device });
  await speak(caller, 620, 2500);
  await caller.bye();
  const message = await one(1, anton);
  assert.deepEqual([message.read, message.number, message.card.id], [false, '411', `user:${vera.user.id}`]);
  assert.ok(pitch(await heard(message.id, anton)).of(620) > 0.8);
  assert.deepEqual([await list(work), await list()], [[], []], 'nobody else has it');
  await nothingKept();
  await forget(anton);
});

test('# ends it, thanks are said, and it is hung up; so do silence and the longest time', async () => {
  const caller = await reached();
  await speak(caller, 440, 1500);
  caller.end.press('#');
  await caller.has('BYE', 10000);
  const wav = await heard((await one(1)).id);
  assert.ok(wav.ms < 8000 && pitch(wav).of(440) > 0.8, 'no silence ended it');
  latency('the length of the message', wav.ms, 3000);
  await forget();
  const another = await reached();
  await speak(another, 440, 1500);
  assert.equal(await another.info('#'), 200, 'by INFO, too');
  await another.has('BYE', 10000);
  const { ms } = await heard((await one(1)).id);
  assert.ok(ms < 8000, 'no silence ended it');
  latency('the length of the message', ms, 3000);
  await forget();
  const silent = await reached();
  await speak(silent, 440, 1500);
  await silent.has('BYE', 20000);
  assert.ok((await one(1)).duration_ms > 8000, 'eight seconds of silence ended it');
  await forget();
});

test('who says nothing, or less than a second, leaves no message', async () => {
  const brief = async () => (await calls.stack.metrics('voiced'))['voice_messages_total{outcome="brief"}'], before = await brief();
  const caller = await reached();
  await speak(caller, 440, 400);
  await caller.bye();
  await until('it is dropped', async () => await brief() === before + 1);
  await nothingKept();
  assert.deepEqual(await list(), []);
  const hasty = await calls.carrier.call(VERA);
  await hasty.has(200, 15000);
  await hasty.bye();
  await until('nobody leaves a message', async () => (await calls.stack.metrics('voiced')).voice_mailbox_calls === 0);
  assert.deepEqual(await list(), []);
});

test('a queue that is closed, or has waited too long, asks for a message: its members hear it, nobody else; the interaction ends as to_voicemail', async () => {
  const kim = await calls.agent('kim'), stranger = await calls.agent('lea');
  const [{ id: membership }] = ok(await calls.adam.call('GET', `/api/v1/memberships?agent_id=${stranger.user.id}`)).data;
  const { version } = ok(await calls.adam.call('GET', `/api/v1/memberships/${membership}`));
  ok(await calls.adam.call('DELETE', `/api/v1/memberships/${membership}`, undefined, { headers: { 'if-match': `"${version}"` } }));
  const setQueue = async (fields) => { const now = ok(await calls.adam.call('GET', `/api/v1/queues/${calls.queue.id}`)); ok(await calls.adam.call('PATCH', `/api/v1/queues/${calls.queue.id}`, fields, { headers: { 'if-match': `"${now.version}"` } })); };
  await setQueue({ overflow_action: 'voicemail', overflow_after_ms: 1000 });
  const caller = await reached(CALLED, { from: '+12025550143' });
  await speak(caller, 700, 1800);
  const ended = await calls.state('ended');
  assert.equal(ended.outcome, 'to_voicemail', 'counted as it left, while the caller still speaks');
  await caller.bye();
  const message = await one(1, kim);
  assert.deepEqual([message.queue.id, message.interaction, message.number, message.read_by], [calls.queue.id, String(ended.id), '+12025550143', null]);
  assert.ok(pitch(await heard(message.id, kim)).of(700) > 0.8);
  assert.deepEqual(await list(stranger), []);
  for (const who of [stranger, page]) {
    assert.equal((await sound(message.id, who)).status, 404);
    assert.equal((await who.call('PATCH', `/api/v1/me/voicemails/${message.id}`, { read: true })).status, 404);
    assert.equal((await who.call('DELETE', `/api/v1/me/voicemails/${message.id}`)).status, 404);
  }
  assert.equal((await list(calls.adam, `?queue=${calls.queue.id}`)).length, 1, 'an administrator has it, too');
  assert.equal(ok(await kim.call('PATCH', `/api/v1/me/voicemails/${message.id}`, { read: true })).read_by.id, kim.user.id);
  const report = await until('the report', async () => ok(await calls.adam.call('GET', `/api/v1/reports/queues?queue=${calls.queue.id}`)).data[0]?.counters);
  assert.ok(!report.abandoned, 'nobody left');
  await forget(kim);
  await setQueue({ overflow_action: null, overflow_after_ms: null });
  const schedule = await calls.make('schedules', { name: 'Never', time_zone: 'UTC' });
  await setQueue({ schedule_id: schedule.id, closing: 'voicemail' });
  const late = await reached(CALLED, { from: '+12025550143' });
  await speak(late, 700, 1800);
  await late.bye();
  assert.equal((await one(1, kim)).queue.id, calls.queue.id);
  await forget(kim);
  await setQueue({ schedule_id: null, closing: 'keep' });
});

test('a daemon that is killed between file and row loses nothing: the next start makes the row; what is nobody\'s stays and is told', async () => {
  await calls.stack.asOwner('REVOKE EXECUTE ON FUNCTION voice.voicemail_add FROM tl_voiced');
  const caller = await reached();
  await speak(caller, 530, 1800);
  await caller.bye();
  await until('the file', () => readdirSync(folder).some((name) => name.endsWith('.msg')));
  await calls.stack.kill('voiced');
  writeFileSync(join(folder, '1-0123456789abcdef.msg'), 'not a message');
  await calls.stack.asOwner('GRANT EXECUTE ON FUNCTION voice.voicemail_add TO tl_voiced');
  await calls.stack.ensure();
  assert.ok(pitch(await heard((await one(1)).id)).of(530) > 0.8);
  await until('one file stays', () => readdirSync(folder).length === 1);
  await until('and is told', async () => (await calls.stack.metrics('voiced'))['voice_messages_total{outcome="unplaced"}'] === 1);
  rmSync(join(folder, '1-0123456789abcdef.msg'));
  await forget();
});

test('a customer who is erased while their message waits for the database: nothing of it is kept, not the file either (AD-7)', async () => {
  const setQueue = async (fields) => { const now = ok(await calls.adam.call('GET', `/api/v1/queues/${calls.queue.id}`)); ok(await calls.adam.call('PATCH', `/api/v1/queues/${calls.queue.id}`, fields, { headers: { 'if-match': `"${now.version}"` } })); };
  await setQueue({ overflow_action: 'voicemail', overflow_after_ms: 1000 });
  await calls.stack.asOwner('REVOKE EXECUTE ON FUNCTION voice.voicemail_add FROM tl_voiced');
  const caller = await reached(CALLED, { from: '+12025550144' });
  await speak(caller, 700, 1800);
  await caller.bye();
  await until('the file', () => readdirSync(folder).some((name) => name.endsWith('.msg')));
  await calls.stack.kill('voiced');
  const { id } = await calls.state('ended');
  await calls.stack.asOwner('UPDATE messaging.conversation SET erased_at = ops.clock() WHERE id = (SELECT conversation FROM routing.interaction WHERE id = $1)', [id]);
  await calls.stack.asOwner('GRANT EXECUTE ON FUNCTION voice.voicemail_add TO tl_voiced');
  await calls.stack.ensure();
  await nothingKept();
  assert.deepEqual(await calls.stack.asOwner('SELECT id FROM voice.voicemail WHERE interaction = $1', [id]), []);
  await setQueue({ overflow_action: null, overflow_after_ms: null });
});

test('a daemon that is killed while somebody speaks: what was written becomes a message whose end is missing, if something was said; nothing stays on the disk', async () => {
  const killed = async (caller) => {
    await until('a part', () => readdirSync(folder).some((name) => name.endsWith('.msg.part')));
    await calls.stack.kill('voiced');
    caller.vanish();
    await calls.stack.ensure();
    await nothingKept();
  };
  const caller = await reached();
  await speak(caller, 560, 6500);
  await killed(caller);
  const message = await one(1);
  assert.deepEqual([message.cut_off, message.read, message.number], [true, false, CALLER]);
  const { ms, of } = pitch(await heard(message.id));
  assert.ok(ms > 3500 && ms <= 6600 && of(560) > 0.8, `${ms} ms of it`);
  await until('it is counted', async () => (await calls.stack.metrics('voiced'))['voice_messages_total{outcome="rescued"}'] === 1);
  await forget();
  for (const [said, silent] of [[400, 6500], [1500, 0]]) { // too little of it was said; too little of it was written
    const other = await reached();
    await speak(other, 560, said);
    await speak(other, 0, silent);
    await killed(other);
    assert.deepEqual(await list(), []);
  }
});

test('a disk that is full while somebody speaks: they are told at once that it is not kept, it is counted, and no half message is there', async () => {
  const lost = async () => (await calls.stack.metrics('voiced'))['voice_messages_total{outcome="not_kept"}'] ?? 0, before = await lost();
  const caller = await reached();
  assert.ok(await until('a part', () => readdirSync(folder).some((name) => name.endsWith('.msg.part'))));
  await calls.stack.fileLimit('voiced', '20000');
  try {
    caller.end.pitch(560); // without an end: nothing but the disk ends it before its longest time
    await within(LENGTH_S * 1000 / 2, 'they are told, not after all that could have been said', () => caller.told.includes('BYE'));
    await until('it is counted', async () => await lost() === before + 1);
    await nothingKept();
    assert.deepEqual(await list(), []);
  } finally { await calls.stack.fileLimit('voiced', 'unlimited'); }
  const again = await reached();
  await speak(again, 560, 1500);
  await again.bye();
  assert.equal((await one(1)).cut_off, false);
  await forget();
});

test('a folder that can not be written: the caller is told so before they speak', async () => {
  renameSync(folder, `${folder}.away`);
  const caller = await calls.carrier.call(VERA);
  caller.end.pitch(0);
  caller.end.listen();
  await caller.has(200, 15000);
  await caller.has('BYE', 20000);
  assert.ok(caller.end.toneAt(BEEP) < 0, 'no beep');
  renameSync(`${folder}.away`, folder);
  assert.deepEqual(await list(), []);
});

test('a mailbox that is full: the caller is told so before they speak; deleted, there is room', async () => {
  const caller = await reached();
  await speak(caller, 400, 1500);
  await caller.bye();
  await one(1);
  await calls.stack.asOwner(`INSERT INTO voice.voicemail (tenant, owner, side, call, at, duration_ms, type, file, place)
    SELECT tenant, owner, side, 'full ' || n, at, 1000, type, file, place FROM voice.voicemail CROSS JOIN generate_series(1, 299) AS n WHERE owner = ${vera.user.id}`);
  const refused = await calls.carrier.call(VERA);
  refused.end.pitch(0);
  refused.end.listen();
  await refused.has(200, 15000);
  await refused.has('BYE', 20000);
  assert.ok(refused.end.toneAt(BEEP) < 0, 'no beep');
  assert.equal((await calls.stack.metrics('voiced'))['voice_messages_total{outcome="full"}'], 1);
  ok(await page.call('DELETE', `/api/v1/me/voicemails/${(await list())[0].id}`), 204);
  await (await reached()).bye();
  await calls.stack.asOwner(`DELETE FROM voice.voicemail WHERE call LIKE 'full %'`);
  await forget();
});

test('a greeting of one\'s own is heard before the beep, refused when it is none, and goes back to the standard words', async () => {
  const put = (body, type = 'audio/wav') => bytes('/api/v1/me/greeting', { method: 'PUT', body, headers: { authorization: `Bearer ${page.token}`, 'content-type': type } });
  assert.equal(ok(await page.call('GET', '/api/v1/me/greeting')).own, false);
  for (const bad of [Buffer.from('not a sound'), wav16(sine(850, 500)), wav16(sine(850, 61000).slice(0, 61000 * 8)), wav16(sine(850, 2000), 44100)]) assert.equal((await put(bad)).status, 422);
  const set = await put(wav16(sine(850, 2000)));
  assert.equal(set.status, 200);
  assert.deepEqual((({ own, duration_ms }) => [own, duration_ms])(await set.json()), [true, 2000]);
  const caller = await reached();
  const own = caller.end.toneAt(850, 15), beep = caller.end.toneAt(BEEP);
  assert.ok(own > 0 && own < beep, `${own} ${beep}`);
  await caller.bye();
  const played = await bytes('/api/v1/me/greeting/sound?app=work', { headers: { cookie: `tl_work=${page.token}` } });
  assert.ok(pitch(readWav(Buffer.from(await played.arrayBuffer()))).of(850) > 0.8);
  assert.equal(ok(await page.call('DELETE', '/api/v1/me/greeting')).own, false);
  assert.equal((await bytes('/api/v1/me/greeting/sound?app=work', { headers: { cookie: `tl_work=${page.token}` } })).status, 404);
});

test('a queue\'s own greeting is set by administrators, heard before the beep by who leaves the queue a message, and goes back to the standard words', async () => {
  const at = `/api/v1/queues/${calls.queue.id}/greeting`;
  const put = (body, path = at, who = calls.adam) => bytes(path, { method: 'PUT', body, headers: { authorization: `Bearer ${who.token}`, 'content-type': 'audio/wav' } });
  const setQueue = async (fields) => { const now = ok(await calls.adam.call('GET', `/api/v1/queues/${calls.queue.id}`)); ok(await calls.adam.call('PATCH', `/api/v1/queues/${calls.queue.id}`, fields, { headers: { 'if-match': `"${now.version}"` } })); };
  const agent = await calls.agent('mia');
  assert.equal(ok(await calls.adam.call('GET', at)).own, false);
  assert.equal((await put(Buffer.from('not a sound'))).status, 422);
  assert.equal((await put(wav16(sine(850, 2000)), at, agent)).status, 403);
  const none = '/api/v1/queues/999999/greeting', [{ id: texts }] = await calls.stack.query("SELECT id FROM routing.v_queue WHERE medium <> 'voice' LIMIT 1");
  for (const path of [none, `/api/v1/queues/${texts}/greeting`]) {
    assert.equal((await put(wav16(sine(850, 2000)), path)).status, 404, path);
    assert.equal((await calls.adam.call('GET', path)).status, 404);
    assert.equal((await calls.adam.call('DELETE', path)).status, 404);
    assert.equal((await calls.adam.call('GET', `${path}/sound`)).status, 404);
  }
  assert.deepEqual((({ own, duration_ms }) => [own, duration_ms])(await (await put(wav16(sine(850, 2000)))).json()), [true, 2000]);
  assert.equal(ok(await page.call('GET', '/api/v1/me/greeting')).own, false, 'nobody else\'s');
  const played = await bytes(`${at}/sound`, { headers: { authorization: `Bearer ${calls.adam.token}` } });
  assert.ok(pitch(readWav(Buffer.from(await played.arrayBuffer()))).of(850) > 0.8);
  await setQueue({ overflow_action: 'voicemail', overflow_after_ms: 1000 });
  const caller = await reached(CALLED, { from: '+12025550144' });
  const own = caller.end.toneAt(850, 15), beep = caller.end.toneAt(BEEP);
  assert.ok(own > 0 && own < beep, `${own} ${beep}`);
  await caller.bye();
  await setQueue({ overflow_action: null, overflow_after_ms: null });
  assert.equal(ok(await calls.adam.call('DELETE', at)).own, false);
  assert.equal((await bytes(`${at}/sound`, { headers: { authorization: `Bearer ${calls.adam.token}` } })).status, 404);
});

test('phones show how many messages wait: when one comes, is heard, is deleted, and when they register (RFC 3842)', async () => {
  const desk = await calls.register(vera);
  const told = (words) => until(`${words} is told`, () => desk.strange.some((m) => m.method === 'NOTIFY' && m.get('event') === 'message-summary' && m.body.includes(words)))
    .catch((error) => { throw new Error(`${error.message}: ${desk.strange.map((m) => m.body).join()}`); });
  const waiter = async () => { const caller = await calls.carrier.call(VERA); const leg = await desk.called(); leg.refuse(486); caller.end.pitch(0); caller.end.listen(); await caller.has(200, 15000); await until('the beep', () => caller.end.toneAt(BEEP) > 0); return caller; };
  const caller = await waiter();
  desk.strange.length = 0;
  await speak(caller, 480, 1500);
  await caller.bye();
  await told('Messages-Waiting: yes');
  await told('Voice-Message: 1/0');
  const message = await one(1);
  await page.see('mailbox', (s) => s.unheard === 1);
  ok(await page.call('PATCH', `/api/v1/me/voicemails/${message.id}`, { read: true }));
  await told('Voice-Message: 0/1');
  ok(await page.call('PATCH', `/api/v1/me/voicemails/${message.id}`, { read: false }));
  const mobile = await calls.register({ device: await calls.make('devices', { user_id: vera.user.id, side: 'work', label: 'Mobile' }) });
  desk.strange.length = 0;
  ok(await page.call('DELETE', `/api/v1/me/voicemails/${message.id}`), 204);
  await told('Messages-Waiting: no');
  await told('Voice-Message: 0/0');
  assert.ok(mobile);
});

test('a new key of the ring: what was said before is heard, what is said after is sealed with the new one, and the old one stays as long as it is needed', async () => {
  const before = await reached();
  await speak(before, 430, 1500);
  await before.bye();
  const { id } = await one(1);
  await nothingKept();
  await calls.stack.halt();
  const keys = (...words) => run(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), ['keys', ...words, '--key-ring', join(calls.stack.dir, 'secret/key_ring'), '--database', calls.stack.conninfo('trunkline')]);
  await keys('add');
  await calls.stack.ensure();
  assert.ok(pitch(await heard(id)).of(430) > 0.8, 'its key is still there');
  const after = await reached();
  await speak(after, 510, 1500);
  await after.bye();
  assert.ok(pitch(await heard((await one(2)).id)).of(510) > 0.8);
  const { stdout } = await keys('list', '--files', folder);
  assert.match(stdout, /^key 1: [12] in voicemails and greetings$/m); // a deleted one may still lie there
  assert.match(stdout, /^key 2 \(seals now\): 1 in voicemails and greetings$/m);
  await assert.rejects(keys('remove', '1', '--files', folder), /key 1 is needed: nothing was changed/);
  assert.ok(pitch(await heard(id)).of(430) > 0.8);
  await forget();
});

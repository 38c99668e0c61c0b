// Calls to users: from a carrier to a Work number, from colleagues; all phones together, forwarding, do not disturb, blocked callers, the call
// log of who is called (SP-9, SP-13, CT-12, CT-14).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { until } from '../lib/stack.mjs';
import { CALLER, Calls } from '../lib/voice.mjs';

const ANN = '+12025550311', BEN = '+12025550312', OUTSIDE = '+12025550199', PREMIUM = '+19005550100';
let calls, out, ann, ben, annDesk, annMobile, benDesk;
before(async () => {
  calls = await Calls.start({ name: 'reach' });
  out = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Out', host: out.host, port: out.local, transport: 'udp', sources: [out.host] });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  for (const number of [ANN, BEN]) await calls.claim(number);
  ann = await calls.worker('ann', '311', { work_number: ANN, forward_then: 'end' });
  ben = await calls.worker('ben', '312', { work_number: BEN, forward_then: 'end' });
  annDesk = await calls.register(ann);
  annMobile = await calls.register({ device: await calls.make('devices', { user_id: ann.user.id, side: 'work', label: 'Mobile app' }) });
  benDesk = await calls.register(ben);
});
after(() => calls?.stop());

const login = (username) => Client.login(calls.stack, { username, password: 'seven green chairs' }, 'work');
async function change(path, fields) {
  const now = (await calls.adam.call('GET', `/api/v1/${path}`)).body;
  const { status, body } = await calls.adam.call('PATCH', `/api/v1/${path}`, fields, { headers: { 'if-match': now.version } });
  assert.equal(status, 200, JSON.stringify(body));
}
const set = (who, fields) => change(`users/${who.user.id}`, fields);
const log = async (who) => (await calls.stack.query(`SELECT direction, number, user_id::text AS "user", cause, missed, answered_at IS NOT NULL AS answered
  FROM voice.call_log WHERE owner = $1 AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1`, [who.user.id]))[0];
const rows = async (who) => (await calls.stack.query(`SELECT count(*)::int AS n FROM voice.call_log WHERE owner = $1`, [who.user.id]))[0].n;
const logged = (who, wanted) => until(`the log says ${JSON.stringify(wanted)}`, async () => {
  const row = await log(who);
  return row && Object.entries(wanted).every(([k, v]) => row[k] === v) && row;
}).catch(async (error) => { throw new Error(`${error.message}, but ${JSON.stringify(await log(who))}`); });
// The phones of hers that ring.
async function rung(...uas) { return Promise.all(uas.map(async (ua) => { const leg = await ua.called(); leg.ring(); return leg; })); }
// It ends in the mailbox, which greets; the caller says nothing.
async function mailed(caller) { await caller.has(200); await caller.hears(10); await caller.bye(); }
async function quiet() {
  await calls.zero('voice_reach_calls', 'voice_direct_calls', 'voice_legs');
  for (const ua of [annDesk, annMobile, benDesk, out]) { assert.deepEqual(ua.came, [], 'nothing else rang'); }
}

test('a carrier calls a Work number: all phones ring with who calls, one is picked up, the others stop; both hear each other', async () => {
  const caller = await calls.carrier.call(ANN, { from: `"Carla Customer" <sip:${CALLER}@carrier.example>` });
  const [desk, mobile] = await rung(annDesk, annMobile);
  for (const leg of [desk, mobile]) assert.match(leg.invite.get('from'), /^"Carla Customer" <sip:\+12025550142@/);
  await caller.has(180);
  await mobile.answer();
  await desk.has('CANCEL');
  await caller.has(200);
  await mobile.hears(15);
  await caller.hears(15);
  await caller.bye();
  await mobile.has('BYE');
  await logged(ann, { direction: 'in', number: CALLER, cause: 'normal', answered: true, missed: false });
  await quiet();
});

test('two phones picked up at the same moment: one has the call, the other is ended', async () => {
  const caller = await calls.carrier.call(ANN);
  const [desk, mobile] = await rung(annDesk, annMobile);
  await Promise.all([desk.answer(), mobile.answer()]);
  await caller.has(200);
  const loser = await until('one is ended', () => [desk, mobile].find((leg) => leg.told.includes('BYE')));
  const winner = loser === desk ? mobile : desk;
  await winner.hears(15);
  await caller.hears(15);
  await winner.bye();
  await caller.has('BYE');
  await quiet();
});

test('the caller gives up: all phones stop, it was missed', async () => {
  const caller = await calls.carrier.call(ANN);
  const [desk, mobile] = await rung(annDesk, annMobile);
  await caller.has(180);
  caller.cancel();
  await desk.has('CANCEL');
  await mobile.has('CANCEL');
  await logged(ann, { cause: 'cancelled', missed: true });
  await quiet();
  const page = await login('ann');
  const { body } = await page.call('GET', '/api/v1/me/calls?missed=true');
  assert.equal(body.data[0].state, 'missed', 'and stands in her missed calls');
  assert.equal(body.data[0].card.kind, 'number');
  page.close();
});

test('one phone declines: all stop, it was not missed; one busy and one that rings: the call goes on', async () => {
  const caller = await calls.carrier.call(ANN);
  const [desk, mobile] = await rung(annDesk, annMobile);
  desk.refuse(603);
  await mobile.has('CANCEL');
  await caller.has(603);
  await logged(ann, { cause: 'declined', missed: false });
  await quiet();
  const again = await calls.carrier.call(ANN);
  (await annDesk.called()).refuse(486);
  const leg = await annMobile.called();
  await leg.answer();
  await again.has(200);
  await again.bye();
  await quiet();
});

test('all are busy: the caller is told, it was missed', async () => {
  const caller = await calls.carrier.call(ANN);
  (await annDesk.called()).refuse(486);
  (await annMobile.called()).refuse(486);
  await caller.has(486);
  await logged(ann, { cause: 'busy', missed: true });
  await quiet();
});

test('nobody picks up for forward_delay_s: it ends, and was missed', async () => {
  await set(ann, { forward_delay_s: 5 });
  const began = Date.now();
  const caller = await calls.carrier.call(ANN);
  const [desk, mobile] = await rung(annDesk, annMobile);
  await desk.has('CANCEL', 8000);
  await mobile.has('CANCEL');
  await caller.has(480);
  assert.ok(Date.now() - began >= 4900, 'not before');
  await logged(ann, { cause: 'no_answer', missed: true });
  await quiet();
  await set(ann, { forward_delay_s: 30 }); // five are too few for a busy machine to see her phones ring
});

test('a colleague by extension: name and extension are shown, both logs have the other', async () => {
  const caller = await benDesk.call('311', { from: ben.device.username, login: ben.device });
  const [desk] = await rung(annDesk, annMobile);
  assert.match(desk.invite.get('from'), /^"ben Caller" <sip:312@/);
  await desk.answer();
  await caller.has(200);
  await desk.hears(15);
  await caller.hears(15);
  await desk.bye();
  await caller.has('BYE');
  await logged(ann, { direction: 'in', number: null, user: ben.user.id, cause: 'normal', answered: true });
  await logged(ben, { direction: 'out', number: '311', user: ann.user.id, cause: 'normal', answered: true });
  await quiet();
});

test('a colleague by the Work number does not leave the house', async () => {
  const caller = await benDesk.call(ANN, { from: ben.device.username, login: ben.device });
  const [desk] = await rung(annDesk, annMobile);
  desk.refuse(603);
  await caller.has(603);
  await logged(ben, { cause: 'declined', answered: false });
  await quiet();
});

test('do not disturb: nothing rings, though her page is closed; the mailbox greets; it was missed', async () => {
  const page = await login('ann');
  assert.equal((await page.call('PUT', '/api/v1/work/status', { status: 'dnd' })).status, 200);
  page.close();
  const caller = await calls.carrier.call(ANN);
  await mailed(caller);
  await logged(ann, { cause: 'voicemail', missed: true });
  await quiet();
  const again = await login('ann');
  assert.equal((await again.call('PUT', '/api/v1/work/status', { status: 'available' })).status, 200);
  again.close();
});

test('a blocked caller does not ring: busy, or an announcement, as the organisation says; the log has nothing', async () => {
  const page = await login('ann');
  const before = await rows(ann);
  assert.equal((await page.call('PUT', `/api/v1/me/blocks/caller/${encodeURIComponent('+12025550177')}`, {})).status < 300, true);
  const caller = await calls.carrier.call(ANN, { from: '+12025550177' });
  await caller.has(486);
  await quiet();
  await change(`tenants/${(await calls.adam.call('GET', '/api/v1/tenants')).body.data[0].id}`, { blocked_caller: 'announcement' });
  const told = await calls.carrier.call(ANN, { from: '+12025550177' });
  await told.has(200);
  await told.hears(20);
  await told.has('BYE', 20000);
  await quiet();
  assert.equal(await rows(ann), before);
  const other = await calls.carrier.call(ANN);
  const [desk] = await rung(annDesk, annMobile);
  desk.refuse(603);
  await other.has(603);
  page.close();
  await quiet();
});

test('a blocked caller where the organisation says voicemail: nothing rings, the mailbox greets and keeps what they say; the log has nothing', async () => {
  await change(`tenants/${(await calls.adam.call('GET', '/api/v1/tenants')).body.data[0].id}`, { blocked_caller: 'voicemail' });
  const page = await login('ann'), messages = async () => (await page.call('GET', '/api/v1/me/voicemails')).body.data;
  const before = await rows(ann), missed = (await page.call('GET', '/api/v1/me/calls?missed=true')).body.data.length, kept = await messages();
  const caller = await calls.carrier.call(ANN, { from: '+12025550177' });
  caller.end.pitch(0);
  caller.end.listen();
  await caller.has(200);
  await until('the beep', () => caller.end.toneAt(1000) > 0);
  caller.end.pitch(620, 2500);
  await new Promise((done) => setTimeout(done, 2500)); // that long they speak
  await caller.bye();
  const message = await until('it is kept', async () => (await messages()).find((one) => !kept.some(({ id }) => id === one.id)));
  assert.deepEqual([message.number, message.read], ['+12025550177', false]);
  await quiet();
  assert.deepEqual([await rows(ann), (await page.call('GET', '/api/v1/me/calls?missed=true')).body.data.length], [before, missed]);
  assert.equal((await page.call('DELETE', `/api/v1/me/voicemails/${message.id}`)).status, 204);
  page.close();
});

// ---- forwarding ----

const decline = async (...uas) => { for (const leg of await rung(...uas)) leg.refuse(486); };
const count = async () => (await calls.stack.query(`SELECT count(*)::int AS n FROM voice.out_call`))[0].n;

test('forwarded to a number: by her plan, with her number, in her limits; answered there, it was not missed', async () => {
  await set(ann, { forward_then: 'number', forward_number: OUTSIDE });
  const before = await count();
  const caller = await calls.carrier.call(ANN);
  await decline(annDesk, annMobile);
  const leg = await out.called();
  assert.equal(leg.user, OUTSIDE);
  assert.match(leg.invite.get('from'), /sip:\+12025550311@/, 'her own number is shown: another one she has no right to');
  leg.ring();
  await caller.has(180);
  await leg.answer();
  await caller.has(200);
  await leg.hears(15);
  await caller.hears(15);
  await caller.bye();
  await leg.has('BYE');
  await logged(ann, { cause: 'elsewhere', missed: false });
  assert.equal(await count(), before + 1);
  await quiet();
});

test('nobody there either: to the mailbox, and it was missed; the caller gives up meanwhile: the carrier is told', async () => {
  const caller = await calls.carrier.call(ANN);
  await decline(annDesk, annMobile);
  (await out.called()).refuse(480);
  await mailed(caller);
  await logged(ann, { cause: 'voicemail', missed: true });
  await quiet();
  const hasty = await calls.carrier.call(ANN);
  await decline(annDesk, annMobile);
  const leg = await out.called();
  leg.ring();
  await hasty.has(180);
  hasty.cancel();
  await leg.has('CANCEL');
  await hasty.has(487);
  await quiet();
});

test('who declines is not called elsewhere', async () => {
  const caller = await calls.carrier.call(ANN);
  const [desk] = await rung(annDesk, annMobile);
  desk.refuse(603);
  await caller.has(603);
  await quiet();
});

test('forwarded from one to the next inside: each has it in the log; round and round it does not go', async () => {
  await set(ann, { forward_number: BEN });
  await set(ben, { forward_then: 'number', forward_number: ANN });
  const caller = await calls.carrier.call(ANN);
  await decline(annDesk, annMobile);
  const [leg] = await rung(benDesk);
  assert.match(leg.invite.get('from'), /sip:\+12025550142@/, 'still who calls');
  await leg.answer();
  await caller.has(200);
  await caller.hears(10);
  await caller.bye();
  await logged(ann, { cause: 'elsewhere', missed: false });
  await logged(ben, { cause: 'normal', answered: true });
  await quiet();
  const loop = await calls.carrier.call(ANN);
  await decline(annDesk, annMobile);
  await decline(benDesk);
  await mailed(loop);
  await logged(ann, { missed: true });
  await logged(ben, { missed: true });
  await quiet();
  await set(ben, { forward_then: 'end' });
});

test('a mobile that sends its calls back to the Work number: once around, not again', async () => {
  await set(ann, { forward_number: OUTSIDE });
  const caller = await calls.carrier.call(ANN);
  await decline(annDesk, annMobile);
  const leg = await out.called();
  leg.ring();
  for (const from of [CALLER, ANN, OUTSIDE]) { // as its carrier shows it
    const back = await out.call(ANN, { from });
    await decline(annDesk, annMobile);
    await mailed(back);
  }
  const withheld = await out.call(ANN, { from: 'anonymous' });
  await decline(annDesk, annMobile);
  await mailed(withheld);
  assert.deepEqual(out.came, []);
  leg.refuse(486);
  await mailed(caller);
  await quiet();
});

test('what the plan forbids by the time of the call is not dialled', async () => {
  const rule = await calls.make('dial-rules', { prefix: OUTSIDE, action: 'refuse', trunk_ids: [] });
  await until('the plan is known', async () => (await calls.adam.call('GET', `/api/v1/dial?number=${encodeURIComponent(OUTSIDE)}`)).body.kind === 'refused');
  const caller = await calls.carrier.call(ANN);
  await decline(annDesk, annMobile);
  await mailed(caller);
  await quiet();
  assert.equal((await calls.adam.call('DELETE', `/api/v1/dial-rules/${rule.id}`, undefined, { headers: { 'if-match': rule.version } })).status, 200);
  await set(ann, { forward_then: 'end' });
});

// ---- agent extensions ----

test('an agent extension follows the status table: not when logged out or on a break, else the agent\'s phone rings', async () => {
  const kim = await calls.agent('kim', { agent_extension: '7311' });
  await until('7311 can be dialled', async () => (await calls.adam.call('GET', '/api/v1/dial?number=7311')).body.kind === 'extension');
  const dial = () => benDesk.call('7311', { from: ben.device.username, login: ben.device });
  for (const status of ['on_break', 'available', 'work_offline']) {
    assert.equal((await kim.call('PUT', '/api/v1/me/status', { status })).status, 200);
    const caller = await dial();
    if (status === 'on_break') { // the voicemail
      await caller.has(200);
      await caller.bye();
    } else {
      const leg = await kim.phone.called();
      leg.ring();
      await leg.answer();
      await caller.has(200);
      await leg.hears(10);
      await caller.bye();
      await leg.has('BYE');
    }
    await quiet();
  }
  assert.equal((await calls.adam.call('PUT', `/api/v1/agents/${kim.user.id}/status`, { status: 'logged_out' })).status, 200);
  const caller = await dial();
  await caller.has(480);
  await quiet();
  assert.deepEqual(kim.phone.came, []);
});

test('a colleague calls a voice channel by its number: they are in its queue', async () => {
  const caller = await benDesk.call('+12025550300', { from: ben.device.username, login: ben.device });
  await caller.has(200);
  await caller.hears(10);
  await calls.state('waiting');
  await caller.bye();
  await calls.state('ended');
  await quiet();
});

test('a trunk takes as many calls as it may have, whoever begins them', async () => {
  await change(`trunks/${calls.trunk.id}`, { max_calls: 1 });
  const one = await until('the limit is known', async () => {
    const caller = await calls.carrier.call(ANN);
    const [desk] = await rung(annDesk, annMobile);
    const more = await calls.carrier.call(ANN);
    await until('an answer', () => more.told.some((status) => ['503', '180'].includes(status)));
    if (more.told.includes('503')) return { caller, desk };
    await rung(annDesk, annMobile);
    caller.cancel();
    more.cancel();
    await quiet();
    return null;
  });
  one.desk.refuse(603);
  await one.caller.has(603);
  await quiet();
  const next = await calls.carrier.call(ANN);
  const [desk] = await rung(annDesk, annMobile);
  desk.refuse(603);
  await next.has(603);
  await quiet();
  await change(`trunks/${calls.trunk.id}`, { max_calls: 1000 });
});

// ---- the front desk ----

test('a receptionist sees the calls of lines that they were given, live, and how each goes on (CT-17)', async () => {
  const rita = await calls.worker('rita', '315');
  await calls.make('desk-lines', { user_id: rita.user.id, line_user_id: ann.user.id });
  await calls.worker('dora', '316'); // by when she can be dialled, the line is known
  const desk = await (await login('rita')).open();
  const sees = (state, more = {}) => desk.see('leg', (s) => s?.line === `work:${ann.user.id}` && s.state === state && Object.entries(more).every(([k, v]) => s[k] === v));
  const caller = await calls.carrier.call(ANN, { from: `"Carla Customer" <sip:${CALLER}@carrier.example>` });
  const [phone] = await rung(annDesk, annMobile);
  const leg = await sees('ringing', { direction: 'in', number: CALLER, name: 'Carla Customer' });
  await phone.answer();
  await caller.has(200);
  await sees('active');
  await phone.offer('sendonly');
  await sees('held');
  await phone.offer('sendrecv');
  await sees('active');
  await caller.bye();
  await phone.has('BYE');
  await until('it is gone', () => desk.things.get(`leg ${leg.id}`)?.state === null);
  await quiet();
  const out = await annDesk.call('312', { from: ann.device.username, login: ann.device });
  const [other] = await rung(benDesk);
  await sees('ringing', { direction: 'out' });
  await other.refuse(486);
  await out.has(486);
  await until('nothing is left', async () => (await desk.call('GET', '/api/v1/me/desk')).body.calls.length === 0);
  await quiet();
  desk.close();
});

test('a user who is disabled in a call whose line was shown: when it ends the leg has ended, and nothing of the caller is kept (CT-17)', async () => {
  const HUGO = '+12025550321';
  await calls.claim(HUGO);
  const hugo = await calls.worker('hugo', '321', { work_number: HUGO, forward_then: 'end' }), rolf = await calls.worker('rolf', '322');
  await calls.make('desk-lines', { user_id: rolf.user.id, line_user_id: hugo.user.id });
  await calls.worker('nora', '323'); // by when she can be dialled, the line is known
  const phone = await calls.register(hugo), desk = await (await login('rolf')).open();
  const caller = await calls.carrier.call(HUGO, { from: CALLER });
  const [leg] = await rung(phone);
  await leg.answer();
  await caller.has(200);
  const { id } = await desk.see('leg', (s) => s?.line === `work:${hugo.user.id}` && s.state === 'active');
  await set(hugo, { disabled: true });
  await until('nobody has the extension', async () => (await calls.adam.call('GET', '/api/v1/dial?number=321')).body.kind !== 'extension');
  await caller.bye();
  await leg.has('BYE');
  const row = async () => (await calls.stack.asOwner('SELECT state, number, shown FROM voice.leg WHERE id = $1', [id]))[0];
  await until('the leg has ended', async () => (await row()).state === 'ended');
  assert.deepEqual(await row(), { state: 'ended', number: null, shown: '' });
  desk.close();
  await quiet();
});

test('a receptionist gives the call to a colleague, to a number outside; nobody takes it: it is back; what is not dialled is refused', async () => {
  const rita = await calls.adam.call('GET', '/api/v1/users?username=rita').then(({ body }) => { assert.ok(body.data, JSON.stringify(body)); return body.data.find((one) => one.username === 'rita'); });
  const device = await calls.make('devices', { user_id: rita.id, side: 'work', label: 'Desk phone' });
  await calls.claim('+12025550315');
  await set({ user: rita }, { work_number: '+12025550315', forward_then: 'end' });
  const phone = await calls.register({ device });
  const desk = await (await login('rita')).open();
  const own = async (state) => (await desk.see('leg', (s) => s?.line === `work:${rita.id}` && s.state === state)).state;
  const give = (call, number) => desk.call('POST', '/api/v1/me/desk/transfer', { call, number });
  const caller = await calls.carrier.call('+12025550315');
  const [ringing] = await rung(phone);
  assert.deepEqual((await own('ringing')).actions, []);
  assert.equal((await give((await own('ringing')).call, '312')).status, 409, 'not before it is answered');
  await ringing.answer();
  await caller.has(200);
  const { call, actions } = await own('active');
  assert.deepEqual(actions, ['transfer']);
  assert.equal((await give('nonsense', '312')).status, 404);
  for (const number of ['99999', '315', 'x']) {
    const refused = await give(call, number);
    assert.equal(refused.status, 422, number);
    assert.equal(refused.body.errors[0].pointer, '/number');
  }
  const stranger = await login('dora');
  assert.equal((await stranger.call('POST', '/api/v1/me/desk/transfer', { call, number: '312' })).status, 409, 'who does not talk gives nothing');
  const unknown = await give(call, '4711');
  assert.deepEqual([unknown.status, unknown.body.errors], [422, [{ pointer: '/number', detail: 'There is no extension 4711.' }]]);
  stranger.close();
  assert.equal((await give(call, '312')).status, 202);
  await ringing.has('BYE');
  const [refusing] = await rung(benDesk);
  await caller.hears(10);
  refusing.refuse(603);
  const given = (who) => calls.stack.query(`SELECT number, given, given_by::text AS by, cause, missed, answered_at IS NOT NULL AS answered FROM voice.call_log WHERE owner = $1 ORDER BY id DESC LIMIT 1`, [who.id]).then(([row]) => row);
  await logged(ben, { number: CALLER, cause: 'declined' });
  assert.deepEqual(await given(ben.user), { number: CALLER, given: 'transfer', by: rita.id, cause: 'declined', missed: false, answered: false });
  const [again] = await rung(phone);
  await again.answer();
  await again.hears(10);
  await caller.hears(10);
  assert.equal((await give(call, '312')).status, 202);
  const [ben2] = await rung(benDesk);
  await ben2.answer();
  await ben2.hears(10);
  await caller.hears(10);
  await ben2.bye();
  await caller.has('BYE');
  await logged(ben, { number: CALLER, cause: 'normal', answered: true });
  assert.deepEqual(await given(ben.user), { number: CALLER, given: 'transfer', by: rita.id, cause: 'normal', missed: false, answered: true }, 'once more: he had declined it before');
  assert.equal((await calls.stack.query('SELECT count(*)::int AS n FROM voice.call_log WHERE ended_at < answered_at'))[0].n, 0);
  assert.deepEqual(await given(rita), { number: CALLER, given: null, by: null, cause: 'normal', missed: false, answered: true }, 'hers, which came back to her');
  await quiet();
  const second = await calls.carrier.call('+12025550315');
  const [talking] = await rung(phone);
  await talking.answer();
  await second.has(200);
  const next = await desk.see('leg', (s) => s?.line === `work:${rita.id}` && s.state === 'active' && s.call !== call);
  assert.equal((await give(next.state.call, OUTSIDE)).status, 202);
  const leg = await out.called();
  await leg.answer();
  await leg.hears(10);
  await second.hears(10);
  await second.bye();
  await leg.has('BYE');
  await quiet();
  await set({ user: rita }, { forward_then: 'voicemail' });
  await change(`tenants/${(await calls.adam.call('GET', '/api/v1/tenants')).body.data[0].id}`, { blocked_caller: 'announcement' });
  const third = await calls.carrier.call('+12025550315', { from: '+12025550178' });
  const [receiving] = await rung(phone);
  await receiving.answer();
  await third.has(200);
  const last = await desk.see('leg', (s) => s?.line === `work:${rita.id}` && s.state === 'active' && ![call, next.state.call].includes(s.call));
  assert.equal((await give(last.state.call, OUTSIDE)).status, 202);
  (await out.called()).refuse(480);
  const [returned] = await rung(phone); // not to her own mailbox
  await returned.answer();
  await returned.hears(10);
  await third.hears(10);
  const benPage = await login('ben');
  assert.equal((await benPage.call('PUT', `/api/v1/me/blocks/caller/${encodeURIComponent('+12025550178')}`, {})).status < 300, true);
  assert.equal((await give(last.state.call, '312')).status, 202);
  await returned.has('BYE');
  const [unwanted] = await rung(phone); // whom he has blocked is with her again
  assert.equal((await desk.call('PUT', `/api/v1/me/blocks/caller/${encodeURIComponent('+12025550178')}`, {})).status < 300, true);
  await unwanted.answer();
  await third.hears(10);
  assert.equal((await give(last.state.call, '312')).status, 202);
  await third.hears(20); // and blocked by her too: the announcement
  await third.has('BYE', 15000);
  benPage.close();
  await quiet();
  desk.close();
});

// Gina talks with a customer whom she may give away.
let gina;
async function ginaTalks(fields) {
  if (!gina) {
    await calls.claim('+12025550317');
    gina = await calls.worker('gina', '317', { work_number: '+12025550317' });
    await calls.make('desk-lines', { user_id: gina.user.id, line_user_id: ann.user.id }); // she has a front desk, and sees her own line there
    await calls.worker('otto', '318'); // by when he can be dialled, that is known
    gina.phone = await calls.register(gina);
  }
  await set(gina, fields);
  const desk = await (await login('gina')).open();
  const caller = await calls.carrier.call('+12025550317');
  const [leg] = await rung(gina.phone);
  await leg.answer();
  await caller.has(200);
  const { state: { call } } = await desk.see('leg', (s) => s?.line === `work:${gina.user.id}` && s.state === 'active');
  return { desk, phone: gina.phone, caller, leg, give: async (number) => assert.equal((await desk.call('POST', '/api/v1/me/desk/transfer', { call, number })).status, 202) };
}

test('a call given to a number outside and back in vain: the giver\'s own forwarding is done, judged and counted by itself', async () => {
  const FORWARD = '+12025550198', { desk, phone, caller, leg, give } = await ginaTalks({ forward_then: 'number', forward_number: FORWARD });
  const before = await count();
  await give(OUTSIDE);
  await leg.has('BYE');
  const first = await out.called();
  assert.equal(first.user, OUTSIDE);
  first.refuse(480);
  await decline(phone);
  const second = await out.called();
  assert.equal(second.user, FORWARD);
  await second.answer();
  await second.hears(10);
  await caller.hears(10);
  await caller.bye();
  await second.has('BYE');
  const numbers = await calls.stack.query('SELECT number FROM voice.out_call ORDER BY at DESC, call DESC LIMIT 2');
  assert.deepEqual([await count() - before, ...numbers.map((one) => one.number).sort()], [2, FORWARD, OUTSIDE]);
  desk.close();
  await quiet();
});

test('a database that does not say how the target is reached: the caller, who was answered, keeps music until the giver is found, and has them back', async () => {
  const { desk, phone, caller, leg, give } = await ginaTalks({ forward_then: 'end' });
  const may = (verb) => calls.stack.asOwner(`${verb} EXECUTE ON FUNCTION voice.reach ${verb === 'GRANT' ? 'TO' : 'FROM'} tl_voiced`);
  await may('REVOKE');
  try {
    await give('312');
    await leg.has('BYE');
    await caller.hears(150); // as long as three further questions for the giver
    assert.ok(!caller.told.includes('BYE'));
  } finally { await may('GRANT'); }
  const back = await phone.called();
  await back.answer();
  await back.hears(10);
  await caller.hears(10);
  await give('312'); // and all is as before
  const [taken] = await rung(benDesk);
  await taken.answer();
  await taken.hears(10);
  await caller.bye();
  await taken.has('BYE');
  desk.close();
  await quiet();
});

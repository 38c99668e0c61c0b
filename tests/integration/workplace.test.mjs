// Queue calls to a Workplace Phone: a number outside, one's own Work number, a dedicated device of the agent extension (SP-4 to SP-7).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Keys } from '../lib/keys.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const MOBILE = '+12025550166', WORK = '+12025550321';
let calls, out, mo, sam, samPhone;
before(async () => {
  calls = await Calls.start({ name: 'workplace' });
  out = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Out', host: out.host, port: out.local, transport: 'udp', sources: [out.host] });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  await calls.claim(WORK);
  mo = await calls.agent('mobilia', { phone: null, phone_mode: 'forward', workplace_phone: MOBILE, offer_ms: 15000 });
  sam = await calls.agent('sammy', { phone: null, has_work: true, work_extension: '321', work_number: WORK, phone_mode: 'forward', workplace_phone: WORK, offer_ms: 15000 });
  samPhone = await calls.register({ device: await calls.make('devices', { user_id: sam.user.id, side: 'work', label: 'Work app' }) });
  await until('the plan is known', async () => (await calls.adam.call('GET', `/api/v1/dial?number=${encodeURIComponent(MOBILE)}`)).body.kind === 'number');
});
after(() => calls?.stop());

async function change(path, fields) {
  const now = (await calls.adam.call('GET', `/api/v1/${path}`)).body;
  const { status, body } = await calls.adam.call('PATCH', `/api/v1/${path}`, fields, { headers: { 'if-match': now.version } });
  assert.equal(status, 200, JSON.stringify(body));
}
const organisation = async () => `tenants/${(await calls.adam.call('GET', '/api/v1/tenants')).body.data[0].id}`;
const offer = async () => (await calls.stack.query('SELECT state, cause FROM routing.v_offer ORDER BY id DESC LIMIT 1'))[0];
const ended = (wanted) => until(`an offer ${wanted.state}`, async () => { const o = await offer(); return o.state === wanted.state && (wanted.cause === undefined || o.cause === wanted.cause) && o; })
  .catch(async (error) => { throw new Error(`${error.message}, but ${JSON.stringify(await offer())}`); });
async function over(wanted) {
  assert.equal((await calls.state('ended')).outcome, wanted);
  await calls.nothingLeft();
  for (const agent of [mo, sam]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}
const counted = async () => (await calls.stack.query('SELECT count(*)::int AS n FROM voice.out_call WHERE ended_at IS NULL'))[0].n;

test('a number outside rings by the plan, counts in the agent\'s limits, is put through, held, muted, and ends the call when it hangs up; keys of the workspace reach the caller', async () => {
  await calls.available(mo);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  const leg = await out.called();
  assert.equal(leg.user, MOBILE);
  leg.ring();
  assert.equal(await counted(), 1);
  await leg.answer();
  assert.equal(String((await calls.state('assigned')).agent), mo.id);
  await leg.hears(15);
  await caller.hears(15);
  await leg.offer('sendonly');
  const id = String((await calls.interaction()).id);
  await mo.see('interaction', (s, f) => f.id === id && s.call?.held_by === 'phone');
  await leg.offer('sendrecv');
  await leg.hears(15);
  const hears = (silence) => until(silence ? 'silence alone' : 'the agent', async () => { // in packets that come all the time
    caller.end.listen();
    await caller.hears(20);
    return silence === caller.end.sounds.every((sound) => sound.every((byte) => byte === 0xff));
  });
  await hears(false);
  assert.equal((await mo.call('POST', `/api/v1/interactions/${id}/call/mute`, {})).status, 202);
  await hears(true);
  await leg.hears(15);
  assert.equal((await mo.call('POST', `/api/v1/interactions/${id}/call/unmute`, {})).status, 202);
  await hears(false);
  const keys = new Keys(caller.end);
  assert.equal((await mo.call('POST', `/api/v1/interactions/${id}/call/digits`, { digits: '1#' })).status, 202);
  await until('the keys', () => keys.pressed === '1#');
  await leg.hears(15);
  await hears(false);
  await leg.bye();
  await caller.has('BYE');
  await over('ended_by_agent_phone');
  await until('it counts no more', async () => await counted() === 0); // the end is told a moment later
});

test('the caller hangs up: while it rings, and in talk', async () => {
  for (const talk of [false, true]) {
    await calls.available(mo);
    const caller = await calls.carrier.call(CALLED);
    await caller.has(200);
    const leg = await out.called();
    leg.ring();
    if (talk) {
      await leg.answer();
      await calls.state('assigned');
      await leg.hears(10);
    }
    await caller.bye();
    await leg.has(talk ? 'BYE' : 'CANCEL');
    await over(talk ? 'ended' : 'customer_left');
  }
});

test('busy there: the caller keeps their place, music goes on', async () => {
  await calls.available(mo);
  const caller = await calls.carrier.call(CALLED);
  (await out.called()).refuse(486);
  await ended({ state: 'rejected', cause: 'busy' });
  await calls.state('waiting');
  await caller.hears(10);
  await caller.bye();
  await over('customer_left');
});

test('what the plan forbids by now is not called: the caller keeps their place', async () => {
  const rule = await calls.make('dial-rules', { prefix: MOBILE, action: 'refuse', trunk_ids: [] });
  await until('the plan is known', async () => (await calls.adam.call('GET', `/api/v1/dial?number=${encodeURIComponent(MOBILE)}`)).body.kind === 'refused');
  await calls.available(mo);
  const caller = await calls.carrier.call(CALLED);
  await ended({ state: 'rejected', cause: 'number_refused' });
  await caller.hears(10);
  assert.deepEqual(out.came, []);
  await caller.bye();
  await over('customer_left');
  await calls.adam.call('DELETE', `/api/v1/dial-rules/${rule.id}`, undefined, { headers: { 'if-match': rule.version } });
  await until('the plan is known', async () => (await calls.adam.call('GET', `/api/v1/dial?number=${encodeURIComponent(MOBILE)}`)).body.kind === 'number');
});

test('hung up from the page, and from an offer that was transferred: the number is hung up', async () => {
  await calls.available(mo);
  const caller = await calls.carrier.call(CALLED);
  const leg = await out.called();
  await leg.answer();
  const { id } = await calls.state('assigned');
  await calls.available(sam);
  assert.ok((await mo.call('POST', `/api/v1/interactions/${id}/transfer`, { agent: sam.id })).status < 300);
  const second = await samPhone.called();
  second.ring();
  await second.answer();
  await leg.has('BYE');
  await second.hears(15);
  await caller.hears(15);
  assert.equal((await sam.call('POST', `/api/v1/interactions/${id}/call/hang-up`, {})).status, 202);
  await second.has('BYE');
  await caller.has('BYE');
  await over('ended');
});

test('the minutes of an agent whose phone is a number outside are used up: it is hung up, the customer is not, and waits first in line', async () => {
  const undo = await calls.secondsLeft(mo.user, 4);
  try {
    await calls.available(mo);
    const caller = await calls.carrier.call(CALLED);
    await caller.has(200);
    const leg = await out.called();
    await leg.answer();
    const { id } = await calls.interaction();
    await leg.has('BYE'); // after four seconds, however long this test takes to look
    assert.ok(leg.end.heard >= 10, 'it had sound');
    assert.equal((await calls.state('waiting')).id, id);
    assert.equal((await calls.stack.asOwner('SELECT returned_reason FROM routing.interaction WHERE id = $1', [id]))[0].returned_reason, 'phone_lost');
    await caller.hears(10);
    await caller.bye();
    await over('customer_left');
  } finally { await undo(); }
});

// ---- one's own Work number (SP-6, SP-7) ----

test('one\'s own Work number: the Work phone rings, in busy as usual; at the deadline it is cancelled, an answer that crosses is ended and never bridged (SP-6)', async () => {
  const work = await Client.login(calls.stack, { username: 'sammy', password: 'seven green chairs' }, 'work');
  assert.equal((await work.call('PUT', '/api/v1/work/status', { status: 'busy' })).status, 200);
  await calls.available(sam);
  const caller = await calls.carrier.call(CALLED);
  const leg = await samPhone.called();
  leg.ring();
  await leg.sound();
  leg.state = 'crossing'; // it is picked up before the CANCEL comes, so no 487
  await leg.has('CANCEL', 20000);
  await leg.answer();
  await leg.has('BYE');
  assert.equal(leg.end.heard, 0, 'never bridged');
  await ended({ state: 'expired' });
  const [{ n }] = await calls.stack.query(`SELECT count(*)::int AS n FROM voice.call_log WHERE owner = $1 AND side = 'work'`, [sam.id]);
  assert.equal(n, 0, 'no missed call of the Work account: it was the contact center\'s');
  await caller.hears(10);
  await caller.bye();
  await over('customer_left');
});

test('do not disturb and offer_in_dnd return: refused at once, the caller keeps their place (SP-7)', async () => {
  const work = await Client.login(calls.stack, { username: 'sammy', password: 'seven green chairs' }, 'work');
  assert.equal((await work.call('PUT', '/api/v1/work/status', { status: 'dnd' })).status, 200);
  await change(await organisation(), { offer_in_dnd: 'return' });
  await calls.available(sam);
  const caller = await calls.carrier.call(CALLED);
  await ended({ state: 'rejected', cause: 'do_not_disturb' });
  await sam.see('offer', (s) => s.state === 'rejected' && s.cause === 'do_not_disturb');
  await calls.state('waiting');
  await caller.hears(10);
  assert.deepEqual(samPhone.came, []);
  await caller.bye();
  await over('customer_left');
});

test('do not disturb and offer_in_dnd voicemail: it ends as to_voicemail, not answered (SP-7)', async () => {
  await change(await organisation(), { offer_in_dnd: 'voicemail' });
  await calls.available(sam);
  const caller = await calls.carrier.call(CALLED);
  caller.end.listen(); // from the beginning: the beep comes by itself
  await caller.has(200);
  const i = await calls.state('ended');
  assert.equal(i.outcome, 'to_voicemail');
  assert.equal(i.agent, null);
  await sam.see('offer', (s) => s.state === 'withdrawn' && s.cause === 'to_voicemail');
  assert.deepEqual(samPhone.came, []);
  await until('the beep', () => caller.end.toneAt(1000) > 0);
  await caller.hears(75); // what they say meanwhile is a tone
  await caller.bye();
  const [message] = await until('the message', async () => { const rows = await calls.stack.query('SELECT owner::text, side, queue FROM voice.voicemail'); return rows.length > 0 && rows; });
  assert.deepEqual([message.owner, message.side, message.queue], [sam.user.id, 'work', null], 'in the mailbox of the agent\'s Work account');
  await over('to_voicemail');
});

// ---- a dedicated device (SP-5) ----

test('a dedicated device of the agent extension rings alone: no other phone of theirs does', async () => {
  const eve = await calls.agent('evi', { phone: null, has_work: true, work_extension: '322', agent_extension: '7322', agent_device: true });
  const work = await calls.register({ device: await calls.make('devices', { user_id: eve.user.id, side: 'work', label: 'Work app' }) });
  const desk = await calls.register({ device: await calls.make('devices', { user_id: eve.user.id, side: 'agent', label: 'Headset' }) });
  await calls.available(eve);
  const caller = await calls.carrier.call(CALLED);
  const leg = await desk.called();
  leg.ring();
  await leg.answer();
  await leg.hears(10);
  assert.deepEqual(work.came, []);
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
  await eve.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

test('a phone at a SIP URL rings by the name of its host; not where a trunk leads', async () => {
  const ua = await calls.ua();
  const uri = await calls.agent('ursula', { phone: null, phone_mode: 'sip_uri', sip_uri: `sip:ursula@localhost:${ua.local};transport=udp`, offer_ms: 15000 });
  await calls.available(uri);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  const leg = await ua.called();
  assert.match(leg.invite.uri, /^sip:ursula@localhost:/);
  await leg.answer();
  assert.equal(String((await calls.state('assigned')).agent), uri.user.id);
  await leg.hears(15);
  await caller.hears(15);
  await caller.bye();
  await leg.has('BYE');
  await calls.state('ended');
  await calls.nothingLeft();
  await uri.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  const trunks = async () => (await calls.stack.metrics('voiced')).voice_trunks, before = await trunks();
  await calls.make('trunks', { name: 'Not for phones', host: 'localhost', port: ua.local, transport: 'udp', sources: [] });
  await until('the trunk is known', async () => await trunks() === before + 1);
  await calls.available(uri);
  const refused = await calls.carrier.call(CALLED, { from: CALLER });
  await refused.has(200);
  await ended({ state: 'rejected' });
  assert.deepEqual(ua.came, []);
  await refused.bye();
  await calls.state('ended');
  await uri.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

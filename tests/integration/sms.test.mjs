// Texts: what carriers send, what they answer, opt-out, order, parts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import twilio from 'twilio';
import { Client } from '../lib/client.mjs';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { assigned, delivery, finish, send, status, taken } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { hookAt, inboundParams, newNumber, newSid, postSigned, signatureOf, text } from '../lib/texts.mjs';

let stack, channel, sandbox, carrier, maya, key;
before(async () => {
  stack = await Stack.start({ name: 'sms', instances: 'presenced routerd smsgw smsgw-2 chatd', testClock: true });
  channel = stack.channel('twilio');
  sandbox = stack.channel('sandbox');
  carrier = await startDemoCarrier(stack);
  maya = await Client.ready(stack, stack.user('agent', 0));
  key = new Client(stack, stack.run.api_key);
});
after(async () => { maya?.close(); await carrier?.close(); await stack?.stop(); });

const messagesOf = (number) => stack.query(
  `SELECT m.* FROM messaging.message m JOIN messaging.conversation c ON c.tenant = m.tenant AND c.id = m.conversation
   WHERE c.number = $1 ORDER BY m.conversation, m.seq`, [number]);

// Accepts and ends what was offered for this number: an offer left lying would put maya On Break.
const take = async (number) => finish(maya, await taken(maya, number));

test('a wrong or missing signature is 403, counted, and stores nothing (SMS-33)', async () => {
  const number = newNumber();
  const params = inboundParams(channel, number, 'let me in');
  assert.equal((await postSigned(channel, params, { signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' })).status, 403);
  const unsigned = await fetch(channel.hook_url, { method: 'POST', body: new URLSearchParams(params) });
  assert.equal(unsigned.status, 403);
  const changed = await postSigned(channel, { ...params, Body: 'changed' }, { signature: signatureOf(channel, channel.hook_url, params) });
  assert.equal(changed.status, 403);
  const elsewhere = await postSigned(channel, params, { signature: signatureOf(channel, 'http://example.org/hook', params) });
  assert.equal(elsewhere.status, 403);
  assert.equal((await messagesOf(number)).length, 0);
  assert.equal((await stack.query('SELECT FROM sms.raw_inbound WHERE provider_id = $1', [params.MessageSid])).length, 0);
  const counted = (await Promise.all(['smsgw', 'smsgw-2'].map((n) => stack.metrics(n)))).reduce((sum, m) => sum + m.sms_hook_refused_total, 0);
  assert.equal(counted, 4);
  // The carrier's own library refuses the same calls.
  assert.equal(twilio.validateRequest(channel.auth_token, signatureOf(channel, channel.hook_url, params), channel.hook_url, { ...params, Body: 'changed' }), false);
});

test('a call to an unknown hook is 404', async () => {
  const answer = await postSigned(channel, inboundParams(channel, newNumber(), 'x'), { to: channel.hook_url + 'x' });
  assert.equal(answer.status, 404);
  assert.equal(JSON.parse(answer.text).type, 'channel_unknown');
});

test('the same provider id twice, also at once at two gateways, makes one message (SMS-30)', async () => {
  const number = newNumber();
  const params = inboundParams(channel, number, 'only once');
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) =>
    postSigned(channel, params, { to: hookAt(stack, i % 2 ? 'smsgw' : 'smsgw-2', channel) })));
  assert.ok(answers.every((a) => a.status === 200));
  assert.deepEqual((await messagesOf(number)).map((m) => m.text), ['only once']);
  await take(number);
});

test('a text that the database does not take is not acknowledged; the carrier\'s next attempt stores it once (SMS-30)', async () => {
  const number = newNumber(), params = inboundParams(channel, number, 'in vain at first');
  const answer = await stack.locked('sms.raw_inbound', () => postSigned(channel, params));
  assert.equal(answer.status, 503);
  assert.equal((await postSigned(channel, params)).status, 200);
  assert.deepEqual((await messagesOf(number)).map((m) => m.text), ['in vain at first']);
  await take(number);
});

// Stores a text as a gateway does, and leaves its transaction open until `then` is over.
async function uncommitted(number, then) {
  const client = new pg.Client({ connectionString: stack.owner }), id = newSid();
  await client.connect();
  try {
    const { rows: [{ tenant, account }] } = await client.query('SELECT tenant, account FROM sms.channel_carrier WHERE channel = $1', [channel.id]);
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(k) FROM (SELECT unnest(ARRAY[ops.key('provider', 0, $1), ops.key('conversation', $2, $3),
      ops.key('customer_number', $2, $4)]) AS k ORDER BY 1) AS keys`, [`${account}:${id}`, tenant, `${channel.id}:${number}`, number]);
    await client.query(`SELECT sms.accept_inbound($1, $2, $3, $4, $5, 'slow', 'raw', NULL, NULL, NULL, NULL, sha256('number'), NULL)`, [tenant, channel.id, account, id, number]);
    return await then();
  } finally { await client.query('ROLLBACK'); await client.end(); }
}

test('a text that is not committed yet holds up no other customer of its channel (rule 23)', async () => {
  const quick = newNumber();
  const answer = await uncommitted(newNumber(), () => text(channel, quick, 'quick'));
  assert.equal(answer.status, 200);
  await take(quick);
});

test('what is signed but unreadable is kept as it came, acknowledged, and listed (SMS-33)', async () => {
  const params = inboundParams(channel, 'not a number at all!!', 'x');
  assert.equal((await postSigned(channel, params)).status, 200);
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const list = await adam.call('GET', '/api/v1/sms/raw?state=unparsed');
  assert.equal(list.status, 200, JSON.stringify(list.body));
  const whole = await adam.call('GET', `/api/v1/sms/raw/${list.body.data[0].id}`);
  assert.equal(new URLSearchParams(Buffer.from(whole.body.raw, 'base64').toString()).get('MessageSid'), params.MessageSid);
  assert.match(list.body.data[0].reason, /From/);
  assert.equal((await postSigned(channel, params)).status, 200, 'the carrier may send it again');
  const kept = (await adam.call('GET', '/api/v1/sms/raw?state=unparsed')).body.data;
  assert.deepEqual(kept.map((r) => r.id), list.body.data.map((r) => r.id), 'which keeps it once');
  const rosa = await Client.login(stack, stack.user('supervisor'));
  for (const client of [maya, rosa]) assert.equal((await client.call('GET', '/api/v1/sms/raw')).status, 403);
});

test('every character survives: GSM, UCS-2, emoji with joiners, line breaks (SMS-8)', async () => {
  const number = newNumber();
  const bodies = ['@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ^{}\\[~]|€', 'Привет 你好 مرحبا', '👩‍👩‍👧‍👦🏳️‍🌈 ok', 'two\nlines\tand "quotes" \'+&=%'];
  for (const body of bodies) assert.equal((await text(channel, number, body)).status, 200);
  assert.deepEqual((await messagesOf(number)).map((m) => m.text), bodies);
  const interaction = await taken(maya, number);
  for (const body of bodies) assert.equal((await send(maya, interaction, body)).status, 201);
  await until('all sent', () => carrier.sent.filter((m) => m.to === number).length === bodies.length);
  assert.deepEqual(carrier.sent.filter((m) => m.to === number).map((m) => m.body), bodies);
  await finish(maya, interaction);
});

test('messages to one customer leave in the order in which they were written (SMS-23)', async () => {
  const number = newNumber();
  const interaction = await assigned(maya, channel, number);
  let refusals = 0;
  carrier.behave = (form, n) => form.get('To') === number && form.get('Body') === 'text 3' && refusals++ < 2 ? { status: 503 } : undefined;
  const bodies = Array.from({ length: 12 }, (_, i) => `text ${i}`);
  for (const body of bodies) assert.equal((await send(maya, interaction, body)).status, 201);
  await until('all sent', () => carrier.sent.filter((m) => m.to === number).length === bodies.length);
  assert.deepEqual(carrier.sent.filter((m) => m.to === number).map((m) => m.body), bodies);
  assert.equal(refusals > 1, true);
  carrier.behave = () => undefined;
  await finish(maya, interaction);
});

test('429 with Retry-After is obeyed, and another customer is not held up (SMS-34)', async () => {
  const slow = await assigned(maya, channel, newNumber());
  const quick = await assigned(maya, channel, newNumber());
  const attempts = []; // times of the requests for the held text
  // Refuses it until the other customer's text has been taken.
  carrier.behave = (form) => {
    if (form.get('To') !== slow.state.number) return undefined;
    attempts.push(Date.now());
    return carrier.sent.some((m) => m.to === quick.state.number) ? undefined : { status: 429, code: 20429, retryAfter: 5 };
  };
  const held = await send(maya, slow, 'held');
  await until('the refusal', () => attempts.length > 0);
  const other = await send(maya, quick, 'quick');
  await delivery(maya, other.body.id, 'delivered');
  await delivery(maya, held.body.id, 'delivered');
  assert.deepEqual(carrier.sent.filter((m) => ['held', 'quick'].includes(m.body)).map((m) => m.body), ['quick', 'held']);
  const pauses = attempts.slice(1).map((at, i) => at - attempts[i]);
  assert.ok(pauses.length > 0 && pauses.every((ms) => ms >= 4900), `sent again after ${pauses} ms`);
  carrier.behave = () => undefined;
  await finish(maya, slow);
  await finish(maya, quick);
});

test('no answer to a request that was sent makes it unknown, never sent again (SMS-31)', async () => {
  const interaction = await assigned(maya, channel, newNumber());
  carrier.behave = (form) => (form.get('Body') === 'cut off' ? { dropAfter: true, states: [] } : undefined);
  const message = await send(maya, interaction, 'cut off');
  await delivery(maya, message.body.id, 'unknown');
  const next = await send(maya, interaction, 'and on');
  await delivery(maya, next.body.id, 'delivered');
  assert.equal(carrier.sent.filter((m) => m.body === 'cut off').length, 1);
  carrier.behave = () => undefined;
  await finish(maya, interaction);
});

// The carrier's report on a text that it has taken.
const report = ({ sid, callback, to, from }, MessageStatus) => postSigned(channel, { MessageSid: sid, MessageStatus, To: to, From: from }, { url: callback });

test('a receipt resolves unknown; later lower states change nothing (SMS-32)', async () => {
  const interaction = await assigned(maya, channel, newNumber());
  carrier.behave = (form) => (form.get('Body') === 'late receipt' ? { dropAfter: true, states: [] } : undefined);
  const message = await send(maya, interaction, 'late receipt');
  await delivery(maya, message.body.id, 'unknown');
  const sent = carrier.sent.find((m) => m.body === 'late receipt');
  assert.equal((await report(sent, 'delivered')).status, 200);
  await delivery(maya, message.body.id, 'delivered');
  for (const state of ['queued', 'sent', 'undelivered', 'failed', 'delivered']) assert.equal((await report(sent, state)).status, 200);
  const [row] = await stack.query('SELECT delivery FROM messaging.message WHERE id = $1', [message.body.id]);
  assert.equal(row.delivery, 'delivered');
  carrier.behave = () => undefined;
  await finish(maya, interaction);
});

test('a text whose receipt comes before the carrier has answered is counted as sent, once', async () => {
  const interaction = await assigned(maya, channel, newNumber());
  const sentOf = async () => (await Promise.all(['smsgw', 'smsgw-2'].map((name) => stack.metrics(name)))).reduce((sum, one) => sum + (one['sms_send_results_total{result="sent"}'] ?? 0), 0);
  const before = await sentOf();
  let answer;
  const answered = new Promise((go) => { answer = go; });
  carrier.behave = () => ({ until: answered, states: [] });
  const message = await send(maya, interaction, 'reported early');
  await until('the carrier has it', () => carrier.sent.some((m) => m.body === 'reported early'));
  for (const state of ['sent', 'delivered']) assert.equal((await report(carrier.sent.find((m) => m.body === 'reported early'), state)).status, 200);
  await delivery(maya, message.body.id, 'delivered');
  answer();
  await until('it is counted', async () => await sentOf() > before);
  carrier.behave = () => undefined;
  await delivery(maya, (await send(maya, interaction, 'and another')).body.id, 'delivered');
  await until('the other, too', async () => await sentOf() >= before + 2);
  assert.equal(await sentOf(), before + 2);
  await finish(maya, interaction);
});

test('an undelivered text says why in words (SMS-16)', async () => {
  const interaction = await assigned(maya, channel, newNumber());
  carrier.behave = (form) => (form.get('Body') === 'gone' ? { states: [['sent'], ['undelivered', '30003']] } : undefined);
  const message = await send(maya, interaction, 'gone');
  const frame = await delivery(maya, message.body.id, 'undelivered');
  assert.equal(frame.state.delivery.reason, 'the phone was unreachable');
  const waits = await maya.see('conversation', (s) => s.conversation === message.body.state.conversation && s.unanswered_since !== null);
  const [asked] = await messagesOf(waits.state.number);
  assert.deepEqual([asked.direction, +asked.at], ['in', Date.parse(waits.state.unanswered_since)], 'whom it did not reach waits on');
  carrier.behave = () => undefined;
  await delivery(maya, (await send(maya, interaction, 'once more')).body.id, 'delivered');
  assert.equal((await maya.call('GET', `/api/v1/conversations/${message.body.state.conversation}`)).body.state.unanswered_since, null, 'sent again, it answers');
  await finish(maya, interaction);
});

test('STOP blocks at once, also what is queued; START lifts it; no interaction arises (SMS-20)', async () => {
  const number = newNumber();
  const interaction = await assigned(maya, channel, number);
  // The carrier puts off the first text until the block is there, the second waits behind it.
  let putOff = 0;
  carrier.behave = (form) => (form.get('To') === number ? (putOff++, { status: 429, code: 20429, retryAfter: 2 }) : undefined);
  const queued = [await send(maya, interaction, 'one moment'), await send(maya, interaction, 'here you are')];
  await until('the first is put off', () => putOff > 0);
  await text(channel, number, ' stop ');
  for (const message of queued) await delivery(maya, message.body.id, 'blocked');
  carrier.behave = () => undefined; // now it would take them
  const refused = await send(maya, interaction, 'are you there?');
  assert.equal(refused.status, 409);
  assert.equal(refused.body.type, 'opted_out');
  await text(channel, number, 'START');
  const welcome = await send(maya, interaction, 'welcome back');
  assert.equal(welcome.status, 201);
  await delivery(maya, welcome.body.id, 'delivered');
  assert.deepEqual(carrier.sent.filter((m) => m.to === number).map((m) => m.body), ['welcome back'], 'nothing of before left after the block');
  await finish(maya, interaction);
  // Outside a conversation: stored, confirmed by whoever confirms, offered to nobody.
  const stranger = newNumber();
  const before = maya.frames.length;
  assert.equal((await text(channel, stranger, 'STOP')).status, 200);
  assert.deepEqual(await stack.query('SELECT i.id FROM routing.interaction i JOIN messaging.conversation c ON c.id = i.conversation WHERE c.number = $1', [stranger]), []);
  assert.deepEqual(maya.frames.slice(before).filter((f) => f.kind === 'offer'), []);
  assert.equal((await stack.query('SELECT text FROM messaging.message m JOIN messaging.conversation c ON c.id = m.conversation WHERE c.number = $1', [stranger]))[0].text, 'STOP');
});

test('the one confirmation of STOP leaves although the block is stored first (SMS-20)', async () => {
  const number = '+15005551234';
  const inbound = (body) => key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: body });
  assert.equal((await inbound('STOP')).body.outcome, 'stopped');
  // Each instance keeps what it has sent.
  const sent = async () => (await Promise.all(['smsgw', 'smsgw-2'].map((name) => new Client({ base: stack.run.http[name] }, key.token).call('GET', `/api/v1/channels/${sandbox.id}/sandbox/outbox`))))
    .flatMap(({ body }) => body.data.filter((m) => m.to === number));
  const outbox = await until('the confirmation', async () => { const list = await sent(); return list.length && list; });
  assert.equal(outbox.length, 1);
  assert.match(outbox[0].text, /no more messages/);
  assert.equal((await key.call('GET', `/api/v1/opt-outs?number=${encodeURIComponent(number)}`)).body.data[0].state, 'stopped');
  assert.equal((await inbound('STOP')).body.outcome, 'stopped');
  assert.equal((await inbound('HELP')).status, 202);
  assert.equal((await inbound('START')).body.outcome, 'started');
  // Once a day it is answered; after that it is for the agents, as is what nothing answers.
  assert.deepEqual([(await inbound('HELP')).body.outcome, (await inbound('help!')).body.outcome], ['helped', 'accepted']);
  const helps = (await messagesOf(number)).filter((m) => m.direction === 'out' && /the sandbox/.test(m.text));
  assert.equal(helps.length, 1, 'one answer to HELP a day, none while blocked');
  assert.equal((await sent()).filter((m) => /no more/.test(m.text)).length, 1, 'one confirmation only');
  await take(number);
});

test('an opt-out that an agent or an API key records blocks like a stop word, and stands in the ledger with who it was (SMS-20)', async () => {
  const number = newNumber(), channelId = String(channel.id), record = (by, body) => by.call('POST', '/api/v1/opt-outs', { channel_id: channelId, number, ...body });
  const interaction = await assigned(maya, channel, number);
  let putOff = 0;
  carrier.behave = (form) => (form.get('To') === number ? (putOff++, { status: 429, code: 20429, retryAfter: 2 }) : undefined);
  const queued = [await send(maya, interaction, 'one moment'), await send(maya, interaction, 'here you are')];
  await until('the first is put off', () => putOff > 0);
  const made = await record(maya);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { since, entries, ...stands } = made.body, by = { id: maya.id, name: maya.session.user.name };
  assert.deepEqual(stands, { channel: channelId, state: 'stopped', source: 'user', word: null, by });
  assert.deepEqual(entries, [{ state: 'stopped', source: 'user', word: null, by, at: since }]);
  for (const message of queued) await delivery(maya, message.body.id, 'blocked');
  carrier.behave = () => undefined;
  assert.equal((await send(maya, interaction, 'are you there?')).body.type, 'opted_out');
  await maya.see('conversation', (s) => s.conversation === queued[0].body.state.conversation && s.opted_out);
  const again = await record(key);
  assert.equal(again.status, 200, 'it stands so already');
  assert.deepEqual(again.body, made.body, 'and by whom');
  await text(channel, number, 'start');
  await delivery(maya, (await send(maya, interaction, 'welcome back')).body.id, 'delivered');
  assert.equal((await record(key)).status, 201);
  const listed = (await key.call('GET', `/api/v1/opt-outs?number=${encodeURIComponent(number)}`)).body.data;
  assert.deepEqual(listed.map((one) => [one.channel, one.state, one.source]), [[channelId, 'stopped', 'api_key']]);
  assert.deepEqual(listed[0].entries.map((one) => [one.state, one.source, one.word]), [['stopped', 'api_key', null], ['started', 'text', 'start'], ['stopped', 'user', null]]);
  const [named] = await stack.query('SELECT name FROM directory.api_key WHERE id = $1', [listed[0].by.id]);
  assert.equal(listed[0].by.name, named.name);
  assert.deepEqual(carrier.sent.filter((m) => m.to === number).map((m) => m.body), ['welcome back'], 'nobody confirms what no text asked for');
  const audit = await stack.query(`SELECT actor_role FROM ops.audit WHERE action = 'opt_out' AND key = $1 ORDER BY id`, [channel.id]);
  assert.deepEqual(audit.map((one) => one.actor_role).slice(-2), ['agent', 'integrator']);
  for (const [body, pointer] of [[{ channel_id: '999999' }, '/channel_id'], [{ number: 'nobody' }, '/number'], [{ number: '+1' }, '/number'], [{ channel_id: undefined }, '/channel_id']])
    assert.equal((await record(key, body)).body.errors?.[0].pointer, pointer, JSON.stringify(body));
  await finish(maya, interaction);
});

test('an opt-out is recorded for the very number that the texts come from, though one would dial another (SMS-20)', async () => {
  const number = `+52133${String(newNumber()).slice(-8)}`; // a Mexican mobile as carriers still write it: dialled without the 1
  assert.equal((await key.call('POST', '/api/v1/opt-outs', { channel_id: String(channel.id), number })).status, 201);
  const { data } = (await key.call('GET', `/api/v1/opt-outs?number=${encodeURIComponent(number)}`)).body;
  assert.deepEqual(data.map((one) => one.state), ['stopped']);
  await text(channel, number, 'START!');
  await until('the block is lifted', async () => (await key.call('GET', `/api/v1/opt-outs?number=${encodeURIComponent(number)}`)).body.data[0].state === 'started');
});

test('parts of one text come in any order, twice, late (SMS-8)', async () => {
  const number = '+15005557001';
  const part = (ref, total, n, body, id = newSid()) => key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`,
    { from: number, text: body, part_ref: ref, part_total: total, part_number: n, id });
  assert.equal((await part(7, 3, 3, 'three')).body.outcome, 'part_kept');
  const twice = newSid();
  assert.equal((await part(7, 3, 1, 'one ', twice)).body.outcome, 'part_kept');
  assert.equal((await part(7, 3, 1, 'one ', twice)).body.outcome, 'duplicate');
  assert.equal((await part(7, 3, 2, 'two ')).body.outcome, 'accepted');
  assert.deepEqual((await messagesOf(number)).map((m) => m.text), ['one two three']);

  // A part that does not come is marked after ten minutes; coming later it replaces its mark.
  assert.equal((await part(8, 3, 1, 'alpha ')).status, 202);
  assert.equal((await part(8, 3, 3, ' gamma')).status, 202);
  await maya.offerOf(number); // one that is made later would have all its time
  await stack.pass(601000);
  const marked = await until('the marked text', async () => (await messagesOf(number)).find((m) => /missing/.test(m.text)), Infinity, 100);
  assert.equal(marked.text, 'alpha [part 2 of 3 missing] gamma');
  assert.equal((await part(8, 3, 2, 'beta')).status, 202);
  const whole = await until('the whole text', async () => (await messagesOf(number)).find((m) => m.text === 'alpha beta gamma'));
  assert.equal(whole.seq, marked.seq);
  await maya.see('offer', (s) => s.number === number && s.state !== 'made'); // ten minutes passed
  await status(maya, 'available');
  await take(number);
});

test('the sandbox reports failures by the number\'s last digits', async () => {
  const outcome = { '+15005559901': ['undelivered', 'the sandbox does not reach this number'], '+15005559902': ['failed', 'the sandbox refuses this number'],
    '+15005559904': ['delivered', null], '+15005550033': ['delivered', null] };
  for (const [number, [state, reason]] of Object.entries(outcome)) {
    await key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: 'hi' });
    const interaction = await taken(maya, number);
    const message = await send(maya, interaction, 'answer');
    assert.equal((await delivery(maya, message.body.id, state)).state.delivery.reason, reason, number);
    await finish(maya, interaction);
  }
});

test('bodies and numbers never stand in logs (SMS-35)', async () => {
  const number = newNumber();
  const secret = 'my card is 4929 1234';
  const interaction = await assigned(maya, channel, number, secret);
  await send(maya, interaction, 'we never ask for cards');
  await postSigned(channel, inboundParams(channel, number, secret), { signature: 'bad' });
  await finish(maya, interaction);
  const { readFileSync } = await import('node:fs');
  for (const [name, file] of Object.entries(stack.run.logs)) {
    const log = readFileSync(file, 'utf8');
    for (const word of [number, secret, 'never ask for', channel.auth_token, maya.token, stack.user('agent').password])
      assert.ok(!log.includes(word), `${name}'s log holds ${word}`);
  }
});

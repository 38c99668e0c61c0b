// Webhooks out and events to pull (IN-1, IN-2): what receivers verify, what failing receivers get, what a kill loses.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { Client, replayed } from '../lib/client.mjs';
import { assigned, finish, offered, send, status } from '../lib/desk.mjs';
import { pulled } from '../lib/feed.mjs';
import { api } from '../lib/operations.mjs';
import { SEED } from '../lib/random.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, channel, sandbox, maya, adam, key;
const receivers = [];
before(async () => {
  // Receivers of tests are at home; retries come fast.
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1';
  process.env.TRUNKLINE_HOOKD_RETRY_FIRST_MS = '50';
  process.env.TRUNKLINE_HOOKD_ANSWER_MS = '5000';
  process.env.TRUNKLINE_HOOKD_PARKED_MAX = '40';
  stack = await Stack.start({ name: 'hooks', instances: 'presenced routerd smsgw chatd hookd hookd-2', testClock: true });
  channel = stack.channel('twilio');
  sandbox = stack.channel('sandbox');
  maya = await Client.ready(stack, stack.user('agent', 0));
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  key = new Client(stack, stack.run.api_key);
});
after(async () => {
  maya?.close();
  for (const receiver of receivers) await receiver.close().catch(() => {});
  await stack?.stop();
});

// All that has happened has its place in the feed: nothing new, the same cursor again.
const quiet = () => until('a quiet feed', async () => {
  const cursor = await latest();
  const { data, next_cursor, more } = (await key.call('GET', `/api/v1/events?after=${cursor}`)).body;
  return data.length === 0 && next_cursor === cursor && more === false && (await stack.asOwner('SELECT FROM ops.outbox LIMIT 1')).length === 0 && cursor;
});

// It is told of what happens from now on.
async function receiverOf(types = ['*'], behave) {
  await quiet();
  const receiver = await Receiver.start();
  if (behave) receiver.behave = behave;
  receivers.push(receiver);
  const made = await adam.call('POST', '/api/v1/webhooks', { url: receiver.url, types });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  receiver.id = made.body.webhook;
  receiver.secret = made.body.secret;
  receiver.version = made.body.version;
  return receiver;
}
const shown = async (receiver) => (await adam.call('GET', `/api/v1/webhooks/${receiver.id}`)).body;
async function removed(receiver) {
  const { version } = await shown(receiver);
  assert.equal((await adam.call('DELETE', `/api/v1/webhooks/${receiver.id}`, undefined, { headers: { 'if-match': version } })).status, 200);
  await receiver.close();
}
const latest = async () => (await key.call('GET', '/api/v1/events?after=latest')).body.next_cursor;
const feed = (after, { types, client = key } = {}) => pulled(stack, client, { after, types });
const shortOf = (event) => event.type.replace('trunkline.', '');
const conversationOf = (event) => event.data?.conversation;
const inbound = (number, body) => key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: body });
const sandboxNumber = (n) => `+1500${220 + SEED % 80}${String(n).padStart(4, '0')}`;

// Each thread's events came first in the feed's order, which is the order of pulling.
function inOrder(pushed, feed) {
  const place = new Map(feed.map((event, i) => [event.id, i]));
  const last = new Map(), seen = new Set();
  for (const event of pushed) {
    if (seen.has(event.id) || !place.has(event.id)) continue;
    seen.add(event.id);
    const thread = event.data?.conversation ?? event.subject;
    assert.ok((last.get(thread) ?? -1) < place.get(event.id), `${event.id} came late in ${thread}`);
    last.set(thread, place.get(event.id));
  }
}

test('a conversation arrives as events that both libraries verify, in order, as CloudEvents (IN-1)', async () => {
  const receiver = await receiverOf();
  const after = await latest();
  const number = newNumber();
  const interaction = await assigned(maya, channel, number, 'my order is late');
  assert.equal((await send(maya, interaction, 'we look')).status, 201);
  await finish(maya, interaction);
  await until('the end', () => receiver.events((e) => shortOf(e) === 'interaction.ended').length);
  await until('the receipt', () => receiver.events((e) => shortOf(e) === 'receipt.delivered').length);
  const { parameters, requestBody: { content } } = api.webhooks.event.post, { Event } = api.components.schemas; // as the API document says
  for (const one of receiver.all) {
    assert.deepEqual(parameters.filter(({ name }) => !one.headers[name]), []);
    assert.ok(one.headers['content-type'].split(';')[0] in content, one.headers['content-type']);
    assert.deepEqual([Object.keys(one.event).filter((name) => !(name in Event.properties)), Event.required.filter((name) => !(name in one.event))], [[], []]);
    assert.deepEqual(new Standard(receiver.secret).verify(one.text, one.headers), one.event);
    new Svix(receiver.secret).verify(one.text, one.headers); // throws if it is not
    assert.equal(one.headers['webhook-id'], one.event.id);
    assert.equal(one.event.specversion, '1.0');
    assert.equal(one.event.source, `${stack.base}/tenants/1`);
    assert.match(one.event.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  const mine = receiver.events().filter((e) => e.data?.conversation === interaction.state.conversation);
  const types = mine.map(shortOf);
  const pulledNow = (await feed(after, { types: 'trunkline.interaction.*,trunkline.receipt.*' })).events.filter((e) => e.data?.conversation === interaction.state.conversation);
  for (const event of [...mine, ...pulledNow].filter((e) => /^(interaction\.(arrived|waiting|offered|assigned|wrap_up|ended)|receipt\..*)$/.test(shortOf(e))))
    assert.equal(event.data.delivery?.state ?? event.data.state, shortOf(event).split('.')[1], `${event.type} shows what was then, pushed and pulled`);
  for (const type of ['interaction.arrived', 'message.received', 'interaction.offered', 'interaction.assigned',
    'message.written', 'receipt.sent', 'interaction.wrap_up', 'interaction.ended'])
    assert.ok(types.includes(type), `${type} in ${types}`);
  assert.ok(types.indexOf('interaction.assigned') < types.indexOf('message.written'));
  assert.equal(mine.find((e) => shortOf(e) === 'message.received').data.text, 'my order is late');
  for (const { data } of mine.filter((e) => shortOf(e).startsWith('interaction.')))
    assert.deepEqual([data.medium, data.channel_kind, data.channel.medium, data.channel.channel_kind], ['chat', 'sms', 'chat', 'sms']);
  await quiet();
  const { events } = await feed(after);
  await until('all that can be pulled', () => new Set(receiver.events().map((e) => e.id)).size >= events.length);
  assert.deepEqual([...new Set(receiver.events().map((e) => e.id))].sort(), events.map((e) => e.id).sort(), 'pull equals push');
  inOrder(receiver.events(), events);
  const facts = ({ id, source, type, subject, time }) => ({ id, source, type, subject, time });
  for (const event of events) assert.deepEqual(facts(receiver.events().find((e) => e.id === event.id)), facts(event));
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  assert.throws(() => new Standard(other).verify(receiver.all[0].text, receiver.all[0].headers));
  assert.throws(() => new Standard(receiver.secret).verify(receiver.all[0].text + ' ', receiver.all[0].headers));
  await removed(receiver);
});

test('only the types that are wanted are sent, and pulled', async () => {
  const receiver = await receiverOf(['trunkline.message.received', 'trunkline.status.*']);
  const after = await latest();
  await inbound(sandboxNumber(1), 'one');
  assert.equal((await status(maya, 'on_break', { code: '1' })).status, 200);
  await until('both', () => receiver.events((e) => shortOf(e) === 'status.on_break' && e.data.agent === maya.id).length
    && receiver.events((e) => shortOf(e) === 'message.received').length);
  for (const event of receiver.events()) assert.match(event.type, /^trunkline\.(message\.received|status\..*)$/);
  await quiet();
  const some = await feed(after, { types: 'trunkline.message.received,trunkline.status.*' });
  await until('all of them', () => receiver.events().length >= some.events.length);
  assert.deepEqual(receiver.events().map((e) => e.id).sort(), some.events.map((e) => e.id).sort());
  assert.deepEqual((await feed(after, { types: 'trunkline.receipt.*' })).events, []);
  for (const types of ['nonsense', 'trunkline.offer.made', 'trunkline.message.', '', 'interaction.ended'])
    assert.equal((await key.call('GET', `/api/v1/events?after=${after}&types=${types}`)).status, types === '' ? 422 : 400, types);
  for (const types of [[], ['x'], 'trunkline.message.received', [7], ['trunkline.message.received', '*,*']])
    assert.equal((await adam.call('POST', '/api/v1/webhooks', { url: receiver.url, types })).status, 422, JSON.stringify(types));
  await removed(receiver);
});

test('offers, customers, cases, opt-outs, blocked numbers and logins have events, for whoever may read them (IN-1, IN-2)', async () => {
  const made = (answer, code = 201) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };
  const named = ['trunkline.customer.*', 'trunkline.case.*', 'trunkline.number.*', 'trunkline.login.*'];
  const admins = (e) => /^(number|login)\./.test(shortOf(e));
  const receiver = await receiverOf(['*', ...named]), plain = await receiverOf(['*']);
  made(await status(maya, 'available'), 200);
  const after = await latest(), number = newNumber();
  const offer = await offered(maya, channel, number);
  made(await maya.call('POST', `/api/v1/offers/${offer.id}/reject`, { reason: 'at lunch' }), 200);
  const customer = made(await adam.call('POST', '/api/v1/customers', { name: 'Rosa Brook', number: newNumber() }));
  const one = made(await adam.call('POST', '/api/v1/cases', { customer: customer.id, title: 'A parcel' }));
  made(await adam.call('PATCH', `/api/v1/cases/${one.id}`, { state: 'closed', note: 'found' }, { headers: { 'if-match': one.version } }), 200);
  await text(channel, number, 'STOP');
  const block = made(await adam.call('POST', '/api/v1/blocked-numbers', { number, reason: 'Threats' }));
  made(await adam.call('DELETE', `/api/v1/blocked-numbers/${block.id}`, undefined, { headers: { 'if-match': block.version } }), 200);
  const other = stack.user('agent', 1);
  const session = await Client.login(stack, other);
  made(await session.call('DELETE', '/api/v1/sessions/me'), 204);
  made(await new Client(stack).call('POST', '/api/v1/sessions', { username: other.username, password: 'not this one', app: 'workspace' }), 401);

  const wanted = { 'offer.rejected': ({ offer: id, agent, cause, conversation }) => id === offer.id && agent === maya.id && cause === 'at lunch' && conversation === offer.state.conversation,
    'customer.created': (data) => data.customer === customer.id && data.name === 'Rosa Brook',
    'case.opened': (data) => data.id === one.id && data.state === 'open' && data.closed_by === null,
    'case.closed': (data) => data.id === one.id && data.state === 'closed' && data.note === 'found' && data.closed_by.id === adam.id,
    'opt_out.recorded': (data) => data.number === number && data.source === 'text' && data.channel.id === channel.id,
    'number.blocked': (data) => data.id === block.id && data.number === number && data.state === 'blocked',
    'number.unblocked': (data) => data.id === block.id && data.number === number && data.state === 'unblocked',
    'login.succeeded': (data) => data.user.id === session.id && data.app === 'workspace' && data.ended_at === null,
    'login.ended': (data) => data.user.id === session.id && data.ended_at !== null,
    'login.refused': (data) => data.user?.id === session.id && data.result === 'refused' && data.why === 'wrong_password' && data.times === 1 };
  for (const [type, holds] of Object.entries(wanted))
    await until(type, () => new Set(receiver.events((e) => shortOf(e) === type && holds(e.data)).map((e) => e.id)).size === 1, () => JSON.stringify(receiver.events((e) => shortOf(e) === type)));
  const scoped = (e) => /^trunkline\.(customer|case|number|login)\./.test(e.type);
  const { events } = await feed(after);
  await until('what all can be sent', () => events.every(({ id }) => plain.events((e) => e.id === id).length));
  assert.deepEqual([plain.events(scoped), events.filter(scoped)], [[], []], '* does not include them');
  assert.ok(events.some((e) => shortOf(e) === 'offer.rejected'));

  const { id, key: token, version } = made(await adam.call('POST', '/api/v1/api-keys', { name: 'Reader', scopes: ['events', 'webhooks', 'customers'] }));
  const reader = new Client(stack, token);
  const ids = (events) => [...new Set(events.map((e) => e.id))].sort();
  const mayRead = (await feed(after, { types: named.slice(0, 2).join(','), client: reader })).events;
  await until('what can be pulled is sent', () => mayRead.every((one) => receiver.events((e) => e.id === one.id).length));
  assert.deepEqual(ids(mayRead), ids(receiver.events((e) => scoped(e) && !admins(e))), 'with the scope they can be pulled');
  for (const types of named.slice(2)) assert.equal((await reader.call('GET', `/api/v1/events?after=${after}&types=${types}`)).status, 403, types);
  const refused = await reader.call('POST', '/api/v1/webhooks', { url: receiver.url, types: [named[3]] });
  assert.deepEqual([refused.status, refused.body.errors[0].pointer, refused.body.detail], [403, '/types', 'This API key lacks the scope admin.']);
  const kept = await shown(receiver);
  assert.equal((await reader.call('PATCH', `/api/v1/webhooks/${receiver.id}`, { url: `${receiver.url}/elsewhere` }, { headers: { 'if-match': kept.version } })).status, 403, 'nor led elsewhere');
  assert.equal((await reader.call('POST', `/api/v1/webhooks/${receiver.id}/rotate`)).status, 403, 'nor given another secret');
  assert.deepEqual([(await shown(receiver)).url, (await shown(receiver)).version], [kept.url, kept.version]);
  made(await status(maya, 'on_break', { code: '1' }), 200);
  made(await adam.call('DELETE', `/api/v1/api-keys/${id}`, undefined, { headers: { 'if-match': version } }), 200);
  for (const one of [receiver, plain]) await removed(one);
});

test('an event that fails holds back its own conversation only, and arrives in order (rule 20)', async () => {
  const bad = sandboxNumber(10), good = sandboxNumber(11);
  await inbound(bad, 'first');
  await inbound(good, 'first');
  const conversation = (await stack.query('SELECT id FROM messaging.conversation WHERE number = $1', [bad]))[0].id;
  let refused = 0, open = false;
  const receiver = await receiverOf(['trunkline.message.*'], (event) => {
    if (open || conversationOf(event) !== conversation) return 200;
    refused++;
    return 500;
  });
  for (let i = 0; i < 5; i++) { await inbound(bad, `bad ${i}`); await inbound(good, `good ${i}`); }
  await until('the others', () => receiver.events((e) => /^good/.test(e.data.text)).length === 5);
  await until('several tries', () => refused >= 3);
  assert.equal(receiver.events((e) => /^bad/.test(e.data.text)).length, 0);
  assert.ok((await shown(receiver)).parked >= 1);
  open = true;
  await until('the held back', () => receiver.events((e) => /^bad/.test(e.data.text)).length === 5);
  assert.deepEqual(receiver.events((e) => /^bad/.test(e.data.text)).map((e) => e.data.text), [0, 1, 2, 3, 4].map((i) => `bad ${i}`));
  // What was refused came again under the same id; nothing that was taken came twice.
  assert.equal(new Set(receiver.taken.map((one) => one.event.id)).size, receiver.taken.length);
  await until('nothing parked', async () => (await shown(receiver)).parked === 0);
  const delivered = (all) => all.filter((a) => a.result === 'delivered').length;
  const attempts = await until('each try is stored', async () => { const { data } = (await adam.call('GET', `/api/v1/webhooks/${receiver.id}/attempts?limit=200`)).body; return delivered(data) >= 10 && data; });
  assert.equal(attempts.filter((a) => a.result === 'refused' && a.status === 500).length, refused);
  assert.equal(delivered(attempts), 10);
  await removed(receiver);
});

test('a receiver that is down for a while, then slow, gets all, in order; too much parked pauses it', async () => {
  const receiver = await receiverOf(['trunkline.message.*', 'trunkline.interaction.*']);
  const after = await latest();
  await receiver.close();
  for (let i = 0; i < 60; i++) await inbound(sandboxNumber(100 + i), 'while you were away');
  const paused = await until('the pause', async () => { const it = await shown(receiver); return it.paused && it; });
  assert.ok(paused.parked >= 40 && paused.parked < 140, `${paused.parked} parked`);
  assert.ok(paused.behind > 0);
  assert.match(paused.failure, /reached/);
  let slow = 0;
  receiver.behave = (event, nth) => (nth === 1 && slow++ < 3 ? { status: 200, delay: 5500, drop: true } : { status: 200, delay: 20 });
  await receiver.listen();
  for (let i = 0; i < 60; i++) await inbound(sandboxNumber(100 + i), 'and now');
  await quiet();
  const { events } = await feed(after, { types: 'trunkline.message.*,trunkline.interaction.*' });
  assert.ok(events.length >= 240);
  await until('all', () => new Set(receiver.events().map((e) => e.id)).size >= events.length);
  inOrder(receiver.events(), events);
  await until('all told', async () => { const it = await shown(receiver); return !it.paused && it.parked === 0 && it.behind === 0; });
  await removed(receiver);
});

test('SIGKILL of the one that delivers, under load, loses nothing and keeps the order', async () => {
  const receiver = await receiverOf(['*'], () => ({ status: 200, delay: 5 }));
  const after = await latest();
  let kills = 0, sent = 0;
  const load = (async () => { for (; kills < 3 || sent < 300; sent++) await inbound(sandboxNumber(200 + (sent % 20)), `text ${sent}`); })();
  for (const name of ['hookd', 'hookd-2', 'hookd']) {
    const seen = receiver.taken.length;
    await until('some more', () => receiver.taken.length > seen + 20);
    await stack.kill(name);
    stack.spawn(name);
    await stack.untilReady(name);
    kills++;
  }
  await load;
  await quiet();
  const { events } = await feed(after);
  await until('all', () => new Set(receiver.events().map((e) => e.id)).size >= events.length);
  assert.deepEqual([...new Set(receiver.events().map((e) => e.id))].sort(), events.map((e) => e.id).sort());
  inOrder(receiver.events(), events);
  const twice = receiver.taken.length - events.length;
  assert.ok(twice <= kills * 64, `${twice} came twice`); // UNSTORED_MAX: what was under way and not yet stored
  assert.equal(new Set(events.filter((e) => shortOf(e) === 'message.received' && /^text/.test(e.data.text)).map((e) => e.id)).size, sent);
  await removed(receiver);
});

test('what overtook a slow event is not sent again when the one that delivers dies', async () => {
  let begun = false;
  const receiver = await receiverOf(['trunkline.message.received'], (event) => {
    if (event.data.text !== 'slow' || begun) return 200;
    begun = true;
    return { status: 200, delay: 60000 };
  });
  await inbound(sandboxNumber(250), 'slow');
  await until('it under way', () => begun);
  for (let i = 1; i <= 5; i++) await inbound(sandboxNumber(250 + i), 'quick');
  const position = async () => (await stack.query('SELECT ahead FROM hooks.position WHERE endpoint = $1', [receiver.id]))[0];
  await until('the others stored', async () => (await position()).ahead.length === 5);
  const [holder] = await stack.query(
    "SELECT b.name AS instance FROM ops.holder AS h JOIN ops.instance AS b ON b.boot = h.boot WHERE h.kind = 'hook' AND h.thing = $1", [receiver.id]);
  await stack.kill(holder.instance);
  stack.spawn(holder.instance);
  await stack.untilReady(holder.instance);
  await until('the slow one', () => receiver.events((e) => e.data.text === 'slow').length === 1);
  assert.deepEqual(receiver.events().map((e) => e.data.text).sort(), ['quick', 'quick', 'quick', 'quick', 'quick', 'slow']);
  await removed(receiver);
});

test('pulling: limits, cursors, waiting, and 410 when what follows is kept no more (IN-2)', async () => {
  const start = await quiet();
  const waiting = key.call('GET', `/api/v1/events?after=${start}&wait=20&types=trunkline.message.received`);
  await inbound(sandboxNumber(300), 'a');
  const woken = await waiting;
  assert.equal(woken.body.data.length, 1, JSON.stringify(woken.body));
  assert.equal(woken.body.data[0].data.text, 'a');
  for (const body of ['b', 'c', 'd']) await inbound(sandboxNumber(300), body);
  const { events } = await feed(start);
  const one = [];
  for (let after = start, more = true; more;) { // one at a time, also within a batch
    const { body } = await key.call('GET', `/api/v1/events?after=${after}&limit=1`);
    one.push(...body.data);
    after = body.next_cursor;
    more = body.more;
  }
  assert.deepEqual(one.map((e) => e.id).slice(0, events.length), events.map((e) => e.id));
  const all = await feed('');
  const from = all.events.findIndex((e) => e.id === events[0].id);
  assert.deepEqual(all.events.slice(from, from + events.length).map((e) => e.id), events.map((e) => e.id));
  assert.equal((await key.call('GET', '/api/v1/events?after=nonsense')).status, 400);
  const types = (await stack.query('SELECT DISTINCT type FROM ops.event WHERE type IS NOT NULL')).map((row) => row.type);
  assert.ok(types.length > 8);
  const made = (await adam.call('POST', '/api/v1/api-keys', { name: 'All', scopes: ['events', 'customers', 'admin'] })).body, every = new Client(stack, made.key);
  for (const type of types) // what the functions say is what hookd knows
    assert.equal((await every.call('GET', `/api/v1/events?after=${start}&types=trunkline.${type}`)).status, 200, type);
  assert.equal((await adam.call('DELETE', `/api/v1/api-keys/${made.id}`, undefined, { headers: { 'if-match': made.version } })).status, 200);
  const ahead = Buffer.from('99999999').toString('base64url');
  const gone = await key.call('GET', `/api/v1/events?after=${ahead}`);
  assert.deepEqual([gone.status, gone.body.type], [410, 'cursor_expired']);
  await stack.asOwner('DELETE FROM ops.feed WHERE pos <= 5');
  const old = await key.call('GET', `/api/v1/events?after=${Buffer.from('2').toString('base64url')}`);
  assert.deepEqual([old.status, old.body.type], [410, 'cursor_expired']);
  assert.match(old.body.detail, /kept no more/);
  assert.equal((await key.call('GET', `/api/v1/events?after=${Buffer.from('5').toString('base64url')}`)).status, 200);
});

test('administration: who may, If-Match, fields, secrets shown once, the test button', async () => {
  const receiver = await receiverOf(['*']);
  const again = await shown(receiver);
  assert.equal(again.secret, undefined);
  assert.match(receiver.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const [row] = await stack.query('SELECT secret FROM hooks.endpoint WHERE id = $1', [receiver.id]);
  assert.equal(row.secret.includes(Buffer.from(receiver.secret.slice(6), 'base64')), false);
  const kept = JSON.stringify(await stack.query('SELECT body FROM ops.command'));
  assert.equal(kept.includes(receiver.secret.slice(6)), false, 'no answer in the database shows a secret');

  // The same command again answers the same secret.
  const twice = await Promise.all([0, 1].map(() => adam.call('POST', '/api/v1/webhooks', { url: receiver.url, types: ['*'], enabled: false }, { headers: { 'idempotency-key': 'make-1' } })));
  assert.deepEqual(twice.map((a) => a.status), [201, 201]);
  assert.deepEqual(twice[0].body, twice[1].body);
  assert.deepEqual(twice.map(replayed).sort(), [false, true]);
  const second = { id: twice[0].body.webhook };
  assert.equal((await adam.call('GET', '/api/v1/webhooks?limit=1')).body.next_cursor !== null, true);

  const tested = await adam.call('POST', `/api/v1/webhooks/${receiver.id}/test`);
  assert.deepEqual([tested.status, tested.body.delivered, tested.body.status], [200, true, 200]);
  const one = receiver.all.find((o) => o.event.type === 'trunkline.test');
  receiver.verify(one, receiver.secret);
  receiver.behave = () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: 'go elsewhere' });
  const moved = await adam.call('POST', `/api/v1/webhooks/${receiver.id}/test`);
  assert.deepEqual([moved.body.delivered, moved.body.status, moved.body.answer], [false, 302, 'go elsewhere']);
  receiver.behave = () => 200;

  const path = `/api/v1/webhooks/${receiver.id}`;
  assert.equal((await adam.call('PATCH', path, { description: 'x' })).status, 428);
  assert.equal((await adam.call('PATCH', path, { description: 'x' }, { headers: { 'if-match': '"77"' } })).status, 412);
  const changed = await adam.call('PATCH', path, { description: 'ours', types: ['trunkline.receipt.*'] }, { headers: { 'if-match': `"${again.version}"` } });
  assert.deepEqual([changed.status, changed.body.description, changed.body.types], [200, 'ours', ['trunkline.receipt.*']]);
  for (const url of ['ftp://example.org/', 'nonsense', 'http://user:pw@127.0.0.1/', 'http://127.0.0.1/\r\nx: y', 'file:///etc/passwd'])
    assert.equal((await adam.call('POST', '/api/v1/webhooks', { url, types: ['*'] })).status, 422, url);

  for (const client of [maya, key])
    for (const [method, at] of [['GET', '/api/v1/webhooks'], ['GET', path], ['DELETE', path], ['POST', `${path}/test`], ['POST', `${path}/rotate`]])
      assert.equal((await client.call(method, at)).status, 403, `${method} ${at}`);
  assert.equal((await maya.call('GET', '/api/v1/events')).status, 403);
  assert.equal((await adam.call('GET', '/api/v1/events')).status, 200);
  for (const id of [receiver.id, second.id]) await adam.call('DELETE', `/api/v1/webhooks/${id}`, undefined, { headers: { 'if-match': (await adam.call('GET', `/api/v1/webhooks/${id}`)).body.version } });
  assert.deepEqual((await adam.call('GET', '/api/v1/webhooks')).body.data, []);
  await receiver.close();
});

test('another tenant sees none of it, and a key without the scope nothing', async () => {
  const receiver = await receiverOf(['*']);
  const token = (letter) => `tlk_${letter.repeat(43)}`;
  await stack.asOwner("SELECT directory.tenant_create('Other')");
  const [{ id: tenant }] = await stack.asOwner("SELECT max(id) AS id FROM directory.tenant");
  for (const [letter, of, scopes] of [['B', tenant, '{events}'], ['C', 1, '{sms}']])
    await stack.asOwner('INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at) VALUES ($1, $2, $3, $4, now())',
      [of, 'test', createHash('sha256').update(token(letter)).digest(), scopes]);
  const stranger = new Client(stack, token('B'));
  assert.deepEqual((await feed('', { client: stranger })).events, []);
  assert.equal((await new Client(stack, token('C')).call('GET', '/api/v1/events')).status, 403);
  await removed(receiver);
});

test('a key with the scope webhooks alone makes, changes, tries and deletes webhooks, which the audit log tells; no other key does, and another tenant\'s sees none', async () => {
  const keyOf = async (...scopes) => {
    const { status, body } = await adam.call('POST', '/api/v1/api-keys', { name: `Hooks ${scopes}`, scopes });
    assert.equal(status, 201, JSON.stringify(body));
    return Object.assign(new Client(stack, body.key), { id: body.id });
  };
  const ours = await keyOf('webhooks'), receiver = await Receiver.start();
  receivers.push(receiver);
  const version = async (path) => ({ headers: { 'if-match': (await ours.call('GET', path)).body.version } });
  const made = await ours.call('POST', '/api/v1/webhooks', { url: receiver.url, types: ['trunkline.message.received'] });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  receiver.secret = made.body.secret;
  const path = `/api/v1/webhooks/${made.body.webhook}`;
  assert.equal((await ours.call('POST', `${path}/test`)).body.delivered, true);
  receiver.verify(await until('the test', () => receiver.all[0]), receiver.secret);
  assert.equal((await ours.call('PATCH', path, { description: 'by a key' }, await version(path))).status, 200);
  assert.match((await ours.call('POST', `${path}/rotate`)).body.secret, /^whsec_/);
  assert.equal((await ours.call('POST', `${path}/resend`, {})).body.resent, 0);
  for (const at of ['', '/attempts', '/dead-letters']) assert.equal((await ours.call('GET', path + at)).status, 200, at);
  assert.ok((await ours.call('GET', '/api/v1/webhooks')).body.data.some(({ webhook }) => webhook === made.body.webhook));

  for (const [method, at, body] of [['GET', '/api/v1/events'], ['GET', '/api/v1/api-keys'], ['GET', '/api/v1/interactions'], ['POST', '/api/v1/api-keys', { name: 'more', scopes: ['webhooks'] }]])
    assert.equal((await ours.call(method, at, body)).status, 403, `${method} ${at}`);
  for (const other of [await keyOf('admin', 'events', 'interactions'), key]) {
    const { status, body } = await other.call('GET', path);
    assert.deepEqual([status, body.detail], [403, 'This API key lacks the scope webhooks']);
    assert.equal((await other.call('DELETE', path, undefined, { headers: { 'if-match': '3' } })).status, 403);
  }
  const [{ tenant }] = await stack.asOwner("SELECT directory.tenant_create('Beside') AS tenant");
  await stack.asOwner("INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at) VALUES ($1, 'theirs', $2, '{webhooks}', now())",
    [tenant, createHash('sha256').update(`tlk_${'H'.repeat(43)}`).digest()]);
  const theirs = new Client(stack, `tlk_${'H'.repeat(43)}`);
  assert.deepEqual((await theirs.call('GET', '/api/v1/webhooks')).body.data, []);
  for (const [method, at] of [['GET', path], ['GET', `${path}/attempts`], ['POST', `${path}/test`], ['POST', `${path}/rotate`], ['POST', `${path}/resend`], ['DELETE', path]])
    assert.equal((await theirs.call(method, at, undefined, { headers: { 'if-match': '3' } })).status, 404, `${method} ${at}`);

  assert.equal((await ours.call('DELETE', path, undefined, await version(path))).status, 200);
  const { data } = (await adam.call('GET', `/api/v1/audit?key=${made.body.webhook}&limit=50`)).body;
  const lines = data.filter(({ action }) => action.startsWith('webhook_'));
  assert.deepEqual(lines.map(({ action, actor_role, actor_id, detail }) => [action, actor_role, actor_id, detail.api_key, typeof detail.source]).sort(),
    ['create', 'delete', 'resend', 'rotate', 'update'].map((verb) => [`webhook_${verb}`, 'integrator', null, ours.id, 'string']));
});

test('a rotated secret signs beside the former one for a day', async () => {
  const receiver = await receiverOf(['trunkline.message.received']);
  const rotated = await adam.call('POST', `/api/v1/webhooks/${receiver.id}/rotate`);
  assert.equal(rotated.status, 200);
  assert.notEqual(rotated.body.secret, receiver.secret);
  await inbound(sandboxNumber(400), 'two');
  await until('an event', () => receiver.taken[0]);
  await until('two signatures', async () => { await inbound(sandboxNumber(400), 'x'); return receiver.taken.at(-1).headers['webhook-signature'].split(' ').length === 2; });
  const last = receiver.taken.at(-1);
  for (const secret of [receiver.secret, rotated.body.secret]) receiver.verify(last, secret);
  await removed(receiver);
});

test('410 Gone switches a webhook off', async () => {
  const receiver = await receiverOf(['trunkline.message.received'], () => 410);
  await inbound(sandboxNumber(500), 'gone');
  const it = await until('off', async () => { const now = await shown(receiver); return !now.enabled && now; });
  assert.equal(it.disabled_reason, 'gone');
  const tries = receiver.all.length;
  const before = await latest();
  await inbound(sandboxNumber(500), 'more');
  assert.ok((await feed(before, { types: 'trunkline.message.received' })).events.some((e) => e.data.text === 'more'));
  receiver.behave = () => 200;
  const on = await adam.call('PATCH', `/api/v1/webhooks/${receiver.id}`, { enabled: true }, { headers: { 'if-match': it.version } });
  assert.equal(on.status, 200);
  await until('what was parked', () => receiver.events((e) => e.data.text === 'gone').length);
  await inbound(sandboxNumber(500), 'back');
  await until('the next', () => receiver.events((e) => e.data.text === 'back').length);
  assert.equal(receiver.events((e) => e.data.text === 'more').length, 0, 'what came while it was off is not sent');
  assert.equal(tries, 1);
  await removed(receiver);
});

test('after 72 hours an event is a dead letter, and can be sent again (IN-1)', async () => {
  const receiver = await receiverOf(['trunkline.message.received'], () => 503);
  await inbound(sandboxNumber(600), 'dead 1');
  await until('a try, and that it is stored: the 72 hours count from then', async () => (await shown(receiver)).parked === 1);
  await stack.passAll(73 * 3600 * 1000); // the login that follows is signed by one daemon's clock and checked by another's
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  await inbound(sandboxNumber(601), 'alive');
  const [letter] = await until('the dead letter', async () => {
    const list = (await adam.call('GET', `/api/v1/webhooks/${receiver.id}/dead-letters`)).body.data;
    return list.length && list;
  });
  assert.equal(letter.type, 'trunkline.message.received');
  assert.equal((await adam.call('GET', `/api/v1/webhooks/${receiver.id}/dead-letters`)).body.data.length, 1);
  receiver.behave = () => 200;
  await until('the living one', () => receiver.events((e) => e.data.text === 'alive').length);
  assert.equal((await adam.call('POST', `/api/v1/webhooks/${receiver.id}/resend`, { event: '999999999' })).status, 404);
  const resent = await adam.call('POST', `/api/v1/webhooks/${receiver.id}/resend`, { event: letter.event });
  assert.deepEqual([resent.status, resent.body], [200, { resent: 1, more: false }]);
  await until('the dead one', () => receiver.events((e) => e.data.text === 'dead 1' && e.id === letter.event).length);
  await until('none left', async () => { const it = await shown(receiver); return it.dead === 0 && it.parked === 0; });
  await removed(receiver);
});

test('a restart in good order sends nothing twice', async () => {
  const receiver = await receiverOf(['*']);
  const after = await latest();
  let enough = false;
  const load = (async () => { for (let i = 0; !enough; i++) await inbound(sandboxNumber(700 + (i % 10)), `calm ${i}`); })();
  for (const name of ['hookd', 'hookd-2']) {
    const seen = receiver.taken.length;
    await until('some more', () => receiver.taken.length > seen + 20);
    await stack.kill(name, 'SIGTERM');
    stack.spawn(name);
    await stack.untilReady(name);
  }
  enough = true;
  await load;
  await until('all sent', async () => (await shown(receiver)).behind === 0);
  await quiet();
  const { events } = await feed(after);
  await until('all', () => new Set(receiver.events().map((e) => e.id)).size >= events.length);
  assert.equal(receiver.taken.length, events.length);
  inOrder(receiver.events(), events);
  await removed(receiver);
});

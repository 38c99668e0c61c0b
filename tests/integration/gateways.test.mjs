// Three gateways on one database: a second carrier that takes over, and the rules of sending, which must hold whoever sends.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startCarrier } from '../../deploy/demo/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { stopwatch } from '../lib/patience.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { ids } from '../lib/random.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { hookAt, inboundParams, newNumber, postSigned } from '../lib/texts.mjs';

const GATEWAYS = ['smsgw', 'smsgw-2', 'smsgw-3'];
let stack, adam, maya;
before(async () => {
  stack = await Stack.start({ name: 'gateways', instances: `presenced routerd ${GATEWAYS.join(' ')} chatd`, testClock: 'noon' });
  maya = await Client.ready(stack, stack.user('agent', 0));
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
});
after(async () => { maya?.close(); await stack?.stop(); });

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const post = async (path, body) => ok(await adam.call('POST', `/api/v1/${path}`, body), 201);
const change = async (path, body) => {
  const before = ok(await adam.call('GET', `/api/v1/${path}`));
  return ok(await adam.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': before.version } }));
};
const deliveryOf = async (message) => (await stack.query('SELECT delivery FROM messaging.message WHERE id = $1', [message.body.id]))[0].delivery;
const isDelivered = (message, ms) => until('it is delivered', async () => await deliveryOf(message) === 'delivered', ms);
const sum = async (name) => {
  const all = await Promise.all(GATEWAYS.filter((g) => stack.alive(g)).map((g) => stack.metrics(g)));
  return all.reduce((n, one) => n + (one[name] ?? 0), 0);
};
// The gateway that holds a channel's sender group.
async function holderOf(channel) {
  const rows = await stack.query(`SELECT i.name FROM sms.channel_carrier AS k JOIN ops.holder AS h ON h.kind = 'group' AND h.thing = k.group_id
    JOIN ops.instance AS i ON i.boot = h.boot WHERE k.channel = $1`, [channel.id]);
  return rows[0]?.name;
}

// A carrier of the test's own with an account that holds these numbers, as an administrator makes it.
class Place {
  static async make(name, numbers) {
    const place = new Place(), port = await reservePorts(); // it may close, and open there again
    Object.assign(place, { sid: `AC${ids.hex(16)}`, token: ids.hex(16), numbers, port, behave: () => undefined });
    await place.open();
    place.account = await post('carrier-accounts', { carrier: 'twilio', name, numbers, secrets: { auth_token: place.token },
      settings: { account_sid: place.sid, base_url: `http://127.0.0.1:${place.port}` } });
    return place;
  }
  async open() {
    this.carrier = await startCarrier({ port: this.port, accounts: { [this.sid]: { token: this.token, numbers: this.numbers } } });
    this.carrier.behave = (form, n) => this.behave(form, n);
  }
  close() { return this.carrier.close(); }
}

let channels = 0;
// A channel at a carrier, whose texts reach maya.
async function channelAt(place, more = {}) {
  const n = ++channels, number = place.numbers[0];
  const made = await post('channels', { medium: 'sms', name: `Channel ${n}`, number });
  const held = await post('channel-carriers', { channel_id: made.id, account_id: place.account.id, rate_milli: 100000, ...more });
  await post('route-rules', { channel_id: made.id, position: 1, conditions: {}, queue_id: '1', skills: [] });
  const channel = { id: made.id, held, number, account_sid: place.sid, auth_token: place.token, hook_url: `${stack.base}/hooks/sms/${made.hook_key}` };
  for (const name of GATEWAYS)
    await until(`${name} knows it`, async () => (await fetch(hookAt(stack, name, channel), { method: 'POST', body: '' })).status !== 404);
  return channel;
}

// ---- a second carrier (SMS-34) ----

test('a second carrier takes over while the first is away, with the same number and in order, and the first comes back', async () => {
  const number = '+14155550801';
  const first = await Place.make('First', [number]), second = await Place.make('Its second', [number]);
  const channel = await channelAt(first, { second_account_id: second.account.id, second_after_ms: 1000 });
  const interaction = await assigned(maya, channel, newNumber());
  const left = []; // what either carrier took, in order
  const takes = (name) => (form) => { left.push([name, form.get('Body'), form.get('From')]); return undefined; };
  const switches = (to) => sum(`sms_carrier_switches_total{to="${to}"}`);
  const say = (body) => send(maya, interaction, body);
  first.behave = takes('first');
  second.behave = takes('second');

  await isDelivered(await say('by the first'));
  first.behave = (form) => { left.push(['first', form.get('Body'), form.get('From')]); return { drop: true }; };
  const doubted = await say('in doubt');
  await until('it is in doubt', async () => await deliveryOf(doubted) === 'unknown');
  await first.close();
  const waiting = [];
  for (const body of ['one', 'two', 'three']) waiting.push(await say(body));
  await until('the second takes over', async () => await switches('second') === 1);
  await stack.pass(31000); // what waits to be tried again is due
  for (const message of waiting) await isDelivered(message);
  const shown = ok(await adam.call('GET', `/api/v1/channel-carriers/${channel.held.id}`));
  assert.ok(Date.parse(shown.second_since) > 0, 'an administrator sees since when');

  const holder = await holderOf(channel);
  await stack.kill(holder);
  await isDelivered(await say('by whoever holds the group now'));
  assert.notEqual(await holderOf(channel), holder);
  stack.spawn(holder);
  await stack.untilReady(holder);
  assert.equal(await deliveryOf(doubted), 'unknown', 'nobody sends again what the first may have');

  first.behave = takes('first');
  await first.open();
  const more = [];
  for (let i = 0; left.at(-1)[0] !== 'first'; i++) {
    assert.ok(i < 1000, 'the first is tried again');
    more.push(`after ${i}`);
    await isDelivered(await say(more.at(-1)));
  }
  await until('the first is back', async () => await switches('first') === 1);
  await isDelivered(await say('by the first again'));
  assert.equal(ok(await adam.call('GET', `/api/v1/channel-carriers/${channel.held.id}`)).second_since, null);

  assert.deepEqual(left.map(([, body]) => body), ['by the first', 'in doubt', 'one', 'two', 'three', 'by whoever holds the group now', ...more, 'by the first again']);
  assert.deepEqual(left.map(([name]) => name), ['first', 'first', ...Array(4 + more.length - 1).fill('second'), 'first', 'first']);
  assert.ok(left.every(([, , from]) => from === number), 'the customer sees the same sender');
  await finish(maya, interaction);
  await second.close();
  await first.close();
});

test('a second account that does not hold the number is told by the linter and never sends', async () => {
  const first = await Place.make('Alone', ['+14155550811']), other = await Place.make('Another', ['+14155550812']);
  const channel = await channelAt(first);
  const path = `channel-carriers/${channel.held.id}`;
  const found = (thing) => thing.warnings.filter((w) => w.kind === 'second_carrier_number').map((w) => w.id);
  assert.deepEqual(found(await change(path, { second_account_id: other.account.id, second_after_ms: 1000 })), [channel.held.id]);
  const same = await adam.call('PATCH', `/api/v1/${path}`, { second_account_id: first.account.id }, { headers: { 'if-match': ok(await adam.call('GET', `/api/v1/${path}`)).version } });
  assert.equal(same.status, 422);
  assert.equal(same.body.errors[0].pointer, '/second_account_id');
  const wrong = await adam.call('POST', '/api/v1/carrier-accounts', { carrier: 'sandbox', name: 'Wrong numbers', numbers: ['not+a+number'] });
  assert.equal(wrong.body.errors?.[0].pointer, '/numbers', JSON.stringify(wrong.body));

  const interaction = await assigned(maya, channel, newNumber());
  first.behave = () => ({ status: 503, code: 20503 });
  const message = await send(maya, interaction, 'by nobody else');
  const tries = async () => Number((await stack.query('SELECT attempt FROM sms.outbox WHERE message = $1', [message.body.id]))[0].attempt);
  await until('it was tried for longer than that', async () => await tries() >= 5);
  assert.equal(other.carrier.requests.length, 0);
  assert.deepEqual(found(await change(`carrier-accounts/${other.account.id}`, { numbers: ['+14155550812', channel.number] })), []);
  first.behave = () => undefined;
  await stack.pass(31000);
  await isDelivered(message);
  await finish(maya, interaction);
  for (const place of [first, other]) await place.close();
});

// ---- the rules of sending, under three gateways (issue 4) ----

let key;
const at = (name, token) => new Client({ base: stack.run.http[name] }, token);
// An integrator's text out, by this gateway.
const out = async (gateway, channel, number, body, token) => {
  key ??= (await post('api-keys', { name: 'Three gateways', scopes: ['interactions'] })).key;
  return at(gateway, token ?? key).call('POST', '/api/v1/sms/interactions', { channel_id: channel.id, number, direction: 'out', text: body });
};
const rate = (channel, perSecond) => change(`channel-carriers/${channel.held.id}`, { rate_milli: perSecond * 1000 });
const bodiesOf = (place) => place.carrier.requests.map((r) => r.form.Body);
const nothingLeft = async (channel, ms) => until('nothing is left to send', async () => (await stack.query('SELECT FROM sms.outbox WHERE channel = $1', [channel.id])).length === 0, ms);
const statesOf = (channel) => stack.query(`SELECT m.text, m.delivery FROM messaging.message AS m JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation
  WHERE c.channel = $1 AND m.direction = 'out' ORDER BY m.id`, [channel.id]);

test('STOP at one gateway stops what another is about to send, and a start word at the third lifts it', async () => {
  const place = await Place.make('Stops', ['+14155550821']), channel = await channelAt(place);
  const number = newNumber();
  let free;
  const gate = new Promise((done) => { free = done; });
  place.behave = () => ({ until: gate });
  for (const [i, gateway] of GATEWAYS.entries()) ok(await out(gateway, channel, number, `text ${i}`), 201);
  await until('the first is under way', () => place.carrier.requests.length === 1);
  const holder = await holderOf(channel);
  const [one, two] = GATEWAYS.filter((name) => name !== holder);
  const word = (gateway, body) => postSigned(channel, inboundParams(channel, number, body), { to: hookAt(stack, gateway, channel) });
  assert.equal((await word(one, 'STOP')).status, 200);
  free();
  for (const gateway of GATEWAYS) assert.equal((await out(gateway, channel, number, 'past it')).body.type, 'opted_out');
  await nothingLeft(channel);
  assert.deepEqual(bodiesOf(place).filter((body) => body !== 'text 0'), [], 'after STOP was acknowledged none begins, Twilio confirms by itself');
  assert.deepEqual((await statesOf(channel)).slice(1).map((m) => [m.text, m.delivery]), [['text 1', 'blocked'], ['text 2', 'blocked']]);
  assert.equal((await word(two, 'START')).status, 200);
  ok(await out(one, channel, number, 'welcome back'), 201);
  await until('it is sent', () => bodiesOf(place).includes('welcome back'));
  await place.close();
});

test('quiet hours hold for whatever gateway is asked, and what was held is sent once', async () => {
  const place = await Place.make('Quiet', ['+14155550831']), channel = await channelAt(place);
  const numbers = GATEWAYS.map((_, i) => `+4915112345670${i}`);
  // The channel's own hours alone hold: from an hour ago in Germany to half an hour from now, longer than this file may
  // take, which is another time of day in America.
  await stack.asOwner("UPDATE sms.country SET quiet_start = '00:00', quiet_end = '00:00' WHERE iso2 IN ('DE', 'US')");
  const [{ from, to }] = await stack.asOwner(`SELECT to_char(t - interval '1 hour', 'HH24:MI') AS from, to_char(t + interval '30 minutes', 'HH24:MI') AS to
    FROM (SELECT ops.clock() AT TIME ZONE 'Europe/Berlin' AS t) AS now_`);
  await change(`channel-carriers/${channel.held.id}`, { quiet_hours: 'refuse', quiet_start: from, quiet_end: to });
  for (const gateway of GATEWAYS) {
    const refused = await out(gateway, channel, numbers[0], 'refused');
    assert.equal(refused.status, 409);
    assert.equal(refused.body.type, 'quiet_hours');
  }
  await change(`channel-carriers/${channel.held.id}`, { quiet_hours: 'hold' });
  for (const [i, gateway] of GATEWAYS.entries())
    for (const n of ['first', 'second']) {
      const begun = ok(await out(gateway, channel, numbers[i], `${n} of ${i}`), 201);
      assert.equal(begun.message.state.delivery.state, 'held');
    }
  assert.equal((await out('smsgw', channel, newNumber(), 'where it is day')).status, 201);
  await until('what is not held is sent', () => bodiesOf(place).includes('where it is day'));
  assert.equal(place.carrier.requests.length, 1);
  await stack.pass(31 * 60000);
  await nothingLeft(channel);
  const sent = bodiesOf(place);
  assert.equal(new Set(sent).size, 7);
  assert.equal(sent.length, 7, 'none came twice');
  for (const i of [0, 1, 2]) assert.ok(sent.indexOf(`first of ${i}`) < sent.indexOf(`second of ${i}`));
  await until('what was lifted is counted', async () => await sum('sms_held_lifted_total') >= 6);
  assert.equal(await sum('sms_held_lifted_total'), 6);
  const bad = await adam.call('PATCH', `/api/v1/channel-carriers/${channel.held.id}`, { quiet_end: null }, { headers: { 'if-match': ok(await adam.call('GET', `/api/v1/channel-carriers/${channel.held.id}`)).version } });
  assert.equal(bad.body.errors[0].pointer, '/quiet_end');
  await place.close();
});

test('the rate holds over three gateways and the end of the one that sends', async () => {
  const place = await Place.make('Rate', ['+14155550841']), channel = await channelAt(place, { rate_milli: 5000 });
  const PER_SECOND = 5, TEXTS = 40, times = [], spans = [];
  // The most texts beyond the rate, of all spans that begin with a text. A wait for a processor counts twice: what it delays comes at once.
  let most = 0, former = stopwatch();
  place.behave = () => {
    const now = performance.now();
    times.push(now);
    spans.push({ began: now, stalled: former.stalled, texts: 0 });
    former = stopwatch();
    for (const span of spans) most = Math.max(most, ++span.texts - PER_SECOND * (now - span.began + span.stalled()) / 1000);
    return undefined;
  };
  const numbers = Array.from({ length: TEXTS }, newNumber);
  await Promise.all(numbers.map(async (number, i) => ok(await out(GATEWAYS[i % 3], channel, number, `text ${i}`), 201)));
  await until('some have left', () => times.length >= 10);
  const holder = await holderOf(channel);
  await stack.kill(holder);
  await nothingLeft(channel, 40000);
  stack.spawn(holder);
  await stack.untilReady(holder);
  assert.ok(times.length >= TEXTS - PER_SECOND && times.length <= TEXTS, `${times.length} came; what left together may have been cut off`);
  const came = bodiesOf(place);
  assert.deepEqual((await statesOf(channel)).filter((m) => !came.includes(m.text) && m.delivery !== 'unknown'), [], 'none is lost in silence');
  assert.equal(new Set(bodiesOf(place)).size, times.length, 'none came twice');
  assert.ok(times.at(-1) - times[0] >= ((times.length - 2 * PER_SECOND) / PER_SECOND) * 1000, 'one full bucket, then the rate; what is late makes it longer');
  assert.ok(most <= 2 * PER_SECOND, `${most.toFixed(1)} texts more than the rate allows: at most one full bucket, and a second's that were on their way`);
  await place.close();
});

test('texts to each customer leave in order over three gateways and the end of the one that sends', async () => {
  const place = await Place.make('Order', ['+14155550851']), channel = await channelAt(place, { rate_milli: 40000 });
  const CUSTOMERS = 6, TEXTS = 8, numbers = Array.from({ length: CUSTOMERS }, newNumber);
  let asked = 0;
  place.behave = () => (asked++ % 5 === 4 ? { status: 503, code: 20503 } : { delayMs: 20 });
  await Promise.all(numbers.map(async (number, c) => {
    for (let i = 0; i < TEXTS; i++) ok(await out(GATEWAYS[(c + i) % 3], channel, number, `${c}:${i}`), 201);
  }));
  await until('some have left', () => place.carrier.sent.length >= 10);
  const holder = await holderOf(channel);
  await stack.kill(holder);
  place.behave = () => undefined;
  await until('another one sends', () => place.carrier.sent.length >= 20);
  await nothingLeft(channel, 40000);
  stack.spawn(holder);
  await stack.untilReady(holder);
  const sent = place.carrier.sent.map((m) => m.body);
  for (let c = 0; c < CUSTOMERS; c++) {
    const mine = sent.filter((body) => body.startsWith(`${c}:`)).map((body) => Number(body.split(':')[1]));
    assert.deepEqual(mine, mine.toSorted((a, b) => a - b), `customer ${c}`);
    assert.equal(new Set(mine).size, mine.length, 'none twice');
  }
  const lost = (await statesOf(channel)).filter((m) => !sent.includes(m.text) && m.delivery !== 'unknown');
  assert.deepEqual(lost, [], 'none is lost in silence');
  await place.close();
});

test('a customer with many texts starves no other of the same sender group', async () => {
  const place = await Place.make('Turns', ['+14155550861']), channel = await channelAt(place, { rate_milli: 1000 }); // slower than a busy machine writes them
  const busy = newNumber(), other = newNumber();
  for (let i = 0; i < 20; i++) ok(await out('smsgw', channel, busy, `busy ${i}`), 201);
  const before = place.carrier.requests.length;
  ok(await out('smsgw-2', channel, other, 'only one'), 201);
  await until('it is sent', () => bodiesOf(place).includes('only one'));
  const ahead = bodiesOf(place).indexOf('only one') - before;
  assert.ok(ahead <= 6, `${ahead} texts of the other one left before`);
  assert.ok((await stack.query('SELECT FROM sms.outbox WHERE channel = $1', [channel.id])).length > 5, 'while the backlog waits');
  await rate(channel, 1000);
  await nothingLeft(channel);
  assert.deepEqual(bodiesOf(place).filter((body) => body !== 'only one'), Array.from({ length: 20 }, (_, i) => `busy ${i}`), 'in order');
  await place.close();
});

test('the backlog of one organisation starves no other at the same carrier', async () => {
  const place = await Place.make('Shared', ['+14155550871']), channel = await channelAt(place);
  const [tenant] = await stack.asOwner("SELECT directory.tenant_create('Next door') AS id");
  const token = `tlk_${'d'.repeat(43)}`;
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at) VALUES ($1, 'theirs', sha256('${token}'::bytea), '{admin,interactions}', ops.clock())`, [tenant.id]);
  const they = new Client(stack, token), made = async (path, body) => ok(await they.call('POST', `/api/v1/${path}`, body), 201);
  const numbers = ['+14155550872'];
  const account = await made('carrier-accounts', { carrier: 'twilio', name: 'Theirs', secrets: { auth_token: place.token }, settings: { account_sid: place.sid, base_url: `http://127.0.0.1:${place.port}` } });
  const theirs = await made('channels', { medium: 'sms', name: 'Theirs', number: numbers[0] });
  await made('channel-carriers', { channel_id: theirs.id, account_id: account.id, rate_milli: 100000 });
  place.numbers.push(numbers[0]);
  appendFileSync(join(stack.dir, 'trunkline.conf'), '\n[smsgw]\nconnections_max = 4\n');
  for (const name of GATEWAYS) await stack.kill(name, 'SIGTERM');
  stack.spawn('smsgw'); // one gateway has both
  await stack.untilReady('smsgw');
  await until('it holds both groups', async () => (await stack.metrics('smsgw')).sms_groups_held >= 2 && await holderOf(channel) === 'smsgw' && await holderOf({ id: theirs.id }) === 'smsgw');
  let free;
  const gate = new Promise((done) => { free = done; });
  place.behave = () => ({ until: gate, delayMs: 30 });
  for (let i = 0; i < 30; i++) ok(await out('smsgw', channel, newNumber(), `backlog ${i}`), 201);
  await until('every place is taken', () => place.carrier.requests.length === 2);
  ok(await out('smsgw', { id: theirs.id }, newNumber(), 'from next door', token), 201);
  await until('both groups wait for a place', async () => (await stack.metrics('smsgw')).sms_groups_waiting === 2);
  free();
  await nothingLeft(channel);
  const ahead = bodiesOf(place).indexOf('from next door');
  assert.ok(ahead === 2 || ahead === 3, `${ahead} texts left before it: only the two under way, and the one that waited longer`);
  for (const name of GATEWAYS.slice(1)) { stack.spawn(name); await stack.untilReady(name); }
  await place.close();
});

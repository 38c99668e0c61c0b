// Three gateways on one database: a second carrier that takes over, and the rules of sending, which must hold whoever sends.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startCarrier } from '../../deploy/demo/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { accept, assigned, finish, send } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { hookAt, newNumber, newSid, inboundParams, postSigned } from '../lib/texts.mjs';

const GATEWAYS = ['smsgw', 'smsgw-2', 'smsgw-3'];
let stack, adam, maya;
before(async () => {
  stack = await Stack.start({ name: 'gateways', instances: `presenced routerd ${GATEWAYS.join(' ')} chatd`, testClock: true });
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
  static async make(name, numbers, port = 0) {
    const place = new Place();
    Object.assign(place, { sid: `AC${randomBytes(16).toString('hex')}`, token: randomBytes(16).toString('hex'), numbers, port, behave: () => undefined });
    await place.open();
    place.account = await post('carrier-accounts', { carrier: 'twilio', name, numbers, secrets: { auth_token: place.token },
      settings: { account_sid: place.sid, base_url: `http://127.0.0.1:${place.port}` } });
    return place;
  }
  async open() {
    this.carrier = await startCarrier({ port: this.port, accounts: { [this.sid]: { token: this.token, numbers: this.numbers } } });
    this.carrier.behave = (form, n) => this.behave(form, n);
    this.port = this.carrier.port;
  }
  close() { return this.carrier.close(); }
}

let channels = 0;
// A channel at a carrier, whose texts reach maya.
async function channelAt(place, more = {}) {
  const n = ++channels, number = place.numbers[0];
  const made = await post('channels', { medium: 'sms', name: `Channel ${n}`, number });
  const held = await post('channel-carriers', { channel_id: made.id, account_id: place.account.id, ...more });
  await post('route-rules', { channel_id: made.id, position: 1, conditions: {}, queue_id: '1', skills: [] });
  await stack.asOwner('UPDATE sms.sender_group SET rate_per_s = 100 WHERE name = $1', [`Channel ${n}`]);
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
    assert.ok(i < 100, 'the first is tried again');
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
  await until('it was tried for longer than that', async () => { await stack.pass(31000); return await tries() >= 5; });
  assert.equal(other.carrier.requests.length, 0);
  assert.deepEqual(found(await change(`carrier-accounts/${other.account.id}`, { numbers: ['+14155550812', channel.number] })), []);
  first.behave = () => undefined;
  await stack.pass(31000);
  await isDelivered(message);
  await finish(maya, interaction);
  for (const place of [first, other]) await place.close();
});

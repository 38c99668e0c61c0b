// Proof of work before a web chat (MS-9, docs/widget.md) over the real API: challenges, proofs, two instances, the guide's example.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '../lib/client.mjs';
import { PATIENCE_MS } from '../lib/patience.mjs';
import { ROOT } from '../lib/root.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newToken, solve, Visitor, zeroBits } from '../lib/visitor.mjs';

const INSTANCES = ['widget', 'widget-2'], BITS = 8;
let stack, adam, nobody;
before(async () => {
  stack = await Stack.start({ name: 'proof', instances: 'presenced routerd chatd widget widget-2', testClock: true });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  nobody = ok(await adam.call('POST', '/api/v1/queues', { name: 'Nobody' }), 201).id;
});
after(() => stack?.stop());

const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const refused = (answer, detail) => {
  assert.deepEqual([answer.status, answer.body.type], [403, 'proof_of_work_needed'], JSON.stringify(answer.body));
  assert.match(answer.body.detail, detail);
  return answer.body;
};
const unsolved = /Solve the challenge/;
const metric = async (name) => (await stack.metrics(name))['widget_refused_total{why="proof"}'] ?? 0;
const chatsOf = async ({ channel_id: channel }) => (await stack.query('SELECT count(*)::integer AS n FROM messaging.visitor WHERE channel = $1', [channel]))[0].n;

let sources = 0;
const bitsAt = async (instance, key) => (await new Visitor(stack, key, { source: '198.51.101.1', instance }).call('GET')).body.proof_of_work;
const known = (key, bits) => until('every instance knows the bits', async () => (await Promise.all(INSTANCES.map((instance) => bitsAt(instance, key)))).every((is) => is === bits));

// A widget on a channel of its own, whose chats wait; visitors of it have an address each.
async function newWidget(settings = { proof_of_work: BITS }) {
  const channel = ok(await adam.call('POST', '/api/v1/channels', { medium: 'chat', name: `Web ${newToken().slice(4, 16)}` }), 201);
  const made = ok(await adam.call('POST', '/api/v1/widgets', { channel_id: channel.id, origins: ['https://shop.example'], ...settings }), 201);
  ok(await adam.call('POST', '/api/v1/route-rules', { channel_id: channel.id, position: 1, queue_id: nobody }), 201);
  await known(made.key, settings.proof_of_work ?? 0);
  return { ...made, visitor: (more) => new Visitor(stack, made.key, { source: `198.51.100.${++sources}`, ...more }) };
}
const challenge = async (who) => ok(await who.call('GET', '/challenge'));

test('without proof of work nothing is asked, and a proof that comes is not looked at', async () => {
  const widget = await newWidget({}), who = widget.visitor();
  assert.equal(widget.proof_of_work, 0);
  assert.deepEqual(await challenge(who), { challenge: null, bits: 0, expires_s: 0 });
  ok(await who.start('hello'), 201);
  ok(await widget.visitor().start('hello', { proof: 'x' }), 201);
});

test('a chat begins with a solved challenge, asked for or of the refusal, and never without; messages need none', async () => {
  const widget = await newWidget(), [first, second, third] = [widget.visitor(), widget.visitor(), widget.visitor()];
  const counted = await metric('widget');
  const told = refused(await first.start('hello'), unsolved);
  assert.deepEqual([typeof told.challenge, told.bits, told.expires_s], ['string', BITS, 300]);
  assert.equal(await metric('widget'), counted + 1);
  assert.equal(await chatsOf(widget), 0);
  ok(await first.start('hello', { proof: solve(told) }), 201);
  ok(await first.send('and more'), 201);
  ok(await second.start('hello', { proof: solve(await challenge(second)) }), 201);
  ok(await third.call('POST', '/chats', { text: '', proof: solve(await challenge(third)) }), 422);
  assert.equal(await chatsOf(widget), 2);
});

test('a proof with too few bits, of another form, sealed by nobody, for another token or another widget is refused by name; the challenge that comes back is good', async () => {
  const widget = await newWidget(), another = await newWidget(), who = widget.visitor(), other = widget.visitor();
  const own = await challenge(who), good = solve(own), at = own.challenge.length >> 1;
  const changed = { ...own, challenge: own.challenge.slice(0, at) + (own.challenge[at] === 'A' ? 'B' : 'A') + own.challenge.slice(at + 1) };
  const elsewhere = await challenge(another.visitor({ token: who.token }));
  const wrong = [
    [solve(own, (proof) => zeroBits(proof) === BITS - 1), /too few zero bits/],
    [`${own.challenge}.`, /dot and 1 to 20/], [own.challenge, /dot and 1 to 20/], [`${good}${'0'.repeat(20)}`, /dot and 1 to 20/], [`.${good}`, /dot and 1 to 20/],
    [solve({ challenge: 'no box', bits: BITS }), /no challenge of this server/], [solve({ challenge: 'AQAA', bits: BITS }), /no challenge of this server/], [solve(changed), /no challenge of this server/],
    [solve(await challenge(other)), /for another chat/], [solve(elsewhere), /for another chat/],
  ];
  for (const [proof, detail] of wrong) {
    const told = refused(await who.start('hello', { proof }), detail);
    assert.equal(told.bits, BITS, proof);
  }
  assert.equal(await chatsOf(widget), 0);
  for (const proof of [5, null, '', 'x'.repeat(401)]) assert.equal((await who.start('hello', { proof })).status, 422, String(proof));
  const told = refused(await who.start('hello', { proof: wrong[0][0] }), wrong[0][1]);
  ok(await who.start('hello', { proof: solve(told) }), 201);
  ok(await other.start('hello', { proof: solve(await challenge(other)) }), 201);
});

test('a proof begins one chat: sent at once to two instances, again, and by others', async () => {
  const widget = await newWidget({ proof_of_work: BITS, starts_minute_source: 100, open_chats_source: 100 });
  const who = widget.visitor(), second = widget.visitor({ instance: 'widget-2', token: who.token });
  const proof = solve(await challenge(who));
  const answers = await Promise.all([who, second, who, second, who, second].map((one) => one.start('once', { client_id: 'one', proof })));
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 200, 200, 200, 201]);
  assert.equal(await chatsOf(widget), 1);
  for (const instance of INSTANCES) refused(await widget.visitor({ instance }).start('twice', { proof }), /for another chat/);
  ok(await who.end());
  assert.equal(ok(await second.start('once', { client_id: 'one', proof })).chat.state, 'ended');
  assert.equal(await chatsOf(widget), 1);
});

test('a challenge ends after five minutes; a new one is good on any instance and from any network', async () => {
  const widget = await newWidget(), who = widget.visitor();
  const proof = solve(await challenge(who));
  await stack.passAll(301_000);
  const told = refused(await who.start('too late', { proof }), /has expired/);
  const roaming = widget.visitor({ token: who.token, instance: 'widget-2', source: '2001:db8:9::1' });
  ok(await roaming.start('in time', { proof: solve(told) }), 201);
});

test('an administrator who raises the bits is obeyed by proofs that are under way', async () => {
  const widget = await newWidget({ proof_of_work: 1 }), who = widget.visitor();
  const old = await challenge(who), proof = solve(old, (text) => zeroBits(text) === 1);
  ok(await adam.call('PATCH', `/api/v1/widgets/${widget.id}`, { proof_of_work: 10 }, { headers: { 'if-match': `"${widget.version}"` } }));
  await known(widget.key, 10);
  const told = refused(await who.start('hello', { proof }), /too few zero bits/);
  assert.equal(told.bits, 10);
  ok(await who.start('hello', { proof: solve(told) }), 201);
});

test('a flood without proofs, or with one proof, takes no visitor\'s place', async () => {
  const widget = await newWidget({ proof_of_work: BITS, starts_minute: 3, starts_minute_source: 100 });
  const flood = widget.visitor(), visitors = [widget.visitor(), widget.visitor(), widget.visitor()];
  for (let i = 0; i < 30; i++) refused(await flood.start('flood'), unsolved);
  const proof = solve(await challenge(flood)), statuses = [];
  for (let i = 0; i < 20; i++) statuses.push((await flood.start('flood', { client_id: 'one', proof })).status);
  assert.deepEqual(statuses, [201, ...Array(9).fill(200), ...Array(10).fill(429)]);
  for (const who of visitors.slice(0, 2)) ok(await who.start('hello', { proof: solve(await challenge(who)) }), 201);
  assert.equal((await visitors[2].start('hello', { proof: solve(await challenge(visitors[2])) })).status, 429, 'the widget\'s own limit stays');
});

test('the guide\'s example begins a chat, with a proof and where none is asked', async () => {
  const [, code] = /^```js\n([^]*?)^```/m.exec(readFileSync(join(ROOT, 'docs/widget.md'), 'utf8'));
  const example = (key) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { timeout: PATIENCE_MS, env: { PATH: process.env.PATH, TRUNKLINE: stack.base, KEY: key } });
  for (const bits of [12, 0]) {
    const widget = await newWidget({ proof_of_work: bits });
    assert.equal((await example(widget.key)).stdout, 'waiting\n');
    assert.equal(await chatsOf(widget), 1);
  }
});

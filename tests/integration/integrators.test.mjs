// Integrators (IN-3): with an API key a text is sent, its state read, an interaction created, a customer found; what a key
// may is what its scopes name.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '../lib/client.mjs';
import { collected } from '../lib/collection.mjs';
import { accept, assigned, end, finish, send } from '../lib/desk.mjs';
import { pulled } from '../lib/feed.mjs';
import { PATIENCE_MS } from '../lib/patience.mjs';
import { ROOT, Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, sandbox, twilio, adam, maya, key;
before(async () => {
  stack = await Stack.start({ name: 'integrators', instances: 'presenced routerd routerd-2 smsgw chatd hookd' });
  [sandbox, twilio] = ['sandbox', 'twilio'].map((name) => stack.channel(name));
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  key = await keyOf('interactions', 'customers', 'events', 'sandbox');
});
after(async () => { maya?.close(); await stack?.stop(); });

let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const refused = (answer, status, type, pointer) => {
  assert.deepEqual([answer.status, answer.body.type], [status, type], JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};
async function keyOf(...scopes) {
  return new Client(stack, ok(await adam.call('POST', '/api/v1/api-keys', { name: unique('Key'), scopes }), 201).key);
}
const begin = (fields, more = {}, who = key) => who.call('POST', '/api/v1/sms/interactions',
  { channel_id: sandbox.id, number: newNumber(), direction: 'in', text: 'I wrote in your form', ...fields }, more);
const once = (name = unique('order')) => ({ headers: { 'idempotency-key': name } });
const madeOf = (number) => stack.query(`SELECT i.id, i.state, i.queue, i.outcome, i.reference FROM routing.interaction i
  JOIN messaging.conversation c ON c.tenant = i.tenant AND c.id = i.conversation WHERE c.number = $1 ORDER BY i.id`, [number]);

// What docs/integrators.md begins with, as it stands there; only the address and the key are this stack's.
const RUN = { sh: ['sh', '-c'], js: [process.execPath, '--input-type=module', '-e'], python: ['python3', '-c'] };
async function sample(language, KEY) {
  const [, code] = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(readFileSync(join(ROOT, 'docs/integrators.md'), 'utf8'));
  const [program, ...options] = RUN[language];
  const { stdout } = await promisify(execFile)(program, [...options, code.replace(/^export .*$/m, '')], { timeout: PATIENCE_MS, env: { PATH: process.env.PATH, TRUNKLINE: stack.base, KEY } });
  return stdout;
}

test('the first text in five minutes goes as the guide says: by curl, in Node and in Python', async () => {
  const { token } = await keyOf('sms', 'interactions', 'events');
  const told = await sample('sh', token);
  const [made, page] = told.split(/(?<=\})(?=\{"data")/).map((one) => JSON.parse(one));
  assert.deepEqual([made.message?.state.text, made.interaction?.state.reference], ['Your parcel comes at ten.', 'order 4711'], told);
  assert.ok(page.data.some(({ subject, type }) => subject === `message/${made.message.id}` && type.startsWith('trunkline.receipt.')), told);
  const delivered = ['sending', 'sent', 'delivered'].map((state) => `trunkline.receipt.${state}`);
  for (const language of ['js', 'python']) {
    const types = (await sample(language, token)).trim().split('\n');
    assert.deepEqual(types.filter((type) => delivered.includes(type)), delivered, `${language}: ${types}`);
  }
  assert.deepEqual((await stack.query(`SELECT reference FROM routing.interaction WHERE reference LIKE 'order 471%' ORDER BY id`)).map((row) => row.reference), ['order 4711', 'order 4712', 'order 4713']);
});

// Changes that a reader of the collection makes before sending.
const filled = (values) => ({ url }) => { for (const one of url.variable) one.value = values[one.key] ?? one.value; };
const edited = (fields) => ({ body }) => { body.raw = JSON.stringify({ ...JSON.parse(body.raw), ...fields }); };

test('requests of the collection work as they stand, in Postman\'s runner: with the token, a key for each command, the ETag of what was read', async () => {
  const { token } = await keyOf('interactions', 'sms', 'admin'), name = unique('Italian');
  const [skill] = await collected(stack, token, [['POST', '/api/v1/skills', edited({ name })]]);
  assert.deepEqual([skill.status, skill.body.name], [201, name]);
  const { id } = skill.body, next = unique('Greek'), number = newNumber();
  const answers = await collected(stack, token, [
    ['GET', '/api/v1/skills/:id', filled({ id })], ['PATCH', '/api/v1/skills/:id', (request) => { filled({ id })(request); edited({ name: next })(request); }],
    ['GET', '/api/v1/skills/:id', filled({ id })], ['DELETE', '/api/v1/skills/:id', filled({ id })],
    ['POST', '/api/v1/sms/interactions', edited({ channel_id: sandbox.id, number })], ['POST', '/api/v1/sms/segments'],
  ]);
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 201, 200], JSON.stringify(answers));
  assert.deepEqual([answers[2].body.name, answers[4].body.message.state.text, answers[4].body.interaction.state.reference], [next, 'Your parcel comes at ten.', 'order 4711']);
});

test('a text is sent with a key, and what became of it is read; an answer to it is a new interaction', async () => {
  const number = newNumber();
  const { interaction, message, joined } = ok(await begin({ number, direction: 'out', text: 'Your parcel comes at ten.', reference: 'parcel 7' }), 201);
  assert.deepEqual([interaction.state.state, interaction.state.outcome, interaction.state.reference, joined], ['ended', 'sent', 'parcel 7', false]);
  assert.deepEqual([message.state.text, message.state.direction, message.state.author], ['Your parcel comes at ten.', 'out', null]);
  await until('its receipt', async () => {
    const { data } = ok(await key.call('GET', `/api/v1/conversations/${message.state.conversation}/messages`));
    return data.find((m) => m.id === message.id).state.delivery.state === 'delivered';
  });
  const taken = ok(await key.call('GET', `/api/v1/channels/${sandbox.id}/sandbox/outbox`)).data.filter((sent) => sent.to === number);
  assert.deepEqual(taken.map((sent) => sent.text), ['Your parcel comes at ten.']);
  assert.equal(ok(await key.call('GET', `/api/v1/interactions/${interaction.id}`)).state.state, 'ended');
  ok(await key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: 'thanks' }), 202);
  const next = await accept(maya, await maya.offerOf(number));
  assert.notEqual(next.id, interaction.id);
  await finish(maya, next);
});

test('what a customer said elsewhere waits in a queue with its reference, and is answered by text', async () => {
  const [queue] = ok(await adam.call('GET', '/api/v1/queues?name=Orders')).data, number = newNumber();
  const { interaction, message } = ok(await begin({ number, queue_id: queue.id, priority: 1, reference: 'form 12' }), 201);
  assert.deepEqual([interaction.state.queue.id, interaction.state.priority, interaction.state.reference], [queue.id, 1, 'form 12']);
  assert.deepEqual([message.state.direction, message.state.text], ['in', 'I wrote in your form']);
  const offer = await maya.offerOf(number);
  assert.deepEqual([offer.state.last_text, offer.state.reference], ['I wrote in your form', 'form 12']);
  const held = await accept(maya, offer);
  assert.equal(held.state.reference, 'form 12');
  const sent = ok(await send(maya, held, 'We look at it.'), 201);
  await until('the answer at the carrier', async () => ok(await key.call('GET', `/api/v1/channels/${sandbox.id}/sandbox/outbox`)).data
    .some((one) => one.to === number && one.text === 'We look at it.'));
  assert.equal(ok(await key.call('GET', `/api/v1/interactions/${interaction.id}`)).state.state, 'assigned');
  assert.equal(sent.state.author.name, 'Maya Okafor');
  const { events } = await pulled(stack, key, { types: 'trunkline.interaction.*' });
  const types = events.filter((e) => e.subject === `interaction/${interaction.id}`).map((e) => e.type.split('.').pop());
  assert.deepEqual(types.slice(0, 4), ['arrived', 'waiting', 'offered', 'assigned']);
  await finish(maya, held);
});

test('without a queue it goes by the channel\'s rules', async () => {
  const number = newNumber();
  ok(await begin({ number }), 201);
  await finish(maya, await accept(maya, await maya.offerOf(number)));
});

test('a repeat with the same Idempotency-Key answers the same and makes no second one, also at the same time; another key\'s is its own', async () => {
  const number = newNumber(), header = once(), fields = { number, direction: 'out' };
  const first = ok(await begin(fields, header), 201);
  const again = await Promise.all(Array.from({ length: 5 }, () => begin(fields, header)));
  for (const answer of again) assert.deepEqual(ok(answer, 201), first);
  assert.equal((await madeOf(number)).length, 1);
  refused(await begin({ ...fields, text: 'another' }, header), 409, 'idempotency_key_reused');
  const theirs = ok(await begin(fields, header, await keyOf('interactions')), 201);
  assert.notEqual(theirs.interaction.id, first.interaction.id, 'an Idempotency-Key is one API key\'s');
  const other = newNumber(), race = once();
  const answers = await Promise.all(Array.from({ length: 6 }, () => begin({ number: other }, race)));
  assert.equal(new Set(answers.map((a) => ok(a, 201).interaction.id)).size, 1);
  assert.equal((await madeOf(other)).length, 1);
  await finish(maya, await accept(maya, await maya.offerOf(other)));
});

test('a text to or from who has an open conversation joins it', async () => {
  const number = newNumber();
  const held = await assigned(maya, twilio, number);
  for (const [direction, wanted] of [['out', 'It is on its way.'], ['in', 'I called, too.']]) {
    const { interaction, joined } = ok(await begin({ channel_id: twilio.id, number, direction, text: wanted, reference: 'not told' }));
    assert.deepEqual([interaction.id, interaction.state.state, interaction.state.reference, joined], [held.id, 'assigned', undefined, true]);
    await maya.see('message', (s) => s.text === wanted && s.direction === direction);
  }
  assert.equal((await madeOf(number)).length, 1);
  await finish(maya, held);
});

test('a key reads what it began or wrote into, and no notes; of the rest it is told that there is nothing', async () => {
  const number = newNumber(), other = await keyOf('interactions');
  const held = await assigned(maya, twilio, number);
  const conversation = held.state.conversation;
  ok(await maya.call('POST', `/api/v1/conversations/${conversation}/notes`, { text: 'pays late' }), 201);
  const both = (who) => Promise.all([`interactions/${held.id}`, `conversations/${conversation}/messages`].map((path) => who.call('GET', `/api/v1/${path}`)));
  for (const answer of await both(key)) refused(answer, 404, 'not_found');
  ok(await begin({ channel_id: twilio.id, number, direction: 'out', text: 'It comes today.' }));
  const [interaction, messages] = (await both(key)).map((answer) => ok(answer));
  assert.equal(interaction.id, held.id);
  assert.deepEqual(messages.data.map((m) => m.state.direction).filter((d) => d === 'system'), []);
  assert.equal(messages.data[0].state.text, 'It comes today.', 'what was said before it joined is not for it');
  assert.ok(!JSON.stringify(messages).includes('pays late'));
  const page = await key.call('GET', `/api/v1/conversations/${conversation}/messages?after_seq=0&limit=1`);
  let read = ok(page), seen = read.data;
  while (read.next_cursor) {
    read = ok(await key.call('GET', `/api/v1/conversations/${conversation}/messages?after_seq=${read.next_cursor}&limit=1`));
    seen = seen.concat(read.data);
  }
  assert.deepEqual(seen.map((m) => m.id), messages.data.map((m) => m.id), 'page by page it is the same');
  ok(await begin({ channel_id: twilio.id, number, direction: 'out', text: 'And another.' }));
  for (const query of ['', '?before_seq=2', '?before_seq=1000&limit=200', '?after_seq=0', '?after_seq=0&limit=1', '?before_seq=3&limit=1']) {
    const { data, next_cursor } = ok(await key.call('GET', `/api/v1/conversations/${conversation}/messages${query}`));
    assert.ok(data.every((m) => ['It comes today.', 'And another.'].includes(m.state.text)), query);
    if (query.includes('before')) assert.equal(next_cursor ?? null, null, query);
  }
  for (const answer of await both(other)) refused(answer, 404, 'not_found');
  assert.ok(JSON.stringify(ok(await maya.call('GET', `/api/v1/conversations/${conversation}/messages`))).includes('pays late'));
  ok(await end(maya, held));
  const ended = ok(await maya.call('POST', `/api/v1/interactions/${held.id}/wrap-up/end`, { note: 'never again' }));
  assert.equal(ended.state.note, 'never again');
  assert.ok(!JSON.stringify((await both(key)).map((answer) => ok(answer))).includes('never again'));
});

test('nobody is texted who has opted out; what is unknown is named', async () => {
  const number = newNumber();
  await text(twilio, number, 'STOP');
  const blocked = { channel_id: twilio.id, number, direction: 'out' };
  await until('the block', async () => (await begin(blocked)).status === 409);
  refused(await begin(blocked), 409, 'opted_out');
  assert.ok((await madeOf(number)).every((one) => one.outcome !== 'sent'));
  refused(await begin({ channel_id: '999999' }), 422, 'unknown_reference', '/channel_id');
  refused(await begin({ queue_id: '999999' }), 422, 'unknown_reference', '/queue_id');
  refused(await begin({ customer_id: '999999' }), 422, 'invalid', '/customer_id');
  refused(await begin({ number: 'nobody' }), 422, 'invalid', '/number');
  const doubtful = await begin({ number: '415 155 0123' });
  refused(doubtful, 422, 'invalid', '/number');
  assert.match(doubtful.body.errors[0].detail, /write it with \+/);
  refused(await begin({ text: '' }), 422, 'invalid', '/text');
  const bare = ok(await adam.call('POST', '/api/v1/channels', { medium: 'sms', name: unique('Bare') }), 201);
  refused(await begin({ channel_id: bare.id, direction: 'out' }), 409, 'channel_cannot_send');
});

test('an answer from a channel that is switched off is refused, and says so', async () => {
  const held = await assigned(maya, twilio, newNumber());
  const set = async (disabled) => {
    const { headers } = await adam.call('GET', `/api/v1/channels/${twilio.id}`);
    return ok(await adam.call('PATCH', `/api/v1/channels/${twilio.id}`, { disabled }, { headers: { 'if-match': headers.get('etag') } }));
  };
  await set(true);
  try { refused(await send(maya, held, 'Nobody sends this.'), 409, 'channel_disabled'); } finally { await set(false); }
  ok(await send(maya, held, 'This is sent.'), 201);
  await finish(maya, held);
  assert.deepEqual((await stack.query(`SELECT text FROM messaging.message WHERE conversation = $1 AND direction = 'out'`, [held.state.conversation])).map((m) => m.text), ['This is sent.']);
});

test('a customer is not looked for by what is no number: the field is named, with what to write instead', async () => {
  for (const number of ['+14155550123', 'abc', '14155550123', '%2B12', '%2B1415555012x', '%2B1234567890123456'])
    for (const who of [key, maya]) {
      const answer = await who.call('GET', `/api/v1/customers?number=${number}`);
      refused(answer, 400, 'bad_request', '/number');
      assert.match(answer.body.errors[0].detail, /%2B/, number);
    }
  assert.deepEqual(ok(await key.call('GET', '/api/v1/customers?number=72000')).data, [], 'a short code');
  assert.deepEqual(ok(await key.call('GET', '/api/v1/customers?number=%2B14155559123')).data, [], 'a number that nobody has');
});

test('the customer of a number is known; where several have it, the integrator says who', async () => {
  const number = newNumber();
  const one = ok(await adam.call('POST', '/api/v1/customers', { name: 'Ida', number }), 201);
  assert.equal(ok(await key.call('GET', `/api/v1/customers?number=${encodeURIComponent(number)}`)).data[0].id, one.id);
  assert.equal(ok(await begin({ number, direction: 'out' }), 201).interaction.state.customer.id, one.id);
  const two = ok(await adam.call('POST', '/api/v1/customers', { name: 'Ivo', number, confirm_known: true }), 201);
  assert.equal(ok(await begin({ number, direction: 'out' }), 201).interaction.state.customer, null);
  assert.equal(ok(await begin({ number, direction: 'out', customer_id: two.id }), 201).interaction.state.customer.id, two.id);
  const { interaction } = ok(await begin({ number, customer_id: two.id }), 201);
  assert.equal(interaction.state.customer.id, two.id);
  await finish(maya, await accept(maya, await maya.offerOf(number)));
});

test('entities have their own id as `id`, beside the name that it had: a customer, a session, a webhook', async () => {
  const same = (thing, former) => { assert.match(thing.id, /^[1-9]\d*$/, JSON.stringify(thing)); assert.equal(thing.id, thing[former]); return thing.id; };
  const card = ok(await adam.call('POST', '/api/v1/customers', { name: unique('Known'), number: newNumber() }), 201);
  assert.equal(same(card.state, 'customer'), card.id);
  const { username, password } = stack.user('administrator');
  same(ok(await adam.call('POST', '/api/v1/sessions', { username, password, app: 'admin' }), 201), 'session');
  const webhook = ok(await adam.call('POST', '/api/v1/webhooks', { url: 'https://hooks.shop.example/trunkline', types: ['trunkline.receipt.*'], enabled: false }), 201);
  const gone = ok(await adam.call('DELETE', `/api/v1/webhooks/${same(webhook, 'webhook')}`, undefined, { headers: { 'if-match': `"${webhook.version}"` } }));
  assert.equal(same(gone, 'webhook'), webhook.id);
});

test('a key needs the scope, each request says what is left of the minute, and it is in the audit log', async () => {
  refused(await begin({}, {}, await keyOf('customers', 'sms', 'admin')), 403, 'forbidden');
  refused(await begin({}, {}, maya), 403, 'forbidden');
  const answer = await begin({ direction: 'out' });
  assert.match(answer.headers.get('ratelimit-policy'), /^"minute";q=\d+;w=60$/);
  assert.match(answer.headers.get('ratelimit'), /^"minute";r=\d+;t=\d+$/);
  const { data } = ok(await adam.call('GET', `/api/v1/audit?action=interaction_create&key=${ok(answer, 201).interaction.id}`));
  assert.deepEqual(data.map((line) => [line.actor_role, line.actor_id, line.detail.direction]), [['integrator', null, 'out']]);
});

test('a key with the scope all_interactions lists its organisation\'s interactions without notes, and does nothing else', async () => {
  const ours = await keyOf('all_interactions'), number = newNumber();
  const list = (who, query = '') => who.call('GET', `/api/v1/interactions${query}`);
  await text(twilio, number, 'Nobody\'s key began this');
  const interaction = await accept(maya, await maya.offerOf(number));
  const shown = ok(await list(ours, '?state=assigned')).data.find(({ id }) => id === interaction.id);
  assert.deepEqual([shown.state.number, shown.state.state], [number, 'assigned']);
  await finish(maya, interaction, { note: 'He shouted' });
  const ended = await until('it has ended', async () => ok(await list(ours, '?state=ended&limit=200')).data.find(({ id }) => id === interaction.id));
  assert.equal(ended.state.note, null);
  assert.equal(ok(await list(adam, '?state=ended&limit=200')).data.find(({ id }) => id === interaction.id).state.note, 'He shouted');
  const first = ok(await list(ours, '?state=ended&limit=1')), next = ok(await list(ours, `?state=ended&limit=1&cursor=${first.next_cursor}`));
  assert.ok(BigInt(next.data[0].id) < BigInt(first.data[0].id), 'newest first, by pages');

  for (const at of [`interactions/${interaction.id}`, `interactions/${interaction.id}/why`, `conversations/${interaction.state.conversation}/messages`, 'events', 'webhooks', 'customers'])
    refused(await ours.call('GET', `/api/v1/${at}`), 403, 'forbidden');
  refused(await begin({}, {}, ours), 403, 'forbidden');
  refused(await list(await keyOf('interactions', 'admin', 'events', 'reports')), 403, 'forbidden');
  const [{ tenant }] = await stack.asOwner("SELECT directory.tenant_create('Beside') AS tenant");
  await stack.asOwner("INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at) VALUES ($1, 'theirs', sha256($2), '{all_interactions}', now())",
    [tenant, Buffer.from(`tlk_${'I'.repeat(43)}`)]);
  assert.deepEqual(ok(await list(new Client(stack, `tlk_${'I'.repeat(43)}`))).data, []);
});

test('a scope that no route asks for is refused when a key is saved, with those there are', async () => {
  const answer = await adam.call('POST', '/api/v1/api-keys', { name: unique('Key'), scopes: ['sms', 'custmers'] });
  refused(answer, 422, 'invalid', '/scopes');
  assert.match(answer.body.errors[0].detail, /no scope "custmers"; there are admin, administrators, all_interactions, customers, events, interactions/);
  const guide = readFileSync(join(ROOT, 'docs/integrators.md'), 'utf8');
  for (const { name } of await stack.asOwner('SELECT name FROM directory.scopes()')) assert.ok(guide.includes(`\`${name}\``), `docs/integrators.md does not name the scope ${name}`);
  const made = ok(await adam.call('POST', '/api/v1/api-keys', { name: unique('Key'), scopes: ['sms'] }), 201);
  refused(await adam.call('PATCH', `/api/v1/api-keys/${made.id}`, { scopes: ['everything'] }, { headers: { 'if-match': made.version } }), 422, 'invalid', '/scopes');
});

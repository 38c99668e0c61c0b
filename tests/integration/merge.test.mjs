// Two records of one person become one, and two again (issue 15, D3).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish } from '../lib/desk.mjs';
import { pulled } from '../lib/feed.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, channel, adam, maya, tomas, rosa;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const refused = (answer, status, type) => { assert.deepEqual([answer.status, answer.body.type], [status, type], JSON.stringify(answer.body)); return answer.body; };
const path = (id, more = '') => `/api/v1/customers/${id}${more}`;
const show = async (who, id) => ok(await who.call('GET', path(id)));
const merge = (who, { id }, { id: from }, more = {}) => who.call('POST', path(id, '/merge'), { from, ...more });
const unmerge = (who, { id }, { id: other }) => who.call('DELETE', path(id, `/merges/${other}`));
const found = async (who, query) => ok(await who.call('GET', `/api/v1/customers?${new URLSearchParams(query)}`)).data.map(({ id }) => id);
const create = async (who, name, number, more = {}) => ok(await who.call('POST', '/api/v1/customers', { name, number, ...more }), 201);

// Somebody whose conversation has ended, with Maya: in Billing, which Tomás does not serve.
async function known(name, more) {
  const number = newNumber(), open = await assigned(maya, channel, number, `refund for ${name}`);
  const made = await create(maya, name, number, more);
  await finish(maya, open);
  return { ...made, number, interaction: open.id };
}

before(async () => {
  stack = await Stack.start({ name: 'merge', instances: 'presenced routerd smsgw chatd hookd' });
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  tomas = await Client.login(stack, stack.user('agent', 1));
  rosa = await Client.login(stack, stack.user('supervisor'));
});
after(async () => { maya?.close(); await stack?.stop(); });

test('two records become one: what one had is found with the other, and a text by its number opens that one\'s card', async () => {
  const zoe = await known('Zoë Merger', { notes: 'Likes tea.' }), twin = await known('Z. Twinner', { notes: 'Calls on Fridays.' });
  ok(await adam.call('POST', path(twin.id, '/emails'), { email: 'zoe@shop.example' }));
  const { version } = await show(maya, zoe.id);
  refused(await merge(maya, zoe, zoe), 422, 'invalid');
  refused(await merge(maya, zoe, twin, { version: String(BigInt(version) + 1n) }), 409, 'record_changed');
  const before = await show(maya, twin.id), stale = await merge(maya, zoe, twin, { version, from_version: String(BigInt(before.version) + 1n) });
  assert.match(refused(stale, 409, 'record_changed').detail, /would become part of it has changed/);
  const one = ok(await merge(maya, zoe, twin, { version, from_version: before.version }));
  assert.deepEqual([one.state.name, one.state.notes, one.state.numbers, one.state.emails, one.state.merged_into],
    ['Zoë Merger', 'Likes tea.\nCalls on Fridays.', [zoe.number, twin.number, 'mail:zoe@shop.example'].sort(), ['zoe@shop.example'], null]);
  assert.deepEqual([one.interactions.map(({ id }) => id), one.cases.length, one.merged.id, one.merged.name], [[twin.interaction, zoe.interaction], 2, twin.id, 'Z. Twinner']);
  const other = await show(maya, twin.id);
  assert.deepEqual([other.state.name, other.state.merged_into, other.state.numbers, other.interactions, other.cases], ['Z. Twinner', zoe.id, [], [], []]);
  for (const [query, wanted] of [[{ q: 'twinner' }, []], [{ number: twin.number }, [zoe.id]], [{ q: 'zoe@shop.example' }, [zoe.id]]]) assert.deepEqual(await found(adam, query), wanted, JSON.stringify(query));
  assert.equal((await maya.call('GET', `/api/v1/interactions/${twin.interaction}`)).body.state.customer.id, zoe.id);
  const { merged_into } = refused(await adam.call('POST', path(twin.id, '/numbers'), { number: newNumber() }), 409, 'customer_merged');
  assert.equal(merged_into, zoe.id);
  const again = await assigned(maya, channel, twin.number, 'me again');
  assert.equal(again.state.customer.id, zoe.id);
  await finish(maya, again);

  const back = ok(await unmerge(maya, zoe, twin));
  assert.deepEqual([back.state.notes, back.state.numbers, back.merged, back.interactions.map(({ id }) => id)], ['Likes tea.', [zoe.number], null, [zoe.interaction]]);
  const apart = await show(maya, twin.id);
  assert.deepEqual([apart.state.merged_into, apart.state.numbers, apart.interactions.map(({ id }) => id)], [null, [twin.number, 'mail:zoe@shop.example'], [again.id, twin.interaction]], 'what came since by its number is its own');
  assert.deepEqual(await found(adam, { q: 'twinner' }), [twin.id]);
  refused(await unmerge(maya, zoe, twin), 404, 'not_found');
  const lines = ok(await adam.call('GET', `/api/v1/audit?key=${twin.id}&limit=200`)).data.map(({ action }) => action).filter((action) => action.includes('merge'));
  assert.deepEqual(lines.sort(), ['customer_merge', 'customer_unmerge'], 'the audit log has both');
});

test('the open conversation of the other record shows the first on its agent\'s page at once', async () => {
  const ada = await known('Ada Opener'), number = newNumber(), open = await assigned(maya, channel, number, 'hello');
  const twin = await create(maya, 'A. Opener', number);
  await maya.see('interaction', (s) => s.interaction === open.id && s.customer?.id === twin.id);
  ok(await merge(rosa, ada, twin));
  await maya.see('interaction', (s) => s.interaction === open.id && s.customer?.id === ada.id);
  ok(await unmerge(rosa, ada, twin));
  await until('the page to show the other again', async () => (await maya.call('GET', `/api/v1/interactions/${open.id}`)).body.state.customer.id === twin.id);
  await finish(maya, open);
});

test('nobody merges a customer whom they may not see', async () => {
  const bill = await known('Bill Unseen'), mine = await create(tomas, 'No History', newNumber());
  assert.equal((await tomas.call('GET', path(bill.id))).status, 404);
  for (const [one, other] of [[bill, mine], [mine, bill]]) refused(await merge(tomas, one, other), 404, 'not_found');
  assert.equal((await show(adam, bill.id)).state.merged_into, null);
  ok(await merge(maya, bill, mine));
  assert.equal((await tomas.call('GET', path(mine.id))).status, 404, 'a record without history is seen as that which it is part of');
  refused(await unmerge(tomas, bill, mine), 404, 'not_found');
  const { key } = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'crm', scopes: ['customers'] }), 201);
  refused(await merge(new Client(stack, key), bill, mine), 403, 'forbidden');
});

test('integrators are told of both records, and an erasure takes both', async () => {
  const key = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'feed', scopes: ['events', 'customers'] }), 201);
  const feed = new Client(stack, key.key), kept = await known('Kept Person'), gone = await known('Gone Person', { notes: 'Secret of Gone' });
  ok(await merge(maya, kept, gone));
  const { events } = await pulled(stack, feed, { types: 'trunkline.customer.changed' });
  const last = (id) => events.filter(({ data }) => data.customer === id).at(-1)?.data;
  assert.deepEqual([last(kept.id).numbers, last(kept.id).merged_into], [[kept.number, gone.number].sort(), null]);
  assert.deepEqual([last(gone.id).numbers, last(gone.id).merged_into], [[], kept.id]);
  const pages = ok(await adam.call('POST', path(kept.id, '/export'), {}));
  assert.deepEqual(pages.merged.map(({ id, notes }) => [id, notes]), [[gone.id, 'Secret of Gone']]);
  assert.equal(refused(await adam.call('POST', path(gone.id, '/erase')), 409, 'customer_merged').merged_into, kept.id);
  ok(await adam.call('POST', path(kept.id, '/erase')));
  await until('the erasures', async () => ok(await adam.call('GET', '/api/v1/erasures')).data.filter((one) => [kept.id, gone.id].includes(one.customer) && one.done_at).length === 2);
  assert.deepEqual(await stack.query('SELECT name, notes FROM messaging.customer WHERE id = ANY ($1)', [[kept.id, gone.id]]), Array(2).fill({ name: 'Erased', notes: '' }));
  refused(await unmerge(adam, kept, gone), 404, 'not_found');
});

test('a number that an agent texts from a customer\'s conversation is theirs from then on', async () => {
  const number = newNumber(), other = newNumber(), open = await assigned(maya, channel, number, 'refund, please write to my other phone');
  const nora = await create(maya, 'Nora Twophones', number), owned = await create(adam, 'Owner', newNumber());
  const begin = async (to) => ok(await maya.call('POST', '/api/v1/me/interactions', { channel_id: channel.id, number: to, text: 'Here I am.', interaction_id: open.id }), 201);
  const begun = await begin(other);
  assert.equal(begun.interaction.state.customer.id, nora.id);
  assert.deepEqual((await show(maya, nora.id)).state.numbers, [number, other].sort());
  await begin(owned.state.numbers[0]);
  assert.deepEqual([(await show(maya, nora.id)).state.numbers.length, (await show(adam, owned.id)).state.numbers.length], [2, 1], 'what another customer has stays theirs');
  for (const { id, state } of (await maya.call('GET', '/api/v1/workspace')).body.interactions) if (state.state === 'assigned') await finish(maya, { id });
  const again = await assigned(maya, channel, other, 'it is me');
  assert.equal(again.state.customer.id, nora.id, 'whoever texts by it is known');
  await finish(maya, again);
});

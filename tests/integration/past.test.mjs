// What has ended is looked for by filters and words: by agents in the queues they serve, by supervisors and administrators (issue 15, D1, D2).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, channel, adam, maya, tomas, colleague, rosa;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const list = (who, query) => who.call('GET', `/api/v1/interactions?${new URLSearchParams(query)}`);
const ids = async (who, query) => ok(await list(who, query)).data.map(({ id }) => id);
// What has ended is found a moment later.
const found = (who, query, wanted, why) => until(why, async () => JSON.stringify(await ids(who, query)) === JSON.stringify(wanted.map(({ id }) => id)));
const refused = (answer, pointer) => assert.deepEqual([answer.status, answer.body.type, answer.body.errors?.[0].pointer], [422, 'invalid', pointer], JSON.stringify(answer.body));

let bill, order, open;
before(async () => {
  stack = await Stack.start({ name: 'past', instances: 'presenced routerd smsgw chatd' });
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  [tomas, colleague] = await Promise.all([1, 2].map((n) => Client.login(stack, stack.user('agent', n))));
  rosa = await Client.login(stack, stack.user('supervisor'));
  bill = await assigned(maya, channel, newNumber(), 'refund for the Wärmepumpe, please');
  ok(await send(maya, bill, 'It is under way.'), 201);
  await finish(maya, bill, { note: 'Kulanz, says Zoë' });
  order = await assigned(maya, channel, newNumber(), 'where is my Wärmepumpe?');
  await finish(maya, order);
  open = await assigned(maya, channel, newNumber(), 'another Wärmepumpe, please');
  await found(adam, { q: 'warmepumpe' }, [order, bill], 'both that have ended are found');
});
after(async () => { maya?.close(); await stack?.stop(); });

test('words find what was said, the note and the number, in the queues that one serves', async () => {
  for (const [q, wanted] of [['waermepumpe', []], ['pumpe', []], [order.state.number.slice(-8, -1), []], ['wärm refu', [bill]], ['under WAY', [bill]], ['kulanz zoe', [bill]], ['wärmepumpe where', [order]], ['%_', []], ["' '", []],
    [bill.state.number, [bill]], [order.state.number.slice(-7), [order]], [`00${bill.state.number.slice(1)}`, [bill]]])
    await found(adam, { q }, wanted, `by ${q}`);
  for (const [name, who, wanted] of [['who had both', maya, [order, bill]], ['who leads her', rosa, [order, bill]], ['orders', tomas, [order]], ['bills', colleague, [bill]]])
    assert.deepEqual(await ids(who, { q: 'wärmepumpe' }), wanted.map(({ id }) => id), name);
  assert.equal((await tomas.call('GET', `/api/v1/transcripts/${bill.id}`)).status, 404);
  const read = ok(await tomas.call('GET', `/api/v1/transcripts/${order.id}`));
  assert.deepEqual(read.messages.map(({ text }) => text), ['where is my Wärmepumpe?'], 'what is found is read');
  assert.equal((await tomas.call('GET', `/api/v1/interactions/${order.id}`)).body.state.state, 'ended');
  assert.equal((await tomas.call('GET', `/api/v1/interactions/${open.id}`)).status, 404, 'what a colleague has now is theirs');
});

test('filters narrow the list, together with each other and page by page', async () => {
  const kase = ok(await maya.call('GET', `/api/v1/interactions/${order.id}`)).state.case.id;
  for (const [query, wanted] of [
    [{ agent: maya.id }, [open, order, bill]], [{ agent: tomas.id }, []], [{ queue: bill.state.queue.id }, [bill]], [{ queue: order.state.queue.id, state: 'ended' }, [order]],
    [{ channel: open.state.channel.id, state: 'open' }, [open]], [{ channel: '99' }, []], [{ case: kase }, [order]], [{ disposition: '99' }, []], [{ customer: '99' }, []],
    [{ since: order.state.started_at, agent: maya.id }, [open, order]], [{ until: order.state.started_at }, [bill]], [{ since: '2099-01-01T00:00:00Z' }, []],
    [{ since: bill.state.started_at, until: open.state.started_at, q: 'wärmepumpe' }, [order, bill]]])
    assert.deepEqual(await ids(adam, query), wanted.map(({ id }) => id), JSON.stringify(query));
  const pages = [];
  for (let cursor; cursor !== null;) {
    const page = ok(await list(adam, { agent: maya.id, limit: 1, ...(cursor && { cursor }) }));
    pages.push(page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(pages, [[open.id], [order.id], [bill.id]]);
});

test('an interaction is found as it is: by the customer it is linked to, by the disposition that is recorded later', async () => {
  const zoe = ok(await maya.call('POST', '/api/v1/customers', { name: 'Zoë', number: bill.state.number }), 201);
  assert.deepEqual(await ids(adam, { customer: zoe.id }), [bill.id]);
  assert.deepEqual(ok(await colleague.call('GET', `/api/v1/customers/${zoe.id}`)).interactions.map(({ id }) => id), [bill.id], 'who serves their queue sees the record');
  assert.equal((await tomas.call('GET', `/api/v1/customers/${zoe.id}`)).status, 404, 'who does not, does not');
  const refund = ok(await adam.call('POST', '/api/v1/dispositions', { name: 'Refund' }), 201);
  ok(await maya.call('PUT', `/api/v1/interactions/${bill.id}/disposition`, { disposition_id: refund.id, note: 'Paid back' }));
  await found(adam, { disposition: refund.id }, [bill], 'by the disposition');
  await found(adam, { q: 'paid back' }, [bill], 'by the new note');
  await found(adam, { q: 'kulanz' }, [], 'no more by the former one');
});

test('what is asked for wrongly is told; an API key asks for no words; who looked for words is in the audit log', async () => {
  refused(await list(adam, { since: 'yesterday' }), '/since');
  refused(await list(adam, { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }), '/until');
  assert.equal((await list(adam, { agent: 'maya' })).body.errors[0].pointer, '/agent');
  assert.equal((await list(adam, { q: 'x' })).body.errors[0].pointer, '/q');
  assert.equal((await list(adam, { agent: maya.id, cursor: 'bm8' })).status, 400);
  const { key } = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'lists', scopes: ['all_interactions'] }), 201);
  const robot = new Client(stack, key);
  refused(await list(robot, { q: 'refund' }), '/q');
  const listed = ok(await list(robot, { queue: bill.state.queue.id })).data;
  assert.deepEqual(listed.map(({ id, state }) => [id, state.note]), [[bill.id, null]]);
  await until('the search is noted', async () => ok(await adam.call('GET', '/api/v1/audit?action=interactions_search&limit=200')).data.some((line) => line.actor_id === tomas.id));
  assert.ok(!JSON.stringify(ok(await adam.call('GET', '/api/v1/audit?action=interactions_search&limit=200'))).includes('rmepumpe'), 'not what they looked for');
});

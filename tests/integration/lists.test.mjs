// Lists: interactions, cases and transcripts in their orders, with some fields alone, and the list of transcripts (issue 15, D1).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { api } from '../lib/operations.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, adam, maya, tomas, rosa, first, second, third, open;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const get = (who, list, query = {}) => who.call('GET', `/api/v1/${list}?${new URLSearchParams(query)}`, undefined, { direct: 'fields' in query }); // the document requires whole items
const ids = async (who, list, query) => ok(await get(who, list, query)).data.map(({ id }) => id);
const refused = (answer, pointer, detail) => {
  assert.deepEqual([answer.status, answer.body.type, answer.body.errors?.[0].pointer], [422, 'invalid', pointer], JSON.stringify(answer.body));
  assert.match(answer.body.errors[0].detail, detail);
};
const pages = async (who, list, query) => {
  const out = [];
  for (let cursor; cursor !== null;) {
    const page = ok(await get(who, list, { ...query, ...(cursor && { cursor }) }));
    out.push(page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  return out;
};

before(async () => {
  stack = await Stack.start({ name: 'lists', instances: 'presenced routerd smsgw chatd' });
  const channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  tomas = await Client.login(stack, stack.user('agent', 1));
  rosa = await Client.login(stack, stack.user('supervisor'));
  // The first one to begin ends last.
  first = await assigned(maya, channel, newNumber(), 'refund for the Wärmepumpe, please');
  second = await assigned(maya, channel, newNumber(), 'where is my order?');
  third = await assigned(maya, channel, newNumber(), 'another refund, please');
  ok(await send(maya, first, 'It is under way.'), 201);
  for (const one of [second, third, first]) await finish(maya, one);
  open = await assigned(maya, channel, newNumber(), 'an order, please');
  // What has ended is found a moment later.
  await until('all that have ended are found', async () => (await ids(adam, 'interactions', { sort: '-ended_at' })).length === 3);
});
after(async () => { maya?.close(); await stack?.stop(); });

test('interactions are sorted by beginning or end, page by page', async () => {
  const [a, b, c, d] = [first, second, third, open].map(({ id }) => id);
  for (const [sort, wanted] of [[undefined, [d, c, b, a]], ['-started_at', [d, c, b, a]], ['started_at', [a, b, c, d]], ['-ended_at', [a, c, b]], ['ended_at', [b, c, a]]]) {
    const query = sort ? { sort } : {};
    assert.deepEqual(await ids(adam, 'interactions', query), wanted, sort);
    assert.deepEqual(await ids(maya, 'interactions', { ...query, agent: maya.id }), wanted, `${sort}, of an agent`);
    for (const limit of [1, 2]) assert.deepEqual((await pages(adam, 'interactions', { ...query, limit })).flat(), wanted, `${sort}, ${limit} a page`);
  }
  assert.deepEqual(await ids(adam, 'interactions', { sort: 'ended_at', state: 'ended', q: 'refund' }), [c, a], 'with filters and words');
  const { key } = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'lists', scopes: ['all_interactions'] }), 201);
  const robot = new Client(stack, key);
  assert.deepEqual(await ids(robot, 'interactions', { sort: 'ended_at' }), [b, c, a], 'for an API key');
});

test('cases are sorted by opening or last change, and found by their interactions', async () => {
  const cases = [];
  for (const { id } of [first, second, third]) cases.push(ok(await adam.call('GET', `/api/v1/interactions/${id}`)).state.case.id);
  const [a, b, c] = cases; // opened in the order of the ends: b, c, a
  const { body, headers } = await maya.call('GET', `/api/v1/cases/${b}`);
  assert.equal(body.id, b);
  ok(await maya.call('PATCH', `/api/v1/cases/${b}`, { state: 'closed' }, { headers: { 'if-match': headers.get('etag') } }));
  for (const [sort, wanted] of [[undefined, [a, c, b]], ['-created_at', [a, c, b]], ['created_at', [b, c, a]], ['-changed_at', [b, a, c]], ['changed_at', [c, a, b]]]) {
    const query = { agent: maya.id, ...(sort && { sort }) };
    assert.deepEqual(await ids(adam, 'cases', query), wanted, sort);
    for (const who of [adam, maya]) assert.deepEqual((await pages(who, 'cases', { ...query, limit: 1 })).flat(), wanted, `${sort}, page by page`);
  }
  assert.deepEqual(await ids(adam, 'cases', { sort: 'changed_at', agent: maya.id, state: 'open' }), [c, a]);
  for (const [query, wanted] of [[{ queue: first.state.queue.id, agent: maya.id }, [first, second, third].flatMap((one, i) => (one.state.queue.id === first.state.queue.id ? [cases[i]] : []))], [{ agent: tomas.id }, []],
    [{ channel: '99' }, []], [{ disposition: '99' }, []]])
    assert.deepEqual((await ids(adam, 'cases', query)).toSorted(), wanted.toSorted(), JSON.stringify(query));
});

test('fields: an item has its id and these alone', async () => {
  const [interaction] = ok(await get(adam, 'interactions', { fields: 'number,ended_at', sort: '-ended_at', limit: 1 })).data;
  assert.deepEqual([Object.keys(interaction).toSorted(), interaction.id, interaction.state], [['id', 'kind', 'state', 'version'], first.id, { number: first.state.number, ended_at: interaction.state.ended_at }]);
  const [kase] = ok(await get(adam, 'cases', { fields: 'title', agent: maya.id })).data;
  assert.deepEqual(Object.keys(kase).toSorted(), ['id', 'title']);
  assert.deepEqual(ok(await get(adam, 'transcripts', { fields: 'message_count,number', agent: maya.id, limit: 1 })).data, [{ id: third.id, number: third.state.number, message_count: 1 }]);
  const page = ok(await get(adam, 'interactions', { fields: 'interaction', limit: 1 }));
  assert.equal(typeof page.next_cursor, 'string', 'a list with few fields goes on, too');
});

test('the fields that a list takes are those of its items', () => {
  const arrays = Object.entries(api.paths).flatMap(([path, { get: one }]) => (one?.parameters ?? []).filter(({ name, schema }) => name === 'fields' && schema.items).map((field) => [path, field, one]));
  assert.deepEqual(arrays.map(([path]) => path).toSorted(), ['/api/v1/cases', '/api/v1/interactions', '/api/v1/transcripts']);
  const whole = (schema) => (schema.$ref ? api.components.schemas[schema.$ref.split('/').pop()] : schema);
  const ARRIVED = ['customer_known', 'language', 'text', 'last_agent', 'page', 'form']; // lists show none of these
  for (const [path, field, operation] of arrays) {
    const item = whole(whole(operation.responses[200].content['application/json'].schema).properties.data.items), shown = item.properties.state?.enum ? item : whole(item.properties.state ?? item);
    assert.deepEqual(field.schema.items.enum.toSorted(), Object.keys(shown.properties).filter((name) => path !== '/api/v1/interactions' || !ARRIVED.includes(name)).toSorted(), path);
    assert.deepEqual([field.style, field.explode], ['form', false]);
  }
});

test('transcripts are listed to whoever may open them, the newest opened first, without what was said', async () => {
  const all = [third.id, second.id, first.id];
  assert.deepEqual(await ids(maya, 'transcripts', { agent: maya.id }), all);
  assert.deepEqual((await pages(maya, 'transcripts', { agent: maya.id, limit: 1 })), all.map((id) => [id]));
  for (const who of [adam, maya, tomas, rosa]) {
    const listed = new Set((await pages(who, 'transcripts', { limit: 2 })).flat());
    for (const id of [...all, open.id]) assert.equal(listed.has(id), (await who.call('GET', `/api/v1/transcripts/${id}`)).status === 200, `${id} of ${who.id}`);
  }
  assert.notDeepEqual(await ids(tomas, 'transcripts'), await ids(maya, 'transcripts'), 'not all see the same');
  const [head] = ok(await get(maya, 'transcripts', { q: 'wärmepumpe' })).data;
  const { opened_at, closed_at, case: kase, ...rest } = head, transcript = ok(await maya.call('GET', `/api/v1/transcripts/${first.id}`));
  assert.deepEqual([opened_at, closed_at, kase.id], [transcript.opened_at, transcript.closed_at, transcript.case.id]);
  assert.deepEqual(rest, { id: first.id, interaction: first.id, conversation: transcript.conversation, channel: transcript.channel, number: transcript.number, customer: transcript.customer,
    queue: first.state.queue, agent: { id: maya.id, name: rest.agent.name }, closed_by: maya.id, message_count: transcript.messages.length });
  assert.ok(!JSON.stringify(head).includes('refund'));
  const opened = async ({ id }) => ok(await adam.call('GET', `/api/v1/transcripts/${id}`)).opened_at;
  for (const [query, wanted] of [[{ q: 'refund' }, [third, first]], [{ q: 'under way' }, [first]], [{ queue: second.state.queue.id, agent: maya.id, q: 'order' }, [second]], [{ channel: '99' }, []], [{ customer: '99' }, []],
    [{ case: kase.id }, [first]], [{ since: await opened(third), agent: maya.id }, [third]], [{ until: await opened(second), agent: maya.id }, [first]]])
    assert.deepEqual(await ids(adam, 'transcripts', query), wanted.map(({ id }) => id), JSON.stringify(query));
});

test('a search of transcripts is in the audit log without its words; a list without words is not', async () => {
  const lines = async () => ok(await get(adam, 'audit', { action: 'transcripts_search', limit: 200 })).data.filter((line) => line.actor_id === rosa.id);
  await ids(rosa, 'transcripts', { queue: first.state.queue.id });
  assert.deepEqual(await lines(), []);
  await ids(rosa, 'transcripts', { q: 'kranich' });
  await until('the search is noted', async () => (await lines()).length === 1);
  assert.deepEqual([(await lines())[0].detail.times, JSON.stringify(await lines()).includes('kranich')], [1, false]);
});

test('what is asked for wrongly is told with what is allowed', async () => {
  refused(await get(adam, 'interactions', { sort: 'name' }), '/sort', /^Must be one of: -started_at, started_at, -ended_at, ended_at\.$/);
  refused(await get(adam, 'cases', { sort: 'ended_at' }), '/sort', /changed_at/);
  refused(await get(adam, 'interactions', { sort: 'ended_at', state: 'open' }), '/state', /ended/);
  refused(await get(adam, 'interactions', { sort: '-ended_at', state: 'wrap_up' }), '/state', /ended/);
  for (const [list, known] of [['interactions', /interaction, state/], ['cases', /id, number/], ['transcripts', /id, interaction/]])
    for (const [fields, named] of [['nothing', /"nothing"/], ['number,', /""/], ['', /""/], ['number,messages', /"messages"/], [`${'é'.repeat(200)}`, /"é{24,48}"/], ['number;--', /"number;--"/]]) {
      refused(await get(adam, list, { fields }), '/fields', named);
      refused(await get(adam, list, { fields }), '/fields', known);
    }
  assert.equal((await get(adam, 'transcripts', { sort: 'opened_at' })).status, 400, 'transcripts have one order');
  refused(await get(adam, 'transcripts', { since: 'yesterday' }), '/since', /./);
  refused(await get(adam, 'transcripts', { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }), '/until', /./);
  refused(await get(adam, 'transcripts', { q: 'x' }), '/q', /./);
  refused(await get(adam, 'cases', { agent: 'maya' }), '/agent', /./);
});

test('a cursor goes on in its own order only', async () => {
  const lists = [['interactions', ['-started_at', 'started_at', '-ended_at', 'ended_at']], ['cases', ['-created_at', 'created_at', '-changed_at', 'changed_at']]];
  for (const [list, sorts] of lists) for (const sort of sorts) {
    const cursor = ok(await get(adam, list, { sort, limit: 1 })).next_cursor;
    for (const other of sorts.filter((one) => one !== sort)) {
      const { status, body } = await get(adam, list, { sort: other, cursor });
      assert.deepEqual([status, body.errors?.[0].pointer], [400, '/cursor'], `${list}: a cursor of ${sort} with ${other}: ${JSON.stringify(body)}`);
      assert.match(JSON.stringify(body), /another sort/);
    }
    assert.equal((await get(adam, list, { sort, cursor })).status, 200);
    assert.equal((await get(adam, list, { cursor })).status, sort === sorts[0] ? 200 : 400, 'the default order has the cursors that it had');
  }
  const made = (text) => Buffer.from(text).toString('base64url');
  for (const place of ['', 'x', '1/1', '2030-01-01/', '2030-01-01/x', '/', ' ', "1'; SELECT 1", '99999999999999999999', '2030-13-01/1', 'infinity/1', '2030-01-01/1/1'])
    for (const [list, sorts] of lists) for (const sort of sorts) {
      const { status } = await get(adam, list, { sort, cursor: made(sort === sorts[0] ? place : `${sort} ${place}`) });
      assert.ok(status === 400 || status === 200 && (/^(infinity\/1|2030-01-01\/1\/1)$/.test(place) && /ended|changed/.test(sort)), `${list} by ${sort} after ${place}: ${status}`);
    }
  for (const place of ['x', '1', '2030-01-01/x', 'x/1', '-opened_at 1/1']) assert.equal((await get(adam, 'transcripts', { cursor: made(place) })).status, 400, place);
});

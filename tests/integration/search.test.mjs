// Customers are looked for by name, company, e-mail address and number, cases by words, state and day, by who may see them (issue 15, D1, D2); one customer has
// several numbers and e-mail addresses (D3).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, adam, maya, tomas, colleague, rosa;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const list = (who, path, query) => who.call('GET', `/api/v1/${path}?${new URLSearchParams(query)}`);
const ids = async (who, path, query) => ok(await list(who, path, query)).data.map(({ id }) => id);
const refused = (answer, pointer) => assert.deepEqual([answer.status, answer.body.type, answer.body.errors?.[0].pointer], [422, 'invalid', pointer], JSON.stringify(answer.body));
const create = async (who, body) => ok(await who.call('POST', '/api/v1/customers', body), 201);

// The umbrella's customer wrote in the queue Billing, which Tomás does not serve; the others have no history.
let bill, umbrella, taro, pat;
before(async () => {
  stack = await Stack.start({ name: 'search', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  [tomas, colleague] = await Promise.all([1, 2].map((n) => Client.login(stack, stack.user('agent', n))));
  rosa = await Client.login(stack, stack.user('supervisor'));
  bill = await assigned(maya, stack.channel('twilio'), newNumber(), 'refund for my umbrella');
  umbrella = await create(maya, { name: 'Zoë Müller', number: bill.state.number, company: 'Kranich & Söhne' });
  await finish(maya, bill);
  taro = await create(adam, { name: '田中 太郎', number: newNumber() });
  pat = await create(adam, { name: 'Pat Kranich', number: newNumber() });
});
after(async () => { maya?.close(); await stack?.stop(); });

test('customers are found by name, company and number, the newest first, by who may see them', async () => {
  for (const [q, wanted] of [['zoe mull', [umbrella]], ['KRANICH', [pat, umbrella]], ['sohne zo', [umbrella]], ['üller', []], ['太郎', [taro]], ['郎', [taro]], [umbrella.state.numbers[0], [umbrella]], [pat.state.numbers[0].slice(-7), [pat]], ['%', null], ['%%', []]]) {
    if (wanted) assert.deepEqual(await ids(adam, 'customers', { q }), wanted.map(({ id }) => id), `by ${q}`);
    else refused(await list(adam, 'customers', { q }), '/q');
  }
  for (const [name, who, wanted] of [['who had them', maya, [pat, umbrella]], ['who leads her', rosa, [pat, umbrella]], ['who serves their queue', colleague, [pat, umbrella]], ['who does not', tomas, [pat]]])
    assert.deepEqual(await ids(who, 'customers', { q: 'kranich' }), wanted.map(({ id }) => id), name);
  const { key } = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'crm', scopes: ['customers'] }), 201);
  assert.deepEqual(await ids(new Client(stack, key), 'customers', { q: 'kranich' }), [pat.id, umbrella.id], 'an API key the tenant\'s');
  refused(await list(adam, 'customers', { q: 'zoe', number: '+4915100000001' }), '/q');
});

test('all customers are listed page by page; a company is changed and taken away, and found as it is', async () => {
  const pages = [];
  for (let cursor; cursor !== null;) {
    const page = ok(await list(adam, 'customers', { limit: 2, ...(cursor && { cursor }) }));
    pages.push(page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  assert.ok(pages.every((page, n) => page.length === 2 || n === pages.length - 1), JSON.stringify(pages));
  assert.deepEqual(pages.flat().slice(0, 3), [pat.id, taro.id, umbrella.id], 'those that the installation had before come after them');
  assert.equal(new Set(pages.flat()).size, pages.flat().length, 'each once');
  const [{ state }] = ok(await list(adam, 'customers', { q: 'pat' })).data;
  assert.deepEqual([state.name, state.company, state.numbers], ['Pat Kranich', null, pat.state.numbers]);
  const patch = async (body, version) => adam.call('PATCH', `/api/v1/customers/${pat.id}`, body, { headers: { 'if-match': `"${version}"` } });
  const named = ok(await patch({ company: ' Teehaus ' }, pat.version));
  assert.equal(named.state.company, 'Teehaus');
  assert.deepEqual(await ids(adam, 'customers', { q: 'teehaus' }), [pat.id]);
  refused(await patch({ company: '   ' }, named.version), '/company');
  refused(await patch({ company: 'x'.repeat(201) }, named.version), '/company');
  const bare = ok(await patch({ company: null }, named.version));
  assert.equal(bare.state.company, null);
  assert.deepEqual(await ids(adam, 'customers', { q: 'teehaus' }), []);
  refused(await adam.call('POST', '/api/v1/customers', { name: 'X', number: newNumber(), company: '\u202eX' }), '/company');
});

test('cases are found by number, title, customer, state and day, by who may see them', async () => {
  const open = async (customer, title) => ok(await adam.call('POST', '/api/v1/cases', { customer: customer.id, title }), 201);
  const hole = await open(umbrella, 'Umbrella with a hole'), visit = await open(pat, 'Visit to Köln');
  ok(await adam.call('PATCH', `/api/v1/cases/${visit.id}`, { state: 'closed' }, { headers: { 'if-match': `"${visit.version}"` } }));
  const auto = (await ids(adam, 'cases', { customer: umbrella.id })).filter((id) => id !== hole.id); // what came of the text
  assert.equal(auto.length, 1);
  for (const [query, wanted] of [
    [{ q: 'umbrella' }, [hole.id]], [{ q: 'koln' }, [visit.id]], [{ q: hole.number }, [hole.id]], [{ q: 'müller' }, [hole.id, ...auto]], [{ q: 'pat' }, [visit.id]], [{ q: 'nobody' }, []],
    [{ state: 'closed' }, [visit.id]], [{ state: 'open', customer: umbrella.id }, [hole.id, ...auto]], [{ q: 'kranich', state: 'open' }, [hole.id, ...auto]], [{ since: hole.created_at }, [visit.id, hole.id]],
    [{ until: hole.created_at, customer: umbrella.id }, auto], [{ since: '2099-01-01T00:00:00Z' }, []]])
    assert.deepEqual(await ids(adam, 'cases', query), wanted, JSON.stringify(query));
  for (const [name, who, wanted] of [['who had them', maya, [visit.id, hole.id]], ['who leads her', rosa, [visit.id, hole.id]], ['who serves their queue', colleague, [visit.id, hole.id]], ['who does not', tomas, [visit.id]]])
    for (const query of [{ since: hole.created_at }, { q: 'kranich', since: hole.created_at }, { limit: 2 }])
      assert.deepEqual(await ids(who, 'cases', query), wanted, `${name}: ${JSON.stringify(query)}`);
  assert.deepEqual(ok(await list(tomas, 'cases', { customer: umbrella.id })).data, [], 'of whom one may not see, none');
  refused(await list(adam, 'cases', { since: 'yesterday' }), '/since');
  refused(await list(adam, 'cases', { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }), '/until');
  assert.equal((await list(adam, 'cases', { state: 'lost' })).body.errors[0].pointer, '/state');
});

test('a customer is given numbers and e-mail addresses, and they are taken away again; what is somebody else\'s is asked about first', async () => {
  const number = newNumber(), path = (more) => `/api/v1/customers/${pat.id}/${more}`, of = ({ state }) => [state.numbers.filter((one) => !one.startsWith('mail:')), state.emails];
  const [first] = pat.state.numbers;
  assert.deepEqual(of(ok(await adam.call('POST', path('numbers'), { number }))), [[first, number].sort(), []]);
  assert.deepEqual(of(ok(await adam.call('POST', path('emails'), { email: 'Pat@Shop.example' }))), [[first, number].sort(), ['pat@shop.example']]);
  for (const q of [number, 'pat@shop.example', 'shop']) assert.deepEqual(await ids(adam, 'customers', { q }), [pat.id], `by ${q}`);
  assert.deepEqual(ok(await list(adam, 'customers', { number })).data.map(({ id }) => id), [pat.id]);
  refused(await adam.call('POST', path('emails'), { email: 'pat at shop' }), '/email');
  assert.equal((await adam.call('POST', path('numbers'), { number: 'twelve' })).body.errors[0].pointer, '/number');
  const known = await adam.call('POST', `/api/v1/customers/${taro.id}/numbers`, { number });
  assert.deepEqual([known.status, known.body.type, known.body.customers], [409, 'number_known', [{ id: pat.id, name: 'Pat Kranich' }]]);
  assert.deepEqual(ok(await adam.call('POST', `/api/v1/customers/${taro.id}/numbers`, { number, confirm_known: true })).state.numbers.length, 2);
  ok(await adam.call('DELETE', `/api/v1/customers/${taro.id}/numbers/${encodeURIComponent(number)}`));
  assert.deepEqual(of(ok(await adam.call('DELETE', path(`emails/${encodeURIComponent('pat@shop.example')}`)))), [[first, number].sort(), []]);
  assert.deepEqual(of(ok(await adam.call('DELETE', path(`numbers/${encodeURIComponent(number)}`)))), [[first], []]);
  assert.equal((await adam.call('DELETE', path(`numbers/${encodeURIComponent(number)}`))).status, 404);
  assert.deepEqual(await ids(adam, 'customers', { q: number }), []);
  const again = await adam.call('POST', '/api/v1/customers', { name: 'Pat again', number: first });
  assert.deepEqual([again.status, again.body.type, again.body.customers], [409, 'number_known', [{ id: pat.id, name: 'Pat Kranich' }]]);
  const twin = ok(await adam.call('POST', '/api/v1/customers', { name: 'Pat again', number: first, confirm_known: true }), 201);
  assert.deepEqual(ok(await list(adam, 'customers', { number: first })).data.map(({ id }) => id), [pat.id, twin.id]);
});

test('searches of customers are in the audit log, without what was looked for; who was erased is found no more', async () => {
  const noted = async () => ok(await adam.call('GET', '/api/v1/audit?action=customers_search&limit=200')).data;
  await until('the searches are noted', async () => { const lines = await noted(); return [tomas, maya, rosa].every(({ id }) => lines.some((line) => line.actor_id === id)); });
  assert.ok(!/kranich|zoe|zo\u00eb/i.test(JSON.stringify(await noted())));
  ok(await adam.call('POST', `/api/v1/customers/${umbrella.id}/erase`));
  for (const q of ['zoe', 'kranich zoe', umbrella.state.numbers[0], 'sohne']) assert.deepEqual(await ids(adam, 'customers', { q }), [], `by ${q}`);
  assert.deepEqual(await ids(adam, 'cases', { q: 'umbrella' }), []);
  const left = await ids(adam, 'customers', {});
  assert.ok(left.includes(pat.id) && !left.includes(umbrella.id), JSON.stringify(left));
});

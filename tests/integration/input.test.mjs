// Bad input gets a clear answer that names the field, and nothing is lost.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { Client, replayed } from '../lib/client.mjs';
import { assigned, finish, offered, send } from '../lib/desk.mjs';
import { PATIENCE_MS } from '../lib/patience.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { hookAt, inboundParams, newNumber, postSigned, text } from '../lib/texts.mjs';

let stack, channel, maya, interaction;
before(async () => {
  stack = await Stack.start({ name: 'input' });
  channel = stack.channel('twilio');
  maya = await Client.ready(stack, stack.user('agent', 0));
  interaction = await assigned(maya, channel, newNumber());
});
after(async () => { maya?.close(); await stack?.stop(); });

const problem = (answer, status, type, pointer) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  assert.equal(answer.body.type, type);
  assert.ok(answer.body.title.length > 0);
  assert.equal(answer.body.status, status);
  assert.match(answer.body.request_id, /^[0-9a-f]{16,32}$/);
  if (pointer !== undefined) assert.equal(answer.body.errors?.[0].pointer, pointer, JSON.stringify(answer.body));
};

const messages = () => `/api/v1/conversations/${interaction.state.conversation}/messages`;

test('not JSON, not UTF-8, wrong type, unknown, missing, too long: each names its field', async () => {
  const raw = (body) => maya.call('POST', messages(), undefined, { raw: body });
  problem(await raw('{"text": '), 400, 'bad_request');
  problem(await raw(Buffer.from([0x7b, 0x22, 0x74, 0x65, 0x78, 0x74, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 400, 'bad_request');
  problem(await raw('["text"]'), 422, 'invalid');
  for (const body of ['{"text":"a\\u0000b"}', '{"\\u0000":"x"}']) {
    const answer = await raw(body);
    problem(answer, 422, 'invalid', '');
    assert.match(answer.body.detail, /U\+0000/, 'it is JSON, and says what is not taken');
  }
  problem(await maya.call('POST', messages(), { text: 5 }), 422, 'invalid', '/text');
  problem(await maya.call('POST', messages(), { text: 'x', colour: 'red' }), 422, 'invalid', '/colour');
  problem(await maya.call('POST', messages(), {}), 422, 'invalid', '/text');
  problem(await maya.call('POST', messages(), { text: '' }), 422, 'invalid', '/text');
  problem(await maya.call('POST', messages(), { text: 'x'.repeat(1601) }), 422, 'invalid', '/text');
  problem(await maya.call('POST', messages(), { text: 'y', client_id: 'x'.repeat(65) }), 422, 'invalid', '/client_id');
  problem(await maya.call('PUT', '/api/v1/me/status', { status: 'sleeping' }), 422, 'invalid', '/status');
  const told = ({ body }) => body.errors.map((error) => error.pointer), several = await maya.call('POST', messages(), { client_id: '', colour: 'red', html: 5 });
  problem(several, 422, 'invalid', '/client_id');
  assert.deepEqual(told(several), ['/client_id', '/colour', '/html', '/text'], 'all at once, what is missing last');
  assert.equal(several.body.detail, several.body.errors[0].detail);
  const list = await maya.call('GET', '/api/v1/interactions?limit=0&queue=x&state=asleep');
  assert.deepEqual([list.status, told(list)], [422, ['/limit', '/queue', '/state']], JSON.stringify(list.body));
  problem(await maya.call('POST', messages(), undefined, { raw: JSON.stringify({ text: 'x' }), headers: { 'content-type': 'text/plain' } }), 415, 'unsupported_media_type');
});

test('a text that shows nothing is refused wherever one is written, and none is stored', async () => {
  const adam = await Client.login(stack, stack.user('administrator'), 'admin'), number = newNumber();
  const before = (await maya.call('GET', messages())).body.data.length;
  const writes = [
    [maya, messages(), {}], [maya, messages().replace(/messages$/, 'notes'), {}],
    [maya, '/api/v1/me/interactions', { channel_id: channel.id, number }],
    ...['in', 'out'].map((direction) => [adam, '/api/v1/sms/interactions', { channel_id: channel.id, number, direction }]),
  ];
  for (const [client, path, body] of writes)
    for (const blank of ['', ' \t\r\n', '\u00a0\u3000', '\u200b\u200d\ufeff', '\u3164', '\u{e0020}'])
      problem(await client.call('POST', path, { ...body, text: blank }), 422, 'invalid', '/text');
  assert.equal((await maya.call('GET', messages())).body.data.length, before);
  assert.equal((await stack.query('SELECT count(*)::int AS n FROM messaging.customer_number WHERE number = $1', [number]))[0].n, 0);
});

test('a body beyond its route\'s limit is 413 that names the limit, whoever sends it', async () => {
  const tooLarge = (answer, max) => { problem(answer, 413, 'too_large'); assert.equal(answer.body.max_bytes, max); assert.match(answer.body.detail, new RegExp(`\\b${max}\\b`)); };
  tooLarge(await maya.call('POST', messages(), { text: 'x'.repeat(1024 * 1024) }), 1024 * 1024);
  tooLarge(await maya.call('POST', messages(), { text: 'x'.repeat(256 * 1024) }), 256 * 1024);
  const notes = messages().replace('/messages', '/notes');
  tooLarge(await maya.call('POST', notes, { text: 'x'.repeat(65536) }), 65536);
  tooLarge(await new Client(stack, null).call('POST', notes, { text: 'x'.repeat(65536) }), 65536);
  tooLarge(await maya.call('DELETE', '/api/v1/sessions/me', { really: true }), 0);
  assert.equal((await maya.call('GET', '/api/v1/sessions/me')).status, 200);
  const hook = await postSigned(channel, {}, { signature: 'x', body: 'a'.repeat(131073) });
  assert.equal(hook.status, 413);
  assert.equal(JSON.parse(hook.text).max_bytes, 131072);
});

// Bytes as they are to the edge or to one daemon; the answer when the connection ends.
const bytes = (base, text) => new Promise((done, fail) => {
  let heard = '';
  const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(text));
  socket.setEncoding('utf8').setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no end after: ${heard}`)));
  socket.on('data', (data) => { heard += data; }).on('error', fail).on('end', () => {
    const [head, body] = heard.split('\r\n\r\n');
    const headers = new Headers(head.split('\r\n').slice(1).map((line) => line.split(/: (.*)/).slice(0, 2)));
    socket.destroy();
    done({ status: Number(head.split(' ')[1]), headers, text: body, body: /json/.test(headers.get('content-type')) ? JSON.parse(body) : null });
  });
});
const head = (line, ...more) => [line, 'Host: a', 'Connection: close', ...more, '', ''].join('\r\n');

test('what the edge refuses itself is a problem document, too; only pages get a page', async () => {
  const edge = (...lines) => bytes(stack.base, head(...lines));
  problem(await bytes(stack.base, 'nonsense\r\n\r\n'), 400, 'bad_request');
  problem(await bytes(stack.base, 'GET /api/v1/workspace HTTP/1.1\r\n\r\n'), 400, 'bad_request');
  problem(await edge(`GET /api/${'x'.repeat(40000)} HTTP/1.1`), 414, 'uri_too_long');
  problem(await edge('GET /api/v1/workspace HTTP/1.1', `X: ${'x'.repeat(40000)}`), 431, 'header_too_large');
  problem(await edge('GET /api/v1/workspace HTTP/3.0'), 505, 'version_not_supported');
  problem(await edge('TRACE /api/v1/workspace HTTP/1.1'), 405, 'method_not_allowed');
  problem(await edge('POST /hooks/nothing HTTP/1.1', 'Content-Length: 0'), 404, 'not_found');
  problem(await edge('GET /api/nothing HTTP/1.1'), 404, 'not_found');
  const daemons = await edge('GET /api/v1/workspace HTTP/1.1');
  problem(daemons, 401, 'unauthenticated');
  assert.equal(daemons.headers.get('x-request-id'), daemons.body.request_id); // as the daemon wrote it
  const page = await edge('GET /nothing HTTP/1.1');
  assert.equal(page.status, 404);
  assert.match(page.headers.get('content-type'), /^text\/html/);
});

test('a space in a header\'s name is 400 at the edge and at each daemon: another server may read it otherwise', async () => {
  for (const base of [stack.base, ...Object.values(stack.run.http)])
    for (const line of ['Content-Length : 5', 'Content-Length\t: 5', 'Transfer-Encoding : chunked', 'X Y: 1'])
      problem(await bytes(base, head('POST /api/v1/sessions HTTP/1.1', line) + 'abcde'), 400, 'bad_request');
});

test('a signed call with more parameters than any carrier sends is a text; with too many to check it is 413', async () => {
  const extra = (count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`Later${i}`, `${i}`]));
  const number = newNumber();
  const params = inboundParams(channel, number, 'with a thousand more', extra(1000));
  const changed = await postSigned(channel, params, { body: new URLSearchParams({ ...params, Later999: 'x' }) });
  assert.equal(changed.status, 403);
  assert.equal((await postSigned(channel, params, { to: hookAt(stack, 'smsgw', channel) })).status, 200);
  const offer = await maya.offerOf(number);
  await finish(maya, (await maya.call('POST', `/api/v1/offers/${offer.id}/accept`)).body);
  const refused = await postSigned(channel, inboundParams(channel, number, 'with too many', extra(4096)));
  assert.equal(refused.status, 413);
  assert.match(JSON.parse(refused.text).detail, /\b4096\b/);
  const unread = await postSigned(channel, inboundParams(channel, 'no number at all!', 'x', extra(1000)));
  assert.equal(unread.status, 200);
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const [{ id }] = (await adam.call('GET', '/api/v1/sms/raw')).body.data;
  const kept = (await adam.call('GET', `/api/v1/sms/raw/${id}`)).body;
  assert.equal(new URLSearchParams(Buffer.from(kept.raw, 'base64').toString()).get('Later999'), '999');
});

test('unknown paths, methods, ids and parameters', async () => {
  problem(await maya.call('GET', '/api/v1/nothing'), 404, 'not_found');
  const wrong = await maya.call('DELETE', '/api/v1/workspace');
  assert.equal(wrong.status, 405);
  assert.match(wrong.headers.get('allow'), /GET/);
  problem(await maya.call('GET', '/api/v1/interactions/999999999'), 404, 'not_found');
  problem(await maya.call('GET', '/api/v1/interactions/abc'), 404, 'not_found');
  problem(await maya.call('POST', '/api/v1/offers/999999999/accept'), 404, 'not_found');
  problem(await maya.call('GET', messages() + '?colour=red'), 400, 'bad_request');
  problem(await maya.call('GET', messages() + '?limit=100000'), 422, 'invalid', '/limit');
});

test('without login 401; with a wrong token 401; a role that may not 403', async () => {
  const nobody = new Client(stack, null);
  problem(await nobody.call('GET', '/api/v1/workspace'), 401, 'unauthenticated');
  problem(await new Client(stack, 'tls_nonsense').call('GET', '/api/v1/workspace'), 401, 'unauthenticated');
  problem(await maya.call('GET', '/api/v1/users'), 403, 'forbidden');
  problem(await maya.call('PUT', `/api/v1/agents/${maya.id}/status`, { status: 'available' }), 403, 'forbidden');
  const key = new Client(stack, stack.run.api_key);
  problem(await key.call('PUT', '/api/v1/me/status', { status: 'available' }), 403, 'forbidden');
  problem(await nobody.call('POST', '/api/v1/sessions', { username: 'maya', password: 'wrong', app: 'workspace' }), 401, 'unauthenticated');
  problem(await nobody.call('POST', '/api/v1/sessions', { username: 'nobody', password: 'wrong', app: 'workspace' }), 401, 'unauthenticated');
  const adam = stack.user('administrator');
  const elsewhere = await nobody.call('POST', '/api/v1/sessions', { username: adam.username, password: adam.password, app: 'workspace' });
  problem(elsewhere, 403, 'no_licence');
  assert.deepEqual(elsewhere.body.apps, ['admin', 'work'], 'it says where they may');
});

test('an API key may do what its scopes name and nothing else', async () => {
  const token = 'tlk_' + 'a'.repeat(43);
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
    VALUES (1, 'bare', sha256('${token}'::bytea), '{}', ops.clock())`);
  const bare = new Client(stack, token);
  const key = new Client(stack, stack.run.api_key);
  for (const path of ['/api/v1/customers?number=%2B15105550177', '/api/v1/channels', '/api/v1/opt-outs?number=%2B15105550177']) {
    problem(await bare.call('GET', path), 403, 'forbidden');
    assert.equal((await key.call('GET', path)).status, 200, path);
  }
  problem(await bare.call('POST', '/api/v1/channels/2/sandbox/inbound', { from: '+15005550009', text: 'x' }), 403, 'forbidden');
  problem(await key.call('GET', '/api/v1/sessions/me'), 403, 'forbidden');
});

test('the sandbox is for administrators and keys with its scope: no agent, no supervisor', async () => {
  const { id } = stack.channel('sandbox');
  const inbound = ['POST', `/api/v1/channels/${id}/sandbox/inbound`], outbox = ['GET', `/api/v1/channels/${id}/sandbox/outbox`];
  const rosa = await Client.login(stack, stack.user('supervisor'));
  for (const who of [maya, rosa]) {
    problem(await who.call(...inbound, { from: newNumber(), text: 'x' }), 403, 'forbidden');
    problem(await who.call(...outbox), 403, 'forbidden');
  }
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  for (const who of [adam, new Client(stack, stack.run.api_key)]) assert.equal((await who.call(...outbox)).status, 200);
  // Without a text: whoever may is told so, and no agent gets work that this test does not want.
  problem(await adam.call(...inbound, { from: newNumber() }), 422, 'invalid', '/text');
});

test('a body without its type is refused: a page of another origin could send it', async () => {
  const answer = await fetch(`${stack.base}/api/v1/sessions`, { method: 'POST', body: new Blob(['{"username":"maya","password":"x","app":"workspace"}']) });
  assert.equal(answer.status, 415);
});

test('one session opens a few streams and no more', async () => {
  const streams = [];
  for (let i = 0; i < 9; i++) {
    const one = new Client(stack, maya.token);
    await one.open();
    streams.push(one);
  }
  await until('the refusal of one too many', () => streams.some((one) => one.closed === 4008));
  for (const one of streams) one.close();
});

test('a cookie counts only with the header that no cross-site form can send', async () => {
  const cookie = { cookie: `tl_workspace=${maya.token}` };
  const bare = new Client(stack, null);
  assert.equal((await bare.call('GET', '/api/v1/workspace', undefined, { headers: cookie })).status, 401);
  assert.equal((await bare.call('GET', '/api/v1/workspace', undefined, { headers: { ...cookie, 'x-trunkline-app': 'workspace' } })).status, 200);
  assert.equal((await bare.call('GET', '/api/v1/workspace', undefined, { headers: { ...cookie, 'x-trunkline-app': 'work' } })).status, 401);
});

test('the second of two accepts is 409 with the present state; the same request repeated gets the first answer', async () => {
  const offer = await offered(maya, channel, newNumber());
  const headers = { 'idempotency-key': `accept-${offer.id}` };
  const first = await maya.call('POST', `/api/v1/offers/${offer.id}/accept`, undefined, { headers });
  assert.equal(first.status, 200, JSON.stringify(first.body));
  const repeated = await maya.call('POST', `/api/v1/offers/${offer.id}/accept`, undefined, { headers });
  assert.equal(repeated.status, 200);
  assert.deepEqual(repeated.body, first.body);
  const second = await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
  problem(second, 409, 'offer_already_accepted');
  assert.equal(second.body.state.state, 'accepted');
  await finish(maya, first.body);
});

test('one Idempotency-Key with another body is 409; a client id sent twice is one message', async () => {
  const headers = { 'idempotency-key': 'k-1' };
  const first = await maya.call('POST', messages(), { text: 'one' }, { headers });
  const same = await maya.call('POST', messages(), { text: 'one' }, { headers });
  assert.equal(same.status, 201);
  assert.equal(same.body.id, first.body.id);
  problem(await maya.call('POST', messages(), { text: 'two' }, { headers }), 409, 'idempotency_key_reused');
  problem(await maya.call('PUT', '/api/v1/me/status', { status: 'available' }, { headers }), 409, 'idempotency_key_reused');
  const [a, b] = await Promise.all([1, 2].map(() => send(maya, interaction, 'thrice', { client_id: 'c-9' })));
  assert.equal(a.body.id, b.body.id);
  assert.deepEqual([first, same].map(replayed), [false, true], 'the second answer says that it is one');
  assert.deepEqual([a, b].map(replayed).sort(), [false, true]);
});

test('a client id is its author\'s: it shows nobody else what was said, and swallows nobody\'s text', async () => {
  const [tomas, rosa] = await Promise.all([stack.user('agent', 1), stack.user('supervisor')].map(async (user) => (await Client.login(stack, user)).open()));
  const its = await assigned(maya, channel, newNumber());
  const sent = await send(maya, its, 'for the customer alone', { client_id: 'mine' });
  assert.equal(sent.status, 201);
  problem(await send(tomas, its, 'what is it?', { client_id: 'mine' }), 403, 'not_yours');
  problem(await send(maya, its, 'as a visitor', { client_id: 'v:mine' }), 422, 'invalid', '/client_id');
  assert.equal((await rosa.call('POST', `/api/v1/interactions/${its.id}/join`)).status, 200);
  problem(await send(rosa, its, 'for the customer alone', { client_id: 'mine' }), 409, 'client_id_reused', '/client_id');
  problem(await send(maya, its, 'something else', { client_id: 'mine' }), 409, 'client_id_reused', '/client_id');
  assert.equal((await send(maya, its, 'for the customer alone', { client_id: 'mine' })).body.id, sent.body.id, 'the same again is the first');
  assert.deepEqual((await maya.call('GET', `/api/v1/conversations/${its.state.conversation}/messages`)).body.data.filter((m) => m.state.direction === 'out').map((m) => m.state.text), ['for the customer alone'], 'nothing else was stored');
  assert.equal((await send(rosa, its, 'I help', { client_id: 'hers' })).body.state.text, 'I help');
  assert.equal((await rosa.call('POST', `/api/v1/interactions/${its.id}/consult/end`, {})).status, 200);
  await finish(maya, its);
  for (const one of [tomas, rosa]) await one.call('DELETE', '/api/v1/sessions/me');
});

test('one Idempotency-Key with another path or another If-Match is 409, and nothing is done', async () => {
  const made = [];
  for (const name of ['Ann', 'Bo']) made.push((await maya.call('POST', '/api/v1/customers', { name, number: newNumber() })).body);
  const path = (customer) => `/api/v1/customers/${customer.id}`;
  const change = (customer, version) => maya.call('PATCH', path(customer), { notes: 'called' },
    { headers: { 'idempotency-key': 'k-2', 'if-match': `"${version}"` } });
  const first = await change(made[0], made[0].version);
  assert.equal(first.status, 200, JSON.stringify(first.body));
  assert.deepEqual((await change(made[0], made[0].version)).body, first.body);
  problem(await change(made[0], first.body.version), 409, 'idempotency_key_reused');
  problem(await change(made[1], made[1].version), 409, 'idempotency_key_reused');
  const untouched = await maya.call('GET', path(made[1]));
  assert.ok(!JSON.stringify(untouched.body).includes('called'), JSON.stringify(untouched.body));
});

test('null clears notes, and what is left out stays', async () => {
  const made = (await maya.call('POST', '/api/v1/customers', { name: 'Cleo', number: newNumber(), notes: 'old' })).body;
  const path = `/api/v1/customers/${made.id}`;
  const patch = (body, version) => maya.call('PATCH', path, body, { headers: { 'if-match': `"${version}"` } });
  const renamed = await patch({ name: 'Cleo B.' }, made.version);
  assert.equal(renamed.status, 200, JSON.stringify(renamed.body));
  assert.ok(JSON.stringify(renamed.body).includes('"old"'), JSON.stringify(renamed.body));
  const cleared = await patch({ notes: null }, renamed.body.version);
  assert.equal(cleared.status, 200, JSON.stringify(cleared.body));
  assert.ok(!JSON.stringify(cleared.body).includes('"old"'), JSON.stringify(cleared.body));
});

test('a message to an ended conversation is 409; so is a second end', async () => {
  const ended = await assigned(maya, channel, newNumber());
  await finish(maya, ended);
  problem(await send(maya, ended, 'too late'), 409, 'conversation_closed');
  problem(await maya.call('POST', `/api/v1/interactions/${ended.id}/end`, { last_seen_seq: 5 }), 409, 'interaction_ended');
});

test('End with a newer unseen text is 409 with that text, and nothing ends (rule 16)', async () => {
  const open = await assigned(maya, channel, newNumber());
  await text(channel, open.state.number, 'wait, one more thing');
  const refused = await maya.call('POST', `/api/v1/interactions/${open.id}/end`, { last_seen_seq: 1 });
  problem(refused, 409, 'newer_message');
  assert.equal(refused.body.messages[0].state.text, 'wait, one more thing');
  problem(await maya.call('POST', `/api/v1/interactions/${open.id}/end`, { last_seen_seq: 3 }), 422, 'invalid', '/last_seen_seq'); // nobody has seen what does not exist
  assert.equal((await maya.call('GET', `/api/v1/interactions/${open.id}`)).body.state.state, 'assigned');
  await finish(maya, open);
});

test('somebody else\'s conversation: 404 to look at, 403 or 404 to write to', async () => {
  const tomas = await Client.login(stack, stack.user('agent', 1));
  assert.equal((await tomas.call('GET', messages())).status, 404);
  assert.equal((await tomas.call('GET', `/api/v1/interactions/${interaction.id}`)).status, 404);
  assert.ok([403, 404].includes((await tomas.call('POST', messages(), { text: 'hi' })).status));
  assert.ok([403, 404].includes((await tomas.call('POST', `/api/v1/interactions/${interaction.id}/end`, { last_seen_seq: 99 })).status));
});

test('a customer\'s record, history and cases: 404 or nothing for who has nothing to do with them (SMS-6)', async () => {
  const { number } = interaction.state;
  const made = await maya.call('POST', '/api/v1/customers', { name: 'Zoë', number });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const opened = await maya.call('POST', '/api/v1/cases', { customer: made.body.id, title: 'Tea' });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  const card = `/api/v1/customers/${made.body.id}`, itsCase = `/api/v1/cases/${opened.body.id}`;
  const find = `/api/v1/customers?number=${encodeURIComponent(number)}`;
  const rosa = await Client.login(stack, stack.user('supervisor'));
  for (const who of [maya, rosa, new Client(stack, stack.run.api_key)]) {
    assert.deepEqual((await who.call('GET', card)).body.interactions.map((i) => i.id), [interaction.id]);
    assert.deepEqual((await who.call('GET', find)).body.data.map((c) => c.id), [made.body.id]);
  }
  for (const who of [maya, rosa]) {
    assert.equal((await who.call('GET', itsCase)).status, 200);
    for (const list of [`/api/v1/cases?customer=${made.body.id}`, '/api/v1/cases'])
      assert.equal((await who.call('GET', list)).status, 200, list);
  }
  assert.deepEqual((await maya.call('GET', `/api/v1/cases?customer=${made.body.id}`)).body.data.map((c) => c.id), [opened.body.id]);
  const tomas = await Client.login(stack, stack.user('agent', 1));
  for (const path of [card, itsCase]) assert.equal((await tomas.call('GET', path)).status, 200, 'who serves their queue may have them next');
  const renamed = await tomas.call('PATCH', card, { name: 'Zoë B.' }, { headers: { 'if-match': made.body.version } });
  assert.equal(renamed.status, 200, 'and corrects what is wrong in the record');
  await stack.asOwner('UPDATE routing.member SET enabled = false WHERE agent = $1', [tomas.id]);
  try {
    for (const path of [card, itsCase]) problem(await tomas.call('GET', path), 404, 'not_found');
    const found = await tomas.call('GET', find);
    assert.deepEqual([found.status, found.body.data, found.body.interactions, found.body.cases], [200, [], [], []]);
    for (const list of [`/api/v1/cases?customer=${made.body.id}`, '/api/v1/cases'])
      assert.deepEqual((await tomas.call('GET', list)).body, { data: [], next_cursor: null });
    problem(await tomas.call('PATCH', card, { name: 'Zoe' }, { headers: { 'if-match': renamed.body.version } }), 404, 'not_found');
    problem(await tomas.call('POST', '/api/v1/cases', { customer: made.body.id, title: 'x' }), 404, 'not_found');
    problem(await tomas.call('POST', '/api/v1/customers', { name: 'Zoe', number }), 403, 'not_yours');
  } finally {
    await stack.asOwner('UPDATE routing.member SET enabled = true WHERE agent = $1', [tomas.id]);
  }
});

test('a supervisor sees and ends what their groups have; outside of them is 404', async () => {
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const offer = (await rosa.call('GET', `/api/v1/offers?agent=${maya.id}`)).body.data[0].id;
  const paths = [`/api/v1/interactions/${interaction.id}`, `/api/v1/interactions/${interaction.id}/why`, messages(),
    `/api/v1/conversations/${interaction.state.conversation}`, `/api/v1/offers/${offer}`];
  const listed = async () => (await rosa.call('GET', '/api/v1/interactions?state=open')).body.data.some((i) => i.id === interaction.id);
  assert.equal((await rosa.call('POST', `/api/v1/conversations/${interaction.state.conversation}/monitor`)).status, 200, 'a look opens what is said');
  for (const path of paths) assert.equal((await rosa.call('GET', path)).status, 200, path);
  assert.equal(await listed(), true);
  const [mine] = await stack.asOwner('SELECT group_id FROM directory.app_user WHERE id = $1', [maya.id]);
  await stack.asOwner('DELETE FROM directory.supervision WHERE supervisor = $1 AND group_id = $2', [rosa.id, mine.group_id]);
  for (const path of paths) problem(await rosa.call('GET', path), 404, 'not_found');
  assert.equal(await listed(), false);
  assert.deepEqual((await rosa.call('GET', `/api/v1/offers?agent=${maya.id}`)).body.data, []);
  problem(await rosa.call('POST', `/api/v1/interactions/${interaction.id}/end`, { last_seen_seq: 99 }), 404, 'not_found');
  await stack.asOwner('INSERT INTO directory.supervision (tenant, supervisor, group_id) VALUES (1, $1, $2)', [rosa.id, mine.group_id]);
  assert.equal((await rosa.call('GET', paths[0])).status, 200);
});

test('a cursor of no list, a sequence beyond all, a name that shows something else', async () => {
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const cursor = Buffer.from('abc').toString('base64url');
  for (const list of ['agents', 'users', 'channels', 'interactions', 'offers'])
    problem(await adam.call('GET', `/api/v1/${list}?cursor=${cursor}`), 400, 'bad_request');
  const beyond = await maya.call('GET', messages() + '?after_seq=9223372036854775807');
  assert.equal(beyond.status, 200, JSON.stringify(beyond.body));
  assert.deepEqual(beyond.body, { data: [], next_cursor: null });
  const create = (name, number) => maya.call('POST', '/api/v1/customers', { name, number });
  for (const name of ['A\nB', 'A\u202eB', '\u200b']) problem(await create(name, newNumber()), 422, 'invalid');
  problem(await create('Ann', '150055500061234'), 422, 'invalid');
  assert.equal((await create('Ann', newNumber())).status, 201);
});

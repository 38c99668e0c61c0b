// A page that is a phone (SP-8): its token, its socket, what of its messages goes through, where it is reached, when it ends.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Client } from '../lib/client.mjs';
import { operations } from '../lib/operations.mjs';
import { Stack, running, until } from '../lib/stack.mjs';
import { WsPhone } from '../lib/wsphone.mjs';

let stack, adam, anna, wim;
const phones = [];
before(async () => {
  stack = await Stack.start({ name: 'browsers', instances: 'presenced chatd voiced', testClock: true });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  anna = await loggedIn({ has_seat: true });
  wim = await loggedIn({ has_work: true }, 'work');
});
after(async () => { for (const phone of phones) phone.socket.terminate(); await stack?.stop(); });

let count = 0;
const unique = () => `b${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const person = async (licences) => {
  const user = { username: unique(), name: unique(), password: 'a long password', role: 'agent', ...licences };
  return { ...user, ...ok(await adam.call('POST', '/api/v1/users', user), 201), password: user.password };
};
const loggedIn = async (licences, app) => Client.login(stack, await person(licences), app);
const open = async (client, more) => { const phone = await WsPhone.open(client, more); phones.push(phone); return phone; };
const refused = async (client, status, more) => assert.rejects(open(client, more), (error) => { assert.equal(error.status, status, `${error.message} ${error.text}`); return true; });
const reached = (client) => stack.query('SELECT * FROM voice.v_device_binding WHERE owner = $1 ORDER BY renewed_at', [client.id]);
const registered = async (client, more) => { const phone = await open(client, more); assert.equal((await phone.register()).status, 200); return phone; };
const metric = async (name) => (await stack.metrics('voiced'))[name] ?? 0;

test('a page registers without a password and is found like any phone, as its socket\'s own connection', async () => {
  const phone = await open(anna);
  assert.deepEqual([phone.given.username, phone.given.phone_mode, phone.given.ice_servers, phone.given.path], [`agent-${anna.id}`, 'workspace', [], '/api/v1/phone/socket']);
  const answer = await phone.register();
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.get('via'), /^SIP\/2\.0\/WS [0-9a-f]+\.invalid;/, 'the Via comes back as it was');
  assert.equal(answer.get('contact'), `<sip:${phone.user}@${phone.host};transport=ws>;expires=600`);
  const [binding, ...others] = await reached(anna);
  assert.deepEqual(others, []);
  assert.deepEqual([binding.side, binding.transport, binding.username, binding.instance, binding.agent], ['agent', 'ws', `agent-${anna.id}`, 'voiced', 'JsSIP']);
  assert.match(binding.source, /^127\.0\.0\.1:\d+$/);
  assert.equal((await phone.register({ expires: 0 })).status, 200);
  assert.deepEqual(await reached(anna), [], 'it takes itself back');
  await phone.close();
});

test('behind TLS the Via says WSS, and does so in the answer', async () => {
  const phone = await open(anna, { via: 'WSS' });
  assert.match((await phone.register()).get('via'), /^SIP\/2\.0\/WSS /);
  await phone.close();
});

test('several pages and both sides of a user are phones at once, each reached alone; a closed one is gone at once', async () => {
  const both = await person({ has_seat: true, has_work: true });
  const [desk, work] = [await Client.login(stack, both), await Client.login(stack, both, 'work')];
  const [one, two, three] = [await registered(desk), await registered(desk), await registered(work)];
  const found = await reached(desk);
  assert.deepEqual(found.map((b) => b.side), ['agent', 'agent', 'work']);
  assert.equal(new Set(found.map((b) => b.source)).size, 3);
  await two.close();
  await until('two are left', async () => (await reached(desk)).length === 2);
  three.socket.terminate();
  await until('one is left', async () => (await reached(desk)).length === 1);
  assert.equal((await one.register()).status, 200);
  await one.close();
});

test('a token opens one socket, of its own login, soon', async () => {
  const given = await WsPhone.token(anna);
  const phone = await open(anna, { given });
  await refused(anna, 403, { given });
  await refused(wim, 403, { given: await WsPhone.token(anna) });
  await refused(await Client.login(stack, { username: anna.session.user.username, password: 'a long password' }), 403, { given: await WsPhone.token(anna) });
  await refused(anna, 403, { token: `tlp_${'x'.repeat(43)}` });
  await refused(anna, 403, { token: 'x' });
  const late = await WsPhone.token(anna);
  await stack.pass(31000);
  await refused(anna, 403, { given: late });
  assert.deepEqual(await stack.query('SELECT * FROM voice.phone_token WHERE hash = sha256($1::bytea)', [given.token]), [], 'a used one is not kept');
  await phone.close();
});

test('a token is shown to who asked for it and kept nowhere in clear', async () => {
  const key = { headers: { 'idempotency-key': unique() } };
  const [first, second] = [ok(await anna.call('POST', '/api/v1/phone/token', undefined, key), 201), ok(await anna.call('POST', '/api/v1/phone/token', undefined, key), 201)];
  assert.equal(second.token, first.token, 'the same command again answers the same');
  const dump = JSON.stringify(await stack.asOwner('SELECT to_jsonb(c) AS row FROM ops.command AS c UNION ALL SELECT to_jsonb(t) FROM voice.phone_token AS t'));
  assert.ok(!dump.includes(first.token) && !dump.includes(Buffer.from(first.token).toString('hex')));
});

test('twenty tokens of a login wait to be used, no more', async () => {
  const client = await loggedIn({ has_work: true }, 'work');
  for (let i = 0; i < 20; i++) await WsPhone.token(client);
  const answer = await client.call('POST', '/api/v1/phone/token');
  assert.deepEqual([answer.status, answer.body.type], [409, 'too_many']);
});

test('without a licence, a login or the right origin there is no phone', async () => {
  const nobody = await Client.login(stack, await person({ has_work: true }), 'work');
  const user = ok(await adam.call('GET', `/api/v1/users/${nobody.id}`));
  const given = await WsPhone.token(nobody);
  ok(await adam.call('PATCH', `/api/v1/users/${nobody.id}`, { has_work: false, has_seat: true }, { headers: { 'if-match': user.version } }));
  const answer = await nobody.call('POST', '/api/v1/phone/token');
  assert.ok([401, 403].includes(answer.status), JSON.stringify(answer.body));
  await assert.rejects(open(nobody, { given }), (error) => [401, 403].includes(error.status));
  const boss = await adam.call('POST', '/api/v1/phone/token');
  assert.ok([201, 403].includes(boss.status));
  assert.equal((await new Client(stack, null).call('POST', '/api/v1/phone/token')).status, 401);
  // By cookie, as a page: the origin decides.
  const cookie = { cookie: `tl_workspace=${anna.token}` };
  await refused(anna, 401, { headers: cookie });
  await refused(anna, 401, { headers: cookie, origin: 'https://elsewhere.example' });
  await refused(anna, 401, { headers: cookie, origin: stack.base, app: 'work' });
  await refused(anna, 401, { headers: {} });
  const page = await open(anna, { headers: cookie, origin: stack.base });
  assert.equal((await page.register()).status, 200);
  await page.close();
});

test('whoever does not speak sip is refused before the token is used', async () => {
  const given = await WsPhone.token(anna);
  await refused(anna, 400, { given, protocol: 'chat' });
  await refused(anna, 400, { given, protocol: [] });
  const phone = await open(anna, { given, protocol: ['chat', 'sip'] });
  assert.equal(phone.socket.protocol, 'sip');
  await phone.close();
});

test('a page is itself and nobody else', async () => {
  const phone = await registered(anna);
  for (const who of [`agent-${wim.id}`, `work-${anna.id}`, 'x', ''])
    for (const field of ['to', 'from']) assert.equal((await phone.register({ [field]: who })).status, 403, `${field} ${who}`);
  assert.equal((await phone.request('OPTIONS', { from: `work-${wim.id}` })).status, 403);
  assert.equal((await phone.request('OPTIONS', { to: '100' })).status, 200, 'it may speak to whom it likes');
  assert.equal((await phone.register({ headers: ['Contact: <sip:b@b.invalid>'] })).status, 400, 'one place a page');
  assert.equal((await reached(anna)).length, 1);
  await phone.close();
});

test('nobody else is taken for a page: another connection of this host proves a password like anybody', async () => {
  const phone = await registered(anna);
  const socket = net.connect(stack.run.sip.voiced.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(['REGISTER sip:x SIP/2.0', 'Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKx', `From: <sip:agent-${anna.id}@x>;tag=1`, `To: <sip:agent-${anna.id}@x>`, 'Call-ID: 1', 'CSeq: 1 REGISTER', 'Contact: <sip:evil@127.0.0.1>', 'Content-Length: 0', '', ''].join('\r\n'));
  const [data] = await once(socket, 'data');
  assert.match(String(data), /^SIP\/2\.0 401 /);
  socket.destroy();
  assert.equal((await reached(anna)).length, 1);
  await phone.close();
});

test('what no SIP message is ends the socket, and nothing of it reaches the SIP port', async () => {
  const message = (phone, lines, body = '') => ['OPTIONS sip:x SIP/2.0', `Via: SIP/2.0/WS ${phone.host};branch=z9hG4bKa`, `From: <sip:${phone.given.username}@x>;tag=1`, 'To: <sip:a@x>', 'Call-ID: a', 'CSeq: 1 OPTIONS', ...lines, '', body].join('\r\n');
  const bad = {
    'no SIP': () => 'hello',
    'no end of its head': (p) => message(p, []).slice(0, -2),
    'a header without a name': (p) => message(p, [': x']),
    'a lone line feed': (p) => message(p, ['Subject: a\nP-Asserted-Identity: <sip:boss@x>']),
    'a lone carriage return': (p) => message(p, ['Subject: a\rP-Asserted-Identity: <sip:boss@x>']),
    'a NUL': (p) => message(p, ['Subject: a\0b']),
    'a length that is not its body\'s': (p) => message(p, ['Content-Length: 5'], 'abcdefgh'),
    'two lengths': (p) => message(p, ['Content-Length: 0', 'l: 0']),
    'two Vias': (p) => message(p, ['v: SIP/2.0/WS b.invalid;branch=z9hG4bKb']),
    'a Via of another transport': (p) => message(p, []).replace('SIP/2.0/WS', 'SIP/2.0/UDP'),
    'two messages': (p) => message(p, ['Content-Length: 0']) + message(p, ['Content-Length: 0']),
    'JSON without a token': () => '{"type":"hello"}',
  };
  for (const [what, make] of Object.entries(bad)) {
    const phone = await open(anna);
    phone.raw(make(phone));
    assert.equal((await phone.closed).code, 1008, what);
    assert.deepEqual(phone.got, [], what);
  }
  const binary = await open(anna);
  binary.socket.send(Buffer.from('OPTIONS'));
  assert.equal((await binary.closed).code, 1003);
  const large = await open(anna);
  large.raw('x'.repeat(33 * 1024));
  assert.equal((await large.closed).code, 1009);
});

test('keep-alives are answered, and a flood is ended', async () => {
  const phone = await registered(anna);
  phone.raw('\r\n\r\n');
  await until('a pong', () => phone.got.at(-1) === '\r\n');
  phone.raw('\r\n');
  assert.equal((await phone.request('OPTIONS')).status, 200);
  for (let i = 0; i < 500; i++) phone.raw('\r\n');
  assert.equal((await phone.closed).code, 4029);
  await until('it is reached no more', async () => (await reached(anna)).length === 0);
});

test('one account has eight phones in pages, not nine', async () => {
  const client = await loggedIn({ has_seat: true });
  const all = [];
  for (let i = 0; i < 8; i++) all.push(await registered(client));
  const ninth = await open(client);
  assert.equal((await ninth.closed).code, 4008);
  assert.equal((await reached(client)).length, 8);
  await all.shift().close();
  await until('room', async () => (await reached(client)).length === 7);
  all.push(await registered(client));
  for (const one of all) await one.close();
});

test('logging out, or an administrator\'s revocation, ends the socket and its binding at once', async () => {
  for (const end of [
    (client) => client.call('DELETE', '/api/v1/sessions/me'),
    async (client) => adam.call('DELETE', `/api/v1/users/${client.id}/sessions`)]) {
    const client = await loggedIn({ has_work: true }, 'work');
    const phone = await registered(client);
    const answer = await end(client);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    assert.deepEqual(await reached(client), [], 'found no more in that moment');
    assert.equal((await phone.closed).code, 4001);
    await until('nothing is kept', async () => (await stack.query('SELECT * FROM voice.browser WHERE owner = $1', [client.id])).length === 0);
  }
});

test('a check is kept for its account; each problem that a page may name has a remedy', async () => {
  const client = await loggedIn({ has_seat: true });
  const good = { browser: 'good', microphone: 'good', socket: 'good', media: 'untested' };
  assert.equal(ok(await client.call('GET', '/api/v1/phone/check')).last, null);
  const first = ok(await client.call('PUT', '/api/v1/phone/check', { ...good, socket_ms: 12 }, { headers: { 'user-agent': 'Browser/1' } }));
  assert.deepEqual([first.good, first.state, first.agent, first.socket_ms, first.loss_percent], [false, 'untested', 'Browser/1', 12, null], 'what was not tested is not good');
  const whole = ok(await client.call('PUT', '/api/v1/phone/check', { ...good, media: 'good' }));
  assert.deepEqual([whole.good, whole.state], [true, 'good']);
  const { properties } = operations.find((one) => one.name === 'put_phone_check').body;
  for (const step of Object.keys(good))
    for (const problem of properties[step].enum.filter((word) => !['good', 'untested'].includes(word))) {
      const { good: all, state, steps } = ok(await client.call('PUT', '/api/v1/phone/check', { ...good, [step]: problem }));
      const bad = steps.filter((one) => one.state === 'bad');
      assert.deepEqual([all, state, bad.map((one) => [one.name, one.problem])], [false, 'bad', [[step, problem]]]);
      assert.ok(bad[0].what && bad[0].remedy, problem);
    }
  assert.equal((await client.call('PUT', '/api/v1/phone/check', { ...good, media: 'denied' })).status, 422);
  assert.equal((await wim.call('GET', `/api/v1/phone/check?user_id=${client.id}`)).status, 404, 'nobody else sees it');
  assert.equal(ok(await adam.call('GET', `/api/v1/phone/check?user_id=${client.id}`)).last.good, false, 'but an administrator');
  assert.equal(ok(await adam.call('GET', `/api/v1/phone/check?user_id=${client.id}&side=work`)).last, null);
});

test('a page that is cut off comes back to its own connection, which its calls live by, and nobody else does', async () => {
  const client = await loggedIn({ has_seat: true });
  const there = await open(client, { page: 'p-1' });
  await there.register();
  const [before] = await reached(client);
  there.socket.terminate();
  await until('it is rung no more', async () => (await reached(client)).length === 0);
  const source = async (who, page) => { const phone = await open(who, page ? { page } : {}); assert.equal((await phone.register()).status, 200); const found = (await reached(client)).at(-1).source; return [phone, found]; };
  const [other, elsewhere] = await source(client, 'p-2');
  assert.notEqual(elsewhere, before.source, 'another page has its own');
  await other.close();
  const login = await Client.login(stack, { username: client.session.user.username, password: 'a long password' });
  const [stranger, foreign] = await source(login, 'p-1');
  assert.notEqual(foreign, before.source, 'so has another login that gives itself the same name');
  await stranger.close();
  await until('they are gone', async () => (await reached(client)).length === 0);
  const [again, same] = await source(client, 'p-1');
  assert.equal(same, before.source);
  // What breaks without a word the page notices long before we do: it has its place all the same.
  const [twice, second] = await source(client, 'p-1');
  assert.equal(second, before.source);
  assert.equal((await again.closed).code, 4011);
  assert.deepEqual([there, again, twice].map((one) => JSON.parse(one.got[0])), [{ kept: false }, { kept: true }, { kept: true }], 'each is told whether its calls are there');
  assert.ok(other.got.length && !(await reached(client))[1], 'one binding');
  await twice.close();
  await until('they are gone', async () => (await reached(client)).length === 0);
  const [last, fresh] = await source(client, 'p-1');
  assert.notEqual(fresh, before.source, 'who said good-bye has left nothing');
  last.socket.terminate();
  await until('it is rung no more', async () => (await reached(client)).length === 0);
  assert.equal((await client.call('DELETE', '/api/v1/sessions/me')).status, 204);
  await until('with the login nothing waits', async () => await metric('voice_browsers') === 0);
});

test('a page that comes back while it is still being stored that it went waits for that, and has its own connection', async () => {
  const client = await loggedIn({ has_seat: true }), stuck = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'voice.browser'::regclass";
  let beside = false; // by its other connection to the database voiced learns that the token is good: a page's own number decides which one stores what
  for (let n = 0; !beside && n < 30; n++) {
    const there = await open(client, { page: 'quick' });
    await there.register();
    const [before] = await reached(client), given = await WsPhone.token(client);
    const { back } = await stack.locked('voice.browser', async (lock) => {
      const count = async (query, values) => (await lock.query(query, values)).rowCount;
      there.socket.terminate();
      await until('the database is asked', () => count(stuck));
      const back = open(client, { page: 'quick', given });
      await until('the token is used, or voiced gives up what is stuck', async () => (beside = await count('SELECT FROM voice.phone_token WHERE hash = sha256($1::bytea)', [given.token]) === 0) || !await count(stuck));
      beside &&= await count(stuck) > 0;
      for (let i = 0; i < 20; i++) await metric('voice_browsers'); // what voiced says then comes before these
      return { back };
    });
    const phone = await back;
    assert.equal((await phone.register()).status, 200);
    assert.deepEqual([JSON.parse(phone.got[0]), (await reached(client)).map((one) => one.source)], [{ kept: true }, [before.source]]);
    await phone.close();
    await until('it is gone', async () => (await reached(client)).length === 0);
  }
  assert.ok(beside, 'the two met');
});

test('a page that is cut off while it shows its next token leaves nothing, and all others are served', async () => {
  const client = await loggedIn({ has_seat: true });
  const there = await open(client, { page: 'cut' });
  await there.register();
  const { token } = await WsPhone.token(client);
  await stack.locked('voice.phone_token', async (lock) => {
    there.socket.send(JSON.stringify({ token }));
    await until('the database is asked', async () => (await lock.query("SELECT FROM pg_locks WHERE NOT granted AND relation = 'voice.phone_token'::regclass")).rowCount > 0);
    there.socket.terminate();
    await there.closed;
    for (let i = 0; i < 20; i++) ok(await client.call('GET', '/api/v1/phone/check')); // the end of the connection comes before these
  });
  await until('it is rung no more', async () => (await reached(client)).length === 0);
  assert.ok(running(stack.pid('voiced')));
  assert.equal((await client.call('DELETE', '/api/v1/sessions/me')).status, 204);
  await until('with the login nothing waits', async () => await metric('voice_browsers') === 0);
});

test('SIGKILL of voiced: nobody is reached until the page has registered again', async () => {
  const phone = await registered(anna);
  await stack.kill('voiced');
  await phone.closed;
  stack.spawn('voiced');
  await until('voiced is back', () => stack.metrics('voiced').then(() => true));
  await until('the pages of before are forgotten', async () => (await reached(anna)).length === 0);
  const again = await until('another socket', () => registered(anna).catch(() => null));
  assert.equal((await reached(anna)).length, 1);
  await again.close();
  await until('none is left', async () => await metric('voice_browsers') === 0);
});

test('whatever address SIP is heard on, a page reaches it', async () => {
  const own = Object.values(networkInterfaces()).flat().find((one) => one.family === 'IPv4' && !one.internal)?.address;
  for (const [bind, source] of [['0.0.0.0', '127.0.0.1:'], ['::', '[::1]:'], ['::1', '[::1]:'], ...(own ? [[own, `${own}:`]] : [])]) {
    await stack.kill('voiced', 'SIGTERM');
    stack.spawn('voiced', { TRUNKLINE_VOICED_SIP_BIND: bind });
    const phone = await until(`a page with sip_bind ${bind}`, () => registered(anna).catch(() => null));
    const [binding] = await reached(anna);
    assert.ok(binding.source.startsWith(source), `${bind}: ${binding.source}`);
    assert.equal((await phone.request('OPTIONS', { from: 'x' })).status, 403, 'it is known for what it is');
    await phone.close();
  }
  await stack.kill('voiced', 'SIGTERM');
  stack.spawn('voiced');
  await until('voiced is back', () => registered(anna).then((phone) => phone.close()).catch(() => null));
});

test('after an hour without a new token the socket ends; with one it goes on', async () => {
  const client = await loggedIn({ has_work: true }, 'work');
  const [kept, left] = [await registered(client), await registered(client)];
  await stack.passAll(3000 * 1000);
  kept.raw(JSON.stringify({ token: (await WsPhone.token(client)).token }));
  const until_ = await until('a new end', () => kept.got.find((text) => text.startsWith('{')));
  assert.ok(Date.parse(JSON.parse(until_).ends_at) > Date.now() + 3500 * 1000);
  await stack.passAll(700 * 1000);
  assert.equal((await left.closed).code, 4003);
  assert.equal((await kept.register()).status, 200);
  kept.raw(JSON.stringify({ token: (await WsPhone.token(await loggedIn({ has_work: true }, 'work'))).token }));
  assert.equal((await kept.closed).code, 4003, 'nobody else\'s token renews it');
});

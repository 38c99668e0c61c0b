// The API as its document says (AD-1, AD-3): every operation by a generator from the document: each documented
// refusal once, and what is right where it can be made.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client, replayed } from '../lib/client.mjs';
import { collected, collectionOf, lists } from '../lib/collection.mjs';
import { offered } from '../lib/desk.mjs';
import { Judge } from '../lib/judge.mjs';
import { NOWHERE, api, fill, fitting, makers, operations, tested, unique, wrongValues } from '../lib/operations.mjs';
import { isProblem } from '../lib/problems.mjs';
import { ROOT, Stack } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';
import { World } from '../lib/things.mjs';

const run = promisify(execFile);
const OTHER_NOWHERE = '999999999998';

let stack, world;
before(async () => {
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1'; // the webhooks' receiver is at home
  stack = await Stack.start({ name: 'api', judged: true });
  world = await World.make(stack);
});
after(async () => { await world?.close(); await stack?.stop(); });

// ---- the document ----

test('redocly finds no error in the document', async () => {
  const file = join(ROOT, 'build/web/api/v1/openapi.json');
  const { stdout } = await run(process.execPath, [join(ROOT, 'tests/node_modules/@redocly/cli/bin/cli.js'), 'lint', '--format', 'json', file], { env: { ...process.env, REDOCLY_TELEMETRY: 'off' }, maxBuffer: 1 << 24 });
  assert.equal(JSON.parse(stdout).totals.errors, 0, stdout);
});

test('the edge serves the document and its pages, with nothing of elsewhere', async () => {
  const document = await fetch(`${stack.base}/api/v1/openapi.json`);
  assert.equal(document.headers.get('content-type'), 'application/json');
  assert.deepEqual(Object.keys((await document.json()).paths), Object.keys(api.paths));
  for (const path of ['/api/docs', '/api/docs/']) {
    const page = await fetch(stack.base + path);
    assert.match(page.headers.get('content-type'), /^text\/html/);
    assert.match(page.headers.get('content-security-policy'), /default-src 'self'/);
    const html = await page.text();
    for (const { name } of tested) assert.ok(html.includes(`id="${name}"`), name);
    assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//);
    // Where `help` of each refusal leads (tests/lib/problems.mjs looks at it on every refusal): daemons' own, and the edge's.
    for (const [method, at] of [['GET', '/api/v1/sessions/me'], ['POST', '/api/v1/skills'], ['GET', '/api/v1/nothing'], ['PATCH', '/api/v1/sms/segments'], ['GET', `/${'x'.repeat(9000)}`]]) {
      const refused = await fetch(stack.base + at, { method }), { type, help } = await refused.json();
      assert.ok(refused.status >= 400, at);
      const { pathname, hash } = new URL(help, stack.base + at);
      assert.deepEqual([pathname, hash], ['/api/docs', `#problem-${type}`]);
      assert.ok(html.includes(`<section id="${hash.slice(1)}">`), `${type} of ${at}`);
    }
  }
  const collection = await fetch(`${stack.base}/api/docs/collection.json`);
  assert.deepEqual([collection.headers.get('content-type'), (await collection.json()).item.length], ['application/json', api.tags.length - 1]); // no folder for the WebSocket
  // Compressed for clients that accept it; answers of the daemons never are.
  const sent = (path, headers = {}) => fetch(stack.base + path, { headers: { 'accept-encoding': 'gzip', ...headers } });
  const [, script] = /<script type="module" src="(.*?)"/.exec(await (await fetch(`${stack.base}/work`)).text());
  for (const path of ['/api/v1/openapi.json', '/api/docs', '/work', `/${script}`, '/widget/v1/widget.js']) {
    const { status, headers } = await sent(path);
    assert.deepEqual([status, headers.get('content-encoding'), headers.get('vary')], [200, 'gzip', 'Accept-Encoding'], path);
    assert.equal((await sent(path, { 'if-none-match': headers.get('etag') })).status, 304, path);
    assert.equal((await sent(path, { 'accept-encoding': 'identity' })).headers.get('content-encoding'), null, path);
    assert.equal((await sent(path, { via: '1.0 proxy' })).headers.get('content-encoding'), 'gzip', path);
  }
  const queues = await sent('/api/v1/queues?limit=200', { authorization: `Bearer ${world.administrator.token}` });
  assert.deepEqual([queues.status, queues.headers.get('content-type'), queues.headers.get('content-encoding')], [200, 'application/json', null]);
  assert.ok(Number(queues.headers.get('content-length')) > 1024, 'long enough to be worth it');
  assert.equal((await fetch(`${stack.base}/api/docs/page.css`)).status, 200);
  assert.equal((await fetch(`${stack.base}/api/docs/nothing`)).status, 404);
});

test('the judge between client and edge finds an answer that is not as the document says, and a request that it forbids and the edge takes', async () => {
  let body;
  const upstream = createServer((req, res) => { res.setHeader('content-type', 'application/json'); res.end(JSON.stringify(body)); });
  await new Promise((done) => upstream.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${upstream.address().port}`;
  const judge = Judge.of(base);
  try {
    const client = new Client({ base, judge }, 'tls_any');
    const line = { id: '7', version: '1', name: 'English' };
    body = { data: [line], next_cursor: null };
    assert.equal((await client.call('GET', '/api/v1/skills')).status, 200);
    await assert.rejects(client.call('GET', '/api/v1/skills?limit=201'), /the API document forbids the request/);
    for (const wrong of [{ ...line, colour: 'red' }, { ...line, id: 7 }, { ...line, name: null }]) {
      body = { data: [wrong], next_cursor: null };
      await assert.rejects(client.call('GET', '/api/v1/skills'), /not as the API document says/, JSON.stringify(wrong));
    }
    body = line;
    await assert.rejects(client.call('POST', '/api/v1/skills', { name: 'English' }), /not as the API document says/);
  } finally { judge.stop(); upstream.close(); }
});

test('what a resource shows is what its view has: every column that is no secret, no other', async () => {
  const rows = await stack.asOwner(`SELECT substr(c.relname, 3) AS noun, array_agg(f.name ORDER BY f.name) AS fields
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN LATERAL ops.resource_fields(c.oid) AS f
    WHERE c.relkind = 'v' AND c.relname LIKE 'a\\_%' AND n.nspname IN ('directory', 'routing', 'messaging', 'sms', 'hooks', 'presence') GROUP BY 1`);
  const pascal = (noun) => noun.split('_').map((part) => part[0].toUpperCase() + part.slice(1)).join('');
  const described = rows.filter(({ noun }) => api.components.schemas[`${pascal(noun)}Part`]);
  assert.ok(described.length >= 12, `${described.length} resources`);
  for (const { noun, fields } of described) assert.deepEqual(Object.keys(api.components.schemas[`${pascal(noun)}Part`].properties).sort(), fields, noun);
});

// ---- refusals ----

const json = (value) => JSON.stringify(value);
const key = () => ({ 'idempotency-key': unique() });

// By status: what every operation that documents it must refuse. Answers false where it can't be made from the document.
const REFUSALS = {
  async 400(op) {
    if (op.body) isProblem(await world.call(op, { raw: '{"a":' }), 400, 'bad_request');
    isProblem(await world.call(op, { query: 'no_such_parameter=1' }), 400, 'bad_request', '/no_such_parameter');
  },
  async 401(op) {
    if (op.operation.security.length === 0) return false;
    for (const token of [null, 'tls_nobody', `tls_${'a'.repeat(43)}`]) {
      const answer = await world.call(op, { client: new Client(stack, token), direct: true });
      isProblem(answer, 401, 'unauthenticated');
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    }
  },
  async 403(op) {
    if (op.operation.security.length === 0) return false;
    for (const client of [world.refused(op), world.bareKey]) isProblem(await world.call(op, { client }), 403, 'forbidden');
  },
  async 404(op) {
    if (op.ids.length === 0) return false;
    isProblem(await world.call(op), 404);
    isProblem(await world.call(op, { ids: Object.fromEntries(op.ids.map((name) => [name, 'x'])) }), 404);
  },
  async 409(op) {
    if (!op.keyed) return false;
    const headers = key(), first = await world.bodyOf(op), given = Object.entries(op.body?.properties ?? {}).filter(([name]) => !(name in first));
    const free = ({ type, pattern }) => type === 'boolean' ? 2 : [type].flat()[0] === 'string' && !pattern ? 1 : 0;
    const [more] = given.sort(([, a], [, b]) => free(b) - free(a))[0] ?? [];
    const second = more ? { ...first, [more]: fitting(op.body.properties[more], more, world.refs()) } : await world.bodyOf(op);
    if (op.ids.length === 0 && json(first) === json(second)) return false;
    const send = () => world.call(op, { headers, body: first, direct: op.name === 'post_users' }); // else the client makes each user whole, with an extension of their own
    const made = await send();
    assert.equal(replayed(made), false, op.name);
    if (made.status < 300 || made.status === 404 && op.ids.length > 0) { // else it may have been refused before the command, and wrong passwords are counted
      const again = await send();
      assert.deepEqual([again.status, again.body?.id, replayed(again)], [made.status, made.body?.id, true], `${op.name} ${json(again.body)}`);
    }
    isProblem(await world.call(op, { headers, body: second, ids: Object.fromEntries(op.ids.map((name) => [name, OTHER_NOWHERE])) }), 409, 'idempotency_key_reused');
  },
  async 412(op) {
    const ids = world.idsOf(op);
    if (!ids || !op.ifMatch) return false;
    for (const version of ['"987654"', '"abc"']) isProblem(await world.call(op, { ids, headers: { 'if-match': version } }), 412, 'stale_version');
  },
  async 413(op) {
    const max = op.operation['x-max-bytes'];
    isProblem(await world.call(op, { raw: json({ x: 'a'.repeat(max - 7) }) }), 413, 'too_large'); // one byte more
  },
  async 415(op) {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])
      isProblem(await world.call(op, { raw: '{}', headers: { 'content-type': type } }), 415, 'unsupported_media_type');
  },
  async 422(op) {
    for (const { name, schema } of op.query) for (const [value, why] of wrongValues(schema, { inQuery: true }))
      isProblem(await world.call(op, { query: `${name}=${encodeURIComponent(value)}`, direct: true }).catch((error) => assert.fail(`${name} ${why}: ${error.message}`)), 422, 'invalid', `/${name}`);
    if (!op.body?.properties) return; // then its problem is one of its own tests
    const fits = await world.bodyOf(op);
    const refused = async (body, pointer) => isProblem(await world.call(op, { raw: json(body) }), 422, 'invalid', pointer);
    await refused({ ...fits, no_such_field: 1 }, '/no_such_field');
    isProblem(await world.call(op, { raw: '[]' }), 422, 'invalid', '');
    for (const name of op.body.required ?? []) await refused(Object.fromEntries(Object.entries(fits).filter(([other]) => other !== name)), `/${name}`);
    for (const [name, schema] of Object.entries(op.body.properties ?? {})) for (const [value] of wrongValues(schema))
      if (op.method === 'POST' || !['array', 'object'].includes([schema.type].flat()[0]) && !schema.$ref) await refused({ ...fits, [name]: value }, `/${name}`);
  },
  async 428(op) {
    const ids = world.idsOf(op);
    if (!ids) return false;
    const send = op.body ? '{}' : undefined;
    isProblem(await new Client({ base: stack.base }, world.allowed(op).token).call(op.method, fill(op.path, ids), undefined, { raw: send }), 428, 'precondition_required');
  },
};

// What the document can't make: by operation and status. null: its own tests do it, and zz-coverage looks.
const login = (user, app = 'admin') => ({ username: user.username, password: user.password, app });
// The same key for two paths whose places take more than numbers.
const twice = (name, ...both) => async () => {
  const headers = key();
  await world.call(op(name), { headers, ids: both[0] });
  return world.call(op(name), { headers, ids: both[1] });
};
const FAVOURITES = [{ contact: 'user:999999998' }, { contact: 'user:999999999' }];
const BLOCKS = [{ list: 'caller', number: '+15005550001' }, { list: 'sender', number: '+15005550001' }];
const OWN = {
  put_me_favourites_contact: { 409: twice('put_me_favourites_contact', ...FAVOURITES) },
  delete_me_favourites_contact: { 409: twice('delete_me_favourites_contact', ...FAVOURITES) },
  put_me_blocks_list_number: { 409: twice('put_me_blocks_list_number', ...BLOCKS) },
  delete_me_blocks_list_number: { 409: twice('delete_me_blocks_list_number', ...BLOCKS) },
  post_sessions: {
    401: () => world.call(op('post_sessions'), { body: { ...login(stack.user('agent', 2)), password: 'another one' } }),
    403: () => world.call(op('post_sessions'), { body: login(stack.user('agent', 2)) }),
    429: async () => {
      let answer;
      for (let i = 0; i < 11; i++) answer = await world.call(op('post_sessions'), { body: { username: 'nobody', password: 'x', app: 'work' } });
      assert.match(answer.headers.get('retry-after'), /^\d+$/);
      return answer;
    },
  },
  delete_sessions_me: { 409: () => world.call(op('delete_sessions_me'), { client: world.agent }) },
  get_me_status: { 404: () => world.call(op('get_me_status')) },
  put_me_status: { 404: () => world.call(op('put_me_status')) },
  get_roster: { 404: () => world.call(op('get_roster')) },
  get_workspace: { 404: () => world.call(op('get_workspace')) },
  post_cases: { 404: () => world.call(op('post_cases'), { body: { customer: NOWHERE, title: 'Of nobody' } }) },
  post_me_second_factor: { 409: null },
  post_me_security_keys_confirm: { 409: null }, // a key that is none is refused first
  put_me_password: {
    409: async () => {
      const { client, user } = await changed(), headers = key(), next = 'the second password 2';
      assert.equal((await world.call(op('put_me_password'), { client, headers, body: { current: user.password, password: next } })).status, 204);
      return world.call(op('put_me_password'), { client, headers, body: { current: next, password: 'the third password 3' } });
    },
    429: async () => {
      const { client } = await changed();
      let answer;
      for (let i = 0; i < 12; i++) answer = await world.call(op('put_me_password'), { client, body: { current: 'wrong', password: 'the second password 2' } });
      return answer;
    },
  },
  post_me_proof: {
    409: async () => {
      const { client } = await changed(), headers = key();
      await world.call(op('post_me_proof'), { client, headers, body: { password: 'wrong' } });
      return world.call(op('post_me_proof'), { client, headers, body: { password: 'wrong as well' } });
    },
    429: async () => {
      const { client } = await changed();
      let answer;
      for (let i = 0; i < 12; i++) answer = await world.call(op('post_me_proof'), { client, body: { password: 'wrong' } });
      return answer;
    },
  },
  get_events: { 410: () => world.call(op('get_events'), { query: `after=${Buffer.from('999999999').toString('base64url')}` }) },
};
const changed = async () => { const user = await world.person(); return { user, client: await Client.login(stack, user) }; };
const op = (name) => tested.find((one) => one.name === name);

test('every operation refuses as the document says: who is not let in, what can\'t be read, is not there, is stale, too large or wrong', async (t) => {
  for (const one of tested) await t.test(`${one.method} ${one.path}`, async () => {
    for (const status of one.answers.filter((answer) => answer >= 400)) {
      const own = OWN[one.name]?.[status];
      if (own === null) continue;
      if (own) isProblem(await own(), Number(status));
      else await REFUSALS[status]?.(one);
    }
  });
});

test('an API key that has made as many requests as it may is refused by every operation, with when to ask again', async () => {
  let few;
  try {
    process.env.TRUNKLINE_COMMON_KEY_REQUESTS = '1';
    few = await Stack.start({ name: 'few', instances: 'presenced routerd smsgw chatd hookd voiced widget' });
    const key = new Client(few, few.run.api_key);
    for (const one of tested.filter(({ operation }) => operation.security.length > 0)) {
      // Each daemon counts by itself, and begins anew after a minute: of three in a row the last is refused.
      let answer;
      for (let i = 0; i < 3 && answer?.status !== 429; i++) answer = await key.call(one.method, fill(one.path), undefined, { direct: true, raw: one.body ? '{}' : undefined });
      isProblem(answer, 429, 'throttled');
      const wait = Number(answer.headers.get('retry-after'));
      assert.ok(wait >= 1 && wait <= 60, `${one.name}: ${wait} s`);
    }
  } finally {
    delete process.env.TRUNKLINE_COMMON_KEY_REQUESTS;
    await few?.stop();
  }
});

// What a session that somebody has stolen would stay by: credentials, who has which role, who vouches for them.
const PROVED = {
  post_users: true, patch_users_id: ['username', 'password', 'role', 'group_id', 'disabled'], delete_users_id: true, post_users_import: true, post_import: true, delete_users_id_second_factor: true, post_me_security_keys: true, post_me_security_keys_confirm: true, delete_me_security_keys_id: true, post_me_second_factor: 'code', post_me_second_factor_confirm: 'code',
  post_tenants: true, patch_tenants_id: ['password_min', 'sms_initiate_roles', 'second_factor_roles', 'transcripts_audit_roles', 'audit_days', 'session_idle_min'], put_me_password: 'code',
  ...Object.fromEntries(['post_agent_groups', 'patch_agent_groups_id'].map((name) => [name, ['role_id']])),
  ...Object.fromEntries(['api_keys', 'identity_providers', 'roles', 'smpp_clients'].flatMap((noun) => [`post_${noun}`, `patch_${noun}_id`, `delete_${noun}_id`].map((name) => [name, true]))),
  ...Object.fromEntries(['trunks', 'dial_rules', 'webhooks'].flatMap((noun) => [`post_${noun}`, `patch_${noun}_id`].map((name) => [name, true]))), post_webhooks_id_rotate: true,
  post_api_keys_id_rotate: true, post_smpp_clients_id_rotate: true, post_devices: true, patch_devices_id: ['algorithm'], post_devices_id_rotate: true,
};

test('what would keep an account for whoever has stolen its session needs a proof of the last five minutes', async () => {
  assert.deepEqual(Object.fromEntries(tested.filter(({ operation }) => operation['x-proof']).map((one) => [one.name, one.operation['x-proof']]).sort()), Object.fromEntries(Object.entries(PROVED).sort()));
  for (const [name, needs] of Object.entries(PROVED).filter(([, each]) => each !== 'code')) {
    const one = op(name), client = world.allowed(one), whole = await world.bodyOf(one), raw = one.file ? '{}' : undefined;
    const bodies = needs === true ? [whole] : needs.map((field) => ({ ...(one.method === 'POST' ? whole : {}), [field]: fitting(one.body.properties[field], field) }));
    const age = () => stack.asOwner(`UPDATE presence.session SET proved_at = ops.clock() - interval '5 minutes' WHERE id = $1`, [client.session.session]);
    const done = async () => (await stack.asOwner(`SELECT count(*) AS rows FROM ops.audit WHERE actor = $1`, [client.id]))[0].rows;
    for (const body of bodies) {
      await age();
      const before = await done();
      const refused = await world.call(one, { body, raw, prove: false });
      isProblem(refused, 403, 'proof_needed');
      assert.equal(refused.body.proof, 'password', name);
      assert.equal(await done(), before, `${name} changes nothing`);
      isProblem(await world.call(op('post_me_proof'), { client, body: { password: 'not this one' } }), 403, 'wrong_password');
      isProblem(await world.call(one, { body, raw, prove: false }), 403, 'proof_needed');
      await good('post_me_proof', { client, body: { password: stack.user('administrator').password } }); // the operator's, too
      const { status, body: answer } = await world.call(one, { body, raw, prove: false });
      assert.ok(status < 500 && status !== 401 && status !== 403, `${name}: ${status} ${JSON.stringify(answer)}`);
    }
  }
  // What else is given with such fields in the row needs none, and an API key has no session.
  const { administrator } = world, site = await world.made('sites');
  await stack.asOwner(`UPDATE presence.session SET proved_at = NULL WHERE id = $1`, [administrator.session.session]);
  isProblem(await world.call(op('patch_users_id'), { body: { department: 'Sales', site_id: site }, prove: false }), 404, 'not_found');
  assert.equal((await world.call(op('post_users'), { client: world.key, prove: false })).status, 201);
});

test('each route that an API key may call refuses one with every scope but its own; the scopes there are, are those that routes name', async () => {
  const known = (await stack.asOwner('SELECT name FROM directory.scopes() ORDER BY 1')).map(({ name }) => name);
  // metrics: of the daemons' own ports, which the document does not tell of
  assert.deepEqual([...new Set(operations.map(({ scope }) => scope).filter(Boolean))].sort(), known.filter((name) => name !== 'metrics'));
  for (const scope of known) {
    const client = await world.newKey(known.filter((other) => other !== scope));
    for (const one of tested.filter((each) => each.scope === scope)) isProblem(await world.call(one, { client }), 403, 'forbidden');
  }
});

test('a method that a path does not offer is 405, and says which it offers', async () => {
  const fits = (other, path) => new RegExp(`^${other.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  for (const path of Object.keys(api.paths).filter((one) => one.startsWith('/api/'))) {
    // What /users/{id} offers may be offered at /users/export, too: if it is the same daemon's.
    const offered = [...new Set(Object.entries(api.paths).filter(([other]) => fits(other, path)).flatMap(([, item]) => Object.keys(item)).map((method) => method.toUpperCase()))];
    const method = ['PUT', 'PATCH', 'DELETE', 'POST'].find((other) => !offered.includes(other));
    const answer = await world.administrator.call(method, fill(path), undefined, { raw: method === 'DELETE' ? undefined : '{}' });
    isProblem(answer, 405, 'method_not_allowed');
    const allow = answer.headers.get('allow').split(', ').filter((one) => !['HEAD', 'OPTIONS'].includes(one));
    for (const own of Object.keys(api.paths[path])) assert.ok(allow.includes(own.toUpperCase()), `${path}: ${allow}`);
    for (const one of allow) assert.ok(offered.includes(one), `${path}: ${allow}`);
  }
});

// ---- what is right ----

async function good(name, more) {
  const answer = await world.call(op(name), more);
  assert.ok(answer.status < 300, `${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

test('whatever can be read is read, by those who may', async () => {
  for (const one of tested.filter(({ method }) => method === 'GET')) {
    const ids = one.ids.length ? world.idsOf(one) : {};
    if (!ids) continue;
    for (const client of [world.allowed(one), ...one.roles.includes('agent') ? [world.agent] : [], ...one.roles.includes('work') ? [world.worker] : [], ...one.scope ? [world.key] : []]) {
      const { status, body } = await world.call(one, { client, ids });
      assert.ok(status < 300 || status === 404, `${one.name}: ${status} ${JSON.stringify(body)}`);
    }
  }
});

test('each request of the collection that reads without naming one thing is taken as it stands', async () => {
  const wanted = lists(await collectionOf(stack));
  assert.ok(wanted.length > 80, `${wanted.length} requests`);
  const answers = await collected(stack, world.administrator.token, wanted);
  assert.deepEqual(answers.filter(({ status }) => ![200, 403, 404].includes(status)).map(({ name, status, body }) => `${name}: ${status} ${JSON.stringify(body)}`), []);
  assert.ok(answers.filter(({ status }) => status === 200).length > 60, JSON.stringify(answers.map(({ name, status }) => [status, name])));
});

test('whatever can be made is made, changed with its version, and deleted', async () => {
  assert.ok(makers.length >= 13, `${makers.length} kinds`);
  for (const one of makers) {
    const id = await world.made(one.segment);
    if (one.query.some(({ name }) => name === 'dry_run')) assert.equal((await good(one.name, { query: 'dry_run=true' })).dry_run, true, one.name);
    const [change, remove, show] = ['patch', 'delete', 'get'].map((verb) => op(`${verb}_${one.segment.replaceAll('-', '_')}_id`));
    for (const next of [change, remove].filter(Boolean)) {
      const shown = await world.call(show, { ids: { id } }), { version } = shown.body;
      assert.equal(shown.headers.get('etag'), `"${version}"`, show.name);
      await good(next.name, { ids: { id }, body: {}, headers: { 'if-match': `"${version}"` } });
    }
    if (remove) assert.equal((await world.call(show, { ids: { id } })).status, 404);
  }
});

test('what a person does at the desk is as the document says', async () => {
  const channel = stack.channel('twilio'), number = newNumber();
  await good('post_sessions', { body: login(stack.user('supervisor')) });
  // What the tests before sent rang here, and nobody took it: that is a break by rule.
  await good('put_me_status', { client: world.agent, body: { status: 'available' } });
  const free = await offered(world.agent, channel, number);
  await good('post_offers_id_reject', { client: world.agent, ids: { id: free.id }, body: { reason: 'Not mine' } });
  const customer = await good('post_customers', { body: { name: 'Known', number: world.held.state.number } });
  await good('put_conversations_id_customer', { client: world.agent, ids: { id: world.held.state.conversation }, body: { customer: customer.id } });
  await good('put_agents_id_status', { client: world.supervisor, ids: { id: world.agent.id }, body: { status: 'work_offline' } });
  await good('put_me_status', { client: world.agent, body: { status: 'available' } });
  for (const name of ['get_me_status', 'get_workspace', 'get_me_status_codes', 'get_sessions_me']) await good(name, { client: world.agent });
  await good('post_sms_segments', { body: { text: 'Grüße' } });
  await good('post_channels_id_sandbox_inbound', { ids: { id: world.ids.channels } });
  for (const name of ['test', 'rotate', 'resend']) await good(`post_webhooks_id_${name}`, { ids: { id: world.ids.webhooks } });
  const gone = await Client.login(stack, stack.user('supervisor'), 'admin');
  await good('delete_sessions_me', { client: gone });
});

// Nearly last, because the examples change things. A wrong form would be 400, or 422 `invalid`; ids of the demo may lead nowhere here, which is another problem.
test('the example of each body is one that the service understands', async () => {
  const wrong = [];
  for (const one of tested.filter(({ body, name }) => body && name !== 'post_me_security_keys_confirm')) { // which answers a challenge of the moment
    const answer = await world.call(one, { ids: world.idsOf(one) ?? undefined, raw: json(one.operation.requestBody.content['application/json'].example) });
    if (answer.status === 400 || answer.status === 422 && answer.body.type === 'invalid' || answer.status >= 500) wrong.push(`${one.name}: ${answer.status} ${json(answer.body)}`);
  }
  assert.deepEqual(wrong, []);
});

// The last one: a daemon remembers for 5 s that somebody had nothing.
test('each route that needs a permission refuses every user who may call it and has it not; the permissions there are, are those that are asked for', async () => {
  const known = (await stack.asOwner('SELECT name FROM directory.permissions()')).map(({ name }) => name);
  const asked = ['interactions_take_over', 'records_search', 'sms_initiate', 'transcripts.audit']; // in what some requests do: tests/integration/roles.test.mjs, looks.test.mjs
  const needs = ({ operation }) => operation['x-permission'], needed = tested.filter(needs);
  assert.deepEqual([...new Set([...needed.map(needs), ...asked])].sort(), known.sort());
  const before = await stack.asOwner('SELECT id, permissions FROM directory.role');
  try {
    await stack.asOwner(`UPDATE directory.role SET permissions = '{}'`);
    for (const role of ['agent', 'supervisor', 'administrator']) {
      const client = await Client.login(stack, stack.user(role), role === 'administrator' ? 'admin' : 'workspace'); // which no daemon has in its cache
      assert.deepEqual(client.session.permissions, []);
      for (const one of needed.filter(({ operation }) => operation['x-roles'].includes(role))) {
        const answer = await world.call(one, { client });
        isProblem(answer, 403, 'forbidden');
        assert.equal(answer.body.detail, `You don't have the permission ${needs(one)}: ask an administrator`, `${role} ${one.name}`);
      }
    }
  } finally {
    for (const { id, permissions } of before) await stack.asOwner('UPDATE directory.role SET permissions = $2 WHERE id = $1', [id, permissions]);
  }
});

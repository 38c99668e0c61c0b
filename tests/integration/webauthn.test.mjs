// Security keys and passkeys as second factors: registered, asked for at a login and for a proof, removed; and every answer that is not right.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { SecurityKey } from '../lib/security_key.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { codeOf } from '../lib/totp.mjs';

const ORIGIN = 'https://desk.example', PASSWORD = 'seven green chairs', KEYS = '/api/v1/me/security-keys';
let stack, adam, count = 0;
before(async () => {
  process.env.TRUNKLINE_COMMON_PUBLIC_URL = ORIGIN;
  stack = await Stack.start({ name: 'webauthn', testClock: true });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
});
after(async () => { await stack?.stop(); });

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.type, type, JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
  return answer.body;
};
async function person() {
  const body = { username: `k${process.pid}-${++count}`, name: `Robin Teststone ${count}`, password: PASSWORD, role: 'agent', has_seat: true };
  return { ...ok(await adam.call('POST', '/api/v1/users', body), 201), password: PASSWORD };
}
const tryLogin = (who, more = {}) => new Client(stack, null).call('POST', '/api/v1/sessions', { username: who.username, password: PASSWORD, app: 'workspace', ...more });
const asked = async (who) => problem(await tryLogin(who), 401, 'second_factor_required').security_key;
const begin = async (client) => ok(await client.call('POST', KEYS));
const confirm = (client, credential, label = 'Blue key') => client.call('POST', `${KEYS}/confirm`, { label, credential });
const challenge = async (client) => ok(await client.call('GET', `${KEYS}/challenge`));
const prove = (client, body) => client.call('POST', '/api/v1/me/proof', body);
async function register(client, key = new SecurityKey({ origin: ORIGIN }), label) {
  ok(await confirm(client, key.create(await begin(client)), label), 201);
  return key;
}
// A person with a key, logged in before they had it.
async function holder(more) {
  const robin = await person(), client = await Client.login(stack, robin);
  return { robin, client, key: await register(client, new SecurityKey({ origin: ORIGIN, ...more })) };
}
const setRoles = async (list) => {
  const [now] = ok(await adam.call('GET', '/api/v1/tenants')).data;
  ok(await adam.call('PATCH', `/api/v1/tenants/${now.id}`, { second_factor_roles: list }, { headers: { 'if-match': now.version } }));
};
const code = async (secret) => {
  const [{ now }] = await stack.query('SELECT extract(epoch FROM ops.clock()) AS now');
  return codeOf(secret, { ms: Number(now) * 1000 });
};
async function withCodes(client) {
  const { secret } = ok(await client.call('POST', '/api/v1/me/second-factor', { password: PASSWORD }), 201);
  ok(await client.call('POST', '/api/v1/me/second-factor/confirm', { code: await code(secret) }));
  await stack.pass(60000);
  return secret;
}

for (const algorithm of ['ES256', 'EdDSA', 'RS256'])
  test(`a security key of ${algorithm} is registered, and then asked for at each login`, async () => {
    const robin = await person(), client = await Client.login(stack, robin), key = new SecurityKey({ origin: ORIGIN, algorithm });
    const options = await begin(client);
    assert.deepEqual([options.rp.id, options.attestation, options.excludeCredentials], ['desk.example', 'none', []]);
    assert.deepEqual(options.pubKeyCredParams.map((one) => one.alg), [-7, -8, -257]);
    assert.equal(Buffer.from(options.user.id, 'base64url').length, 32);
    assert.equal((await begin(client)).user.id, options.user.id, 'a user is one to all keys');
    const made = ok(await confirm(client, key.create(options)), 201);
    assert.deepEqual([made.label, made.used_at], ['Blue key', null]);
    assert.equal(ok(await adam.call('GET', `/api/v1/users/${robin.id}`)).second_factor, true);
    assert.deepEqual((await begin(client)).excludeCredentials, [{ type: 'public-key', id: key.id.toString('base64url'), transports: ['usb'] }]);

    const refusal = problem(await tryLogin(robin), 401, 'second_factor_required');
    assert.equal(refusal.code, false, 'no code would do');
    assert.deepEqual(refusal.security_key.allowCredentials.map((one) => one.id), [key.id.toString('base64url')]);
    assert.equal(refusal.security_key.rpId, 'desk.example');
    problem(await tryLogin(robin, { code: '123456' }), 401, 'wrong_code');
    ok(await tryLogin(robin, { security_key: key.get(refusal.security_key) }), 201);
    const [listed] = ok(await client.call('GET', KEYS)).data;
    assert.ok(listed.id === made.id && listed.used_at >= made.made_at, JSON.stringify(listed));
  });

test('a key that counts nothing logs in again and again, with a new challenge each time', async () => {
  const { robin, key } = await holder({ counts: false });
  for (let i = 0; i < 3; i++) ok(await tryLogin(robin, { security_key: key.get(await asked(robin)) }), 201);
  const options = await asked(robin), answers = await Promise.all([0, 1].map(() => tryLogin(robin, { security_key: key.get(options) })));
  assert.deepEqual(answers.map((one) => one.status).sort(), [201, 401], 'a challenge opens one session, also when it is answered twice at once');
});

const WRONG = {
  'another origin': { origin: 'https://desk.example.evil' }, 'our host at another port': { origin: 'https://desk.example:444' }, 'a frame of another page': { client: { crossOrigin: true } },
  'another host': { host: 'evil.example' }, 'nobody present': { flags: 0 }, 'a key just being made': { type: 'webauthn.create' },
  'a changed signature': { signature: (bytes) => { bytes[bytes.length - 1] ^= 1; return bytes; } }, 'no signature': { signature: () => Buffer.alloc(0) },
  'data that are cut': { data: (bytes) => bytes.subarray(0, 36) }, 'changed data': { data: (bytes) => Buffer.concat([bytes, Buffer.from('x')]) },
  'a challenge of its own': { challenge: Buffer.alloc(109, 7).toString('base64url') }, 'no challenge': { challenge: '' },
  'an unknown credential': { id: Buffer.from('nobody knows me') }, 'no credential': { id: Buffer.alloc(0) },
};
for (const [what, wrong] of Object.entries(WRONG))
  test(`an answer of a security key is refused at a login: ${what}`, async () => {
    const { robin, key } = await holder();
    problem(await tryLogin(robin, { security_key: key.get(await asked(robin), wrong) }), 401, 'wrong_security_key');
    ok(await tryLogin(robin, { security_key: key.get(await asked(robin)) }), 201);
  });

test('an answer opens one session: a copy of it opens none, nor does another answer to the same challenge', async () => {
  const { robin, key } = await holder(), options = await asked(robin), answer = key.get(options);
  ok(await tryLogin(robin, { security_key: answer }), 201);
  problem(await tryLogin(robin, { security_key: answer }), 401, 'wrong_security_key');
  problem(await tryLogin(robin, { security_key: key.get(options) }), 401, 'wrong_security_key');
});

test('a challenge is good for five minutes', async () => {
  const { robin, key } = await holder(), options = await asked(robin), later = await asked(robin);
  await stack.pass(290000);
  ok(await tryLogin(robin, { security_key: key.get(options) }), 201);
  await stack.pass(11000);
  problem(await tryLogin(robin, { security_key: key.get(later) }), 401, 'wrong_security_key');
});

test('a counter that goes back, or stands still, is a copy of the key: it is refused', async () => {
  const { robin, key } = await holder();
  ok(await tryLogin(robin, { security_key: key.get(await asked(robin), { count: 50 }) }), 201);
  for (const back of [50, 49, 0]) problem(await tryLogin(robin, { security_key: key.get(await asked(robin), { count: back }) }), 401, 'wrong_security_key');
  ok(await tryLogin(robin, { security_key: key.get(await asked(robin), { count: 51 }) }), 201);
});

test('another user\'s key and another user\'s challenge open nothing', async () => {
  const one = await holder(), two = await holder();
  problem(await tryLogin(one.robin, { security_key: two.key.get(await asked(one.robin)) }), 401, 'wrong_security_key');
  problem(await tryLogin(one.robin, { security_key: one.key.get(await asked(two.robin)) }), 401, 'wrong_security_key');
  problem(await tryLogin(one.robin, { security_key: two.key.get(await asked(two.robin)) }), 401, 'wrong_security_key');
});

test('a key and a challenge of another organisation open nothing here, nor ours there', async () => {
  const { robin, key } = await holder(), there = { username: `there-${robin.id}` };
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  await stack.asOwner(`INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat)
    SELECT $1, $2, u.name, u.password_hash, u.role, u.has_seat FROM directory.app_user AS u WHERE u.id = $3`, [tenant.id, there.username, robin.id]);
  const client = new Client(stack, ok(await tryLogin(there), 201).token), theirs = await register(client);
  problem(await tryLogin(robin, { security_key: theirs.get(await asked(there)) }), 401, 'wrong_security_key');
  problem(await tryLogin(robin, { security_key: key.get(await asked(there)) }), 401, 'wrong_security_key');
  problem(await tryLogin(there, { security_key: key.get(await asked(robin)) }), 401, 'wrong_security_key');
  ok(await tryLogin(there, { security_key: theirs.get(await asked(there)) }), 201);
  const [{ id }] = ok(await client.call('GET', KEYS)).data, here = await Client.login(stack, await person());
  problem(await here.call('DELETE', `${KEYS}/${id}`), 404, 'not_found');
});

test('wrong registrations are refused, and say why', async () => {
  const robin = await person(), client = await Client.login(stack, robin);
  for (const wrong of [{ origin: 'https://evil.example' }, { host: 'evil.example' }, { flags: 0 }, { type: 'webauthn.get' }, { challenge: Buffer.alloc(109, 7).toString('base64url') },
    { id: Buffer.alloc(1024, 1) }, { id: Buffer.alloc(0) }, { cose: new Map([[1, 2], [3, -7], [-1, 1], [-2, Buffer.alloc(32, 1)], [-3, Buffer.alloc(32, 1)]]) }, { cose: new Map([[1, 2], [3, -35]]) },
    { attestation: (bytes) => Buffer.concat([bytes, Buffer.from([0])]) }, { attestation: () => Buffer.from('bbffffffffffffffff', 'hex') }, { attestation: () => Buffer.alloc(20000, 0x81) }])
    problem(await confirm(client, new SecurityKey({ origin: ORIGIN }).create(await begin(client), wrong)), 422, 'invalid', '/credential');
  const whole = Buffer.from(new SecurityKey({ origin: ORIGIN }).create(await begin(client)).response.attestationObject, 'base64url').length;
  for (let at = 0; at < whole; at += 7)
    problem(await confirm(client, new SecurityKey({ origin: ORIGIN }).create(await begin(client), { attestation: (bytes) => bytes.subarray(0, at) })), 422, 'invalid', '/credential');
  for (const credential of [{}, [], 'x', 7, { response: 7 }, { response: { clientDataJSON: 'é', attestationObject: '=' } }])
    problem(await client.call('POST', `${KEYS}/confirm`, { label: 'x', credential }, { direct: true }), 422, 'invalid', '/credential');
  assert.deepEqual(ok(await client.call('GET', KEYS)).data, []);
  ok(await tryLogin(robin), 201);
});

test('a registration is of one session, once, and of a key that is not there yet', async () => {
  const robin = await person(), client = await Client.login(stack, robin), other = await Client.login(stack, robin), key = new SecurityKey({ origin: ORIGIN });
  const options = await begin(client);
  problem(await confirm(other, key.create(options)), 422, 'invalid', '/credential');
  ok(await confirm(client, key.create(options)), 201);
  problem(await confirm(client, new SecurityKey({ origin: ORIGIN }).create(options)), 409, 'challenge_used');
  problem(await confirm(client, key.create(await begin(client))), 409, 'security_key_there');
  // A login's challenge registers nothing, a registration's opens nothing.
  problem(await confirm(client, new SecurityKey({ origin: ORIGIN }).create(await asked(robin))), 422, 'invalid', '/credential');
  problem(await tryLogin(robin, { security_key: key.get(await begin(client)) }), 401, 'wrong_security_key');
  const later = await begin(client);
  await stack.pass(301000);
  problem(await confirm(client, new SecurityKey({ origin: ORIGIN }).create(later)), 403, 'proof_needed');
  assert.equal((await prove(client, { security_key: key.get(await challenge(client)) })).status, 204);
  problem(await confirm(client, new SecurityKey({ origin: ORIGIN }).create(later)), 422, 'invalid', '/credential');
});

test('ten security keys, no more', async () => {
  const { client } = await holder();
  const pending = await begin(client);
  for (let i = 1; i < 10; i++) await register(client, undefined, `Key ${i}`);
  problem(await client.call('POST', KEYS), 409, 'security_keys_full');
  problem(await confirm(client, new SecurityKey({ origin: ORIGIN }).create(pending)), 409, 'security_keys_full');
});

test('wrong codes that make codes wait keep nobody from their key', async () => {
  const { robin, client, key } = await holder(), secret = await withCodes(client);
  await stack.asOwner('UPDATE directory.second_factor SET misses = 10, missed_at = ops.clock() WHERE user_id = $1', [robin.id]);
  problem(await tryLogin(robin, { code: await code(secret) }), 429, 'throttled');
  ok(await tryLogin(robin, { security_key: key.get(await asked(robin)) }), 201);
});

test('a proof is given by a security key, where there is one: of this session, once', async () => {
  const { robin, client, key } = await holder(), other = await (async () => {
    const there = new Client(stack, null);
    there.token = ok(await tryLogin(robin, { security_key: key.get(await asked(robin)) }), 201).token;
    return there;
  })();
  await stack.pass(301000);
  const missing = problem(await client.call('POST', KEYS), 403, 'proof_needed');
  assert.deepEqual([missing.proof, missing.security_key], ['security_key', true]);
  problem(await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' }), 403, 'proof_needed');
  problem(await client.call('POST', '/api/v1/me/second-factor', { password: PASSWORD }), 403, 'proof_needed');
  problem(await prove(client, { password: PASSWORD }), 422, 'invalid', '/security_key');
  problem(await prove(client, { security_key: key.get(await challenge(other)) }), 403, 'wrong_security_key');
  problem(await prove(client, { security_key: key.get(await asked(robin)) }), 403, 'wrong_security_key');
  const answer = key.get(await challenge(client));
  assert.equal((await prove(client, { security_key: answer })).status, 204);
  problem(await prove(client, { security_key: answer }), 403, 'wrong_security_key');
  problem(await tryLogin(robin, { security_key: key.get(await challenge(client)) }), 401, 'wrong_security_key');
  // What is asked to register answers no proof, and the other way round.
  problem(await prove(client, { security_key: key.get(await begin(client)) }), 403, 'wrong_security_key');
  problem(await confirm(client, new SecurityKey({ origin: ORIGIN }).create(await challenge(client))), 422, 'invalid', '/credential');
  problem(await other.call('POST', KEYS), 403, 'proof_needed');
});

test('what the password alone began or proved in another session is no way around a key that was registered since', async () => {
  const robin = await person(), [client, thief] = [await Client.login(stack, robin), await Client.login(stack, robin)];
  const { secret } = ok(await thief.call('POST', '/api/v1/me/second-factor', { password: PASSWORD }), 201), options = await begin(thief);
  await register(client);
  const [own] = ok(await client.call('GET', KEYS)).data, refused = async (...call) => problem(await thief.call(...call), 403, 'proof_needed');
  await refused('POST', '/api/v1/me/second-factor/confirm', { code: await code(secret) });
  await refused('POST', '/api/v1/me/second-factor', { password: PASSWORD });
  await refused('POST', `${KEYS}/confirm`, { label: 'Red key', credential: new SecurityKey({ origin: ORIGIN }).create(options) });
  await refused('POST', KEYS);
  await refused('DELETE', `${KEYS}/${own.id}`);
  problem(await tryLogin(robin, { code: await code(secret) }), 401, 'wrong_code');
  problem(await client.call('POST', '/api/v1/me/second-factor/confirm', { code: await code(secret) }), 404, 'not_found');
});

test('what the password alone proved in another session is no way around an authenticator that was confirmed since', async () => {
  const robin = await person(), [client, thief] = [await Client.login(stack, robin), await Client.login(stack, robin)];
  const options = await begin(thief);
  await withCodes(client);
  problem(await confirm(thief, new SecurityKey({ origin: ORIGIN }).create(options)), 403, 'proof_needed');
  problem(await thief.call('POST', KEYS), 403, 'proof_needed');
  ok(await client.call('POST', KEYS)); // who registered it has proved it
});

test('whoever must have a second factor may register a key instead, and keeps the last one', async () => {
  const robin = await person(), key = new SecurityKey({ origin: ORIGIN });
  await setRoles(['agent']);
  try {
    const client = await Client.login(stack, robin);
    assert.equal(client.session.enrolling, true);
    await stack.pass(301000); // the proof of the login is over: the password is one, also here
    await register(client, key);
    await until('the end of the session', async () => (await client.call('GET', '/api/v1/sessions/me')).status === 401);
    const whole = ok(await tryLogin(robin, { security_key: key.get(await asked(robin)) }), 201);
    assert.equal(whole.enrolling, false);
    const inside = new Client(stack, whole.token), [one] = ok(await inside.call('GET', KEYS)).data;
    problem(await inside.call('DELETE', `${KEYS}/${one.id}`), 409, 'second_factor_mandatory');
    await register(inside, undefined, 'Second');
    assert.equal((await inside.call('DELETE', `${KEYS}/${one.id}`)).status, 204);
    const secret = await withCodes(inside), [left] = ok(await inside.call('GET', KEYS)).data;
    assert.equal((await inside.call('POST', '/api/v1/me/second-factor/end', { code: await code(secret) })).status, 204);
    problem(await inside.call('DELETE', `${KEYS}/${left.id}`), 409, 'second_factor_mandatory');
  } finally { await setRoles([]); }
});

test('keys end by their user, or all at once by an administrator, which is audited', async () => {
  const { robin, client, key } = await holder(), spare = await register(client, undefined, 'Spare');
  const other = await holder();
  const [first] = ok(await client.call('GET', KEYS)).data;
  problem(await other.client.call('DELETE', `${KEYS}/${first.id}`), 404, 'not_found');
  assert.equal((await client.call('DELETE', `${KEYS}/${first.id}`)).status, 204);
  problem(await tryLogin(robin, { security_key: key.get(await asked(robin)) }), 401, 'wrong_security_key');
  ok(await tryLogin(robin, { security_key: spare.get(await asked(robin)) }), 201);
  await withCodes(client);
  const late = new SecurityKey({ origin: ORIGIN }).create(await begin(client));
  assert.equal((await adam.call('DELETE', `/api/v1/users/${robin.id}/second-factor`)).status, 204);
  problem(await confirm(client, late), 404, 'not_found'); // what was begun before ends as well
  ok(await tryLogin(robin), 201);
  problem(await adam.call('DELETE', `/api/v1/users/${robin.id}/second-factor`), 404, 'not_found');
  const lines = ok(await adam.call('GET', `/api/v1/audit?kind=config&key=${robin.id}`)).data.filter((line) => /security_key|second_factor/.test(line.action));
  assert.deepEqual(lines.map((line) => [line.action, line.detail.label, line.actor_id]), [['security_key_add', 'Blue key', robin.id], ['security_key_add', 'Spare', robin.id],
    ['security_key_remove', 'Blue key', robin.id], ['second_factor_enable', undefined, robin.id], ['second_factor_disable', undefined, adam.id]]);
});

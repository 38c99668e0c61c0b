// Who gets in: passwords, throttling, sessions that end, second factors.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';
import { base32, codeOf } from '../lib/totp.mjs';

let stack, adam, theirs;
before(async () => {
  process.env.TRUNKLINE_PRESENCED_LOGIN_TRIES_ACCOUNT = '40'; // fewer wrong passwords than a hundred show it
  stack = await Stack.start({ name: 'access', testClock: true });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  const token = 'tlk_' + 'c'.repeat(43);
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
    VALUES ($1, 'theirs', sha256('${token}'::bytea), '{admin,administrators}', ops.clock())`, [tenant.id]);
  theirs = new Client(stack, token);
});
after(async () => { await stack?.stop(); });

const PASSWORD = 'seven green chairs';
let count = 0;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.type, type, JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
  return answer;
};
// A user of the test's own, and how they log in.
async function person(more = {}) {
  const body = { username: `p${process.pid}-${++count}`, name: `Robin Teststone ${count}`, password: PASSWORD, role: 'agent', has_seat: true, ...more };
  const made = ok(await adam.call('POST', '/api/v1/users', body), 201);
  return { ...made, password: body.password };
}
const login = (who, app) => Client.login(stack, who, app);
const tryLogin = (who, password, more = {}) =>
  new Client(stack, null).call('POST', '/api/v1/sessions', { username: who.username, password, app: 'workspace', ...more });
const tenant = async () => ok(await adam.call('GET', '/api/v1/tenants')).data[0];
const setTenant = async (change) => {
  const now = await tenant();
  return ok(await adam.call('PATCH', `/api/v1/tenants/${now.id}`, change, { headers: { 'if-match': now.version } }));
};
// A browser at an address of its own, as the edge would tell it; it keeps the cookie that makes it known. Without the judge, who
// passes on one cookie of several.
class Browser {
  constructor(source, cookie) { Object.assign(this, { source, cookie }); }
  async login(who, password = who.password) {
    const answer = await new Client(stack.asEdge('presenced'), null).call('POST', '/api/v1/sessions', { username: who.username, password, app: 'workspace' },
      { headers: { 'x-forwarded-for': this.source, ...(this.cookie && { cookie: this.cookie }) } });
    const set = answer.headers.getSetCookie().find((cookie) => cookie.startsWith('tl_device='));
    if (set) [this.cookie, ...this.attributes] = set.split('; ');
    return answer;
  }
  async guess(who, times = 10) { for (let i = 0; i < times; i++) problem(await this.login(who, `wrong guess ${i}`), 401, 'unauthenticated'); }
}
let sources = 0;
const elsewhere = () => `203.0.113.${++sources}`;
const ended = (client) => until('the end of the session', async () => (await client.call('GET', '/api/v1/sessions/me')).status === 401);

test('a password that is short, the user\'s name or one that everybody tries is refused, wherever it is set', async () => {
  const robin = await person();
  const client = await login(robin);
  const bad = ['too short', `I am ${robin.username}`, `robin teststone ${count}!`, 'password2026!', '1234567890', 'aaaaaaaaaaaa'];
  for (const password of bad) {
    problem(await adam.call('POST', '/api/v1/users', { username: robin.username, name: robin.name, role: 'agent', password }), 422, 'invalid', '/password');
    problem(await adam.call('PATCH', `/api/v1/users/${robin.id}`, { password }, { headers: { 'if-match': robin.version } }), 422, 'invalid', '/password');
    problem(await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password }), 422, 'invalid', '/password');
  }
  assert.equal((await setTenant({ password_min: 20 })).password_min, 20);
  problem(await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'nineteen characters' }), 422, 'invalid', '/password');
  assert.deepEqual(ok(await client.call('GET', '/api/v1/me/password')), { password_min: 20 }, 'the rule is told before one is typed');
  await setTenant({ password_min: 8 });
  assert.equal((await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'eight of' })).status, 204);
  const now = await tenant();
  problem(await adam.call('PATCH', `/api/v1/tenants/${now.id}`, { password_min: 7 }, { headers: { 'if-match': now.version } }), 422, 'invalid', '/password_min');
  await setTenant({ password_min: 10 });
  assert.ok((await login({ ...robin, password: 'eight of' })).token, 'a shorter rule\'s password still logs in');
});

test('a change of one\'s own password needs the present one, and ends every other session', async () => {
  const robin = await person();
  const [here, there, work] = [await login(robin), await login(robin), await login(robin)];
  problem(await here.call('PUT', '/api/v1/me/password', { current: 'not this one', password: 'another nice one' }), 403, 'wrong_password');
  problem(await here.call('PUT', '/api/v1/me/password', { current: PASSWORD }), 422, 'invalid', '/password');
  problem(await new Client(stack, null).call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' }), 401, 'unauthenticated');
  assert.equal((await here.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' })).status, 204);
  await ended(there);
  await ended(work);
  ok(await here.call('GET', '/api/v1/sessions/me'));
  assert.equal(ok(await here.call('GET', '/api/v1/me/status')).state.status, 'work_offline', 'the agent stays logged in here');
  problem(await tryLogin(robin, PASSWORD), 401, 'unauthenticated');
  ok(await tryLogin(robin, 'another nice one'), 201);
  const { data } = ok(await adam.call('GET', `/api/v1/audit?action=password_change&key=${robin.id}`));
  assert.deepEqual(data.map((line) => [line.actor_id, line.detail.sessions_ended]), [[robin.id, 2]]);
  assert.doesNotMatch(JSON.stringify(await stack.asOwner('SELECT * FROM ops.command')), /another nice/);
});

test('a change of one\'s own password that comes again with its key is answered as the first time', async () => {
  const robin = await person();
  const [here, there] = [await login(robin), await login(robin)];
  const put = (key, current, password) => here.call('PUT', '/api/v1/me/password', { current, password }, { headers: { 'idempotency-key': `${key}-${robin.id}` } });
  for (let i = 0; i < 3; i++) assert.equal((await put('change', PASSWORD, 'another nice one')).status, 204, `time ${i}`);
  await ended(there);
  ok(await tryLogin(robin, 'another nice one'), 201);
  problem(await put('change', PASSWORD, 'yet another nice one'), 409, 'idempotency_key_reused');
  // A refusal, too, stays what it was.
  for (let i = 0; i < 2; i++) problem(await put('wrong', PASSWORD, 'yet another nice one'), 403, 'wrong_password');
  assert.equal((await put('back', 'another nice one', PASSWORD)).status, 204);
  problem(await put('wrong', PASSWORD, 'yet another nice one'), 403, 'wrong_password');
  ok(await tryLogin(robin, PASSWORD), 201);
  assert.equal(ok(await adam.call('GET', `/api/v1/audit?action=password_change&key=${robin.id}`)).data.length, 2);
});

test('a login takes the same work for who is not there, who has no password, and a wrong one', async () => {
  const bare = async () => {
    const one = await person();
    await stack.asOwner(`UPDATE directory.app_user SET password_hash = '!' WHERE id = $1`, [one.id]);
    return one;
  };
  // User and system time of the daemon (proc(5)), whatever else the machine does.
  const ticks = () => { const after = readFileSync(`/proc/${stack.pid('presenced')}/stat`, 'latin1').split(') ')[1].split(' '); return Number(after[11]) + Number(after[12]); };
  const cost = async (who) => {
    const before = ticks();
    await new Browser(elsewhere()).guess(who, 8);
    return ticks() - before;
  };
  let asked = 0;
  await cost(await person()); // warm
  // What else the daemon does at that moment counts, too: less work would be less each time.
  await until('the same work', async () => {
    const [wrong, none, nobody] = [await cost(await person()), await cost(await bare()), await cost({ username: `nobody-${++asked}` })]; // none is at its limit
    console.log(`# ticks of CPU: ${wrong} for a wrong password, ${none} for none, ${nobody} for nobody`);
    return none > wrong / 2 && nobody > wrong / 2;
  });
});

test('a tenant\'s logins last as long as it says, and never longer than the installation\'s', async () => {
  const robin = await person();
  const lasts = async () => { const { session } = await login(robin); return new Date(session.expires_at) - new Date(session.opened_at); };
  assert.equal((await tenant()).session_ms, null);
  assert.equal(await lasts(), 24 * 3600000);
  await setTenant({ session_ms: 60000 });
  try {
    assert.equal(await lasts(), 60000);
    const client = await login(robin);
    ok(await client.call('GET', '/api/v1/sessions/me'));
    await stack.pass(61000);
    await ended(client);
    const now = await tenant();
    problem(await adam.call('PATCH', `/api/v1/tenants/${now.id}`, { session_ms: 59999 }, { headers: { 'if-match': now.version } }), 422, 'invalid', '/session_ms');
    await setTenant({ session_ms: 7 * 24 * 3600000 });
    assert.equal(await lasts(), 24 * 3600000);
  } finally { await setTenant({ session_ms: null }); }
});

test('an administrator\'s reset ends every session of the user', async () => {
  const robin = await person();
  const client = await login(robin);
  ok(await adam.call('PATCH', `/api/v1/users/${robin.id}`, { password: 'given by the office' }, { headers: { 'if-match': robin.version } }));
  await ended(client);
  problem(await tryLogin(robin, PASSWORD), 401, 'unauthenticated');
  ok(await tryLogin(robin, 'given by the office'), 201);
  const [line] = ok(await adam.call('GET', `/api/v1/audit?action=user_update&key=${robin.id}`)).data;
  assert.deepEqual([line.actor_id, line.detail.secrets], [adam.id, ['password']], 'the audit log says that it was set');
  assert.doesNotMatch(JSON.stringify(line), /argon2|given by the office/, 'and not what it is');
});

test('after ten wrong passwords an account waits, and is told how long; others do not', async () => {
  const robin = await person(), other = await person();
  const client = await login(robin);
  for (let i = 0; i < 10; i++) problem(await tryLogin(robin, `wrong guess ${i}`), 401, 'unauthenticated');
  for (const name of [robin.username, robin.username.toUpperCase()]) {
    const { headers } = problem(await tryLogin({ username: name }, PASSWORD), 429, 'throttled');
    const wait = Number(headers.get('retry-after'));
    assert.ok(wait > 200 && wait <= 300, `Retry-After ${wait}`);
  }
  ok(await tryLogin(other, PASSWORD), 201);
  ok(await client.call('GET', '/api/v1/sessions/me'));
  // Guessing through a session that somebody left open is counted just so, apart from logins.
  for (let i = 0; i < 10; i++) problem(await client.call('PUT', '/api/v1/me/password', { current: `wrong ${i}`, password: 'another nice one' }), 403, 'wrong_password');
  assert.ok(problem(await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' }), 429, 'throttled').headers.get('retry-after') > 0);
});

test('a stranger who guesses keeps nobody out of a browser in which they have logged in before', async () => {
  const robin = await person(), office = new Browser('198.51.100.7'), stranger = new Browser('2001:db8:1:2::66');
  ok(await office.login(robin), 201);
  assert.deepEqual(office.attributes.filter((one) => one !== 'Secure').sort(), ['HttpOnly', 'Max-Age=7776000', 'Path=/', 'SameSite=Strict']);
  await stranger.guess(robin);
  problem(await stranger.login(robin), 429, 'throttled');
  problem(await new Browser('2001:db8:1:2:ffff::1').login(robin), 429, 'throttled'); // the same /64
  ok(await office.login(robin), 201);
  ok(await new Browser(stranger.source, office.cookie).login(robin), 201); // behind the same address
  ok(await new Browser('2001:db8:1:3::66').login(robin), 201); // and who comes from elsewhere

  // Nobody is asked for in the same way, and is answered the same.
  const plain = ({ status, body, headers }) => [status, { ...body, request_id: '' }, [...headers.keys()].sort()];
  const nobody = { username: `nobody-${process.pid}`, password: PASSWORD }, other = new Browser(elsewhere());
  for (const who of [robin, nobody]) await other.guess(who, 9);
  assert.deepEqual(plain(await other.login(nobody, 'the tenth')), plain(await other.login(robin, 'the tenth')));
  const [known, unknown] = [await other.login(robin), await other.login(nobody)].map((answer) => problem(answer, 429, 'throttled'));
  const untimed = ([status, { detail, ...body }, headers]) => [status, detail.replace(/\d+ s/, 'N s'), body, headers];
  assert.deepEqual(untimed(plain(unknown)), untimed(plain(known)));
});

test('a stranger\'s address waits whatever account it tries, and an account whatever addresses strangers come from', async () => {
  const robin = await person(), other = await person(), office = new Browser('198.51.100.8'), stranger = new Browser(elsewhere());
  for (const who of [robin, other]) ok(await office.login(who), 201);
  await Promise.all(Array.from({ length: 10 }, (_, i) => stranger.guess({ username: `nobody-${process.pid}-${i}` })));
  problem(await stranger.login(other), 429, 'throttled');
  ok(await new Browser(stranger.source, office.cookie).login(other), 201);

  await Promise.all(Array.from({ length: 4 }, () => new Browser(elsewhere()).guess(robin)));
  problem(await new Browser(elsewhere()).login(robin), 429, 'throttled');
  ok(await new Browser(elsewhere()).login(other), 201);
  ok(await office.login(robin), 201); // the browser of both
});

test('a known browser has wrong passwords of its own, and is known until the password changes or an administrator ends the sessions', async () => {
  const robin = await person(), here = new Browser(elsewhere()), there = new Browser(elsewhere());
  for (const browser of [here, there]) ok(await browser.login(robin), 201);
  const thief = new Browser(elsewhere(), here.cookie);
  await thief.guess(robin);
  problem(await thief.login(robin), 429, 'throttled');
  problem(await here.login(robin), 429, 'throttled');
  ok(await there.login(robin), 201);

  // Where strangers wait, only a known browser gets through.
  const hot = elsewhere(), at = (browser, password) => new Browser(hot, browser.cookie).login(robin, password);
  await new Browser(hot).guess(robin);
  ok(await at(there), 201);
  problem(await at({ cookie: there.cookie.slice(0, -2) }), 429, 'throttled'); // no cookie of ours
  ok(await adam.call('DELETE', `/api/v1/users/${robin.id}/sessions`));
  problem(await at(there), 429, 'throttled');
  const { token } = ok(await there.login(robin), 201);
  ok(await at(there), 201);
  assert.equal((await new Client(stack, token).call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' })).status, 204);
  problem(await at(there, 'another nice one'), 429, 'throttled');
  ok(await there.login(robin, 'another nice one'), 201);
  ok(await at(there, 'another nice one'), 201);
});

test('sessions are listed and ended: one\'s own, and by an administrator; open work goes back', async () => {
  const robin = await person(), other = await person();
  const [first, second] = [await login(robin), await login(robin)];
  const stranger = await login(other);
  const { data } = ok(await first.call('GET', '/api/v1/me/sessions'));
  assert.deepEqual(data.map((s) => [s.id, s.app, s.own, s.source]), [
    [second.session.session, 'workspace', false, '127.0.0.1'], [first.session.session, 'workspace', true, '127.0.0.1']]);
  assert.ok(data.every((s) => s.opened_at < s.expires_at));
  const page = ok(await first.call('GET', '/api/v1/me/sessions?limit=1'));
  assert.deepEqual(ok(await first.call('GET', `/api/v1/me/sessions?limit=1&cursor=${page.next_cursor}`)).data.map((s) => s.id), [first.session.session]);

  problem(await first.call('DELETE', `/api/v1/me/sessions/${stranger.session.session}`), 404, 'not_found');
  problem(await first.call('GET', `/api/v1/users/${other.id}/sessions`), 403, 'forbidden');
  problem(await first.call('DELETE', `/api/v1/users/${other.id}/sessions`), 403, 'forbidden');
  ok(await first.call('DELETE', `/api/v1/me/sessions/${second.session.session}`));
  await ended(second);
  ok(await first.call('GET', '/api/v1/sessions/me'));

  // Another organisation's administrator finds nobody here.
  problem(await theirs.call('GET', `/api/v1/users/${robin.id}/sessions`), 404, 'not_found');
  problem(await theirs.call('DELETE', `/api/v1/users/${robin.id}/sessions`), 404, 'not_found');
  problem(await theirs.call('DELETE', `/api/v1/users/${robin.id}/sessions/${first.session.session}`), 404, 'not_found');

  const third = await login(robin);
  assert.deepEqual(ok(await adam.call('GET', `/api/v1/users/${robin.id}/sessions`)).data.map((s) => s.id), [third.session.session, first.session.session]);
  ok(await adam.call('DELETE', `/api/v1/users/${robin.id}/sessions/${third.session.session}`));
  await ended(third);
  assert.equal(ok(await adam.call('DELETE', `/api/v1/users/${robin.id}/sessions`)).ended, 1);
  await ended(first);
  ok(await stranger.call('GET', '/api/v1/sessions/me'));
  const audit = ok(await adam.call('GET', `/api/v1/audit?action=session_revoke&key=${robin.id}`)).data;
  assert.deepEqual(audit.map((line) => line.actor_id), [robin.id, adam.id, adam.id]);

  const maya = await Client.ready(stack, stack.user('agent', 0));
  const open = await assigned(maya, stack.channel('twilio'), newNumber());
  ok(await adam.call('DELETE', `/api/v1/users/${maya.id}/sessions`));
  await until('the stream\'s end', () => maya.closed);
  const [agent] = await stack.query('SELECT chosen, set_by, set_by_user, reason FROM presence.agent_status WHERE agent = $1', [maya.id]);
  assert.deepEqual(agent, { chosen: 'logged_out', set_by: 'supervisor', set_by_user: adam.id, reason: 'session_revoked' });
  const [work] = await stack.query('SELECT state FROM routing.interaction WHERE id = $1', [open.id]);
  assert.equal(work.state, 'waiting', 'what was open waits again');
});

// ---- second factors ----

// The code of now, or of some steps before or after, by the database's clock.
async function code(secret, steps = 0) {
  const [{ now }] = await stack.query('SELECT extract(epoch FROM ops.clock()) AS now');
  return codeOf(secret, { steps, ms: Number(now) * 1000 });
}
// Takes the clock to the middle of a step that has used up no code yet.
async function nextStep() {
  const [{ now }] = await stack.query('SELECT extract(epoch FROM ops.clock()) AS now');
  await stack.pass((75 - (Number(now) % 30)) * 1000);
}
async function enrol(client) {
  const made = ok(await client.call('POST', '/api/v1/me/second-factor', { password: PASSWORD }), 201);
  const { recovery_codes } = ok(await client.call('POST', '/api/v1/me/second-factor/confirm', { code: await code(made.secret) }));
  return { secret: made.secret, uri: made.uri, recovery: recovery_codes };
}

test('a second factor is set up with the password, confirmed by a code, and then asked for at each login, each code once', async () => {
  const robin = await person();
  const client = await login(robin);
  assert.deepEqual(ok(await client.call('GET', '/api/v1/me/second-factor')), { enabled: false, required: false, recovery_codes_left: 0 });
  problem(await client.call('POST', '/api/v1/me/second-factor', { password: 'not this one' }), 403, 'wrong_password');
  const key = { headers: { 'idempotency-key': `factor-${process.pid}` } };
  const made = ok(await client.call('POST', '/api/v1/me/second-factor', { password: PASSWORD }, key), 201);
  const uri = new URL(made.uri);
  assert.deepEqual([uri.protocol, uri.host, uri.searchParams.get('secret'), uri.searchParams.get('issuer')], ['otpauth:', 'totp', made.secret, (await tenant()).name]);
  assert.equal(base32(made.secret).length, 20);
  ok(await tryLogin(robin, PASSWORD), 201); // not confirmed: not asked for
  problem(await client.call('POST', '/api/v1/me/second-factor/confirm', { code: '000000' }), 403, 'wrong_code');
  const confirmed = await code(made.secret);
  const { recovery_codes } = ok(await client.call('POST', '/api/v1/me/second-factor/confirm', { code: confirmed }));
  assert.equal(new Set(recovery_codes).size, 10);
  assert.ok(recovery_codes.every((one) => /^[a-hjkmnp-z02-9]{4}(-[a-hjkmnp-z02-9]{4}){3}$/.test(one)));
  problem(await client.call('POST', '/api/v1/me/second-factor', { password: PASSWORD }), 409, 'second_factor_there');
  assert.equal(ok(await adam.call('GET', `/api/v1/users/${robin.id}`)).second_factor, true);

  problem(await tryLogin(robin, PASSWORD), 401, 'second_factor_required');
  problem(await tryLogin(robin, 'not this one', { code: await code(made.secret, 1) }), 401, 'unauthenticated');
  problem(await tryLogin(robin, PASSWORD, { code: confirmed }), 401, 'wrong_code');
  problem(await tryLogin(robin, PASSWORD, { code: await code(made.secret, -2) }), 401, 'wrong_code');
  problem(await tryLogin(robin, PASSWORD, { code: await code(made.secret, 3) }), 401, 'wrong_code');
  await nextStep();
  const now = await code(made.secret);
  const [one, two] = await Promise.all([tryLogin(robin, PASSWORD, { code: now }), tryLogin(robin, PASSWORD, { code: now })]);
  assert.deepEqual([one.status, two.status].sort(), [201, 401], 'a code opens one session, also when it comes twice at once');
  await nextStep();
  ok(await tryLogin(robin, PASSWORD, { code: await code(made.secret, 1) }), 201);

  // Nothing of it stands in clear anywhere.
  const kept = JSON.stringify([await stack.asOwner('SELECT * FROM ops.command'), await stack.asOwner('SELECT * FROM directory.second_factor'),
    await stack.asOwner('SELECT * FROM directory.recovery_code'), await stack.asOwner('SELECT * FROM ops.audit')]);
  for (const secret of [made.secret, base32(made.secret).toString('hex'), ...recovery_codes]) assert.ok(!kept.includes(secret));
});

test('a recovery code opens a session once, however it is typed; new ones make the former void', async () => {
  const robin = await person();
  const client = await login(robin);
  const { secret, recovery } = await enrol(client);
  ok(await tryLogin(robin, PASSWORD, { code: recovery[0].toUpperCase().replaceAll('-', ' ') }), 201);
  problem(await tryLogin(robin, PASSWORD, { code: recovery[0] }), 401, 'wrong_code');
  assert.equal(ok(await client.call('GET', '/api/v1/me/second-factor')).recovery_codes_left, 9);
  problem(await client.call('POST', '/api/v1/me/second-factor/recovery-codes', { code: '123456' }), 403, 'wrong_code');
  await nextStep();
  const again = ok(await client.call('POST', '/api/v1/me/second-factor/recovery-codes', { code: await code(secret) }));
  assert.equal(again.recovery_codes.length, 10);
  problem(await tryLogin(robin, PASSWORD, { code: recovery[1] }), 401, 'wrong_code');
  ok(await tryLogin(robin, PASSWORD, { code: again.recovery_codes[9] }), 201);
});

test('after ten wrong codes in a row the right one waits, too', async () => {
  const robin = await person();
  const { secret } = await enrol(await login(robin));
  await stack.asOwner('UPDATE directory.second_factor SET misses = 9 WHERE user_id = $1', [robin.id]);
  problem(await tryLogin(robin, PASSWORD, { code: '999999' }), 401, 'wrong_code');
  await nextStep();
  const wait = Number(problem(await tryLogin(robin, PASSWORD, { code: await code(secret) }), 429, 'throttled').headers.get('retry-after'));
  assert.ok(wait > 100 && wait <= 300, `Retry-After ${wait}`);
  await stack.pass(300000);
  await nextStep();
  ok(await tryLogin(robin, PASSWORD, { code: await code(secret) }), 201);
});

test('guessing at a second factor by a session that was left open waits, too, whatever is tried', async () => {
  const path = '/api/v1/me/second-factor';
  for (const [what, wrong, body, prepare] of [
    ['', 'wrong_password', { password: 'not this one' }, () => {}],
    ['/confirm', 'wrong_code', { code: '999999' }, (client) => client.call('POST', path, { password: PASSWORD })],
    ['/recovery-codes', 'wrong_code', { code: '999999' }, enrol],
    ['/end', 'wrong_code', { code: '999999' }, enrol],
  ]) {
    const robin = await person(), client = await login(robin);
    await prepare(client);
    for (let i = 0; i < 10; i++) problem(await client.call('POST', path + what, body), 403, wrong);
    const { headers } = problem(await client.call('POST', path + what, body), 429, 'throttled');
    assert.ok(headers.get('retry-after') > 0, what);
    ok(await client.call('GET', path));
  }
  // The database counts wrong codes, too, whatever process was asked.
  const robin = await person(), client = await login(robin);
  const { secret } = await enrol(client);
  await stack.asOwner('UPDATE directory.second_factor SET misses = 10, missed_at = ops.clock() WHERE user_id = $1', [robin.id]);
  for (const what of ['/recovery-codes', '/end']) problem(await client.call('POST', path + what, { code: await code(secret, 1) }), 429, 'second_factor_blocked');
});

test('who must have a second factor sets it up first, and can do nothing else until then', async () => {
  const robin = await person();
  const before = await login(robin);
  const now = await tenant();
  problem(await adam.call('PATCH', `/api/v1/tenants/${now.id}`, { second_factor_roles: ['king'] }, { headers: { 'if-match': now.version } }), 422, 'invalid', '/second_factor_roles');
  await setTenant({ second_factor_roles: ['agent'] });
  try {
    ok(await before.call('GET', '/api/v1/me/status'));
    const client = await login(robin);
    assert.equal(client.session.enrolling, true);
    for (const [method, path, body] of [['GET', '/api/v1/me/status'], ['GET', '/api/v1/workspace'], ['PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' }],
      ['GET', '/api/v1/customers?number=%2B14155550100'], ['POST', '/api/v1/me/second-factor/end', { code: '123456' }]])
      problem(await client.call(method, path, body), 403, 'forbidden');
    const [agent] = await stack.query('SELECT count(*) AS n FROM presence.stream WHERE session = $1', [client.session.session]);
    assert.equal(agent.n, '0', 'it makes nobody an agent');
    assert.deepEqual(ok(await client.call('GET', '/api/v1/me/second-factor')), { enabled: false, required: true, recovery_codes_left: 0 });
    const { secret, recovery } = await enrol(client);
    await ended(client);
    problem(await tryLogin(robin, PASSWORD), 401, 'second_factor_required');
    await nextStep();
    const whole = ok(await tryLogin(robin, PASSWORD, { code: await code(secret) }), 201);
    assert.equal(whole.enrolling, false);
    const inside = new Client(stack, whole.token);
    ok(await inside.call('GET', '/api/v1/me/status'));
    problem(await inside.call('POST', '/api/v1/me/second-factor/end', { code: recovery[0] }), 409, 'second_factor_mandatory');
  } finally {
    await setTenant({ second_factor_roles: [] });
  }
});

test('a second factor ends with a code, or by an administrator, which is audited', async () => {
  const robin = await person(), other = await person();
  const client = await login(robin), theirsOwn = await login(other);
  const { recovery } = await enrol(client);
  await enrol(theirsOwn);
  problem(await client.call('POST', '/api/v1/me/second-factor/end', { code: '123456' }), 403, 'wrong_code');
  assert.equal((await client.call('POST', '/api/v1/me/second-factor/end', { code: recovery[3] })).status, 204);
  ok(await tryLogin(robin, PASSWORD), 201);
  problem(await client.call('DELETE', `/api/v1/users/${other.id}/second-factor`), 403, 'forbidden');
  problem(await theirs.call('DELETE', `/api/v1/users/${other.id}/second-factor`), 404, 'not_found');
  assert.equal((await adam.call('DELETE', `/api/v1/users/${other.id}/second-factor`)).status, 204);
  problem(await adam.call('DELETE', `/api/v1/users/${other.id}/second-factor`), 404, 'not_found');
  ok(await tryLogin(other, PASSWORD), 201);
  const lines = async (user) => ok(await adam.call('GET', `/api/v1/audit?kind=config&key=${user.id}`)).data
    .filter((line) => line.action.startsWith('second_factor')).map((line) => [line.action, line.actor_id]);
  assert.deepEqual(await lines(robin), [['second_factor_enable', robin.id], ['second_factor_disable', robin.id]]);
  assert.deepEqual(await lines(other), [['second_factor_enable', other.id], ['second_factor_disable', adam.id]]);
});

// ---- a proof again of who it is ----

const boss = async () => { const one = await person({ role: 'administrator' }); return { ...one, desk: await login(one, 'admin'), stolen: await login(one, 'admin') }; };
const old = () => stack.pass(300000);
const prove = (client, body) => client.call('POST', '/api/v1/me/proof', body);
const make = (client) => client.call('POST', '/api/v1/api-keys', { name: `Key ${++count}`, scopes: ['sms'] }, { prove: false });

test('a stolen session stays nowhere: what would outlive it is refused after five minutes, until its user proves who they are, and then to their own session alone', async () => {
  const { id, desk, stolen } = await boss(), robin = await person();
  ok(await make(desk), 201); // a login is a proof
  await old();
  const of = `/api/v1/users/${robin.id}`, headers = { 'if-match': robin.version };
  const ways = [['PATCH', of, { role: 'administrator' }], ['PATCH', of, { password: 'another nice one' }], ['PATCH', of, { username: `${robin.username}-x` }], ['DELETE', `${of}/second-factor`], ['DELETE', of],
    ['POST', '/api/v1/api-keys', { name: 'Mine', scopes: ['admin'] }], ['POST', '/api/v1/identity-providers', { name: 'Mine', slug: 'mine', issuer: 'https://mine.example', client_id: 'x' }],
    ['POST', '/api/v1/users', { username: `mine-${process.pid}`, name: 'Mine', password: PASSWORD, role: 'administrator' }], ['PATCH', `/api/v1/tenants/${(await tenant()).id}`, { second_factor_roles: [] }]];
  const refused = async (client) => { for (const [method, path, body] of ways) assert.equal(problem(await client.call(method, path, body, { headers, prove: false }), 403, 'proof_needed').body.proof, 'password'); };
  await refused(desk);
  for (const [body, field] of [[{}, '/password'], [{ code: '123456' }, '/password'], [{ password: PASSWORD, code: '123456' }, '/code'], [{ password: '' }, '/password'], [{ pass: PASSWORD }, '/pass']]) problem(await prove(desk, body), 422, 'invalid', field);
  problem(await prove(desk, { password: 'not this one' }), 403, 'wrong_password');
  problem(await prove(theirs, { password: PASSWORD }), 403, 'forbidden');
  problem(await make(desk), 403, 'proof_needed');
  assert.equal((await prove(desk, { password: PASSWORD })).status, 204);
  ok(await make(desk), 201);
  ok(await desk.call('PATCH', of, { role: 'supervisor' }, { headers, prove: false }));
  await refused(stolen);
  assert.equal((await stolen.call('PUT', '/api/v1/me/password', { current: 'not this one', password: 'another nice one' }, { prove: false })).body.type, 'wrong_password', 'whose password stands in the body');
  await old();
  problem(await make(desk), 403, 'proof_needed');
  const lines = ok(await adam.call('GET', `/api/v1/audit?actor_id=${id}&sort=id`)).data.filter(({ action }) => action.startsWith('session_prove'));
  assert.deepEqual(lines.map(({ action, key, detail }) => [action, key, detail.proof, detail.problem]),
    [['session_prove_refused', desk.session.session, 'password', 'wrong_password'], ['session_prove', desk.session.session, 'password', undefined]]);
  assert.ok(lines.every(({ detail }) => detail.source), 'and from where');
  assert.doesNotMatch(JSON.stringify([lines, await stack.asOwner('SELECT * FROM ops.command WHERE at > ops.clock() - interval \'1 hour\'')]), /not this one|seven green/);
});

test('guesses at a proof wait as those at a login do; what can\'t be read is no guess, and forgets none', async () => {
  const { desk } = await boss(), other = await boss();
  await old();
  for (let i = 0; i < 12; i++) problem(await prove(desk, {}), 422, 'invalid');
  for (let i = 0; i < 9; i++) problem(await prove(desk, { password: `wrong ${i}` }), 403, 'wrong_password');
  problem(await prove(desk, { code: '123456' }), 422, 'invalid');
  problem(await desk.call('PUT', '/api/v1/me/password', { current: 'wrong', password: 'another nice one' }), 403, 'wrong_password');
  for (const client of [desk, await login({ username: desk.session.user.username, password: PASSWORD }, 'admin')])
    assert.ok(problem(await prove(client, { password: PASSWORD }), 429, 'throttled').headers.get('retry-after') > 0, 'also from another session');
  assert.equal((await prove(other.desk, { password: PASSWORD })).status, 204);
});

test('whoever has a second factor proves by its code, also before they change their password', async () => {
  const one = await boss(), { desk } = one;
  const { secret, recovery } = await enrol(desk);
  await old();
  const change = () => desk.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' }, { prove: false });
  for (const answer of [await make(desk), await change()]) assert.equal(problem(answer, 403, 'proof_needed').body.proof, 'code');
  problem(await prove(desk, { password: PASSWORD }), 422, 'invalid', '/code');
  problem(await prove(desk, { password: PASSWORD, code: '123456' }), 422, 'invalid', '/password');
  problem(await prove(desk, { code: '000000' }), 403, 'wrong_code');
  problem(await make(desk), 403, 'proof_needed');
  const right = await code(secret);
  assert.equal((await prove(desk, { code: right })).status, 204);
  ok(await make(desk), 201);
  assert.equal((await change()).status, 204);
  await old();
  problem(await prove(desk, { code: right }), 403, 'wrong_code');
  assert.equal((await prove(desk, { code: recovery[0] })).status, 204);
  problem(await prove(desk, { code: recovery[0] }), 403, 'wrong_code');
  await stack.asOwner('UPDATE directory.second_factor SET misses = 10, missed_at = ops.clock() WHERE user_id = $1', [one.id]);
  problem(await prove(desk, { code: recovery[1] }), 429, 'second_factor_blocked');
});

test('an identity provider in our own network, or without TLS, is refused unless the operator allows it', async () => {
  const body = { name: 'Inside', slug: 'inside', client_id: 'x' };
  for (const issuer of ['http://id.example.com', 'https://127.0.0.1', 'https://10.0.0.8/realm', 'https://[::1]', 'https://169.254.169.254', 'https://localhost'])
    problem(await adam.call('POST', '/api/v1/identity-providers', { ...body, issuer }), 422, 'invalid', '/issuer');
  ok(await adam.call('POST', '/api/v1/identity-providers?dry_run=true', { ...body, issuer: 'https://id.example.com' }));
});

test('an API key may do what its scopes name until it ends, and says when it was used last', async () => {
  const [{ ends }] = await stack.query("SELECT ops.rfc3339(ops.clock() + interval '1 hour') AS ends");
  const made = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'Bridge', scopes: ['customers'], expires_at: ends }), 201);
  const key = new Client(stack, made.key);
  const shown = async () => ok(await adam.call('GET', `/api/v1/api-keys/${made.id}`));
  assert.equal((await shown()).last_used_at, null);
  ok(await key.call('GET', '/api/v1/customers?number=%2B14155550100'));
  const used = await until('the last use', async () => (await shown()).last_used_at);
  problem(await key.call('GET', '/api/v1/users'), 403, 'forbidden');
  problem(await key.call('GET', '/api/v1/me/sessions'), 403, 'forbidden');
  problem(await key.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' }), 403, 'forbidden');
  await stack.pass(2 * 60000);
  const later = await until('a later use', async () => {
    ok(await key.call('GET', '/api/v1/customers?number=%2B14155550100'));
    const { last_used_at } = await shown();
    return last_used_at !== used && last_used_at;
  });
  assert.ok(later > used);
  await stack.pass(3600000);
  await until('the key\'s end', async () => (await key.call('GET', '/api/v1/customers?number=%2B14155550100')).status === 401);
  assert.doesNotMatch(JSON.stringify(await stack.asOwner('SELECT * FROM directory.api_key')), new RegExp(made.key));
  const other = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'Short', scopes: ['customers'] }), 201);
  const short = new Client(stack, other.key);
  ok(await short.call('GET', '/api/v1/customers?number=%2B14155550100'));
  ok(await adam.call('DELETE', `/api/v1/api-keys/${other.id}`, undefined, { headers: { 'if-match': other.version } }));
  await until('the end of a deleted key', async () => (await short.call('GET', '/api/v1/customers?number=%2B14155550100')).status === 401);
});

test('so many passwords are hashed at a time, of new users too; who comes beyond is told when to come again', async () => {
  // A user whose password was hashed may still not be there in time: the database is asked about one after the other.
  const isRefused = ({ status, body }) => status === 503 && body.type === 'overload';
  const isHashed = ({ status, body }) => status === 201 || body.type === 'outcome_unknown';
  let beyond = [], hashed = [];
  // Until so many come at once that some are beyond.
  await until('some are beyond', async () => {
    const answers = await Promise.all(Array.from({ length: 240 }, () => adam.call('POST', '/api/v1/users',
      { username: `p${process.pid}-${++count}`, name: `Robin Teststone ${count}`, password: PASSWORD, role: 'agent' })));
    beyond = answers.filter(isRefused);
    hashed = answers.filter((answer) => !isRefused(answer));
    return beyond.length > 0;
  });
  assert.ok(hashed.length >= 64 && hashed.every(isHashed), JSON.stringify(hashed));
  for (const answer of beyond) {
    problem(answer, 503, 'overload');
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  }
  const one = await person();
  assert.equal((await tryLogin(one, one.password)).status, 201, 'when they are done there is room');
});

// ---- what leaves a line in the audit log ----

const lines = async (action, more = '', who = adam) => ok(await who.call('GET', `/api/v1/audit?action=${action}&limit=200&sort=id${more}`)).data;
const times = (list) => list.reduce((sum, { detail }) => sum + detail.times, 0);
// Also what no organisation's log shows.
const everywhere = (action) => stack.asOwner('SELECT tenant::integer, actor, actor_role, key::text, detail FROM ops.audit WHERE action = $1 ORDER BY id', [action]);

test('refused logins and lockouts are in the audit log with where they came from, counted, and what was typed is not', async () => {
  const robin = await person(), attacker = new Browser(elsewhere()), of = `&key=${robin.id}`;
  await attacker.guess(robin);
  for (let i = 0; i < 5; i++) problem(await attacker.login(robin), 429, 'throttled');
  const all = async (action, count) => until(`${count} of ${action}`, async () => { const list = await lines(action, of); return times(list) === count && list; });
  const refused = await all('login_refused', 10), throttled = await all('login_throttled', 5);
  assert.ok(refused.length <= 4 && throttled.length <= 3, `${refused.length} lines of ten, ${throttled.length} of five`);
  for (const line of [...refused, ...throttled])
    assert.deepEqual([line.actor_id, line.actor_role, line.detail.source, line.detail.since <= line.at], [null, 'stranger', attacker.source, true]);
  assert.deepEqual([refused[0].detail.why, throttled[0].detail.why], ['wrong_password', 'account']);

  // Disabled accounts and wrong codes say so; the same user's from elsewhere is another line.
  const second = await person(), client = await login(second), { secret } = await enrol(client);
  problem(await tryLogin(second, PASSWORD, { code: await code(secret, 3) }), 401, 'wrong_code');
  const [wrong] = await until('the wrong code', async () => { const list = await lines('login_refused', `&key=${second.id}`); return list.length > 0 && list; });
  assert.deepEqual([wrong.detail.why, wrong.detail.source], ['wrong_code', '127.0.0.1']);
  ok(await adam.call('PATCH', `/api/v1/users/${robin.id}`, { disabled: true }, { headers: { 'if-match': robin.version } }));
  problem(await new Browser('2001:db8:7:8::9').login(robin), 401, 'unauthenticated');
  await until('the disabled account', async () => (await lines('login_refused', of)).some(({ detail }) => detail.why === 'disabled' && detail.source === '2001:0db8:0007:0008::/64'));

  // A name that nobody has may be a password: from where and how often is noted, in no organisation's log.
  // Only 20 sources a minute are: where the tests before had these, the next source is tried.
  const typed = `my pass phrase ${process.pid}`, sprays = [];
  const spray = async () => {
    const { source } = sprays[sprays.push({ source: elsewhere(), at: Date.now() }) - 1], from = new Browser(source);
    for (let i = 0; i < 4; i++) problem(await from.login({ username: `${typed} ${i}` }, 'x'), 401, 'unauthenticated');
  };
  await spray();
  const [nobody] = await until('the unknown names', async () => {
    const list = await everywhere('login_refused'), from = ({ source }) => list.filter(({ detail }) => detail.source === source);
    const noted = sprays.map(from).find((lines) => times(lines) === 4);
    if (!noted && Date.now() - sprays.at(-1).at > 10000) await spray();
    return noted;
  });
  assert.deepEqual([nobody.tenant, nobody.key, nobody.detail.why], [0, '0', 'unknown_account']);
  assert.doesNotMatch(JSON.stringify(await stack.asOwner('SELECT * FROM ops.audit')), new RegExp(`pass phrase|wrong guess`));

  // Administrators of this organisation alone read them.
  const rosa = await login(stack.user('supervisor'));
  assert.deepEqual([await lines('login_refused', '', rosa), await lines('login_throttled', '', theirs), await lines('login_refused', '', theirs)], [[], [], []]);
});

test('API keys that are unknown, or go beyond their scopes, are in the audit log', async () => {
  const source = elsewhere(), headers = { 'x-forwarded-for': source };
  const at = (token) => new Client(stack.asEdge('chatd'), token).call('GET', '/api/v1/customers?number=%2B14155550100', undefined, { headers });
  for (let i = 0; i < 3; i++) assert.equal((await at(`tlk_${String(i).repeat(43)}`)).status, 401);
  assert.equal((await at('no-token-at-all')).status, 401);
  const tried = await until('the unknown keys', async () => { const list = (await everywhere('api_key_refused')).filter(({ detail }) => detail.source === source); return times(list) === 4 && list; });
  assert.deepEqual([[...new Set(tried.map(({ detail }) => detail.why))].sort(), tried[0].tenant], [['malformed', 'unknown'], 0]);
  assert.ok(tried.every(({ detail }) => detail.resource === undefined), 'no key has the number of an organisation');
  const made = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'Narrow', scopes: ['sms'] }), 201);
  assert.equal((await at(made.key)).status, 403);
  const [line] = await until('the scope', async () => { const list = await lines('api_key_refused', `&key=${made.id}`); return list.length > 0 && list; });
  assert.deepEqual([line.detail.why, line.detail.source, line.resource], ['scope', source, 'api_key']);
  assert.ok(!(await lines('api_key_refused', '', theirs)).some(({ key, detail }) => key === made.id || detail.source === source));
});

test('a guess at an account is in its log whatever a flood of strangers tries, and a flood of addresses is a few lines', async () => {
  const robin = await person();
  const keys = Array.from({ length: 300 }, (_, i) => new Client(stack.asEdge('presenced'), `tlk_${String(i).padStart(43, '0')}`)
    .call('GET', '/api/v1/users', undefined, { headers: { 'x-forwarded-for': `2001:db8:1:${i.toString(16)}::1` } }));
  for (const answer of await Promise.all(keys)) assert.equal(answer.status, 401);
  for (let i = 0; i < 30; i++) problem(await new Browser(`2001:db8:2:${i.toString(16)}::1`).login(robin, 'wrong guess'), 401, 'unauthenticated');
  const list = await until('thirty guesses', async () => { const now = await lines('login_refused', `&key=${robin.id}`); return times(now) === 30 && now; });
  const sourced = list.filter(({ detail }) => detail.source !== undefined);
  assert.equal(new Set(sourced.map(({ detail }) => detail.source)).size, 20, 'addresses in a minute');
  assert.ok(list.every(({ detail }) => detail.why === 'wrong_password') && list.length <= 24, `${list.length} lines`);
  const flood = await until('the flood', async () => { const now = (await everywhere('api_key_refused')).filter(({ detail }) => detail.why === 'others' || /^2001:0db8:0001:/.test(detail.source)); return times(now) >= 300 && now; });
  assert.ok(flood.length <= 24, `${flood.length} lines`);
});

test('guesses of a stolen session at a password or a code are in the audit log', async () => {
  const robin = await person(), client = await login(robin), path = '/api/v1/me/second-factor';
  problem(await client.call('PUT', '/api/v1/me/password', { current: 'not this one', password: 'another nice one' }), 403, 'wrong_password');
  problem(await client.call('POST', path, { password: 'not this one' }), 403, 'wrong_password');
  ok(await client.call('POST', path, { password: PASSWORD }), 201);
  problem(await client.call('POST', `${path}/confirm`, { code: '000000' }), 403, 'wrong_code');
  const list = await until('three guesses', async () => { const now = await lines('proof_refused', `&key=${robin.id}`); return times(now) === 3 && now; });
  assert.deepEqual([...new Set(list.map(({ actor_id, resource, detail }) => `${actor_id} ${resource} ${detail.why} ${detail.source}`))].sort(),
    ['wrong_code', 'wrong_password'].map((why) => `${robin.id} user ${why} 127.0.0.1`));
});

test('a note that the database can\'t write loses no other, and is counted', async () => {
  const maya = await login(await person()), customers = [];
  for (let i = 0; i < 3; i++) { const number = newNumber(); customers.push({ number, ...ok(await maya.call('POST', '/api/v1/customers', { name: `Kim ${i}`, number }), 201) }); }
  const lost = async () => (await stack.metrics('chatd')).trunkline_audit_notes_lost_total;
  const before = await lost();
  await stack.asOwner(`CREATE FUNCTION ops.test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$`);
  await stack.asOwner(`CREATE TRIGGER test_refuse BEFORE INSERT ON ops.audit FOR EACH ROW WHEN (NEW.action = 'customer_find' AND NEW.key = ${Number(customers[1].id)}) EXECUTE FUNCTION ops.test_refuse()`);
  try {
    for (const { status } of await Promise.all(customers.map(({ number }) => maya.call('GET', `/api/v1/customers?number=${encodeURIComponent(number)}`)))) assert.equal(status, 200);
    for (const i of [0, 2]) await until('the other notes', async () => (await lines('customer_find', `&key=${customers[i].id}`)).length > 0);
    await until('the one that was lost', async () => await lost() === before + 1);
  } finally { await stack.asOwner('DROP FUNCTION ops.test_refuse() CASCADE'); }
  assert.deepEqual(await lines('customer_find', `&key=${customers[1].id}`), []);
});

test('exports, reads of transcripts and of customers by number are in the audit log: who, what, from where', async () => {
  const maya = await Client.ready(stack, stack.user('agent', 0)), number = newNumber();
  const interaction = await assigned(maya, stack.channel('twilio'), number, 'for the log');
  const { id: customer } = ok(await maya.call('POST', '/api/v1/customers', { name: 'Priya', number }), 201);
  const { state } = await finish(maya, interaction);
  maya.close();
  const key = ok(await adam.call('POST', '/api/v1/api-keys', { name: 'Finder', scopes: ['customers'] }), 201);
  const reads = [[adam, `transcripts/${state.transcript}`], [maya, `transcripts/${state.transcript}`], [maya, `transcripts/${state.transcript}`], [new Client(stack, key.key), `customers?number=${encodeURIComponent(number)}`],
    [maya, `customers?number=${encodeURIComponent(newNumber())}`], [adam, 'export'], [adam, 'users/export'], [adam, 'external-contacts/export'], [maya, 'me/contacts/export'], [adam, 'reports/agents?format=csv'], [adam, 'reports/agents']];
  for (const [who, path] of reads) assert.equal((await who.call('GET', `/api/v1/${path}`)).status, 200, path);
  assert.equal((await maya.call('GET', '/api/v1/export')).status, 403);
  assert.equal((await maya.call('GET', '/api/v1/transcripts/999999')).status, 404);
  const actions = ['transcript_read', 'customer_find', 'configuration_export', 'external_contact_export', 'personal_contact_export', 'report_export'];
  const wanted = [`transcript_read ${adam.id} ${interaction.id} 1`, `transcript_read ${maya.id} ${interaction.id} 2`, `customer_find key ${key.id} ${customer} 1`, `customer_find ${maya.id} 1 1`, `configuration_export ${adam.id} 1 1`,
    `configuration_export ${adam.id} 1 1 user`, `external_contact_export ${adam.id} 1 1 external_contact`, `personal_contact_export ${maya.id} 1 1 personal_contact`, `report_export ${adam.id} 1 1 report`].sort();
  const told = ({ action, actor_id, key: of, detail }) => `${action} ${actor_id ?? `key ${detail.api_key}`} ${of} ${detail.times} ${detail.resource ?? ''}`.trim();
  // Other tests' keys look for customers, too.
  const noted = async () => { const list = []; for (const action of actions) list.push(...await lines(action)); return list.filter((l) => l.action !== 'customer_find' || l.detail.api_key === key.id || l.actor_id === maya.id); };
  // A minute has one line of what is done again: two reads one behind the other may still be two lines, which say two.
  const summed = (list) => [...list.reduce((sums, line) => { const at = told({ ...line, detail: { ...line.detail, times: '#' } }); return sums.set(at, (sums.get(at) ?? 0) + line.detail.times); }, new Map())].map(([at, sum]) => at.replace('#', sum)).sort();
  const list = await until('all lines', async () => { const now = await noted(); return times(now) > wanted.length && now; });
  assert.deepEqual(summed(list), wanted);
  assert.ok(list.every(({ detail }) => detail.source === '127.0.0.1'));
  assert.ok(!JSON.stringify(list).includes(number.slice(1)), 'and no number');
});

test('the edge alone says where a request comes from: another user of the machine can\'t reach its socket, and the TCP port believes no forwarded address', async () => {
  const robin = await person(), owner = statSync(stack.dir).uid;
  for (const [name, path] of Object.entries(stack.run.sockets)) {
    const folder = statSync(dirname(path));
    assert.deepEqual([folder.mode & 0o777, folder.uid], [0o700, owner], name);
    assert.ok(statSync(path).isSocket(), name);
    if (process.getuid() !== 0) continue; // only root can be another user
    const dial = spawnSync('perl', ['-MSocket', '-e', 'socket(my $s, PF_UNIX, SOCK_STREAM, 0) or die; connect($s, sockaddr_un($ARGV[0])) or print 0 + $!', path], { uid: 65534, gid: 65534, encoding: 'utf8' });
    assert.deepEqual([dial.status, dial.stdout], [0, '13'], `${name}: EACCES ${dial.stderr}`);
  }
  // Ten guesses, each of which names another address, by the daemon's own port and by the edge: they are one machine's.
  const guess = (i, at, password = `wrong guess ${i}`) => new Client(at, null).call('POST', '/api/v1/sessions', { username: robin.username, password, app: 'workspace' },
    { headers: { 'x-forwarded-for': `198.51.100.${i}` } });
  const port = { base: stack.run.http.presenced };
  for (let i = 1; i <= 10; i++) problem(await guess(i, i % 2 ? port : stack), 401, 'unauthenticated');
  for (const at of [port, stack]) problem(await guess(11, at, robin.password), 429, 'throttled');
  const list = await until('ten guesses', async () => { const now = await lines('login_refused', `&key=${robin.id}`); return times(now) === 10 && now; });
  assert.deepEqual([...new Set(list.map(({ detail }) => detail.source))], ['127.0.0.1']);
  await until('the operator is told', () => /"event":"http_proxy_untrusted","address":"127\.0\.0\.1"/.test(readFileSync(`${stack.dir}/log/presenced.log`, 'utf8')));
  // A request that a proxy forwards is not local, even if the proxy is not trusted: /metrics requires a login.
  const figures = (headers) => new Client(port, null).call('GET', '/metrics', undefined, { headers, direct: true });
  assert.deepEqual([(await figures({})).status, (await figures({ 'x-forwarded-for': '127.0.0.1' })).status], [200, 401]);
});

// Login at an identity provider: OpenID Connect, against npm's oidc-provider, honest and lying.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { Client } from '../lib/client.mjs';
import { Browser, Identity } from '../lib/identity.mjs';
import { Stack, until } from '../lib/stack.mjs';

const SECRET = 'a secret: with & signs';
let stack, identity, adam, provider, robin;
before(async () => {
  process.env.TRUNKLINE_PRESENCED_OIDC_ALLOW_PRIVATE = '1';
  stack = await Stack.start({ name: 'identity', instances: 'presenced presenced-2 routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const back = (slug) => [`${stack.base}/api/v1/sessions/oidc/${slug}/callback`];
  identity = await Identity.start({
    accounts: {},
    clients: [
      { client_id: 'trunkline', client_secret: SECRET, redirect_uris: back('office') },
      { client_id: 'posting', client_secret: SECRET, redirect_uris: back('posting'), token_endpoint_auth_method: 'client_secret_post' },
      { client_id: 'public', redirect_uris: [...back('public'), ...back('moving')], token_endpoint_auth_method: 'none' },
    ],
  });
  provider = await made({ name: 'Office', slug: 'office', issuer: identity.issuer, client_id: 'trunkline', client_secret: SECRET, listed: true });
  robin = await person();
});
after(async () => { await identity?.stop(); await stack?.stop(); });

let count = 0;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const made = async (body) => ok(await adam.call('POST', '/api/v1/identity-providers', body), 201);
const change = async (one, body) => {
  const now = ok(await adam.call('GET', `/api/v1/identity-providers/${one.id}`));
  return ok(await adam.call('PATCH', `/api/v1/identity-providers/${one.id}`, body, { headers: { 'if-match': now.version } }));
};
const address = () => `u${process.pid}-${++count}@example.com`;
const account = (email, more = {}) => {
  const subject = `subject-${++count}`;
  identity.accounts[subject] = { email, email_verified: true, name: `Name ${count}`, ...more };
  return subject;
};
// A user whose login name is an e-mail address, and their account there.
async function person(more = {}) {
  const username = address();
  const user = ok(await adam.call('POST', '/api/v1/users', { username, name: 'Robin Teststone', password: 'seven green chairs', role: 'agent', has_seat: true, ...more }), 201);
  return { ...user, subject: account(username) };
}
const start = (slug = 'office', app = 'workspace') => `${stack.base}/api/v1/sessions/oidc/${slug}?app=${app}`;
// The word that the page is told, '' after a login.
async function arrive(browser, url) {
  const answer = await browser.go(url);
  assert.equal(answer.status, 302, await answer.text());
  const location = new URL(answer.headers.get('location'));
  assert.equal(location.origin, stack.base);
  return location.searchParams.get('login') ?? '';
}
const inside = (browser, app = 'workspace') => browser.go(`${stack.base}/api/v1/sessions/me`, { headers: { 'x-trunkline-app': app } });
async function whole(subject, slug, app) {
  const browser = new Browser();
  const word = await arrive(browser, await browser.login(start(slug, app), subject));
  return { browser, word, session: word === '' ? await (await inside(browser, app)).json() : null };
}
// One request of a client at another address, to one instance after the other as the edge sends it; `word` as arrive() has it.
let turn = 0;
const goFrom = (address, url, headers = {}) => new Promise((done, fail) => {
  const { host, pathname, search } = new URL(url), socketPath = stack.run.sockets[turn++ % 2 ? 'presenced-2' : 'presenced'];
  request({ socketPath, path: pathname + search, headers: { host, 'x-forwarded-for': address, ...headers } }, (answer) => {
    const { location } = answer.headers;
    let body = '';
    answer.on('data', (chunk) => { body += chunk; });
    answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, location, body, word: location && (new URL(location).searchParams.get('login') ?? '') }));
  }).on('error', fail).end();
});
const sessions = async () => Number((await stack.query('SELECT count(*) AS n FROM presence.session'))[0].n);

test('a user logs in at the provider and has a session of their own here; second logins need no name', async () => {
  const { browser, word, session } = await whole(robin.subject);
  assert.equal(word, '');
  assert.equal(session.user.id, robin.id);
  assert.ok(!browser.jar(stack.base).has('tl_oidc'), 'the state\'s cookie is gone');
  // At the provider the address changed: the account is the same, so is the user.
  identity.accounts[robin.subject].email = address();
  assert.equal((await whole(robin.subject)).session.user.id, robin.id);
  // Somebody else comes by the former address: it is linked already.
  assert.equal((await whole(account(robin.username))).word, 'unknown_user');
  await until('the refused login in the audit log', async () => ok(await adam.call('GET', '/api/v1/audit?action=login_refused&limit=200')).data.some(({ detail }) => detail.why === 'unknown_user' && detail.source === '127.0.0.1'));
  const links = ok(await adam.call('GET', `/api/v1/audit?action=identity_link&key=${robin.id}`)).data;
  assert.deepEqual(links.map((line) => line.detail.identity_provider), [provider.id]);
  // Each login stands in the audit log with the provider that vouched for it.
  const logins = ok(await adam.call('GET', `/api/v1/audit?action=session_open&actor_id=${robin.id}`)).data;
  assert.deepEqual(logins.map((line) => line.detail), Array(2).fill({ app: 'workspace', identity_provider: provider.id }));
  const listed = ok(await new Client(stack, null).call('GET', '/api/v1/sessions/providers'));
  assert.deepEqual(listed.data, [{ slug: 'office', name: 'Office' }]);
});

test('whoever logs in by a provider alone proves who they are by another login there, whose session may go on', async () => {
  const boss = await person({ role: 'administrator' });
  await stack.asOwner(`UPDATE directory.app_user SET password_hash = '!' WHERE id = $1`, [boss.id]);
  const make = async (browser) => {
    const answer = await browser.go(`${stack.base}/api/v1/api-keys`, { method: 'POST', headers: { 'x-trunkline-app': 'admin', 'content-type': 'application/json' }, body: JSON.stringify({ name: `Key ${++count}` }) });
    return { status: answer.status, body: await answer.json() };
  };
  const first = await whole(boss.subject, 'office', 'admin');
  ok(await make(first.browser), 201);
  await stack.asOwner(`UPDATE presence.session SET proved_at = ops.clock() - interval '5 minutes' WHERE user_id = $1`, [boss.id]);
  const { status, body } = await make(first.browser);
  assert.deepEqual([status, body.type, body.proof, body.provider], [403, 'proof_needed', 'login', 'office']);
  ok(await make((await whole(boss.subject, 'office', 'admin')).browser), 201);
  assert.equal((await make(first.browser)).status, 403, 'not the session of before');
});

test('with the secret in the form, as a public client, and with ES256', async () => {
  const one = await person(), two = await person();
  await made({ name: 'Posting', slug: 'posting', issuer: identity.issuer, client_id: 'posting', client_secret: SECRET });
  await made({ name: 'Public', slug: 'public', issuer: identity.issuer, client_id: 'public' });
  assert.equal((await whole(two.subject, 'public')).session.user.id, two.id);
  const discovery = await (await fetch(`${identity.issuer}/.well-known/openid-configuration`)).json();
  const elliptic = await Identity.start({ accounts: identity.accounts, alg: 'ES256',
    clients: [{ client_id: 'e', client_secret: SECRET, redirect_uris: [`${stack.base}/api/v1/sessions/oidc/elliptic/callback`], token_endpoint_auth_method: 'client_secret_post' }] });
  elliptic.answers = { '/.well-known/openid-configuration': JSON.stringify({
    ...JSON.parse(JSON.stringify(discovery).replaceAll(identity.issuer, elliptic.issuer)), token_endpoint_auth_methods_supported: ['client_secret_post'] }) };
  try {
    await made({ name: 'Elliptic', slug: 'elliptic', issuer: elliptic.issuer, client_id: 'e', client_secret: SECRET });
    assert.equal((await whole(one.subject, 'elliptic')).session.user.id, one.id);
  } finally { await elliptic.stop(); }
});

test('a token with a wrong nonce, audience, issuer, time, key or signature opens nothing', async () => {
  const one = await person();
  assert.equal((await whole(one.subject)).word, '');
  const now = Math.floor(Date.now() / 1000);
  const signed = (claims, key = identity.key, head = { alg: 'RS256', kid: identity.jwk.kid }) => new SignJWT(claims).setProtectedHeader(head).sign(key);
  const { privateKey: strange } = await generateKeyPair('RS256');
  const lies = {
    nonce: (c) => signed({ ...c, nonce: 'of another login' }),
    'no nonce': ({ nonce, ...c }) => signed(c),
    audience: (c) => signed({ ...c, aud: 'another client' }),
    'two audiences': (c) => signed({ ...c, aud: ['trunkline', 'another'] }),
    'authorized party': (c) => signed({ ...c, azp: 'another' }),
    issuer: (c) => signed({ ...c, iss: 'https://elsewhere.example' }),
    expired: (c) => signed({ ...c, exp: now - 61 }),
    'no expiry': ({ exp, ...c }) => signed(c),
    'of the future': (c) => signed({ ...c, iat: now + 300 }),
    nobody: ({ sub, ...c }) => signed(c),
    'unknown key': (c) => signed(c, strange, { alg: 'RS256', kid: 'strange' }),
    signature: (c) => signed(c, strange),
    'no algorithm': (c) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(c)).toString('base64url')}.`,
    'our secret': async (c) => new SignJWT(c).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(SECRET)),
    critical: async (c) => { const [, body] = (await signed(c)).split('.'); return `${Buffer.from('{"alg":"RS256","crit":["b64"]}').toString('base64url')}.${body}.AAAA`; },
    'cut short': async (c) => (await signed(c)).slice(0, -20),
    'no token': () => 'hello',
    'not verified': (c) => signed({ ...c, email_verified: false, sub: `new-${++count}` }),
  };
  const before = await sessions();
  for (const [name, lie] of Object.entries(lies)) {
    identity.alter = (token) => lie(decodeJwt(token));
    assert.equal((await whole(one.subject)).word, 'refused', name);
  }
  assert.equal(await sessions(), before);
  // Half a minute of skew is none.
  identity.alter = (token) => signed({ ...decodeJwt(token), exp: now - 20, iat: now + 20, aud: ['trunkline'] });
  assert.equal((await whole(one.subject)).word, '');
  identity.alter = undefined;
});

test('a callback belongs to the browser that began it, once', async () => {
  const one = await person();
  const browser = new Browser();
  const back = await browser.login(start(), one.subject);
  assert.equal(await arrive(new Browser(), back), 'expired', 'another browser has no state');
  const other = new Browser();
  await other.go(start());
  assert.equal(await arrive(other, back), 'expired', 'or another one');
  for (const [app, path] of [['work', '/work'], ['admin', '/admin'], ['workspace', '/']]) {
    const away = new Browser(), arrived = await away.go(await away.login(start('office', app), account(address())));
    assert.equal(new URL(arrived.headers.get('location')).pathname, path, `who came for ${app} is back there`);
  }
  const at = `${stack.base}/api/v1/sessions/oidc`;
  assert.equal((await browser.go(`${at}/no-such/callback?code=x&state=y`)).status, 404);
  assert.equal((await browser.go(`${at}/office/callback?code=%zz`)).status, 400);
  assert.equal((await browser.go(`${at}/office?app=kitchen`)).status, 422);
  const made = new Browser();
  made.jar(stack.base).set('tl_oidc', 'AAAA'.repeat(40));
  assert.equal(await arrive(made, back), 'expired', 'a cookie of somebody\'s own making');
  const forged = new URL(back);
  forged.searchParams.set('state', 'x'.repeat(43));
  const thief = new Browser();
  const jar = new Map(browser.jar(stack.base));
  thief.jars.set(stack.base, new Map(jar));
  assert.equal(await arrive(thief, forged.href), 'expired');
  const before = await sessions();
  assert.equal(await arrive(browser, back), '');
  // The same callback again, with the cookies of then: the code is used up at the provider.
  const replay = new Browser();
  replay.jars.set(stack.base, new Map(jar));
  assert.equal(await arrive(replay, back), 'refused');
  // Were it not: the state opens one session.
  identity.answers = { '/token': JSON.stringify({ id_token: await (async () => {
    const fresh = new Browser();
    let kept;
    identity.alter = (token) => { kept = token; return token; };
    const url = await fresh.login(start(), one.subject);
    const cookies = new Map(fresh.jar(stack.base));
    assert.equal(await arrive(fresh, url), '');
    identity.alter = undefined;
    replay.jars.set(stack.base, cookies);
    replay.back = url;
    return kept;
  })() }) };
  assert.equal(await arrive(replay, replay.back), 'expired');
  identity.answers = undefined;
  assert.equal(await sessions(), before + 2);
  assert.notEqual((await inside(replay)).status, 200);
});

test('a provider that turns its keys over is followed; one that is down is told so and comes back', async () => {
  const one = await person();
  assert.equal((await whole(one.subject)).word, '');
  await identity.newKey();
  const before = identity.asked.length;
  // An unknown key makes the keys be read again, at most every ten seconds, by each instance for itself.
  await until('logins with the new key at both instances', async () => (await whole(one.subject)).word === ''
    && identity.asked.slice(before).filter((path) => path.endsWith('/jwks')).length === 2, Infinity, 500);
  identity.down = true;
  const browser = new Browser();
  const answer = await browser.go(start());
  const back = `${stack.base}/api/v1/sessions/oidc/office/callback?code=x&state=${new URL(answer.headers.get('location')).searchParams.get('state')}`;
  assert.equal(await arrive(browser, back), 'provider');
  // Another issuer gets neither the former one's secret nor who was linked there.
  const { version } = ok(await adam.call('GET', `/api/v1/identity-providers/${provider.id}`));
  const issuer = await adam.call('PATCH', `/api/v1/identity-providers/${provider.id}`, { issuer: 'http://127.0.0.1:2' }, { headers: { 'if-match': version } });
  assert.deepEqual([issuer.status, issuer.body.errors?.[0].pointer], [422, '/client_secret'], JSON.stringify(issuer.body));
  // One that was never reached: already the way there ends.
  await made({ name: 'Nowhere', slug: 'nowhere', issuer: 'http://127.0.0.1:1', client_id: 'x' });
  assert.equal(await arrive(new Browser(), start('nowhere')), 'provider');
  ok(await adam.call('GET', '/api/v1/sessions/me')); // nobody else waits
  identity.down = false;
  assert.equal((await whole(one.subject)).word, '');
  // A document that is another's, or none, is not believed.
  for (const [slug, document] of [['liar', JSON.stringify({ issuer: 'https://elsewhere.example' })], ['noise', '<html>']]) {
    const bad = await Identity.start({ accounts: {}, clients: [] });
    bad.answers = { '/.well-known/openid-configuration': document };
    await made({ name: slug, slug, issuer: bad.issuer, client_id: 'x' });
    assert.equal(await arrive(new Browser(), start(slug)), 'provider', slug);
    await bad.stop();
  }
});

test('a claim that users may choose themselves links nobody, unless an administrator trusts it', async () => {
  const boss = await person({ role: 'administrator' }), robin = await person();
  // At the provider everybody may call themselves what they like.
  const thief = account(address(), { preferred_username: boss.username });
  await change(provider, { claim: 'preferred_username' });
  assert.equal(ok(await adam.call('GET', `/api/v1/identity-providers/${provider.id}`)).claim_trusted, false);
  for (const app of ['workspace', 'admin']) assert.equal((await whole(thief, 'office', app)).word, 'untrusted');
  await change(provider, { auto_create: true });
  assert.equal((await whole(account(address(), { preferred_username: address() }))).word, 'untrusted', 'nor is anybody made');
  await change(provider, { auto_create: false });
  // Who is linked already is known by their account, not by the claim.
  await change(provider, { claim: 'email' });
  assert.equal((await whole(robin.subject)).word, '');
  await change(provider, { claim: 'preferred_username' });
  identity.accounts[robin.subject].preferred_username = boss.username;
  assert.equal((await whole(robin.subject)).session.user.id, robin.id);

  await change(provider, { claim_trusted: true });
  const own = account(address(), { preferred_username: boss.username });
  assert.equal((await whole(own, 'office', 'admin')).session.user.id, boss.id);
  // Another claim must be trusted anew; an address counts when the provider has verified it, whatever is trusted.
  assert.equal((await change(provider, { claim: 'name' })).claim_trusted, false);
  assert.equal((await whole(account(address(), { name: (await person()).username }))).word, 'untrusted');
  assert.equal((await change(provider, { claim: 'email', claim_trusted: true })).claim_trusted, true);
  const unverified = await person();
  identity.accounts[unverified.subject].email_verified = false;
  assert.equal((await whole(unverified.subject)).word, 'refused');
  await change(provider, { claim_trusted: false });
});

test('what another issuer says of its users is trusted only if it is said anew', async () => {
  const boss = await person({ role: 'administrator' });
  const one = await made({ name: 'Moving', slug: 'moving', issuer: 'https://moving.example', client_id: 'public', claim: 'preferred_username', claim_trusted: true });
  const moved = await change(one, { issuer: identity.issuer });
  assert.deepEqual([moved.issuer, moved.claim_trusted], [identity.issuer, false]);
  assert.equal((await whole(account(address(), { preferred_username: boss.username }), 'moving')).word, 'untrusted');
  assert.equal((await change(one, { issuer: 'https://moved.example', claim_trusted: true })).claim_trusted, true);
});

test('a provider that hangs takes no login from one that works, and is not asked by each login', async () => {
  const one = await person(), slow = await Identity.start({ accounts: {}, clients: [] });
  slow.hangs = true;
  await made({ name: 'Slow', slug: 'slow', issuer: slow.issuer, client_id: 'x' });
  try {
    // Five times what may wait for one provider at two instances, of no address more than may.
    const begun = Array.from({ length: 160 }, (_, i) => goFrom(`203.0.113.${1 + i % 40}`, start('slow')));
    const refused = await Promise.race([...begun].map((answer) => answer.then((a) => (a.status === 503 ? a : new Promise(() => {})))));
    assert.ok(Number(refused.headers['retry-after']) > 0);
    const problem = JSON.parse(refused.body);
    assert.deepEqual([problem.type, /this identity provider/.test(problem.detail)], ['overload', true], JSON.stringify(problem));
    assert.equal((await whole(one.subject)).word, '', 'meanwhile the other one works');
    const answers = await Promise.all(begun);
    const waited = answers.filter((answer) => answer.status === 302);
    for (const answer of waited) assert.equal(answer.word, 'provider');
    assert.deepEqual([waited.length, answers.filter((answer) => answer.status === 503).length, slow.asked.length], [32, 128, 32], 'sixteen at each instance');
    // What failed is told at once for some seconds: nobody waits, and it is not asked.
    for (let i = 0; i < 20; i++) assert.equal(await arrive(new Browser(), start('slow')), 'provider');
    assert.equal(slow.asked.length, 32);
    slow.hangs = false;
    await until('the provider is asked again', async () => (await new Browser().go(start('slow'))).headers.get('location').startsWith(slow.issuer), Infinity, 250);
  } finally { await slow.stop(); }
});

test('one address takes a few of a provider\'s places, and who comes back to a full one is told so on the page', async () => {
  const slow = await Identity.start({ accounts: {}, clients: [{ client_id: 'x', redirect_uris: [`${stack.base}/api/v1/sessions/oidc/taken/callback`], token_endpoint_auth_method: 'none' }] });
  await made({ name: 'Taken', slug: 'taken', issuer: slow.issuer, client_id: 'x' });
  try {
    const browser = new Browser();
    let away;
    await until('both instances know its document', async () => {
      away = await browser.go(start('taken'));
      return slow.asked.filter((path) => path.endsWith('/openid-configuration')).length === 2;
    });
    const state = new URL(away.headers.get('location')).searchParams.get('state');
    const cookie = `tl_oidc=${browser.jar(stack.base).get('tl_oidc')}`;
    const back = (from, code) => goFrom(from, `${stack.base}/api/v1/sessions/oidc/taken/callback?code=${code}&state=${state}`, { cookie });
    const tokens = () => slow.asked.filter((path) => path === 'POST /token').length;
    slow.hangs = true;
    const many = Array.from({ length: 40 }, (_, i) => back('198.51.100.1', `made-up-${i}`));
    await until('four at each instance wait', () => tokens() === 8);
    const other = back('198.51.100.2', 'mine');
    await until('another address has a place', () => tokens() === 9);
    const words = (await Promise.all(many)).map((answer) => `${answer.status} ${answer.word}`).sort();
    assert.deepEqual(words, [...Array(32).fill('302 busy'), ...Array(8).fill('302 provider')]);
    assert.equal((await other).word, 'provider');
    assert.equal(tokens(), 9);
  } finally { await slow.stop(); }
});

test('who is not there is made only where the provider says so, of allowed domains; an app needs its licence', async () => {
  const stranger = account(address());
  assert.equal((await whole(stranger)).word, 'unknown_user');
  await change(provider, { auto_create: true, domains: ['example.com'] });
  assert.equal((await whole(account(`u${process.pid}@elsewhere.example`))).word, 'refused');
  const { word, session } = await whole(stranger);
  assert.equal(word, '');
  const user = ok(await adam.call('GET', `/api/v1/users/${session.user.id}`));
  assert.deepEqual([user.username, user.role, user.has_seat], [identity.accounts[stranger].email, 'agent', true]);
  const answer = await new Client(stack, null).call('POST', '/api/v1/sessions', { username: user.username, password: '!', app: 'workspace' });
  assert.equal(answer.status, 401, 'no password opens it');
  // Who may use another app only is sent to the provider again, which knows them by now, for that one.
  const elsewhere = new Browser();
  const again = await elsewhere.go(await elsewhere.login(start('office', 'admin'), stranger));
  assert.deepEqual([again.status, again.headers.get('location')], [302, start('office', 'workspace')]);
  assert.equal((await inside(elsewhere, 'admin')).status, 401);
  assert.equal(await arrive(elsewhere, await elsewhere.login(again.headers.get('location'), stranger)), '');
  assert.equal((await inside(elsewhere)).status, 200);
  ok(await adam.call('PATCH', `/api/v1/users/${user.id}`, { disabled: true }, { headers: { 'if-match': user.version } }));
  assert.equal((await whole(stranger)).word, 'no_licence');
  await until('why it was refused', async () => ok(await adam.call('GET', `/api/v1/audit?action=login_refused&key=${user.id}`)).data.some(({ detail }) => detail.why === 'disabled'));
  await change(provider, { auto_create: false, domains: [] });
});

test('a provider is set up by administrators; its secret is shown nowhere; what it may not be is refused', async () => {
  const shown = ok(await adam.call('GET', `/api/v1/identity-providers/${provider.id}`));
  assert.ok(!('client_secret' in shown));
  const kept = JSON.stringify([await stack.asOwner('SELECT * FROM directory.identity_provider'), await stack.asOwner('SELECT * FROM ops.audit'), await stack.asOwner('SELECT * FROM ops.command')]);
  assert.ok(!kept.includes(SECRET) && !kept.includes(Buffer.from(SECRET).toString('hex')));
  const body = { name: 'Bad', slug: 'bad', issuer: identity.issuer, client_id: 'x' };
  for (const [wrong, field] of [[{ issuer: 'ftp://example.com' }, '/issuer'], [{ issuer: 'https://user@example.com' }, '/issuer'], [{ slug: 'Not Good' }, '/slug'],
    [{ scopes: 'email' }, '/scopes'], [{ domains: ['Exa mple'] }, '/domains'], [{ claim: '' }, '/claim']]) {
    const answer = await adam.call('POST', '/api/v1/identity-providers', { ...body, ...wrong });
    assert.equal(answer.status, 422, JSON.stringify([wrong, answer.body]));
    assert.equal(answer.body.errors[0].pointer, field);
  }
  const answer = await adam.call('POST', '/api/v1/identity-providers', { ...body, slug: 'office' });
  assert.deepEqual([answer.status, answer.body.type], [409, 'value_taken']);
  const agent = await Client.login(stack, stack.user('agent', 0));
  assert.equal((await agent.call('GET', '/api/v1/identity-providers')).status, 403);
  await change(provider, { client_secret: 'another' });
  assert.equal((await whole(robin.subject)).word, 'refused', 'the new secret is used, which the provider does not know');
  await change(provider, { client_secret: SECRET, disabled: true });
  assert.equal((await new Browser().go(start())).status, 404);
  assert.equal((await new Browser().go(start('no-such'))).status, 404);
  await change(provider, { disabled: false });
  assert.equal((await whole(robin.subject)).word, '');
});

// Contacts that come live from Google and Microsoft (CT-6), against stand-ins that are as strict as the documents of both.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Book, consent, google, graph } from '../lib/books.mjs';
import { opened } from '../lib/box.mjs';
import { Client } from '../lib/client.mjs';
import { Browser, Identity } from '../lib/identity.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, adam, ann, ben, gmail, outlook, google_, outlook_;
const books = [];
before(async () => {
  process.env.TRUNKLINE_PRESENCED_BOOKS_ALLOW_PRIVATE = '1';
  stack = await Stack.start({ name: 'books', testClock: true });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [ann, ben] = await Promise.all([worker('Ann'), worker('Ben')]);
  [gmail, google_] = await book('google');
  [outlook, outlook_] = await book('microsoft');
});
after(async () => { await Promise.all(books.map((one) => one.stop())); await stack?.stop(); });

let count = 0;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
async function worker(name) {
  const user = { username: `book${process.pid}-${++count}`, name, password: 'a long password', role: 'agent', has_seat: false, has_work: true };
  ok(await adam.call('POST', '/api/v1/users', user), 201);
  return Client.login(stack, user, 'work');
}
// A stand-in, and the address book that the administrator has made of it.
async function book(kind, more = {}) {
  const one = await Book.start({ kind, accounts: ['ann', 'ben', 'other'], redirect: `${stack.base}/api/v1/me/address-books/callback` });
  books.push(one);
  return [one, ok(await adam.call('POST', '/api/v1/address-books', { name: `${kind} ${++count}`, ...one.config, ...more }), 201)];
}
const change = async (one, body) => {
  const now = ok(await adam.call('GET', `/api/v1/address-books/${one.id}`));
  return adam.call('PATCH', `/api/v1/address-books/${one.id}`, body, { headers: { 'if-match': now.version } });
};
const own = async (who, { id }) => ok(await who.call('GET', '/api/v1/me/address-books')).data.find((one) => one.id === id);
const contacts = async (who) => ok(await who.call('GET', '/api/v1/me/contacts?limit=200')).data;
const shown = async (who) => (await contacts(who)).map((c) => [c.name, c.company, ...c.numbers.map((n) => n.number), ...c.emails.map((e) => e.email)].filter(Boolean).join(' ')).sort();
// To the provider's page; the cookie travels as a browser has it.
async function setOut(who, one) {
  const answer = await who.call('POST', `/api/v1/me/address-books/${one.id}/connect`);
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('tl_book='));
  assert.match(cookie, /SameSite=Lax.*HttpOnly/);
  return { url: ok(answer).url, cookie: cookie.split(';')[0] };
}
// The word that the page is told.
async function arrive(url, cookie) {
  const answer = await fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} });
  assert.equal(answer.status, 302, await answer.text());
  const page = new URL(answer.headers.get('location'));
  assert.equal(page.origin + page.pathname, `${stack.base}/work`);
  return page.searchParams.get('book');
}
// A daemon hears of a step of the clock with its next beat: the steps of many rounds at once would be longer than a consent may take.
let unheard = 0;
const pass = (ms) => { unheard += ms; return stack.pass(ms); };
async function connect(who, one, options) {
  if (unheard > 5 * 60_000) {
    await stack.passAll(0);
    unheard = 0;
  }
  const { url, cookie } = await setOut(who, one);
  return arrive(await consent(url, options), cookie);
}
// And the first round after that.
async function connected(who, one, options) {
  const before = rounds(await own(who, one));
  assert.equal(await connect(who, one, options), 'connected');
  return settled(who, one, before);
}
// The end of the round that is under way, or due now.
const rounds = (state) => (state.rounds[0] ? `${state.rounds[0].at} ${state.rounds.length}` : '');
async function settled(who, one, before = '') {
  return until('the round\'s end', async () => { const now = await own(who, one); return (now.state === 'idle' || now.state === 'login_needed') && rounds(now) !== before && now; });
}
async function round(who, one) {
  const before = rounds(await own(who, one));
  await pass(61_000); // one may ask once a minute
  ok(await who.call('POST', `/api/v1/me/address-books/${one.id}/sync`));
  return (await settled(who, one, before)).rounds[0];
}
const did = ({ added, changed, removed, kept, skipped }) => [added, changed, removed, kept, skipped];

test('OAuth sync with Google: consent, all pages, then only what has changed', async () => {
  gmail.pageMax = 2;
  gmail.put('ann', 'c1', google('Grace Hopper', { numbers: ['+1 202 555 0199'], emails: ['grace@navy.example'], company: 'US Navy', title: 'Admiral', notes: 'n', fax: '+1 202 555 0143' }));
  gmail.put('ann', 'c2', google('Ada Lovelace', { emails: ['ada@engine.example'] }));
  gmail.put('ann', 'c3', google('Joan Clarke', { numbers: ['+44 20 7946 0000'] }));
  gmail.put('ann', 'c4', { birthdays: [{ text: '1 May' }] });
  assert.equal((await own(ann, google_)).state, 'none');
  assert.equal(await connect(ann, google_, { login: 'ann' }), 'connected');
  const first = await settled(ann, google_);
  assert.deepEqual(did(first.rounds[0]), [3, 0, 0, 0, 1]);
  assert.equal(first.rounds[0].whole, true);
  assert.equal(first.contacts, 3);
  assert.match(first.rounds[0].items.find((i) => i.action === 'skipped').problem, /no name/);
  assert.deepEqual(await shown(ann), ['Ada Lovelace ada@engine.example', 'Grace Hopper US Navy +12025550199 +12025550143 grace@navy.example', 'Joan Clarke +442079460000']);
  assert.deepEqual(gmail.pages.map((p) => [p.query.pageToken !== undefined, p.query.syncToken]), [[false, undefined], [true, undefined]]);
  assert.ok(Date.parse(first.next_at) > Date.parse(first.rounds[0].at) + 14 * 60_000, 'the next one comes by itself, after a quarter of an hour');

  gmail.put('ann', 'c1', google('Grace B. Hopper', { numbers: ['+1 202 555 0100'], emails: ['grace@navy.example'], company: 'US Navy' }));
  gmail.remove('ann', 'c2');
  gmail.put('ann', 'c5', google('Mary Jackson', { numbers: ['+1 202 555 0177'] }));
  const second = await round(ann, google_);
  assert.deepEqual([did(second), second.whole], [[1, 1, 1, 0, 0], false]);
  assert.deepEqual(await shown(ann), ['Grace B. Hopper US Navy +12025550100 grace@navy.example', 'Joan Clarke +442079460000', 'Mary Jackson +12025550177']);
  assert.match(gmail.pages.at(-1).query.syncToken, /^sync-/);
  assert.deepEqual(did(await round(ann, google_)), [0, 0, 0, 0, 0]);
  assert.deepEqual(await shown(ben), [], 'nobody else has them');
  assert.deepEqual(gmail.wrong, []);
  // And by itself.
  gmail.remove('ann', 'c5');
  const before = rounds(await own(ann, google_));
  await stack.passAll(15 * 60_000); // heard later, it would end the logins of the tests to come
  assert.deepEqual(did((await settled(ann, google_, before)).rounds[0]), [0, 0, 1, 0, 0]);
});

test('OAuth sync with Microsoft: links are followed as they came, refresh tokens replaced', async () => {
  outlook.pageMax = 2;
  for (let n = 1; n <= 5; n++) outlook.put('ben', `AAMk=${n}`, graph(`Person ${n}`, { mobile: `+46 70 000 00 0${n}`, emails: [`p${n}@x.example`] }));
  assert.equal(await connect(ben, outlook_, { login: 'ben' }), 'connected');
  assert.deepEqual(did((await settled(ben, outlook_)).rounds[0]), [5, 0, 0, 0, 0]);
  assert.equal(outlook.pages.length, 3);
  const given = outlook.lastRefresh;
  // A change tells at least what has changed: the rest stays.
  outlook.put('ben', 'AAMk=1', { companyName: 'ACME', mobilePhone: '+46 70 000 00 01' });
  outlook.remove('ben', 'AAMk=2');
  assert.deepEqual(did(await round(ben, outlook_)), [0, 1, 1, 0, 0]);
  assert.equal((await shown(ben))[0], 'Person 1 ACME +46700000001 p1@x.example');
  const refreshes = outlook.paths('/token').filter((one) => one.form.grant_type === 'refresh_token').map((one) => one.form.refresh_token);
  assert.equal(refreshes.at(-1), given, 'the newest one is used');
  assert.notEqual(outlook.lastRefresh, given);
  assert.deepEqual(outlook.wrong, []);
});

test('OAuth sync with a server of other people (npm\'s oidc-provider): consent, PKCE, refresh', async () => {
  const client = { client_id: 'books', client_secret: 'a secret: with & signs', redirect_uris: [`${stack.base}/api/v1/me/address-books/callback`],
    grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'client_secret_post' };
  const identity = await Identity.start({ accounts: { 'subject-1': { email: 'eve@example.com' } }, clients: [client] }), eve = await worker('Eve');
  try {
    const [api, set] = await book('google', { client_id: client.client_id, client_secret: client.client_secret, authorize_url: `${identity.issuer}/auth`, token_url: `${identity.issuer}/token`, scopes: 'openid offline_access' });
    const bearers = new Set();
    api.fault = async ({ headers }) => { // whoever's token it is, the server that gave it knows it
      const [, token] = /^Bearer (.+)$/.exec(headers.authorization), told = await fetch(`${identity.issuer}/me`, { headers: { authorization: headers.authorization } });
      if (told.ok) { bearers.add(token); api.access.set(token, 'other'); }
    };
    api.put('other', 'a', google('Ada', { emails: ['a@p.example'] }));
    const { url, cookie } = await setOut(eve, set);
    assert.equal(await arrive(await new Browser().through(url, stack.base, 'subject-1'), cookie), 'connected');
    assert.deepEqual(did((await settled(eve, set)).rounds[0]), [1, 0, 0, 0, 0]);
    api.put('other', 'b', google('Bo', { emails: ['b@p.example'] }));
    assert.deepEqual(did(await round(eve, set)), [1, 0, 0, 0, 0]);
    assert.equal(bearers.size, 2, 'each round asks for an access token of its own');
    await identity.newKey(); // it forgets all that it gave
    assert.match((await round(eve, set)).problem, /has ended: log in again/);
  } finally { await identity.stop(); }
});

test('a refused consent, another\'s state, one that was used, one too old and a session that has ended connect nothing, and the page is told', async () => {
  const eve = await worker('Eve'), none = async () => assert.equal((await own(eve, google_)).state, 'none');
  assert.equal(await connect(eve, google_, { login: 'other', answer: 'deny' }), 'denied');
  const one = await setOut(eve, google_), two = await setOut(eve, google_);
  assert.equal(await arrive(await consent(one.url, { login: 'other' }), two.cookie), 'expired', 'the state of another window');
  assert.equal(await arrive(await consent(one.url, { login: 'other' })), 'expired', 'a browser that has set out nowhere');
  assert.equal(await arrive(`${stack.base}/api/v1/me/address-books/callback?%zz`, one.cookie), 'expired');
  gmail.granted = 'openid';
  assert.equal(await arrive(await consent(one.url, { login: 'other' }), one.cookie), 'denied', 'reading contacts was unticked');
  gmail.granted = undefined;
  for (const [answer, word] of [[{ status: 500 }, 'provider'], [{ drop: true }, 'provider'], [{ body: { access_token: 'x' } }, 'refused'], [{ raw: 'no JSON' }, 'refused']]) {
    gmail.fault = ({ path }) => (path === '/token' ? answer : undefined);
    assert.equal(await arrive(await consent(one.url, { login: 'other' }), one.cookie), word);
  }
  gmail.fault = undefined;
  await none();
  // Two consents to one request: the first connects, and neither comes twice.
  const [first, second] = [await consent(one.url, { login: 'other' }), await consent(one.url, { login: 'other' })];
  assert.equal(await arrive(first, one.cookie), 'connected');
  assert.equal(await arrive(first, one.cookie), 'refused', 'a code is good once');
  assert.equal(await arrive(second, one.cookie), 'expired', 'a state is good once');
  await settled(eve, google_);
  ok(await eve.call('DELETE', `/api/v1/me/address-books/${google_.id}`), 204);
  assert.equal(await arrive(await consent(two.url, { login: 'other' }), `${two.cookie}x`), 'expired', 'a cookie that is not ours');
  await stack.pass(11 * 60_000);
  await until('the clock has been heard', async () => (await arrive(await consent(two.url, { login: 'other' }), two.cookie)) === 'expired');
  const three = await setOut(eve, google_);
  ok(await eve.call('DELETE', '/api/v1/sessions/me'), 204);
  assert.equal(await arrive(await consent(three.url, { login: 'other' }), three.cookie), 'expired', 'who has logged out is not connected');
  assert.deepEqual(gmail.wrong, []);
});

test('what the provider says of tokens, marks and waits is done', async () => {
  const eve = await worker('Eve'), [one, set] = await book('google');
  one.pageMax = 2;
  for (let n = 1; n <= 5; n++) one.put('other', `p${n}`, google(`Person ${n}`, { emails: [`p${n}@y.example`] }));
  // 429 in the middle: it waits as long as it is told, and goes on where it stood.
  let refused = 0;
  one.fault = ({ query }) => (query.pageToken && !refused++ ? { status: 429, headers: { 'retry-after': '120' }, body: { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } } } : undefined);
  assert.equal(await connect(eve, set, { login: 'other' }), 'connected');
  const waiting = await until('it waits', async () => { const now = await own(eve, set); return now.problem && now; });
  assert.deepEqual([waiting.state, waiting.problem, waiting.rounds.length, waiting.contacts], ['idle', 'The address book asks us to wait.', 0, 2]);
  const asked = one.pages.length;
  assert.equal((await eve.call('POST', `/api/v1/me/address-books/${set.id}/sync`)).status, 429, 'its owner can\'t shorten that');
  await pass(121_000);
  assert.deepEqual(did((await settled(eve, set)).rounds[0]), [5, 0, 0, 0, 0]);
  assert.deepEqual(one.pages.slice(asked).map((p) => p.query.pageToken.split('-')[1]), ['2', '4'], 'it went on where it stood');
  // 503 without a time, and no answer at all: tried again.
  for (const [answer, most] of [[{ status: 503 }, 1], [{ drop: true }, 3]]) { // a client may try a kept connection that was cut on another one
    let times = 0;
    one.fault = ({ path }) => (path.endsWith('connections') && times++ < most ? answer : undefined);
    const before = rounds(await own(eve, set));
    await pass(61_000);
    ok(await eve.call('POST', `/api/v1/me/address-books/${set.id}/sync`));
    await until('it has failed once', async () => times > 0 && (await own(eve, set)).problem);
    times = most;
    await pass(31_000);
    assert.deepEqual(did((await settled(eve, set, before)).rounds[0]), [0, 0, 0, 0, 0]);
  }
  // An access token that ends early is asked for once more.
  let once = 0;
  one.fault = ({ path }) => { if (path.endsWith('connections') && !once++) one.endAccess(); };
  one.put('other', 'p6', google('Person 6', { emails: ['p6@y.example'] }));
  assert.deepEqual(did(await round(eve, set)), [1, 0, 0, 0, 0]);
  assert.equal(once, 2);
  // A mark too old: all is read again, and nothing doubled.
  one.fault = undefined;
  one.remove('other', 'p5');
  one.clear('other');
  for (let n = 1; n <= 4; n++) one.put('other', `p${n}`, google(`Person ${n}`, { emails: [`p${n}@y.example`] }));
  one.forget();
  const whole = await round(eve, set);
  assert.deepEqual([did(whole), whole.whole, whole.unchanged], [[0, 0, 2, 0, 0], true, 4]);
  assert.equal((await contacts(eve)).length, 4);
  // What can't be read, or is refused: told, and nothing lost.
  for (const [answer, problem] of [[{ raw: '[' }, /can't be read/], [{ raw: '"x"'.padEnd(9 << 20) }, /too long/], [{ status: 403, body: {} }, /does not let us read/], [{ status: 400, body: {} }, /refuses/], [{ status: 302, headers: { location: '/' } }, /refuses/]]) {
    one.fault = ({ path }) => (path.endsWith('connections') ? answer : undefined);
    assert.match((await round(eve, set)).problem, problem);
  }
  one.fault = undefined;
  assert.equal((await round(eve, set)).problem, null);
  assert.equal((await contacts(eve)).length, 4);
  // Refused for good, though the token is new.
  one.fault = ({ path }) => (path.endsWith('connections') ? { status: 401, body: {} } : undefined);
  const tokens = one.paths('/token').length;
  assert.match((await round(eve, set)).problem, /log in again/);
  assert.equal(one.paths('/token').length, tokens + 2, 'the access token was asked for once more, not for ever');
  assert.equal((await own(eve, set)).state, 'login_needed');
  assert.equal((await eve.call('POST', `/api/v1/me/address-books/${set.id}/sync`)).body.type, 'login_needed');
  one.fault = undefined;
  // Consent taken back at the provider.
  assert.equal((await connected(eve, set, { login: 'other' })).rounds[0].problem, null);
  one.endLogins();
  assert.match((await round(eve, set)).problem, /has ended: log in again/);
  assert.equal((await own(eve, set)).state, 'login_needed');
  assert.deepEqual(one.wrong, []);
});

test('Microsoft: an old link, Retry-After, and links that lead elsewhere', async () => {
  const eve = await worker('Eve'), [one, set] = await book('microsoft');
  one.pageMax = 2;
  for (let n = 1; n <= 3; n++) one.put('other', `A${n}`, graph(`Person ${n}`, { emails: [`p${n}@z.example`] }));
  assert.equal(await connect(eve, set, { login: 'other' }), 'connected');
  assert.deepEqual(did((await settled(eve, set)).rounds[0]), [3, 0, 0, 0, 0]);
  one.forget();
  one.clear('other');
  one.put('other', 'A1', graph('Person 1', { emails: ['p1@z.example'] }));
  assert.deepEqual(did(await round(eve, set)), [0, 0, 2, 0, 0]);
  let times = 0;
  one.fault = ({ path }) => (path.endsWith('delta') && !times++ ? { status: 429, headers: { 'retry-after': '30' }, body: { error: { code: 'TooManyRequests' } } } : undefined);
  const before = rounds(await own(eve, set));
  await pass(61_000);
  ok(await eve.call('POST', `/api/v1/me/address-books/${set.id}/sync`));
  await until('it waits', async () => (await own(eve, set)).problem);
  one.fault = undefined;
  await pass(31_000);
  assert.equal((await settled(eve, set, before)).problem, null, 'it has gone on');
  // No token of ours goes anywhere else.
  const [stranger] = await book('microsoft');
  one.linkBase = stranger.url;
  one.put('other', 'A2', graph('Person 2', { emails: ['p2@z.example'] }));
  assert.match((await round(eve, set)).problem, /leads nowhere/);
  assert.deepEqual(stranger.asked, []);
  assert.equal((await contacts(eve)).length, 1);
  one.linkBase = undefined;
  assert.deepEqual(did(await round(eve, set)), [1, 0, 0, 0, 0], 'nothing was lost');
  assert.deepEqual(one.wrong, []);
});

test('an address book without end is left alone', async () => {
  const eve = await worker('Eve'), [one, set] = await book('google');
  let n = 0;
  one.fault = ({ path }) => (path.endsWith('connections') ? { body: { nextPageToken: 'the same' } } : undefined);
  assert.match((await connected(eve, set, { login: 'other' })).rounds[0].problem, /leads nowhere/);
  assert.equal(one.pages.length, 2);
  one.fault = ({ path }) => (path.endsWith('connections') ? { body: { nextPageToken: `page ${n++}` } } : undefined);
  assert.match((await round(eve, set)).problem, /more pages than can be read/);
  assert.equal(n, 500);
});

test('a reader that is killed in the middle of a round is followed at the next page: no doubles, nothing lost', async () => {
  for (const signal of ['SIGKILL', 'SIGTERM']) {
    const eve = await worker('Eve'), [one, set] = await book('microsoft');
    one.pageMax = 2;
    for (let n = 1; n <= 6; n++) one.put('other', `A${n}`, graph(`Person ${n}`, { mobile: `+46 70 000 00 0${n}` }));
    let release, third = new Promise((done) => { release = done; }), held = false;
    one.fault = ({ query }) => { if (query.$skiptoken?.startsWith('4') && !held) { held = true; return { hold: third, body: {} }; } };
    assert.equal(await connect(eve, set, { login: 'other' }), 'connected');
    await until('two pages are here', () => held);
    assert.equal((await own(eve, set)).contacts, 4);
    assert.equal((await own(eve, set)).state, 'reading');
    assert.deepEqual((await stack.asOwner('SELECT mark FROM directory.book_account WHERE book = $1', [set.id]))[0], { mark: null }, 'no mark before the last page');
    await stack.kill('presenced', signal);
    release();
    stack.spawn('presenced');
    await stack.untilReady('presenced');
    if (signal === 'SIGKILL') await pass(61_000); // one that ends in order gives the round back at once
    assert.deepEqual(did((await settled(eve, set)).rounds[0]), [6, 0, 0, 0, 0], signal);
    assert.equal(one.pages.length, 4, 'the page that was not stored came again, no other');
    assert.equal((await contacts(eve)).length, 6);
    assert.deepEqual(did(await round(eve, set)), [0, 0, 0, 0, 0]);
    assert.deepEqual(one.wrong, []);
  }
});

test('what somebody wrote here stays; what the book deletes goes, unless it is theirs', async () => {
  const eve = await worker('Eve'), [one, set] = await book('google');
  const mine = ok(await eve.call('POST', '/api/v1/me/contacts', { name: 'Mine', numbers: [{ number: '+46701112233' }], notes: 'my own words' }), 201);
  one.put('other', 'a', google('MINE', { numbers: ['+46 70 111 22 33', '+46 70 111 22 34'], company: 'PAG', notes: 'theirs' }));
  one.put('other', 'b', google('Bo', { emails: ['b@w.example'] }));
  one.put('other', 'c', google('Cy', { emails: ['c@w.example'] }));
  assert.equal(await connect(eve, set, { login: 'other' }), 'connected');
  const first = (await settled(eve, set)).rounds[0];
  assert.deepEqual(did(first), [2, 1, 0, 0, 0]);
  assert.deepEqual(first.items.find((i) => i.action === 'changed').id, mine.id, 'known by name and number');
  const now = (await contacts(eve)).find((c) => c.id === mine.id);
  assert.deepEqual([now.name, now.company, now.notes, now.numbers.length], ['Mine', 'PAG', 'my own words', 2]);
  const bo = (await contacts(eve)).find((c) => c.name === 'Bo');
  ok(await eve.call('PATCH', `/api/v1/me/contacts/${bo.id}`, { title: 'Carpenter' }, { headers: { 'if-match': bo.version } }));
  const found = (await contacts(eve)).find((c) => c.name === 'Cy');
  one.put('other', 'b', google('Bo Ek', { emails: ['b@w.example', 'bo@w.example'], title: 'Joiner' }));
  assert.deepEqual(did(await round(eve, set)), [0, 1, 0, 0, 0]);
  const changed = (await contacts(eve)).find((c) => c.id === bo.id);
  assert.deepEqual([changed.name, changed.title, changed.emails.length], ['Bo Ek', 'Carpenter', 2]);
  for (const uid of ['a', 'b', 'c']) one.remove('other', uid);
  const last = await round(eve, set);
  assert.deepEqual(did(last), [0, 0, 1, 2, 0]);
  assert.deepEqual(last.items.map((i) => [i.action, i.name, i.problem]), [['kept', 'Bo Ek', 'It was changed here.'], ['removed', 'Cy', undefined], ['kept', 'Mine', 'It was here before it came from the address book.']]);
  assert.equal((await eve.call('GET', `/api/v1/me/contacts/${found.id}`)).status, 404);
  assert.deepEqual((await contacts(eve)).map((c) => c.name), ['Mine', 'Bo Ek']);
});

test('disconnecting ends the token at Google; contacts stay, or go', async () => {
  for (const [query, left, answer] of [['', 2, undefined], ['?contacts=stay', 2, { status: 503 }], ['?contacts=go', 1, undefined]]) {
    const eve = await worker('Eve'), [one, set] = await book('google');
    one.put('other', 'a', google('Ada', { emails: ['a@v.example'] }));
    ok(await eve.call('POST', '/api/v1/me/contacts', { name: 'Mine' }), 201);
    assert.equal((await eve.call('POST', `/api/v1/me/address-books/${set.id}/sync`)).body.type, 'not_connected');
    await connected(eve, set, { login: 'other' });
    one.fault = ({ path }) => (path === '/revoke' ? answer : undefined);
    ok(await eve.call('DELETE', `/api/v1/me/address-books/${set.id}${query}`), 204);
    await until('it was told', () => one.paths('/revoke').length === 1);
    assert.deepEqual(one.revoked, answer ? [] : [one.lastRefresh]);
    assert.equal((await contacts(eve)).length, left);
    assert.equal((await own(eve, set)).state, 'none');
    assert.equal((await eve.call('DELETE', `/api/v1/me/address-books/${set.id}`)).status, 404);
    // Connected again, nothing is doubled.
    one.fault = undefined;
    await connected(eve, set, { login: 'other' });
    assert.deepEqual((await shown(eve)), ['Ada a@v.example', 'Mine']);
  }
});

test('each has their own: users, sides, administrators, other organisations', async () => {
  const [one, set] = await book('google'), [eve, fay] = await Promise.all(['Eve', 'Fay'].map(worker));
  one.put('ann', 'a', google('Of Eve', { emails: ['a@u.example'] }));
  one.put('ben', 'a', google('Of Fay', { emails: ['b@u.example'] }));
  assert.equal(await connect(eve, set, { login: 'ann' }), 'connected');
  assert.equal(await connect(fay, set, { login: 'ben' }), 'connected');
  await Promise.all([settled(eve, set), settled(fay, set)]);
  assert.deepEqual([await shown(eve), await shown(fay)], [['Of Eve a@u.example'], ['Of Fay b@u.example']]);
  ok(await fay.call('DELETE', `/api/v1/me/address-books/${set.id}?contacts=go`), 204);
  assert.deepEqual([await shown(eve), await shown(fay)], [['Of Eve a@u.example'], []]);
  assert.equal((await own(eve, set)).state, 'idle');
  // Neither an administrator nor an agent's session nor a key.
  const key = new Client(stack, ok(await adam.call('POST', '/api/v1/api-keys', { name: `k${++count}`, scopes: ['admin'] }), 201).key);
  const agent = await Client.login(stack, stack.user('agent', 0));
  for (const who of [adam, agent, key]) assert.equal((await who.call('GET', '/api/v1/me/address-books')).status, 403);
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Another ${process.pid}') AS id`);
  const [theirs] = await stack.asOwner(`INSERT INTO directory.address_book (tenant, name, provider, client_id) VALUES ($1, 'Theirs', 'google', 'x') RETURNING id`, [tenant.id]);
  for (const [method, path] of [['POST', '/connect'], ['POST', '/sync'], ['DELETE', '']]) assert.equal((await eve.call(method, `/api/v1/me/address-books/${theirs.id}${path}`)).status, 404);
  assert.equal((await adam.call('GET', `/api/v1/address-books/${theirs.id}`)).status, 404);
  assert.ok(ok(await eve.call('GET', '/api/v1/me/address-books')).data.every((b) => b.name !== 'Theirs'));
});

test('an administrator sets up where: addresses are judged, secrets never shown, a change ends logins', async () => {
  const [one, set] = await book('google'), eve = await worker('Eve');
  assert.ok(!('client_secret' in set) && !('box' in set));
  for (const [field, value] of [['api_url', 'ftp://x.example'], ['token_url', 'https://u:p@x.example/'], ['authorize_url', 'nowhere'], ['revoke_url', 'https://']]) {
    const answer = await change(set, { [field]: value });
    assert.deepEqual([answer.status, answer.body.errors?.[0]?.pointer], [422, `/${field}`]);
  }
  assert.equal((await adam.call('POST', '/api/v1/address-books', { name: 'x', provider: 'yahoo', client_id: 'x' })).status, 422);
  one.put('other', 'a', google('Ada', { emails: ['a@t.example'] }));
  await connected(eve, set, { login: 'other' });
  const refused = await change(set, { token_url: `${one.url}/elsewhere` });
  assert.deepEqual([refused.status, refused.body.errors?.[0]?.pointer], [422, '/client_secret'], 'a secret leaves for no other address');
  assert.equal((await own(eve, set)).state, 'idle');
  ok(await change(set, { api_url: `${one.url}/other` }));
  const after = await own(eve, set);
  assert.deepEqual([after.state, after.problem], ['login_needed', 'The address book was set up anew: log in again.']);
  ok(await change(set, { api_url: one.url + one.base, disabled: true }));
  assert.equal((await eve.call('POST', `/api/v1/me/address-books/${set.id}/connect`)).status, 404, 'one that is switched off');
  assert.equal((await own(eve, set)).disabled, true, 'who has it still sees it');
  ok(await change(set, { disabled: false, client_secret: 'another' }));
  assert.equal(await connect(eve, set, { login: 'other' }), 'refused', 'a wrong secret');
  one.clientSecret = 'another';
  await connected(eve, set, { login: 'other' });
  one.clientSecret = 'one more';
  assert.match((await round(eve, set)).problem, /does not know this organisation's client/);
  const now = ok(await adam.call('GET', `/api/v1/address-books/${set.id}`));
  ok(await adam.call('DELETE', `/api/v1/address-books/${set.id}`, undefined, { headers: { 'if-match': now.version } }));
  assert.equal(await own(eve, set), undefined);
  assert.equal((await contacts(eve)).length, 1, 'its contacts stay');
});

test('a provider that hangs leaves room for others', async () => {
  const [slow, set] = await book('google'), [quick, other] = await book('microsoft'), eve = await worker('Eve');
  const many = await Promise.all(Array.from({ length: 17 }, (_, n) => worker(`Many ${n}`)));
  let release;
  const held = new Promise((done) => { release = done; });
  slow.fault = ({ path }) => (path.endsWith('connections') ? { hold: held, status: 503 } : undefined);
  for (const who of many) assert.equal(await connect(who, set, { login: 'other' }), 'connected');
  await until('as many wait as may', () => slow.pages.length >= 4);
  quick.put('other', 'a', graph('Ada', { emails: ['a@q.example'] }));
  assert.deepEqual(did((await connected(eve, other, { login: 'other' })).rounds[0]), [1, 0, 0, 0, 0]);
  assert.equal(slow.pages.length, 4, 'four of one book at a time');
  release();
  // Logins, too: eight wait for one provider, the ninth is told, and others are not.
  let open;
  const shut = new Promise((done) => { open = done; });
  slow.fault = ({ path }) => (path === '/token' ? { hold: shut, status: 503 } : undefined);
  const under = [];
  for (const who of many.slice(0, 8)) {
    const { url, cookie } = await setOut(who, set);
    under.push(arrive(await consent(url, { login: 'other' }), cookie));
  }
  await until('all of them wait', () => slow.paths('/token').filter((one) => one.form.grant_type === 'authorization_code').length === 17 + 8);
  assert.equal(await connect(many[8], set, { login: 'other' }), 'again');
  assert.equal(await connect(eve, other, { login: 'other' }), 'connected');
  open();
  assert.deepEqual(await Promise.all(under), Array(8).fill('provider'));
});

test('2,000 contacts come in pages of 200', async () => {
  const eve = await worker('Eve'), [one, set] = await book('google');
  for (let n = 0; n < 2000; n++) one.put('other', `p${n}`, google(`Person ${n}`, { numbers: [`+46 70 1${String(n).padStart(6, '0')}`], emails: [`p${n}@s.example`] }));
  assert.equal(await connect(eve, set, { login: 'other' }), 'connected');
  const { rounds: [first], contacts: many } = await settled(eve, set);
  assert.deepEqual([did(first), many, one.pages.length], [[2000, 0, 0, 0, 0], 2000, 10]);
  assert.equal(first.items.length, 100, 'the first hundred are told');
  one.forget();
  assert.equal((await round(eve, set)).unchanged, 2000);
});

test('no token or secret stands anywhere in clear', async () => {
  const tokens = books.flatMap((one) => [one.clientSecret, one.lastRefresh, ...one.refresh.keys(), ...one.access.keys()]).filter(Boolean);
  const tables = await stack.asOwner(`SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('directory', 'presence', 'ops')`);
  assert.ok(tokens.length > 20 && tables.length > 20);
  const seen = [];
  for (const { name } of tables) seen.push(...(await stack.asOwner(`SELECT t::text AS row FROM ${name} AS t`)).map((r) => r.row));
  for (const file of readdirSync(join(stack.dir, 'log'))) seen.push(readFileSync(join(stack.dir, 'log', file), 'utf8'));
  const text = seen.join('\n');
  assert.ok(text.includes('book_connected'));
  for (const token of tokens) for (const form of [token, Buffer.from(token).toString('hex'), encodeURIComponent(token)]) assert.ok(!text.includes(form), `${token.slice(0, 12)}… stands somewhere`);
});

test('secrets of books and accounts open in the places that the table of sealed columns names', async () => {
  for (const table of ['directory.address_book', 'directory.book_account']) assert.ok(await opened(stack, table) > 0, table);
});

test('inside addresses are not asked', async () => {
  const eve = await worker('Eve'), [one, set] = await book('google');
  one.put('other', 'a', google('Ada', { emails: ['a@r.example'] }));
  await connected(eve, set, { login: 'other' });
  const asked = one.asked.length;
  await stack.kill('presenced', 'SIGTERM');
  stack.spawn('presenced', { TRUNKLINE_PRESENCED_BOOKS_ALLOW_PRIVATE: '0' });
  await stack.untilReady('presenced');
  assert.match((await round(eve, set)).problem, /set up wrongly/);
  assert.equal((await eve.call('POST', `/api/v1/me/address-books/${set.id}/connect`)).status, 404);
  for (const url of ['http://people.example/v1', 'https://127.0.0.1/v1', 'https://[::1]/v1', 'https://10.0.0.1/v1', 'https://localhost/v1']) {
    const answer = await change(set, { api_url: url });
    assert.deepEqual([answer.status, answer.body.errors?.[0]?.pointer], [422, '/api_url'], url);
  }
  // A name that leads inside is found out when it is asked.
  ok(await change(set, { authorize_url: 'https://people.example/a', token_url: `https://ip6-localhost:${new URL(one.url).port}/t`, api_url: 'https://people.example/v1', client_secret: 'x' }));
  assert.equal(one.asked.length, asked);
});
